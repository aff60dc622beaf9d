#include "ssh_key.hpp"

#include <algorithm>
#include <array>

#include <pytk/core/digest.hpp>
#include <pytk/core/text.hpp>

#include "build_key.hpp"

namespace pytk::crypt {

std::uint32_t SshReader::number() {
  if (rest_.size() < 4) ok_ = false;
  if (!ok_) return 0;
  const auto value = load_be<std::uint32_t>(rest_);
  rest_ = rest_.subspan(4);
  return value;
}

ByteView SshReader::string() {
  const std::uint32_t size = number();
  if (size > rest_.size()) ok_ = false;
  if (!ok_) return {};
  const ByteView value = rest_.first(size);
  rest_ = rest_.subspan(size);
  return value;
}

ByteView SshReader::positive() {
  ByteView value = string();
  if (value.empty() || value.front() >= 0x80) ok_ = false;
  if (ok_ && value.front() == 0) {
    value = value.subspan(1);
    if (value.empty() || value.front() < 0x80) ok_ = false;  // RFC 4251: no needless leading zeros
  }
  return ok_ ? value : ByteView{};
}

void ssh_put_number(Bytes& out, std::uint32_t number) {
  out.resize(out.size() + 4);
  store_be<std::uint32_t>(out.data() + out.size() - 4, number);
}
void ssh_put(Bytes& out, ByteView string) {
  ssh_put_number(out, static_cast<std::uint32_t>(string.size()));
  out.insert(out.end(), string.begin(), string.end());
}
void ssh_put(Bytes& out, std::string_view string) { ssh_put(out, bytes_of(string)); }
void ssh_put_positive(Bytes& out, ByteView number) {
  const bool high = !number.empty() && number.front() >= 0x80;
  ssh_put_number(out, static_cast<std::uint32_t>(number.size() + (high ? 1 : 0)));
  if (high) out.push_back(0);
  out.insert(out.end(), number.begin(), number.end());
}

namespace {

/// SSH's name of a NIST curve (RFC 5656) and libcrypto's.
struct Curve {
  const char* ssh;
  const char* group;
};
constexpr std::array curves = {Curve{"nistp256", "prime256v1"}, Curve{"nistp384", "secp384r1"},
                               Curve{"nistp521", "secp521r1"}};

}  // namespace

Key key_of_ssh_blob(ByteView blob) {
  begin();
  SshReader reader(blob);
  const std::string type(text_of(reader.string()));
  if (type == "ssh-ed25519") {
    const ByteView point = reader.string();
    if (reader.done() && point.size() == 32) return make_raw_public("ED25519", point);
  } else if (type == "ssh-rsa") {
    const ByteView e = reader.positive(), n = reader.positive();
    if (reader.done()) return make_rsa({Bytes(n.begin(), n.end()), Bytes(e.begin(), e.end()), {}, {}, {}});
  } else if (type.starts_with("ecdsa-sha2-")) {
    const std::string curve(text_of(reader.string()));
    const ByteView point = reader.string();
    for (const Curve& known : curves)
      if (reader.done() && curve == known.ssh && type == "ecdsa-sha2-" + curve) return make_ec(known.group, point, {});
  } else if (reader.ok()) {
    throw fail(Fault::data, "SSH keys of the kind '{}' are not known here", escape_controls(type));
  }
  throw fail(Fault::data, "the SSH public key is damaged");
}

Bytes ssh_blob(const EVP_PKEY* key) {
  Bytes blob;
  const std::string_view type = EVP_PKEY_get0_type_name(key);
  if (type == "ED25519") {
    ssh_put(blob, "ssh-ed25519");
    ssh_put(blob, raw_public(key));
    return blob;
  }
  if (type == "RSA") {
    const RsaNumbers numbers = rsa_numbers(key);
    ssh_put(blob, "ssh-rsa");
    ssh_put_positive(blob, numbers.e);
    ssh_put_positive(blob, numbers.n);
    return blob;
  }
  if (type == "EC") {
    const std::string group = ec_group(key);
    for (const Curve& known : curves) {
      if (group != known.group) continue;
      ssh_put(blob, "ecdsa-sha2-" + std::string(known.ssh));
      ssh_put(blob, std::string_view(known.ssh));
      ssh_put(blob, ec_point(key));
      return blob;
    }
  }
  throw fail(Fault::usage, "OpenSSH has no form for {} keys", type)
      .hint("Ed25519, RSA and NIST P-256, P-384, P-521 can be written");
}

std::string ssh_fingerprint(ByteView blob) {
  return "SHA256:" + to_base64(digest("sha256", blob), Base64::standard, false);
}

Result<SshPublic> parse_ssh_public(std::string_view line) {
  line = trim(line);
  const std::size_t type_end = line.find(' ');
  if (type_end == std::string_view::npos) return bad("no SSH public key");
  const std::size_t blob_begin = line.find_first_not_of(' ', type_end);
  const std::size_t blob_end = std::min(line.find(' ', blob_begin), line.size());
  auto blob = from_base64(line.substr(blob_begin, blob_end - blob_begin));
  if (!blob) return bad("the SSH public key is not valid base64");
  SshPublic key{std::string(line.substr(0, type_end)), std::move(*blob), std::string(trim(line.substr(blob_end)))};
  SshReader reader(key.blob);
  if (text_of(reader.string()) != key.type || !reader.ok())
    return bad("the SSH public key is of another kind than it says");
  return key;
}

std::string show_ssh_public(const EVP_PKEY* key, std::string_view comment) {
  const Bytes blob = ssh_blob(key);
  SshReader reader(blob);
  std::string line(text_of(reader.string()));
  line += ' ' + to_base64(blob);
  if (!comment.empty()) line.append(" ").append(comment);
  return line + '\n';
}

}  // namespace pytk::crypt
