// Pulling elements out of a stream of XML.
#include "table/xml.hpp"

#include <charconv>

#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {
namespace {

constexpr std::size_t longest_token = 16U << 20U;

std::string_view local(std::string_view name) noexcept {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}
bool space(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

void XmlReader::wrong(std::string_view what) const { throw fail(Fault::data, "bad XML: {}", what).at(where_); }

bool XmlReader::need(std::size_t bytes) {
  if (at_ > (1U << 16U)) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  while (!ended_ && buffer_.size() - at_ < bytes)
    if (!entry_->read(buffer_)) ended_ = true;
  return buffer_.size() - at_ >= bytes;
}

/// Position of `what` from at_ on; npos at the end of the stream.
std::size_t XmlReader::find(std::string_view what) {
  std::size_t from = 0;
  for (;;) {
    const auto hit = buffer_.find(what, at_ + from);
    if (hit != std::string::npos) return hit;
    const std::size_t have = buffer_.size() - at_;
    if (have > longest_token) wrong("a part is longer than 16 MiB");
    from = have >= what.size() ? have - what.size() + 1 : 0;
    if (!need(have + 1)) return std::string::npos;
  }
}

void XmlReader::decode(std::string_view raw, std::string& out) const {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] != '&') {
      out += raw[i];
      continue;
    }
    const auto end = raw.find(';', i);
    if (end == std::string_view::npos || end - i > 12) wrong("a bare '&'");
    const auto name = raw.substr(i + 1, end - i - 1);
    if (name == "amp") out += '&';
    else if (name == "lt") out += '<';
    else if (name == "gt") out += '>';
    else if (name == "quot") out += '"';
    else if (name == "apos") out += '\'';
    else if (name.starts_with("#")) {
      const bool hex = name.starts_with("#x");
      std::uint32_t code = 0;
      const auto digits = name.substr(hex ? 2 : 1);
      const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
      if (error != std::errc{} || stop != digits.data() + digits.size() || code > 0x10FFFF)
        wrong("a bad character reference");
      append_utf8(out, static_cast<char32_t>(code));
    } else {
      wrong("an unknown entity");
    }
    i = end;
  }
}

void XmlReader::open_tag(std::string_view tag) {
  attributes_.clear();
  std::size_t i = 0;
  while (i < tag.size() && !space(tag[i])) ++i;
  name_ = local(tag.substr(0, i));
  while (i < tag.size()) {
    while (i < tag.size() && space(tag[i])) ++i;
    if (i >= tag.size()) break;
    const auto equals = tag.find('=', i);
    if (equals == std::string_view::npos) wrong("an attribute without a value");
    const auto name = trim(tag.substr(i, equals - i));
    i = equals + 1;
    while (i < tag.size() && space(tag[i])) ++i;
    if (i >= tag.size() || (tag[i] != '"' && tag[i] != '\'')) wrong("an attribute without quotes");
    const auto close = tag.find(tag[i], i + 1);
    if (close == std::string_view::npos) wrong("an attribute that does not end");
    std::string value;
    decode(tag.substr(i + 1, close - i - 1), value);
    attributes_.emplace_back(std::string(local(name)), std::move(value));
    i = close + 1;
  }
}

XmlReader::Event XmlReader::next() {
  if (close_pending_) {
    close_pending_ = false;
    return Event::close;
  }
  for (;;) {
    if (!need(1)) return Event::end;
    if (buffer_[at_] != '<') {
      const auto end = find("<");
      text_.clear();
      const auto stop = end == std::string::npos ? buffer_.size() : end;
      decode(std::string_view(buffer_).substr(at_, stop - at_), text_);
      at_ = stop;
      return Event::text;
    }
    (void)need(9);
    const auto rest = std::string_view(buffer_).substr(at_);
    if (rest.starts_with("<?") || rest.starts_with("<!--")) {
      const std::string_view close = rest.starts_with("<?") ? "?>" : "-->";
      const auto end = find(close);
      if (end == std::string::npos) wrong("it ends early");
      at_ = end + close.size();
      continue;
    }
    if (rest.starts_with("<![CDATA[")) {
      at_ += 9;
      const auto end = find("]]>");
      if (end == std::string::npos) wrong("it ends early");
      text_ = buffer_.substr(at_, end - at_);
      at_ = end + 3;
      return Event::text;
    }
    if (rest.starts_with("<!")) wrong("a document type is not allowed");
    const auto end = find(">");
    if (end == std::string::npos) wrong("it ends early");
    std::string_view tag = std::string_view(buffer_).substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    if (tag.starts_with("/")) {
      name_ = local(trim(tag.substr(1)));
      return Event::close;
    }
    const bool empty = tag.ends_with("/");
    if (empty) tag.remove_suffix(1);
    open_tag(tag);
    close_pending_ = empty;
    return Event::open;
  }
}

std::string_view XmlReader::attribute(std::string_view name) const noexcept {
  for (const auto& [known, value] : attributes_)
    if (known == name) return value;
  return {};
}

}  // namespace pytk::table
