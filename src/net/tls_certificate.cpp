#include "net/tls_certificate.hpp"

#include <ctime>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <pytk/core/address.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>

namespace pytk::net {
namespace {

struct FreeBio { void operator()(BIO* bio) const noexcept { ::BIO_free(bio); } };
using Bio = std::unique_ptr<BIO, FreeBio>;

Bio memory_of(std::string_view text) {
  Bio bio(::BIO_new_mem_buf(text.data(), checked<int>(text.size())));
  if (!bio) throw fail(Fault::internal, "out of memory");
  return bio;
}

std::string content_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return size <= 0 ? std::string() : std::string(data, static_cast<std::size_t>(size));
}

// Called for the passphrase of an encrypted key: there is none to give.
int no_passphrase(char*, int, int, void*) { return -1; }

std::string name_text(const X509_NAME* name) {
  const Bio bio(::BIO_new(::BIO_s_mem()));
  ::X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  return content_of(bio.get());
}

std::string time_text(const ASN1_TIME* time) {
  std::tm parts{};
  if (::ASN1_TIME_to_tm(time, &parts) != 1) return {};
  const Date date{parts.tm_year + 1900, static_cast<std::uint8_t>(parts.tm_mon + 1),
                  static_cast<std::uint8_t>(parts.tm_mday)};
  std::string out = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", date.year, date.month, date.day, parts.tm_hour,
                                parts.tm_min, parts.tm_sec);
  return out;
}

std::vector<std::string> alternative_names(const X509& certificate) {
  std::vector<std::string> out;
  auto* names = static_cast<GENERAL_NAMES*>(::X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < ::OPENSSL_sk_num(reinterpret_cast<const OPENSSL_STACK*>(names)); ++i) {
    const auto* name =
        static_cast<const GENERAL_NAME*>(::OPENSSL_sk_value(reinterpret_cast<const OPENSSL_STACK*>(names), i));
    if (name->type != GEN_DNS && name->type != GEN_IPADD) continue;
    const ASN1_STRING* value = name->type == GEN_DNS ? name->d.dNSName : name->d.iPAddress;
    const ByteView bytes{::ASN1_STRING_get0_data(value), static_cast<std::size_t>(::ASN1_STRING_length(value))};
    if (name->type == GEN_DNS) out.emplace_back(text_of(bytes));
    else if (bytes.size() == 4 || bytes.size() == 16) out.push_back(show_ip(Ip::from(bytes)));
  }
  ::GENERAL_NAMES_free(names);
  return out;
}

void must(bool done) {
  if (done) return;
  const char* reason = ::ERR_reason_error_string(::ERR_peek_error());
  throw fail(Fault::internal, "cannot make a certificate: {}", reason == nullptr ? "refused" : reason);
}

void add_extension(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX context;
  ::X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = ::X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  must(extension != nullptr);
  const int added = ::X509_add_ext(certificate, extension, -1);
  ::X509_EXTENSION_free(extension);
  must(added == 1);
}

void set_serial(X509* certificate) {
  std::uint8_t bytes[16];
  secure_random(bytes);
  bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7fU) | 0x40U);  // positive and never short (RFC 5280 4.1.2.2)
  BIGNUM* number = ::BN_bin2bn(bytes, sizeof bytes, nullptr);
  ::BN_to_ASN1_INTEGER(number, ::X509_get_serialNumber(certificate));
  ::BN_free(number);
}

Certificate make_certificate(EVP_PKEY* key, const std::string& name) {
  constexpr long day = 24L * 60 * 60;
  Certificate certificate(::X509_new());
  must(certificate && ::X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  set_serial(certificate.get());
  // An hour back for peers whose clock is behind; a year is enough for a key that dies with the process.
  ::X509_gmtime_adj(::X509_getm_notBefore(certificate.get()), -3600);
  ::X509_gmtime_adj(::X509_getm_notAfter(certificate.get()), 365 * day);
  must(::X509_set_pubkey(certificate.get(), key) == 1);
  X509_NAME* subject = ::X509_get_subject_name(certificate.get());
  must(::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()),
                                    -1, -1, 0) == 1);
  must(::X509_set_issuer_name(certificate.get(), subject) == 1);
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  if (auto ip = parse_ip(name)) names += ",IP:" + show_ip(*ip);
  else if (name != "localhost") names += ",DNS:" + name;
  add_extension(certificate.get(), NID_subject_alt_name, names);
  add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
  must(::X509_sign(certificate.get(), key, ::EVP_sha256()) > 0);
  return certificate;
}

}  // namespace

std::vector<Certificate> read_certificates(std::string_view pem, std::string_view what) {
  constexpr std::size_t most = 1000;
  const Bio bio = memory_of(pem);
  std::vector<Certificate> out;
  while (out.size() < most) {
    Certificate next(::PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
    if (!next) break;
    out.push_back(std::move(next));
  }
  ::ERR_clear_error();  // "no start line" is how the last one ends
  if (out.empty())
    throw fail(Fault::data, "there is no PEM {}", what).hint("it begins with -----BEGIN CERTIFICATE-----");
  return out;
}

PrivateKey read_private_key(std::string_view pem) {
  const Bio bio = memory_of(pem);
  PrivateKey key(::PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  ::ERR_clear_error();
  if (!key)
    throw fail(Fault::data, "there is no usable PEM private key")
        .hint("it begins with -----BEGIN PRIVATE KEY----- and must not be encrypted");
  return key;
}

TlsPeer describe(const X509& certificate) {
  TlsPeer out;
  out.subject = name_text(::X509_get_subject_name(&certificate));
  out.issuer = name_text(::X509_get_issuer_name(&certificate));
  out.names = alternative_names(certificate);
  out.not_before = time_text(::X509_get0_notBefore(&certificate));
  out.not_after = time_text(::X509_get0_notAfter(&certificate));
  std::uint8_t hash[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (::X509_digest(&certificate, ::EVP_sha256(), hash, &size) == 1) out.sha256 = to_hex({hash, size});
  out.self_signed = ::X509_NAME_cmp(::X509_get_subject_name(&certificate), ::X509_get_issuer_name(&certificate)) == 0;
  return out;
}

TlsIdentity TlsIdentity::self_signed(std::string_view name) {
  lazy::require("crypto");
  ::OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  const std::string common(name);
  // The name also stands in the extension's little language, so it may hold nothing but a host name's characters.
  constexpr const char* allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.*";
  if (common.empty() || common.size() > 64 || common.find_first_not_of(allowed) != std::string::npos)
    if (!parse_ip(common)) throw fail(Fault::usage, "'{}' cannot be the name in a certificate", common);
  const PrivateKey key(EVP_EC_gen("P-256"));
  must(key != nullptr);
  const Certificate certificate = make_certificate(key.get(), common);
  const Bio certificate_text(::BIO_new(::BIO_s_mem())), key_text(::BIO_new(::BIO_s_mem()));
  must(::PEM_write_bio_X509(certificate_text.get(), certificate.get()) == 1);
  must(::PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return {content_of(certificate_text.get()), content_of(key_text.get())};
}

}  // namespace pytk::net
