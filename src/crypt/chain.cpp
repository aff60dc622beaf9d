// Is this chain good? libcrypto builds the path and checks signatures, times, constraints; our rules do the rest.
#include <algorithm>

#include <openssl/x509_vfy.h>

#include <pytk/core/text.hpp>
#include <pytk/crypt/x509.hpp>

#include "certificate.hpp"
#include "chain_rules.hpp"

namespace pytk::crypt {
namespace {

using Store = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
constexpr int deepest = 16;

/// Where libcrypto is stricter or laxer than the rules say.
int judge(int good, X509_STORE_CTX* context) {
  if (good == 1) return 1;
  const int error = X509_STORE_CTX_get_error(context);
  const auto time = static_cast<std::int64_t>(X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context)));
  X509* const current = X509_STORE_CTX_get_current_cert(context);
  bool forgiven = false;
  try {
    // RFC 5280 4.1.2.5: notAfter is the last good second.
    if (error == X509_V_ERR_CERT_HAS_EXPIRED && current != nullptr) forgiven = seconds_of(X509_get0_notAfter(current)) == time;
  } catch (const Error&) {
    forgiven = false;
  }
  // A list from somebody else says nothing about this certificate.
  if (error == X509_V_ERR_UNABLE_TO_GET_CRL) forgiven = true;
  // Our own rule on key identifiers knows the exceptions.
  if (error == X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER || error == X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER) forgiven = true;
  if (forgiven) X509_STORE_CTX_set_error(context, X509_V_OK);
  return forgiven ? 1 : 0;
}

/// RFC 5280 5.2.3: every list has a number, which is not critical.
std::string bad_crl(X509_CRL* crl) {
  const int at = X509_CRL_get_ext_by_NID(crl, NID_crl_number, -1);
  if (at < 0) return "a revocation list has no number";
  if (X509_EXTENSION_get_critical(X509_CRL_get_ext(crl, at)) == 1) return "a revocation list's number is marked critical";
  return {};
}

void fill(X509_STORE* store, const ChainQuestion& question, std::vector<Certificate>& kept, std::vector<Crl>& lists) {
  for (const Secret& file : question.roots)
    for (Certificate& root : read_certificates(file, "the roots")) kept.push_back(std::move(root));
  for (const Certificate& root : kept) X509_STORE_add_cert(store, root.get());
  if (question.system_roots) X509_STORE_set_default_paths(store);
  for (const Secret& file : question.crls)
    for (Crl& crl : read_crls(file, "the revocation lists")) lists.push_back(std::move(crl));
  for (const Crl& crl : lists) X509_STORE_add_crl(store, crl.get());
  (void)last_reason();  // the same certificate twice is no matter
}

void set_parameters(X509_STORE_CTX* context, const ChainQuestion& question) {
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context);
  unsigned long flags = X509_V_FLAG_X509_STRICT;
  if (!question.crls.empty()) flags |= X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL;
  X509_VERIFY_PARAM_set_flags(parameters, flags);
  X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(question.time));
  X509_VERIFY_PARAM_set_depth(parameters, question.depth ? static_cast<int>(std::min<std::uint64_t>(*question.depth, deepest)) : deepest);
  X509_STORE_CTX_set_verify_cb(context, judge);
}

}  // namespace

ChainAnswer verify_chain(const Secret& leaf_file, std::string_view name, const ChainQuestion& question) {
  begin();
  std::vector<Certificate> given = read_certificates(leaf_file, name), roots;
  std::vector<Crl> lists;
  const Store store(check(X509_STORE_new(), "make a store"));
  fill(store.get(), question, roots, lists);
  std::vector<Certificate> untrusted;
  for (const Secret& file : question.untrusted)
    for (Certificate& certificate : read_certificates(file, "the untrusted certificates")) untrusted.push_back(std::move(certificate));
  const Owned<STACK_OF(X509), [](STACK_OF(X509)* stack) { sk_X509_free(stack); }> helpers(sk_X509_new_null());
  for (std::size_t i = 1; i < given.size(); ++i) sk_X509_push(helpers.get(), given[i].get());
  for (const Certificate& certificate : untrusted) sk_X509_push(helpers.get(), certificate.get());
  const StoreContext context(check(X509_STORE_CTX_new(), "verify a chain"));
  check(X509_STORE_CTX_init(context.get(), store.get(), given.front().get(), helpers.get()), "verify a chain");
  set_parameters(context.get(), question);
  ChainAnswer answer;
  const int outcome = X509_verify_cert(context.get());
  STACK_OF(X509)* const built = X509_STORE_CTX_get0_chain(context.get());
  std::vector<X509*> chain;
  for (int i = 0; built != nullptr && i < sk_X509_num(built); ++i) {
    chain.push_back(sk_X509_value(built, i));
    answer.chain.push_back(show_name(X509_get_subject_name(chain.back())));
  }
  if (outcome != 1) {
    answer.reason = lower(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
    (void)last_reason();
    return answer;
  }
  for (const Crl& crl : lists)
    if (answer.reason.empty()) answer.reason = bad_crl(crl.get());
  if (answer.reason.empty()) answer.reason = broken_rule(chain, question);
  if (answer.reason.empty()) answer.reason = wrong_name(chain.front(), question);
  answer.good = answer.reason.empty();
  return answer;
}

}  // namespace pytk::crypt
