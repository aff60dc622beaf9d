// Einstein's summation, two operands at a time: axes that only one of them has and nobody needs are summed first, the
// rest is a stack of matrix products.
#include <algorithm>
#include <map>
#include <set>

#include <pytk/core/error.hpp>

#include "products.hpp"
#include "reduce.hpp"

namespace pytk::array {
namespace {

using Labels = std::vector<int>;  ///< letters; negative for the axes of '...', -1 the last of them
struct Term {
  Array array;
  Labels labels;
};

bool has(const Labels& labels, int label) { return std::find(labels.begin(), labels.end(), label) != labels.end(); }

Labels parse_term(const std::string& text, const std::string& whole, std::ptrdiff_t dimensions, bool operand) {
  Labels labels;
  std::ptrdiff_t letters = 0;
  for (const char c : text) letters += c == '.' || c == ' ' ? 0 : 1;
  bool dots = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c == '.') {
      if (dots || text.compare(i, 3, "...") != 0)
        throw fail(Fault::usage, "einsum: a '.' in '{}' that is not part of an ellipsis ('...')", whole);
      dots = true;
      i += 2;
      for (auto k = dimensions - letters; k > 0; --k) labels.push_back(static_cast<int>(-k));
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      labels.push_back(c);
    } else {
      throw fail(Fault::usage, "einsum: '{}' in '{}' is no letter", std::string(1, c), whole);
    }
  }
  if (operand && (letters > dimensions || (!dots && letters != dimensions)))
    throw fail(Fault::data, "einsum: the subscripts '{}' do not fit an array with {} dimensions", text, dimensions);
  return labels;
}

// A letter that stands twice means the diagonal.
Term without_repeats(const Term& term) {
  Shape shape, strides;
  Labels labels;
  for (std::size_t i = 0; i < term.labels.size(); ++i) {
    const auto at = std::find(labels.begin(), labels.end(), term.labels[i]) - labels.begin();
    const auto k = static_cast<std::size_t>(at);
    if (k == labels.size()) {
      labels.push_back(term.labels[i]);
      shape.push_back(term.array.shape()[i]);
      strides.push_back(term.array.strides()[i]);
    } else if (shape[k] == term.array.shape()[i]) {
      strides[k] += term.array.strides()[i];
    } else {
      throw fail(Fault::data, "einsum: the label '{}' has the lengths {} and {}",
                 std::string(1, static_cast<char>(labels[k])), shape[k], term.array.shape()[i]);
    }
  }
  return {term.array.view(shape, strides), labels};
}

Array summed(const Array& a, const Axes& axes) {
  if (axes.empty()) return a;
  return is_bool(a.kind()) ? reduce(Reduction::any, a, axes, false) : reduce(Reduction::sum, a, axes, false, a.dtype());
}

Term sum_out(const Term& term, const std::set<int>& needed) {
  Axes axes;
  Labels left;
  for (std::size_t i = 0; i < term.labels.size(); ++i) {
    if (needed.count(term.labels[i]) != 0) left.push_back(term.labels[i]);
    else axes.push_back(i);
  }
  return {summed(term.array, axes), left};
}

Term ordered(const Term& term, const Labels& wanted) {
  std::vector<std::size_t> order;
  for (const int label : wanted)
    order.push_back(
        static_cast<std::size_t>(std::find(term.labels.begin(), term.labels.end(), label) - term.labels.begin()));
  return {term.array.transposed(order), wanted};
}

std::int64_t product_of(const std::map<int, std::int64_t>& lengths, const Labels& labels) {
  Shape shape;
  for (const int label : labels) shape.push_back(lengths.at(label));
  return element_count(shape);
}

Term contract(const Term& first, const Term& second, const std::set<int>& later,
              const std::map<int, std::int64_t>& lengths) {
  std::set<int> with_first = later, with_second = later;
  with_first.insert(second.labels.begin(), second.labels.end());
  with_second.insert(first.labels.begin(), first.labels.end());
  const Term a = sum_out(first, with_first), b = sum_out(second, with_second);
  Labels batch, inner, rows, columns;
  for (const int label : a.labels)
    (!has(b.labels, label) ? rows : later.count(label) != 0 ? batch : inner).push_back(label);
  for (const int label : b.labels)
    if (!has(a.labels, label)) columns.push_back(label);
  const auto joined = [](std::initializer_list<const Labels*> parts) {
    Labels all;
    for (const auto* part : parts) all.insert(all.end(), part->begin(), part->end());
    return all;
  };
  const auto stack = product_of(lengths, batch), m = product_of(lengths, rows), k = product_of(lengths, inner),
             n = product_of(lengths, columns);
  const Array left = ordered(a, joined({&batch, &rows, &inner})).array.contiguous().reshaped({stack, m, k});
  const Array right = ordered(b, joined({&batch, &inner, &columns})).array.contiguous().reshaped({stack, k, n});
  const Labels labels = joined({&batch, &rows, &columns});
  Shape shape;
  for (const int label : labels) shape.push_back(lengths.at(label));
  return {multiply_stacked(left, right).reshaped(shape), labels};
}

Labels implied_result(const std::vector<Term>& terms) {
  std::map<int, int> counts;
  std::set<int> dots;
  for (const auto& term : terms)
    for (const int label : term.labels)
      label < 0 ? static_cast<void>(dots.insert(label)) : static_cast<void>(++counts[label]);
  Labels result(dots.begin(), dots.end());
  for (const auto& [label, count] : counts)
    if (count == 1) result.push_back(label);
  return result;
}

std::vector<Term> parse_terms(const std::string& inputs, const std::string& whole, const std::vector<Array>& operands) {
  std::vector<Term> terms;
  std::size_t begin = 0;
  for (const auto& operand : operands) {
    if (begin > inputs.size())
      throw fail(Fault::data, "einsum: {} arrays are too many for '{}'", operands.size(), whole);
    const auto comma = std::min(inputs.find(',', begin), inputs.size());
    terms.push_back({operand, parse_term(inputs.substr(begin, comma - begin), whole,
                                         static_cast<std::ptrdiff_t>(operand.dimensions()), true)});
    begin = comma + 1;
  }
  if (begin <= inputs.size()) throw fail(Fault::data, "einsum: {} arrays are too few for '{}'", operands.size(), whole);
  return terms;
}

// One length for each label; axes of length 1 are stretched.
std::map<int, std::int64_t> common_lengths(std::vector<Term>& terms) {
  std::map<int, std::int64_t> lengths;
  for (auto& term : terms) {
    term = without_repeats(term);
    for (std::size_t i = 0; i < term.labels.size(); ++i) {
      auto& length = lengths.try_emplace(term.labels[i], 1).first->second;
      const auto have = term.array.shape()[i];
      if (length != 1 && have != 1 && length != have)
        throw fail(Fault::data, "einsum: operands could not be broadcast together: a label has the lengths {} and {}",
                   length, have);
      if (have != 1) length = have;
    }
  }
  for (auto& term : terms) {
    Shape shape;
    for (const int label : term.labels) shape.push_back(lengths.at(label));
    term.array = term.array.broadcast_to(shape);
  }
  return lengths;
}

}  // namespace

Array einsum(const std::string& subscripts, std::vector<Array> operands) {
  if (operands.empty()) throw fail(Fault::usage, "einsum needs at least one array");
  Kind kind = operands[0].kind();
  for (const auto& operand : operands) kind = promote(kind, operand.kind());
  if (!is_number(kind)) throw fail(Fault::data, "einsum: texts cannot be multiplied");
  for (auto& operand : operands) operand = operand.cast(kind == Kind::float16 ? Kind::float32 : kind);
  const auto arrow = subscripts.find("->");
  auto terms = parse_terms(subscripts.substr(0, arrow), subscripts, operands);
  std::ptrdiff_t most = 0;
  for (const auto& term : terms)
    most = std::max(most, static_cast<std::ptrdiff_t>(std::count_if(term.labels.begin(), term.labels.end(),
                                                                    [](int label) { return label < 0; })));
  Labels result = implied_result(terms);
  if (arrow != std::string::npos) {
    const auto text = subscripts.substr(arrow + 2);
    const auto letters = std::count_if(text.begin(), text.end(), [](char c) { return c != '.' && c != ' '; });
    result = parse_term(text, subscripts, letters + most, false);
  }
  const auto lengths = common_lengths(terms);
  for (const int label : result) {
    if (lengths.count(label) == 0)
      throw fail(Fault::data, "einsum: the result has a label '{}' that no array has",
                 label < 0 ? std::string("...") : std::string(1, static_cast<char>(label)));
    if (std::count(result.begin(), result.end(), label) > 1)
      throw fail(Fault::data, "einsum: the result has the label '{}' twice", std::string(1, static_cast<char>(label)));
  }
  Term total = terms[0];
  for (std::size_t i = 1; i < terms.size(); ++i) {
    std::set<int> later(result.begin(), result.end());
    for (std::size_t k = i + 1; k < terms.size(); ++k) later.insert(terms[k].labels.begin(), terms[k].labels.end());
    total = contract(total, terms[i], later, lengths);
  }
  return ordered(sum_out(total, {result.begin(), result.end()}), result).array.cast(kind);
}

}  // namespace pytk::array
