// What the front ends of crypt's verbs share: key options, and outputs for secrets and bytes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/cli/output.hpp>
#include <pytk/cli/spec.hpp>
#include <pytk/crypt/key_source.hpp>
#include <pytk/crypt/keys.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::cmd {

/// -k/--key and what belongs to it, for verbs that take one symmetric key.
struct KeyOptions {
  std::string where;
  std::string encoding = "raw";
  bool allow_argv_secret = false;
  [[nodiscard]] Secret read(std::string_view what) const;
};
void add_key(cli::Spec& spec, KeyOptions& key, std::string_view names, std::string_view help);

/// For options that leave a check out, or a protection, when they are not given: the empty value that an unset variable
/// of a script leaves behind is a mistake, not the same as no option.
cli::Argument& not_empty(cli::Argument& argument);

/// How bytes are printed: --enc or --out-enc raw|hex|b64|b64url.
struct Encoding {
  std::string name;
  /// Writes `bytes` so; text forms end with a newline.
  void write(io::Sink& out, ByteView bytes) const;
  [[nodiscard]] bool is_text() const { return name != "raw"; }
};
void add_encoding(cli::Spec& spec, Encoding& encoding, std::string_view names, std::string_view help);

/// Where a passphrase is needed for the key in `file`: from `source`, or at a prompt if that is empty.
[[nodiscard]] crypt::Ask ask_for(const std::string& source, const std::string& file);
/// The key in a file, which may be encrypted under the passphrase from `passphrase`.
[[nodiscard]] crypt::AsymmetricKey private_key(const std::string& where, const std::string& passphrase);
[[nodiscard]] crypt::AsymmetricKey public_key(const std::string& where, const std::string& passphrase = {});

/// -k/--key FILE with its passphrase, for verbs that take one asymmetric key; and what is read and written.
struct KeyFileOptions {
  std::string key, passphrase, input = "-", output = "-";
};
void add_key_file(cli::Spec& spec, KeyFileOptions& o, const char* help);

/// Input as it is: no decompression.
[[nodiscard]] std::unique_ptr<io::Source> open_input(const std::string& where, Context& context);
/// Output that may be anything: mode 0600 when it is secret, refused on a terminal when binary.
[[nodiscard]] std::unique_ptr<io::Sink> open_output(const std::string& where, const Context& context, bool binary,
                                                    bool secret);
/// A new file with mode 0600 that replaces nothing without --force.
[[nodiscard]] std::unique_ptr<io::Sink> open_new_output(const std::string& where, const Context& context, bool binary);
/// The same for secrets, which terminals do not get without --force, either.
[[nodiscard]] std::unique_ptr<io::Sink> open_secret_output(const std::string& where, const Context& context,
                                                           bool binary);
/// Refuses the same file as input and output.
void refuse_same(const std::string& in, const std::string& out);

/// "--nonce-hex" and its like: bytes from hexadecimal text.
[[nodiscard]] Bytes hex_option(const std::string& text, std::string_view option);
/// Seconds since 1970 from "1700000000", "@1700000000" or RFC 3339.
[[nodiscard]] std::uint64_t unix_time(const std::string& text, std::string_view option);
/// Seconds from "60" or "1h30m".
[[nodiscard]] std::uint64_t seconds(const std::string& text, std::string_view option);
/// The clock, or what --now says.
[[nodiscard]] std::uint64_t time_or_now(const std::string& text, std::string_view option);

// The verbs, one file a family.
void describe_fernet(cli::Spec& spec);
void describe_hash(cli::Spec& spec);
void describe_rand(cli::Spec& spec);
void describe_seal(cli::Spec& spec);
void describe_open(cli::Spec& spec);
void describe_mac(cli::Spec& spec);
void describe_kdf(cli::Spec& spec);
void describe_aead(cli::Spec& spec);
void describe_cipher(cli::Spec& spec);
void describe_eq(cli::Spec& spec);
void describe_key(cli::Spec& spec);
void describe_sign(cli::Spec& spec);
void describe_verify(cli::Spec& spec);
void describe_pk(cli::Spec& spec);
void describe_exchange(cli::Spec& spec);
void describe_x509(cli::Spec& spec);
void describe_jwt(cli::Spec& spec);
void describe_otp(cli::Spec& spec);
void describe_passwd(cli::Spec& spec);
void describe_manifest(cli::Spec& spec);

}  // namespace pytk::cmd
