#include "packet/services.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/source.hpp>

namespace pytk::packet {
namespace {

struct Services {
  std::map<std::uint32_t, std::string> names;  // port, and bit 16 for UDP
  std::map<std::string, int, std::less<>> ports;
  Services();
};

Services::Services() try {
  const auto source = io::Source::open("/etc/services");
  io::LineReader lines(*source);
  std::string_view line;
  while (lines.next(line)) {
    line = line.substr(0, line.find('#'));
    std::string flat(line);
    std::replace(flat.begin(), flat.end(), '\t', ' ');
    std::vector<std::string_view> words;
    for (const std::string_view word : split(flat, ' '))
      if (!word.empty()) words.push_back(word);
    if (words.size() < 2) continue;
    const std::size_t slash = words[1].find('/');
    std::int64_t port = 0;
    if (slash == std::string_view::npos || !read_int(words[1].substr(0, slash), port) || port < 0 || port > 65535)
      continue;
    std::string name(words[0]);
    std::replace(name.begin(), name.end(), '-', '_');
    const bool udp = words[1].substr(slash + 1) == "udp";
    names.try_emplace(static_cast<std::uint32_t>(port) | (udp ? 1U << 16U : 0U), name);
    ports.try_emplace(name, static_cast<int>(port));
  }
} catch (const Error&) {
  // Without the file ports stay numbers.
}

const Services& services() {
  static const Services read;
  return read;
}

}  // namespace

std::string_view service_name(std::uint16_t port, bool udp) {
  const auto found = services().names.find(port | (udp ? 1U << 16U : 0U));
  return found == services().names.end() ? std::string_view{} : std::string_view(found->second);
}

int service_port(std::string_view name) {
  const auto found = services().ports.find(name);
  return found == services().ports.end() ? -1 : found->second;
}

}  // namespace pytk::packet
