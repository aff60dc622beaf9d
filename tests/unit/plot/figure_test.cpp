// Whole figures: limits, legends, labels that stay apart, and the same bytes every time.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include <pytk/core/bytes.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
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

/// The number that an attribute of an SVG's first picture has.
double picture_attribute(std::string_view svg, std::string_view name) {
  const std::string key = " " + std::string(name) + "=\"";
  const std::size_t from = svg.find(key, svg.find("<image")) + key.size();
  return parse_real(svg.substr(from, svg.find('"', from) - from)).value();
}

TEST(Figure, PicturesLieOnWholePixelsAndADensityHasOneCellAPixel) {
  for (const double height : {480.0, 555.0, 701.0}) {
    Request request = request_of(Kind::density);
    request.width = 640;
    request.height = height;
    const std::string svg = to_svg(figure_of(request, "a b\n1 2\n2 1\n3 5\n"));
    for (const char* name : {"x", "y", "width", "height"}) {
      const double value = picture_attribute(svg, name);
      EXPECT_EQ(value, std::round(value)) << name << ' ' << height;
    }
    const std::string_view png = "base64,";
    // The first 24 bytes of a PNG end with its width and height (RFC 2083 4.1.1).
    const auto head = from_base64(std::string_view(svg).substr(svg.find(png) + png.size(), 32));
    ASSERT_TRUE(head);
    EXPECT_EQ(load_be<std::uint32_t>(ByteView(*head).subspan(16, 4)), picture_attribute(svg, "width"));
    EXPECT_EQ(load_be<std::uint32_t>(ByteView(*head).subspan(20, 4)), picture_attribute(svg, "height"));
  }
}

TEST(Figure, PagesAskNothingOfTheNetwork) {
  const std::string page = to_html(figure_of(request_of(Kind::line), "1\n2\n</script><b>\n"));
  EXPECT_EQ(page.find("http"), page.find("http://www.w3.org/2000/svg"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("src=")));
}

/// Texts of a resolved figure that lie on each other or leave the figure.
std::vector<std::string> collisions(const Figure& figure) {
  const auto scene = json::parse(to_scene(figure));
  std::vector<std::pair<raster::Box, std::string>> boxes;
  for (const json::Value& text : scene->find("texts")->items) {
    const auto& side = text.find("box")->items;
    const auto number = [&](std::size_t i) { return std::stod(side[i].text); };
    boxes.emplace_back(raster::Box{number(0), number(1), number(2), number(3)},
                       text.find("role")->text + " '" + text.find("text")->text + "'");
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const raster::Box& box = boxes[i].first;
    if (box.x0 < -1 || box.y0 < -1 || box.x1 > figure.width + 1 || box.y1 > figure.height + 1)
      out.push_back(boxes[i].second + " leaves the figure");
    for (std::size_t k = i + 1; k < boxes.size(); ++k)
      if (box.overlaps(boxes[k].first)) out.push_back(boxes[i].second + " on " + boxes[k].second);
  }
  return out;
}

/// Rows with times, `names` different long names with signs that labels may trip over, and values of all sizes.
std::string nasty_table(int names) {
  std::string table = "when,host,n,m\n";
  for (int i = 0; i < 60; ++i)
    table += "2026-05-" + std::string(i % 28 < 9 ? "0" : "") + std::to_string(i % 28 + 1) + ",a-rather-long $name_{" +
             std::to_string(i % names) + "}$ with W\xc3\xa4 \xe4\xb8\x96 and more of it.example.org," +
             std::to_string(i * i * 100000 - 70000) + "," + std::to_string(i % 7 + 0.5) + "\n";
  return table;
}

constexpr Kind all_kinds[] = {Kind::line,   Kind::bar,     Kind::barh,    Kind::scatter, Kind::hist,
                              Kind::box,    Kind::pie,     Kind::stem,    Kind::ecdf,    Kind::violin,
                              Kind::area,   Kind::stack,   Kind::step,    Kind::kde,     Kind::hist2d,
                              Kind::hexbin, Kind::density, Kind::heatmap, Kind::graph,   Kind::polar};

Request nasty_request(Kind kind) {
  Request request = request_of(kind);
  const auto one_of = [&](std::initializer_list<Kind> list) {
    return std::find(list.begin(), list.end(), kind) != list.end();
  };
  if (one_of({Kind::bar, Kind::barh, Kind::pie, Kind::box, Kind::violin, Kind::heatmap, Kind::graph}))
    request.x = "host";
  else request.x = one_of({Kind::line, Kind::stem, Kind::area, Kind::stack, Kind::step}) ? "when" : "m";
  if (!one_of({Kind::hist, Kind::ecdf, Kind::kde}))
    request.y = {kind == Kind::heatmap || kind == Kind::graph ? "m" : kind == Kind::pie ? "m" : "n"};
  request.grid_size = 10;
  request.values = true;
  request.title = "a title that is longer than the narrow figures are wide";
  request.x_label = "a name of the axis that is rather long as well";
  return request;
}

TEST(Figure, NoLabelTouchesAnother) {
  for (const Kind kind : all_kinds)
    for (const int names : {3, 40})
      for (const auto& [width, height] : {std::pair{640.0, 480.0}, {200.0, 400.0}, {1200.0, 300.0}}) {
        Request request = nasty_request(kind);
        request.width = width;
        request.height = height;
        EXPECT_THAT(collisions(figure_of(request, nasty_table(names))), ::testing::IsEmpty())
            << static_cast<int>(kind) << ' ' << names << ' ' << width;
      }
}

TEST(Figure, NoLabelTouchesAnotherInLegendsAndFacets) {
  for (const Kind kind : {Kind::line, Kind::bar, Kind::hist, Kind::scatter})
    for (const int names : {3, 15})
      for (const bool facets : {false, true})
        for (const LegendPlace legend : {LegendPlace::best, LegendPlace::outside}) {
          Request request = nasty_request(kind);
          if (kind == Kind::bar) request.x = "m";
          (facets ? request.facet : request.by) = "host";
          request.legend = legend;
          request.annotations = {{kind == Kind::line ? "2026-05-05" : "2.5", "4000000", "a note"},
                                 {kind == Kind::line ? "2026-05-05" : "2.5", "4100000", "another note close to it"}};
          if (kind == Kind::bar || kind == Kind::hist) request.annotations.clear();
          EXPECT_THAT(collisions(figure_of(request, nasty_table(names))), ::testing::IsEmpty())
              << static_cast<int>(kind) << ' ' << names << ' ' << facets << ' ' << static_cast<int>(legend);
        }
}

TEST(Figure, LegendsThatAreTooLongGetColumnsAndAnEnd) {
  Request request = request_of(Kind::line);
  request.by = "g";
  request.x = "x";
  request.y = {"y"};
  std::string table = "x,y,g\n";
  for (int i = 0; i < 400; ++i)
    table += std::to_string(i % 4) + "," + std::to_string(i) + ",group " + std::to_string(i % 200) + "\n";
  const std::string scene = to_scene(figure_of(request, table));
  EXPECT_THAT(scene, HasSubstr("\"group 0\""));
  EXPECT_THAT(scene, HasSubstr(" more\""));
  EXPECT_THAT(collisions(figure_of(request, table)), ::testing::IsEmpty());
}

TEST(Terminal, IsNeverWiderThanAsked) {
  for (const std::size_t columns : {20U, 41U, 80U, 133U})
    for (const Kind kind : {Kind::line, Kind::bar, Kind::hist, Kind::pie, Kind::box, Kind::spark}) {
      Request request = request_of(kind);
      const std::string text =
          to_terminal(figure_of(request, "name,n\nquite a long label,3\nb,5\nc,9\n"), {columns, 12}, {});
      for (const std::string_view line : split(text, '\n')) EXPECT_LE(display_width(line), columns) << text;
      EXPECT_EQ(text.find('\x1b'), std::string::npos);
    }
}

}  // namespace
}  // namespace pytk::plot
