// One HTTP exchange through libcurl, advanced step by step so that it can be read like a file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <pytk/core/bytes.hpp>
#include <pytk/io/http.hpp>

namespace pytk::io {

class HttpTransfer {
 public:
  /// `on_body` empty: the body gathers in response().body.
  HttpTransfer(HttpRequest request, std::function<bool(ByteView)> on_body);
  ~HttpTransfer();
  HttpTransfer(const HttpTransfer&) = delete;
  HttpTransfer& operator=(const HttpTransfer&) = delete;
  /// Waits for something to happen; false when the exchange is over. Throws as http_fetch() does.
  bool advance();
  /// Until the first byte of the final body is there, or the end. From then on advance() returns whenever there is
  /// some.
  void run_until_body();
  void run();
  [[nodiscard]] HttpResponse& response() const noexcept;
  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace pytk::io
