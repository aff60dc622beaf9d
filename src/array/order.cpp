// Equality of elements, and searching in what is sorted.
#include <pytk/array/order.hpp>

#include <algorithm>

#include "elements.hpp"
#include "text_elements.hpp"

namespace pytk::array {
namespace {

std::vector<std::string> texts_of(const Array& line) {
  std::vector<std::string> texts;
  for (std::int64_t i = 0; i < line.size(); ++i)
    texts.push_back(text_at(line.dtype(), line.data() + i * static_cast<std::int64_t>(line.dtype().size)));
  return texts;
}

}  // namespace

bool equal_elements(const Array& a, std::int64_t i, const Array& b, std::int64_t j) {
  if (!is_number(a.kind())) {
    const auto item = static_cast<std::int64_t>(a.dtype().size);
    return text_at(a.dtype(), a.data() + i * item) ==
           text_at(b.dtype(), b.data() + j * static_cast<std::int64_t>(b.dtype().size));
  }
  return visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
    return !less_plain(a.get<T>(i), b.get<T>(j)) && !less_plain(b.get<T>(j), a.get<T>(i)) &&
           !element_is_nan(a.get<T>(i)) && !element_is_nan(b.get<T>(j));
  });
}
bool same_element(const Array& a, std::int64_t i, std::int64_t j) {
  if (equal_elements(a, i, a, j)) return true;
  return is_number(a.kind()) && visit_kind(a.kind(), [&]<class T>(TypeTag<T>) {
           return element_is_nan(a.get<T>(i)) && element_is_nan(a.get<T>(j));
         });
}

std::vector<std::int64_t> search_sorted(const Array& sorted, const Array& values, bool right) {
  std::vector<std::int64_t> places(static_cast<std::size_t>(values.size()));
  if (!is_number(sorted.kind())) {
    const auto have = texts_of(sorted), wanted = texts_of(values);
    for (std::size_t i = 0; i < places.size(); ++i)
      places[i] = (right ? std::upper_bound(have.begin(), have.end(), wanted[i])
                         : std::lower_bound(have.begin(), have.end(), wanted[i])) -
                  have.begin();
    return places;
  }
  visit_kind(sorted.kind(), [&]<class T>(TypeTag<T>) {
    const T* begin = sorted.as<T>();
    const T* end = begin + sorted.size();
    for (std::size_t i = 0; i < places.size(); ++i) {
      const T v = values.get<T>(static_cast<std::int64_t>(i));
      places[i] = (right ? std::upper_bound(begin, end, v, less_nan_last<T>)
                         : std::lower_bound(begin, end, v, less_nan_last<T>)) -
                  begin;
    }
  });
  return places;
}

}  // namespace pytk::array
