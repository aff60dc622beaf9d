// Key bytes are gone from the memory of the process once their scope has ended: heap, stacks and globals are searched.
#include "testing.hpp"

#include <array>
#include <charconv>

#include <fcntl.h>
#include <unistd.h>

#include <pytk/crypt/fernet.hpp>
#include <pytk/crypt/key_source.hpp>

namespace pytk::crypt {
namespace {

using testing::TestContext;
using testing::TestFile;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#elif defined(__has_feature)
constexpr bool sanitized = __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);
#else
constexpr bool sanitized = false;
#endif

/// What is looked for, kept in two halves so that the search does not find itself.
class Hidden {
 public:
  explicit Hidden(ByteView plain) {
    for (const std::uint8_t byte : plain) {
      std::uint8_t mask = 0;
      secure_random({&mask, 1});
      masks_.push_back(mask);
      masked_.push_back(static_cast<std::uint8_t>(byte ^ mask));
    }
  }
  [[nodiscard]] bool starts(const std::uint8_t* at) const {
    for (std::size_t i = 0; i < masks_.size(); ++i)
      if (at[i] != static_cast<std::uint8_t>(masked_[i] ^ masks_[i])) return false;
    return true;
  }
  [[nodiscard]] std::size_t size() const { return masks_.size(); }

 private:
  Bytes masks_, masked_;
};

struct Region {
  std::uintptr_t from = 0, to = 0;
};

std::vector<Region> writable_memory() {
  std::ifstream maps("/proc/self/maps");
  std::vector<Region> regions;
  for (std::string line; std::getline(maps, line);) {
    Region region;
    const char* const end = line.data() + line.size();
    const auto from = std::from_chars(line.data(), end, region.from, 16);
    const auto to = std::from_chars(from.ptr + 1, end, region.to, 16);
    if (std::string_view(to.ptr).starts_with(" rw")) regions.push_back(region);
  }
  return regions;
}

/// In how many places one of `needles` lies in what this process may write to. Read through the kernel: a page that has
/// gone in the meantime is an error there and no fault here.
std::size_t places(const std::vector<Hidden>& needles) {
  const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  std::size_t found = 0;
  constexpr std::size_t step = 65536, overlap = 64;
  Bytes block(step + overlap);
  const auto own = reinterpret_cast<std::uintptr_t>(block.data());
  for (const Region& region : writable_memory()) {
    for (std::uintptr_t at = region.from; at < region.to; at += step) {
      const ssize_t got =
          ::pread(memory, block.data(), std::min<std::size_t>(step + overlap, region.to - at), static_cast<off_t>(at));
      for (ssize_t i = 0; i < got && static_cast<std::size_t>(i) < step; ++i) {
        const std::uintptr_t here = at + static_cast<std::uintptr_t>(i);
        if (here >= own && here < own + block.size()) continue;
        for (const Hidden& needle : needles)
          if (static_cast<std::size_t>(got - i) >= needle.size() && needle.starts(block.data() + i)) ++found;
      }
      wipe(block);
    }
  }
  ::close(memory);
  return found;
}

/// A key file, and everything by which the key could be recognised: both keys, their text, the padded keys of HMAC.
[[gnu::noinline]] std::vector<Hidden> write_key(const std::string& path) {
  const Secret text = make_fernet_key();
  const int file = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  EXPECT_EQ(::write(file, text.view().data(), text.size()), static_cast<ssize_t>(text.size()));
  ::close(file);
  const Secret key = value_or_throw(parse_fernet_key(text.text()), Fault::data);
  std::vector<Hidden> needles;
  needles.emplace_back(text.view().first(20));
  needles.emplace_back(text.view().subspan(22, 20));
  needles.emplace_back(key.view().first(16));
  needles.emplace_back(key.view().subspan(16, 16));
  for (const std::uint8_t pad : {std::uint8_t{0x36}, std::uint8_t{0x5c}}) {
    Secret padded(key.view().first(16));
    for (auto& byte : padded.writable()) byte = static_cast<std::uint8_t>(byte ^ pad);
    needles.emplace_back(padded.view());
  }
  return needles;
}

[[gnu::noinline]] std::string encrypt_lines(const std::string& key_path, const std::vector<Hidden>& needles,
                                            std::size_t& while_alive) {
  TestContext test(2);
  std::vector<Secret> keys;
  add_fernet_keys(keys, read_key_text(key_path, "key"), key_path);
  std::string lines, tokens, problems;
  for (int i = 0; i < 1000; ++i) lines += "message " + std::to_string(i) + '\n';
  const TestFile file(lines);
  const auto in = io::Source::open(file.path());
  const auto out = io::Sink::to(tokens), faults = io::Sink::to(problems);
  fernet_lines(keys, {.verb = FernetVerb::encrypt, .clock = {.now = 1'000'000, .ttl = {}}}, *in, *out, *faults,
               test.context);
  while_alive = places(needles);
  return tokens;
}

[[gnu::noinline]] std::string decrypt_stream(const std::string& key_path, const std::string& token) {
  TestContext test;
  std::vector<Secret> keys;
  add_fernet_keys(keys, read_key_text(key_path, "key"), key_path);
  Fernet fernet(keys);
  const TestFile file(token);
  std::string message;
  const auto out = io::Sink::to(message);
  fernet.decrypt(*open_replay(file.path(), test.cancel), *out, {.now = 1'000'000, .ttl = {}}, false, test.context);
  return message;
}

TEST(WipedKeys, NothingOfAFernetKeyIsLeftAfterAThousandLines) {
  if (sanitized) GTEST_SKIP() << "a sanitizer keeps freed memory as it was, and terabytes of its own";
  const TestFile key;
  const auto needles = write_key(key.path());
  std::size_t while_alive = 0;
  const std::string tokens = encrypt_lines(key.path(), needles, while_alive);
  EXPECT_EQ(std::count(tokens.begin(), tokens.end(), '\n'), 1000);
  EXPECT_GT(while_alive, 0U) << "the search does not see a key that is there";
  EXPECT_EQ(places(needles), 0U);
  EXPECT_EQ(decrypt_stream(key.path(), tokens.substr(0, tokens.find('\n'))), "message 0");
  EXPECT_EQ(places(needles), 0U);
}

}  // namespace
}  // namespace pytk::crypt
