// One TCP connection attempt: the system calls and what their answers mean.
#pragma once

#include <cstdint>
#include <optional>

#include <pytk/net/endpoint.hpp>
#include <pytk/portscan/scan.hpp>

namespace pytk::portscan {

/// What an attempt came to. `local_trouble`: this machine ran short of something; the port's state is still unknown.
struct Verdict {
  enum class Kind : std::uint8_t { state, pending, local_trouble, no_route } kind = Kind::pending;
  State state = State::filtered;
  Reason reason = Reason::no_answer;
};
[[nodiscard]] Verdict verdict_of(int error) noexcept;

/// Starts attempts and keeps a refused socket for the next one: two system calls for a closed
/// port that answers at once.
class Connector {
 public:
  Connector() = default;
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;
  ~Connector();
  /// Starts one; `fd` is the socket to watch when the verdict is pending, else -1.
  [[nodiscard]] Verdict start(const Ip& ip, std::uint16_t port, int& fd) noexcept;
  /// What a watched socket says now. The caller closes it.
  [[nodiscard]] static Verdict finish(int fd, const Ip& ip, std::uint16_t port) noexcept;

 private:
  [[nodiscard]] bool worth_a_second_look(const Ip& ip) noexcept;
  int spare_[2] = {-1, -1};  // by family
  int luck_ = 0;             // second looks that lately found an answer, less those that did not
  unsigned looks_ = 0;
};

}  // namespace pytk::portscan
