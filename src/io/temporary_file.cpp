#include <cerrno>
#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/fault_injection.hpp>
#include <pytk/io/sink.hpp>

#include "descriptor.hpp"

namespace pytk::io {

TemporaryFile::TemporaryFile() {
  const char* wished = std::getenv("TMPDIR");
  const std::string folder = wished != nullptr && wished[0] == '/' ? wished : "/tmp";
  fd_ = open_descriptor(folder.c_str(), O_TMPFILE | O_RDWR, 0600);
  if (fd_ >= 0) return;
  // Some file systems know no unnamed files.
  std::string name = folder + "/pytk-XXXXXX";
  if (fault_injection::strikes()) errno = ENOSPC;
  else fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd_ < 0)
    throw fail_errno(errno, "cannot make a temporary file in '" + folder + "'")
        .hint("set TMPDIR to a folder you may write to");
  ::unlink(name.c_str());
}

TemporaryFile::~TemporaryFile() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace pytk::io
