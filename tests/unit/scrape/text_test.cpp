#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/scrape/parse.hpp>

using namespace pytk;

namespace {
scrape::Document page(std::string_view html) { return scrape::parse_html(bytes_of(html)); }
}  // namespace

TEST(Text, ReadsAsAReaderDoes) {
  const auto document = page(
      "<title>t</title><h1>A  b</h1><p>one\n two<br>three<script>x()</script></p><ul><li>x<li>y</ul><pre>a\n  b</pre>"
      "<table><tr><td>1<td>2<tr><td>3<td>4</table>");
  EXPECT_EQ(scrape::readable_text(document, 0), "A b\n\none two\nthree\n\nx\ny\n\na\n  b\n\n1\t2\n3\t4");
}

TEST(Text, SerialisesWhatItParsed) {
  const auto document = page("<p class=\"a&amp;b\">x &lt; y<br><img alt='\"'></p><script>1 < 2</script>");
  const auto body = document[document.root()].last_child;
  EXPECT_EQ(scrape::inner_html(document, body),
            "<p class=\"a&amp;b\">x &lt; y<br><img alt=\"&quot;\"></p><script>1 < 2</script>");
  EXPECT_EQ(scrape::path_of(document, document[body].first_child), "html > body > p:nth-child(1)");
}

TEST(Text, RepairsAsBrowsersDo) {
  const auto document = page("<p>a<div>b</p></b></div><table><td>c");
  EXPECT_EQ(scrape::inner_html(document, document[document.root()].last_child),
            "<p>a</p><div>b<p></p></div><table><tbody><tr><td>c</td></tr></tbody></table>");
}

TEST(Html, RefusesAbsurdNestingAtOnce) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) deep += "<div>";
  EXPECT_THROW((void)page(deep), Error);
  std::string flat;
  for (int i = 0; i < 100000; ++i) flat += "<p>x<br><li>y";
  EXPECT_GT(page(flat).size(), 100000U);
}

TEST(Xml, KeepsNamespacesAndNeverLoadsAnything) {
  const auto document = scrape::parse_xml(bytes_of(
      "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a xmlns='urn:u' xmlns:p='urn:p' p:k='v'>&x;<p:b/></a>"));
  const auto root = document.root();
  EXPECT_EQ(document[root].ns, "urn:u");
  EXPECT_EQ(document.attributes(root)[0].ns, "urn:p");
  EXPECT_EQ(scrape::text_content(document, root), "&x;");
  EXPECT_EQ(document[document[root].last_child].prefix, "p");
}

TEST(Xml, SaysWhatIsNoXml) {
  EXPECT_THROW((void)scrape::parse_xml(bytes_of("")), Error);
  EXPECT_THROW((void)scrape::parse_xml(bytes_of("hello")), Error);
}
