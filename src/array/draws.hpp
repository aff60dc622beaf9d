// Methods of a random generator: one table a file, and what their code shares.
#pragma once

#include <initializer_list>
#include <span>
#include <string_view>

#include "calls.hpp"
#include "random.hpp"

namespace pytk::array {

enum class Where : std::uint8_t { both, generator, legacy };
struct Method {
  std::string_view name, parameters;
  Value (*run)(Stream&, const Args&);
  Where where = Where::both;
};
// The tables.
[[nodiscard]] std::span<const Method> integer_methods() noexcept;
[[nodiscard]] std::span<const Method> choice_methods() noexcept;
[[nodiscard]] std::span<const Method> vector_methods() noexcept;
/// Distributions with up to three parameters; nothing when there is none of this name for the stream.
[[nodiscard]] std::optional<Value> draw_distribution(Stream& s, const Call& call);
[[nodiscard]] std::vector<std::string> distribution_names();

/// The shape of `size`, or of the parameters broadcast together.
[[nodiscard]] Shape size_of(const Args& args, std::initializer_list<const Array*> parameters = {});
/// Throws Fault::data ("normal(): scale < 0").
void need(bool good, const Args& args, std::string_view what);
/// 0, 1, 2 ... in NumPy's shuffled order.
[[nodiscard]] std::vector<std::int64_t> shuffled(Stream& s, std::int64_t count);

}  // namespace pytk::array
