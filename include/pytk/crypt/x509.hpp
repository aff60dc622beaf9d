// Certificates: make requests and certificates, show them, verify chains by strict rules, PKCS#12 files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/secret.hpp>
#include <pytk/crypt/keys.hpp>

namespace pytk::crypt {

/// What a new certificate or request says.
struct CertificateRequest {
  std::string subject;                 ///< "CN=example.com,O=Acme,C=DE" (first is most specific), or empty
  std::vector<std::string> names;      ///< "dns:..", "ip:..", "email:..", "uri:.."; bare ones are guessed
  std::int64_t not_before = 0, not_after = 0;  ///< seconds since 1970
  bool authority = false;              ///< may sign certificates
  std::optional<std::uint64_t> path_length;
  std::vector<std::string> purposes;   ///< "server", "client", "code", "email", "ocsp"; empty: server and client
  std::string digest = "sha256";
};
/// PEM of a PKCS#10 request.
[[nodiscard]] std::string make_csr(const AsymmetricKey& key, const CertificateRequest& request);
[[nodiscard]] std::string make_self_signed(const AsymmetricKey& key, const CertificateRequest& request);
/// A certificate for the key of `csr` (PEM or DER), whose own signature is checked. Subject and names are the request's
/// unless `request` has others. Throws refused when the CSR's signature is wrong, usage when the issuer may not sign.
[[nodiscard]] std::string issue(const Secret& csr, const Secret& issuer, const AsymmetricKey& issuer_key,
                                const CertificateRequest& request);

struct CertificateInfo {
  std::string kind;                    ///< "certificate" or "request"
  std::string subject, issuer, serial, not_before, not_after;
  std::vector<std::string> names, purposes, key_usage;
  std::string key_type, signature_algorithm, sha256, spki_sha256, subject_key_id, authority_key_id;
  std::uint64_t key_bits = 0, version = 0;
  bool authority = false;
  std::optional<std::uint64_t> path_length;
};
/// All certificates and requests of a file (PEM or DER). Throws Fault::data.
[[nodiscard]] std::vector<CertificateInfo> show_certificates(const Secret& file, std::string_view name);

enum class ChainProfile : std::uint8_t { webpki, rfc5280 };
enum class ChainPurpose : std::uint8_t { server, client };
struct ChainQuestion {
  std::vector<Secret> roots, untrusted, crls;
  bool system_roots = true;
  ChainProfile profile = ChainProfile::webpki;
  ChainPurpose purpose = ChainPurpose::server;
  std::string host, ip, email;         ///< at most one; what the leaf must be for
  std::int64_t time = 0;               ///< seconds since 1970
  std::optional<std::uint64_t> depth;  ///< most intermediates
};
struct ChainAnswer {
  bool good = false;
  std::string reason;                  ///< why not
  std::vector<std::string> chain;      ///< subjects, leaf first
};
[[nodiscard]] ChainAnswer verify_chain(const Secret& leaf, std::string_view name, const ChainQuestion& question);

struct Pkcs12Content {
  Secret key_pem;                      ///< empty without a key
  std::string certificate_pem, chain_pem;
};
[[nodiscard]] Secret make_pkcs12(const AsymmetricKey& key, const Secret& certificate, const std::vector<Secret>& chain,
                                 const std::string& name, const Secret& passphrase);
/// Throws refused for a wrong passphrase.
[[nodiscard]] Pkcs12Content read_pkcs12(const Secret& file, std::string_view name, const Secret& passphrase);

}  // namespace pytk::crypt
