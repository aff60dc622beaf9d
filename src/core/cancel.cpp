#include <pytk/core/cancel.hpp>

#include <atomic>
#include <csignal>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/in_one_piece.hpp>
#include <pytk/core/leftover.hpp>

namespace pytk {
namespace {

// Signal handlers can reach nothing but globals: the flag, its descriptor and what lets the flag be passed over.
std::atomic<int> requested_signal{0};
std::atomic<int> wake_fd{-1};
std::atomic<int> computations{0}, pieces{0};

// The shell must see a death by signal.
void end_at_once(int number) noexcept {
  remove_leftovers();
  std::signal(number, SIG_DFL);
  std::raise(number);
}

void on_signal(int number) {
  // The second request ends at once, and the first where nothing would be left half done.
  if (requested_signal.load(std::memory_order_relaxed) != 0 || (computations.load() > 0 && pieces.load() == 0))
    end_at_once(number);
  Cancel{}.request(number);
}

}  // namespace

bool Cancel::requested() const noexcept { return requested_signal.load(std::memory_order_relaxed) != 0; }
int Cancel::signal() const noexcept { return requested_signal.load(std::memory_order_relaxed); }

int Cancel::fd() const noexcept {
  int fd = wake_fd.load();
  if (fd >= 0) return fd;
  fd = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  int expected = -1;
  if (fd >= 0 && !wake_fd.compare_exchange_strong(expected, fd)) {
    ::close(fd);
    fd = expected;
  }
  if (fd >= 0 && requested()) {
    const std::uint64_t one = 1;
    (void)!::write(fd, &one, sizeof one);
  }
  return fd;
}

void Cancel::check() const {
  if (requested()) throw Error(Fault::interrupted, "interrupted");
}

void Cancel::request(int signal_number) noexcept {
  requested_signal.store(signal_number, std::memory_order_relaxed);
  const int fd = wake_fd.load();
  const std::uint64_t one = 1;
  if (fd >= 0) (void)!::write(fd, &one, sizeof one);
}

EndsAtOnce::EndsAtOnce() {
  computations.fetch_add(1);
  if (!Cancel{}.requested()) return;
  computations.fetch_sub(1);
  Cancel{}.check();
}
EndsAtOnce::~EndsAtOnce() { computations.fetch_sub(1); }

InOnePiece::InOnePiece() noexcept { pieces.fetch_add(1); }
InOnePiece::~InOnePiece() {
  if (pieces.fetch_sub(1) == 1 && computations.load() > 0 && Cancel{}.requested()) end_at_once(Cancel{}.signal());
}

Cancel& install_signal_handlers() {
  static constinit Cancel cancel;
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  // No SA_RESTART: a read that waits for input must return so that the loop can see the flag.
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction old {};
    // A shell starts background jobs with SIGINT ignored; that choice stays.
    if (sigaction(number, nullptr, &old) == 0 && old.sa_handler == SIG_IGN && number == SIGINT) continue;
    sigaction(number, &action, nullptr);
  }
  std::signal(SIGPIPE, SIG_IGN);
  return cancel;
}

}  // namespace pytk
