// Which packets of a capture are wanted.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/sniff/read.hpp>

namespace pytk::sniff {

std::vector<std::pair<std::uint64_t, std::uint64_t>> parse_numbers(std::string_view text) {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const std::string_view part : split(text, ',')) {
    const std::size_t dash = part.find('-');
    const std::string_view first = trim(part.substr(0, dash));
    const std::string_view last = dash == std::string_view::npos ? first : trim(part.substr(dash + 1));
    const auto low = parse_uint(first), high = parse_uint(last);
    if (!low || !high || *low == 0 || *high < *low)
      throw fail(Fault::usage, "bad packet numbers '{}'", text).hint("write numbers and ranges: 5,9-12");
    ranges.emplace_back(*low, *high);
  }
  return ranges;
}

struct Chooser::State {
  explicit State(const Selection& wanted) : selection(wanted) {
    if (!wanted.bpf.empty()) bpf.emplace(wanted.bpf);
    if (!wanted.where.empty()) where.emplace(wanted.where);
  }
  Selection selection;
  std::optional<PacketFilter> bpf;
  std::optional<DisplayFilter> where;
  std::uint64_t seen = 0;
  bool finished = false;
};

Chooser::Chooser(const Selection& selection) : state_(std::make_unique<State>(selection)) {}
Chooser::~Chooser() = default;
Chooser::Chooser(Chooser&&) noexcept = default;

bool Chooser::needs_layers() const noexcept { return state_->where.has_value(); }
bool Chooser::needs_streams() const noexcept { return state_->where && state_->where->needs_streams(); }
bool Chooser::done() const noexcept { return state_->finished; }
bool Chooser::chooses_all() const noexcept {
  const State& state = *state_;
  return !state.bpf && !state.where && state.selection.skip == 0 && state.selection.most == 0 &&
         state.selection.duration == 0 && state.selection.numbers.empty();
}

bool Chooser::may_match(const packet::Frame& frame) {
  State& state = *state_;
  if (!state.selection.numbers.empty()) {
    bool listed = false, later = false;
    for (const auto& [low, high] : state.selection.numbers) {
      listed = listed || (frame.number >= low && frame.number <= high);
      later = later || high > frame.number;
    }
    if (!later && !listed) state.finished = true;
    if (!listed) return false;
  }
  return !state.bpf || state.bpf->matches(frame.link, frame.bytes, frame.length);
}

bool Chooser::matches(const PacketView& view) {
  State& state = *state_;
  if (state.selection.duration > 0 && view.frame.time - view.first_time > state.selection.duration) {
    state.finished = true;
    return false;
  }
  if (state.where && !state.where->matches(view)) return false;
  ++state.seen;
  if (state.seen <= state.selection.skip) return false;
  if (state.selection.most > 0 && state.seen - state.selection.skip >= state.selection.most) state.finished = true;
  return true;
}

}  // namespace pytk::sniff
