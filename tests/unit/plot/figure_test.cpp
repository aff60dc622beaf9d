// Whole figures: limits, legends, labels that stay apart, and the same bytes every time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/bytes.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/plot/render.hpp>
#include <pytk/plot/request.hpp>

namespace pytk::plot {
namespace {

using ::testing::HasSubstr;

Figure figure_of(const Request& request, std::string_view text) {
  Notes notes;
  const auto source = io::Source::of(bytes_of(text), "input");
  return build(request, load(*source, load_options(request)), notes);
}
Request request_of(Kind kind) {
  Request request;
  request.kind = kind;
  return request;
}

TEST(Figure, LineOfOneToFiveHasMatplotlibsLimitsAndTicks) {
  Figure figure = figure_of(request_of(Kind::line), "1\n2\n3\n4\n5\n");
  resolve(figure);
  const Axes& axes = figure.axes[0];
  EXPECT_DOUBLE_EQ(axes.x.low, -0.2);
  EXPECT_DOUBLE_EQ(axes.x.high, 4.2);
  EXPECT_DOUBLE_EQ(axes.y.low, 0.8);
  EXPECT_DOUBLE_EQ(axes.y.high, 5.2);
  EXPECT_EQ(axes.x.ticks.size(), 9U);
  EXPECT_EQ(axes.y.ticks.front().label, "1.0");
  EXPECT_EQ(axes.y.ticks.back().label, "5.0");
}

TEST(Figure, BarsStandOnZero) {
  const Figure figure = figure_of(request_of(Kind::bar), "name,n\na,3\nb,5\n");
  EXPECT_DOUBLE_EQ(figure.axes[0].y.low, 0);
  EXPECT_DOUBLE_EQ(figure.axes[0].y.high, 5.25);
  const Figure both = figure_of(request_of(Kind::bar), "name,n\na,-3\nb,5\n");
  EXPECT_LT(both.axes[0].y.low, -3);
}

TEST(Figure, RepeatedLabelsAreAddedUpAndToppedByValue) {
  Request request = request_of(Kind::bar);
  request.x = "k";
  request.y = {"n"};
  request.top = 2;
  const Figure figure = figure_of(request, "k,n\na,1\nb,5\na,3\nc,2\n");
  EXPECT_THAT(figure.axes[0].x.categories, ::testing::ElementsAre("b", "a"));
  EXPECT_THAT(figure.axes[0].marks[0].detail, HasSubstr("\"values\":[5,4]"));
}

TEST(Figure, OneSeriesAGroup) {
  Request request = request_of(Kind::line);
  request.x = "x";
  request.y = {"y"};
  request.by = "g";
  const Figure figure = figure_of(request, "x,y,g\n1,1,a\n1,2,b\n2,3,a\n");
  ASSERT_EQ(figure.axes[0].marks.size(), 2U);
  EXPECT_EQ(figure.axes[0].marks[1].label, "b");
}

TEST(Figure, NothingToPlotIsSaid) {
  for (const char* text : {"", "\n\n", "a,b\n"}) {
    try {
      (void)figure_of(request_of(Kind::line), text);
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::data);
      EXPECT_THAT(error.what_happened(), HasSubstr("nothing to plot"));
    }
  }
}

TEST(Figure, EveryFormatGivesTheSameBytesTwice) {
  const Figure figure = figure_of(request_of(Kind::scatter), "a b\n1 2\n2 1\n3 5\n");
  EXPECT_EQ(to_png(figure), to_png(figure));
  EXPECT_EQ(to_svg(figure), to_svg(figure));
  EXPECT_EQ(to_pdf(figure), to_pdf(figure));
  EXPECT_EQ(to_html(figure), to_html(figure));
  EXPECT_TRUE(json::parse(to_scene(figure)));
}

TEST(Figure, PagesAskNothingOfTheNetwork) {
  const std::string page = to_html(figure_of(request_of(Kind::line), "1\n2\n</script><b>\n"));
  EXPECT_EQ(page.find("http"), page.find("http://www.w3.org/2000/svg"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("src=")));
}

/// Texts of a resolved figure that lie on each other.
std::vector<std::string> collisions(const Figure& figure) {
  const auto scene = json::parse(to_scene(figure));
  std::vector<std::pair<raster::Box, std::string>> boxes;
  for (const json::Value& text : scene->find("texts")->items) {
    const auto& side = text.find("box")->items;
    const auto number = [&](std::size_t i) { return std::stod(side[i].text); };
    boxes.emplace_back(raster::Box{number(0), number(1), number(2), number(3)}, text.find("text")->text);
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < boxes.size(); ++i)
    for (std::size_t k = i + 1; k < boxes.size(); ++k)
      if (boxes[i].first.overlaps(boxes[k].first)) out.push_back(boxes[i].second + " on " + boxes[k].second);
  return out;
}

TEST(Figure, NoLabelTouchesAnother) {
  std::string table = "when,host,n\n";
  for (int i = 0; i < 60; ++i)
    table += "2026-05-" + std::string(i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1) + ",a-rather-long-name-" + std::to_string(i % 14) + ".example.org," + std::to_string(i * i * 1000) + "\n";
  for (const Kind kind : {Kind::line, Kind::bar, Kind::barh, Kind::scatter, Kind::hist, Kind::box, Kind::pie,
                          Kind::stem, Kind::ecdf, Kind::violin, Kind::area}) {
    Request request = request_of(kind);
    const bool named = kind == Kind::bar || kind == Kind::barh || kind == Kind::pie || kind == Kind::box || kind == Kind::violin;
    request.x = named ? "host" : kind == Kind::hist || kind == Kind::ecdf ? "n" : "when";
    if (kind != Kind::hist && kind != Kind::ecdf) request.y = {"n"};
    request.title = "a title";
    EXPECT_THAT(collisions(figure_of(request, table)), ::testing::IsEmpty()) << static_cast<int>(kind);
  }
}

TEST(Terminal, IsNeverWiderThanAsked) {
  for (const std::size_t columns : {20U, 41U, 80U, 133U})
    for (const Kind kind : {Kind::line, Kind::bar, Kind::hist, Kind::pie, Kind::box, Kind::spark}) {
      Request request = request_of(kind);
      const std::string text = to_terminal(figure_of(request, "name,n\nquite a long label,3\nb,5\nc,9\n"), {columns, 12}, {});
      for (const std::string_view line : split(text, '\n')) EXPECT_LE(display_width(line), columns) << text;
      EXPECT_EQ(text.find('\x1b'), std::string::npos);
    }
}

}  // namespace
}  // namespace pytk::plot
