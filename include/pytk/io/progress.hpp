// A progress line on stderr: after 0.5 s, at most ten times a second, erased before any other line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <pytk/io/tty.hpp>

namespace pytk::io {

class Progress {
 public:
  explicit Progress(When when = When::automatic);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void start(std::string_view what, std::uint64_t total = 0, std::string_view unit = "");
  void add(std::uint64_t done = 1) { done_ += done; if (enabled_) draw_if_due(); }
  void finish();

 private:
  void draw_if_due();
  bool enabled_;
  std::string what_, unit_;
  std::uint64_t done_ = 0, total_ = 0;
  std::int64_t started_ = 0, drawn_ = 0;
};

}  // namespace pytk::io
