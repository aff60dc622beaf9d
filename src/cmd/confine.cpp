#include "cmd/confine.hpp"

#include <filesystem>

#include <pytk/core/log.hpp>
#include <pytk/net/sandbox.hpp>

namespace pytk::cmd {
namespace {

/// Options that take a file in some forms of their value only (`--palette fire|FILE`) are not known as files.
bool is_there(const std::string& value) {
  std::error_code ignored;
  return std::filesystem::exists(value, ignored);
}

/// A file appears by a rename in its folder; behind a symbolic link, in the folder that the link leads to.
void allow_to_write(const std::string& path, net::Sandbox& sandbox) {
  if (path.empty() || path == "-") return;
  std::error_code ignored;
  std::filesystem::path real = std::filesystem::canonical(path, ignored);
  if (ignored) real = path;
  sandbox.write.push_back(std::filesystem::is_directory(real, ignored) ? real : real.parent_path());
}

void allow_spooling(net::Sandbox& sandbox) {
  std::error_code ignored;
  if (auto folder = std::filesystem::temp_directory_path(ignored); !ignored) sandbox.write.push_back(folder);
}

void put_up(const net::Sandbox& sandbox) {
  const net::Confinement done = net::confine(sandbox);
  log::info("confined: {}", done.words());
}

}  // namespace

void confine(const cli::Spec& spec) {
  net::Sandbox sandbox;
  for (const auto* list : {&spec.options_declared(), &spec.positionals()}) {
    for (const auto& argument : *list) {
      for (const auto& value : argument->given) {
        const bool url = value.find("://") != std::string::npos;
        sandbox.network = sandbox.network || url;
        sandbox.any_file = sandbox.any_file || url || argument->lists_files_;
        if (argument->written_)
          allow_to_write(value, sandbox);
        else if (value != "-" && (argument->complete_files_ || is_there(value)))
          sandbox.read.push_back(value);
      }
    }
  }
  allow_spooling(sandbox);
  put_up(sandbox);
}

void confine_parser(const std::vector<std::string>& written) {
  net::Sandbox sandbox;
  sandbox.strict = true;
  for (const auto& path : written) allow_to_write(path, sandbox);
  put_up(sandbox);
}

}  // namespace pytk::cmd
