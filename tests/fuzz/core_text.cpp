// Everything in core that reads text: what is accepted must read back as the same thing.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <pytk/core/address.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

using namespace pytk;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto ip = parse_ip(text); ip && parse_ip(show_ip(*ip)).value() != *ip) abort();
  if (const auto time = parse_time(text); time && text != "now" && parse_time(show_time(*time)).value() != *time)
    abort();
  if (const auto duration = parse_duration(text); duration && *duration < 0) abort();
  if (const auto ports = parse_ports(text); ports && ports->size() > 65536) abort();
  if (const auto mac = parse_mac(text); mac && parse_mac(show_mac(*mac)).value() != *mac) abort();
  if (const auto url = parse_url(text)) {
    const auto again = parse_url(url->text());
    if (again && again->text() != url->text()) abort();
  }
  (void)parse_int(text);
  (void)parse_uint(text);
  (void)parse_size(text);
  (void)parse_prefix(text);
  (void)parse_real(text, true);
  if (!is_utf8(escape_controls(text)) || !is_utf8(repair_utf8(text))) abort();
  if (const auto bytes = from_base64(text); bytes && to_base64(*bytes) != text) abort();
  const auto value = json::parse(text);
  json::Cursor cursor(text);
  const bool skipped = cursor.skip_value().has_value() && cursor.done();
  if (value && !skipped) abort();
  if (value) {
    std::string out;
    json::append(out, *value);
    const auto again = json::parse(out);
    if (!again) abort();
    std::string twice;
    json::append(twice, *again);
    if (twice != out) abort();
  }
  return 0;
}
