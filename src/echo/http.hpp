// HTTP/1.1 requests as an echo service takes them (RFC 9112): strict where two readers could disagree.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

#include "echo/protocol.hpp"

namespace pytk::echo {

struct HttpHead {
  std::string method, target;
  bool version_1_1 = true;
  std::vector<std::pair<std::string, std::string>> fields;  ///< in order, names as written
  /// The value of a field, "" when there is none; repeated ones joined with ", ".
  [[nodiscard]] std::string field(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const noexcept;
  /// Whether a comma-separated list has a token, ignoring case.
  [[nodiscard]] bool lists(std::string_view name, std::string_view token) const;
};
/// Parses a head without its final empty line. An error's text begins with the status ("400 ...").
[[nodiscard]] Result<HttpHead> parse_head(std::string_view text);

class HttpEcho final : public Protocol {
 public:
  /// `websocket_only` answers everything but an upgrade with 426.
  explicit HttpEcho(bool websocket_only) : websocket_only_(websocket_only) {}
  [[nodiscard]] bool feed(ByteView in, Bytes& out) override;
  void stop(Bytes& out) override {
    if (upgraded_) upgraded_->stop(out);
  }

 private:
  enum class Part : std::uint8_t { head, body, chunk_size, chunk_data, chunk_end, trailer };
  [[nodiscard]] bool take_head(ByteView& in, Bytes& out);
  [[nodiscard]] bool begin(std::string_view text, Bytes& out);
  [[nodiscard]] bool upgrade(const HttpHead& head, Bytes& out);
  void answer_head(const HttpHead& head, std::string_view text, Bytes& out);
  [[nodiscard]] bool take_chunk_line(ByteView& in, Bytes& out);
  void take_data(ByteView& in, Bytes& out);
  [[nodiscard]] bool refuse(std::string_view status, std::string_view extra, Bytes& out);
  [[nodiscard]] bool end_message();
  bool websocket_only_;
  Part part_ = Part::head;
  std::string line_;             // a head or a chunk's line that is not whole yet
  std::uint64_t left_ = 0;
  bool keep_alive_ = true, no_body_ = false;
  std::unique_ptr<Protocol> upgraded_;
};

}  // namespace pytk::echo
