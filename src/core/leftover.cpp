#include <pytk/core/leftover.hpp>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <unistd.h>

namespace pytk {
namespace {

// Signal handlers can reach nothing but globals. A taken place holds a copy of the path, which is never moved.
std::atomic<char*> places[16];

}  // namespace

Leftover::Leftover(std::string path) : path_(std::move(path)) {
  char* copy = ::strdup(path_.c_str());
  if (copy == nullptr) return;
  for (int place = 0; place < 16; ++place) {
    char* free_place = nullptr;
    if (!places[place].compare_exchange_strong(free_place, copy)) continue;
    place_ = place;
    return;
  }
  std::free(copy);
}

Leftover::Leftover(Leftover&& other) noexcept
    : path_(std::exchange(other.path_, {})), place_(std::exchange(other.place_, -1)) {}

Leftover& Leftover::operator=(Leftover&& other) noexcept {
  if (this == &other) return *this;
  if (!path_.empty()) ::unlink(path_.c_str());
  keep();
  path_ = std::exchange(other.path_, {});
  place_ = std::exchange(other.place_, -1);
  return *this;
}

Leftover::~Leftover() {
  if (!path_.empty()) ::unlink(path_.c_str());
  keep();
}

void Leftover::keep() noexcept {
  path_.clear();
  if (place_ >= 0) std::free(places[std::exchange(place_, -1)].exchange(nullptr));
}

void remove_leftovers() noexcept {
  for (auto& place : places) {
    // Taken, not looked at: another thread may be freeing it.
    const char* path = place.exchange(nullptr);
    if (path != nullptr) ::unlink(path);
  }
}

}  // namespace pytk
