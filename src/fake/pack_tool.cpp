// pack_tool OUT NAME=FILE... CITIES.tsv...: the build's own tool that turns src/fake/data into the blob.
// A locale file has sections of its own; a city file is one table, "cities/CC".
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "data.hpp"

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
        packer.add(argument.substr(0, equals), text, path);
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
