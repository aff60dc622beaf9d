// A regular expression with bounded work, over PCRE2.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pytk::scrape {

class Pattern {
 public:
  /// Throws Fault::usage with the place of the fault.
  explicit Pattern(std::string_view text);
  ~Pattern();
  Pattern(Pattern&&) noexcept;
  /// The first group that took part, or the whole match; nothing when there is none or the work limit is reached.
  [[nodiscard]] std::optional<std::string> first(std::string_view subject) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pytk::scrape
