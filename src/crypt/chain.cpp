// Is this chain good? libcrypto builds the path and checks signatures, times, constraints; our rules do the rest.
#include <algorithm>
#include <chrono>
#include <optional>
#include <set>

#include <openssl/x509_vfy.h>

#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/x509.hpp>

#include "certificate.hpp"
#include "chain_rules.hpp"
#include "crl_rules.hpp"

namespace pytk::crypt {
namespace {

using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
constexpr int deepest = 16;
// Other paths are looked for after a failure, but not for long: such graphs can be made to have very many.
constexpr int most_paths = 64;
constexpr std::chrono::seconds longest_search{2};

/// What is given, in libcrypto's terms.
struct Material {
  std::vector<Certificate> leaves, roots, helpers;  ///< the first of the leaves is asked about, the others may help
  std::vector<Crl> lists;
};
using Excluded = std::set<const X509*>;

bool has_list_of(const std::vector<Crl>& lists, const X509_NAME* issuer) {
  return std::any_of(lists.begin(), lists.end(),
                     [&](const Crl& list) { return X509_NAME_cmp(X509_CRL_get_issuer(list.get()), issuer) == 0; });
}

/// Where libcrypto is stricter or laxer than the rules say.
int judge(int good, X509_STORE_CTX* context) {
  if (good == 1) return 1;
  const int error = X509_STORE_CTX_get_error(context);
  const auto time = static_cast<std::int64_t>(X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context)));
  X509* const current = X509_STORE_CTX_get_current_cert(context);
  const auto& material = *static_cast<const Material*>(X509_STORE_CTX_get_app_data(context));
  bool forgiven = false;
  try {
    // RFC 5280 4.1.2.5: notAfter is the last good second.
    if (error == X509_V_ERR_CERT_HAS_EXPIRED && current != nullptr)
      forgiven = seconds_of(X509_get0_notAfter(current)) == time;
  } catch (const Error&) {
    forgiven = false;
  }
  // Nobody revokes a trust anchor but who trusts it (RFC 5280 6.1.6 judges the path without it).
  const bool anchor = X509_STORE_CTX_get_error_depth(context) + 1 == sk_X509_num(X509_STORE_CTX_get0_chain(context));
  if (anchor && (error == X509_V_ERR_UNABLE_TO_GET_CRL || error == X509_V_ERR_DIFFERENT_CRL_SCOPE)) forgiven = true;
  // Lists of other authorities say nothing about this certificate; one of its own that does not fit does.
  if (error == X509_V_ERR_UNABLE_TO_GET_CRL && current != nullptr && !anchor)
    forgiven = !has_list_of(material.lists, X509_get_issuer_name(current));
  // Our own rules on key identifiers and key usage know the exceptions.
  if (error == X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER || error == X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER ||
      error == X509_V_ERR_CA_CERT_MISSING_KEY_USAGE)
    forgiven = true;
  if (forgiven) X509_STORE_CTX_set_error(context, X509_V_OK);
  return forgiven ? 1 : 0;
}

Material gather(const Secret& leaf_file, std::string_view name, const ChainQuestion& question) {
  const auto add = [](std::vector<Certificate>& to, const std::vector<Secret>& files, std::string_view what) {
    for (const Secret& file : files)
      for (Certificate& certificate : read_certificates(file, what)) to.push_back(std::move(certificate));
  };
  Material material;
  material.leaves = read_certificates(leaf_file, name);
  add(material.roots, question.roots, "the roots");
  add(material.helpers, question.untrusted, "the untrusted certificates");
  for (const Secret& file : question.crls) {
    for (Crl& crl : read_crls(file, "the revocation lists")) {
      if (const std::string why = unusable_crl(crl.get()); !why.empty())
        log::warn("a revocation list of '{}' is ignored: {}",
                  escape_controls(show_name(X509_CRL_get_issuer(crl.get()))), why);
      else material.lists.push_back(std::move(crl));
    }
  }
  return material;
}

Store make_store(const Material& material, const ChainQuestion& question, const Excluded& excluded) {
  Store store(check(X509_STORE_new(), "make a store"));
  for (const Certificate& root : material.roots)
    if (!excluded.contains(root.get())) X509_STORE_add_cert(store.get(), root.get());
  if (question.system_roots) X509_STORE_set_default_paths(store.get());
  for (const Crl& crl : material.lists) X509_STORE_add_crl(store.get(), crl.get());
  (void)last_reason();  // the same certificate twice is no matter
  return store;
}

void set_parameters(X509_STORE_CTX* context, const Material& material, const ChainQuestion& question) {
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context);
  unsigned long flags = X509_V_FLAG_X509_STRICT;
  if (!material.lists.empty()) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  // RFC 5280 6.1.1 (d): a trust anchor is what the user trusts, whoever has signed it.
  if (!question.roots.empty()) flags |= X509_V_FLAG_PARTIAL_CHAIN;
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(question.time));
  X509_VERIFY_PARAM_set_depth(
      parameters, question.depth ? static_cast<int>(std::min<std::uint64_t>(*question.depth, deepest)) : deepest);
  X509_STORE_CTX_set_verify_cb(context, judge);
}

struct Attempt {
  ChainAnswer answer;
  std::vector<const X509*> issuers;  ///< what the path was made of, but for the leaf
};

/// The path that libcrypto finds without the excluded certificates, judged by its rules and ours.
Attempt attempt(const Material& material, const ChainQuestion& question, const Excluded& excluded) {
  const Store store = make_store(material, question, excluded);
  const Owned<STACK_OF(X509), [](STACK_OF(X509)* stack) { sk_X509_free(stack); }> helpers(sk_X509_new_null());
  for (std::size_t i = 1; i < material.leaves.size(); ++i)
    if (!excluded.contains(material.leaves[i].get())) sk_X509_push(helpers.get(), material.leaves[i].get());
  for (const Certificate& certificate : material.helpers)
    if (!excluded.contains(certificate.get())) sk_X509_push(helpers.get(), certificate.get());
  const StoreContext context(check(X509_STORE_CTX_new(), "verify a chain"));
  check(X509_STORE_CTX_init(context.get(), store.get(), material.leaves.front().get(), helpers.get()),
        "verify a chain");
  set_parameters(context.get(), material, question);
  X509_STORE_CTX_set_app_data(context.get(), const_cast<Material*>(&material));
  Attempt made;
  const int outcome = X509_verify_cert(context.get());
  STACK_OF(X509)* const built = X509_STORE_CTX_get0_chain(context.get());
  std::vector<X509*> chain;
  for (int i = 0; built != nullptr && i < sk_X509_num(built); ++i) {
    chain.push_back(sk_X509_value(built, i));
    made.answer.chain.push_back(show_name(X509_get_subject_name(chain.back())));
    if (i > 0) made.issuers.push_back(chain.back());
  }
  if (outcome != 1) {
    made.answer.reason = lower(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
    (void)last_reason();
    return made;
  }
  made.answer.reason = broken_rule(chain, question);
  made.answer.good = made.answer.reason.empty();
  return made;
}

/// libcrypto follows one path. When it leads nowhere, others are tried without one of that path's certificates each.
ChainAnswer search(const Material& material, const ChainQuestion& question) {
  const auto started = std::chrono::steady_clock::now();
  std::set<Excluded> seen = {{}};
  std::vector<Excluded> waiting = {{}};
  std::optional<ChainAnswer> first;
  for (int paths = 0; !waiting.empty() && paths < most_paths; ++paths) {
    if (paths > 0 && std::chrono::steady_clock::now() - started > longest_search) break;
    const Excluded excluded = std::move(waiting.back());
    waiting.pop_back();
    Attempt made = attempt(material, question, excluded);
    if (made.answer.good) return std::move(made.answer);
    if (!first) first = std::move(made.answer);
    for (const X509* issuer : made.issuers) {
      Excluded without = excluded;
      without.insert(issuer);
      if (seen.insert(without).second) waiting.push_back(std::move(without));
    }
  }
  return std::move(*first);
}

}  // namespace

ChainAnswer verify_chain(const Secret& leaf_file, std::string_view name, const ChainQuestion& question) {
  begin();
  const Material material = gather(leaf_file, name, question);
  ChainAnswer answer;
  for (const Crl& crl : material.lists)
    if (answer.reason.empty()) answer.reason = broken_crl(crl.get(), question.profile == ChainProfile::webpki);
  if (answer.reason.empty()) answer.reason = wrong_name(material.leaves.front().get(), question);
  if (!answer.reason.empty()) return answer;
  return search(material, question);
}

}  // namespace pytk::crypt
