// pack_tool OUT NAME=FILE... CITIES.tsv...: the build's own tool that turns src/fake/data into the blob.
// A locale file has sections of its own; a city file is one table, "cities/CC".
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "ascii.hpp"
#include "data.hpp"

namespace {

// Names get their Latin spelling as a second field here, so that no run has to make it.
std::string with_latin_names(const std::string& text, const std::string& language) {
  std::string out;
  bool names = false;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("[")) names = line.starts_with("[first_name") || line.starts_with("[last_name");
    const std::size_t tab = line.find('\t');
    // "name TAB weight" has no spelling yet; "name TAB spelling TAB ..." has one, or an empty place for it.
    if (names && tab != std::string::npos && !line.starts_with("[") && !line.starts_with("#")) {
      const std::size_t next = line.find('\t', tab + 1);
      const std::string spelling = pytk::fake::ascii_word(line.substr(0, tab), language);
      if (next == std::string::npos) line.insert(tab, "\t" + spelling);
      else if (next == tab + 1) line.insert(tab + 1, spelling);
    }
    out += line + "\n";
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    pytk::fake::DataPacker packer;
    for (int i = 2; i < argc; ++i) {
      const std::string argument = argv[i];
      const std::size_t equals = argument.find('=');
      const std::string path = equals == std::string::npos ? argument : argument.substr(equals + 1);
      std::ifstream file(path, std::ios::binary);
      if (!file) throw pytk::fail(pytk::Fault::io, "cannot open '{}'", path);
      std::stringstream content;
      content << file.rdbuf();
      const std::string text = content.str();
      if (equals != std::string::npos) {
        packer.add(argument.substr(0, equals), with_latin_names(text, argument.substr(0, 2)), path);
        continue;
      }
      const std::size_t slash = path.rfind('/');
      packer.add("cities", "[" + path.substr(slash + 1, path.rfind('.') - slash - 1) + "]\n" + text, path);
    }
    const auto blob = packer.pack();
    std::ofstream out(argv[1], std::ios::binary);
    out.write(reinterpret_cast<const char*>(blob.data()), static_cast<std::streamsize>(blob.size()));
    return out.good() ? 0 : 1;
  } catch (const pytk::Error& error) {
    std::fprintf(stderr, "%s\n", error.message().c_str());
    return 1;
  }
}
