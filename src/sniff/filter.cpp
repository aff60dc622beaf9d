// Running display filters.
#include <pytk/sniff/filter.hpp>

#include <algorithm>

#include "sniff/filter_program.hpp"

namespace pytk::sniff {

using packet::Field;
using packet::Kind;

bool is_numeric(const Accessor& field) {
  using Source = Accessor::Source;
  switch (field.source()) {
    case Source::number:
    case Source::length:
    case Source::captured:
    case Source::time:
    case Source::time_relative:
    case Source::time_delta:
    case Source::column_source_port:
    case Source::column_destination_port:
    case Source::time_epoch: return true;
    case Source::fields: {
      const Field& first = *field.targets().front().field;
      return first.kind == Kind::number || first.kind == Kind::hex || first.kind == Kind::flags;
    }
    default: return false;
  }
}
bool is_time(const Accessor& field) {
  using Source = Accessor::Source;
  const Source source = field.source();
  return source == Source::time || source == Source::time_epoch || source == Source::time_relative ||
         source == Source::time_delta;
}
std::uint64_t ordered(std::int64_t value) { return static_cast<std::uint64_t>(value) ^ (std::uint64_t{1} << 63U); }

bool Test::number_holds(std::uint64_t value) const {
  value &= mask;
  switch (compare) {
    case Compare::present: return true;
    case Compare::bits: return (value & operands[0].low) != 0;
    case Compare::less: return value < operands[0].low;
    case Compare::less_equal: return value <= operands[0].high;
    case Compare::greater: return value > operands[0].high;
    case Compare::greater_equal: return value >= operands[0].low;
    default:
      return std::any_of(operands.begin(), operands.end(),
                         [&](const Operand& one) { return value >= one.low && value <= one.high; });
  }
}

bool Test::text_holds(std::string_view value) const {
  switch (compare) {
    case Compare::present: return true;
    case Compare::contains: return value.find(operands[0].text) != std::string_view::npos;
    case Compare::matches:
      return pcre2_match(pattern.get(), reinterpret_cast<PCRE2_SPTR>(value.data()), value.size(), 0, 0, match.get(),
                         nullptr) >= 0;
    case Compare::less: return value < operands[0].text;
    case Compare::less_equal: return value <= operands[0].text;
    case Compare::greater: return value > operands[0].text;
    case Compare::greater_equal: return value >= operands[0].text;
    default:
      return std::any_of(operands.begin(), operands.end(), [&](const Operand& one) { return value == one.text; });
  }
}

bool Test::occurrence_holds(const Occurrence& one) const {
  if (one.field == nullptr) return true;
  const Field& what = *one.field;
  if (what.kind == Kind::number || what.kind == Kind::hex || what.kind == Kind::flags) {
    if (compare != Compare::contains && compare != Compare::matches)
      return number_holds(packet::number_at(*one.look, what, one.place));
  } else if ((what.kind == Kind::ip4 || what.kind == Kind::ip6) && compare != Compare::contains &&
             compare != Compare::matches) {
    if (compare == Compare::present) return true;
    const Ip ip = Ip::from(one.place.bytes(*one.look));
    const auto hit = [&](const Operand& operand) { return operand.block && operand.block->contains(ip); };
    switch (compare) {
      case Compare::less: return operands[0].block && ip < operands[0].block->ip;
      case Compare::less_equal: return operands[0].block && ip <= operands[0].block->ip;
      case Compare::greater: return operands[0].block && ip > operands[0].block->ip;
      case Compare::greater_equal: return operands[0].block && ip >= operands[0].block->ip;
      default: return std::any_of(operands.begin(), operands.end(), hit);
    }
  } else if ((what.kind == Kind::text || what.kind == Kind::bytes || what.kind == Kind::mac) && !what.is_derived) {
    std::string_view raw = text_of(one.place.bytes(*one.look));
    if (what.kind == Kind::text)
      while (!raw.empty() && raw.back() == '\0') raw.remove_suffix(1);
    if (what.kind != Kind::mac || compare != Compare::matches) return text_holds(raw);
  }
  scratch.clear();
  packet::append_value(scratch, *one.look, what, one.place, packet::Form::plain);
  return text_holds(scratch);
}

bool Test::holds(const PacketView& view) const {
  using Source = Accessor::Source;
  const packet::Frame& frame = view.frame;
  bool present = true, hit = false;
  switch (field.source()) {
    case Source::number: hit = number_holds(frame.number); break;
    case Source::length: hit = number_holds(frame.length); break;
    case Source::captured: hit = number_holds(frame.bytes.size()); break;
    case Source::time:
    case Source::time_epoch: hit = number_holds(ordered(frame.time)); break;
    case Source::time_relative: hit = number_holds(ordered(frame.time - view.first_time)); break;
    case Source::time_delta: hit = number_holds(ordered(frame.time - view.previous_time)); break;
    case Source::column_source_port:
    case Source::column_destination_port: {
      std::uint16_t source = 0, destination = 0;
      present = ports_of(view.layers, source, destination);
      hit = present && number_holds(field.source() == Source::column_source_port ? source : destination);
      break;
    }
    case Source::presence: return field.each(view, [](const Occurrence&) { return true; });
    case Source::fields: {
      present = false;
      hit = field.each(view, [&](const Occurrence& one) {
        present = true;
        return occurrence_holds(one);
      });
      break;
    }
    default: {
      std::string text;
      present = field.append(view, text);
      hit = present && text_holds(text);
    }
  }
  return compare == Compare::not_equal ? present && !hit : hit;
}

struct DisplayFilter::State {
  std::vector<Test> tests;
  std::vector<Instruction> program;
};

DisplayFilter::DisplayFilter(std::string_view expression) : state_(std::make_unique<State>()) {
  compile_filter(expression, state_->tests, state_->program);
}
DisplayFilter::~DisplayFilter() = default;
DisplayFilter::DisplayFilter(DisplayFilter&&) noexcept = default;
DisplayFilter& DisplayFilter::operator=(DisplayFilter&&) noexcept = default;

bool DisplayFilter::needs_streams() const {
  return std::any_of(state_->tests.begin(), state_->tests.end(),
                     [](const Test& test) { return test.field.needs_streams(); });
}

bool DisplayFilter::matches(const PacketView& view) const {
  bool result = false;
  const std::vector<Instruction>& program = state_->program;
  for (std::size_t at = 0; at < program.size();) {
    const Instruction& one = program[at];
    switch (one.step) {
      case Step::test: result = state_->tests[one.operand].holds(view); break;
      case Step::negate: result = !result; break;
      case Step::jump_if_false:
        if (!result) {
          at = one.operand;
          continue;
        }
        break;
      case Step::jump_if_true:
        if (result) {
          at = one.operand;
          continue;
        }
        break;
    }
    ++at;
  }
  return result;
}

}  // namespace pytk::sniff
