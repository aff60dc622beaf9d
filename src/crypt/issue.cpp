// Making requests and certificates that the strict rules of verify_chain() accept.
#include <algorithm>
#include <array>

#include <openssl/pkcs12.h>

#include <pytk/core/address.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/x509.hpp>

#include "certificate.hpp"
#include "key_file.hpp"
#include "signature.hpp"

namespace pytk::crypt {
namespace {

using Name = Owned<X509_NAME, X509_NAME_free>;

/// "CN=example.com,O=Acme\, Inc.,C=DE": the first part is the most specific, as RFC 4514 writes names.
Name parse_name(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parts;
  std::string part;
  const auto end_part = [&] {
    const std::string_view whole = trim(part);
    const std::size_t equals = whole.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == whole.size())
      throw fail(Fault::usage, "'{}' in the subject is no NAME=VALUE", whole).hint("CN=example.com,O=Acme,C=DE");
    parts.emplace_back(trim(whole.substr(0, equals)), trim(whole.substr(equals + 1)));
    part.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) part += text[++i];
    else if (text[i] == ',') end_part();
    else part += text[i];
  }
  Name name(check(X509_NAME_new(), "make a name"));
  if (!trim(text).empty()) end_part();
  std::reverse(parts.begin(), parts.end());
  for (const auto& [type, value] : parts) {
    if (X509_NAME_add_entry_by_txt(name.get(), upper(type).c_str(), MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(value.data()), static_cast<int>(value.size()),
                                   -1, 0) != 1)
      throw fail(Fault::usage, "the subject cannot have {}={}: {}", type, value, last_reason())
          .hint("CN, O, OU, C (two letters), ST, L, SERIALNUMBER are usual");
  }
  return name;
}

void add_name(GENERAL_NAMES* names, int type, ASN1_STRING* value) {
  GENERAL_NAME* const name = check(GENERAL_NAME_new(), "make a name");
  GENERAL_NAME_set0_value(name, type, value);
  sk_GENERAL_NAME_push(names, name);
}

GeneralNames parse_names(const std::vector<std::string>& wanted) {
  GeneralNames names(check(GENERAL_NAMES_new(), "make names"));
  for (const std::string& text : wanted) {
    const std::size_t colon = text.find(':');
    std::string kind = colon == std::string::npos ? "" : lower(text.substr(0, colon));
    std::string value = text.substr(colon == std::string::npos ? 0 : colon + 1);
    if (kind != "dns" && kind != "ip" && kind != "email" && kind != "uri") {
      value = text;
      kind = parse_ip(text)                          ? "ip"
             : text.find("://") != std::string::npos ? "uri"
             : text.find('@') != std::string::npos   ? "email"
                                                     : "dns";
    }
    const bool ascii =
        !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c > 32 && c < 127; });
    if (!ascii)
      throw fail(Fault::usage, "'{}' cannot be a name in a certificate", text)
          .hint("international host names are written in punycode (xn--...)");
    if (kind == "ip") {
      const Ip ip = value_or_throw(parse_ip(value), Fault::usage);
      ASN1_OCTET_STRING* const octets = check(ASN1_OCTET_STRING_new(), "make a name");
      ASN1_OCTET_STRING_set(octets, ip.view().data(), static_cast<int>(ip.view().size()));
      add_name(names.get(), GEN_IPADD, octets);
    } else {
      ASN1_IA5STRING* const string = check(ASN1_IA5STRING_new(), "make a name");
      ASN1_STRING_set(string, value.data(), static_cast<int>(value.size()));
      add_name(names.get(), kind == "dns" ? GEN_DNS : kind == "email" ? GEN_EMAIL : GEN_URI, string);
    }
  }
  return names;
}

void add_extension(X509* certificate, int nid, void* value, bool critical) {
  check(X509_add1_ext_i2d(certificate, nid, value, critical ? 1 : 0, X509V3_ADD_DEFAULT), "add an extension");
}

Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> key_id(X509* certificate) {
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  check(X509_pubkey_digest(certificate, EVP_sha1(), hash, &size), "make a key id");
  Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free> octets(check(ASN1_OCTET_STRING_new(), "make a key id"));
  ASN1_OCTET_STRING_set(octets.get(), hash, static_cast<int>(size));
  return octets;
}

int purpose_nid(const std::string& purpose) {
  if (purpose == "server") return NID_server_auth;
  if (purpose == "client") return NID_client_auth;
  if (purpose == "code") return NID_code_sign;
  if (purpose == "email") return NID_email_protect;
  if (purpose == "ocsp") return NID_OCSP_sign;
  throw fail(Fault::usage, "unknown purpose '{}'", purpose).hint("one of server, client, code, email, ocsp");
}

void add_usages(X509* certificate, const CertificateRequest& request) {
  const Owned<BASIC_CONSTRAINTS, BASIC_CONSTRAINTS_free> basic(check(BASIC_CONSTRAINTS_new(), "add an extension"));
  basic->ca = request.authority ? 0xff : 0;
  if (request.path_length) {
    basic->pathlen = ASN1_INTEGER_new();
    ASN1_INTEGER_set_uint64(basic->pathlen, *request.path_length);
  }
  add_extension(certificate, NID_basic_constraints, basic.get(), true);
  const Owned<ASN1_BIT_STRING, ASN1_BIT_STRING_free> usage(check(ASN1_BIT_STRING_new(), "add an extension"));
  // RFC 5280 4.2.1.3: bit 0 signs, bit 2 enciphers keys (RSA only), bits 5 and 6 sign certificates and lists.
  ASN1_BIT_STRING_set_bit(usage.get(), 0, request.authority ? 0 : 1);
  if (request.authority) {
    ASN1_BIT_STRING_set_bit(usage.get(), 5, 1);
    ASN1_BIT_STRING_set_bit(usage.get(), 6, 1);
  } else if (std::string_view(EVP_PKEY_get0_type_name(X509_get0_pubkey(certificate))) == "RSA") {
    ASN1_BIT_STRING_set_bit(usage.get(), 2, 1);
  }
  add_extension(certificate, NID_key_usage, usage.get(), true);
  if (request.authority && request.purposes.empty()) return;
  const Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> extended(
      check(EXTENDED_KEY_USAGE_new(), "add an extension"));
  const std::vector<std::string> both = {"server", "client"};
  for (const std::string& purpose : request.purposes.empty() ? both : request.purposes)
    sk_ASN1_OBJECT_push(extended.get(), OBJ_nid2obj(purpose_nid(purpose)));
  add_extension(certificate, NID_ext_key_usage, extended.get(), false);
}

const EVP_MD* digest_for(EVP_PKEY* key, const std::string& name) {
  const std::string_view type = EVP_PKEY_get0_type_name(key);
  if (type == "ED25519" || type == "ED448") return nullptr;
  if (type != "RSA" && type != "EC" && type != "RSA-PSS")
    throw fail(Fault::usage, "{} keys cannot sign certificates", type);
  if (name != "sha256" && name != "sha384" && name != "sha512")
    throw fail(Fault::usage, "certificates are not signed with {} here", name).hint("sha256, sha384 or sha512");
  return name == "sha256" ? EVP_sha256() : name == "sha384" ? EVP_sha384() : EVP_sha512();
}

void set_time(ASN1_TIME* time, std::int64_t seconds) {
  check(ASN1_TIME_set(time, static_cast<time_t>(seconds)), "set a time");
}

/// Everything but issuer, authority key id and signature.
Certificate draft(EVP_PKEY* key, const CertificateRequest& request, const X509_NAME* subject,
                  const GENERAL_NAMES* names) {
  if (request.not_after <= request.not_before) throw fail(Fault::usage, "the certificate would end before it begins");
  Certificate certificate(check(X509_new(), "make a certificate"));
  X509_set_version(certificate.get(), X509_VERSION_3);
  std::array<std::uint8_t, 16> serial;
  secure_random(serial);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7fU) | 0x40U);  // positive, never zero, always 16 bytes
  const Number number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
  BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
  set_time(X509_getm_notBefore(certificate.get()), request.not_before);
  set_time(X509_getm_notAfter(certificate.get()), request.not_after);
  check(X509_set_subject_name(certificate.get(), const_cast<X509_NAME*>(subject)), "set a subject");
  check(X509_set_pubkey(certificate.get(), key), "set a key");
  add_usages(certificate.get(), request);
  add_extension(certificate.get(), NID_subject_key_identifier, key_id(certificate.get()).get(), false);
  const bool nameless = X509_NAME_entry_count(subject) == 0;
  if (nameless && request.authority) throw fail(Fault::usage, "an authority needs a subject").hint("--subject CN=...");
  if (nameless && sk_GENERAL_NAME_num(names) <= 0)
    throw fail(Fault::usage, "the certificate would have no name at all").hint("--subject CN=... or --name dns:...");
  if (sk_GENERAL_NAME_num(names) > 0)
    add_extension(certificate.get(), NID_subject_alt_name, const_cast<GENERAL_NAMES*>(names), nameless);
  return certificate;
}

std::string finish(X509* certificate, X509* issuer, EVP_PKEY* issuer_key, const std::string& digest) {
  check(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)), "set an issuer");
  const ASN1_OCTET_STRING* issuer_id = X509_get0_subject_key_id(issuer);
  if (issuer_id != nullptr && certificate != issuer) {
    const Owned<AUTHORITY_KEYID, AUTHORITY_KEYID_free> authority(check(AUTHORITY_KEYID_new(), "add an extension"));
    authority->keyid = ASN1_OCTET_STRING_dup(issuer_id);
    add_extension(certificate, NID_authority_key_identifier, authority.get(), false);
  }
  check(X509_sign(certificate, issuer_key, digest_for(issuer_key, digest)), "sign a certificate");
  return certificate_pem(certificate);
}

}  // namespace

std::string make_csr(const AsymmetricKey& key, const CertificateRequest& request) {
  begin();
  EVP_PKEY* const raw = key.state().key.get();
  const Csr csr(check(X509_REQ_new(), "make a request"));
  const Name subject = parse_name(request.subject);
  const GeneralNames names = parse_names(request.names);
  X509_REQ_set_subject_name(csr.get(), subject.get());
  check(X509_REQ_set_pubkey(csr.get(), raw), "set a key");
  if (sk_GENERAL_NAME_num(names.get()) > 0) {
    STACK_OF(X509_EXTENSION)* extensions = nullptr;
    check(X509V3_add1_i2d(&extensions, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT), "add an extension");
    X509_REQ_add_extensions(csr.get(), extensions);
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  }
  check(X509_REQ_sign(csr.get(), raw, digest_for(raw, request.digest)), "sign a request");
  unsigned char* data = nullptr;
  const int size = i2d_X509_REQ(csr.get(), &data);
  check(size, "write a request");
  std::string pem = show_pem("CERTIFICATE REQUEST", {data, static_cast<std::size_t>(size)});
  OPENSSL_free(data);
  return pem;
}

std::string make_self_signed(const AsymmetricKey& key, const CertificateRequest& request) {
  begin();
  EVP_PKEY* const raw = key.state().key.get();
  const Certificate certificate =
      draft(raw, request, parse_name(request.subject).get(), parse_names(request.names).get());
  return finish(certificate.get(), certificate.get(), raw, request.digest);
}

std::string issue(const Secret& csr_file, const Secret& issuer_file, const AsymmetricKey& issuer_key,
                  const CertificateRequest& request) {
  begin();
  const Csr csr = read_csr(csr_file, "the request");
  EVP_PKEY* const key = X509_REQ_get0_pubkey(csr.get());
  if (key == nullptr || X509_REQ_verify(csr.get(), key) != 1) {
    (void)last_reason();
    throw fail(Fault::refused, "the request is not signed with the key it asks for");
  }
  refuse_odd_key(key, "the request");
  refuse_weak_rsa(key, false);
  const std::vector<Certificate> issuers = read_certificates(issuer_file, "the issuer");
  X509* const issuer = issuers.front().get();
  EVP_PKEY* const signer = issuer_key.state().key.get();
  if (X509_check_private_key(issuer, signer) != 1) {
    (void)last_reason();
    throw fail(Fault::usage, "the key does not belong to the issuer's certificate");
  }
  if (X509_check_ca(issuer) != 1)
    throw fail(Fault::usage, "the issuer's certificate is no authority: it may not sign others");
  STACK_OF(X509_EXTENSION)* extensions = X509_REQ_get_extensions(csr.get());
  GeneralNames names(request.names.empty() ? static_cast<GENERAL_NAMES*>(
                                                 X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr))
                                           : nullptr);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  if (!names) names = parse_names(request.names);
  const Name other = parse_name(request.subject);
  const X509_NAME* subject = request.subject.empty() ? X509_REQ_get_subject_name(csr.get()) : other.get();
  const Certificate certificate = draft(key, request, subject, names.get());
  return finish(certificate.get(), issuer, signer, request.digest);
}

Secret make_pkcs12(const AsymmetricKey& key, const Secret& certificate_file, const std::vector<Secret>& chain_files,
                   const std::string& name, const Secret& passphrase) {
  begin();
  EVP_PKEY* const raw = key.state().key.get();
  const std::vector<Certificate> own = read_certificates(certificate_file, "the certificate");
  if (X509_check_private_key(own.front().get(), raw) != 1) {
    (void)last_reason();
    throw fail(Fault::usage, "the key does not belong to the certificate");
  }
  std::vector<Certificate> others;
  for (const Secret& file : chain_files)
    for (Certificate& certificate : read_certificates(file, "the chain")) others.push_back(std::move(certificate));
  STACK_OF(X509)* const chain = sk_X509_new_null();
  for (std::size_t i = 1; i < own.size(); ++i) sk_X509_push(chain, own[i].get());
  for (const Certificate& certificate : others) sk_X509_push(chain, certificate.get());
  std::string text(passphrase.text());
  const Owned<PKCS12, PKCS12_free> container(PKCS12_create(text.c_str(), name.empty() ? nullptr : name.c_str(), raw,
                                                           own.front().get(), chain, NID_aes_256_cbc, NID_aes_256_cbc,
                                                           100'000, 100'000, 0));
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  sk_X509_free(chain);
  check(container.get(), "write a PKCS#12 file");
  unsigned char* data = nullptr;
  const int size = i2d_PKCS12(container.get(), &data);
  check(size, "write a PKCS#12 file");
  Secret der(ByteView(data, static_cast<std::size_t>(size)));
  OPENSSL_free(data);
  return der;
}

Pkcs12Content read_pkcs12(const Secret& file, std::string_view name, const Secret& passphrase) {
  begin();
  const std::uint8_t* at = file.view().data();
  const Owned<PKCS12, PKCS12_free> container(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  if (!container) throw fail(Fault::data, "no PKCS#12 file: {}", last_reason());
  refuse_odd_pkcs12(container.get(), name);
  std::string text(passphrase.text());
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* chain = nullptr;
  const int parsed = PKCS12_parse(container.get(), text.c_str(), &key, &certificate, &chain);
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  const Key owned_key(key);
  const Certificate owned_certificate(certificate);
  if (parsed != 1) throw wrong_pkcs12(name);
  Pkcs12Content content;
  if (key != nullptr) content.key_pem = Secret(std::string_view(show_pem("PRIVATE KEY", private_der(key).view())));
  if (certificate != nullptr) content.certificate_pem = certificate_pem(certificate);
  for (int i = 0; i < sk_X509_num(chain); ++i) content.chain_pem += certificate_pem(sk_X509_value(chain, i));
  sk_X509_pop_free(chain, X509_free);
  return content;
}

}  // namespace pytk::crypt
