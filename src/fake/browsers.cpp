// User agents as browsers write them.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void platform(Row& row, const char* table, TextBuffer& out) { out += row.common(table).pick(row.draw()); }
void chrome_version(Row& row, TextBuffer& out) {
  append_uint(out, 90 + row.draw().below(50));
  out += ".0.";
  append_uint(out, 4000 + row.draw().below(3000));
  out += '.';
  append_uint(out, row.draw().below(200));
}
void chrome(Row& row, const Arguments&, TextBuffer& out) {
  out += "Mozilla/5.0 (";
  platform(row, "platforms", out);
  out += ") AppleWebKit/537.36 (KHTML, like Gecko) Chrome/";
  chrome_version(row, out);
  out += " Safari/537.36";
}
void edge(Row& row, const Arguments& arguments, TextBuffer& out) {
  chrome(row, arguments, out);
  out += " Edg/";
  chrome_version(row, out);
}
void opera(Row& row, const Arguments& arguments, TextBuffer& out) {
  chrome(row, arguments, out);
  out += " OPR/";
  append_uint(out, 80 + row.draw().below(40));
  out += ".0.0.0";
}
void firefox(Row& row, const Arguments&, TextBuffer& out) {
  const auto version = 90 + row.draw().below(50);
  out += "Mozilla/5.0 (";
  platform(row, "platforms", out);
  out += "; rv:";
  append_uint(out, version);
  out += ".0) Gecko/20100101 Firefox/";
  append_uint(out, version);
  out += ".0";
}
void safari(Row& row, const Arguments&, TextBuffer& out) {
  out += "Mozilla/5.0 (";
  platform(row, "apple_platforms", out);
  out += ") AppleWebKit/605.1.15 (KHTML, like Gecko) Version/";
  append_uint(out, 13 + row.draw().below(6));
  out += '.';
  append_uint(out, row.draw().below(6));
  out += " Safari/605.1.15";
}
void user_agent(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto share = row.draw().below(100);
  if (share < 60) chrome(row, arguments, out);
  else if (share < 78) safari(row, arguments, out);
  else if (share < 88) edge(row, arguments, out);
  else if (share < 97) firefox(row, arguments, out);
  else opera(row, arguments, out);
}
void linux_platform(Row& row, const Arguments&, TextBuffer& out) { platform(row, "linux_platforms", out); }
void windows_platform(Row& row, const Arguments&, TextBuffer& out) { platform(row, "windows_platforms", out); }
void mac_platform(Row& row, const Arguments&, TextBuffer& out) { platform(row, "mac_platforms", out); }
void crawler(Row& row, const Arguments&, TextBuffer& out) {
  platform(row, "crawlers", out);
}

void android_platform(Row& row, const Arguments&, TextBuffer& out) {
  out += "Android ";
  append_uint(out, 8 + row.draw().below(8));
  if (row.draw().below(3) == 0) out += ".0.1";
}
void ios_platform(Row& row, const Arguments&, TextBuffer& out) {
  constexpr std::string_view devices[] = {"iPhone; CPU iPhone OS ", "iPad; CPU OS "};
  out += devices[row.draw().below(2)];
  append_uint(out, 13 + row.draw().below(6));
  out += '_';
  append_uint(out, row.draw().below(7));
  out += " like Mac OS X";
}
void internet_explorer(Row& row, const Arguments&, TextBuffer& out) {
  out += "Mozilla/5.0 (compatible; MSIE ";
  append_uint(out, 9 + row.draw().below(3));
  out += ".0; ";
  platform(row, "windows_platforms", out);
  out += "; Trident/";
  append_uint(out, 5 + row.draw().below(3));
  out += ".0)";
}
void linux_processor(Row& row, const Arguments&, TextBuffer& out) {
  out += row.draw().below(4) == 0 ? "i686" : "x86_64";
}
void mac_processor(Row& row, const Arguments&, TextBuffer& out) {
  constexpr std::string_view names[] = {"Intel", "PPC", "U; Intel", "U; PPC"};
  out += names[row.draw().below(4)];
}

constexpr Generator list[] = {
    {"user_agent", "browser", "browser, each with its share of use", Kind::text, user_agent},
    {"chrome", "browser", "Chrome's user agent", Kind::text, chrome},
    {"firefox", "browser", "Firefox's user agent", Kind::text, firefox},
    {"safari", "browser", "Safari's user agent", Kind::text, safari},
    {"edge", "browser", "Edge's user agent", Kind::text, edge},
    {"opera", "browser", "Opera's user agent", Kind::text, opera},
    {"crawler", "browser", "user agent of a search engine or tool", Kind::text, crawler},
    {"linux_platform_token", "browser", "Linux part of a user agent", Kind::text, linux_platform},
    {"windows_platform_token", "browser", "Windows part of a user agent", Kind::text, windows_platform},
    {"mac_platform_token", "browser", "macOS part of a user agent", Kind::text, mac_platform},
    {"internet_explorer", "browser", "Internet Explorer's user agent", Kind::text, internet_explorer},
    {"android_platform_token", "browser", "Android part of a user agent", Kind::text, android_platform},
    {"ios_platform_token", "browser", "iOS part of a user agent", Kind::text, ios_platform},
    {"linux_processor", "browser", "processor in a Linux user agent", Kind::text, linux_processor},
    {"mac_processor", "browser", "processor in a macOS user agent", Kind::text, mac_processor},
};

}  // namespace

const std::span<const Generator> browser_generators{list};

}  // namespace pytk::fake
