#include <pytk/core/wait.hpp>

#include <cerrno>

#include <poll.h>

namespace pytk {

void wait_readable(int fd, const Cancel* cancel) {
  pollfd watched[2] = {{fd, POLLIN, 0}, {cancel != nullptr ? cancel->fd() : -1, POLLIN, 0}};
  for (;;) {
    if (cancel != nullptr) cancel->check();
    const int ready = ::poll(watched, 2, -1);
    if (ready > 0 && (watched[1].revents != 0) && cancel != nullptr) cancel->check();
    if (ready > 0 && watched[0].revents != 0) return;
    if (ready < 0 && errno != EINTR) return;
  }
}

}  // namespace pytk
