#include "net/system_calls.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>

#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PYTK_SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PYTK_SANITIZED 1
#endif

namespace pytk::net {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t machine = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t machine = 0;
#endif

// Calls of the x32 interface carry this bit and would pass a list of ordinary numbers.
constexpr std::uint32_t x32_bit = 0x40000000;

// Reading data never needs these, and an attacker who runs code inside does.
constexpr std::uint32_t refused[] = {
    SYS_execve,
    SYS_execveat,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_kcmp,
    SYS_pidfd_getfd,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_fsmount,
    SYS_fsconfig,
    SYS_fspick,
    SYS_swapon,
    SYS_swapoff,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_setns,
    SYS_unshare,
    SYS_reboot,
    SYS_acct,
    SYS_quotactl,
    SYS_personality,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_name_to_handle_at,
    SYS_open_by_handle_at,
    SYS_io_uring_setup,  // a ring makes system calls that no filter sees
#ifndef PYTK_SANITIZED
    SYS_ptrace,  // LeakSanitizer looks at its own process with it
#endif
};
constexpr std::uint32_t refused_without_network[] = {SYS_socket, SYS_bind,   SYS_connect,
                                                     SYS_listen, SYS_accept, SYS_accept4};

// What parsing, waiting, threads and writing to files that are named already come down to.
constexpr std::uint32_t allowed[] = {
    SYS_read,
    SYS_write,
    SYS_readv,
    SYS_writev,
    SYS_pread64,
    SYS_pwrite64,
    SYS_close,
    SYS_ppoll,
    SYS_epoll_pwait,
    SYS_epoll_ctl,
    SYS_epoll_create1,
    SYS_eventfd2,
    SYS_pselect6,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_recvmmsg,
    SYS_sendto,
    SYS_sendmsg,
    SYS_sendmmsg,
    SYS_getsockopt,
    SYS_setsockopt,
    SYS_getsockname,
    SYS_getpeername,
    SYS_shutdown,
    SYS_mmap,
    SYS_munmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_futex,
    SYS_clone,
    SYS_clone3,
    SYS_set_robust_list,
    SYS_set_tid_address,
    SYS_rseq,
    SYS_exit,
    SYS_exit_group,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_rt_sigtimedwait,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_tgkill,
    SYS_getpid,
    SYS_gettid,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_clock_gettime,
    SYS_clock_getres,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_timerfd_create,
    SYS_timerfd_settime,
    SYS_openat,
    SYS_newfstatat,
    SYS_fstat,
    SYS_statx,
    SYS_statfs,
    SYS_fstatfs,
    SYS_lseek,
    SYS_ftruncate,
    SYS_fallocate,
    SYS_fadvise64,
    SYS_fsync,
    SYS_fdatasync,
    SYS_renameat2,
    SYS_renameat,
    SYS_unlinkat,
    SYS_linkat,
    SYS_mkdirat,
    SYS_fchmod,
    SYS_fchmodat,
    SYS_umask,
    SYS_fcntl,
    SYS_ioctl,
    SYS_dup,
    SYS_dup3,
    SYS_pipe2,
    SYS_getdents64,
    SYS_readlinkat,
    SYS_faccessat,
    SYS_faccessat2,
    SYS_getcwd,
    SYS_getrandom,
    SYS_prlimit64,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_getcpu,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_uname,
    SYS_prctl,
    SYS_capget,
    SYS_membarrier,
    SYS_copy_file_range,
    SYS_sendfile,
    SYS_splice,
#if defined(__x86_64__)
    SYS_open,
    SYS_stat,
    SYS_lstat,
    SYS_poll,
    SYS_select,
    SYS_epoll_wait,
    SYS_rename,
    SYS_unlink,
    SYS_link,
    SYS_mkdir,
    SYS_chmod,
    SYS_access,
    SYS_readlink,
    SYS_dup2,
    SYS_pipe,
    SYS_time,
    SYS_arch_prctl,
#endif
#ifdef PYTK_SANITIZED
    SYS_ptrace,
    SYS_wait4,
    SYS_personality,
#endif
};

constexpr sock_filter load(std::uint32_t offset) { return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset); }
constexpr sock_filter end_with(std::uint32_t verdict) { return BPF_STMT(BPF_RET | BPF_K, verdict); }
constexpr std::uint32_t refusal = SECCOMP_RET_ERRNO | EPERM;

void add_rules(std::vector<sock_filter>& program, std::span<const std::uint32_t> calls, std::uint32_t verdict) {
  for (const std::uint32_t call : calls) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
    program.push_back(end_with(verdict));
  }
}

}  // namespace

std::vector<sock_filter> system_call_filter(bool network, bool strict) {
  std::vector<sock_filter> program;
  if (machine == 0) return program;
  program.push_back(load(offsetof(seccomp_data, arch)));
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0));
  program.push_back(end_with(SECCOMP_RET_KILL_PROCESS));  // 32-bit calls have other numbers
  program.push_back(load(offsetof(seccomp_data, nr)));
  program.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, x32_bit, 0, 1));
  program.push_back(end_with(refusal));
  if (strict) {
    add_rules(program, allowed, SECCOMP_RET_ALLOW);
    if (network) add_rules(program, refused_without_network, SECCOMP_RET_ALLOW);
    program.push_back(end_with(refusal));
  } else {
    add_rules(program, refused, refusal);
    if (!network) add_rules(program, refused_without_network, refusal);
    program.push_back(end_with(SECCOMP_RET_ALLOW));
  }
  return program;
}

}  // namespace pytk::net
