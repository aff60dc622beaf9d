// Lists of digests, a line a file, as sha256sum, BSD's sha256 and openssl dgst write them.
#include <pytk/crypt/hash.hpp>

#include <algorithm>

#include <pytk/core/text.hpp>

#include "hash_name.hpp"

namespace pytk::crypt {
namespace {

bool needs_escape(std::string_view path) { return path.find_first_of("\\\n\r") != std::string_view::npos; }

std::string escaped(std::string_view path) {
  std::string out;
  for (const char c : path) {
    if (c == '\\') out += "\\\\";
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else out += c;
  }
  return out;
}

Result<std::string> unescaped(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '\\') {
      out += path[i];
      continue;
    }
    const char next = ++i < path.size() ? path[i] : '\0';
    if (next == '\\') out += '\\';
    else if (next == 'n') out += '\n';
    else if (next == 'r') out += '\r';
    else return bad("an escaped file name has a backslash before something else than \\, n or r");
  }
  return out;
}

bool is_hex(std::string_view text) {
  return !text.empty() && text.size() % 2 == 0 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

}  // namespace

void append_sum_line(std::string& out, SumStyle style, std::string_view algorithm, std::string_view hex,
                     std::string_view path) {
  const bool special = needs_escape(path);
  const std::string name = special ? escaped(path) : std::string(path);
  if (special) out += '\\';
  if (style == SumStyle::plain) out += fmt::format("{}  {}\n", hex, name);
  else out += fmt::format("{} ({}) = {}\n", upper(algorithm), name, hex);
}

Result<SumLine> parse_sum_line(std::string_view line) {
  SumLine sum;
  const bool special = line.starts_with('\\');
  if (special) line.remove_prefix(1);
  std::string_view path;
  const std::size_t open = line.find(" ("), close = line.rfind(") = "), bracket = line.find('('),
                    equals = line.rfind(")= ");
  if (open != std::string_view::npos && close != std::string_view::npos && open + 2 <= close &&
      line.find(' ') == open) {
    sum.algorithm = canonical_name(line.substr(0, open));
    path = line.substr(open + 2, close - open - 2);
    sum.hex = lower(trim(line.substr(close + 4)));
  } else if (bracket != std::string_view::npos && equals != std::string_view::npos && bracket < equals &&
             line.find(' ') > bracket) {
    sum.algorithm = canonical_name(line.substr(0, bracket));  // openssl dgst: SHA2-256(FILE)= DIGEST
    path = line.substr(bracket + 1, equals - bracket - 1);
    sum.hex = lower(trim(line.substr(equals + 3)));
  } else {
    const std::size_t end = line.find(' ');
    // One space and a mark (space: text, star: binary), then the name.
    if (end == std::string_view::npos || end + 2 >= line.size() || (line[end + 1] != ' ' && line[end + 1] != '*'))
      return bad("neither 'DIGEST  FILE' nor 'ALGORITHM (FILE) = DIGEST'");
    sum.hex = lower(line.substr(0, end));
    path = line.substr(end + 2);
  }
  if (!is_hex(sum.hex)) return bad("the digest is not hexadecimal");
  if (!special) {
    sum.path = std::string(path);
    return sum;
  }
  auto name = unescaped(path);
  if (!name) return tl::unexpected(name.error());
  sum.path = std::move(*name);
  return sum;
}

}  // namespace pytk::crypt
