#include "crl_rules.hpp"

#include <algorithm>
#include <vector>

namespace pytk::crypt {
namespace {

using IssuingPoint = Owned<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free>;
using Points = Owned<CRL_DIST_POINTS, CRL_DIST_POINTS_free>;

constexpr std::int64_t year_2050 = 2'524'608'000;

/// RFC 5280 5.1.2.4: UTCTime until 2049, GeneralizedTime from 2050 on.
bool well_written(const ASN1_TIME* time) {
  return ASN1_STRING_type(time) == (seconds_of(time) >= year_2050 ? V_ASN1_GENERALIZEDTIME : V_ASN1_UTCTIME);
}

bool only_uris(const DIST_POINT_NAME* name) {
  if (name == nullptr || name->type != 0) return false;  // 0: full names, 1: relative to the issuer
  const GENERAL_NAMES* const names = name->name.fullname;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i)
    if (sk_GENERAL_NAME_value(names, i)->type != GEN_URI) return false;
  return sk_GENERAL_NAME_num(names) > 0;
}

bool names_one_twice(X509_CRL* crl) {
  const STACK_OF(X509_REVOKED)* const entries = X509_CRL_get_REVOKED(crl);
  std::vector<const ASN1_INTEGER*> serials;
  serials.reserve(static_cast<std::size_t>(std::max(0, sk_X509_REVOKED_num(entries))));
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i)
    serials.push_back(X509_REVOKED_get0_serialNumber(sk_X509_REVOKED_value(entries, i)));
  std::sort(serials.begin(), serials.end(), [](const auto* a, const auto* b) { return ASN1_INTEGER_cmp(a, b) < 0; });
  return std::adjacent_find(serials.begin(), serials.end(),
                            [](const auto* a, const auto* b) { return ASN1_INTEGER_cmp(a, b) == 0; }) != serials.end();
}

}  // namespace

std::string unusable_crl(const X509_CRL* crl) {
  if (X509_CRL_get_version(crl) != X509_CRL_VERSION_2) return "it is not of version 2";
  if (X509_CRL_get0_nextUpdate(crl) == nullptr) return "it does not say when the next one comes";
  try {
    if (!well_written(X509_CRL_get0_lastUpdate(crl)) || !well_written(X509_CRL_get0_nextUpdate(crl)))
      return "its times are not written as they must be";
  } catch (const Error&) {
    return "its times are malformed";
  }
  return {};
}

std::string broken_crl(X509_CRL* crl, bool webpki) {
  // RFC 5280 5.2.3: every list has a number, which is not critical.
  const int at = X509_CRL_get_ext_by_NID(crl, NID_crl_number, -1);
  if (at < 0) return "a revocation list has no number";
  if (X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, at)) == 1)
    return "a revocation list's number is marked critical";
  if (names_one_twice(crl)) return "a revocation list names a certificate twice";
  const IssuingPoint point(
      static_cast<ISSUING_DIST_POINT*>(X509_CRL_get_ext_d2i(crl, NID_issuing_distribution_point, nullptr, nullptr)));
  if (!point || !webpki) return {};
  // Baseline requirements 7.2.2.1.
  if (point->indirectCRL > 0) return "a revocation list speaks for other authorities";
  if (point->distpoint != nullptr && !only_uris(point->distpoint))
    return "a revocation list's distribution point has other names than URIs";
  return {};
}

std::string broken_distribution_points(X509* certificate) {
  const Points points(
      static_cast<CRL_DIST_POINTS*>(X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i)
    if (!only_uris(sk_DIST_POINT_value(points.get(), i)->distpoint))
      return "one of its distribution points has other names than URIs";
  return {};
}

}  // namespace pytk::crypt
