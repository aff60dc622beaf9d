// What went wrong, in the user's words: fault (decides the exit code), place, reason and hint.
//   throw fail(Fault::data, "bad number '{}'", text).at(file, line).hint("write 1.5, not 1,5");
//   return bad("label over 63 bytes");            // inside a function that returns Result<T>
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <tl/expected.hpp>

namespace pytk {

/// The kinds of failure; exit_code() maps each to the codes of docs/exit-codes.md.
/// refused: the input is well formed, but the answer is no (a signature or tag does not verify, a token has expired).
enum class Fault : std::uint8_t {
  usage,
  data,
  io,
  network,
  permission,
  missing,
  interrupted,
  broken_pipe,
  internal,
  refused
};

/// Place of a fault: a file or stream name with a 1-based line and column, or a byte offset (-1: none).
struct Where {
  std::string name;
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::int64_t offset = -1;
  /// "file:line:column" or "file: offset N" or "" when unknown.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] bool known() const noexcept { return !name.empty() || line > 0 || offset >= 0; }
};

/// A failure that is meant for the user. Copyable, cheap to move.
class Error : public std::exception {
 public:
  Error(Fault fault, std::string what_happened) : fault_(fault), what_(std::move(what_happened)) {}

  [[nodiscard]] Fault fault() const noexcept { return fault_; }
  [[nodiscard]] const std::string& what_happened() const noexcept { return what_; }
  [[nodiscard]] const std::string& hint() const noexcept { return hint_; }
  [[nodiscard]] const Where& where() const noexcept { return where_; }
  [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }
  /// "file:3:7: what happened" without the hint, control characters not yet escaped.
  [[nodiscard]] std::string message() const;

  Error& hint(std::string text) & { hint_ = std::move(text); return *this; }
  Error&& hint(std::string text) && { hint_ = std::move(text); return std::move(*this); }
  Error&& at(std::string name, std::int64_t line = 0, std::int64_t column = 0) && {
    where_ = {std::move(name), line, column, -1};
    return std::move(*this);
  }
  Error&& at_offset(std::string name, std::int64_t offset) && {
    where_ = {std::move(name), 0, 0, offset};
    return std::move(*this);
  }
  void set_where(Where where) { where_ = std::move(where); }

 private:
  Fault fault_;
  std::string what_;
  std::string hint_;
  Where where_;
};

template <class T>
using Result = tl::expected<T, Error>;

/// Builds an Error: `throw fail(Fault::io, "cannot open '{}'", name);`
template <class... Args>
[[nodiscard]] Error fail(Fault fault, fmt::format_string<Args...> format, Args&&... args) {
  return {fault, fmt::format(format, std::forward<Args>(args)...)};
}

/// The failed branch of a Result about one bad item: `return bad("port {} is over 65535", n);`
template <class... Args>
[[nodiscard]] tl::unexpected<Error> bad(fmt::format_string<Args...> format, Args&&... args) {
  return tl::unexpected<Error>(Error(Fault::data, fmt::format(format, std::forward<Args>(args)...)));
}

/// Turns the failed branch into an exception with the given fault, or gives the value.
template <class T>
T value_or_throw(Result<T> result, Fault fault) {
  if (result) return std::move(*result);
  Error error(fault, result.error().what_happened());
  error.hint(result.error().hint());
  error.set_where(result.error().where());
  throw error;
}

/// "cannot open 'x': no such file or directory" from errno, with the fault that errno implies
/// (EACCES, EPERM: permission; EPIPE: broken_pipe; everything else: io).
[[nodiscard]] Error fail_errno(int error_number, std::string_view doing_what);

/// 0 never appears here: refused 1, usage 2, data 3, io and network 4, permission 5, missing 6, internal 70,
/// interrupted 130, broken_pipe 141 (main re-raises the signal for the last two).
[[nodiscard]] int exit_code(Fault fault) noexcept;

}  // namespace pytk
