// What the generated trampolines and tables share with the binder.
#pragma once

#include <cstddef>
#include <span>

#include <pytk/core/lazy.hpp>

namespace pytk::lazy {

/// The libraries behind trampolines; generated from the pytk_lazy_library() lines.
[[nodiscard]] std::span<Library* const> table() noexcept;
/// Names that need no loading: linked directly, or used by nothing in this build.
[[nodiscard]] std::span<const char* const> present() noexcept;

}  // namespace pytk::lazy

/// Called by a trampoline on a function's first use with all argument registers saved: gives its address. A library
/// that cannot be loaded ends the program with exit code 6, as no exception can pass through foreign frames.
extern "C" void* pytk_lazy_bind(pytk::lazy::Library* library, std::size_t index) noexcept;
