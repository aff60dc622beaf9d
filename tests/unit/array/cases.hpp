// Files of cases: an expression after "> ", then what was printed for it.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include <pytk/array/eval.hpp>
#include <pytk/core/error.hpp>

namespace pytk::array {

struct Case {
  std::string expression, wanted;
};
inline std::vector<Case> cases(const std::string& file) {
  std::ifstream in(std::string(PYTK_SOURCE_DIR) + "/tests/unit/array/" + file);
  std::vector<Case> all;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("> ", 0) == 0) all.push_back({line.substr(2), ""});
    else if (!all.empty()) all.back().wanted += (all.back().wanted.empty() ? "" : "\n") + line;
  }
  return all;
}
/// What the expression prints, or how it fails.
inline std::string worth(const std::string& expression) {
  Evaluator evaluator;
  try {
    return evaluator.run(expression).repr();
  } catch (const Error& error) {
    return "error: " + error.message();
  }
}

}  // namespace pytk::array
