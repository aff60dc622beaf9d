// A selector after parsing: lists of complex selectors, each a chain of compounds, read from right to left.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/scrape/selector.hpp>

namespace pytk::scrape {

enum class Combinator : std::uint8_t { none, descendant, child, next_sibling, later_sibling };

/// a·n + b.
struct Nth {
  std::int64_t a = 0, b = 0;
  [[nodiscard]] bool contains(std::int64_t index) const noexcept {
    const std::int64_t offset = index - b;
    return a == 0 ? offset == 0 : offset % a == 0 && offset / a >= 0;
  }
};

/// "odd", "even", "5", "-n+3", "2n - 1" in lower case (Selectors 4, An+B); nothing if it is none of these.
[[nodiscard]] std::optional<Nth> read_nth(std::string_view text);

enum class Pseudo : std::uint8_t {
  never,
  root,
  empty,
  scope,
  nth_child,
  nth_last_child,
  nth_of_type,
  nth_last_of_type,
  only_child,
  only_of_type,
  is,
  not_,
  has,
  link,
  checked,
  disabled,
  enabled,
  required,
  optional,
  read_only,
  read_write,
  placeholder_shown,
  default_,
  indeterminate,
  lang,
  contains,
  contains_own,
  defined
};

enum class AttributeTest : std::uint8_t { present, equals, includes, dash, prefix, suffix, substring, not_equals };

struct SelectorList;

struct Simple {
  enum class Kind : std::uint8_t { type, id, class_, attribute, pseudo } kind = Kind::type;
  std::string name;                    ///< "*" or a name, id, class, attribute
  std::string name_lower;
  /// Namespace of a type or attribute: nothing = any, "" = none, else the URI. `unknown_prefix` matches nothing.
  std::optional<std::string> ns;
  bool unknown_prefix = false;
  AttributeTest test = AttributeTest::present;
  std::string value;
  std::optional<bool> ignore_case;     ///< the flags i and s
  Pseudo pseudo = Pseudo::never;
  Nth nth;
  std::unique_ptr<SelectorList> list;  ///< of :is, :not, :has, :nth-child(... of ...)
  std::vector<std::string> words;      ///< of :lang and :-soup-contains
};

struct Compound {
  std::vector<Simple> simples;
  Combinator left = Combinator::none;  ///< what stands between this compound and the one before it
};

struct Complex {
  std::vector<Compound> compounds;
};

struct SelectorList {
  std::vector<Complex> items;
};

}  // namespace pytk::scrape
