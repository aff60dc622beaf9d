// Runs fuzz targets without a fuzzer: every file of the corpus, then mutations of them that depend on the seed alone.
// So each build exercises what libFuzzer finds in depth; a crash leaves its input in a file.
//   pytk_fuzz_replay TARGET CORPUS-FOLDER|- [ITERATIONS]        pytk_fuzz_replay TARGET FILE
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/random.hpp>

#include "fuzz_targets.hpp"

namespace {

using Bytes = std::vector<std::uint8_t>;
constexpr std::size_t largest_input = 4096;
constexpr auto longest_run = std::chrono::seconds(20);

Bytes current;
std::string crash_file;

// Only what is allowed in a signal handler.
void keep_input(int signal_number) {
  const int file = open(crash_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file >= 0) {
    [[maybe_unused]] const auto written = write(file, current.data(), current.size());
    close(file);
  }
  constexpr std::string_view text = "the target failed; its input is kept in the file above\n";
  [[maybe_unused]] const auto said = write(2, text.data(), text.size());
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  const std::string text = all.str();
  return Bytes(text.begin(), text.end());
}

// Sorted, so that a run is the same on every file system.
std::vector<Bytes> read_corpus(const std::string& folder) {
  std::vector<Bytes> seeds;
  std::vector<std::filesystem::path> files;
  if (folder != "-" && std::filesystem::is_directory(folder)) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) seeds.push_back(read_file(file));
  return seeds;
}

class Mutator {
 public:
  explicit Mutator(std::string_view name) : random_(seed_of(name)) {}

  Bytes mutate(const std::vector<Bytes>& seeds) {
    Bytes input = seeds[pick(seeds.size())];
    if (input.size() > largest_input) cut_piece(input);
    const auto steps = 1 + pick(6);
    for (std::size_t i = 0; i < steps; ++i) step(input, seeds);
    if (input.size() > largest_input) input.resize(largest_input);
    return input;
  }

 private:
  static std::uint64_t seed_of(std::string_view name) {
    std::uint64_t hash = 14695981039346656037U;  // FNV-1a
    for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211U;
    return hash;
  }
  std::size_t pick(std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>(random_.below(count)); }
  std::uint8_t byte() { return static_cast<std::uint8_t>(random_.next()); }
  static auto place(Bytes& input, std::size_t at) { return input.begin() + static_cast<std::ptrdiff_t>(at); }

  void cut_piece(Bytes& input) {
    const auto from = pick(input.size() - largest_input);
    input = Bytes(place(input, from), place(input, from + largest_input));
  }

  void step(Bytes& input, const std::vector<Bytes>& seeds) {
    static constexpr std::array<std::uint8_t, 12> telling = {0,    1,   0x7F, 0x80, 0xFF, '"',
                                                             '\n', ',', '\\', '<',  '0',  ' '};
    const auto at = pick(input.size());
    switch (input.empty() ? 3 : pick(8)) {
      case 0: input[at] = static_cast<std::uint8_t>(input[at] ^ (1U << pick(8))); break;
      case 1: input[at] = telling[pick(telling.size())]; break;
      case 2: input.erase(place(input, at), place(input, std::min(input.size(), at + 1 + pick(8)))); break;
      case 3: input.insert(place(input, at), 1 + pick(4), byte()); break;
      case 4: input.resize(at); break;
      case 5: repeat(input, at); break;
      case 6: boundary(input, at); break;
      default: splice(input, at, seeds[pick(seeds.size())]); break;
    }
  }

  static void repeat_into(Bytes& input, std::size_t at, const Bytes& piece) {
    input.insert(place(input, at), piece.begin(), piece.end());
  }
  void repeat(Bytes& input, std::size_t at) {
    const Bytes piece(place(input, at), place(input, std::min(input.size(), at + 1 + pick(64))));
    const auto times = 1 + pick(8);
    for (std::size_t i = 0; i < times && input.size() < largest_input; ++i) repeat_into(input, at, piece);
  }
  void boundary(Bytes& input, std::size_t at) {
    const auto width = std::min<std::size_t>(std::size_t{1} << pick(4), input.size() - at);
    const std::uint8_t fill = pick(2) == 0 ? 0xFF : 0x00;
    std::fill(place(input, at), place(input, at + width), fill);
    if (pick(2) == 0) input[at + (pick(2) == 0 ? 0 : width - 1)] = static_cast<std::uint8_t>(fill ^ 0x80);
  }
  void splice(Bytes& input, std::size_t at, const Bytes& other) {
    const auto from = pick(other.size());
    input.resize(at);
    input.insert(input.end(), other.begin() + static_cast<std::ptrdiff_t>(from), other.end());
  }

  pytk::SeededRandom random_;
};

void run(const FuzzTarget& target, Bytes input) {
  current = std::move(input);
  // An exact copy on the heap: reading one byte too far is seen by AddressSanitizer.
  target.run(current.data(), current.size());
}

int replay(const FuzzTarget& target, const std::string& where, std::size_t iterations) {
  if (std::filesystem::is_regular_file(where)) {
    run(target, read_file(where));
    return 0;
  }
  auto seeds = read_corpus(where);
  for (const auto& seed : seeds) run(target, seed);
  const auto from_corpus = seeds.size();
  seeds.push_back({});
  seeds.push_back(Bytes(16, 0));
  Mutator mutator(target.name);
  const auto until = std::chrono::steady_clock::now() + longest_run;
  std::size_t done = 0;
  while (done < iterations && std::chrono::steady_clock::now() < until) {
    run(target, mutator.mutate(seeds));
    ++done;
  }
  std::printf("%s: %zu files of the corpus, %zu mutations\n", target.name, from_corpus, done);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: pytk_fuzz_replay TARGET CORPUS|- [ITERATIONS]\n");
    return 2;
  }
  for (const auto& target : fuzz_targets) {
    if (std::string_view(target.name) != argv[1]) continue;
    crash_file = std::string("crash-") + target.name;
    std::fprintf(stderr, "on failure: %s\n", crash_file.c_str());
    for (const int number : {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP}) signal(number, keep_input);
    return replay(target, argv[2], argc > 3 ? std::strtoul(argv[3], nullptr, 10) : 3000);
  }
  std::fprintf(stderr, "there is no fuzz target '%s'\n", argv[1]);
  return 2;
}
