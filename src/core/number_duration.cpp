// Sizes and durations: a number and a unit, several of them in a row for durations.
#include <array>
#include <charconv>
#include <cmath>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk {
namespace {

struct Unit { std::string_view name; double factor; };

// Splits "1.5MiB" into number and unit; the unit may be empty.
bool number_and_unit(std::string_view text, double& number, std::string_view& unit) {
  std::size_t end = 0;
  while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.' || text[end] == '_')) ++end;
  // 1e3 is a number, 1e is not a unit anybody uses.
  if (end < text.size() && end > 0 && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t after = end + 1;
    while (after < text.size() && text[after] >= '0' && text[after] <= '9') ++after;
    if (after > end + 1) end = after;
  }
  std::string digits;
  for (const char c : text.substr(0, end))
    if (c != '_') digits.push_back(c);
  unit = text.substr(end);
  return !digits.empty() && read_real(digits, number);
}

constexpr std::array<Unit, 9> duration_units{{{"ns", 1.0}, {"us", 1e3}, {"\u00B5s", 1e3}, {"ms", 1e6}, {"s", 1e9},
                                              {"m", 60e9}, {"h", 3600e9}, {"d", 86400e9}, {"w", 604800e9}}};

}  // namespace

Result<std::uint64_t> parse_size(std::string_view text) {
  double number = 0;
  std::string_view unit;
  if (!number_and_unit(trim(text), number, unit))
    return tl::unexpected(
        Error(Fault::data, fmt::format("'{}' is not a size", text)).hint("write 1500, 1.5k, 2M or 64KiB"));
  std::string name = lower(trim(unit));
  if (name.ends_with('b')) name.pop_back();
  double base = 1000;
  if (name.ends_with('i')) {
    base = 1024;
    name.pop_back();
  }
  const std::size_t place = name.size() == 1 ? std::string_view("kmgtpe").find(name) : std::string_view::npos;
  const std::size_t power = name.empty() ? 0 : place + 1;
  if (name.empty() ? base == 1024 : place == std::string_view::npos)
    return tl::unexpected(Error(Fault::data, fmt::format("'{}' has an unknown unit of size", text))
                              .hint("k, M, G, T are powers of 1000; KiB, MiB, GiB, TiB powers of 1024"));
  const double bytes = number * std::pow(base, static_cast<double>(power));
  if (!(bytes < 18446744073709551616.0)) return bad("the size '{}' is too large", text);
  return static_cast<std::uint64_t>(bytes);
}

std::string show_size(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 999.95 && unit < 6) {
    value /= 1000;
    ++unit;
  }
  return fmt::format("{:.1f} {}B", value, " kMGTPE"[unit]);
}

Result<std::int64_t> parse_duration(std::string_view text) {
  std::string_view rest = trim(text);
  const auto wrong = [&](std::string_view why, std::string hint) {
    return tl::unexpected(Error(Fault::data, fmt::format("'{}' {}", text, why)).hint(std::move(hint)));
  };
  if (rest.empty()) return wrong("is not a duration", "write 250ms, 5s, 1m30s or 2h");
  double total = 0;
  while (!rest.empty()) {
    double number = 0;
    std::string_view tail;
    if (!number_and_unit(rest, number, tail)) return wrong("is not a duration", "write 250ms, 5s, 1m30s or 2h");
    std::size_t length = 0;
    while (length < tail.size() && (tail[length] < '0' || tail[length] > '9') && tail[length] != ' ') ++length;
    const std::string_view name = tail.substr(0, length);
    if (name.empty()) return wrong("has no unit", fmt::format("did you mean {}s?", text));
    const Unit* found = nullptr;
    for (const auto& unit : duration_units)
      if (unit.name == name) found = &unit;
    if (found == nullptr) return wrong("has an unknown unit of time", "units are ns, us, ms, s, m, h, d and w");
    total += number * found->factor;
    rest = trim(tail.substr(length));
  }
  if (!(total < 9.2e18)) return bad("the duration '{}' is too long", text);
  return static_cast<std::int64_t>(std::llround(total));
}

std::string show_duration(std::int64_t nanoseconds) {
  if (nanoseconds < 0) return "-" + show_duration(nanoseconds == INT64_MIN ? INT64_MAX : -nanoseconds);
  if (nanoseconds < 1000) return fmt::format("{}ns", nanoseconds);
  const auto scaled = [](double value, std::string_view unit) {
    std::string out = fmt::format("{:.3f}", value);
    while (out.ends_with('0')) out.pop_back();
    if (out.ends_with('.')) out.pop_back();
    return out + std::string(unit);
  };
  const auto ns = static_cast<double>(nanoseconds);
  if (nanoseconds < 1'000'000) return scaled(ns / 1e3, "us");
  if (nanoseconds < 1'000'000'000) return scaled(ns / 1e6, "ms");
  if (nanoseconds < 60'000'000'000) return scaled(ns / 1e9, "s");
  const std::int64_t seconds = nanoseconds / 1'000'000'000;
  std::string out;
  if (seconds >= 86400) out += fmt::format("{}d", seconds / 86400);
  if (seconds % 86400 >= 3600) out += fmt::format("{}h", seconds % 86400 / 3600);
  if (seconds % 3600 >= 60) out += fmt::format("{}m", seconds % 3600 / 60);
  if (seconds % 60 > 0) out += fmt::format("{}s", seconds % 60);
  return out;
}

}  // namespace pytk
