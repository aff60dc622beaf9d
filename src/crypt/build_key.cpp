#include "build_key.hpp"

#include <openssl/param_build.h>

namespace pytk::crypt {
namespace {

using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Params = Owned<OSSL_PARAM, OSSL_PARAM_free>;

Key from_parameters(const char* type, const Builder& builder, bool is_private) {
  const Params params(check(OSSL_PARAM_BLD_to_param(builder.get()), "build a key"));
  const KeyContext context(check(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), "build a key"));
  check(EVP_PKEY_fromdata_init(context.get()), "build a key");
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata(context.get(), &key, is_private ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    throw fail(Fault::data, "the numbers of the {} key are not valid: {}", type, last_reason());
  return Key(key);
}

}  // namespace

Bytes number_bytes(const BIGNUM* number) {
  Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, bytes.data());
  return bytes;
}

Number number_of(ByteView big_endian) {
  return Number(check(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr), "read a number"));
}

Number key_number(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) {
    (void)last_reason();
    return nullptr;
  }
  return Number(number);
}

Bytes raw_public(const EVP_PKEY* key) {
  std::size_t size = 0;
  check(EVP_PKEY_get_raw_public_key(key, nullptr, &size), "read a public key");
  Bytes bytes(size);
  check(EVP_PKEY_get_raw_public_key(key, bytes.data(), &size), "read a public key");
  return bytes;
}

Secret raw_private(const EVP_PKEY* key) {
  std::size_t size = 0;
  if (EVP_PKEY_get_raw_private_key(key, nullptr, &size) != 1) {
    (void)last_reason();
    return {};
  }
  Secret bytes(size);
  if (EVP_PKEY_get_raw_private_key(key, bytes.writable().data(), &size) != 1) {
    (void)last_reason();
    return {};
  }
  return bytes;
}

Bytes ec_point(const EVP_PKEY* key) {
  // From the coordinates, because the key's own encoding may be the compressed one.
  const Number x = key_number(key, OSSL_PKEY_PARAM_EC_PUB_X), y = key_number(key, OSSL_PKEY_PARAM_EC_PUB_Y);
  if (!x || !y) throw fail(Fault::data, "the EC key has no public point");
  const std::size_t width = (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8;
  Bytes point(1 + 2 * width);
  point[0] = 4;
  check(BN_bn2binpad(x.get(), point.data() + 1, static_cast<int>(width)) >= 0 ? 1 : 0, "write a point");
  check(BN_bn2binpad(y.get(), point.data() + 1 + width, static_cast<int>(width)) >= 0 ? 1 : 0, "write a point");
  return point;
}

std::string ec_group(const EVP_PKEY* key) {
  char name[80] = "";
  std::size_t size = 0;
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name, &size) != 1) {
    (void)last_reason();
    return "";
  }
  char encoding[32] = "";
  if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding, sizeof encoding, nullptr) == 1 &&
      std::string_view(encoding) == "explicit")
    return "";
  return name;
}

Key make_rsa(const RsaNumbers& numbers) {
  const Builder builder(check(OSSL_PARAM_BLD_new(), "build a key"));
  const Number n = number_of(numbers.n), e = number_of(numbers.e);
  const Number d = number_of(numbers.d.view()), p = number_of(numbers.p.view()), q = number_of(numbers.q.view());
  const Number dp(BN_new()), dq(BN_new()), coefficient(BN_new()), less(BN_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  if (numbers.d.empty()) return from_parameters("RSA", builder, false);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_D, d.get());
  if (!numbers.p.empty() && !numbers.q.empty()) {
    const Owned<BN_CTX, BN_CTX_free> scratch(BN_CTX_new());
    for (BIGNUM* secret : {d.get(), p.get(), q.get()}) BN_set_flags(secret, BN_FLG_CONSTTIME);
    if (BN_is_zero(p.get()) || BN_is_zero(q.get()) || BN_is_one(p.get()) || BN_is_one(q.get()))
      throw fail(Fault::data, "the numbers of the RSA key are not valid: a factor is 0 or 1");
    // Factors of another modulus make signatures that give the key away (Boneh, DeMillo and Lipton).
    const Number product(BN_new());
    if (BN_mul(product.get(), p.get(), q.get(), scratch.get()) != 1 || BN_cmp(product.get(), n.get()) != 0)
      throw fail(Fault::data,
                 "the numbers of the RSA key are not valid: its modulus is not the product of its two factors");
    BN_sub(less.get(), p.get(), BN_value_one());
    BN_mod(dp.get(), d.get(), less.get(), scratch.get());
    BN_sub(less.get(), q.get(), BN_value_one());
    BN_mod(dq.get(), d.get(), less.get(), scratch.get());
    if (BN_mod_inverse(coefficient.get(), q.get(), p.get(), scratch.get()) == nullptr) {
      (void)last_reason();
      throw fail(Fault::data, "the numbers of the RSA key are not valid: the factors are not coprime");
    }
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR1, p.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_FACTOR2, q.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_COEFFICIENT1, coefficient.get());
  }
  return from_parameters("RSA", builder, true);
}

RsaNumbers rsa_numbers(const EVP_PKEY* key) {
  const auto bytes = [&](const char* name) {
    const Number number = key_number(key, name);
    return number ? number_bytes(number.get()) : Bytes{};
  };
  const auto secret = [&](const char* name) {
    Bytes open = bytes(name);
    Secret closed{ByteView(open)};
    wipe(open);
    return closed;
  };
  // Two of three factors would be those of another key (RFC 8017 3.2 allows more than two).
  if (key_number(key, OSSL_PKEY_PARAM_RSA_FACTOR3))
    return {bytes(OSSL_PKEY_PARAM_RSA_N), bytes(OSSL_PKEY_PARAM_RSA_E), secret(OSSL_PKEY_PARAM_RSA_D), {}, {}};
  return {bytes(OSSL_PKEY_PARAM_RSA_N), bytes(OSSL_PKEY_PARAM_RSA_E), secret(OSSL_PKEY_PARAM_RSA_D),
          secret(OSSL_PKEY_PARAM_RSA_FACTOR1), secret(OSSL_PKEY_PARAM_RSA_FACTOR2)};
}

Key make_ec(const std::string& group, ByteView point, ByteView scalar) {
  const Builder builder(check(OSSL_PARAM_BLD_new(), "build a key"));
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.c_str(), group.size());
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  const Number number = number_of(scalar);
  if (!scalar.empty()) OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get());
  Key key = from_parameters("EC", builder, !scalar.empty());
  const KeyContext context(check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr), "check a key"));
  // Points off the curve and scalars that do not belong to the point never get further.
  if ((scalar.empty() ? EVP_PKEY_public_check(context.get()) : EVP_PKEY_check(context.get())) != 1)
    throw fail(Fault::data, "the numbers of the EC key are not valid: {}", last_reason());
  return key;
}

Key make_raw_public(const char* type, ByteView bytes) {
  Key key(EVP_PKEY_new_raw_public_key_ex(nullptr, type, nullptr, bytes.data(), bytes.size()));
  if (!key) throw fail(Fault::data, "the {} public key is not valid: {}", type, last_reason());
  return key;
}

Key make_raw_private(const char* type, ByteView bytes) {
  Key key(EVP_PKEY_new_raw_private_key_ex(nullptr, type, nullptr, bytes.data(), bytes.size()));
  if (!key) throw fail(Fault::data, "the {} private key is not valid: {}", type, last_reason());
  return key;
}

}  // namespace pytk::crypt
