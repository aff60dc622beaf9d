// Input that can be read twice: a regular file is read in place and must not change meanwhile, anything else is
// spooled as it comes (ciphertext, never plaintext): 16 MiB in memory, the rest in a file without a name.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>

namespace pytk::io {
class TemporaryFile;
}

namespace pytk::crypt {

class Replay {
 public:
  /// "-" is standard input, which may well be a regular file. Throws io, permission, network.
  Replay(std::string_view where, Cancel& cancel);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;
  /// Fills as much of `out` as there is after `offset`; less only at the end. Safe from several threads.
  [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::uint8_t> out) const;
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Throws Fault::io when the file is not as it was at the start.
  void check_unchanged() const;

 private:
  void remember();
  void spool(std::string_view where, Cancel& cancel);
  std::string name_;
  Bytes memory_;
  std::unique_ptr<io::TemporaryFile> overflow_;
  int fd_ = -1;
  bool owned_ = false, in_place_ = false;
  std::uint64_t start_ = 0, size_ = 0;
  std::int64_t changed_[2] = {};
  std::uint64_t inode_ = 0;
};

}  // namespace pytk::crypt
