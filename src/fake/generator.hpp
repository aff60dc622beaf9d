// A generator and its arguments. To add one: write a Make function and a row in the table of its provider.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/fake/fake.hpp>

#include "row.hpp"

namespace pytk::fake {

/// What a generator works out of its arguments once, to have it at hand in every row.
struct Prepared {
  virtual ~Prepared() = default;
};

/// Arguments as text, in the order of the generator's table, defaults filled in; numbers and yes/no read once.
struct Arguments {
  std::vector<std::string> texts;
  std::vector<std::int64_t> integers;
  std::vector<double> reals;
  std::vector<bool> flags = {};  ///< yes, true, 1
  bool unique = false;
  std::uint32_t column = 0;                  ///< hash of the column's name
  const Catalogue::State* data = nullptr;
  std::shared_ptr<const Prepared> prepared = nullptr;  ///< made by the generator's Verify
  template <class T>
  [[nodiscard]] const T& get() const noexcept {
    return static_cast<const T&>(*prepared);
  }
};

using Make = void (*)(Row& row, const Arguments& arguments, TextBuffer& out);
/// A capacity that no count of rows exceeds: the values are distinct by themselves.
inline constexpr std::uint64_t unlimited_capacity = ~std::uint64_t{0};
/// How many distinct values there are for these arguments (0: not enumerable).
using Capacity = std::uint64_t (*)(const Arguments& arguments, const Catalogue::State& data);
/// Throws Fault::usage when the arguments do not fit together; may leave in arguments.prepared what make() wants.
using Verify = void (*)(Arguments& arguments);

enum class Kind : std::uint8_t { text, integer, real, boolean, json };

struct Generator {
  std::string_view name, category, description;
  Kind kind;
  Make make;
  std::span<const ArgumentInfo> arguments = {};
  Capacity capacity = nullptr;
  Verify verify = nullptr;
  /// Values get the row number in base 36 appended before '@' or at the end to be unique.
  bool unique_by_row = false;
};

/// One span a provider file.
extern const std::span<const Generator> person_generators;
extern const std::span<const Generator> address_generators;
extern const std::span<const Generator> company_generators;
extern const std::span<const Generator> internet_generators;
extern const std::span<const Generator> network_generators;
extern const std::span<const Generator> finance_generators;
extern const std::span<const Generator> iban_generators;
extern const std::span<const Generator> date_generators;
extern const std::span<const Generator> text_generators;
extern const std::span<const Generator> file_generators;
extern const std::span<const Generator> identifier_generators;
extern const std::span<const Generator> basic_generators;
extern const std::span<const Generator> misc_generators;
extern const std::span<const Generator> browser_generators;
extern const std::span<const Generator> distribution_generators;
extern const std::span<const Generator> choice_generators;
extern const std::span<const Generator> document_generators;
extern const std::span<const Generator> structure_generators;
extern const std::span<const Generator> moment_generators;
extern const std::span<const Generator> regex_generators;
extern const std::span<const Generator> template_generators;

[[nodiscard]] const Generator* find_generator(std::string_view name) noexcept;
/// Throws Fault::usage with the nearest names.
[[nodiscard]] const Generator& generator_or_throw(std::string_view name);
/// Splits "k=v" texts into the generator's arguments. Throws Fault::usage.
[[nodiscard]] Arguments read_arguments(const Generator& generator, std::span<const std::string> given,
                                       std::uint32_t column, const Catalogue::State& data);
[[nodiscard]] std::string_view kind_name(Kind kind) noexcept;

/// Keyed bijection of [0, n): a Feistel network on the next even number of bits, walked until it lands inside.
[[nodiscard]] std::uint64_t permute(std::uint64_t index, std::uint64_t n, std::uint64_t seed,
                                    std::uint32_t column) noexcept;

}  // namespace pytk::fake
