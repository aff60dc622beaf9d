#include <pytk/core/parallel.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

namespace pytk {

struct Pool::State {
  std::mutex mutex;
  std::condition_variable work_ready;
  std::deque<std::function<void()>> tasks;
  std::vector<std::thread> threads;
  bool closing = false;

  explicit State(std::size_t helpers) {
    for (std::size_t i = 0; i < helpers; ++i) threads.emplace_back([this] { serve(); });
  }
  ~State() {
    {
      const std::lock_guard lock(mutex);
      closing = true;
    }
    work_ready.notify_all();
    for (auto& thread : threads) thread.join();
  }
  void serve() {
    std::unique_lock lock(mutex);
    for (;;) {
      work_ready.wait(lock, [this] { return closing || !tasks.empty(); });
      if (tasks.empty()) return;
      auto task = std::move(tasks.front());
      tasks.pop_front();
      lock.unlock();
      task();
      lock.lock();
    }
  }
  void add(std::function<void()> task) {
    {
      const std::lock_guard lock(mutex);
      tasks.push_back(std::move(task));
    }
    work_ready.notify_one();
  }
};

Pool::Pool(std::size_t threads) : threads_(threads) {}
Pool::~Pool() = default;

// Asked only when work comes: a command that needs no threads never looks at the machine.
std::size_t Pool::size() const noexcept { return threads_ == 0 ? usable_cpus() : threads_; }

void Pool::for_each(std::size_t count, const std::function<void(std::size_t)>& work) {
  ordered(count, work, [](std::size_t) {}, count);
}

namespace {

// One run of ordered(): indices are handed out in order, results are consumed in order.
struct Run {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<char> ready;
  std::size_t next = 0, consumed = 0, count = 0, window = 0, active = 0;
  std::exception_ptr error;
};

void produce_until_done(Run& run, const std::function<void(std::size_t)>& produce) {
  std::unique_lock lock(run.mutex);
  for (;;) {
    run.changed.wait(lock, [&] {
      return run.error || run.next >= run.count || run.next < run.consumed + run.window;
    });
    if (run.error || run.next >= run.count) break;
    const std::size_t index = run.next++;
    lock.unlock();
    std::exception_ptr error;
    try {
      produce(index);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error && !run.error) run.error = error;
    run.ready[index] = 1;
    run.changed.notify_all();
  }
  --run.active;
  run.changed.notify_all();
}

}  // namespace

void Pool::ordered(std::size_t count, const std::function<void(std::size_t)>& produce,
                   const std::function<void(std::size_t)>& consume, std::size_t window) {
  const std::size_t workers = size() < count ? size() : count;
  if (workers <= 1) {
    for (std::size_t i = 0; i < count; ++i) {
      produce(i);
      consume(i);
    }
    return;
  }
  if (!state_) state_ = std::make_unique<State>(size());
  auto run = std::make_shared<Run>();
  run->ready.assign(count, 0);
  run->count = count;
  run->window = window == 0 ? workers * 2 : window;
  run->active = workers;
  for (std::size_t i = 0; i < workers; ++i) state_->add([run, &produce] { produce_until_done(*run, produce); });

  std::unique_lock lock(run->mutex);
  for (std::size_t i = 0; i < count && !run->error; ++i) {
    run->changed.wait(lock, [&] { return run->error || run->ready[i] != 0; });
    if (run->error) break;
    lock.unlock();
    try {
      consume(i);
      lock.lock();
    } catch (...) {
      lock.lock();
      run->error = std::current_exception();
    }
    run->consumed = i + 1;
    run->changed.notify_all();
  }
  run->changed.wait(lock, [&] { return run->active == 0; });
  if (run->error) std::rethrow_exception(run->error);
}

namespace {

/// The numbers at the beginning of a small file of the kernel's; fewer than asked for when it says "max" or is not
/// there. A stream would set up a C++ locale, half a megabyte of it, at every start.
template <std::size_t most>
std::size_t read_numbers(const char* path, std::array<std::uint64_t, most>& numbers) noexcept {
  const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return 0;
  std::array<char, 128> text{};
  const auto size = ::read(fd, text.data(), text.size());
  ::close(fd);
  const char* at = text.data();
  const char* const end = at + std::max<ssize_t>(size, 0);
  std::size_t found = 0;
  while (found < most) {
    while (at != end && *at == ' ') ++at;
    const auto [next, error] = std::from_chars(at, end, numbers[found]);
    if (error != std::errc()) break;
    at = next;
    ++found;
  }
  return found;
}

// "max 100000" or "150000 100000" of cgroup v2's cpu.max: the quota in whole CPUs, 0 if there is none.
std::size_t cgroup_cpus() noexcept {
  std::array<std::uint64_t, 2> quota_and_period{};
  if (read_numbers("/sys/fs/cgroup/cpu.max", quota_and_period) != 2 || quota_and_period[1] == 0) return 0;
  return std::max<std::size_t>(1, quota_and_period[0] / quota_and_period[1]);
}

}  // namespace

std::size_t usable_cpus() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::size_t cpus = 1;
  if (sched_getaffinity(0, sizeof set, &set) == 0) cpus = static_cast<std::size_t>(CPU_COUNT(&set));
  const std::size_t quota = cgroup_cpus();
  if (quota > 0 && quota < cpus) cpus = quota;
  return cpus == 0 ? 1 : cpus;
}

std::uint64_t usable_memory() noexcept {
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  std::uint64_t bytes = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  std::array<std::uint64_t, 1> limit{};
  if (read_numbers("/sys/fs/cgroup/memory.max", limit) == 1 && limit[0] > 0) bytes = std::min(bytes, limit[0]);
  return bytes;
}

}  // namespace pytk
