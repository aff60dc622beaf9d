// A sink whose file is gzip (RFC 1952) or zstd (RFC 8878).
#pragma once

#include <memory>

#include <pytk/io/compression.hpp>
#include <pytk/io/sink.hpp>

namespace pytk::io {

/// Compresses what is written and hands it to `inner`; the same input gives the same bytes. Only gzip and zstd.
[[nodiscard]] std::unique_ptr<Sink> compressed(std::unique_ptr<Sink> inner, Compression compression);

}  // namespace pytk::io
