// OpenSSH keys as recipients and identities of age files.
#include <algorithm>

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include <pytk/core/digest.hpp>
#include <pytk/core/random.hpp>

#include "age_header.hpp"
#include "age_keys.hpp"
#include "build_key.hpp"
#include "derive.hpp"
#include "key_file.hpp"
#include "ssh_key.hpp"

namespace pytk::crypt {
namespace {

constexpr std::string_view ed25519_info = "age-encryption.org/v1/ssh-ed25519";
constexpr char rsa_label[] = "age-encryption.org/v1/ssh-rsa";
constexpr int smallest_rsa = 2048;

std::string tag_of(ByteView blob) {
  return to_base64(ByteView(digest("sha256", blob)).first(4), Base64::standard, false);
}

/// The file key is bound to the SSH key by a tweak, so that one Ed25519 key is not two age keys.
Secret tweaked(const Secret& shared, ByteView blob) {
  const Secret tweak = hkdf_sha256({}, blob, ed25519_info, 32);
  return x25519(tweak.view(), shared.view());
}

class SshEd25519Recipient final : public Recipient {
 public:
  explicit SshEd25519Recipient(Bytes blob, ByteView edwards) : blob_(std::move(blob)), montgomery_(32) {
    begin_sodium();
    if (crypto_sign_ed25519_pk_to_curve25519(montgomery_.data(), edwards.data()) != 0)
      throw fail(Fault::usage, "the ssh-ed25519 key is not a valid point");
  }
  Stanza wrap(const Secret& file_key) const override {
    Secret ephemeral(std::size_t{32});
    secure_random(ephemeral.writable());
    const Bytes share = x25519_public(ephemeral.view());
    const Secret shared = tweaked(x25519(ephemeral.view(), montgomery_), blob_);
    const Secret key = hkdf_sha256(shared.view(), joined(share, montgomery_), ed25519_info, 32);
    return {"ssh-ed25519", {tag_of(blob_), to_base64(share, Base64::standard, false)}, wrap_file_key(key, file_key)};
  }

 private:
  Bytes blob_, montgomery_;
};

class SshEd25519Identity final : public Identity {
 public:
  explicit SshEd25519Identity(const EVP_PKEY* key) : blob_(ssh_blob(key)), scalar_(std::size_t{32}), montgomery_(32) {
    begin_sodium();
    Secret both(std::size_t{64});
    const Secret seed = raw_private(key);
    const Bytes point = raw_public(key);
    std::copy(seed.view().begin(), seed.view().end(), both.writable().begin());
    std::copy(point.begin(), point.end(), both.writable().begin() + 32);
    crypto_sign_ed25519_sk_to_curve25519(scalar_.writable().data(), both.view().data());
    montgomery_ = x25519_public(scalar_.view());
  }
  std::optional<Secret> unwrap(const Stanza& stanza) const override {
    if (stanza.type != "ssh-ed25519") return std::nullopt;
    if (stanza.arguments.size() != 2) throw fail(Fault::data, "an ssh-ed25519 stanza is malformed");
    const Bytes share = share_of(stanza, 1);
    if (stanza.arguments[0] != tag_of(blob_)) return std::nullopt;
    const Secret shared = tweaked(x25519(scalar_.view(), share), blob_);
    auto key = unwrap_file_key(hkdf_sha256(shared.view(), joined(share, montgomery_), ed25519_info, 32), stanza.body);
    if (!key) throw fail(Fault::refused, "its ssh-ed25519 stanza was changed");
    return key;
  }

 private:
  Bytes blob_;
  Secret scalar_;
  Bytes montgomery_;
};

/// RSAES-OAEP with SHA-256 and age's label, either direction; empty on failure.
Secret run_oaep(EVP_PKEY* key, ByteView in, bool encrypt) {
  const KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr), "use an RSA key"));
  check(encrypt ? EVP_PKEY_encrypt_init(context.get()) : EVP_PKEY_decrypt_init(context.get()), "use an RSA key");
  check(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_OAEP_PADDING), "choose OAEP");
  check(EVP_PKEY_CTX_set_rsa_oaep_md_name(context.get(), "SHA256", nullptr), "choose OAEP");
  check(EVP_PKEY_CTX_set_rsa_mgf1_md_name(context.get(), "SHA256", nullptr), "choose OAEP");
  auto* label = static_cast<char*>(OPENSSL_strdup(rsa_label));
  check(EVP_PKEY_CTX_set0_rsa_oaep_label(context.get(), label, sizeof rsa_label - 1), "set the OAEP label");
  const auto run = encrypt ? EVP_PKEY_encrypt : EVP_PKEY_decrypt;
  std::size_t size = 0;
  check(run(context.get(), nullptr, &size, in.data(), in.size()), "use an RSA key");
  Secret out(size);
  if (run(context.get(), out.writable().data(), &size, in.data(), in.size()) != 1) {
    (void)last_reason();
    return {};
  }
  out.shrink(size);
  return out;
}

class SshRsaRecipient final : public Recipient {
 public:
  SshRsaRecipient(Bytes blob, Key key) : blob_(std::move(blob)), key_(std::move(key)) {}
  Stanza wrap(const Secret& file_key) const override {
    const Secret body = run_oaep(key_.get(), file_key.view(), true);
    return {"ssh-rsa", {tag_of(blob_)}, Bytes(body.view().begin(), body.view().end())};
  }

 private:
  Bytes blob_;
  Key key_;
};

class SshRsaIdentity final : public Identity {
 public:
  explicit SshRsaIdentity(Key key) : blob_(ssh_blob(key.get())), key_(std::move(key)) {}
  std::optional<Secret> unwrap(const Stanza& stanza) const override {
    if (stanza.type != "ssh-rsa") return std::nullopt;
    if (stanza.arguments.size() != 1) throw fail(Fault::data, "an ssh-rsa stanza is malformed");
    if (stanza.arguments[0] != tag_of(blob_)) return std::nullopt;
    Secret key = run_oaep(key_.get(), stanza.body, false);
    if (key.size() != file_key_size) throw fail(Fault::refused, "its ssh-rsa stanza was changed");
    return key;
  }

 private:
  Bytes blob_;
  Key key_;
};

void refuse_short(const EVP_PKEY* key) {
  if (EVP_PKEY_get_bits(key) < smallest_rsa)
    throw fail(Fault::usage, "the RSA key has {} bits, at least {} are needed", EVP_PKEY_get_bits(key), smallest_rsa);
}

}  // namespace

std::unique_ptr<Recipient> ssh_recipient(std::string_view line) {
  SshPublic parsed = value_or_throw(parse_ssh_public(line), Fault::usage);
  Key key = key_of_ssh_blob(parsed.blob);
  if (parsed.type == "ssh-ed25519")
    return std::make_unique<SshEd25519Recipient>(std::move(parsed.blob), raw_public(key.get()));
  if (parsed.type != "ssh-rsa")
    throw fail(Fault::usage, "files cannot be sealed for {} keys", parsed.type)
        .hint("ssh-ed25519 and ssh-rsa keys can");
  refuse_short(key.get());
  return std::make_unique<SshRsaRecipient>(std::move(parsed.blob), std::move(key));
}

std::unique_ptr<Identity> ssh_identity(const Secret& pem, std::string_view name, const std::function<Secret()>& ask) {
  Key key = read_private_key(pem, name, ask);
  const std::string_view type = EVP_PKEY_get0_type_name(key.get());
  if (type == "ED25519") return std::make_unique<SshEd25519Identity>(key.get());
  if (type != "RSA")
    throw fail(Fault::data, "files cannot be opened with the {} key in '{}'", type, name)
        .hint("Ed25519 and RSA keys can");
  refuse_short(key.get());
  return std::make_unique<SshRsaIdentity>(std::move(key));
}

}  // namespace pytk::crypt
