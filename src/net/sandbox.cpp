// Landlock and seccomp through the kernel's own calls: a few numbers are not worth a library at every start.
#include <pytk/net/sandbox.hpp>

#include <cstdint>
#include <new>

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "net/system_calls.hpp"

namespace pytk::net {
namespace {

// Newer than Debian 12's header: truncation is a right of its own since version 3 (Linux 6.2).
constexpr std::uint64_t right_to_truncate = 1ULL << 14U;
constexpr std::uint64_t rights_of_files =
    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE | right_to_truncate;
constexpr std::uint64_t rights_to_read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t rights_to_write =
    rights_to_read | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REFER | right_to_truncate;

/// Every right that this version of Landlock can refuse; the others cannot be asked for.
std::uint64_t rights_of_version(int version) {
  std::uint64_t rights = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1U) - 1;
  if (version >= 2) rights |= LANDLOCK_ACCESS_FS_REFER;
  if (version >= 3) rights |= right_to_truncate;
  return rights;
}

// Libraries that are loaded later, their cache, time zones, how many processors there are, devices.
constexpr const char* readable_always[] = {"/usr",           "/lib", "/lib64",     "/etc/ld.so.cache",
                                           "/etc/localtime", "/dev", "/proc/self", "/sys/devices/system/cpu"};

int open_nearest(std::string path) {
  while (true) {
    const int fd = ::open(path.empty() ? "." : path.c_str(), O_PATH | O_CLOEXEC);
    if (fd >= 0 || path.empty() || path == "/") return fd;
    const auto slash = path.find_last_of('/');
    path = slash == std::string::npos ? std::string() : path.substr(0, slash == 0 ? 1 : slash);
  }
}

class Ruleset {
 public:
  explicit Ruleset(int version) : handled_(rights_of_version(version)) {
    const landlock_ruleset_attr attributes{.handled_access_fs = handled_};
    fd_ = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0));
  }
  ~Ruleset() {
    if (fd_ >= 0) ::close(fd_);
  }
  Ruleset(const Ruleset&) = delete;
  Ruleset& operator=(const Ruleset&) = delete;

  [[nodiscard]] bool allow(int path_fd, std::uint64_t rights) const {
    if (path_fd < 0) return true;  // nothing there to allow
    struct stat facts {};
    if (::fstat(path_fd, &facts) == 0 && !S_ISDIR(facts.st_mode)) rights &= rights_of_files;
    const landlock_path_beneath_attr rule{.allowed_access = rights & handled_, .parent_fd = path_fd};
    const bool done = ::syscall(SYS_landlock_add_rule, fd_, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
    ::close(path_fd);
    return done;
  }
  [[nodiscard]] bool enforce() const { return fd_ >= 0 && ::syscall(SYS_landlock_restrict_self, fd_, 0) == 0; }
  [[nodiscard]] bool made() const noexcept { return fd_ >= 0; }

 private:
  std::uint64_t handled_;
  int fd_ = -1;
};

/// The version in use, 0 when files could not be confined. A fence with a wrong hole is not put up.
int confine_files(const Sandbox& sandbox) {
  const auto version =
      static_cast<int>(::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION));
  if (version < 1) return 0;
  const Ruleset rules(version);
  if (!rules.made()) return 0;
  for (const char* path : readable_always)
    if (!rules.allow(::open(path, O_PATH | O_CLOEXEC), rights_to_read)) return 0;
  for (const auto& path : sandbox.read)
    if (!rules.allow(open_nearest(path), rights_to_read)) return 0;
  for (const auto& path : sandbox.write)
    if (!rules.allow(open_nearest(path), rights_to_write)) return 0;
  return rules.enforce() ? version : 0;
}

bool confine_system_calls(const Sandbox& sandbox) {
  auto filter = system_call_filter(sandbox.network, sandbox.strict);
  if (filter.empty()) return false;
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
}

}  // namespace

std::string Confinement::words() const {
  std::string text;
  if (landlock > 0) text = "files (Landlock " + std::to_string(landlock) + ")";
  if (system_calls) text.append(text.empty() ? "" : ", ").append("system calls");
  return text.empty() ? "nothing: this kernel offers neither Landlock nor a filter of system calls" : text;
}

Confinement confine(const Sandbox& sandbox) noexcept try {
  Confinement done;
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return done;
  if (!sandbox.any_file) done.landlock = confine_files(sandbox);
  done.system_calls = confine_system_calls(sandbox);
  return done;
} catch (const std::bad_alloc&) {
  return {};
}

}  // namespace pytk::net
