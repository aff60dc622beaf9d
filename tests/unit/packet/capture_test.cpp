#include <pytk/packet/capture.hpp>

#include <cstdlib>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/error.hpp>

namespace pytk::packet {
namespace {

using ::testing::HasSubstr;

struct Kept {
  Bytes bytes;
  std::int64_t time;
  std::uint32_t length;
  std::uint16_t link;
  std::string comment, interface;
};

std::vector<Kept> read_all(ByteView file, std::string* damage = nullptr) {
  const auto source = io::Source::of(file, "test.pcap");
  CaptureReader reader(*source);
  std::vector<Kept> kept;
  Frame frame;
  while (reader.next(frame))
    kept.push_back({Bytes(frame.bytes.begin(), frame.bytes.end()), frame.time, frame.length, frame.link,
                    std::string(frame.comment), frame.interface != nullptr ? frame.interface->name : ""});
  if (damage != nullptr) *damage = reader.damage();
  return kept;
}

template <class T>
void put(Bytes& out, T value, bool big = false) {
  std::uint8_t bytes[sizeof(T)];
  if (big)
    store_be<T>(bytes, value);
  else
    store_le<T>(bytes, value);
  out.insert(out.end(), bytes, bytes + sizeof(T));
}

/// A pcap with one packet "abc" at 7.000005 (or .000000005) seconds.
Bytes small_pcap(std::uint32_t magic, bool big, std::uint16_t minor = 4, std::uint32_t captured = 3,
                 std::uint32_t original = 9) {
  Bytes file;
  put<std::uint32_t>(file, magic, big);
  put<std::uint16_t>(file, 2, big);
  put<std::uint16_t>(file, minor, big);
  put<std::uint64_t>(file, 0, big);
  put<std::uint32_t>(file, 65535, big);
  put<std::uint32_t>(file, 1, big);
  put<std::uint32_t>(file, 7, big);
  put<std::uint32_t>(file, 5, big);
  put<std::uint32_t>(file, captured, big);
  put<std::uint32_t>(file, original, big);
  if (magic == 0xa1b2cd34) put<std::uint64_t>(file, 0, big);
  for (const char c : std::string("abc")) file.push_back(static_cast<std::uint8_t>(c));
  return file;
}

TEST(Capture, LongerRecordHeadersAreSeenByWhatFollows) {
  for (const std::uint32_t magic : {0xa1b2c3d4U, 0xa1b2cd34U}) {
    for (const std::size_t extra : {4U, 8U, 12U}) {
      if (magic == 0xa1b2cd34U && extra != 12U) continue;
      Bytes file = small_pcap(0xa1b2c3d4, false);
      store_le<std::uint32_t>(file.data(), magic);
      file.insert(file.begin() + 40, extra, 0x7f);
      const Bytes record(file.begin() + 24, file.end());
      file.insert(file.end(), record.begin(), record.end());
      const auto packets = read_all(file);
      ASSERT_EQ(packets.size(), 2U) << magic << ' ' << extra;
      EXPECT_EQ(text_of(packets[1].bytes), "abc");
    }
  }
  Bytes cut = small_pcap(0xa1b2c3d4, false);
  cut.resize(cut.size() + 8);
  std::string damage;
  ASSERT_EQ(read_all(cut, &damage).size(), 1U);
  EXPECT_THAT(damage, HasSubstr("cut short"));
}

TEST(Capture, ReadsEveryVariantOfPcap) {
  for (const bool big : {false, true}) {
    for (const auto& [magic, time] :
         {std::pair{0xa1b2c3d4U, 7'000'005'000LL}, {0xa1b23c4dU, 7'000'000'005LL}, {0xa1b2cd34U, 7'000'005'000LL}}) {
      const auto packets = read_all(small_pcap(magic, big));
      ASSERT_EQ(packets.size(), 1U) << magic << big;
      EXPECT_EQ(text_of(packets[0].bytes), "abc");
      EXPECT_EQ(packets[0].time, time);
      EXPECT_EQ(packets[0].length, 9U);
      EXPECT_EQ(packets[0].link, link_type::ethernet);
    }
  }
}

TEST(Capture, SwapsTheLengthsOfOldFiles) {
  const auto old = read_all(small_pcap(0xa1b2c3d4, false, 2, 9, 3));
  ASSERT_EQ(old.size(), 1U);
  EXPECT_EQ(old[0].length, 9U);
  const auto between = read_all(small_pcap(0xa1b2c3d4, false, 3, 9, 3));
  ASSERT_EQ(between.size(), 1U);
  EXPECT_EQ(between[0].bytes.size(), 3U);
}

TEST(Capture, GivesWhatIsWholeAndNamesTheDamage) {
  Bytes file = small_pcap(0xa1b2c3d4, false);
  const Bytes whole = file;
  file.insert(file.end(), whole.begin() + 24, whole.end() - 1);
  std::string damage;
  EXPECT_EQ(read_all(file, &damage).size(), 1U);
  EXPECT_THAT(damage, HasSubstr("cut short: 2 of 3 bytes"));
  // Every prefix: either no capture at all, or the packets that are whole.
  for (std::size_t size = 0; size < whole.size(); ++size) {
    try {
      EXPECT_EQ(read_all(ByteView(whole).first(size)).size(), 0U) << size;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::data);
      EXPECT_LT(size, 24U);
    }
  }
}

TEST(Capture, RefusesWhatIsNoCapture) {
  for (const std::string_view text : {"", "abc", "GET / HTTP/1.0\r\n\r\n and so on, longer than a header"}) {
    try {
      (void)read_all(bytes_of(text));
      FAIL() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault(), Fault::data);
      EXPECT_THAT(error.what_happened(), HasSubstr("not a capture file"));
    }
  }
}

TEST(Capture, RefusesLengthsThatNoPacketHas) {
  std::string damage;
  EXPECT_TRUE(read_all(small_pcap(0xa1b2c3d4, false, 4, 0x7fffffff), &damage).empty());
  EXPECT_THAT(damage, HasSubstr("claims 2147483647 bytes"));
}

TEST(Capture, PcapngKeepsInterfacesCommentsAndNanoseconds) {
  Interface first, second;
  first.snap_length = 100;
  first.name = "eth0";
  first.description = "left";
  second.link = 101;
  second.number = 1;
  second.name = "tun0";
  std::string file;
  const auto sink = io::Sink::to(file);
  CaptureWriter writer(*sink, {.format = CaptureFormat::pcapng, .snap_length = 0, .comment = ""});
  const std::string one = "one", three = "three";
  Frame frame{.bytes = bytes_of(one),
              .length = 5,
              .time = 1'234'567'890'123'456'789,
              .link = 1,
              .interface = &first,
              .comment = "seen"};
  writer.write(frame);
  writer.write({.bytes = bytes_of(three), .length = 5, .time = 1, .link = 101, .interface = &second, .comment = {}});
  writer.secrets(0x544c534b, bytes_of("CLIENT_RANDOM x"));
  writer.write(frame);
  writer.finish();
  sink->commit();
  const auto packets = read_all(bytes_of(file));
  ASSERT_EQ(packets.size(), 3U);
  EXPECT_EQ(packets[0].time, 1'234'567'890'123'456'789);
  EXPECT_EQ(packets[0].comment, "seen");
  EXPECT_EQ(packets[0].interface, "eth0");
  EXPECT_EQ(packets[1].link, link_type::raw);
  EXPECT_EQ(packets[1].time, 1);
  EXPECT_EQ(packets[1].interface, "tun0");
  EXPECT_EQ(text_of(packets[2].bytes), "one");
  const auto source = io::Source::of(bytes_of(file), "x");
  CaptureReader reader(*source);
  std::string secrets;
  reader.on_secrets([&](std::uint32_t kind, ByteView bytes) {
    EXPECT_EQ(kind, 0x544c534bU);
    secrets = text_of(bytes);
  });
  EXPECT_EQ(reader.count(), 3U);
  EXPECT_EQ(secrets, "CLIENT_RANDOM x");
  EXPECT_EQ(reader.interfaces().size(), 2U);
}

/// A section with one interface (given tsresol) and one packet at `ticks`.
Bytes section(bool big, std::uint8_t resolution, std::uint64_t ticks, std::int64_t offset = 0) {
  Bytes file;
  put<std::uint32_t>(file, 0x0a0d0d0a, big);
  put<std::uint32_t>(file, 28, big);
  put<std::uint32_t>(file, 0x1a2b3c4d, big);
  put<std::uint16_t>(file, 1, big);
  put<std::uint16_t>(file, 0, big);
  put<std::uint64_t>(file, ~std::uint64_t{0}, big);
  put<std::uint32_t>(file, 28, big);
  const std::uint32_t description = 20 + 8 + 12 + 4;
  put<std::uint32_t>(file, 1, big);
  put<std::uint32_t>(file, description, big);
  put<std::uint16_t>(file, 1, big);
  put<std::uint16_t>(file, 0, big);
  put<std::uint32_t>(file, 0, big);
  put<std::uint16_t>(file, 9, big);
  put<std::uint16_t>(file, 1, big);
  file.insert(file.end(), {resolution, 0, 0, 0});
  put<std::uint16_t>(file, 14, big);
  put<std::uint16_t>(file, 8, big);
  put<std::uint64_t>(file, static_cast<std::uint64_t>(offset), big);
  put<std::uint32_t>(file, 0, big);
  put<std::uint32_t>(file, description, big);
  put<std::uint32_t>(file, 6, big);
  put<std::uint32_t>(file, 36, big);
  put<std::uint32_t>(file, 0, big);
  put<std::uint32_t>(file, static_cast<std::uint32_t>(ticks >> 32U), big);
  put<std::uint32_t>(file, static_cast<std::uint32_t>(ticks), big);
  put<std::uint32_t>(file, 2, big);
  put<std::uint32_t>(file, 2, big);
  file.insert(file.end(), {'h', 'i', 0, 0});
  put<std::uint32_t>(file, 36, big);
  return file;
}

TEST(Capture, PcapngSectionsMayHaveEitherByteOrder) {
  Bytes file = section(false, 6, 3'000'001);
  const Bytes other = section(true, 9, 5);
  file.insert(file.end(), other.begin(), other.end());
  const auto packets = read_all(file);
  ASSERT_EQ(packets.size(), 2U);
  EXPECT_EQ(packets[0].time, 3'000'001'000);
  EXPECT_EQ(packets[1].time, 5);
  EXPECT_EQ(text_of(packets[1].bytes), "hi");
}

TEST(Capture, PcapngTimesFollowTheirResolution) {
  EXPECT_EQ(read_all(section(false, 3, 1500)).at(0).time, 1'500'000'000);
  EXPECT_EQ(read_all(section(false, 12, 5'000)).at(0).time, 5);
  EXPECT_EQ(read_all(section(false, 0x80 | 10, 1536)).at(0).time, 1'500'000'000);
  EXPECT_EQ(read_all(section(false, 0x80, 2)).at(0).time, 2'000'000'000);
  EXPECT_EQ(read_all(section(false, 6, 1, 10)).at(0).time, 10'000'001'000);
  EXPECT_EQ(read_all(section(false, 0, ~std::uint64_t{0})).at(0).time, std::numeric_limits<std::int64_t>::max());
}

TEST(Capture, PcapHoldsOneLinkType) {
  std::string file;
  const auto sink = io::Sink::to(file);
  CaptureWriter writer(*sink, {});
  writer.write({.bytes = bytes_of("a"), .length = 1, .time = 0, .link = 1, .comment = {}});
  EXPECT_THROW(writer.write({.bytes = bytes_of("a"), .length = 1, .time = 0, .link = 101, .comment = {}}), Error);
}

TEST(Capture, CountsOfTheConformanceFiles) {
  namespace fs = std::filesystem;
  const char* given = std::getenv("PYTK_CONFORMANCE_DIR");
  const fs::path folder =
      fs::path(given != nullptr ? given : PYTK_SOURCE_DIR "/../shared/conformance") / "sniff/pcapng-le";
  if (!fs::exists(folder)) GTEST_SKIP() << "no conformance data at " << folder;
  int files = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".pcapng") continue;
    auto text_path = entry.path();
    const std::string text = io::Source::open(text_path.replace_extension(".txt").string())->read_all();
    std::uint64_t wanted = 0;
    for (const std::string_view kind : {"\tEPB: ", "\tSPB: ", "\tPB: ", "\tOPB: "})
      if (const std::size_t at = text.find(kind); at != std::string::npos)
        wanted += std::strtoull(text.c_str() + at + kind.size(), nullptr, 10);
    const auto source = io::Source::open(entry.path().string());
    CaptureReader reader(*source);
    EXPECT_EQ(reader.count(), wanted) << entry.path();
    EXPECT_EQ(reader.damage(), "") << entry.path();
    ++files;
  }
  EXPECT_GT(files, 0);
}

}  // namespace
}  // namespace pytk::packet
