#include <pytk/core/error.hpp>

#include <cerrno>
#include <cstring>

namespace pytk {

std::string Where::text() const {
  std::string out = name;
  if (offset >= 0) {
    if (!out.empty()) out += ": ";
    return out + fmt::format("offset {}", offset);
  }
  if (line > 0) out += out.empty() ? fmt::format("line {}", line) : fmt::format(":{}", line);
  if (column > 0) out += fmt::format(":{}", column);
  return out;
}

std::string Error::message() const {
  const std::string place = where_.text();
  return place.empty() ? what_ : place + ": " + what_;
}

Error fail_errno(int error_number, std::string_view doing_what) {
  Fault fault = Fault::io;
  if (error_number == EACCES || error_number == EPERM) fault = Fault::permission;
  if (error_number == EPIPE) fault = Fault::broken_pipe;
  // strerror_r's GNU form never fails; its text begins with a capital, ours do not.
  char buffer[128];
  std::string reason = strerror_r(error_number, buffer, sizeof buffer);
  if (reason.size() > 1 && reason[1] >= 'a' && reason[1] <= 'z') reason[0] = static_cast<char>(reason[0] | 0x20);
  return {fault, fmt::format("{}: {}", doing_what, reason)};
}

int exit_code(Fault fault) noexcept {
  switch (fault) {
    case Fault::refused: return 1;
    case Fault::usage: return 2;
    case Fault::data: return 3;
    case Fault::io:
    case Fault::network: return 4;
    case Fault::permission: return 5;
    case Fault::missing: return 6;
    case Fault::interrupted: return 130;
    case Fault::broken_pipe: return 141;
    case Fault::internal: break;
  }
  return 70;
}

}  // namespace pytk
