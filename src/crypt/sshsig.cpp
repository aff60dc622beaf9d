// SSH signatures: PROTOCOL.sshsig, as ssh-keygen -Y sign writes them.
#include <algorithm>

#include <openssl/ec.h>

#include <pytk/core/text.hpp>
#include <pytk/crypt/hash.hpp>

#include "build_key.hpp"
#include "signature.hpp"
#include "ssh_key.hpp"

namespace pytk::crypt {
namespace {

constexpr std::string_view magic = "SSHSIG";
constexpr std::string_view first_line = "-----BEGIN SSH SIGNATURE-----", last_line = "-----END SSH SIGNATURE-----";

/// What is signed: the digest of the message bound to the namespace.
Bytes signed_bytes(std::string_view name_space, std::string_view digest_name, io::Source& message, Cancel& cancel) {
  std::vector<Hasher> hashers;
  hashers.emplace_back(digest_name);
  (void)hash_source(message, hashers, cancel);
  Bytes bytes(magic.begin(), magic.end());
  ssh_put(bytes, name_space);
  ssh_put(bytes, "");
  ssh_put(bytes, digest_name);
  ssh_put(bytes, hashers.front().finish());
  return bytes;
}

/// The algorithm that a signature format name stands for.
SignatureRequest request_of(std::string_view format) {
  SignatureRequest request{.algorithm = {}, .form = SignatureForm::p1363, .mgf1 = {}, .salt_length = {}};
  if (format == "ssh-ed25519") request.algorithm = "ed25519";
  else if (format == "rsa-sha2-512") request.algorithm = "rsa-pkcs1-sha512";
  else if (format == "rsa-sha2-256") request.algorithm = "rsa-pkcs1-sha256";
  else if (format == "ecdsa-sha2-nistp256") request.algorithm = "ecdsa-sha256";
  else if (format == "ecdsa-sha2-nistp384") request.algorithm = "ecdsa-sha384";
  else if (format == "ecdsa-sha2-nistp521") request.algorithm = "ecdsa-sha512";
  else throw fail(Fault::data, "SSH signatures of the kind '{}' are not known here", escape_controls(format));
  return request;
}

Bytes read_armor(std::string_view text) {
  const std::size_t from = text.find(first_line), to = text.find(last_line);
  if (from == std::string_view::npos || to == std::string_view::npos || to < from)
    throw fail(Fault::data, "no SSH signature");
  std::string base64;
  for (const char c : text.substr(from + first_line.size(), to - from - first_line.size()))
    if (static_cast<unsigned char>(c) > ' ') base64 += c;
  auto bytes = from_base64(base64);
  if (!bytes) throw fail(Fault::data, "the SSH signature is damaged");
  return std::move(*bytes);
}

}  // namespace

std::string ssh_sign(const AsymmetricKey& key, std::string_view name_space, io::Source& message, Cancel& cancel) {
  if (name_space.empty()) throw fail(Fault::usage, "an SSH signature needs a namespace").hint("--namespace file");
  EVP_PKEY* const raw = key.state().key.get();
  const Bytes blob = ssh_blob(raw);
  SshReader reader(blob);
  std::string format(text_of(reader.string()));
  if (format == "ssh-rsa") format = "rsa-sha2-512";
  const Bytes bytes = signed_bytes(name_space, "sha512", message, cancel);
  const Bytes made = sign_bytes(raw, request_of(format), bytes);
  Bytes signature, inner;
  ssh_put(signature, format);
  if (format.starts_with("ecdsa")) {
    const auto number = [&](ByteView half) {
      const auto first = std::find_if(half.begin(), half.end(), [](std::uint8_t b) { return b != 0; });
      ssh_put_positive(inner, half.subspan(static_cast<std::size_t>(first - half.begin())));
    };
    number(ByteView(made).first(made.size() / 2));
    number(ByteView(made).subspan(made.size() / 2));
    ssh_put(signature, inner);
  } else {
    ssh_put(signature, made);
  }
  Bytes whole(magic.begin(), magic.end());
  ssh_put_number(whole, 1);
  ssh_put(whole, blob);
  ssh_put(whole, name_space);
  ssh_put(whole, "");
  ssh_put(whole, "sha512");
  ssh_put(whole, signature);
  std::string text(first_line);
  const std::string base64 = to_base64(whole);
  for (std::size_t i = 0; i < base64.size(); i += 70) text.append("\n").append(base64, i, 70);
  return text.append("\n").append(last_line).append("\n");
}

bool ssh_verify(const AsymmetricKey& key, std::string_view name_space, io::Source& message, std::string_view text,
                Cancel& cancel) {
  EVP_PKEY* const raw = key.state().key.get();
  const Bytes whole = read_armor(text);
  if (!text_of(whole).starts_with(magic)) throw fail(Fault::data, "the SSH signature is damaged");
  SshReader reader(ByteView(whole).subspan(magic.size()));
  const std::uint32_t version = reader.number();
  const ByteView blob = reader.string();
  const std::string_view its_namespace = text_of(reader.string());
  (void)reader.string();  // reserved
  const std::string digest_name(text_of(reader.string()));
  SshReader signature(reader.string());
  const std::string format(text_of(signature.string()));
  ByteView made = signature.string();
  if (!reader.done() || !signature.done() || version != 1 || (digest_name != "sha512" && digest_name != "sha256"))
    throw fail(Fault::data, "the SSH signature is damaged, or of a version that is not known");
  const Bytes own = ssh_blob(raw);
  if (!std::equal(own.begin(), own.end(), blob.begin(), blob.end()) || its_namespace != name_space) return false;
  SshReader own_reader(own);
  const std::string type(text_of(own_reader.string()));
  const SignatureRequest request = request_of(format);
  if (type != format && !(type == "ssh-rsa" && format.starts_with("rsa-sha2-"))) return false;
  Bytes fixed;
  if (format.starts_with("ecdsa")) {
    SshReader pair(made);
    const ByteView r = pair.positive(), s = pair.positive();
    const std::size_t width = (static_cast<std::size_t>(EVP_PKEY_get_bits(raw)) + 7) / 8;
    if (!pair.done() || r.size() > width || s.size() > width) return false;
    fixed.resize(2 * width);
    std::copy(r.begin(), r.end(), fixed.begin() + static_cast<std::ptrdiff_t>(width - r.size()));
    std::copy(s.begin(), s.end(), fixed.end() - static_cast<std::ptrdiff_t>(s.size()));
    made = fixed;
  }
  return verify_bytes(raw, request, signed_bytes(name_space, digest_name, message, cancel), made);
}

}  // namespace pytk::crypt
