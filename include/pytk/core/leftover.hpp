// Files that must not outlive the process when a signal ends it at once, without destructors.
//   Leftover part("report.csv.17-0.part");  ...  part.keep();
#pragma once

#include <string>

namespace pytk {

/// A file that is removed when this goes, and by the signal that ends the process at once. Of more than 16 at a time
/// only the destructors take care.
class Leftover {
 public:
  Leftover() = default;
  explicit Leftover(std::string path);
  Leftover(Leftover&& other) noexcept;
  Leftover& operator=(Leftover&& other) noexcept;
  Leftover(const Leftover&) = delete;
  Leftover& operator=(const Leftover&) = delete;
  ~Leftover();
  /// Empty: there is nothing to remove.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// The file has become what it was made for, or lies no longer under this name.
  void keep() noexcept;

 private:
  std::string path_;
  int place_ = -1;
};

/// Removes them all. Async-signal-safe.
void remove_leftovers() noexcept;

}  // namespace pytk
