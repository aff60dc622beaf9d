#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/record/batch.hpp>
#include <pytk/scrape/extract.hpp>
#include <pytk/scrape/parse.hpp>

using namespace pytk;

namespace {

std::string value(std::string_view html, std::string_view field, std::string_view base = "http://h/d/") {
  const auto page = scrape::parse_html(bytes_of(html));
  const scrape::FieldPlan plan(field);
  record::Column column(plan.field().type);
  plan.add(page, 0, base, column);
  std::string out;
  record::append_value(out, column, 0);
  return column.null(0) ? "null" : out;
}

}  // namespace

TEST(Extract, TakesTextAttributesAndLists) {
  constexpr std::string_view html =
      "<h1> A  b </h1><a href='x?a=1&amp;b=2'>l</a><a href=/y>m</a><b data-n='7'>1.234,50 EUR</b>";
  EXPECT_EQ(value(html, "t=h1"), "A b");
  EXPECT_EQ(value(html, "u=a@href"), "x?a=1&b=2");
  EXPECT_EQ(value(html, "u=a@href|url"), "http://h/d/x?a=1&b=2");
  EXPECT_EQ(value(html, "u[]=a@href|url"), R"(["http://h/d/x?a=1&b=2","http://h/y"])");
  EXPECT_EQ(value(html, "n=b|float"), "1234.5");
  EXPECT_EQ(value(html, "n=b@data-n|int"), "7");
  EXPECT_EQ(value(html, "n=i|default:none"), "none");
  EXPECT_EQ(value(html, "n=i"), "null");
  EXPECT_EQ(value(html, "m=b|re:/([A-Z]+|x)/|lower"), "eur");
  EXPECT_EQ(value(html, "j[]=a|join: + "), "l + m");
  EXPECT_EQ(value(html, "h=h1|html|trim"), "A  b");
  EXPECT_EQ(value("<time>2026-01-02</time>", "d=time|date"), "2026-01-02T00:00:00Z");
}

TEST(Extract, NumbersAsPagesWriteThem) {
  const std::pair<const char*, const char*> cases[] = {
      {"1,250", "1250"}, {"1.5", "1.5"}, {"$ 3,400.75", "3400.75"}, {"-12", "-12"}, {"2 000 km", "2000"},
      {"1,5", "1.5"},    {"12%", "12"}};
  for (const auto& [text, number] : cases) EXPECT_EQ(value("<p>" + std::string(text), "n=p|float"), number) << text;
}

TEST(Extract, RefusesWhatIsNoField) {
  for (const char* text : {"", "x", "=a", "n=a[", "n=a|re", "n=a|trim:x", "n=a|re:/(/"})
    EXPECT_THROW(scrape::FieldPlan{text}, Error) << text;
}

TEST(Links, AreResolvedAgainstTheBase) {
  const auto page = scrape::parse_html(bytes_of(
      "<base href='/b/'><a href=' c\n.html '>x</a><a href='javascript:x'>y</a><area href='?q'><img srcset='a.png 1x, b,c.png 2x' src=d.png>"));
  const auto base = scrape::base_url(page, "https://h/page");
  EXPECT_EQ(base, "https://h/b/");
  std::string all;
  for (const auto& link : scrape::links(page, base, false)) all += link.url + " ";
  EXPECT_EQ(all, "https://h/b/c.html https://h/b/?q ");
  all.clear();
  for (const auto& link : scrape::links(page, base, true)) all += link.url + " ";
  EXPECT_EQ(all,
            "https://h/b/c.html javascript:x https://h/b/?q https://h/b/d.png https://h/b/a.png https://h/b/b,c.png ");
}
