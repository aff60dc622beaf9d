// What a peer says, cut into messages and printed in another form: as text, as a hex dump, as JSON, by a template.
//   MessageFormat format = parse_format("{ts} {upper}");  Messages messages(most);
//   messages.add(bytes, [&](const Message& message) { format.append(out, message); });
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>
#include <pytk/core/error.hpp>

namespace pytk::echo {

struct Message {
  ByteView bytes;              ///< with its line end, if it had one
  std::uint64_t number = 1;    ///< from 1
  std::uint64_t offset = 0;    ///< of its first byte in the stream
  std::int64_t time = 0;       ///< wall clock, nanoseconds
  bool partial = false;        ///< cut because it was too long, or ended by the end of the stream
  /// Without LF or CR LF.
  [[nodiscard]] std::string_view line() const noexcept;
};
using OnMessage = std::function<void(const Message&)>;

/// Cuts a stream at LF; a line may arrive in any number of pieces.
class Lines {
 public:
  explicit Lines(std::size_t longest = 16'384) : longest_(longest) {}
  void add(ByteView bytes, const OnMessage& on_message);
  /// The stream has ended: what is left is a partial message.
  void end(const OnMessage& on_message);

 private:
  void give(ByteView bytes, bool partial, const OnMessage& on_message);
  std::size_t longest_;
  Bytes pending_;
  std::uint64_t count_ = 0, offset_ = 0;
};

/// How messages are printed.
class MessageFormat {
 public:
  enum class Kind : std::uint8_t { raw, text, hex, json, pattern };
  /// "raw", "text" ("lines"), "hex", "json" ("jsonl"), or a template with {line}, {upper}, {lower}, {hex}, {json},
  /// {bytes}, {n}, {ts}, {peer}, {{ and }}; \n, \t and \\ in it. An error for an unknown name.
  [[nodiscard]] static Result<MessageFormat> parse(std::string_view text);
  [[nodiscard]] static std::vector<std::string> names();
  [[nodiscard]] Kind kind() const noexcept { return kind_; }
  void append(std::string& out, const Message& message, std::string_view peer) const;

 private:
  enum class Part : std::uint8_t { literal, line, upper, lower, hex, json, bytes, n, ts, peer };
  struct Piece {
    Part part = Part::literal;
    std::string text;
  };
  Result<void> compile(std::string_view text);
  void append_piece(std::string& out, const Piece& piece, const Message& message, std::string_view peer) const;
  Kind kind_ = Kind::raw;
  std::vector<Piece> pieces_;
};

/// Rows of sixteen bytes: offset, hex, and what is printable.
void append_hex_dump(std::string& out, ByteView bytes, std::uint64_t offset);

}  // namespace pytk::echo
