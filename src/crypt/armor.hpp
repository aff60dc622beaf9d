// The text form of age files: RFC 7468's strict figure 3, 64 columns.
#pragma once

#include <memory>
#include <string>

#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

namespace pytk::crypt {

/// Gives the binary file whether `in` is armored or not. The result refers to `in`. Throws Fault::data while reading.
[[nodiscard]] std::unique_ptr<io::Source> unarmored(io::Source& in);
/// True when what was read last from unarmored() was armored (known after the first read).
[[nodiscard]] bool begins_armor(ByteView first_bytes);

class ArmorWriter {
 public:
  explicit ArmorWriter(io::Sink& out);
  void write(ByteView bytes);
  void finish();

 private:
  io::Sink& out_;
  Bytes held_;
  std::string text_;
};

}  // namespace pytk::crypt
