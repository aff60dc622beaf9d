#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <pytk/array/files.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>

#include "array/reduce.hpp"

namespace pytk::array {
namespace {

using testing::HasSubstr;

std::string npy_of(const Array& a) {
  std::string out;
  const auto sink = io::Sink::to(out);
  write_npy(*sink, a);
  return out;
}
std::string header(const std::string& literal, const std::string& data = "") {
  std::string text = literal;
  text.resize((10 + text.size() + 1 + 63) / 64 * 64 - 11, ' ');
  text += '\n';
  return std::string("\x93NUMPY\x01\0", 8) + static_cast<char>(text.size() & 0xFFU) +
         static_cast<char>(text.size() >> 8U) + text + data;
}
std::string error_of(const std::string& bytes) {
  try {
    (void)read_npy(bytes_of(bytes), "a.npy", nullptr);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::data);
    return error.message();
  }
  return "nothing was thrown";
}
Array text_of_numbers(std::string_view text, const TextOptions& options = {}) {
  auto source = io::Source::of(bytes_of(text), "in.txt");
  return read_text(*source, options);
}
std::string text_error(std::string_view text, const TextOptions& options = {}) {
  try {
    (void)text_of_numbers(text, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::data);
    return error.message();
  }
  return "nothing was thrown";
}

TEST(Npy, WritesWhatNumPyWrites) {
  const Array a = Array::of<double>(std::vector<double>{1, 2, 3});
  const auto bytes = npy_of(a);
  ASSERT_EQ(bytes.size(), 128U + 24U);
  EXPECT_EQ(bytes.substr(0, 10), std::string("\x93NUMPY\x01\0v\0", 10));
  EXPECT_EQ(bytes.substr(10, 59), "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }  ");
  EXPECT_EQ(bytes[127], '\n');
}
TEST(Npy, EveryTypeAndOrderComesBack) {
  for (const auto kind : {Kind::boolean, Kind::int8, Kind::uint16, Kind::int32, Kind::uint64, Kind::float16,
                          Kind::float32, Kind::float64, Kind::complex64, Kind::complex128})
    for (const bool fortran : {false, true}) {
      Array a = Array::empty(kind, {2, 3}, fortran);
      assign(a, Array::of<double>(std::vector<double>{1, 0, 3, 4, 5, 6}).reshaped({2, 3}));
      const auto bytes = npy_of(a);
      const auto back = read_npy(bytes_of(bytes), "a", nullptr).at(0).second;
      EXPECT_EQ(repr(back), repr(a));
      EXPECT_EQ(back.f_contiguous(), fortran);
    }
}
TEST(Npy, ReadsBigEndianOldLiteralsAndScalars) {
  const auto big = read_npy(
      bytes_of(header("{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }", std::string("\1\2\0\5", 4))), "a",
      nullptr);
  EXPECT_EQ(repr(big.at(0).second), "array([258,   5], dtype=int16)");
  const auto old =
      read_npy(bytes_of(header("{\"shape\": (2L,), 'fortran_order':False,'descr': '|u1'}", "\1\2")), "a", nullptr);
  EXPECT_EQ(repr(old.at(0).second), "array([1, 2], dtype=uint8)");
  const auto scalar =
      read_npy(bytes_of(header("{'descr': '|u1', 'fortran_order': False, 'shape': (), }", "\7")), "a", nullptr);
  EXPECT_EQ(repr(scalar.at(0).second), "array(7, dtype=uint8)");
  const auto text =
      read_npy(bytes_of(header("{'descr': '|S2', 'fortran_order': False, 'shape': (2,), }", std::string("abc\0", 4))),
               "a", nullptr);
  EXPECT_EQ(repr(text.at(0).second), "array([b'ab', b'c'], dtype='|S2')");
}
TEST(Npy, AnyByteButZeroIsTrue) {
  for (const char* type : {"|b1", "|u1"}) {
    const auto bytes = header("{'descr': '" + std::string(type) + "', 'fortran_order': True, 'shape': (2, 2), }",
                              std::string("\xbc\0\1\x80", 4));
    const auto a = read_npy(bytes_of(bytes), "a", nullptr).at(0).second;
    EXPECT_EQ(repr(a), type[1] == 'b' ? "array([[ True,  True],\n       [False,  True]])"
                                      : "array([[188,   1],\n       [  0, 128]], dtype=uint8)");
    EXPECT_TRUE(a.f_contiguous());
  }
}
TEST(Npy, StructuredFilesGiveTheirFields) {
  const auto bytes = header(
      "{'descr': [('id', '<u2'), ('name', '|S3'), ('xy', '|i1', (2,))], 'fortran_order': False, 'shape': (2,), }",
      std::string("\1\0abc\1\2\2\0de\0\3\4", 14));
  const auto fields = read_npy(bytes_of(bytes), "a", nullptr);
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(repr(fields[0].second), "array([1, 2], dtype=uint16)");
  EXPECT_EQ(repr(fields[1].second), "array([b'abc', b'de'], dtype='|S3')");
  EXPECT_EQ(repr(fields[2].second), "array([[1, 2],\n       [3, 4]], dtype=int8)");
}
TEST(Npy, FieldsHaveTheirOwnByteOrderPaddingAndAxes) {
  const auto mixed = read_npy(
      bytes_of(header("{'descr': [('a', '<u2'), ('', '|V2'), ('b', '>u2')], 'fortran_order': False, 'shape': (2,), }",
                      std::string("\1\0xx\0\2\3\0yy\0\4", 12))),
      "a", nullptr);
  ASSERT_EQ(mixed.size(), 2U);
  EXPECT_EQ(repr(mixed[0].second), "array([1, 3], dtype=uint16)");
  EXPECT_EQ(mixed[1].first, "b");
  EXPECT_EQ(repr(mixed[1].second), "array([2, 4], dtype=uint16)");
  const auto turned =
      read_npy(bytes_of(header("{'descr': [('a', '|u1')], 'fortran_order': True, 'shape': (2, 3), }", "\1\2\3\4\5\6")),
               "a", nullptr);
  EXPECT_EQ(repr(turned.at(0).second), "array([[1, 3, 5],\n       [2, 4, 6]], dtype=uint8)");
}
TEST(Npy, ElementsWithoutBytesAreCounted) {
  EXPECT_THAT(error_of(header("{'descr': '|S0', 'fortran_order': False, 'shape': (1152921504606846976,), }")),
              HasSubstr("elements without a byte"));
  EXPECT_THAT(error_of(header("{'descr': [], 'fortran_order': False, 'shape': (1000000000000,), }")),
              HasSubstr("no fields"));
  EXPECT_THAT(error_of(header("{'descr': [('a', '<f8', (0,))], 'fortran_order': False, 'shape': (1000000000000,), }")),
              HasSubstr("elements without a byte"));
}
TEST(Npy, RefusesLiesAndObjects) {
  EXPECT_THAT(error_of("hello"), HasSubstr("not an .npy file"));
  EXPECT_THAT(error_of(header("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", "xx")),
              HasSubstr("Python objects are refused"));
  EXPECT_THAT(error_of(header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000,), }")),
              HasSubstr("announced"));
  EXPECT_THAT(error_of(header("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }")),
              HasSubstr("too big"));
  EXPECT_THAT(error_of(header("{'descr': '<f8', 'fortran_order': False, 'shape': (1152921504606846976,), }")),
              HasSubstr("more than there can be"));
  EXPECT_THAT(error_of(header("{'descr': '<M9', 'fortran_order': False, 'shape': (1,), }")),
              HasSubstr("not supported"));
  EXPECT_THAT(error_of(header("__import__('os')")), HasSubstr("damaged"));
  const auto whole = npy_of(Array::zeros(Kind::float64, {5}));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(error_of(whole.substr(0, size)), "nothing was thrown") << size;
}
/// Pages of files that this process holds, in bytes; the program's own among them.
std::int64_t pages_of_files() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "RssFile:") {
      std::int64_t kilobytes = 0;
      status >> kilobytes;
      return kilobytes * 1024;
    }
  return -1;
}

TEST(Npy, ALargeFileIsGivenBackWhileItIsReduced) {
  const auto path = std::filesystem::temp_directory_path() / ("pytk-large-" + std::to_string(::getpid()) + ".npy");
  std::vector<double> reals(12'000'000);
  std::vector<std::int32_t> whole(reals.size());
  for (std::size_t i = 0; i < reals.size(); ++i) {
    reals[i] = std::sin(static_cast<double>(i)) * 1e3;
    whole[i] = static_cast<std::int32_t>(i * 2654435761U % 100'003);
  }
  for (const Array& a : {Array::of<double>(reals), Array::of<std::int32_t>(whole)}) {
    const auto sink = io::Sink::open(path.string());
    write_npy(*sink, a);
    sink->commit();
    const Array mapped = read_arrays(io::Source::open(path.string())).at(0).second;
    const std::int64_t before = pages_of_files();
    if (before < 0) GTEST_SKIP() << "/proc is not there";
    const auto check = [&](const Array& got, const Array& wanted, const char* what) {
      EXPECT_EQ(repr(got), repr(wanted)) << what;
      EXPECT_LT(pages_of_files() - before, a.bytes() / 4) << what;
    };
    check(reduce(Reduction::sum, mapped, {0}, false), reduce(Reduction::sum, a, {0}, false), "sum");
    check(reduce(Reduction::min, mapped, {0}, true), reduce(Reduction::min, a, {0}, true), "min");
    check(reduce(Reduction::any, mapped, {0}, false), reduce(Reduction::any, a, {0}, false), "any");
    check(mean(mapped, {0}, false), mean(a, {0}, false), "mean");
    check(variance(mapped, {0}, false, 1), variance(a, {0}, false, 1), "variance");
  }
  std::filesystem::remove(path);
}
TEST(Npz, ComesBackStoredAndDeflated) {
  const Members members{{"a", Array::of<double>(std::vector<double>{1, 2})},
                        {"name with space", Array::zeros(Kind::int64, {20, 50})}};
  for (const bool compress : {false, true}) {
    std::string out;
    write_npz(*io::Sink::to(out), members, compress);
    const auto back = read_npz(bytes_of(out), "x.npz");
    ASSERT_EQ(back.size(), 2U);
    EXPECT_EQ(back[1].first, "name with space");
    EXPECT_EQ(repr(back[0].second), "array([1., 2.])");
    EXPECT_EQ(back[1].second.size(), 1000);
    EXPECT_EQ(out.size() < 2000, compress);
    for (std::size_t size = 4; size < out.size(); size += 1 + out.size() / 200)
      EXPECT_THROW((void)read_npz(bytes_of(std::string_view(out).substr(0, size)), "x.npz"), Error) << size;
    // One flipped bit in the middle of the data is noticed.
    std::string flipped = out;
    flipped[60] = static_cast<char>(flipped[60] ^ 1);
    EXPECT_THROW((void)read_npz(bytes_of(flipped), "x.npz"), Error);
  }
}

TEST(Text, FollowsLoadtxt) {
  EXPECT_EQ(repr(text_of_numbers("1 2\n3 4\n")), "array([[1., 2.],\n       [3., 4.]])");
  EXPECT_EQ(repr(text_of_numbers("# a comment\n\n 1\t2  # more\r\n\r\n3 4")), "array([[1., 2.],\n       [3., 4.]])");
  EXPECT_EQ(repr(text_of_numbers("1 2 3\n")), "array([1., 2., 3.])");
  EXPECT_EQ(repr(text_of_numbers("1\n2\n")), "array([1., 2.])");
  EXPECT_EQ(repr(text_of_numbers("5")), "array(5.)");
  EXPECT_EQ(repr(text_of_numbers("")), "array([], dtype=float64)");
  EXPECT_EQ(repr(text_of_numbers("+1 -inf NaN Infinity 1e3 .5 5.")),
            "array([1.e+00,   -inf,    nan,    inf, 1.e+03, 5.e-01, 5.e+00])");
  EXPECT_EQ(text_of_numbers("1e400 -1e400 1e-400").get<double>(0), HUGE_VAL);
  EXPECT_EQ(text_of_numbers("1e400 -1e400 1e-400").get<double>(2), 0.0);
  TextOptions options;
  options.delimiter = ',';
  EXPECT_EQ(repr(text_of_numbers("1, 2\n3 ,4\n", options)), "array([[1., 2.],\n       [3., 4.]])");
  options.columns = {-1};
  EXPECT_EQ(repr(text_of_numbers("1, 2\n3 ,4\n", options)), "array([2., 4.])");
  options = {};
  options.dtype = Kind::int64;
  EXPECT_EQ(repr(text_of_numbers("9007199254740993 -1", options)), "array([9007199254740993,               -1])");
  options.dtype = DType(Kind::text, 12);
  EXPECT_EQ(repr(text_of_numbers("ab c", options)), "array(['ab', 'c'], dtype='<U3')");
}
TEST(Text, SkipsRowsAndTakesNames) {
  TextOptions options;
  options.skip_rows = 1;
  options.most_rows = 1;
  EXPECT_EQ(repr(text_of_numbers("junk\n1 2\n3 4\n", options)), "array([1., 2.])");
  options = {};
  options.header = true;
  options.delimiter = ',';
  std::vector<std::string> names;
  auto source = io::Source::of(bytes_of("#a, b\n1,2\n"), "in");
  EXPECT_EQ(repr(read_text(*source, options, &names)), "array([1., 2.])");
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b"}));
}
TEST(Text, FaultsNameRowColumnAndText) {
  EXPECT_EQ(text_error("1 2\n\n3 x\n"), "in.txt:3:2: could not convert 'x' to float64 at row 2, column 2");
  EXPECT_EQ(text_error("1 2\n3\n"), "in.txt:2: the number of columns changed from 2 to 1 at row 2");
  for (const char* bad : {"0x1F", "1_0", "1,5", "nan(1)", "1e", "--1", "+-1", "1d5"})
    EXPECT_THAT(text_error(bad), HasSubstr("could not convert")) << bad;
  TextOptions options;
  options.columns = {5};
  EXPECT_EQ(text_error("1 2\n", options), "in.txt:1: there is no column 5: row 1 has 2");
}
TEST(Text, MissingValuesBecomeWhatIsAskedFor) {
  TextOptions options;
  options.delimiter = ',';
  options.missing = std::nan("");
  EXPECT_EQ(repr(text_of_numbers("1,,3\nN/A,5,6\n", options)), "array([[ 1., nan,  3.],\n       [nan,  5.,  6.]])");
  options.missing = -9;
  EXPECT_EQ(repr(text_of_numbers("1,,x\n", options)), "array([ 1., -9., -9.])");
}

}  // namespace
}  // namespace pytk::array
