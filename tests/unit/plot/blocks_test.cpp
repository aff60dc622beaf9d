// Large inputs: read in blocks or held, the figure is the same; every type of .npy gives the same numbers.
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <pytk/plot/render.hpp>
#include <pytk/plot/request.hpp>

#include "../../../src/plot/blocks.hpp"
#include "../../../src/plot/decimal.hpp"
#include "../../../src/plot/mapping.hpp"
#include "../../../src/plot/npy.hpp"

namespace pytk::plot {
namespace {

/// A file of its own, gone at the end.
class Scratch {
 public:
  explicit Scratch(const std::string& content)
      : path_((std::filesystem::temp_directory_path() / ("pytk-blocks-" + std::to_string(::getpid()))).string()) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~Scratch() { std::filesystem::remove(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string npy(const std::string& descr, bool fortran, const std::string& shape, const std::string& content) {
  std::string header =
      "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }\n";
  std::string out("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(header.size() & 0xff);
  out += static_cast<char>(header.size() >> 8);
  return out + header + content;
}

template <class T>
std::string bytes_of_numbers(const std::vector<double>& values, bool swapped) {
  std::string out;
  for (const double v : values) {
    const T value = static_cast<T>(v);
    std::string raw(sizeof(T), '\0');
    std::memcpy(raw.data(), &value, sizeof(T));
    if (swapped) raw.assign(raw.rbegin(), raw.rend());
    out += raw;
  }
  return out;
}

/// A wave with noise that does not depend on a library, `gap` rows of it missing.
std::vector<double> walk(std::size_t count, bool gap) {
  std::vector<double> out(count);
  std::uint64_t state = 7;
  double level = 0;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    level += static_cast<double>(state >> 40U) / (1 << 24) - 0.5;
    out[i] = gap && i > count / 3 && i < count / 2 ? std::nan("") : level;
  }
  return out;
}

Figure figure_of(const Request& request, const std::string& path, bool stream) {
  const auto source = io::Source::open(path);
  LoadOptions options = load_options(request);
  EXPECT_TRUE(options.stream);
  options.stream = stream;
  Notes notes;
  Data data = load(*source, options);
  EXPECT_EQ(data.blocks != nullptr, stream);
  return build(request, std::move(data), notes);
}

TEST(Blocks, LineFromBlocksPaintsThePictureOfTheWholePath) {
  for (const bool gap : {false, true}) {
    const Scratch file(npy("<f8", false, "(600000,)", bytes_of_numbers<double>(walk(600'000, gap), false)));
    Request request;
    const raster::Picture reduced = to_picture(figure_of(request, file.path(), true));
    // Unsorted places are never reduced: the same points, with a step back behind the last one.
    Figure whole = figure_of(request, file.path(), false);
    auto& line = std::get<LineShape>(whole.axes[0].marks[0].shapes[0]);
    for (std::size_t i = 0; i < line.y.size(); ++i) line.x.push_back(static_cast<double>(i));
    line.x.push_back(line.x.back() - 1e-9);
    line.y.push_back(line.y.back());
    const raster::Picture full = to_picture(std::move(whole));
    std::size_t different = 0;
    for (std::size_t i = 0; i < full.samples.size(); i += 4) {
      int most = 0;
      for (std::size_t c = 0; c < 3; ++c) most = std::max(most, std::abs(full.samples[i + c] - reduced.samples[i + c]));
      different += most > 32 ? 1U : 0U;
    }
    EXPECT_LT(static_cast<double>(different), 0.005 * static_cast<double>(full.samples.size() / 4)) << gap;
  }
}

TEST(Blocks, HistogramAndDensityCountTheSame) {
  std::string text = "v\n";
  for (const double v : walk(500'000, false)) text += std::to_string(v) + "\n";
  const Scratch file(text);
  for (const Kind kind : {Kind::hist, Kind::density}) {
    Request request;
    request.kind = kind;
    const Figure streamed = figure_of(request, file.path(), true), held = figure_of(request, file.path(), false);
    EXPECT_EQ(streamed.axes[0].marks[0].detail, held.axes[0].marks[0].detail);
    EXPECT_EQ(streamed.axes[0].x.label, held.axes[0].x.label);
    EXPECT_EQ(to_png(streamed), to_png(held));
  }
}

TEST(Blocks, PackedNumbersComeBackAsTheyWere) {
  // One column that can be packed for a while, then no more.
  for (const std::string tail : {"", "1.5\n", "1e3\n", "12345678901.1\n"}) {
    std::string text = "v\n";
    for (int i = 0; i < 900'000; ++i) text += (i == 850'000 ? tail : "") + std::to_string(i % 1000 - 500) + ".25\n";
    const Scratch file(text);
    const auto source = io::Source::open(file.path());
    LoadOptions options;
    options.stream = true;
    Data data = load(*source, options);
    ASSERT_NE(data.blocks, nullptr);
    std::vector<double> rounds[3];
    for (auto& round : rounds)
      data.blocks->each([&](Blocks::Columns part) { round.insert(round.end(), part[0].begin(), part[0].end()); });
    data.blocks->tell(data);
    EXPECT_EQ(data.rows, tail.empty() ? 900'000U : 900'001U);
    EXPECT_EQ(rounds[0].size(), data.rows);
    EXPECT_EQ(rounds[0], rounds[1]);
    EXPECT_EQ(rounds[0], rounds[2]);
  }
}

TEST(Blocks, BadCellsAreCountedInEveryRound) {
  std::string text = "v\n";
  for (int i = 0; i < 700'000; ++i) text += i == 650'000 ? "oops\n" : std::to_string(i % 997) + "\n";
  text += "4\r\n# a comment\n\n5";
  std::string longer = text;
  longer.append(std::string((5U << 20U) - std::min<std::size_t>(text.size(), 5U << 20U), '\n'));
  const Scratch file(longer);
  Request request;
  request.kind = Kind::hist;
  const auto source = io::Source::open(file.path());
  Notes notes;
  (void)build(request, load(*source, load_options(request)), notes);
  EXPECT_EQ(notes.rows, 700'002U);
  EXPECT_EQ(notes.skipped, 1U);
  ASSERT_EQ(notes.warnings.size(), 1U);
  EXPECT_THAT(notes.warnings[0], ::testing::HasSubstr("'oops' in column 'v' on line 650002"));
}

TEST(Npy, EveryNumericTypeInBothByteOrders) {
  const std::vector<double> values = {0, 1, 2, 100, 7, 5};
  const auto expect = [&](const std::string& type, const std::string& content) {
    const auto array = read_npy(bytes_of(npy(type, false, "(6,)", content)));
    ASSERT_TRUE(array) << type;
    EXPECT_EQ(array->values, values) << type;
  };
  for (const bool swapped : {false, true}) {
    const std::string order = swapped ? ">" : "<";
    expect(order + "i2", bytes_of_numbers<std::int16_t>(values, swapped));
    expect(order + "i4", bytes_of_numbers<std::int32_t>(values, swapped));
    expect(order + "i8", bytes_of_numbers<std::int64_t>(values, swapped));
    expect(order + "u2", bytes_of_numbers<std::uint16_t>(values, swapped));
    expect(order + "u4", bytes_of_numbers<std::uint32_t>(values, swapped));
    expect(order + "u8", bytes_of_numbers<std::uint64_t>(values, swapped));
    expect(order + "f4", bytes_of_numbers<float>(values, swapped));
    expect(order + "f8", bytes_of_numbers<double>(values, swapped));
  }
  expect("|i1", bytes_of_numbers<std::int8_t>(values, false));
  expect("|u1", bytes_of_numbers<std::uint8_t>(values, false));
}

TEST(Npy, ExtendedFloatsAndDates) {
  // 1.5 and -infinity as x86 keeps them in 16 bytes.
  const std::string extended("\0\0\0\0\0\0\0\xc0\xff\x3f\0\0\0\0\0\0\0\0\0\0\0\0\0\x80\xff\xff\0\0\0\0\0\0", 32);
  const auto wide = read_npy(bytes_of(npy("<f16", false, "(2,)", extended)));
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->values[0], 1.5);
  EXPECT_EQ(wide->values[1], -INFINITY);
  const auto hours =
      read_npy(bytes_of(npy("<M8[h]", false, "(3,)", bytes_of_numbers<std::int64_t>({24, 36, -9.3e18}, false))));
  ASSERT_TRUE(hours);
  EXPECT_EQ(hours->values[0], 1);
  EXPECT_EQ(hours->values[1], 1.5);
  EXPECT_TRUE(std::isnan(hours->values[2]));
  // No axis has room for the year 2737907006989, and looking for ticks there would not end.
  const auto far =
      read_npy(bytes_of(npy("<M8[D]", false, "(2,)", bytes_of_numbers<std::int64_t>({106'000, 1e15}, false))));
  ASSERT_TRUE(far);
  EXPECT_EQ(far->values[0], 106'000);
  EXPECT_TRUE(std::isnan(far->values[1]));
  for (const char* type : {"<c16", "<M8[Y]", "|O", "<U4", "<f3", "<i16", "|S5"})
    EXPECT_FALSE(read_npy(bytes_of(npy(type, false, "(1,)", std::string(64, '\0'))))) << type;
}

TEST(Npy, OrderOfFortranIsTurned) {
  const std::vector<double> rows = {1, 2, 3, 4, 5, 6};
  const auto flat = read_npy(bytes_of(npy("<f8", false, "(3, 2)", bytes_of_numbers<double>(rows, false))));
  const auto turned =
      read_npy(bytes_of(npy("<f8", true, "(3, 2)", bytes_of_numbers<double>({1, 3, 5, 2, 4, 6}, false))));
  const auto deep =
      read_npy(bytes_of(npy("<f8", true, "(1, 2, 3)", bytes_of_numbers<double>({1, 4, 2, 5, 3, 6}, false))));
  ASSERT_TRUE(flat && turned && deep);
  EXPECT_EQ(flat->values, rows);
  EXPECT_EQ(turned->values, rows);
  EXPECT_EQ(deep->values, rows);
  const std::string file = npy("<f8", true, "(3, 2)", bytes_of_numbers<double>({1, 3, 5, 2, 4, 6}, false));
  const auto layout = look_at_npy(bytes_of(file));
  ASSERT_TRUE(layout);
  std::vector<double> second(2);
  layout->column(1, 1, second);
  EXPECT_THAT(second, ::testing::ElementsAre(4, 6));
}

TEST(Decimal, IsTheNearestDouble) {
  for (const char* text :
       {"0", "-0", "1", "0.1", "-12.5", "123456789012345", "0.000123", "99999.99999", "3.14159265358979", ".5", "5."}) {
    double value = 7;
    const char* end = text + std::strlen(text);
    ASSERT_EQ(read_decimal(text, end, value), end) << text;
    EXPECT_EQ(value, std::strtod(text, nullptr)) << text;
  }
  for (const char* text : {"", "-", ".", "1e5", "1234567890123456", "nan", "+1"}) {
    double value = 7;
    EXPECT_EQ(read_decimal(text, text + std::strlen(text), value), nullptr) << text;
  }
}

TEST(Decimal, IsReadAlikeWithRoomBehindItAndWithout) {
  // With room eight bytes are looked at together, without it each digit alone.
  const char* cells[] = {
      "1",  "0",  "-7",         "12.5",     "-0.001", "1234567", "12345678", "123456789012345", "1234567.1234567",
      ".5", "5.", "1.12345678", "0.0000000"};
  for (const std::string cell : cells)
    for (const char* behind : {"\n", ",", "\r\n", " ", "/", ":"}) {
      const std::string narrow = cell + behind, wide = narrow + "98765432109876543210";
      Decimal slow, quick;
      const char* slow_end = read_decimal(narrow.data(), narrow.data() + narrow.size(), slow);
      const char* quick_end = read_decimal(wide.data(), wide.data() + wide.size(), quick);
      ASSERT_NE(slow_end, nullptr) << cell;
      EXPECT_EQ(slow_end - narrow.data(), static_cast<std::ptrdiff_t>(cell.size())) << cell;
      EXPECT_EQ(quick_end - wide.data(), static_cast<std::ptrdiff_t>(cell.size())) << cell;
      EXPECT_EQ(slow.value(), quick.value()) << cell;
      EXPECT_EQ(slow.places, quick.places) << cell;
    }
  Decimal none;
  const std::string exponent = "1.5e3\n98765432109876543210";
  EXPECT_EQ(read_decimal(exponent.data(), exponent.data() + exponent.size(), none), nullptr);
}

}  // namespace
}  // namespace pytk::plot
