#include "passphrase_work.hpp"

#include "evp.hpp"

namespace pytk::crypt {
namespace {

constexpr std::uint64_t most_scrypt_bytes = 1ULL << 30U;  // passed over, in blocks of 128 r bytes

template <class T, auto Free>
Owned<T, Free> parameters_of(const X509_ALGOR* method, const ASN1_ITEM* item) {
  const void* value = nullptr;
  int type = V_ASN1_UNDEF;
  X509_ALGOR_get0(nullptr, &type, &value, method);
  if (type != V_ASN1_SEQUENCE) return nullptr;
  return Owned<T, Free>(static_cast<T*>(ASN1_item_unpack(static_cast<const ASN1_STRING*>(value), item)));
}

/// Numbers that do not fit count as the largest.
std::uint64_t value_of(const ASN1_INTEGER* number) {
  std::uint64_t value = 0;
  if (number == nullptr) return 1;
  if (ASN1_INTEGER_get_uint64(&value, number) == 1) return value;
  (void)last_reason();
  return ~std::uint64_t{0};
}

int kind_of(const X509_ALGOR* method) {
  const ASN1_OBJECT* id = nullptr;
  X509_ALGOR_get0(&id, nullptr, nullptr, method);
  return OBJ_obj2nid(id);
}

bool scrypt_asks_too_much(const X509_ALGOR* method) {
  const auto scrypt = parameters_of<SCRYPT_PARAMS, SCRYPT_PARAMS_free>(method, ASN1_ITEM_rptr(SCRYPT_PARAMS));
  if (!scrypt) return false;
  const std::uint64_t n = value_of(scrypt->costParameter), r = value_of(scrypt->blockSize),
                      p = value_of(scrypt->parallelizationParameter);
  constexpr std::uint64_t high = 1U << 30U;
  return n > high || r > 1024 || p > 1024 || n * r * p > most_scrypt_bytes / 128;
}

bool derivation_asks_too_much(const X509_ALGOR* method) {
  if (kind_of(method) == NID_id_scrypt) return scrypt_asks_too_much(method);
  const auto pbkdf2 = parameters_of<PBKDF2PARAM, PBKDF2PARAM_free>(method, ASN1_ITEM_rptr(PBKDF2PARAM));
  return pbkdf2 && value_of(pbkdf2->iter) > most_passphrase_rounds;
}

bool key_asks_too_much(const PKCS12_SAFEBAG* bag) {
  if (PKCS12_SAFEBAG_get_nid(bag) != NID_pkcs8ShroudedKeyBag) return false;
  const X509_ALGOR* method = nullptr;
  X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &method, nullptr);
  return asks_too_much(method);
}

bool part_asks_too_much(PKCS7* part) {
  if (PKCS7_type_is_encrypted(part)) return asks_too_much(part->d.encrypted->enc_data->algorithm);
  if (!PKCS7_type_is_data(part)) return false;
  STACK_OF(PKCS12_SAFEBAG)* const bags = PKCS12_unpack_p7data(part);
  bool much = false;
  for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i)
    much = much || key_asks_too_much(sk_PKCS12_SAFEBAG_value(bags, i));
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
  return much;
}

}  // namespace

bool asks_too_much(const X509_ALGOR* method) {
  if (kind_of(method) == NID_pbes2) {
    const auto both = parameters_of<PBE2PARAM, PBE2PARAM_free>(method, ASN1_ITEM_rptr(PBE2PARAM));
    (void)last_reason();
    return both && derivation_asks_too_much(both->keyfunc);
  }
  const auto older = parameters_of<PBEPARAM, PBEPARAM_free>(method, ASN1_ITEM_rptr(PBEPARAM));
  (void)last_reason();
  return older && value_of(older->iter) > most_passphrase_rounds;
}

bool asks_too_much(const PKCS12* container) {
  const ASN1_INTEGER* rounds = nullptr;
  PKCS12_get0_mac(nullptr, nullptr, nullptr, &rounds, container);
  if (value_of(rounds) > most_passphrase_rounds) return true;
  STACK_OF(PKCS7)* const parts = PKCS12_unpack_authsafes(container);
  bool much = false;
  for (int i = 0; i < sk_PKCS7_num(parts); ++i) much = much || part_asks_too_much(sk_PKCS7_value(parts, i));
  sk_PKCS7_pop_free(parts, PKCS7_free);
  (void)last_reason();
  return much;
}

}  // namespace pytk::crypt
