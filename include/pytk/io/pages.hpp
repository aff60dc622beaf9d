// Memory of a mapped file that is read once, from its begin to its end.
#pragma once

#include <pytk/core/bytes.hpp>

namespace pytk::io {

/// Tells the kernel that this part of Source::mapped() is not needed for now: its pages no longer count to this process
/// and are read again when they are looked at again. Only whole pages inside `part` are given back.
void forget(ByteView part) noexcept;
/// True if this address belongs to the mapping of a file, as /proc/self/maps says; false where that cannot be told.
[[nodiscard]] bool lies_on_a_file(const void* at) noexcept;

}  // namespace pytk::io
