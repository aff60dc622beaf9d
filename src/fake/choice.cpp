#include "choice.hpp"

#include <algorithm>
#include <cmath>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "helpers.hpp"

namespace pytk::fake {
namespace {

// "a,b,c" with optional weights "a*3,b*0.5".
std::shared_ptr<Choice> read_elements(std::string_view text) {
  std::vector<std::string> values;
  std::vector<double> weights;
  bool weighted = false;
  for (const auto element : split(text, ',')) {
    const std::size_t star = element.rfind('*');
    const auto weight = star == std::string_view::npos ? Result<double>(1.0) : parse_real(element.substr(star + 1));
    const bool own = star != std::string_view::npos && weight && *weight >= 0;
    values.emplace_back(own ? element.substr(0, star) : element);
    weights.push_back(own ? *weight : 1.0);
    weighted = weighted || own;
  }
  auto choice = std::make_shared<Choice>();
  const auto whole = weighted ? whole_weights(weights) : std::vector<std::uint64_t>(values.size(), 1);
  for (std::size_t i = 0; i < values.size(); ++i) choice->add(std::move(values[i]), whole[i]);
  return choice;
}
void verify_elements(Arguments& arguments) { arguments.prepared = read_elements(arguments.texts[0]); }

// Several elements: a length, with or without coming again.
void verify_several(Arguments& arguments) {
  const auto choice = read_elements(arguments.texts[0]);
  const auto count = static_cast<std::int64_t>(choice->values.size());
  if (arguments.integers[1] < 0 || arguments.integers[1] > 10'000)
    throw fail(Fault::usage, "length is 0 (any) to 10000, not {}", arguments.integers[1]);
  if (arguments.flags[2] && arguments.integers[1] > count)
    throw fail(Fault::usage, "{} different elements are asked for and there are {}", arguments.integers[1], count);
  arguments.prepared = choice;
}
void append_several(Row& row, const Arguments& arguments, bool distinct, TextBuffer& out) {
  const auto& choice = arguments.get<Choice>();
  const std::size_t all = choice.values.size();
  const auto asked = static_cast<std::size_t>(arguments.integers[1]);
  const std::size_t count = asked > 0 ? asked : 1 + row.draw().below(std::min<std::size_t>(all, 100));
  std::vector<std::size_t> order(all);
  for (std::size_t i = 0; i < all; ++i) order[i] = i;
  out += '[';
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t chosen = 0;
    if (distinct) {
      std::swap(order[i], order[i + row.draw().below(all - i)]);
      chosen = order[i];
    } else {
      chosen = choice.pick(row.draw());
    }
    if (i > 0) out += ',';
    append_json(out, choice.values[chosen]);
  }
  out += ']';
}

void random_element(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& choice = arguments.get<Choice>();
  out += choice.values[arguments.unique ? row.nth() : choice.pick(row.draw())];
}
std::uint64_t element_count(const Arguments& arguments, const Catalogue::State&) {
  auto values = arguments.get<Choice>().values;
  std::sort(values.begin(), values.end());
  const bool twice = std::adjacent_find(values.begin(), values.end()) != values.end();
  return twice ? 0 : values.size();
}
void random_elements(Row& row, const Arguments& arguments, TextBuffer& out) {
  append_several(row, arguments, arguments.flags[2], out);
}
void random_sample(Row& row, const Arguments& arguments, TextBuffer& out) { append_several(row, arguments, true, out); }

constexpr ArgumentInfo one_of[] = {{"elements", "a,b,c", "values separated by commas, a*3 is three times as likely"}};
constexpr ArgumentInfo several_of[] = {
    {"elements", "a,b,c", "values separated by commas, a*3 is three times as likely"},
    {"length", "0", "how many; 0: any number"},
    {"unique", "no", "yes: none comes again"}};
constexpr ArgumentInfo sample_of[] = {{"elements", "a,b,c", "values separated by commas"},
                                      {"length", "0", "how many; 0: any number"},
                                      {"unique", "yes", "none comes again"}};

constexpr Generator list[] = {
    {"random_element", "random", "one of a list", Kind::text, random_element, one_of, element_count, verify_elements},
    {"random_choices", "random", "JSON array of some of a list", Kind::json, random_elements, several_of, nullptr,
     verify_several},
    {"random_elements", "random", "JSON array of some of a list", Kind::json, random_elements, several_of, nullptr,
     verify_several},
    {"random_sample", "random", "JSON array of some of a list, none twice", Kind::json, random_sample, sample_of,
     nullptr, verify_several},
};

}  // namespace

std::size_t Choice::pick(Draw& draw) const noexcept {
  const std::uint64_t wanted = draw.below(ends.back());
  return static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), wanted) - ends.begin());
}

std::vector<std::uint64_t> whole_weights(std::span<const double> weights) {
  double total = 0;
  for (const double weight : weights) {
    if (!(weight >= 0) || !std::isfinite(weight))
      throw fail(Fault::usage, "a weight is a number of at least 0, not {}", weight);
    total += weight;
  }
  if (!(total > 0) || !std::isfinite(total))
    throw fail(Fault::usage, "the weights are all 0").hint("give one of the values a weight");
  std::vector<std::uint64_t> whole;
  // Weights that are whole already stay as they are, so that 1 in 3 is exactly that.
  const bool exact = total < 0x1p32 && std::all_of(weights.begin(), weights.end(),
                                                   [](double weight) { return weight == std::floor(weight); });
  for (const double weight : weights) {
    const double scaled = exact ? weight : std::round(weight / total * 0x1p32);
    whole.push_back(weight > 0 && scaled < 1 ? 1 : static_cast<std::uint64_t>(scaled));
  }
  return whole;
}

const std::span<const Generator> choice_generators{list};

}  // namespace pytk::fake
