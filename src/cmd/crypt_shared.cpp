#include "crypt_shared.hpp"

#include <pytk/core/bytes.hpp>
#include <pytk/core/number.hpp>

namespace pytk::cmd {

Secret KeyOptions::read(std::string_view what) const {
  return crypt::read_key({where, crypt::parse_key_encoding(encoding), allow_argv_secret}, what);
}

void add_key(cli::Spec& spec, KeyOptions& key, std::string_view names, std::string_view help) {
  spec.option(std::string(names), key.where, std::string(help)).placeholder("KEYSRC").required().complete_files();
  spec.option("--key-enc", key.encoding, "how the key is written")
      .placeholder("ENC")
      .choices({"raw", "hex", "b64"})
      .otherwise("raw");
  spec.flag("--allow-argv-secret", key.allow_argv_secret,
            "take hex:... and b64:... keys from the command line, which every user can see");
}

crypt::Ask ask_for(const std::string& source, const std::string& file) {
  return [source, file] {
    return crypt::read_passphrase(source.empty() ? "prompt" : source, "passphrase of '" + file + "'");
  };
}

crypt::AsymmetricKey private_key(const std::string& where, const std::string& passphrase) {
  return crypt::parse_private(crypt::read_key_text(where, "private key"), where, ask_for(passphrase, where));
}

crypt::AsymmetricKey public_key(const std::string& where, const std::string& passphrase) {
  return crypt::parse_public(crypt::read_key_text(where, "public key", false), where, ask_for(passphrase, where));
}

void add_key_file(cli::Spec& spec, KeyFileOptions& o, const char* help) {
  spec.option("-k,--key", o.key, help).placeholder("KEYSRC").required().complete_files();
  spec.option("--passphrase-from", o.passphrase, "the passphrase of an encrypted key")
      .placeholder("SRC")
      .otherwise("prompt");
}

cli::Argument& not_empty(cli::Argument& argument) {
  argument.set = [take = std::move(argument.set)](std::string_view value) -> Result<void> {
    if (value.empty()) return bad("must not be empty");
    return take(value);
  };
  return argument;
}

void Encoding::write(io::Sink& out, ByteView bytes) const {
  if (name == "raw") return out.write(bytes);
  std::string text =
      name == "hex" ? to_hex(bytes) : to_base64(bytes, name == "b64" ? Base64::standard : Base64::url, name == "b64");
  text += '\n';
  out.write(std::string_view(text));
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

void add_encoding(cli::Spec& spec, Encoding& encoding, std::string_view names, std::string_view help) {
  spec.option(std::string(names), encoding.name, std::string(help))
      .placeholder("ENC")
      .choices({"raw", "hex", "b64", "b64url"})
      .otherwise(encoding.name);
}

std::unique_ptr<io::Source> open_input(const std::string& where, Context& context) {
  return io::Source::open(where,
                          {.decompress = false, .map = false, .timeout = context.timeout, .cancel = &context.cancel});
}

std::unique_ptr<io::Sink> open_output(const std::string& where, const Context& context, bool binary, bool secret) {
  return io::Sink::open(where, {.force = context.force,
                                .exclusive = false,
                                .binary = binary,
                                .mode = secret ? 0600U : 0666U,
                                .buffer = 32U << 10U});
}

std::unique_ptr<io::Sink> open_new_output(const std::string& where, const Context& context, bool binary) {
  return io::Sink::open(where, {.force = context.force, .exclusive = true, .binary = binary, .mode = 0600U});
}

std::unique_ptr<io::Sink> open_secret_output(const std::string& where, const Context& context, bool binary) {
  auto out = open_new_output(where, context, binary);
  if (out->is_terminal() && !context.force)
    throw fail(Fault::usage, "refusing to show a secret on a terminal")
        .hint("-o FILE writes it with mode 0600, and pipes take it; --force shows it");
  return out;
}

void refuse_same(const std::string& in, const std::string& out) {
  if (out != "-") io::refuse_same_file(in, out);
}

Bytes hex_option(const std::string& text, std::string_view option) {
  auto bytes = from_hex(text);
  if (!bytes) throw fail(Fault::usage, "{} is not hexadecimal: {}", option, bytes.error().what_happened());
  return std::move(*bytes);
}

std::uint64_t unix_time(const std::string& text, std::string_view option) {
  if (const auto number = parse_uint(text)) return *number;
  const auto time = parse_time(text);
  if (!time || *time < 0)
    throw fail(Fault::usage, "{} '{}' is no time", option, text).hint("seconds since 1970, or 2026-01-02T03:04:05Z");
  return static_cast<std::uint64_t>(*time / 1'000'000'000);
}

std::uint64_t seconds(const std::string& text, std::string_view option) {
  if (const auto number = parse_uint(text)) return *number;
  const auto duration = parse_duration(text);
  if (!duration || *duration < 0)
    throw fail(Fault::usage, "{} '{}' is no number of seconds", option, text).hint("write 60 or 1h30m");
  return static_cast<std::uint64_t>(*duration / 1'000'000'000);
}

std::uint64_t time_or_now(const std::string& text, std::string_view option) {
  return text.empty() ? static_cast<std::uint64_t>(now_nanoseconds() / 1'000'000'000) : unix_time(text, option);
}

}  // namespace pytk::cmd
