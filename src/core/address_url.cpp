// References and their resolution, RFC 3986.
#include <pytk/core/address.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk {
namespace {

bool is_scheme(std::string_view text) {
  if (text.empty() || !((text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z')) return false;
  for (const char c : text) {
    const bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return false;
  }
  return true;
}

Result<void> read_authority(std::string_view authority, Url& url) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    const std::size_t colon = user.find(':');
    url.user = std::string(user.substr(0, colon));
    if (colon != std::string_view::npos) url.password = std::string(user.substr(colon + 1));
    authority.remove_prefix(at + 1);
  }
  std::string_view port;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) return bad("the URL's '[' is never closed");
    url.host = std::string(authority.substr(1, end - 1));
    if (!parse_ip(url.host)) return bad("'{}' is not an IPv6 address", url.host);
    authority.remove_prefix(end + 1);
    if (!authority.empty() && authority[0] != ':') return bad("after ']' a URL has ':' and a port, or '/'");
    port = authority.empty() ? authority : authority.substr(1);
  } else {
    const std::size_t colon = authority.rfind(':');
    url.host = lower(authority.substr(0, colon));
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
  }
  if (port.empty()) return {};
  const auto number = parse_uint(port, 65535);
  if (!number) return bad("'{}' is not a port", port);
  url.port = static_cast<std::uint16_t>(*number);
  return {};
}

// RFC 3986 5.2.4.
std::string remove_dot_segments(std::string_view in) {
  std::string out;
  const auto drop_last = [&out] {
    const std::size_t slash = out.rfind('/');
    out.resize(slash == std::string::npos ? 0 : slash);
  };
  while (!in.empty()) {
    if (in.starts_with("../")) in.remove_prefix(3);
    else if (in.starts_with("./") || in.starts_with("/./")) in.remove_prefix(2);
    else if (in == "/.") in = "/";
    else if (in.starts_with("/../")) { in.remove_prefix(3); drop_last(); }
    else if (in == "/..") { in = "/"; drop_last(); }
    else if (in == "." || in == "..") in = {};
    else {
      const std::size_t end = in.find('/', 1);
      out += in.substr(0, end);
      in = end == std::string_view::npos ? std::string_view{} : in.substr(end);
    }
  }
  return out;
}

std::string merge_paths(const Url& base, std::string_view path) {
  if (base.has_authority && base.path.empty()) return "/" + std::string(path);
  const std::size_t slash = base.path.rfind('/');
  return slash == std::string::npos ? std::string(path) : base.path.substr(0, slash + 1) + std::string(path);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  Url url;
  for (const char c : text)
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return bad("a URL has no spaces or control characters");
  std::string_view rest = text;
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    url.fragment = std::string(rest.substr(hash + 1));
    url.has_fragment = true;
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    url.query = std::string(rest.substr(mark + 1));
    url.has_query = true;
    rest = rest.substr(0, mark);
  }
  const std::size_t colon = rest.find_first_of(":/");
  if (colon != std::string_view::npos && rest[colon] == ':' && is_scheme(rest.substr(0, colon))) {
    url.scheme = lower(rest.substr(0, colon));
    rest = rest.substr(colon + 1);
  }
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t slash = rest.find('/');
    url.has_authority = true;
    if (auto read = read_authority(rest.substr(0, slash), url); !read) return tl::unexpected(read.error());
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
  }
  url.path = std::string(rest);
  return url;
}

std::string Url::text() const {
  std::string out;
  if (!scheme.empty()) out += scheme + ":";
  if (has_authority) {
    out += "//";
    if (!user.empty() || !password.empty()) out += user + (password.empty() ? "" : ":" + password) + "@";
    out += host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != 0) out += fmt::format(":{}", port);
  }
  out += path;
  if (has_query) out += "?" + query;
  if (has_fragment) out += "#" + fragment;
  return out;
}

Result<Url> resolve_url(const Url& base, std::string_view reference) {
  auto parsed = parse_url(reference);
  if (!parsed) return parsed;
  Url target = std::move(*parsed);
  if (!target.scheme.empty()) {
    target.path = remove_dot_segments(target.path);
    return target;
  }
  target.scheme = base.scheme;
  if (target.has_authority) {
    target.path = remove_dot_segments(target.path);
    return target;
  }
  target.user = base.user;
  target.password = base.password;
  target.host = base.host;
  target.port = base.port;
  target.has_authority = base.has_authority;
  if (target.path.empty()) {
    target.path = base.path;
    if (!target.has_query) {
      target.query = base.query;
      target.has_query = base.has_query;
    }
  } else {
    target.path = remove_dot_segments(target.path.starts_with('/') ? target.path : merge_paths(base, target.path));
  }
  return target;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

std::string percent_encode(std::string_view text, std::string_view keep) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
    if (plain || keep.find(c) != std::string_view::npos) out.push_back(c);
    else out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

}  // namespace pytk
