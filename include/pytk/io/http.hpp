// HTTP(S) through libcurl, loaded on first use. Certificates are always checked unless told otherwise.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/core/error.hpp>

namespace pytk::io {

struct HttpRequest {
  std::string url;
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string user_agent = "pytk";
  std::int64_t timeout = 10'000'000'000;      ///< nanoseconds for connecting, and without progress
  std::int64_t total_timeout = 0;             ///< 0: none
  std::uint64_t max_bytes = 64U << 20U;
  std::uint32_t max_redirects = 10;
  bool verify = true;
  std::string proxy;
  Cancel* cancel = nullptr;
};
struct HttpResponse {
  int status = 0;
  std::string url;  ///< after redirects
  std::vector<std::pair<std::string, std::string>> headers;  ///< of the last response, in order
  std::string body;
  std::int64_t elapsed = 0;
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};
/// Throws Fault::network (resolution, refused, TLS, time-out: the words say which), Fault::data over max_bytes,
/// Fault::missing without libcurl. Status codes are not errors here. Only http and https, also after a redirect.
[[nodiscard]] HttpResponse http_fetch(const HttpRequest& request);
/// The same with the body handed on as it comes; `on_body` returns false to stop early.
HttpResponse http_stream(const HttpRequest& request, const std::function<bool(ByteView)>& on_body);

}  // namespace pytk::io
