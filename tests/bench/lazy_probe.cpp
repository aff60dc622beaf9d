// The first use of a heavy library: the same calls in a program that links it and in one that loads it by a trampoline.
//   lazy_probe_curl_lazy, lazy_probe_curl_direct (and crypto, duckdb): one use, then the end
#include <cstdio>

#if defined(PROBE_CURL)
#include <curl/curl.h>
static bool use() {
  CURL* handle = curl_easy_init();
  curl_easy_cleanup(handle);
  return handle != nullptr;
}
#elif defined(PROBE_CRYPTO)
#include <openssl/evp.h>
static bool use() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const bool done = EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1 &&
                    EVP_DigestUpdate(context, "abc", 3) == 1 && EVP_DigestFinal_ex(context, digest, &size) == 1;
  EVP_MD_CTX_free(context);
  return done && size == 32;
}
#else
#include <duckdb.h>
static bool use() {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result;
  const bool done = duckdb_open_ext(nullptr, &database, nullptr, nullptr) == DuckDBSuccess &&
                    duckdb_connect(database, &connection) == DuckDBSuccess &&
                    duckdb_query(connection, "SELECT 42", &result) == DuckDBSuccess;
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  return done;
}
#endif

int main() {
  if (use()) return 0;
  std::puts("the library did not answer");
  return 1;
}
