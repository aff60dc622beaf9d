#include <cstdlib>
#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/json.hpp>
#include <pytk/io/source.hpp>
#include <pytk/scrape/parse.hpp>
#include <pytk/scrape/selector.hpp>

using namespace pytk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace {

std::vector<std::string> ids(std::string_view html, std::string_view selector,
                             const scrape::Namespaces& namespaces = {}, bool xml = false) {
  const auto page = xml ? scrape::parse_xml(bytes_of(html)) : scrape::parse_html(bytes_of(html));
  std::vector<std::string> found;
  for (const auto id : scrape::select(page, scrape::Selector::parse(selector, namespaces))) {
    const auto* value = page.attribute(id, "id");
    found.emplace_back(value == nullptr ? "?" : std::string(*value));
  }
  return found;
}

constexpr std::string_view list =
    "<ul id=u><li id=a class='x y'>1<li id=b>2<li id=c class=y>3<li id=d>4</ul><p id=p lang=de-CH><b id=q>t</b></p>";

}  // namespace

TEST(Selector, LevelFour) {
  EXPECT_THAT(ids(list, "li:is(.x, #c)"), ElementsAre("a", "c"));
  EXPECT_THAT(ids(list, "li:where(,.y,)"), ElementsAre("a", "c"));
  EXPECT_THAT(ids(list, "li:not(.x, .y)"), ElementsAre("b", "d"));
  EXPECT_THAT(ids(list, ":has(> b)"), ElementsAre("p"));
  EXPECT_THAT(ids(list, "li:has(+ .y)"), ElementsAre("b"));
  EXPECT_THAT(ids(list, "li:has(~ .y)"), ElementsAre("a", "b"));
  EXPECT_THAT(ids(list, "li:nth-child(2 of .y)"), ElementsAre("c"));
  EXPECT_THAT(ids(list, "[CLASS='X y' i]"), ElementsAre("a"));
  EXPECT_THAT(ids(list, "[class='X y' s]"), IsEmpty());
  EXPECT_THAT(ids(list, "p:lang('*-CH')"), ElementsAre("p"));
  EXPECT_THAT(ids(list, "b:lang(de)"), ElementsAre("q"));
  EXPECT_THAT(ids(list, "li:-soup-contains('3', '4')"), ElementsAre("c", "d"));
  EXPECT_THAT(ids(list, "[class!=y]:is(li)"), ElementsAre("a", "b", "d"));
}

TEST(Selector, ScopeIsTheElementSearched) {
  const auto page = scrape::parse_html(bytes_of(list));
  const auto ul = scrape::select(page, scrape::Selector::parse("ul")).at(0);
  EXPECT_EQ(scrape::select(page, scrape::Selector::parse(":scope > li"), ul).size(), 4U);
  EXPECT_EQ(scrape::select(page, scrape::Selector::parse("p"), ul).size(), 0U);
  EXPECT_EQ(scrape::select(page, scrape::Selector::parse("li"), 0, 2).size(), 2U);
}

TEST(Selector, ErrorsPointAtTheFault) {
  try {
    (void)scrape::Selector::parse("div >> p");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.message(), HasSubstr("character 6"));
    EXPECT_THAT(error.hint(), HasSubstr("div >> p\n             ^"));
  }
  for (const char* text : {"",       " ",     "a,",  ",a",        "a >",    "> a",           "a[",
                           "a[b",    "a[b=]", "a:",  "a::before", ":not()", ":nth-child(x)", ":nth-child(2 of)",
                           "a:is(b", "#",     ".",   "a{}",       "a/*",    ":lang()",       "a:nope",
                           "a b(c)", "\"x\"", "[a=b"})
    EXPECT_THROW((void)scrape::Selector::parse(text), Error) << text;
  EXPECT_THROW((void)scrape::Selector::parse(std::string(70000, 'a')), Error);
  std::string deep = "a";
  for (int i = 0; i < 40; ++i) deep = ":not(" + deep + ")";
  EXPECT_THROW((void)scrape::Selector::parse(deep), Error);
}

TEST(Selector, AgreesWithTheSelectorSuite) {
  const char* base = std::getenv("PYTK_CONFORMANCE_DIR");
  const std::filesystem::path file =
      std::filesystem::path(base != nullptr ? base : PYTK_SOURCE_DIR "/../shared/conformance") /
      "scrape/selectors.jsonl";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file;
  const auto source = io::Source::open(file.string());
  io::LineReader lines(*source);
  std::string_view line;
  int count = 0;
  while (lines.next(line)) {
    const auto one = json::parse(line).value();
    scrape::Namespaces namespaces;
    if (const auto* given = one.find("namespaces"))
      for (const auto& [prefix, uri] : given->members) namespaces.emplace_back(prefix, uri.text);
    const std::string& selector = one.find("selector")->text;
    ++count;
    if (one.find("kind")->text == "error") {
      EXPECT_THROW((void)scrape::Selector::parse(selector, namespaces), Error) << selector;
      continue;
    }
    std::multiset<std::string> wanted;
    for (const auto& id : one.find("ids")->items) wanted.insert(id.text);
    const auto found = ids(one.find("markup")->text, selector, namespaces, one.find("from")->text != "html");
    EXPECT_EQ(std::multiset<std::string>(found.begin(), found.end()), wanted)
        << one.find("test")->text << " " << selector;
  }
  EXPECT_GT(count, 100);
}
