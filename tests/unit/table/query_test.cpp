#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/error.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/table/engine.hpp>
#include <pytk/table/expression.hpp>
#include <pytk/table/query.hpp>

#include "table_text.hpp"

namespace pytk::table {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Cells = std::vector<std::string>;

TEST(Expressions, SayWhereTheyAreWrong) {
  struct Case { const char* text; const char* reason; };
  for (const auto& each :
       {Case{"a >", "it ends early at character 4"}, Case{"a ? b", "unexpected '?'"}, Case{"'x", "' is not closed"},
        Case{"(a", "')' is missing"}, Case{"1abc", "a number runs into a name"}, Case{"a b", "unexpected 'b'"}}) {
    try {
      (void)parse_expression(each.text);
      ADD_FAILURE() << each.text << " was accepted";
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::usage);
      EXPECT_THAT(error.what_happened(), HasSubstr(each.reason)) << each.text;
    }
  }
}

TEST(Expressions, AreRefusedWhenNestedTooDeeply) {
  EXPECT_THROW((void)parse_expression(std::string(100'000, '(')), Error);
  EXPECT_THROW((void)parse_expression(std::string(100'000, '-') + "1"), Error);
}

TEST(Expressions, NameWhatHasNoName) {
  EXPECT_EQ(default_name(*parse_expression("sum(len)")), "sum_len");
  EXPECT_EQ(default_name(*parse_expression("count")), "count");
}

/// The engine over one table, verbs applied by `plan`.
Cells run(std::string_view text, const std::function<void(Query&, Engine&)>& verbs, std::size_t threads = 2) {
  const testing::TextFile file(text);
  Dataset data({file.path()}, {}, [](std::string_view) {});
  EngineOptions options;
  options.threads = threads;
  options.memory = 512U << 20U;
  const Cancel cancel;
  Engine engine(options, cancel, [](std::string_view) {});
  engine.add(0, data);
  Plan plan;
  Query query = Query::scan(plan, 0, data.columns());
  verbs(query, engine);
  const auto stream = engine.run(query.sql(), query.columns());
  Cells out;
  Rows rows;
  while (stream->next(rows))
    for (std::size_t r = 0; r < rows.count(); ++r) {
      std::string line;
      for (std::size_t c = 0; c < rows.columns(); ++c)
        line += (c > 0 ? "," : "") + (rows.at(r, c).null() ? std::string("-") : std::string(rows.at(r, c).text()));
      out.push_back(line);
    }
  return out;
}

class Verbs : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto reason = lazy::try_load("duckdb"); !reason.empty()) GTEST_SKIP() << reason;
  }
};

constexpr std::string_view small = "k,n,t\nb,2,x\na,10,\nb,,y\na,5,007\nc,1.50,x\n";

TEST_F(Verbs, FilterKeepsValuesAsWritten) {
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.filter("n > 1 and n < 6"); }),
              ElementsAre("b,2,x", "a,5,007", "c,1.50,x"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.filter("t is null or t = '007'"); }),
              ElementsAre("a,10,-", "a,5,007"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.filter("k in ('a', 'c') and not t =~ '^0'"); }),
              ElementsAre("c,1.50,x"));
}

TEST_F(Verbs, SortIsStableAndPutsMissingLast) {
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.sort(parse_sort({"-n"})); }),
              ElementsAre("a,10,-", "a,5,007", "b,2,x", "c,1.50,x", "b,-,y"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.sort(parse_sort({"k"})); }),
              ElementsAre("a,10,-", "a,5,007", "b,2,x", "b,-,y", "c,1.50,x"));
}

TEST_F(Verbs, GroupComesInTheOrderOfItsKeys) {
  EXPECT_THAT(
      run(small,
          [](Query& q,
             Engine&) { q.group({"k"}, "rows=count,n=count(n),s=sum(n),m=mean(n),f=first(t),u=unique(t)", false); }),
      ElementsAre("a,2,2,15,7.5,007,1", "b,2,1,2,2,x,2", "c,1,1,1.5,1.5,x,1"));
}

TEST_F(Verbs, ValuesAreCountedWithTiesAsTheyAppear) {
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.values("t", false); }), ElementsAre("x,2", "-,1", "y,1", "007,1"));
}

TEST_F(Verbs, HeadTailSkipFollowTheOrder) {
  EXPECT_THAT(run(
                  small,
                  [](Query& q, Engine&) {
    q.sort(parse_sort({"n"}));
    q.head(2);
                  }),
              ElementsAre("c,1.50,x", "b,2,x"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.tail(2); }), ElementsAre("a,5,007", "c,1.50,x"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.skip(3); }), ElementsAre("a,5,007", "c,1.50,x"));
}

TEST_F(Verbs, DedupeAndTop) {
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.dedupe({"k"}, Keep::first); }),
              ElementsAre("b,2,x", "a,10,-", "c,1.50,x"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.dedupe({"k"}, Keep::last); }),
              ElementsAre("b,-,y", "a,5,007", "c,1.50,x"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.dedupe({"k"}, Keep::none); }), ElementsAre("c,1.50,x"));
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.top(1, "n", {"k"}, false); }),
              ElementsAre("a,10,-", "b,2,x", "c,1.50,x"));
}

TEST_F(Verbs, FillForwardBackwardAndByValue) {
  EXPECT_THAT(run(small, [](Query& q, Engine&) { q.fill({{"t", "none"}}, {"n"}, {}); }),
              ElementsAre("b,2,x", "a,10,none", "b,10,y", "a,5,007", "c,1.50,x"));
}

TEST_F(Verbs, MeltGoesColumnByColumn) {
  EXPECT_THAT(run("id,a,b\n1,x,2\n3,y,4\n", [](Query& q, Engine&) { q.melt({"a", "b"}, {}, "variable", "value"); }),
              ElementsAre("1,a,x", "3,a,y", "1,b,2", "3,b,4"));
}

TEST_F(Verbs, PivotFillsColumnsInTheOrderOfTheirLabels) {
  EXPECT_THAT(run("d,s,n\nx,404,1\ny,200,2\nx,200,3\nx,200,5\n",
                  [](Query& q, Engine& e) { q.pivot("s", "n", {"d"}, false, e.ask()); }),
              ElementsAre("x,4,1", "y,2,-"));
}

TEST_F(Verbs, PivotLeavesOutWhatHasNoValue) {
  const std::string text = "d,s,n\nx,1.0,1\nx,1.00,3\ny,2.5,\n,1.0,7\n";
  EXPECT_THAT(run(text, [](Query& q, Engine& e) { q.pivot("s", "n", {"d"}, false, e.ask()); }),
              ElementsAre("x,2", "-,7"));
  EXPECT_THAT(run(text, [](Query& q, Engine& e) { q.pivot("s", "n", {"d"}, true, e.ask()); }), ElementsAre("x,2"));
}

TEST_F(Verbs, SpellingsOfOneNumberAreOneKey) {
  const std::string text = "k\n1.0\n1.00\n2.5\n1\n";
  EXPECT_THAT(run(text, [](Query& q, Engine&) { q.group({"k"}, "count,u=unique(k)", false); }),
              ElementsAre("1,3,1", "2.5,1,1"));
  EXPECT_THAT(run(text, [](Query& q, Engine&) { q.values("k", false); }), ElementsAre("1.0,3", "2.5,1"));
  EXPECT_THAT(run(text, [](Query& q, Engine&) { q.dedupe({"k"}, Keep::first); }), ElementsAre("1.0", "2.5"));
}

TEST_F(Verbs, FiguresOfValuesThatDifferLittle) {
  // 1e9 + 0, 1, 2 in the ninth decimal: sums of squares in double precision give no digit of it right.
  const std::string text = "x\n1000000000.25\n1000000000.5\n1000000000.75\n";
  EXPECT_THAT(run(text, [](Query& q, Engine&) { q.group({}, "v=var(x),d=std(x),s=sum(x),m=mean(x)", false); }),
              ElementsAre("0.0625,0.25,3000000001.5,1000000000.5"));
  EXPECT_THAT(run("x\n1.5\n", [](Query& q, Engine&) { q.group({}, "v=var(x),k=skew(x),m=mean(x)", false); }),
              ElementsAre("-,-,1.5"));
}

TEST_F(Verbs, WindowsArePandas) {
  EXPECT_THAT(run(
                  "x\n1\n\n3\n5\n",
                  [](Query& q, Engine&) {
    q.window("a=cumsum(x),b=cumcount(),c=rolling_sum(x,2),d=rolling_count(x,2),e=diff(x)", {}, {});
                  }),
              ElementsAre("1,1,0,-,1,-", "-,-,1,-,1,-", "3,4,2,-,1,-", "5,9,3,8,2,2"));
}

TEST_F(Verbs, SpansThatDoNotDivideADayBeginWithTheFirstDay) {
  EXPECT_THAT(run("t,n\n2026-01-02T08:00:00Z,1\n2026-01-02T01:00:00Z,2\n2026-01-02T03:00:00Z,3\n",
                  [](Query& q, Engine&) { q.resample("t", 7 * 3'600'000'000'000, "f=first(n)", {}); }),
              ElementsAre("2026-01-02T00:00:00Z,2", "2026-01-02T07:00:00Z,1"));
}

TEST_F(Verbs, ResampleHasEmptySpans) {
  EXPECT_THAT(run("t,n\n2026-01-01T00:01:00Z,1\n2026-01-01T00:31:00Z,5\n",
                  [](Query& q, Engine&) { q.resample("t", 900'000'000'000, "c=count,m=mean(n)", {}); }),
              ElementsAre("2026-01-01T00:00:00Z,1,1", "2026-01-01T00:15:00Z,0,-", "2026-01-01T00:30:00Z,1,5"));
}

TEST_F(Verbs, JoinKeepsTheOrderOfTheLeftTable) {
  const testing::TextFile other("k,v\na,1\nc,3\nd,4\n");
  Dataset right({other.path()}, {}, [](std::string_view) {});
  const auto joined = [&](JoinKind kind) {
    return run("k,n\nc,1\na,2\nb,3\n", [&](Query& q, Engine& e) {
      e.add(1, right);
      static Plan plan;   // numbers far from those of the other relation
      for (int i = 0; i < 100; ++i) (void)plan.fresh();
      q.join(Query::scan(plan, 1, right.columns()), kind, {{"k", "k"}}, "_right");
    });
  };
  EXPECT_THAT(joined(JoinKind::inner), ElementsAre("c,1,3", "a,2,1"));
  EXPECT_THAT(joined(JoinKind::left), ElementsAre("c,1,3", "a,2,1", "b,3,-"));
  EXPECT_THAT(joined(JoinKind::full), ElementsAre("c,1,3", "a,2,1", "b,3,-", "d,-,4"));
  EXPECT_THAT(joined(JoinKind::anti), ElementsAre("b,3"));
}

TEST_F(Verbs, AddressesAndUrls) {
  EXPECT_THAT(run("ip,u\n10.1.2.3,http://Ex.com:81/a?q=x+y%21\n8.8.8.8,/rel\n::1,\n", [](Query& q, Engine&) {
                q.derive("c=cidr(ip,'10.0.0.0/8'),p=is_private(ip),i=ip_int(ip),h=host(u),o=port(u),v=param(u,'q')");
                q.select({"c", "p", "i", "h", "o", "v"});
              }),
              ElementsAre("true,true,167838211,ex.com,81,x y!", "false,false,134744072,-,-,-", "false,true,-,-,-,-"));
}

TEST_F(Verbs, SameRowsOnAnyNumberOfThreads) {
  std::string text = "k,n\n";
  for (int i = 0; i < 200'000; ++i) text += "k" + std::to_string(i * 7919 % 501) + "," + std::to_string(i % 97) + "\n";
  const auto verbs = [](Query& q, Engine&) {
    q.group({"k"}, "s=sum(n),f=first(n),l=last(n)", false);
    q.sort(parse_sort({"-s"}));
    q.head(100);
  };
  EXPECT_EQ(run(text, verbs, 1), run(text, verbs, 4));
}

TEST_F(Verbs, BadInputFailsWithItsLine) {
  try {
    (void)run("a,b\n1,2\n3\n", [](Query& q, Engine&) { q.group({"a"}, "", false); });
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::data);
    EXPECT_EQ(error.where().line, 3);
  }
}

TEST_F(Verbs, UnknownColumnsNameTheNearest) {
  try {
    (void)run(small, [](Query& q, Engine&) { q.group({"kk"}, "", false); });
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::usage);
    EXPECT_THAT(error.hint(), HasSubstr("'k'"));
  }
}

}  // namespace
}  // namespace pytk::table
