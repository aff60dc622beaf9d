// Cases that another program printed, one a line, fields with tabs between.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::plot {

inline const std::string expected_folder = PYTK_SOURCE_DIR "/tests/data/plot/";

inline std::vector<double> numbers(std::string_view text) {
  std::vector<double> out;
  if (text.empty()) return out;
  for (const std::string_view part : split(text, ',')) {
    double value = 0;
    EXPECT_TRUE(read_real(part, value)) << part;
    out.push_back(value);
  }
  return out;
}

/// Gives every line to `check` and the number of lines back.
template <class Check>
std::size_t check_lines(std::FILE* file, const Check& check) {
  std::size_t count = 0;
  std::string line;
  for (int c; (c = std::fgetc(file)) != EOF;) {
    if (c != '\n') {
      line.push_back(static_cast<char>(c));
      continue;
    }
    check(line);
    ++count;
    line.clear();
  }
  return count;
}

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
struct ClosePipe {
  void operator()(std::FILE* pipe) const noexcept { pclose(pipe); }
};

template <class Check>
std::size_t check_stored(const std::string& name, const Check& check) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen((expected_folder + name).c_str(), "r"));
  return file == nullptr ? 0 : check_lines(file.get(), check);
}
/// Runs the script that made the stored cases with other arguments; 0 where it cannot run.
template <class Check>
std::size_t check_fresh(const std::string& script, const Check& check) {
  const std::unique_ptr<std::FILE, ClosePipe> pipe(::popen(("/usr/bin/python3 " + expected_folder + script + " 2>/dev/null").c_str(), "r"));
  return pipe == nullptr ? 0 : check_lines(pipe.get(), check);
}

}  // namespace pytk::plot
