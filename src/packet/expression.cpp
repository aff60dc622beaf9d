// Sets, packets and layers of an expression.
#include <algorithm>

#include <pytk/core/text.hpp>

#include "packet/expression_parser.hpp"

namespace pytk::packet {
namespace {

/// Derived fields cannot, but for the switches of crafting among them.
bool can_be_set(const Field& field) { return !field.is_derived || field.automatic_rule == Automatic::manual; }

}  // namespace

std::vector<PacketSpec> ExpressionParser::packets() {
  std::vector<PacketSpec> packets;
  do {
    if (!packets.empty() && peek() == '\0') break;  // a trailing comma
    element(packets);
    skip_space();
  } while (take(','));
  if (at_ < text_.size()) wrong(at_, "an operator '/' or ',' is missing here");
  return packets;
}

/// A packet, perhaps several times, or a list of such.
void ExpressionParser::element(std::vector<PacketSpec>& packets) {
  if (++depth_ > deepest) wrong(at_, "too many lists inside each other");
  std::vector<PacketSpec> here;
  const bool is_list = peek() == '[';
  if (is_list || is_tuple_ahead()) {
    const char end = is_list ? ']' : ')';
    ++at_;
    while (peek() != end) {
      element(here);
      if (!take(',')) break;
    }
    expect(end);
  } else {
    here.push_back(packet());
  }
  repeat_packets(here);
  packets.insert(packets.end(), here.begin(), here.end());
  --depth_;
}

/// Do the parentheses that open here hold several packets?
bool ExpressionParser::is_tuple_ahead() {
  if (peek() != '(') return false;
  std::size_t open = 0;
  char quote = '\0';
  for (std::size_t at = at_; at < text_.size(); ++at) {
    const char c = text_[at];
    if (quote != '\0') {
      if (c == '\\')
        ++at;
      else if (c == quote)
        quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '(' || c == '[') {
      ++open;
    } else if ((c == ')' || c == ']') && --open == 0) {
      return false;
    } else if (c == ',' && open == 1) {
      return true;
    }
  }
  return false;
}

PacketSpec ExpressionParser::packet() {
  if (++depth_ > deepest) wrong(at_, "too many packets inside each other");
  PacketSpec layers;
  do {
    for (LayerSpec& one : layer()) layers.push_back(std::move(one));
  } while (take('/'));
  --depth_;
  return layers;
}

PacketSpec ExpressionParser::layer() {
  const char next = peek();
  if (next == '\0') wrong(at_, "a layer is missing");
  if (next == '(') return parenthesis();
  if (is_string_ahead() || is_text_call_ahead()) return {string_layer()};
  if (next == '@') return {file_layer()};
  if (next == '$') {
    const std::size_t from = at_;
    return {raw_layer(bytes_of(variable()), from)};
  }
  if (text_.substr(at_).starts_with("hex:")) return {hex_layer()};
  if (!is_name_start(next))
    wrong(at_, std::string("a layer cannot begin with '") + (next >= 0x20 && next < 0x7f ? next : '?') + "'");
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
    wrong(from, fmt::format("unknown layer '{}'", word), did_you_mean(word, std::span<const std::string_view>(names)));
  }
  if (take('(')) arguments(spec);
  return {std::move(spec)};
}

PacketSpec ExpressionParser::parenthesis() {
  expect('(');
  PacketSpec inner = packet();
  expect(')');
  if (inner.size() == 1 && inner[0].raw) repeat(*inner[0].raw);
  return inner;
}

void ExpressionParser::repeat(Bytes& raw) {
  while (take('*')) {
    skip_space();
    const std::size_t from = at_;
    const Value times = number_value();
    if (raw.size() * times.number > options_.most_bytes || times.number > options_.most_bytes)
      wrong(from, fmt::format("more than {} bytes", options_.most_bytes));
    const Bytes once = raw;
    raw.clear();
    for (std::uint64_t i = 0; i < times.number; ++i) raw.insert(raw.end(), once.begin(), once.end());
  }
}

LayerSpec ExpressionParser::raw_layer(ByteView bytes, std::size_t from) {
  LayerSpec spec;
  spec.proto = find_protocol("Raw");
  spec.raw = Bytes(bytes.begin(), bytes.end());
  spec.column = from + 1;
  repeat(*spec.raw);
  return spec;
}

LayerSpec ExpressionParser::string_layer() {
  const std::size_t from = at_;
  return raw_layer(bytes_of(text_sum()), from);
}

LayerSpec ExpressionParser::hex_layer() {
  const std::size_t from = at_;
  at_ += 4;
  const std::size_t digits = at_;
  while (at_ < text_.size() && (is_name(text_[at_]) || text_[at_] == ':')) ++at_;
  const auto bytes = from_hex(text_.substr(digits, at_ - digits));
  if (!bytes) wrong(digits, bytes.error().what_happened());
  return raw_layer(*bytes, from);
}

LayerSpec ExpressionParser::file_layer() {
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

void ExpressionParser::arguments(LayerSpec& spec) {
  if (take(')')) return;
  do {
    if (peek() == ')') break;  // a trailing comma
    const std::size_t from = at_;
    if (is_string_ahead() || is_text_call_ahead()) {
      whole_text(spec);
      continue;
    }
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
      if (field == nullptr && can_be_set(one) && one.name == word) field = &one;
    if (field == nullptr) unknown_field(spec, word, from);
    set_value(spec, field, value(), from);
  } while (take(','));
  expect(')');
}

/// Raw("text") sets the only field; UDP(b"...") is a header that was built elsewhere.
void ExpressionParser::whole_text(LayerSpec& spec) {
  const std::size_t from = at_;
  if (spec.proto->key == "raw" || spec.proto->key == "padding")
    return set_value(spec, spec.proto->fields.first, value(), from);
  const std::string bytes = text_sum();
  spec.raw = Bytes(bytes.begin(), bytes.end());
}

void ExpressionParser::set_value(LayerSpec& spec, const Field* field, Value value, std::size_t from) {
  value.column = from + 1;
  // Fields of the same name take turns (ICMP's unused): the value is for whichever is there.
  for (const Field& one : spec.proto->fields) {
    if (!can_be_set(one) || one.name != field->name) continue;
    const auto known =
        std::find_if(spec.values.begin(), spec.values.end(), [&](const FieldValue& v) { return v.field == &one; });
    if (known != spec.values.end())
      known->value = value;
    else
      spec.values.push_back({&one, value});
  }
}

void ExpressionParser::unknown_field(const LayerSpec& spec, std::string_view word, std::size_t from) const {
  std::vector<std::string> names;
  for (const Field& field : spec.proto->fields)
    if (can_be_set(field)) names.emplace_back(field.name);
  std::string hint = did_you_mean(word, std::span<const std::string>(names));
  if (hint.empty()) hint = fmt::format("{} has {}", spec.proto->name, join(names, " "));
  wrong(from, fmt::format("{} has no field '{}'", spec.proto->name, word), hint);
}

std::vector<PacketSpec> parse_packets(std::string_view text, const CraftOptions& options) {
  if (trim(text).empty())
    throw fail(Fault::usage, "the packet expression is empty").hint("an example: 'IP(dst=\"127.0.0.1\")/ICMP()'");
  return ExpressionParser(text, options).packets();
}

const Value* LayerSpec::find(std::string_view field) const noexcept {
  for (const FieldValue& one : values)
    if (one.field->name == field) return &one.value;
  return nullptr;
}

}  // namespace pytk::packet
