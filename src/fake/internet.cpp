// Names of the internet: e-mail addresses, users, domains, URLs. Domains are reserved ones (RFC 2606) unless asked.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

void append_user(Row& row, TextBuffer& out) {
  const auto& person = row.person();
  // A name without a Latin spelling still needs a user name.
  const std::string_view first = person.first_latin().empty() ? "user" : person.first_latin();
  const std::string_view last = person.last_latin().empty() ? "name" : person.last_latin();
  Draw draw = row.stream(Stream::user_name);
  switch (draw.below(5)) {
    case 0: out += first; out += '.'; out += last; break;
    case 1: out += first.substr(0, 1); out += last; break;
    case 2: out += first; append_padded(out, draw.below(100), 2); break;
    case 3: out += last; out += first.substr(0, 1); break;
    default: out += first; out += last; append_padded(out, draw.below(100), 2); break;
  }
}
void user_name(Row& row, const Arguments&, TextBuffer& out) { append_user(row, out); }
void with_domain(Row& row, TextBuffer& out, std::string_view domain) {
  append_user(row, out);
  out += '@';
  out += domain;
}
void email(Row& row, const Arguments& arguments, TextBuffer& out) {
  if (!arguments.texts[0].empty()) return with_domain(row, out, arguments.texts[0]);
  with_domain(row, out, row.common("safe_domains").pick(row.draw()));
}
void free_email(Row& row, const Arguments&, TextBuffer& out) {
  with_domain(row, out, row.locale()[Words::free_email].pick(row.draw()));
}
void company_email(Row& row, const Arguments&, TextBuffer& out) { with_domain(row, out, row.company().domain.view()); }
void safe_domain_name(Row& row, const Arguments&, TextBuffer& out) {
  out += row.common("safe_domains").pick(row.draw());
}
void free_email_domain(Row& row, const Arguments&, TextBuffer& out) {
  out += row.locale()[Words::free_email].pick(row.draw());
}
void tld(Row& row, const Arguments&, TextBuffer& out) { out += row.locale()[Words::tld].pick(row.draw()); }
void domain_word(Row& row, const Arguments&, TextBuffer& out) {
  const TextBuffer& domain = row.company().domain;
  out += domain.view().substr(0, domain.view().find('.'));
}
void domain_name(Row& row, const Arguments& arguments, TextBuffer& out) {
  for (std::int64_t level = 1; level < arguments.integers[0] && level < 8; ++level) {
    out += row.common("host_words").pick(row.draw());
    out += '.';
  }
  out += row.company().domain.view();
}
void hostname(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += row.common("host_words").pick(row.draw());
  out += '-';
  append_padded(out, row.draw().below(100), 2);
  if (arguments.integers[0] > 0) {
    out += '.';
    out += row.company().domain.view();
  }
}
void slug(Row& row, const Arguments&, TextBuffer& out) {
  const Table words = row.common("url_words");
  const auto count = 2 + row.draw().below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i > 0) out += '-';
    out += words.pick(row.draw());
  }
}
void uri_path(Row& row, const Arguments& arguments, TextBuffer& out) {
  const Table words = row.common("url_words");
  const std::int64_t deep =
      arguments.integers[0] > 0 ? arguments.integers[0] : static_cast<std::int64_t>(1 + row.draw().below(3));
  for (std::int64_t i = 0; i < deep && i < 32; ++i) {
    if (i > 0) out += '/';
    out += words.pick(row.draw());
  }
}
void uri_page(Row& row, const Arguments&, TextBuffer& out) { out += row.common("page_words").pick(row.draw()); }
void uri_extension(Row& row, const Arguments&, TextBuffer& out) {
  out += row.common("page_extensions").pick(row.draw());
}
void url(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::string_view schemes = arguments.texts[0];
  const bool both = schemes.find(',') != std::string_view::npos;
  out += both ? (row.draw().below(4) == 0 ? "http" : "https") : schemes;
  out += "://";
  if (row.draw().below(3) == 0) out += "www.";
  out += row.company().domain.view();
  out += '/';
}
void uri(Row& row, const Arguments& arguments, TextBuffer& out) {
  url(row, arguments, out);
  static const Arguments any_depth{{"0"}, {0}, {0}};
  uri_path(row, any_depth, out);
  out += '/';
  uri_page(row, arguments, out);
  uri_extension(row, arguments, out);
}
void image_url(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto side = [&](std::size_t i) {
    return arguments.integers[i] > 0 ? arguments.integers[i] : static_cast<std::int64_t>(1 + row.draw().below(1024));
  };
  out += "https://images.example/";
  append_int(out, side(0));
  out += 'x';
  append_int(out, side(1));
}
void http_method(Row& row, const Arguments&, TextBuffer& out) { out += row.common("http_methods").pick(row.draw()); }
void http_status_code(Row& row, const Arguments&, TextBuffer& out) {
  out += field(row.common("http_status").pick(row.draw()), 0);
}
// Names as domain generation algorithms of malware make them: a date-seeded run of letters, on a reserved domain.
void dga(Row& row, const Arguments& arguments, TextBuffer& out) {
  const std::int64_t length =
      arguments.integers[0] > 0 ? arguments.integers[0] : static_cast<std::int64_t>(10 + row.draw().below(15));
  for (std::int64_t i = 0; i < length && i < 63; ++i) out.push_back(row.draw().letter());
  out += '.';
  out += arguments.texts[1];
}
struct PasswordSets final : Prepared {
  std::vector<std::string_view> sets;
};
void password(Row& row, const Arguments& arguments, TextBuffer& out) {
  const auto& sets = arguments.get<PasswordSets>().sets;
  const auto length = static_cast<std::uint64_t>(arguments.integers[0]);
  const std::size_t from = out.size();
  // One of each set first, the rest from all, then mixed: every password holds every kind.
  for (std::uint64_t i = 0; i < length; ++i) {
    const auto set = i < sets.size() ? sets[i] : sets[row.draw().below(sets.size())];
    out.push_back(set[row.draw().below(set.size())]);
  }
  for (std::uint64_t i = length; i > 1; --i) std::swap(out[from + i - 1], out[from + row.draw().below(i)]);
}
void verify_password(Arguments& arguments) {
  constexpr std::string_view all[] = {"!@#$%^&*()_+", "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                      "abcdefghijklmnopqrstuvwxyz"};
  auto chosen = std::make_shared<PasswordSets>();
  for (std::size_t i = 0; i < std::size(all); ++i)
    if (arguments.flags[i + 1]) chosen->sets.push_back(all[i]);
  if (chosen->sets.empty()) throw fail(Fault::usage, "a password of no kind of character cannot be made");
  if (arguments.integers[0] < static_cast<std::int64_t>(chosen->sets.size()) || arguments.integers[0] > 1024)
    throw fail(Fault::usage, "a password has {} to 1024 characters, not {}", chosen->sets.size(),
               arguments.integers[0]);
  arguments.prepared = std::move(chosen);
}

constexpr ArgumentInfo email_arguments[] = {
    {"domain", "", "domain instead of example.com, example.net or example.org"}};
constexpr ArgumentInfo levels[] = {{"levels", "1", "names before the company's domain and it"}};
constexpr ArgumentInfo host_levels[] = {{"levels", "1", "0: without the company's domain"}};
constexpr ArgumentInfo depth[] = {{"deep", "0", "parts of the path; 0: one to three"}};
constexpr ArgumentInfo schemes[] = {{"schemes", "http,https", "one or both"}};
constexpr ArgumentInfo sizes[] = {{"width", "0", "pixels; 0: any"}, {"height", "0", "pixels; 0: any"}};
constexpr ArgumentInfo dga_arguments[] = {{"length", "0", "letters; 0: 10 to 24"},
                                          {"tld", "example", "top-level domain"}};
constexpr ArgumentInfo password_arguments[] = {{"length", "12", "characters, to 1024"},
                                               {"special_chars", "yes", "signs"},
                                               {"digits", "yes", "digits"},
                                               {"upper_case", "yes", "capitals"},
                                               {"lower_case", "yes", "small letters"}};

constexpr Generator list[] = {
    {"email", "internet", "address of the row's person at a reserved domain", Kind::text, email, email_arguments,
     nullptr, nullptr, true},
    {"safe_email", "internet", "the same", Kind::text, email, email_arguments, nullptr, nullptr, true},
    {"ascii_email", "internet", "the same", Kind::text, email, email_arguments, nullptr, nullptr, true},
    {"ascii_safe_email", "internet", "the same", Kind::text, email, email_arguments, nullptr, nullptr, true},
    {"free_email", "internet", "address at a free provider; may be somebody's", Kind::text, free_email, {},
     nullptr, nullptr, true},
    {"company_email", "internet", "address at the row's company", Kind::text, company_email, {},
     nullptr, nullptr, true},
    {"ascii_free_email", "internet", "the same", Kind::text, free_email, {}, nullptr, nullptr, true},
    {"ascii_company_email", "internet", "address at the row's company", Kind::text, company_email, {},
     nullptr, nullptr, true},
    {"user_name", "internet", "made from the row's person", Kind::text, user_name, {}, nullptr, nullptr, true},
    {"safe_domain_name", "internet", "example.com, example.net or example.org", Kind::text, safe_domain_name},
    {"free_email_domain", "internet", "domain of a free e-mail provider", Kind::text, free_email_domain},
    {"domain_word", "internet", "name of the row's company in a domain", Kind::text, domain_word},
    {"domain_name", "internet", "domain of the row's company", Kind::text, domain_name, levels},
    {"hostname", "internet", "machine of the row's company", Kind::text, hostname, host_levels},
    {"tld", "internet", "top-level domain", Kind::text, tld},
    {"url", "internet", "address of the row's company", Kind::text, url, schemes},
    {"uri", "internet", "page of the row's company", Kind::text, uri, schemes},
    {"uri_path", "internet", "path of a page", Kind::text, uri_path, depth},
    {"uri_page", "internet", "name of a page", Kind::text, uri_page},
    {"uri_extension", "internet", "extension of a page", Kind::text, uri_extension},
    {"slug", "internet", "words joined by hyphens", Kind::text, slug},
    {"image_url", "internet", "address of a picture", Kind::text, image_url, sizes},
    {"http_method", "internet", "GET, POST ... as servers see them", Kind::text, http_method},
    {"http_status_code", "internet", "200, 404 ... as servers answer", Kind::integer, http_status_code},
    {"dga", "internet", "domain as malware makes them, on a reserved one", Kind::text, dga, dga_arguments},
    {"password", "internet", "letters of both cases, digits and signs", Kind::text, password, password_arguments,
     nullptr, verify_password},
};

}  // namespace

const std::span<const Generator> internet_generators{list};

}  // namespace pytk::fake
