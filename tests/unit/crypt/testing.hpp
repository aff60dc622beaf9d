// What crypt's tests share: a context, byte patterns, the folder of conformance data.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/bytes.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/secret.hpp>
#include <pytk/io/context.hpp>

namespace pytk::crypt::testing {

struct TestContext {
  explicit TestContext(std::size_t threads = 1) : pool(threads) {}
  Cancel cancel;
  Pool pool;
  io::Progress progress{io::When::never};
  Context context{.cancel = cancel, .pool = pool, .progress = progress, .seed = {}, .out = {}, .err = {}};
};

inline Bytes random_bytes(std::size_t size, std::uint64_t seed) {
  SeededRandom random(seed);
  Bytes out(size);
  for (auto& byte : out) byte = static_cast<std::uint8_t>(random.next());
  return out;
}

/// A file that goes with the test.
class TestFile {
 public:
  explicit TestFile(std::string_view content = {}) {
    static int number = 0;
    path_ = (std::filesystem::temp_directory_path() /
             ("pytk-crypt-" + std::to_string(::getpid()) + "-" + std::to_string(++number))).string();
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TestFile() { std::filesystem::remove(path_); }
  TestFile(const TestFile&) = delete;
  TestFile& operator=(const TestFile&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The answer to a question for a passphrase that must not come, or does not matter.
inline Secret no_passphrase() { return {}; }

inline std::filesystem::path conformance(std::string_view below) {
  const char* base = std::getenv("PYTK_CONFORMANCE_DIR");
  const std::filesystem::path root = base != nullptr ? base : std::filesystem::path(PYTK_SOURCE_DIR) / "../shared/conformance";
  return root / "crypt" / below;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The parsed file; a null value when it is not there.
inline json::Value conformance_json(std::string_view below) {
  const auto path = conformance(below);
  if (!std::filesystem::exists(path)) return {};
  return value_or_throw(json::parse(read_file(path)), Fault::data);
}

inline std::string text(const json::Value& object, std::string_view name) {
  const json::Value* value = object.find(name);
  return value == nullptr ? "" : value->text;
}
inline Bytes hex(const json::Value& object, std::string_view name) { return value_or_throw(from_hex(text(object, name)), Fault::data); }

#define PYTK_SKIP_WITHOUT(json_value) \
  if ((json_value).kind == ::pytk::json::Kind::null) GTEST_SKIP() << "no conformance data: set PYTK_CONFORMANCE_DIR"

}  // namespace pytk::crypt::testing
