#include <pytk/io/http.hpp>

#include <pytk/core/text.hpp>

#include "http_transfer.hpp"

namespace pytk::io {

std::string_view HttpResponse::header(std::string_view name) const noexcept {
  for (const auto& [have, value] : headers)
    if (equal_ignoring_case(have, name)) return value;
  return {};
}

HttpResponse http_fetch(const HttpRequest& request) { return http_stream(request, {}); }

HttpResponse http_stream(const HttpRequest& request, const std::function<bool(ByteView)>& on_body) {
  HttpTransfer transfer(request, on_body);
  transfer.run();
  return std::move(transfer.response());
}

}  // namespace pytk::io
