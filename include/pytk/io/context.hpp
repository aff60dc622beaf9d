// What a command is given to work with; modules take it by reference and touch no globals.
#pragma once

#include <cstdint>
#include <optional>

#include <pytk/core/cancel.hpp>
#include <pytk/core/parallel.hpp>
#include <pytk/io/progress.hpp>
#include <pytk/io/tty.hpp>

namespace pytk::io {

struct Context {
  Cancel& cancel;
  Pool& pool;
  Progress& progress;
  std::optional<std::uint64_t> seed;   ///< --seed
  Terminal out;                        ///< of standard output
  Terminal err;                        ///< of standard error
  bool dry_run = false;
  bool force = false;
  std::int64_t timeout = 10'000'000'000;  ///< nanoseconds
};

}  // namespace pytk::io

namespace pytk { using io::Context; }
