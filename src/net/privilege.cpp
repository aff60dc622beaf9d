// Capabilities through the kernel's own calls: two 64-bit sets are not worth a library at every start.
#include <pytk/net/privilege.hpp>

#include <array>
#include <cerrno>
#include <initializer_list>
#include <vector>

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace pytk::net {
namespace {

struct Capabilities {
  std::uint64_t effective = 0, permitted = 0, inheritable = 0;
};

constexpr std::uint64_t bit(unsigned capability) noexcept { return std::uint64_t{1} << capability; }

bool get(Capabilities& out) noexcept {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> data{};
  if (::syscall(SYS_capget, &header, data.data()) != 0) return false;
  out.effective = data[0].effective | (std::uint64_t{data[1].effective} << 32U);
  out.permitted = data[0].permitted | (std::uint64_t{data[1].permitted} << 32U);
  out.inheritable = data[0].inheritable | (std::uint64_t{data[1].inheritable} << 32U);
  return true;
}

bool set(const Capabilities& wanted) noexcept {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> data{};
  for (unsigned half = 0; half < 2; ++half) {
    data[half].effective = static_cast<std::uint32_t>(wanted.effective >> (32 * half));
    data[half].permitted = static_cast<std::uint32_t>(wanted.permitted >> (32 * half));
    data[half].inheritable = static_cast<std::uint32_t>(wanted.inheritable >> (32 * half));
  }
  return ::syscall(SYS_capset, &header, data.data()) == 0;
}

// What root keeps in an ordinary command: its files, low ports, and the right to become somebody lesser.
constexpr std::uint64_t kept_by_root =
    bit(CAP_CHOWN) | bit(CAP_DAC_OVERRIDE) | bit(CAP_DAC_READ_SEARCH) | bit(CAP_FOWNER) | bit(CAP_FSETID) |
    bit(CAP_SETGID) | bit(CAP_SETUID) | bit(CAP_SETPCAP) | bit(CAP_NET_BIND_SERVICE);

struct UserIds {
  uid_t user;
  gid_t group;
};

UserIds find_user(const std::string& name) {
  constexpr std::size_t most = 1U << 20U;
  std::vector<char> buffer(4096);
  passwd entry{};
  passwd* found = nullptr;
  int error = 0;
  while ((error = ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found)) == ERANGE &&
         buffer.size() < most)
    buffer.resize(buffer.size() * 2);
  if (found != nullptr) return {entry.pw_uid, entry.pw_gid};
  // A root without /etc/passwd still has the kernel's overflow user.
  if (name == "nobody") return {65534, 65534};
  throw fail(Fault::usage, "cannot become '{}': there is no such user", name);
}

void must(bool done, const char* what) {
  if (done) return;
  const Error reason = fail_errno(errno, what);
  throw Error(Fault::permission, "cannot drop privileges: " + reason.what_happened());
}

void become(const UserIds& ids) {
  must(::setgroups(0, nullptr) == 0, "clearing the supplementary groups");
  must(::setresgid(ids.group, ids.group, ids.group) == 0, "changing the group");
  must(::setresuid(ids.user, ids.user, ids.user) == 0, "changing the user");
  // A kernel or a sandbox that only pretends must not go unnoticed.
  if (ids.user != 0 && ::setresuid(0, 0, 0) == 0)
    throw fail(Fault::permission, "cannot drop privileges: the process could become root again");
}

}  // namespace

void drop_unneeded_capabilities() noexcept {
  Capabilities now;
  if (!get(now) || (now.permitted | now.inheritable) == 0) return;
  const std::uint64_t keep = ::geteuid() == 0 ? kept_by_root : bit(CAP_NET_BIND_SERVICE);
  if (((now.permitted | now.inheritable) & ~keep) == 0) return;
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  set({now.effective & keep, now.permitted & keep, 0});
}

void drop_privileges(const Drop& drop) {
  must(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "forbidding new privileges");
  Capabilities now;
  must(get(now), "reading the capabilities");
  const bool may_change = (now.effective & bit(CAP_SETUID)) != 0 && (now.effective & bit(CAP_SETGID)) != 0;
  const bool change = drop.change_user && ::geteuid() == 0 && may_change;
  const UserIds ids = change ? find_user(drop.user) : UserIds{0, 0};
  if ((now.effective & bit(CAP_SETPCAP)) != 0)
    for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
      must(::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0, "emptying the bounding set");
  if (change) become(ids);
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  must(set({}), "clearing the capabilities");
  must(!has_any_capability(), "clearing the capabilities");
}

bool may_open_raw_sockets() noexcept {
  Capabilities now;
  return get(now) && (now.effective & bit(CAP_NET_RAW)) != 0;
}

bool has_any_capability() noexcept {
  Capabilities now;
  return get(now) && (now.effective | now.permitted) != 0;
}

}  // namespace pytk::net
