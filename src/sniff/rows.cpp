// How a packet is printed: as a record, a JSON line, a text line.
#include <cstring>

#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/sniff/read.hpp>

namespace pytk::sniff {
namespace {

/// Nothing but printable ASCII; eight bytes at a time.
bool is_plain(std::string_view text) {
  constexpr std::uint64_t every = 0x0101010101010101U, high = every * 0x80;
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t word = 0, odd = 0;
  const auto look = [&odd](std::uint64_t bytes) {  // below a blank, above a tilde, or beyond ASCII
    odd |= ((bytes - every * 0x20) | (bytes + every) | bytes) & high;
  };
  for (; left >= 8; left -= 8, at += 8) {
    std::memcpy(&word, at, 8);
    look(word);
  }
  word = every * 'a';
  if (left > 0) std::memcpy(&word, at, left);
  look(word);
  return odd == 0;
}

void append_quoted(std::string& out, std::string_view text) {
  if (!is_plain(text) || text.find_first_of("\"\\") != std::string_view::npos) return json::append_string(out, text);
  out += '"';
  out += text;
  out += '"';
}

}  // namespace

void append_safe(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += text;
    return;
  }
  bool first = true;
  for (const std::string_view line : split(text, '\n')) {
    if (!first) out += '\n';
    first = false;
    out += escape_controls(line);
  }
}

void add_row(record::Batch& batch, const PacketView& view, bool service_names) {
  std::uint16_t source = 0, destination = 0;
  const bool ports = ports_of(view.layers, source, destination);
  batch[0].add_uint(view.frame.number);
  if (view.frame.has_time)
    batch[1].add_time(view.frame.time);
  else
    batch[1].add_null();
  for (const std::size_t column : {std::size_t{2}, std::size_t{3}}) {
    std::string& text = batch[column].text_buffer();
    const std::size_t before = text.size();
    append_address(text, view.layers, column == 2);
    if (text.size() == before)
      batch[column].add_null();
    else
      batch[column].end_text();
  }
  batch[4].add_text(protocol_of(view.layers));
  if (ports) {
    batch[5].add_uint(source);
    batch[6].add_uint(destination);
  } else {
    batch[5].add_null();
    batch[6].add_null();
  }
  batch[7].add_uint(view.frame.length);
  packet::append_info(batch[8].text_buffer(), view.layers, service_names);
  batch[8].end_text();
  batch.end_row();
}

void JsonRows::append(std::string& out, const PacketView& view) {
  const packet::Frame& frame = view.frame;
  out += "{\"number\":";
  append_uint(out, frame.number);
  out += ",\"time\":";
  if (!frame.has_time) {
    out += "null";
  } else {
    const std::int64_t second = frame.time / 1'000'000'000, fraction = frame.time % 1'000'000'000;
    out += '"';
    if (frame.time >= 0 && fraction % 1000 == 0 && fraction % 1'000'000 != 0) {  // microseconds: the usual capture
      if (second != second_) {
        second_ = second;
        second_text_.clear();
        append_time(second_text_, second * 1'000'000'000);
        second_text_.back() = '.';  // was Z
      }
      char digits[7] = {0, 0, 0, 0, 0, 0, 'Z'};
      std::int64_t rest = fraction / 1000;
      for (int i = 5; i >= 0; --i, rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
      out += second_text_;
      out.append(digits, 7);
    } else {
      append_time(out, frame.time);
    }
    out += '"';
  }
  for (const bool source : {true, false}) {
    out += source ? ",\"src\":\"" : ",\"dst\":\"";
    const std::size_t before = out.size();
    append_address(out, view.layers, source);
    if (out.size() == before) {
      out.pop_back();
      out += "null";
    } else {
      out += '"';
    }
  }
  out += ",\"proto\":\"";
  out += protocol_of(view.layers);
  std::uint16_t sport = 0, dport = 0;
  if (ports_of(view.layers, sport, dport)) {
    out += "\",\"sport\":";
    append_uint(out, sport);
    out += ",\"dport\":";
    append_uint(out, dport);
  } else {
    out += "\",\"sport\":null,\"dport\":null";
  }
  out += ",\"len\":";
  append_uint(out, frame.length);
  out += ",\"info\":";
  info_.clear();
  packet::append_info(info_, view.layers, names_);
  append_quoted(out, info_);
  out += "}\n";
}

void TextRows::append(std::string& out, const PacketView& view) {
  char digits[24];
  const auto number = [&](std::uint64_t value, int width) {
    int at = 24;
    do {
      digits[--at] = static_cast<char>('0' + value % 10);
      value /= 10;
    } while (value > 0);
    while (24 - at < width) digits[--at] = ' ';
    out.append(digits + at, static_cast<std::size_t>(24 - at));
  };
  number(view.frame.number, 5);
  out += ' ';
  std::int64_t since = view.frame.time - view.first_time;
  if (since < 0) {
    out += '-';
    since = -since;
  }
  number(static_cast<std::uint64_t>(since / 1'000'000'000), 3);
  std::int64_t fraction = since % 1'000'000'000 / 1000;
  char micro[8] = {'.', 0, 0, 0, 0, 0, 0, ' '};
  for (int i = 6; i > 0; --i, fraction /= 10) micro[i] = static_cast<char>('0' + fraction % 10);
  out.append(micro, 8);
  const std::size_t before = out.size();
  packet::append_summary(out, view.layers, names_);
  if (!is_plain(std::string_view(out).substr(before))) {
    summary_.assign(out, before);
    out.resize(before);
    append_safe(out, summary_);
  }
  out += '\n';
}

void append_full(std::string& out, const PacketView& view) {
  out += "{\"number\":";
  append_uint(out, view.frame.number);
  if (view.frame.has_time) {
    out += ",\"time\":\"";
    append_time(out, view.frame.time);
    out += '"';
  }
  out += ",\"len\":";
  append_uint(out, view.frame.length);
  out += ",\"link\":";
  append_uint(out, view.frame.link);
  if (!view.frame.comment.empty()) {
    out += ",\"comment\":";
    json::append_string(out, view.frame.comment);
  }
  out += ",\"layers\":";
  packet::append_json(out, view.layers);
  out += "}\n";
}

}  // namespace pytk::sniff
