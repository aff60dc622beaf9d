// pytk: the security toolbox as one program. Everything that happens before a command is known, then over to it.
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include <pytk/core/cancel.hpp>

#include "cmd/program.hpp"

namespace {

/// Opening a data file must never land on 0, 1 or 2. A closed one becomes a /dev/null that fails on use, so that
/// output for nobody is an error and not lost without a word.
void fill_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    const int mode = fd == STDIN_FILENO ? O_WRONLY : fd == STDOUT_FILENO ? O_RDONLY : O_RDWR;
    if (::open("/dev/null", mode) < 0) ::_exit(4);
  }
}

}  // namespace

int main(int argc, char** argv) {
  fill_standard_descriptors();
  pytk::Cancel& cancel = pytk::install_signal_handlers();
  return pytk::cmd::run_program(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc), cancel);
}
