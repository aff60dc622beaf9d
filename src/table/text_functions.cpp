// Addresses, URLs and entropy, one row at a time.
#include "table/text_functions.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <pytk/core/address.hpp>
#include <pytk/core/text.hpp>

namespace pytk::table {
namespace {

void cidr(std::span<const std::string_view> a, Answer& out) {
  thread_local std::string last;
  thread_local Result<Prefix> block = bad("none");
  if (a[1] != last || last.empty()) {
    last.assign(a[1]);
    block = parse_prefix(a[1]);
  }
  const auto ip = parse_ip(a[0]);
  out.null = !ip || !block;
  out.truth = !out.null && block->contains(*ip);
}
void is_ip(std::span<const std::string_view> a, Answer& out) { out.truth = parse_ip(a[0]).has_value(); }
void private_ip(std::span<const std::string_view> a, Answer& out) {
  const auto ip = parse_ip(a[0]);
  out.null = !ip;
  out.truth = ip && is_private(*ip);
}
void ip_number(std::span<const std::string_view> a, Answer& out) {
  const auto ip = parse_ip(a[0]);
  out.null = !ip || ip->v6;
  if (!out.null) out.integer = ip->v4_number();
}

template <class Part>
void url_part(std::string_view text, Answer& out, Part part) {
  const auto url = parse_url(text);
  out.null = !url;
  if (url) part(*url);
}
void url_host(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = !url.has_authority;
    out.text = lower(url.host);
  });
}
void url_path(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) { out.text = url.path; });
}
void url_scheme(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = url.scheme.empty();
    out.text = lower(url.scheme);
  });
}
void url_query(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = !url.has_query;
    out.text = url.query;
  });
}
void url_port(std::span<const std::string_view> a, Answer& out) {
  url_part(a[0], out, [&](const Url& url) {
    out.null = url.port == 0;
    out.integer = url.port;
  });
}
std::string decode_form(std::string_view text) {
  std::string plus(text);
  for (char& c : plus)
    if (c == '+') c = ' ';
  return repair_utf8(percent_decode(plus));
}
void url_param(std::span<const std::string_view> a, Answer& out) {
  out.null = true;
  url_part(a[0], out, [&](const Url& url) {
    out.null = true;
    for (const auto pair : split(url.query, '&')) {
      const auto equals = pair.find('=');
      if (decode_form(pair.substr(0, equals)) != a[1]) continue;
      out.null = false;
      out.text = equals == std::string_view::npos ? "" : decode_form(pair.substr(equals + 1));
      return;
    }
  });
}
void url_decode(std::span<const std::string_view> a, Answer& out) { out.text = repair_utf8(percent_decode(a[0])); }

void entropy(std::span<const std::string_view> a, Answer& out) {
  std::array<std::size_t, 256> counts{};
  for (const char c : a[0]) ++counts[static_cast<unsigned char>(c)];
  const auto size = static_cast<double>(a[0].size());
  for (const auto count : counts)
    if (count > 0) out.real -= static_cast<double>(count) / size * std::log2(static_cast<double>(count) / size);
}

constexpr TextFunction all[] = {
    {"cidr", "pytk_cidr", 2, Type::boolean, cidr},
    {"is_ip", "pytk_is_ip", 1, Type::boolean, is_ip},
    {"is_private", "pytk_is_private", 1, Type::boolean, private_ip},
    {"ip_int", "pytk_ip_int", 1, Type::integer, ip_number},
    {"host", "pytk_url_host", 1, Type::text, url_host},
    {"path", "pytk_url_path", 1, Type::text, url_path},
    {"scheme", "pytk_url_scheme", 1, Type::text, url_scheme},
    {"query", "pytk_url_query", 1, Type::text, url_query},
    {"port", "pytk_url_port", 1, Type::integer, url_port},
    {"param", "pytk_url_param", 2, Type::text, url_param},
    {"url_decode", "pytk_url_decode", 1, Type::text, url_decode},
    {"entropy", "pytk_entropy", 1, Type::real, entropy},
};

}  // namespace

std::span<const TextFunction> text_functions() noexcept { return all; }

const TextFunction* find_text_function(std::string_view name) noexcept {
  const auto* found =
      std::find_if(std::begin(all), std::end(all), [&](const TextFunction& f) { return f.name == name; });
  return found == std::end(all) ? nullptr : found;
}

}  // namespace pytk::table
