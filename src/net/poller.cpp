// Slots by descriptor, so that finding a callback is one index; a generation in the event's data tells an event of a
// descriptor that was closed and reused within the same round from one of its successor.
#include <pytk/net/poller.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <unordered_map>
#include <vector>

#include <sys/epoll.h>
#include <unistd.h>

#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>

namespace pytk::net {
namespace {

constexpr std::int64_t for_ever = -1;
constexpr std::int64_t millisecond = 1'000'000;

std::uint32_t epoll_bits(unsigned interest) noexcept {
  // RDHUP only together with reading: a paused reader would else be told of it without end.
  return ((interest & Poller::readable) != 0 ? EPOLLIN | EPOLLRDHUP : 0U) |
         ((interest & Poller::writable) != 0 ? EPOLLOUT : 0U);
}

unsigned events_of(std::uint32_t bits) noexcept {
  return ((bits & EPOLLIN) != 0 ? Poller::readable : 0U) | ((bits & EPOLLOUT) != 0 ? Poller::writable : 0U) |
         ((bits & (EPOLLHUP | EPOLLRDHUP)) != 0 ? Poller::hung_up : 0U) |
         ((bits & EPOLLERR) != 0 ? Poller::failed : 0U);
}

struct Slot {
  Poller::OnEvent on_event;
  std::uint32_t generation = 0;  // odd while watched
  [[nodiscard]] bool used() const noexcept { return (generation & 1U) != 0; }
};

struct Timer {
  std::int64_t when;
  Poller::TimerId id;
  // The heap's front must be the earliest; equal times ring in the order they were set.
  bool operator<(const Timer& other) const noexcept { return when != other.when ? when > other.when : id > other.id; }
};

}  // namespace

struct Poller::State {
  int epoll = -1;
  std::vector<Slot> slots;
  std::size_t watched = 0;
  std::vector<Timer> heap;
  std::unordered_map<TimerId, std::function<void()>> timers;
  TimerId last_timer = 0;
  bool stopped = false;

  [[nodiscard]] bool control(int operation, int fd, unsigned interest) const noexcept {
    epoll_event event{};
    event.events = epoll_bits(interest);
    event.data.u64 = static_cast<std::uint64_t>(slots[static_cast<std::size_t>(fd)].generation) << 32U |
                     static_cast<std::uint32_t>(fd);
    return ::epoll_ctl(epoll, operation, fd, &event) == 0;
  }
  bool drop(int fd) noexcept {
    const auto at = static_cast<std::size_t>(fd);
    if (fd < 0 || at >= slots.size() || !slots[at].used()) return false;
    ++slots[at].generation;
    slots[at].on_event = nullptr;
    --watched;
    return true;
  }
  void dispatch(const epoll_event& event);
  bool ring(std::int64_t now);
  void prune();
  [[nodiscard]] std::int64_t until_next(std::int64_t now);
};

void Poller::State::dispatch(const epoll_event& event) {
  const auto at = static_cast<std::size_t>(event.data.u64 & 0xffffffffU);
  const auto generation = static_cast<std::uint32_t>(event.data.u64 >> 32U);
  if (slots[at].generation != generation) return;
  // Taken out while it runs: it may forget itself, and `slots` may move.
  OnEvent running = std::move(slots[at].on_event);
  running(events_of(event.events));
  if (slots[at].generation == generation) slots[at].on_event = std::move(running);
}

bool Poller::State::ring(std::int64_t now) {
  bool any = false;
  // Timers set by a timer wait for the next round, so that after(0) cannot starve the descriptors.
  const TimerId newest = last_timer;
  while (!heap.empty() && heap.front().when <= now && heap.front().id <= newest) {
    const auto found = timers.find(heap.front().id);
    std::pop_heap(heap.begin(), heap.end());
    heap.pop_back();
    if (found == timers.end()) continue;
    const auto call = std::move(found->second);
    timers.erase(found);
    call();
    any = true;
  }
  return any;
}

void Poller::State::prune() {
  while (!heap.empty() && !timers.contains(heap.front().id)) {
    std::pop_heap(heap.begin(), heap.end());
    heap.pop_back();
  }
  if (heap.size() <= 2 * timers.size() + 1024) return;
  std::erase_if(heap, [this](const Timer& timer) { return !timers.contains(timer.id); });
  std::make_heap(heap.begin(), heap.end());
}

std::int64_t Poller::State::until_next(std::int64_t now) {
  prune();
  return heap.empty() ? for_ever : std::max<std::int64_t>(heap.front().when - now, 0);
}

Poller::Poller() : state_(std::make_unique<State>()) {
  state_->epoll = ::epoll_create1(EPOLL_CLOEXEC);
  if (state_->epoll < 0) throw fail_errno(errno, "cannot make an event loop");
}

Poller::~Poller() { ::close(state_->epoll); }

void Poller::watch(int fd, unsigned interest, OnEvent on_event) {
  const auto at = static_cast<std::size_t>(fd);
  assert(fd >= 0);
  if (at >= state_->slots.size()) state_->slots.resize(std::max(at + 1, state_->slots.size() * 2));
  Slot& slot = state_->slots[at];
  const bool again = slot.used();
  slot.generation += again ? 2 : 1;
  if (!state_->control(again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, interest)) {
    const int error = errno;
    if (again) --state_->watched;  // the table must not claim what the kernel refused
    ++slot.generation;
    slot.on_event = nullptr;
    throw fail_errno(error, "cannot watch a descriptor");
  }
  slot.on_event = std::move(on_event);
  if (!again) ++state_->watched;
}

void Poller::change(int fd, unsigned interest) {
  assert(static_cast<std::size_t>(fd) < state_->slots.size() && state_->slots[static_cast<std::size_t>(fd)].used());
  if (!state_->control(EPOLL_CTL_MOD, fd, interest)) throw fail_errno(errno, "cannot watch a descriptor");
}

void Poller::forget(int fd) {
  if (state_->drop(fd)) ::epoll_ctl(state_->epoll, EPOLL_CTL_DEL, fd, nullptr);
}

void Poller::close(int fd) {
  state_->drop(fd);  // the kernel takes a closed descriptor out of the set by itself
  ::close(fd);
}

Poller::TimerId Poller::after(std::int64_t delay, std::function<void()> on_time) {
  const TimerId id = ++state_->last_timer;
  state_->timers.emplace(id, std::move(on_time));
  state_->heap.push_back({steady_nanoseconds() + std::max<std::int64_t>(delay, 0), id});
  std::push_heap(state_->heap.begin(), state_->heap.end());
  return id;
}

void Poller::cancel_timer(TimerId id) { state_->timers.erase(id); }

bool Poller::step(std::int64_t wait) {
  const std::int64_t next = state_->until_next(steady_nanoseconds());
  if (next != for_ever && (wait == for_ever || next < wait)) wait = next;
  // Rounded up: waking a moment late is right, waking early would spin until the time has come.
  const std::int64_t rounded =
      wait < 0 ? for_ever : std::min<std::int64_t>((wait + millisecond - 1) / millisecond, 3'600'000);
  std::array<epoll_event, 256> events;
  const int ready =
      ::epoll_wait(state_->epoll, events.data(), static_cast<int>(events.size()), static_cast<int>(rounded));
  if (ready < 0 && errno != EINTR) throw fail_errno(errno, "cannot wait for events");
  for (int i = 0; i < ready; ++i) state_->dispatch(events[static_cast<std::size_t>(i)]);
  const bool rang = !state_->heap.empty() && state_->ring(steady_nanoseconds());
  return rang || ready > 0;
}

void Poller::run(Cancel& cancel, const std::function<void()>& on_cancel) {
  State& state = *state_;
  state.stopped = false;
  bool told = false;
  const int cancel_fd = cancel.fd();
  // The cancel descriptor is nobody's work: it must not keep the loop alive.
  if (cancel_fd >= 0) watch(cancel_fd, readable, [](unsigned) {});
  struct Unwatch {
    Poller& poller;
    int fd;
    ~Unwatch() { if (fd >= 0) poller.forget(fd); }
  } unwatch{*this, cancel_fd};
  while (!state.stopped) {
    if (!told && cancel.requested()) {
      if (!on_cancel) cancel.check();
      told = true;
      if (cancel_fd >= 0) forget(cancel_fd);
      unwatch.fd = -1;
      on_cancel();
      continue;
    }
    const std::size_t own = unwatch.fd >= 0 ? 1 : 0;
    if (state.watched == own && state.timers.empty()) return;
    // Without a descriptor to wake us, look at the flag ten times a second.
    step(cancel_fd >= 0 || told ? for_ever : 100 * millisecond);
  }
}

void Poller::stop() noexcept { state_->stopped = true; }

std::size_t Poller::watched() const noexcept { return state_->watched; }

}  // namespace pytk::net
