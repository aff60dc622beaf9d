#include "certificate.hpp"

#include <ctime>

#include <fmt/format.h>
#include <openssl/pem.h>

#include <pytk/core/address.hpp>
#include <pytk/core/digest.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/x509.hpp>

#include "key_file.hpp"
#include "signature.hpp"

namespace pytk::crypt {
namespace {

constexpr std::size_t most_certificates = 10'000;

bool is_pem(const Secret& file) { return file.text().find("-----BEGIN ") != std::string_view::npos; }

/// Objects of one kind from PEM blocks with one of `labels`, or from DER.
template <class T, class Parse>
std::vector<T> read_objects(const Secret& file, std::string_view name, std::initializer_list<std::string_view> labels,
                            std::string_view what, const Parse& parse) {
  begin();
  std::vector<T> objects;
  const auto add = [&](ByteView der) {
    const std::uint8_t* at = der.data();
    T object(parse(&at, static_cast<long>(der.size())));
    if (!object || at != der.data() + der.size())
      throw fail(Fault::data, "a {} in '{}' is damaged: {}", what, name, last_reason());
    objects.push_back(std::move(object));
    if (objects.size() > most_certificates)
      throw fail(Fault::data, "'{}' holds more than {} of them", name, most_certificates);
  };
  if (is_pem(file)) {
    for (const PemBlock& block : read_pem(file.view(), name))
      for (const std::string_view label : labels)
        if (block.label == label) add(block.der.view());
  } else if (!file.empty()) {
    add(file.view());
  }
  if (objects.empty()) throw fail(Fault::data, "'{}' holds no {}", name, what);
  return objects;
}

std::string octets_hex(const ASN1_OCTET_STRING* octets) {
  return octets == nullptr
             ? ""
             : to_hex({ASN1_STRING_get0_data(octets), static_cast<std::size_t>(ASN1_STRING_length(octets))});
}

std::string show_serial(const ASN1_INTEGER* serial) {
  const Number number(ASN1_INTEGER_to_BN(serial, nullptr));
  if (!number) return "";
  char* const text = BN_bn2hex(number.get());
  std::string hex = lower(text);
  OPENSSL_free(text);
  return hex;
}

void add_usages(CertificateInfo& info, X509* certificate) {
  constexpr std::pair<std::uint32_t, const char*> usages[] = {{KU_DIGITAL_SIGNATURE, "digital_signature"},
                                                              {KU_NON_REPUDIATION, "non_repudiation"},
                                                              {KU_KEY_ENCIPHERMENT, "key_encipherment"},
                                                              {KU_DATA_ENCIPHERMENT, "data_encipherment"},
                                                              {KU_KEY_AGREEMENT, "key_agreement"},
                                                              {KU_KEY_CERT_SIGN, "key_cert_sign"},
                                                              {KU_CRL_SIGN, "crl_sign"}};
  if ((X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) != 0)
    for (const auto& [bit, usage] : usages)
      if ((X509_get_key_usage(certificate) & bit) != 0) info.key_usage.emplace_back(usage);
  const Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> extended(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  for (int i = 0; extended && i < sk_ASN1_OBJECT_num(extended.get()); ++i) {
    char text[128] = "";
    OBJ_obj2txt(text, sizeof text, sk_ASN1_OBJECT_value(extended.get(), i), 0);
    info.purposes.emplace_back(text);
  }
}

void add_key(CertificateInfo& info, EVP_PKEY* key) {
  if (key == nullptr) {
    (void)last_reason();
    return;
  }
  info.key_type = lower(EVP_PKEY_get0_type_name(key) == nullptr ? "" : EVP_PKEY_get0_type_name(key));
  info.key_bits = static_cast<std::uint64_t>(EVP_PKEY_get_bits(key));
  info.spki_sha256 = to_hex(digest("sha256", public_der(key)));
}

std::tm parts_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) == 1) return parts;
  (void)last_reason();
  throw fail(Fault::data, "a certificate's time is malformed");
}

/// RFC 3339, for all years of GeneralizedTime: 9999 means "no end" (RFC 5280 4.1.2.5), and is beyond 64 bits of
/// nanoseconds.
std::string show_asn1_time(const ASN1_TIME* time) {
  const std::tm parts = parts_of(time);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

CertificateInfo show_certificate(X509* certificate) {
  CertificateInfo info;
  info.kind = "certificate";
  info.subject = show_name(X509_get_subject_name(certificate));
  info.issuer = show_name(X509_get_issuer_name(certificate));
  info.serial = show_serial(X509_get0_serialNumber(certificate));
  info.not_before = show_asn1_time(X509_get0_notBefore(certificate));
  info.not_after = show_asn1_time(X509_get0_notAfter(certificate));
  info.version = static_cast<std::uint64_t>(X509_get_version(certificate) + 1);
  info.signature_algorithm = OBJ_nid2ln(X509_get_signature_nid(certificate));
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  info.names = show_general_names(names.get());
  add_usages(info, certificate);
  info.authority = X509_check_ca(certificate) == 1;
  if (const long length = X509_get_pathlen(certificate); info.authority && length >= 0)
    info.path_length = static_cast<std::uint64_t>(length);
  info.subject_key_id = octets_hex(X509_get0_subject_key_id(certificate));
  info.authority_key_id = octets_hex(X509_get0_authority_key_id(certificate));
  add_key(info, X509_get0_pubkey(certificate));
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate, &data);
  info.sha256 = to_hex(digest("sha256", ByteView(data, static_cast<std::size_t>(std::max(size, 0)))));
  OPENSSL_free(data);
  return info;
}

CertificateInfo show_csr(X509_REQ* csr) {
  CertificateInfo info;
  info.kind = "request";
  info.subject = show_name(X509_REQ_get_subject_name(csr));
  info.version = static_cast<std::uint64_t>(X509_REQ_get_version(csr) + 1);
  info.signature_algorithm = OBJ_nid2ln(X509_REQ_get_signature_nid(csr));
  STACK_OF(X509_EXTENSION)* extensions = X509_REQ_get_extensions(csr);
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr)));
  info.names = show_general_names(names.get());
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  add_key(info, X509_REQ_get0_pubkey(csr));
  return info;
}

}  // namespace

std::vector<Certificate> read_certificates(const Secret& file, std::string_view name) {
  return read_objects<Certificate>(file, name, {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"},
                                   "certificate", [](auto at, auto size) { return d2i_X509(nullptr, at, size); });
}
std::vector<Crl> read_crls(const Secret& file, std::string_view name) {
  return read_objects<Crl>(file, name, {"X509 CRL"}, "revocation list",
                           [](auto at, auto size) { return d2i_X509_CRL(nullptr, at, size); });
}
Csr read_csr(const Secret& file, std::string_view name) {
  return std::move(read_objects<Csr>(file, name, {"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"},
                                     "certificate request",
                                     [](auto at, auto size) {
    return d2i_X509_REQ(nullptr, at, size);
                   }).front());
}

std::string certificate_pem(X509* certificate) {
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate, &data);
  check(size, "write a certificate");
  std::string pem = show_pem("CERTIFICATE", {data, static_cast<std::size_t>(size)});
  OPENSSL_free(data);
  return pem;
}

std::string asn1_text(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

std::string show_name(const X509_NAME* name) {
  const Memory memory(check(BIO_new(BIO_s_mem()), "show a name"));
  X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253 & ~static_cast<unsigned long>(ASN1_STRFLGS_ESC_MSB));
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<std::size_t>(std::max(size, 0L))};
}

std::vector<std::string> show_general_names(const GENERAL_NAMES* names) {
  std::vector<std::string> shown;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names); ++i) {
    int type = 0;
    const auto* value =
        static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type));
    if (type == GEN_DNS) shown.push_back("dns:" + asn1_text(value));
    else if (type == GEN_EMAIL) shown.push_back("email:" + asn1_text(value));
    else if (type == GEN_URI) shown.push_back("uri:" + asn1_text(value));
    else if (type == GEN_IPADD) {
      const std::string bytes = asn1_text(value);
      shown.push_back("ip:" + (bytes.size() == 4 || bytes.size() == 16 ? show_ip(Ip::from(bytes_of(bytes)))
                                                                       : to_hex(bytes_of(bytes))));
    } else shown.push_back(type == GEN_DIRNAME ? "dirname" : type == GEN_RID ? "registered_id" : "other");
  }
  return shown;
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  const std::tm parts = parts_of(time);
  return days_of_date({parts.tm_year + 1900, static_cast<std::uint8_t>(parts.tm_mon + 1),
                       static_cast<std::uint8_t>(parts.tm_mday)}) *
             86'400 +
         (parts.tm_hour * 60 + parts.tm_min) * std::int64_t{60} + parts.tm_sec;
}

std::vector<CertificateInfo> show_certificates(const Secret& file, std::string_view name) {
  begin();
  std::vector<CertificateInfo> all;
  const bool only_csr = file.text().find("CERTIFICATE REQUEST-----") != std::string_view::npos &&
                        file.text().find("BEGIN CERTIFICATE-----") == std::string_view::npos;
  if (only_csr) {
    all.push_back(show_csr(read_csr(file, name).get()));
    return all;
  }
  for (const Certificate& certificate : read_certificates(file, name))
    all.push_back(show_certificate(certificate.get()));
  return all;
}

}  // namespace pytk::crypt
