// A secret in memory: wiped when it goes, never printed, never copied by accident.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <pytk/core/bytes.hpp>

namespace pytk {

/// Overwrites memory in a way that no compiler removes.
void wipe(std::span<std::uint8_t> memory) noexcept;

class Secret {
 public:
  Secret() = default;
  explicit Secret(ByteView bytes);
  explicit Secret(std::string_view text) : Secret(bytes_of(text)) {}
  explicit Secret(std::size_t size);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();
  [[nodiscard]] ByteView view() const noexcept { return {bytes_.data(), bytes_.size()}; }
  [[nodiscard]] std::string_view text() const noexcept { return text_of(view()); }
  [[nodiscard]] std::span<std::uint8_t> writable() noexcept { return bytes_; }
  [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
  [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }
  [[nodiscard]] Secret copy() const { return Secret(view()); }
  /// Keeps the first `size` bytes and wipes the rest.
  void shrink(std::size_t size);

 private:
  std::vector<std::uint8_t> bytes_;
};

/// What is said of a file that its group or others may read.
enum class OthersMayRead : unsigned char { unsaid, information, warning };
/// The bytes of PATH, file:PATH, fd:N or - (standard input) exactly as they stand; `what` names them in messages.
/// Limit 1 MiB. Throws io, permission, usage, data, interrupted.
[[nodiscard]] Secret read_secret_bytes(std::string_view source, std::string_view what, OthersMayRead others);
/// Reads a secret from a KEYSRC: PATH, file:PATH, env:NAME, fd:N, prompt (asks on /dev/tty without echo).
/// Literals (hex:, b64:) are refused with Fault::usage because argv is visible to everybody.
/// One trailing newline is removed. `what` names it in the prompt and in messages. Limit 1 MiB.
[[nodiscard]] Secret read_secret(std::string_view source, std::string_view what);

}  // namespace pytk
