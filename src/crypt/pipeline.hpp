// Work on a stream in pieces with several threads: pieces are read in order, worked on in parallel and written in
// order, each by the thread that read it, so that its bytes stay in that core's cache.
//   pipeline<Chunk>(threads, [&](Chunk& c) { return fill(c); }, [](Chunk& c) { seal(c); }, [&](Chunk& c) { put(c); });
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace pytk::crypt {

/// The turns of a pipeline: who may read next, who may write next, and whether all is over.
class Turns {
 public:
  /// Waits for the right to read a piece; false when nothing is left to read.
  bool begin_read(std::uint64_t& ticket) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !reading_ || ended_; });
    if (ended_) return false;
    reading_ = true;
    ticket = next_read_++;
    return true;
  }
  void end_read(bool more) {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    if (!more) ended_ = true;
    changed_.notify_all();
  }
  /// Waits for the turn of `ticket`; false when an earlier piece has failed.
  bool begin_write(std::uint64_t ticket) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return next_write_ == ticket || failure_; });
    return !failure_;
  }
  void end_write(const std::exception_ptr& failure) {
    const std::lock_guard lock(mutex_);
    ++next_write_;
    if (failure) {
      failure_ = failure;
      ended_ = true;
    }
    changed_.notify_all();
  }
  [[nodiscard]] std::exception_ptr failure() const { return failure_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_read_ = 0, next_write_ = 0;
  bool reading_ = false, ended_ = false;
  std::exception_ptr failure_;
};

/// read(slot) gives false at the end of the stream (nothing is then written for it). An exception of any step is
/// rethrown here, after every earlier piece was written and no later one. Short streams start no thread.
template <class Slot, class Read, class Work, class Write>
void pipeline(std::size_t threads, const Read& read, const Work& work, const Write& write) {
  {
    Slot slot;  // the caller alone, until the stream has proved to be long
    for (std::size_t piece = 0; threads < 2 || piece < 8; ++piece) {
      if (!read(slot)) return;
      work(slot);
      write(slot);
    }
  }
  Turns turns;
  const auto loop = [&] {
    Slot slot;
    for (std::uint64_t ticket = 0; turns.begin_read(ticket);) {
      std::exception_ptr failure;
      bool more = false;
      try {
        more = read(slot);
      } catch (...) {
        failure = std::current_exception();
      }
      turns.end_read(more && !failure);
      try {
        if (more && !failure) work(slot);
      } catch (...) {
        failure = std::current_exception();
      }
      if (!turns.begin_write(ticket)) return;
      try {
        if (more && !failure) write(slot);
      } catch (...) {
        failure = std::current_exception();
      }
      turns.end_write(failure);
    }
  };
  std::vector<std::thread> helpers;
  for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(loop);
  loop();
  for (std::thread& helper : helpers) helper.join();
  if (turns.failure()) std::rethrow_exception(turns.failure());
}

}  // namespace pytk::crypt
