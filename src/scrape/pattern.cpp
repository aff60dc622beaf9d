#include "pattern.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <pytk/core/error.hpp>

namespace pytk::scrape {

struct Pattern::State {
  pcre2_code* code = nullptr;
  pcre2_match_data* data = nullptr;
  pcre2_match_context* context = nullptr;
  ~State() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    pcre2_code_free(code);
  }
};

Pattern::Pattern(std::string_view text) : state_(std::make_unique<State>()) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  state_->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                               PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &error, &offset, nullptr);
  if (state_->code == nullptr) {
    PCRE2_UCHAR reason[128];
    pcre2_get_error_message(error, reason, sizeof reason);
    throw fail(Fault::usage, "invalid regular expression at character {}: {}", offset + 1,
               reinterpret_cast<const char*>(reason));
  }
  state_->data = pcre2_match_data_create_from_pattern(state_->code, nullptr);
  state_->context = pcre2_match_context_create(nullptr);
  // Patterns that explode on hostile text end here instead.
  pcre2_set_match_limit(state_->context, 1'000'000);
  pcre2_set_depth_limit(state_->context, 10'000);
}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;

std::optional<std::string> Pattern::first(std::string_view subject) const {
  const int groups = pcre2_match(state_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0, 0,
                                 state_->data, state_->context);
  if (groups <= 0) return std::nullopt;
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(state_->data);
  std::size_t group = 0;
  for (std::size_t i = 1; i < static_cast<std::size_t>(groups) && group == 0; ++i)
    if (places[2 * i] != PCRE2_UNSET) group = i;
  return std::string(subject.substr(places[2 * group], places[2 * group + 1] - places[2 * group]));
}

}  // namespace pytk::scrape
