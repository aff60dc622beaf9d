// Waiting for input without missing a stop: a signal that comes just before read(2) would not interrupt it.
//   wait_readable(fd, &cancel);  const ssize_t got = ::read(fd, ...);
#pragma once

#include <pytk/core/cancel.hpp>

namespace pytk {

/// Returns when `fd` has input, is at its end or cannot be waited for; throws Fault::interrupted when a stop was or is
/// asked for. Without `cancel` signals are passed over.
void wait_readable(int fd, const Cancel* cancel);

}  // namespace pytk
