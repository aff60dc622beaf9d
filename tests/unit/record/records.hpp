// Random records for properties, values that are known to hurt, and what the writers make of them.
#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <pytk/core/random.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/record/batch.hpp>
#include <pytk/record/writer.hpp>

namespace pytk::record {

inline const std::vector<std::string>& hard_texts() {
  static const std::vector<std::string> texts{
      "", " ", "plain", "a,b", "tab\there", "line\nfeed", "cr\r\nlf", "lone\rcr", "\r", "quote\"d", "\"", "\"\"", "back\\slash", std::string("nul\0in", 6),
      "\xE2\x80\xA8separator\xE2\x80\xA9", "\x7f\x01\x1b[31m", "\xF0\x9F\x98\x80", "null", "true", "-0", "1e5", "{\"a\":1}", "[", "#comment",
      ";", "|", "'", "12345678", "1234567\"", "\xC3\xA9t\xC3\xA9", std::string(1000, 'x') + "\n", "a.b"};
  return texts;
}
inline const std::vector<double>& hard_reals() {
  using limits = std::numeric_limits<double>;
  static const std::vector<double> reals{0.0, -0.0, 1.0, -1.5, 0.1, 1e22, 1e23, 1e-7, limits::min(), limits::max(), limits::lowest(),
                                         limits::denorm_min(), -limits::denorm_min(), limits::epsilon(), 9007199254740993.0, 1e308, 5e-324};
  return reals;
}

inline std::string random_text(SeededRandom& random) {
  if (random.below(2) == 0) return hard_texts()[random.below(hard_texts().size())];
  std::string text;
  const auto size = random.below(40);
  for (std::uint64_t i = 0; i < size; ++i) text += static_cast<char>(random.below(0x80));
  return text;
}
inline std::string random_bytes(SeededRandom& random) {
  std::string bytes;
  const auto size = random.below(40);
  for (std::uint64_t i = 0; i < size; ++i) bytes += static_cast<char>(random.below(256));
  return bytes;
}
inline double random_real(SeededRandom& random) {
  if (random.below(2) == 0) return hard_reals()[random.below(hard_reals().size())];
  for (;;) {
    const auto real = std::bit_cast<double>(random.next());
    if (std::isfinite(real)) return real;
  }
}
inline std::int64_t random_int(SeededRandom& random) {
  const auto kind = random.below(4);
  if (kind == 0) return std::numeric_limits<std::int64_t>::min();
  if (kind == 1) return std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(random.next() >> random.below(64)) * (kind == 2 ? -1 : 1);
}

inline Schema every_type() {
  return {{"flag", Type::boolean}, {"n.signed", Type::int64}, {"n.natural", Type::uint64}, {"real", Type::float64}, {"text", Type::text},
          {"raw", Type::bytes}, {"t.at", Type::time}, {"t.took", Type::duration}, {"host", Type::ip}, {"tree", Type::json}};
}
/// One random value, null now and then.
inline void add_random(Column& column, SeededRandom& random, bool may_be_null = true) {
  if (may_be_null && random.below(10) == 0) return column.add_null();
  switch (column.type()) {
    case Type::boolean: return column.add_bool(random.below(2) == 1);
    case Type::int64: return column.add_int(random_int(random));
    case Type::uint64: return column.add_uint(random.below(3) == 0 ? std::numeric_limits<std::uint64_t>::max() : random.next());
    case Type::float64: return column.add_real(random_real(random));
    case Type::text: return column.add_text(random_text(random));
    case Type::bytes: return column.add_text(random_bytes(random));
    case Type::time: return column.add_time(static_cast<std::int64_t>(random.next()) / 2);
    case Type::duration: return column.add_duration(random_int(random));
    case Type::ip: {
      std::uint8_t bytes[16];
      for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
      return column.add_ip(Ip::from(ByteView(bytes, random.below(2) == 0 ? 4 : 16)));
    }
    case Type::json: return column.add_text(random.below(2) == 0 ? "[1,{\"a\":null}]" : "[\"x\\ny\"]");
  }
}
inline Batch random_batch(const Schema& schema, std::size_t rows, std::uint64_t seed, bool may_be_null = true) {
  SeededRandom random(seed);
  Batch batch(schema);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < schema.size(); ++i) add_random(batch[i], random, may_be_null);
    batch.end_row();
  }
  return batch;
}

inline std::string written(Format format, const std::vector<Batch>& batches, const Style& style = {}) {
  std::string out;
  auto sink = io::Sink::to(out);
  auto writer = make_writer(format, batches.front().schema(), *sink, style);
  for (const auto& batch : batches) writer->write(batch);
  writer->finish();
  return out;
}
inline std::string written(Format format, const Batch& batch, const Style& style = {}) {
  return written(format, std::vector<Batch>{batch}, style);
}

}  // namespace pytk::record
