// Numbers that do not fit into memory: written to a file without a name, and mapped when all are there.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <pytk/io/sink.hpp>

namespace pytk::array {

class Spill {
 public:
  Spill();
  ~Spill();
  Spill(const Spill&) = delete;
  Spill& operator=(const Spill&) = delete;
  /// Throws Fault::io when the disk is full.
  void add(std::span<const double> values);
  /// Everything so far; valid until the next add().
  [[nodiscard]] std::span<const double> all();

 private:
  void flush();
  io::TemporaryFile file_;
  std::vector<double> buffer_;
  std::uint64_t written_ = 0;
  void* mapping_ = nullptr;
};

}  // namespace pytk::array
