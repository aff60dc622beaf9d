#include "evp.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <pytk/core/lazy.hpp>
#include <pytk/core/text.hpp>

namespace pytk::crypt {

void begin() {
  lazy::require("crypto");
  static const int ready = OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  if (ready != 1) throw fail(Fault::internal, "libcrypto cannot start");
}

std::string last_reason() {
  const unsigned long code = ERR_peek_last_error();
  const char* words = code == 0 ? nullptr : ERR_reason_error_string(code);
  std::string reason = words == nullptr ? "unknown reason" : lower(words);
  ERR_clear_error();
  return reason;
}

void check(int outcome, std::string_view doing_what) {
  if (outcome > 0) return;
  throw fail(Fault::internal, "cannot {}: {}", doing_what, last_reason());
}

}  // namespace pytk::crypt
