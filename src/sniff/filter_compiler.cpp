// The display filter language, parsed by hand into a program.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "sniff/filter_program.hpp"

namespace pytk::sniff {
namespace {

using packet::Field;
using packet::Kind;

constexpr std::size_t deepest = 64;

class Compiler {
 public:
  Compiler(std::string_view text, std::vector<Test>& tests, std::vector<Instruction>& program)
      : text_(text), tests_(tests), program_(program) {}
  void compile() {
    either();
    skip();
    if (at_ < text_.size()) wrong(at_, "'&&' or '||' is missing here");
  }

 private:
  [[noreturn]] void wrong(std::size_t at, const std::string& why, const std::string& hint = {}) const {
    Error error = fail(Fault::usage, "bad filter at column {}: {}", at + 1, why);
    const std::string pointer =
        escape_controls(text_.substr(0, 200)) + "\n        " + std::string(std::min<std::size_t>(at, 200), ' ') + "^";
    error.hint(hint.empty() ? pointer : hint + "\n        " + pointer);
    throw error;
  }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool take(std::string_view wanted) {
    skip();
    if (!text_.substr(at_).starts_with(wanted)) return false;
    const char last = wanted.back();
    if (last >= 'a' && last <= 'z' && at_ + wanted.size() < text_.size() && is_name(text_[at_ + wanted.size()]))
      return false;
    at_ += wanted.size();
    return true;
  }
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  }

  void either() {
    if (++depth_ > deepest) wrong(at_, "too many parentheses");
    both();
    std::vector<std::size_t> jumps;
    while (take("||") || take("or")) {
      jumps.push_back(program_.size());
      program_.push_back({Step::jump_if_true});
      both();
    }
    for (const std::size_t jump : jumps) program_[jump].operand = program_.size();
    --depth_;
  }
  void both() {
    term();
    std::vector<std::size_t> jumps;
    while (take("&&") || take("and")) {
      jumps.push_back(program_.size());
      program_.push_back({Step::jump_if_false});
      term();
    }
    for (const std::size_t jump : jumps) program_[jump].operand = program_.size();
  }
  void term() {
    bool negated = false;
    skip();
    while (true) {
      skip();
      if (at_ < text_.size() && text_[at_] == '!' && !text_.substr(at_).starts_with("!=")) {
        ++at_;
        negated = !negated;
      } else if (take("not")) {
        negated = !negated;
      } else {
        break;
      }
    }
    if (take("(")) {
      either();
      if (!take(")")) wrong(at_, "')' is missing here");
    } else {
      test();
    }
    if (negated) program_.push_back({Step::negate});
  }

  void test() {
    skip();
    const std::size_t from = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    if (at_ == from) wrong(from, at_ < text_.size() ? "a field name is missing here" : "the filter ends too early");
    Result<Accessor> field = Accessor::find(text_.substr(from, at_ - from));
    if (!field) wrong(from, field.error().what_happened(), field.error().hint());
    Test test{std::move(*field)};
    const std::size_t operator_at = at_;
    test.compare = comparison();
    if (skip(); test.compare == Compare::present && text_.substr(at_).starts_with("&") &&
                !text_.substr(at_).starts_with("&&"))
      mask(test);
    if (test.field.source() == Accessor::Source::presence && test.compare != Compare::present)
      wrong(operator_at, fmt::format("'{}' is a protocol and has no value", test.field.name()),
            fmt::format("name one of its fields: pytk sniff ls {}", test.field.name()));
    switch (test.compare) {
      case Compare::present:
      case Compare::bits: break;
      case Compare::in: set(test); break;
      case Compare::matches: pattern(test); break;
      default: test.operands.push_back(operand(test)); break;
    }
    program_.push_back({Step::test, tests_.size()});
    tests_.push_back(std::move(test));
  }

  /// What stands behind a field's name; a name alone asks whether it is there.
  Compare comparison() {
    struct Spelling {
      std::string_view sign, word;
      Compare meaning;
    };
    // The longer signs first, as they begin with the shorter.
    static constexpr Spelling spellings[] = {
        {"==", "eq", Compare::equal},         {"!=", "ne", Compare::not_equal}, {"<=", "le", Compare::less_equal},
        {">=", "ge", Compare::greater_equal}, {"<", "lt", Compare::less},       {">", "gt", Compare::greater},
        {"in", "in", Compare::in},            {"contains", "contains", Compare::contains},
        {"~", "matches", Compare::matches}};
    for (const Spelling& one : spellings)
      if (take(one.sign) || take(one.word)) return one.meaning;
    return Compare::present;
  }

  /// field & bits, or field & bits == value.
  void mask(Test& test) {
    const std::size_t from = at_++;
    if (!is_numeric(test.field) || is_time(test.field)) wrong(from, fmt::format("'{}' has no bits", test.field.name()));
    const Operand bits = operand(test);
    Compare compare = Compare::bits;
    if (take("==") || take("eq"))
      compare = Compare::equal;
    else if (take("!=") || take("ne"))
      compare = Compare::not_equal;
    test.compare = compare;
    if (compare == Compare::bits)
      test.operands.push_back(bits);
    else
      test.mask = bits.low;
  }

  void set(Test& test) {
    if (!take("{")) wrong(at_, "'{' is missing after in");
    do {
      Operand low = operand(test);
      if (take("..")) {
        const Operand high = operand(test);
        low.high = high.high;
      }
      test.operands.push_back(std::move(low));
    } while (take(","));
    if (!take("}")) wrong(at_, "'}' is missing here");
  }

  void pattern(Test& test) {
    skip();
    const std::size_t from = at_;
    std::string expression;
    std::uint32_t options = 0;
    if (at_ < text_.size() && text_[at_] == '/') {
      ++at_;
      while (at_ < text_.size() && text_[at_] != '/') {
        if (text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == '/') ++at_;
        expression += text_[at_++];
      }
      if (at_ >= text_.size()) wrong(from, "the pattern is not closed");
      ++at_;
      if (at_ < text_.size() && text_[at_] == 'i') {
        ++at_;
        options = PCRE2_CASELESS;
      }
    } else {
      expression = word();
    }
    int error = 0;
    PCRE2_SIZE where = 0;
    test.pattern.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(), options,
                                     &error, &where, nullptr));
    if (!test.pattern) {
      PCRE2_UCHAR message[256];
      pcre2_get_error_message(error, message, sizeof message);
      wrong(from + where, fmt::format("bad pattern: {}", reinterpret_cast<const char*>(message)));
    }
    test.match.reset(pcre2_match_data_create(1, nullptr));
  }

  /// A quoted string, or everything up to a space or an operator.
  std::string word() {
    skip();
    const std::size_t from = at_;
    std::string out;
    if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'')) {
      const char quote = text_[at_++];
      while (at_ < text_.size() && text_[at_] != quote) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
          ++at_;
          if (text_[at_] == 'x' && at_ + 2 < text_.size()) {
            const auto byte = from_hex(text_.substr(at_ + 1, 2));
            if (!byte || byte->size() != 1) wrong(at_, "\\x needs two hexadecimal digits");
            out += static_cast<char>(byte->front());
            at_ += 3;
            continue;
          }
          if (text_[at_] == 'n') {
            out += '\n';
            ++at_;
            continue;
          }
          if (text_[at_] == 'r') {
            out += '\r';
            ++at_;
            continue;
          }
        }
        out += text_[at_++];
      }
      if (at_ >= text_.size()) wrong(from, "the string is not closed");
      ++at_;
      return out;
    }
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ' ' || c == '\t' || c == ')' || c == ',' || c == '}' || c == '&' || c == '|' || c == '=' || c == '!' ||
          c == '<' || c == '>')
        break;
      if (c == '.' && text_.substr(at_).starts_with("..")) break;
      out += text_[at_++];
    }
    if (out.empty()) wrong(from, "a value is missing here");
    return out;
  }

  Operand operand(const Test& test) {
    skip();
    const std::size_t from = at_;
    Operand one;
    const std::string text = word();
    const Accessor& field = test.field;
    if (test.compare == Compare::contains) {
      one.text = text;
      if (text.starts_with("hex:")) {
        const auto bytes = from_hex(std::string_view(text).substr(4));
        if (!bytes) wrong(from, bytes.error().what_happened());
        one.text.assign(bytes->begin(), bytes->end());
      }
      return one;
    }
    if (is_time(field)) {
      one.low = one.high = ordered(time_of(field, text, from));
    } else if (is_numeric(field)) {
      one.low = one.high = number_of(field, text, from);
    } else if (field.type() == record::Type::ip) {
      if (const auto block = parse_prefix(text))
        one.block = *block;
      else if (const auto ip = parse_ip(text))
        one.block = Prefix{*ip, static_cast<std::uint8_t>(ip->v6 ? 128 : 32)};
      else
        wrong(from, fmt::format("'{}' is no address and no block of addresses", text));
    } else {
      one.text = text;
      if (field.source() == Accessor::Source::fields && field.targets().front().field->kind == Kind::mac) {
        const auto mac = parse_mac(text);
        if (!mac) wrong(from, fmt::format("'{}' is no hardware address", text));
        one.text.assign(mac->bytes.begin(), mac->bytes.end());
      } else if (field.source() == Accessor::Source::fields && field.targets().front().field->kind == Kind::bytes &&
                 !field.targets().front().field->is_derived) {
        const std::string_view digits =
            std::string_view(text).starts_with("hex:") ? std::string_view(text).substr(4) : std::string_view();
        if (const auto bytes = from_hex(digits); bytes && !digits.empty())
          one.text.assign(bytes->begin(), bytes->end());
      }
    }
    return one;
  }

  std::int64_t time_of(const Accessor& field, const std::string& text, std::size_t from) const {
    const bool absolute = field.source() == Accessor::Source::time || field.source() == Accessor::Source::time_epoch;
    if (const auto seconds = parse_real(text)) {
      if (*seconds < -9e9 || *seconds > 9e9) wrong(from, "a time out of range");
      return static_cast<std::int64_t>(*seconds * 1e9);
    }
    const auto time = absolute ? parse_time(text) : parse_duration(text);
    if (!time) wrong(from, time.error().what_happened());
    return *time;
  }

  std::uint64_t number_of(const Accessor& field, const std::string& text, std::size_t from) const {
    if (const auto number = parse_uint(text)) return *number;
    if (text == "true" || text == "True") return 1;
    if (text == "false" || text == "False") return 0;
    if (field.source() != Accessor::Source::fields) wrong(from, fmt::format("'{}' is no number", text));
    std::vector<std::string_view> names;
    for (const Accessor::Target& target : field.targets()) {
      const Field& what = *target.field;
      if (what.kind == Kind::flags) {
        std::uint64_t bits = 0;
        const bool letters = !what.names.empty() && what.names.front().name.size() == 1;
        bool known = true;
        const auto add = [&](std::string_view name) {
          for (const packet::Name& flag : what.names) {
            if (!equal_ignoring_case(flag.name, name)) continue;
            bits |= 1ULL << flag.value;
            return;
          }
          known = false;
        };
        if (letters)
          for (const char& c : text) add({&c, 1});
        else
          for (const std::string_view name : split(text, '+')) add(name);
        if (known) return bits;
      }
      for (const packet::Name& name : what.names) {
        if (what.kind != Kind::flags && equal_ignoring_case(name.name, text)) return name.value;
        names.push_back(name.name);
      }
    }
    wrong(from, fmt::format("'{}' is no number and no value of {}", text, field.name()),
          did_you_mean(text, std::span<const std::string_view>(names)));
  }

  std::string_view text_;
  std::vector<Test>& tests_;
  std::vector<Instruction>& program_;
  std::size_t at_ = 0, depth_ = 0;
};

}  // namespace

void compile_filter(std::string_view text, std::vector<Test>& tests, std::vector<Instruction>& program) {
  Compiler(text, tests, program).compile();
}

}  // namespace pytk::sniff
