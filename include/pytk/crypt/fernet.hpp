// Fernet: tokens that are encrypted, authenticated and dated (github.com/fernet/spec), of any size, one or many.
//   Fernet fernet(std::move(keys));  fernet.encrypt(message, now, nullptr, token);
// A token is base64url(0x80 | u64 seconds | IV 16 | AES-128-CBC | HMAC-SHA256 of all before).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/secret.hpp>
#include <pytk/io/context.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::crypt {

class Replay;

/// 32 fresh bytes as base64url with padding: signing key, then encryption key.
[[nodiscard]] Secret make_fernet_key();
/// Reads one key (44 characters). Non-canonical trailing bits are taken with a warning, as other programs made such
/// keys.
[[nodiscard]] Result<Secret> parse_fernet_key(std::string_view text);
/// Reads a key file: one key a line, '#' comments and blank lines skipped; errors carry the line number.
void add_fernet_keys(std::vector<Secret>& keys, const Secret& file, std::string_view name);

/// When a token is still good. Without a ttl its age is not looked at, as in the specification's reference.
struct FernetClock {
  std::uint64_t now = 0;                ///< seconds since 1970
  std::optional<std::uint64_t> ttl;     ///< seconds; a token exactly that old is still good
};

/// What the authenticated part of a token says.
struct FernetInfo {
  std::uint64_t created = 0;   ///< seconds since 1970
  std::size_t key = 0;         ///< index of the key that made it
  std::uint64_t bytes = 0;     ///< of the message
};

/// One thread's keys and contexts, made once and used for any number of messages.
class Fernet {
 public:
  /// The first key encrypts, all decrypt. Throws Fault::usage without keys.
  explicit Fernet(const std::vector<Secret>& keys);
  ~Fernet();
  Fernet(Fernet&&) noexcept;
  Fernet& operator=(Fernet&&) = delete;

  /// Appends the token of `message` to `token`. `iv` is 16 bytes for test vectors, null for a random one.
  void encrypt(ByteView message, std::uint64_t time, const std::uint8_t* iv, std::string& token);
  /// Puts the message into `message`. Errors: Fault::data (malformed), Fault::refused (key, changed, too old, too new).
  Result<FernetInfo> decrypt(std::string_view token, const FernetClock& clock, bool lenient, Bytes& message);
  /// Appends the same message under the first key, with a fresh IV and the original time; the age is not looked at.
  Result<FernetInfo> rotate(std::string_view token, bool lenient, std::string& out);

  /// Whether a token so far was read leniently and would not have been read strictly.
  [[nodiscard]] bool bent_rules() const noexcept;

  // The same for streams of any size in constant memory. Nothing is written before the whole token was verified.
  void encrypt(io::Source& in, io::Sink& out, std::uint64_t time, const std::uint8_t* iv, Context& context);
  FernetInfo decrypt(const Replay& in, io::Sink& out, const FernetClock& clock, bool lenient, Context& context);
  FernetInfo rotate(const Replay& in, io::Sink& out, bool lenient, Context& context);
  FernetInfo inspect(const Replay& in, const FernetClock& clock, bool lenient, Context& context);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Opens an input that decrypt() and its like can read twice.
[[nodiscard]] std::shared_ptr<const Replay> open_replay(std::string_view where, Cancel& cancel);

/// What --lines does with each line.
enum class FernetVerb : std::uint8_t { encrypt, decrypt, rotate };
/// What takes the place of a line that cannot be processed: nothing, an empty line, or the end of the run.
enum class OnError : std::uint8_t { skip, empty, stop };

struct FernetLines {
  FernetVerb verb = FernetVerb::encrypt;
  FernetClock clock;
  bool lenient = false;
  OnError on_error = OnError::empty;
  std::size_t field = 0;  ///< 1-based field to work on, 0: the whole line
  char separator = '\t';
};
/// Every line by itself, in parallel, in order. Problems go to `problems` as JSON Lines. Returns how many lines failed.
std::uint64_t fernet_lines(const std::vector<Secret>& keys, const FernetLines& lines, io::Source& in, io::Sink& out,
                           io::Sink& problems, Context& context);
/// One value with what `lines` says; used for the columns of a CSV file.
Result<void> fernet_value(Fernet& fernet, const FernetLines& lines, std::string_view value, std::string& out);

}  // namespace pytk::crypt
