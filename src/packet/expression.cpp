#include "packet/expression.hpp"

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::packet {
namespace {

constexpr std::size_t deepest = 32;

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_name_start(c) || is_digit(c); }
/// Bare words may hold what names of values and addresses need.
bool is_word(char c) { return is_name(c) || c == '-' || c == '.' || c == ':' || c == '+'; }

class Parser {
 public:
  Parser(std::string_view text, const CraftOptions& options) : text_(text), options_(options) {}

  std::vector<PacketSpec> set() {
    std::vector<PacketSpec> packets;
    do {
      packets.push_back(packet());
      skip_space();
    } while (take(','));
    if (at_ < text_.size()) wrong(at_, "an operator '/' or ',' is missing here");
    return packets;
  }

 private:
  [[noreturn]] void wrong(std::size_t at, const std::string& why, const std::string& hint = {}) const {
    Error error = fail(Fault::usage, "bad packet expression at column {}: {}", at + 1, why);
    std::string shown(text_.substr(at > 60 ? at - 60 : 0, 100));
    std::replace_if(
        shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    std::string pointer = shown + "\n        " + std::string(std::min<std::size_t>(at, 60), ' ') + "^";
    error.hint(hint.empty() ? pointer : hint + "\n        " + pointer);
    throw error;
  }
  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }
  bool take(char wanted) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  [[nodiscard]] char peek() {
    skip_space();
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  void expect(char wanted) {
    if (!take(wanted)) wrong(at_, std::string("'") + wanted + "' is missing here");
  }
  std::string_view name() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return text_.substr(from, at_ - from);
  }

  PacketSpec packet() {
    if (++depth_ > deepest) wrong(at_, "too many packets inside each other");
    PacketSpec layers;
    do {
      for (LayerSpec& one : layer()) layers.push_back(std::move(one));
    } while (take('/'));
    --depth_;
    return layers;
  }

  PacketSpec layer() {
    const char next = peek();
    if (next == '\0') wrong(at_, "a layer is missing");
    if (next == '(') return parenthesis();
    if (next == '"' || next == '\'' ||
        ((next == 'b' || next == 'B') && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\'')))
      return {string_layer()};
    if (next == '@') return {file_layer()};
    if (next == '$') {
      const std::size_t from = at_;
      return {raw_layer(bytes_of(variable()), from)};
    }
    if (text_.substr(at_).starts_with("hex:")) return {hex_layer()};
    if (!is_name_start(next))
      wrong(at_, std::string("a layer cannot begin with '") + (is_printable(next) ? next : '?') + "'");
    const std::size_t from = at_;
    const std::string_view word = name();
    if (word == "fuzz" && peek() == '(') {
      expect('(');
      PacketSpec inner = packet();
      expect(')');
      for (LayerSpec& one : inner) one.fuzz = true;
      return inner;
    }
    LayerSpec spec;
    spec.column = from + 1;
    spec.proto = find_protocol(word);
    if (spec.proto == nullptr) {
      const std::vector<std::string_view> names = protocol_names();
      wrong(from, fmt::format("unknown layer '{}'", word),
            did_you_mean(word, std::span<const std::string_view>(names)));
    }
    if (take('(')) arguments(spec);
    return {std::move(spec)};
  }

  static bool is_printable(char c) { return c >= 0x20 && c < 0x7f; }

  PacketSpec parenthesis() {  // ("A"*20), or a packet in parentheses
    expect('(');
    PacketSpec inner = packet();
    expect(')');
    if (inner.size() == 1 && inner[0].raw) repeat(*inner[0].raw);
    return inner;
  }

  void repeat(Bytes& raw) {
    if (!take('*')) return;
    skip_space();
    const std::size_t from = at_;
    const Value times = number_value();
    if (raw.size() * times.number > options_.most_bytes || times.number > options_.most_bytes)
      wrong(from, fmt::format("more than {} bytes", options_.most_bytes));
    const Bytes once = raw;
    raw.clear();
    for (std::uint64_t i = 0; i < times.number; ++i) raw.insert(raw.end(), once.begin(), once.end());
  }

  LayerSpec raw_layer(ByteView bytes, std::size_t from) {
    LayerSpec spec;
    spec.proto = find_protocol("Raw");
    spec.raw = Bytes(bytes.begin(), bytes.end());
    spec.column = from + 1;
    repeat(*spec.raw);
    return spec;
  }
  LayerSpec string_layer() {
    const std::size_t from = at_;
    return raw_layer(bytes_of(string()), from);
  }
  LayerSpec hex_layer() {
    const std::size_t from = at_;
    at_ += 4;
    const std::size_t digits = at_;
    while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == ':')) ++at_;
    const auto bytes = from_hex(text_.substr(digits, at_ - digits));
    if (!bytes) wrong(digits, bytes.error().what_happened());
    return raw_layer(*bytes, from);
  }
  LayerSpec file_layer() {
    const std::size_t from = at_++;
    std::string path;
    if (peek() == '"' || peek() == '\'') {
      path = string();
    } else {
      while (at_ < text_.size() && text_[at_] != '/' && text_[at_] != ',' && text_[at_] != ')' && text_[at_] != ' ')
        path += text_[at_++];
    }
    if (path.empty()) wrong(from, "a file name is missing after '@'");
    if (!options_.read_file) wrong(from, "files cannot be read here");
    return raw_layer(options_.read_file(path), from);
  }

  void arguments(LayerSpec& spec) {
    if (take(')')) return;
    do {
      skip_space();
      const std::size_t from = at_;
      const std::string_view word = name();
      if (word.empty() || !take('=')) {
        if (word.empty() && spec.proto->key != "raw" && spec.proto->key != "padding")
          wrong(from, "a field name is missing");
        // Raw("text"): the first field without its name.
        at_ = from;
        if (spec.proto->fields.count == 0) wrong(from, "this layer has no fields");
        set_value(spec, spec.proto->fields.first, value(), from);
        continue;
      }
      const Field* field = nullptr;
      for (const Field& one : spec.proto->fields)
        if (field == nullptr && !one.is_derived && one.name == word) field = &one;
      if (field == nullptr) unknown_field(spec, word, from);
      set_value(spec, field, value(), from);
    } while (take(','));
    expect(')');
  }

  static void set_value(LayerSpec& spec, const Field* field, Value value, std::size_t from) {
    value.column = from + 1;
    // Fields of the same name take turns (ICMP's unused): the value is for whichever is there.
    for (const Field& one : spec.proto->fields) {
      if (one.is_derived || one.name != field->name) continue;
      const auto known =
          std::find_if(spec.values.begin(), spec.values.end(), [&](const FieldValue& v) { return v.field == &one; });
      if (known != spec.values.end())
        known->value = value;
      else
        spec.values.push_back({&one, value});
    }
  }

  [[noreturn]] void unknown_field(const LayerSpec& spec, std::string_view word, std::size_t from) const {
    std::vector<std::string> names;
    for (const Field& field : spec.proto->fields)
      if (!field.is_derived) names.emplace_back(field.name);
    std::string hint = did_you_mean(word, std::span<const std::string>(names));
    if (hint.empty()) hint = fmt::format("{} has {}", spec.proto->name, join(names, " "));
    wrong(from, fmt::format("{} has no field '{}'", spec.proto->name, word), hint);
  }

  Value value() {
    if (++depth_ > deepest) wrong(at_, "too many values inside each other");
    Value one = single_value();
    --depth_;
    return one;
  }

  Value single_value() {
    const char next = peek();
    const std::size_t from = at_;
    Value value;
    value.column = from + 1;
    if (next == '[') return list();
    if (next == '(') return tuple();
    if (next == '$') return atom_text(variable());
    if (next == '"' || next == '\'' ||
        ((next == 'b' || next == 'B') && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\'')))
      return string_value();
    if (is_digit(next)) return digits_value();
    if (next == '-') wrong(from, "negative numbers do not fit any field");
    if (is_name_start(next) || next == ':') return word_value();
    wrong(from, "a value is missing here");
  }

  Value list() {
    Value value;
    value.kind = Value::Kind::list;
    value.column = at_ + 1;
    expect('[');
    if (take(']')) return value;
    do {
      if (peek() == ']') break;  // a trailing comma
      value.items.push_back(this->value());
    } while (take(','));
    expect(']');
    return value;
  }

  Value tuple() {
    Value value;
    value.kind = Value::Kind::tuple;
    value.column = at_ + 1;
    expect('(');
    if (take(')')) return value;
    bool comma = false;
    do {
      if (peek() == ')') break;
      value.items.push_back(this->value());
      comma = peek() == ',';
    } while (take(','));
    expect(')');
    if (value.items.size() == 1 && !comma) {  // parentheses around one value mean nothing
      Value only = std::move(value.items.front());
      return only;
    }
    // (low,high) of numbers is a range; whether it is meant as one is for the field to say.
    if (value.items.size() == 2 && value.items[0].kind == Value::Kind::number &&
        value.items[1].kind == Value::Kind::number) {
      value.kind = Value::Kind::range;
      value.number = value.items[0].number;
      value.high = value.items[1].number;
    }
    return value;
  }

  Value string_value() {
    Value value;
    value.column = at_ + 1;
    value.kind = Value::Kind::text;
    Bytes bytes;
    const std::string once = string();
    bytes.assign(once.begin(), once.end());
    repeat(bytes);
    if (peek() == '/' && is_layer_ahead()) {  // a string as the first layer of a nested packet
      value.kind = Value::Kind::packet;
      value.layers.push_back(raw_layer(bytes, value.column - 1));
      while (take('/'))
        for (LayerSpec& one : layer()) value.layers.push_back(std::move(one));
      return value;
    }
    value.text.assign(bytes.begin(), bytes.end());
    return value;
  }
  bool is_layer_ahead() const {
    std::size_t at = at_ + 1;
    while (at < text_.size() && text_[at] == ' ') ++at;
    return at < text_.size() && (is_name_start(text_[at]) || text_[at] == '"' || text_[at] == '\'');
  }

  /// A number, an address, or a word that begins with a digit.
  Value digits_value() {
    const std::size_t from = at_;
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    std::string_view word = text_.substr(from, end - from);
    const std::size_t dots = word.find("..");
    if (dots != std::string_view::npos) {
      Value value;
      value.kind = Value::Kind::range;
      value.column = from + 1;
      const auto low = parse_uint(word.substr(0, dots)), high = parse_uint(word.substr(dots + 2));
      if (!low || !high) wrong(from, fmt::format("bad range '{}'", word), "write 1..4");
      value.number = *low;
      value.high = *high;
      at_ = end;
      return value;
    }
    if (parse_uint(word)) return number_value();
    at_ = end;
    std::string text(word);
    if (at_ < text_.size() && text_[at_] == '/' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])) {
      text += '/';
      ++at_;
      while (at_ < text_.size() && is_digit(text_[at_])) text += text_[at_++];
    }
    Value value = atom_text(text);
    if (value.kind == Value::Kind::text && !parse_ip(value.text) && !parse_prefix(value.text) && !parse_mac(value.text))
      value.kind = Value::Kind::word;
    value.column = from + 1;
    return value;
  }

  Value number_value() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const auto number = parse_uint(text_.substr(from, at_ - from));
    if (!number) wrong(from, number.error().what_happened());
    Value value;
    value.kind = Value::Kind::number;
    value.number = *number;
    value.column = from + 1;
    return value;
  }

  Value word_value() {
    const std::size_t from = at_;
    std::size_t end = at_;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const std::string_view word = text_.substr(from, end - from);
    Value value;
    value.column = from + 1;
    if (word == "None") {
      at_ = end;
      return value;
    }
    if (word == "True" || word == "False") {
      at_ = end;
      value.kind = Value::Kind::number;
      value.number = word == "True" ? 1 : 0;
      return value;
    }
    if (word == "hex" || word.starts_with("hex:")) {
      const auto bytes = from_hex(word.substr(std::min<std::size_t>(4, word.size())));
      if (!bytes) wrong(from, bytes.error().what_happened());
      at_ = end;
      value.kind = Value::Kind::text;
      value.text.assign(bytes->begin(), bytes->end());
      return value;
    }
    std::size_t name_end = from;
    while (name_end < text_.size() && is_name(text_[name_end])) ++name_end;
    const std::string_view name_only = text_.substr(from, name_end - from);
    if (name_only == "rand" && name_end < text_.size() && text_[name_end] == '(') return random_value(from, name_end);
    const bool called = name_end < text_.size() && text_[name_end] == '(';
    if (called || (find_exact(name_only) && (name_end == text_.size() || text_[name_end] == '/'))) {
      value.kind = Value::Kind::packet;
      value.layers = packet();
      return value;
    }
    at_ = end;
    std::string text(word);
    if (at_ < text_.size() && text_[at_] == '/' && parse_ip(text) && at_ + 1 < text_.size() &&
        is_digit(text_[at_ + 1])) {
      text += text_[at_++];
      while (at_ < text_.size() && is_digit(text_[at_])) text += text_[at_++];
      return atom_text(text);
    }
    value.kind = Value::Kind::word;
    value.text = text;
    return value;
  }
  static bool find_exact(std::string_view name) {
    const Proto* proto = find_protocol(name);
    return proto != nullptr && proto->name == name;
  }

  Value random_value(std::size_t from, std::size_t name_end) {
    Value value;
    value.kind = Value::Kind::random;
    value.column = from + 1;
    value.high = ~std::uint64_t{0};
    at_ = name_end;
    expect('(');
    if (take(')')) return value;
    skip_space();
    value.number = number_value().number;
    if (take(',')) {
      skip_space();
      value.high = number_value().number;
    }
    expect(')');
    if (value.high < value.number) wrong(from, "the range of rand() is upside down");
    return value;
  }

  /// Text that stands for a value: numbers, addresses and blocks are seen.
  Value atom_text(const std::string& text) {
    Value value;
    value.kind = Value::Kind::text;
    value.text = text;
    if (const auto number = parse_uint(text); number && !text.empty()) {
      value.kind = Value::Kind::number;
      value.number = *number;
    }
    return value;
  }

  std::string variable() {
    const std::size_t from = at_++;
    const std::string_view word = name();
    const auto found = options_.variables.find(word);
    if (found == options_.variables.end())
      wrong(from, fmt::format("${} is not set", word),
            "--set NAME=VALUE sets it, --each FILE.csv sets one for each row");
    return found->second;
  }

  std::string string() {
    const std::size_t from = at_;
    if (text_[at_] == 'b' || text_[at_] == 'B') ++at_;
    const char quote = text_[at_++];
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      char c = text_[at_++];
      if (c != '\\' || at_ >= text_.size()) {
        out += c;
        continue;
      }
      c = text_[at_++];
      switch (c) {
        case 'n': out += '\n'; break;
        case 'r': out += '\r'; break;
        case 't': out += '\t'; break;
        case '0': out += '\0'; break;
        case 'a': out += '\a'; break;
        case 'b': out += '\b'; break;
        case 'f': out += '\f'; break;
        case 'v': out += '\v'; break;
        case '\\':
        case '"':
        case '\'': out += c; break;
        case 'x': {
          const auto digits = at_ + 2 <= text_.size() ? from_hex(text_.substr(at_, 2)) : Result<Bytes>(bad("short"));
          if (!digits || digits->size() != 1) wrong(at_, "\\x needs two hexadecimal digits");
          out += static_cast<char>(digits->front());
          at_ += 2;
          break;
        }
        default:
          out += '\\';
          out += c;
          break;
      }
    }
    if (at_ >= text_.size()) wrong(from, "the string is not closed");
    ++at_;
    return out;
  }

  std::string_view text_;
  const CraftOptions& options_;
  std::size_t at_ = 0, depth_ = 0;
};

}  // namespace

std::vector<PacketSpec> parse_packets(std::string_view text, const CraftOptions& options) {
  if (trim(text).empty())
    throw fail(Fault::usage, "the packet expression is empty").hint("an example: 'IP(dst=\"127.0.0.1\")/ICMP()'");
  return Parser(text, options).set();
}

const Value* LayerSpec::find(std::string_view field) const noexcept {
  for (const FieldValue& one : values)
    if (one.field->name == field) return &one.value;
  return nullptr;
}

}  // namespace pytk::packet
