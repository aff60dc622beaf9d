#include "chain_rules.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>

#include <pytk/core/address.hpp>
#include <pytk/core/text.hpp>

#include "build_key.hpp"
#include "crl_rules.hpp"

namespace pytk::crypt {
namespace {

constexpr int most_extensions = 128;  // real ones have about ten; looking for repetitions is quadratic

/// A certificate at its place in the chain.
struct Link {
  X509* certificate;
  bool leaf, root, authority;
  const ChainQuestion& question;
  [[nodiscard]] bool webpki() const { return question.profile == ChainProfile::webpki; }
};

using Usages = Owned<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free>;
using AuthorityKeyId = Owned<AUTHORITY_KEYID, AUTHORITY_KEYID_free>;
using NameConstraints = Owned<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free>;

bool has(X509* certificate, int nid) { return X509_get_ext_by_NID(certificate, nid, -1) >= 0; }
bool is_critical(X509* certificate, int nid) {
  const int at = X509_get_ext_by_NID(certificate, nid, -1);
  return at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(certificate, at)) == 1;
}

/// RFC 5280 4.2: no extension twice; and one that is known must parse.
std::string check_extensions(const Link& link) {
  if (X509_get_ext_count(link.certificate) > most_extensions) return "it has too many extensions";
  for (int i = 0; i < X509_get_ext_count(link.certificate); ++i) {
    X509_EXTENSION* const extension = X509_get_ext(link.certificate, i);
    const ASN1_OBJECT* const id = X509_EXTENSION_get_object(extension);
    if (X509_get_ext_by_OBJ(link.certificate, id, i) >= 0) return "an extension stands there twice";
    if (X509V3_EXT_get(extension) == nullptr) continue;
    // The known ones differ in type; ASN.1's own description frees whatever was parsed.
    const X509V3_EXT_METHOD* const method = X509V3_EXT_get(extension);
    void* const parsed = X509V3_EXT_d2i(extension);
    if (parsed == nullptr) {
      (void)last_reason();
      return "a known extension is malformed";
    }
    if (method->it != nullptr) ASN1_item_free(static_cast<ASN1_VALUE*>(parsed), ASN1_ITEM_ptr(method->it));
    else method->ext_free(parsed);
  }
  return {};
}

/// What RFC 5280 4.2 demands of the critical flag.
std::string check_critical_flags(const Link& link) {
  constexpr std::array<std::pair<int, const char*>, 4> never = {
      {{NID_authority_key_identifier, "authority key identifier"},
       {NID_subject_key_identifier, "subject key identifier"},
       {NID_info_access, "authority information access"},
       {NID_freshest_crl, "freshest CRL"}}};
  for (const auto& [nid, name] : never)
    if (is_critical(link.certificate, nid)) return fmt::format("its {} is marked critical", name);
  if (has(link.certificate, NID_policy_constraints) && !is_critical(link.certificate, NID_policy_constraints))
    return "its policy constraints are not marked critical";
  if (has(link.certificate, NID_inhibit_any_policy) && !is_critical(link.certificate, NID_inhibit_any_policy))
    return "its inhibit-any-policy is not marked critical";
  // The baseline requirements tolerate name constraints that are not critical, RFC 5280 4.2.1.10 does not.
  if (!link.webpki() && has(link.certificate, NID_name_constraints) &&
      !is_critical(link.certificate, NID_name_constraints))
    return "its name constraints are not marked critical";
  if (link.authority && has(link.certificate, NID_basic_constraints) &&
      !is_critical(link.certificate, NID_basic_constraints))
    return "its basic constraints are not marked critical";
  if (link.webpki() && is_critical(link.certificate, NID_ext_key_usage))
    return "its extended key usage is marked critical";
  return {};
}

std::string check_identifiers(const Link& link) {
  const AuthorityKeyId authority(static_cast<AUTHORITY_KEYID*>(
      X509_get_ext_d2i(link.certificate, NID_authority_key_identifier, nullptr, nullptr)));
  const ASN1_OCTET_STRING* const own = X509_get0_subject_key_id(link.certificate);
  const bool self_issued =
      X509_NAME_cmp(X509_get_subject_name(link.certificate), X509_get_issuer_name(link.certificate)) == 0;
  if (!authority && !(link.root && self_issued)) return "it has no authority key identifier";
  if (authority && authority->keyid == nullptr && (link.webpki() || !link.root))
    return "its authority key identifier names no key";
  if (authority && link.webpki() && (authority->issuer != nullptr || authority->serial != nullptr))
    return "its authority key identifier names issuer and serial";
  if (authority && authority->keyid != nullptr && link.root && self_issued &&
      (own == nullptr || ASN1_OCTET_STRING_cmp(own, authority->keyid) != 0))
    return "its two key identifiers differ although it is self-signed";
  if (link.authority && own == nullptr) return "it has no subject key identifier";
  return {};
}

std::string check_key(const Link& link) {
  EVP_PKEY* const key = X509_get0_pubkey(link.certificate);
  const char* const type_name = key == nullptr ? nullptr : EVP_PKEY_get0_type_name(key);
  if (type_name == nullptr) {
    (void)last_reason();
    return "its key cannot be read";
  }
  const std::string_view type = type_name;
  const int bits = EVP_PKEY_get_bits(key);
  if (type == "RSA" || type == "RSA-PSS") {
    if (bits < 2048) return fmt::format("its RSA key has only {} bits", bits);
    if (bits % 8 != 0) return fmt::format("its RSA key has {} bits, which is no multiple of 8", bits);
    return {};
  }
  if (type == "EC") {
    const std::string group = ec_group(key);
    if (group == "prime256v1" || group == "secp384r1" || group == "secp521r1") return {};
    return group.empty() ? "its curve is written out instead of named"
                         : fmt::format("its curve {} is not allowed", group);
  }
  if (type == "ED25519" || type == "ED448") return {};
  return fmt::format("its key is of the kind {}", type);
}

std::string check_signature_digest(const Link& link) {
  if (link.root) return {};  // nobody relies on the signature of a trust anchor
  int digest = NID_undef;
  if (X509_get_signature_info(link.certificate, &digest, nullptr, nullptr, nullptr) != 1)
    return "its signature algorithm is not known";
  if (digest == NID_md5 || digest == NID_md4 || digest == NID_md2 || digest == NID_sha1)
    return "it is signed with a broken digest";
  return {};
}

std::string check_serial(const Link& link) {
  const ASN1_INTEGER* const serial = X509_get0_serialNumber(link.certificate);
  if (link.root) return {};  // roots in use break the rule on length
  if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER) return "its serial number is negative";
  const std::string bytes = asn1_text(serial);
  if (bytes.empty() || std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == 0; }))
    return "its serial number is zero";
  // RFC 5280 4.1.2.2: at most 20 octets, with the zero that keeps it positive.
  if (bytes.size() + (static_cast<unsigned char>(bytes[0]) >= 0x80 ? 1 : 0) > 20)
    return "its serial number is longer than 20 bytes";
  return {};
}

/// RFC 5280 4.1.2.5: UTCTime until 2049, GeneralizedTime from 2050 on.
std::string check_time_forms(const Link& link) {
  for (const ASN1_TIME* time : {X509_get0_notBefore(link.certificate), X509_get0_notAfter(link.certificate)}) {
    const bool late = seconds_of(time) >= 2'524'608'000;
    if (!link.root && ASN1_STRING_type(time) != (late ? V_ASN1_GENERALIZEDTIME : V_ASN1_UTCTIME))
      return "its validity is not written as it must be";
  }
  return {};
}

bool good_label(std::string_view label) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), fine);
}

/// A host name; a wildcard may be the whole first label, with at least two labels after it.
bool good_dns(std::string_view name, bool wildcard_allowed) {
  if (name.empty() || name.size() > 253) return false;
  const auto labels = split(name, '.');
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i == 0 && wildcard_allowed && labels[0] == "*" && labels.size() >= 3) continue;
    if (!good_label(labels[i])) return false;
  }
  return true;
}

/// RFC 5321 4.1.2: a local part, which may hold an '@' only in quotes, and a host.
bool good_email(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || at == 0 || !good_dns(address.substr(at + 1), false)) return false;
  const std::string_view local = address.substr(0, at);
  return local.find('@') == std::string_view::npos || (local.size() > 2 && local.front() == '"' && local.back() == '"');
}

std::string check_names(const Link& link) {
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(link.certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) {
    if (link.leaf && link.webpki()) return "it has no subject alternative name";
    if (link.leaf && X509_NAME_entry_count(X509_get_subject_name(link.certificate)) == 0)
      return "it has no name at all";
    return {};
  }
  if (sk_GENERAL_NAME_num(names.get()) <= 0) return "its list of alternative names is empty";
  const bool nameless = X509_NAME_entry_count(X509_get_subject_name(link.certificate)) == 0;
  if (nameless && !is_critical(link.certificate, NID_subject_alt_name))
    return "its subject is empty, but its alternative names are not marked critical";
  if (link.leaf && link.webpki() && !nameless && is_critical(link.certificate, NID_subject_alt_name))
    return "its alternative names are marked critical although it has a subject";
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const auto* value =
        static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type));
    if (type == GEN_DNS && !good_dns(asn1_text(value), true)) return "one of its DNS names is malformed";
    if (type == GEN_IPADD && ASN1_STRING_length(value) != 4 && ASN1_STRING_length(value) != 16)
      return "one of its IP addresses is malformed";
    if (type == GEN_EMAIL && !good_email(asn1_text(value))) return "one of its email addresses is malformed";
  }
  return {};
}

/// Baseline requirements 7.1.4.3: a common name repeats one of the alternative names, character by character.
std::string check_common_name(const Link& link) {
  if (!link.leaf || !link.webpki() || link.question.purpose != ChainPurpose::server) return {};
  const X509_NAME* const subject = X509_get_subject_name(link.certificate);
  int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(link.certificate, NID_subject_alt_name, nullptr, nullptr)));
  const std::vector<std::string> shown = show_general_names(names.get());
  for (; at >= 0; at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) {
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    const std::string common(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(utf8);
    const bool repeated = std::any_of(shown.begin(), shown.end(), [&](const std::string& name) {
      return name == "dns:" + common || name == "ip:" + common;
    });
    if (!repeated) return "its common name is none of its alternative names";
  }
  return {};
}

std::string check_constraints(const Link& link) {
  const NameConstraints constraints(
      static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(link.certificate, NID_name_constraints, nullptr, nullptr)));
  if (!constraints) return {};
  if (!link.authority) return "it has name constraints, but is no authority";
  const auto count = [](const STACK_OF(GENERAL_SUBTREE)* trees) { return std::max(sk_GENERAL_SUBTREE_num(trees), 0); };
  if (count(constraints->permittedSubtrees) + count(constraints->excludedSubtrees) == 0)
    return "its name constraints are empty";
  for (const auto* trees : {constraints->permittedSubtrees, constraints->excludedSubtrees}) {
    for (int i = 0; i < count(trees); ++i) {
      int type = 0;
      const auto* value =
          static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_SUBTREE_value(trees, i)->base, &type));
      // RFC 5280 4.2.1.10: "Any DNS name that can be constructed by adding labels to the left": no leading period.
      if (type == GEN_DNS && ASN1_STRING_length(value) > 0 && !good_dns(asn1_text(value), false))
        return "one of its name constraints is malformed";
      if (type == GEN_IPADD && ASN1_STRING_length(value) != 8 && ASN1_STRING_length(value) != 32)
        return "one of its name constraints is malformed";
    }
  }
  return {};
}

std::string check_usages(const Link& link) {
  X509* const certificate = link.certificate;
  const std::uint32_t usage = X509_get_key_usage(certificate);  // all ones when there is no extension
  const bool has_usage = has(certificate, NID_key_usage);
  if (has_usage && (usage & KU_KEY_CERT_SIGN) != 0 && !link.authority)
    return "it may sign certificates, but is no authority";
  // A missing extension allows everything (RFC 5280 6.1.4 n); the baseline demands it of all but what is trusted
  // anyway.
  if (!link.leaf && (usage & KU_KEY_CERT_SIGN) == 0) return "it may not sign certificates";
  if (!link.leaf && !has_usage && link.webpki() && !link.root) return "it has no key usage";
  if (link.leaf && has_usage && (usage & (KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT | KU_KEY_AGREEMENT)) == 0 &&
      !link.authority)
    return "its key usage allows no connection";
  int critical = 0;
  const Usages extended(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, nullptr)));
  if (!extended) return link.leaf && link.webpki() ? "it has no extended key usage" : "";
  if (link.root && link.webpki() && !link.leaf) return "it is a root with an extended key usage";
  bool wanted = false, any = false;
  const int purpose = link.question.purpose == ChainPurpose::server ? NID_server_auth : NID_client_auth;
  for (int i = 0; i < sk_ASN1_OBJECT_num(extended.get()); ++i) {
    const int nid = OBJ_obj2nid(sk_ASN1_OBJECT_value(extended.get(), i));
    wanted = wanted || nid == purpose;
    any = any || nid == NID_anyExtendedKeyUsage;
    const bool foreign = nid == NID_code_sign || nid == NID_email_protect || nid == NID_time_stamp ||
                         nid == NID_OCSP_sign || nid == NID_ct_precert_signer;
    if (foreign && link.leaf && link.webpki() && purpose == NID_server_auth)
      return "its extended key usage allows more than servers and clients";
  }
  if (link.leaf && link.webpki() && any) return "its extended key usage allows anything";
  if (!wanted && !(any && !(link.leaf && link.webpki()))) return "its extended key usage does not allow this purpose";
  return {};
}

std::string check_basics(const Link& link) {
  if (X509_get_version(link.certificate) != X509_VERSION_3) return "it is not of version 3";
  if (!link.leaf && !link.authority) return "it is no authority";
  if (link.leaf && link.authority && link.webpki()) return "it is an authority and cannot be a server or client";
  if (link.authority && X509_NAME_entry_count(X509_get_subject_name(link.certificate)) == 0)
    return "it is an authority without a name";
  if (X509_NAME_entry_count(X509_get_issuer_name(link.certificate)) == 0) return "its issuer has no name";
  return {};
}

std::string check_distribution_points(const Link& link) {
  return link.webpki() && link.leaf ? broken_distribution_points(link.certificate) : "";
}

bool same_ignoring_case(std::string_view a, std::string_view b) { return equal_ignoring_case(a, b); }

/// RFC 6125 6.4: label by label, a wildcard stands for exactly one label.
bool dns_matches(std::string_view pattern, std::string_view host) {
  if (!pattern.starts_with("*.")) return same_ignoring_case(pattern, host);
  const std::size_t dot = host.find('.');
  return dot != std::string_view::npos && dot > 0 && same_ignoring_case(pattern.substr(2), host.substr(dot + 1));
}

/// A wildcard stands for names that an authority above may exclude (CVE-2025-61727): "*.example.com" for a.example.com.
std::string wildcard_over_excluded(const std::vector<X509*>& chain) {
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(chain.front(), NID_subject_alt_name, nullptr, nullptr)));
  for (std::size_t link = 1; names && link < chain.size(); ++link) {
    const NameConstraints constraints(
        static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(chain[link], NID_name_constraints, nullptr, nullptr)));
    const STACK_OF(GENERAL_SUBTREE)* const excluded = constraints ? constraints->excludedSubtrees : nullptr;
    for (int i = 0; i < sk_GENERAL_SUBTREE_num(excluded); ++i) {
      int type = 0;
      const auto* base =
          static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_SUBTREE_value(excluded, i)->base, &type));
      if (type != GEN_DNS) continue;
      for (int k = 0; k < sk_GENERAL_NAME_num(names.get()); ++k) {
        const auto* name =
            static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), k), &type));
        if (type == GEN_DNS && asn1_text(name).starts_with("*.") && dns_matches(asn1_text(name), asn1_text(base)))
          return "a wildcard of the certificate covers names that an authority above it excludes";
      }
    }
  }
  return {};
}

/// Every name is compared with every constraint above it: a chain that wants very many comparisons is made to cost
/// time.
bool too_many_comparisons(const std::vector<X509*>& chain) {
  constexpr std::uint64_t most = 250'000;
  std::uint64_t names_below = 0, comparisons = 0;
  for (X509* const certificate : chain) {
    const NameConstraints constraints(
        static_cast<NAME_CONSTRAINTS*>(X509_get_ext_d2i(certificate, NID_name_constraints, nullptr, nullptr)));
    const auto count = [](const STACK_OF(GENERAL_SUBTREE) * trees) {
      return static_cast<std::uint64_t>(std::max(sk_GENERAL_SUBTREE_num(trees), 0));
    };
    if (constraints)
      comparisons += names_below * (count(constraints->permittedSubtrees) + count(constraints->excludedSubtrees));
    if (comparisons > most) return true;
    const GeneralNames names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    names_below += static_cast<std::uint64_t>(std::max(sk_GENERAL_NAME_num(names.get()), 0));
    names_below += static_cast<std::uint64_t>(std::max(X509_NAME_entry_count(X509_get_subject_name(certificate)), 0));
  }
  return false;
}

bool email_matches(std::string_view name, std::string_view wanted) {
  const std::size_t a = name.rfind('@'), b = wanted.rfind('@');
  return a != std::string_view::npos && b != std::string_view::npos && name.substr(0, a) == wanted.substr(0, b) &&
         same_ignoring_case(name.substr(a), wanted.substr(b));
}

}  // namespace

std::string broken_rule(const std::vector<X509*>& chain, const ChainQuestion& question) {
  if (too_many_comparisons(chain)) return "the chain has too many names and name constraints to be compared";
  constexpr std::array rules = {
      check_extensions,       check_basics, check_critical_flags,     check_identifiers, check_key,
      check_signature_digest, check_serial, check_time_forms,         check_names,       check_common_name,
      check_constraints,      check_usages, check_distribution_points};
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const bool authority = (X509_get_extension_flags(chain[i]) & EXFLAG_CA) != 0;
    const Link link{chain[i], i == 0, i + 1 == chain.size(), authority, question};
    for (const auto rule : rules)
      if (std::string reason = rule(link); !reason.empty())
        return fmt::format("certificate {} ('{}') breaks a rule: {}", i,
                           escape_controls(show_name(X509_get_subject_name(chain[i]))), reason);
  }
  return wildcard_over_excluded(chain);
}

std::string wrong_name(X509* leaf, const ChainQuestion& question) {
  if (question.host.empty() && question.ip.empty() && question.email.empty()) return {};
  const GeneralNames names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr)));
  std::string_view host = question.host;
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto ip =
      question.ip.empty() ? std::nullopt : std::optional<Ip>(value_or_throw(parse_ip(question.ip), Fault::usage));
  if (!host.empty() && !good_dns(host, false))
    throw fail(Fault::usage, "'{}' is no host name", question.host)
        .hint(parse_ip(question.host) ? "--ip is for addresses"
                                      : "international names are written in punycode (xn--...)");
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const auto* value =
        static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type));
    if (type != GEN_DNS && type != GEN_IPADD && type != GEN_EMAIL) continue;
    const std::string text = asn1_text(value);
    if (type == GEN_DNS && !host.empty() && dns_matches(text, host)) return {};
    if (type == GEN_EMAIL && !question.email.empty() && email_matches(text, question.email)) return {};
    if (type == GEN_IPADD && ip && text == text_of(ip->view())) return {};
  }
  return fmt::format("the certificate is not for '{}'", !question.host.empty() ? question.host
                                                        : !question.ip.empty() ? question.ip
                                                                               : question.email);
}

}  // namespace pytk::crypt
