// Files sealed for recipients in the age v1 format (c2sp.org/age): any age program can open them.
//   Sealer: recipients -> header -> 64 KiB chunks of ChaCha20-Poly1305, in parallel.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/secret.hpp>
#include <pytk/io/context.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::crypt {

class Replay;

/// "-> type args" with a body: one way to the file key.
struct Stanza {
  std::string type;
  std::vector<std::string> arguments;
  Bytes body;
};

/// Someone a file is sealed for.
class Recipient {
 public:
  Recipient() = default;
  Recipient(const Recipient&) = delete;
  Recipient& operator=(const Recipient&) = delete;
  virtual ~Recipient() = default;
  [[nodiscard]] virtual Stanza wrap(const Secret& file_key) const = 0;
  /// True for a passphrase, which must stand alone.
  [[nodiscard]] virtual bool alone() const { return false; }
};
/// Someone who can open files.
class Identity {
 public:
  Identity() = default;
  Identity(const Identity&) = delete;
  Identity& operator=(const Identity&) = delete;
  virtual ~Identity() = default;
  /// The file key; nothing when the stanza is for somebody else. Throws Fault::data for a malformed stanza.
  [[nodiscard]] virtual std::optional<Secret> unwrap(const Stanza& stanza) const = 0;
};
using Recipients = std::vector<std::unique_ptr<Recipient>>;
using Identities = std::vector<std::unique_ptr<Identity>>;

/// "age1...", "ssh-ed25519 AAAA...", "ssh-rsa AAAA...". Throws Fault::usage.
[[nodiscard]] std::unique_ptr<Recipient> parse_recipient(std::string_view text);
/// One a line, '#' comments.
void add_recipients(Recipients& recipients, std::string_view file, std::string_view name);
inline constexpr unsigned usual_work_factor = 18, highest_work_factor = 22;
[[nodiscard]] std::unique_ptr<Recipient> passphrase_recipient(Secret passphrase,
                                                              unsigned work_factor = usual_work_factor);

/// "AGE-SECRET-KEY-1..." lines, an OpenSSH or PEM private key (ed25519 or RSA), or an age file of such lines.
/// `ask` gives the passphrase when the file is encrypted.
void add_identities(Identities& identities, const Secret& file, std::string_view name,
                    const std::function<Secret()>& ask, Context& context);
[[nodiscard]] std::unique_ptr<Identity> passphrase_identity(Secret passphrase, unsigned highest = highest_work_factor);
/// The recipients that belong to a file of identities ("age1..." lines): of native keys only.
[[nodiscard]] std::vector<std::string> recipients_of(const Secret& identities, std::string_view name);

/// A new native key: the secret line and its recipient.
struct SealKey {
  Secret identity;
  std::string recipient;
};
[[nodiscard]] SealKey make_seal_key();

/// Reads `in` to its end and writes the sealed file. Throws Fault::usage for a bad set of recipients.
void seal(io::Source& in, io::Sink& out, const Recipients& recipients, bool armor, Context& context);

/// Opens a stream; each chunk is written as soon as it is verified. A failure later on is thrown after that.
void open_sealed(io::Source& in, io::Sink& out, const Identities& identities, Context& context);

struct OpenRange {
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length;  ///< nothing: to the end
};
/// Only a part of the content; the length of the file is verified first and only the chunks needed are read
/// (an armored file is read whole). Throws Fault::usage when the range begins after the end.
void open_range(const Replay& in, io::Sink& out, const Identities& identities, const OpenRange& range,
                Context& context);
/// Nothing is written before the last chunk was verified: the input is read twice.
void open_verified(const Replay& in, io::Sink& out, const Identities& identities, Context& context);

}  // namespace pytk::crypt
