// Arrays out: NumPy's repr, files of NumPy, and text for other programs.
#include <algorithm>
#include <cmath>
#include <mutex>

#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/sink.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

constexpr const char* formats[] = {"repr", "str", "npy", "npz", "csv", "tsv", "json", "jsonl", "value", "raw"};
constexpr std::size_t part = 1U << 16U;

std::string format_of(const ArrayOutput& o) {
  if (!o.format.empty()) return o.format == "ndjson" ? "jsonl" : o.format;
  const auto dot = o.output.rfind('.');
  const auto suffix = dot == std::string::npos ? "" : o.output.substr(dot + 1);
  for (const std::string known : {"npy", "npz", "csv", "tsv", "json", "jsonl"})
    if (suffix == known) return known;
  return "repr";
}

class Writer {
 public:
  explicit Writer(io::Sink& sink) : sink_(sink) {}
  std::string& text() {
    if (text_.size() > part) hand_on();
    return text_;
  }
  void hand_on() {
    sink_.write(text_);
    text_.clear();
  }

 private:
  io::Sink& sink_;
  std::string text_;
};

void append_json(std::string& out, const array::DType& dtype, const std::byte* element) {
  std::string plain;
  array::append_plain(plain, dtype, element);
  if (array::is_bool(dtype.kind)) out += plain == "True" ? "true" : "false";
  else if (!array::is_number(dtype.kind) || array::is_complex(dtype.kind)) json::append_string(out, plain);
  else if (plain == "nan" || plain == "inf" || plain == "-inf") out += "null";
  else out += plain;
}

void write_json(Writer& writer, const array::Array& a) {
  if (a.dimensions() == 0) return append_json(writer.text(), a.dtype(), a.data());
  writer.text() += '[';
  for (std::int64_t i = 0; i < a.shape()[0]; ++i) {
    if (i > 0) writer.text() += ',';
    write_json(writer, a.row(i));
  }
  writer.text() += ']';
}

// RFC 4180: only texts can need quotes.
void append_csv(std::string& out, const array::DType& dtype, const std::byte* element, char delimiter) {
  const auto begin = out.size();
  array::append_plain(out, dtype, element);
  if (array::is_number(dtype.kind)) return;
  const auto value = out.substr(begin);
  if (value.find_first_of(std::string("\"\r\n") + delimiter) == std::string::npos) return;
  out.resize(begin);
  out += '"';
  for (const char c : value) out += c == '"' ? "\"\"" : std::string(1, c);
  out += '"';
}

/// Text of some rows: the first `used` characters. What is behind them is left for the next rows, so that it is made
/// but once.
struct RowText {
  std::string text;
  std::size_t used = 0;
};
void put_rows(RowText& rows, const array::Array& table, std::int64_t begin, std::int64_t end, char delimiter) {
  std::string& text = rows.text;
  const auto columns = table.shape()[1], row_step = table.strides()[0], column_step = table.strides()[1];
  const auto dtype = table.dtype();
  // Room for a whole row of numbers is made at once; what is longer goes through the string.
  const auto room = static_cast<std::size_t>(columns) * (array::longest_number + 1) + 1;
  std::size_t used = 0;
  for (auto i = begin; i < end; ++i) {
    if (text.size() - used < room) text.resize(2 * text.size() + room);
    const std::byte* element = table.data() + i * row_step;
    for (std::int64_t j = 0; j < columns; ++j, element += column_step) {
      if (char* stop = array::put_plain(text.data() + used, dtype, element); stop != nullptr) {
        used = static_cast<std::size_t>(stop - text.data());
      } else {
        std::string other;
        append_csv(other, dtype, element, delimiter);
        text.replace(used, std::min(other.size(), text.size() - used), other);
        used += other.size();
        if (text.size() - used < room) text.resize(2 * text.size() + room);
      }
      text[used++] = j + 1 == columns ? '\n' : delimiter;
    }
    if (columns == 0) text[used++] = '\n';
  }
  rows.used = used;
}

/// Blocks of text that were written and can be used again.
class SpareTexts {
 public:
  RowText take() {
    const std::lock_guard lock(mutex_);
    if (spare_.empty()) return {};
    RowText text = std::move(spare_.back());
    spare_.pop_back();
    return text;
  }
  void give(RowText text) {
    const std::lock_guard lock(mutex_);
    spare_.push_back(std::move(text));
  }

 private:
  std::mutex mutex_;
  std::vector<RowText> spare_;
};

// Parts of the rows become text on several threads and are written in order.
void write_rows(io::Sink& sink, Pool& pool, const array::Array& a, char delimiter) {
  if (a.dimensions() > 2)
    throw fail(Fault::data, "an array of {} dimensions is no table", a.dimensions())
        .hint("reshape it to two, or write .npy or JSON");
  const array::Array table = a.dimensions() == 2 ? a : a.reshaped({-1, 1});
  const auto rows = table.shape()[0], columns = table.shape()[1];
  const auto some = std::max<std::int64_t>(1, 16384 / std::max<std::int64_t>(columns, 1));
  const auto parts = static_cast<std::size_t>((rows + some - 1) / some);
  std::vector<RowText> texts(parts);
  SpareTexts spare;
  pool.ordered(
      parts,
      [&](std::size_t k) {
        const auto begin = static_cast<std::int64_t>(k) * some;
        texts[k] = spare.take();
        put_rows(texts[k], table, begin, std::min(rows, begin + some), delimiter);
      },
      [&](std::size_t k) {
        sink.write(std::string_view(texts[k].text).substr(0, texts[k].used));
        spare.give(std::move(texts[k]));
      });
}

void write_lines(Writer& writer, const array::Array& a, bool as_json) {
  const array::Array lines = a.dimensions() == 0 ? a.reshaped({1}) : as_json ? a : a.reshaped({-1});
  for (std::int64_t i = 0; i < lines.shape()[0]; ++i) {
    const auto row = lines.row(i);
    if (as_json) write_json(writer, row);
    else array::append_plain(writer.text(), row.dtype(), row.data());
    writer.text() += '\n';
  }
}

void write_members(const array::Members& members, const std::string& format, const ArrayOutput& o, io::Sink& sink,
                   Pool& pool) {
  if (format == "npz") {
    array::Members named = members;
    for (std::size_t i = 0; i < named.size(); ++i)
      if (named[i].first.empty()) named[i].first = fmt::format("arr_{}", i);
    return array::write_npz(sink, named, o.compress);
  }
  if (members.size() != 1 && (format == "npy" || format == "raw" || format == "csv" || format == "tsv"))
    throw fail(Fault::data, "{} results do not go into one .{}", members.size(), format)
        .hint("write .npz, or choose one: (...)[0]");
  Writer writer(sink);
  if (format == "json" && members.size() != 1) {
    writer.text() += '{';
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i > 0) writer.text() += ',';
      json::append_string(writer.text(), members[i].first);
      writer.text() += ':';
      write_json(writer, members[i].second);
    }
    writer.text() += "}\n";
    return writer.hand_on();
  }
  for (const auto& [name, a] : members) {
    if (format == "npy") array::write_npy(sink, a);
    else if (format == "csv") write_rows(sink, pool, a, ',');
    else if (format == "tsv") write_rows(sink, pool, a, '\t');
    else if (format == "json") {
      write_json(writer, a);
      writer.text() += '\n';
    } else if (format == "jsonl" || format == "value") write_lines(writer, a, format == "jsonl");
    else {
      const auto whole = a.contiguous();
      sink.write(
          ByteView(reinterpret_cast<const std::uint8_t*>(whole.data()), static_cast<std::size_t>(whole.bytes())));
    }
  }
  writer.hand_on();
}

std::unique_ptr<io::Sink> open_sink(const std::string& format, const ArrayOutput& o, const Context& context) {
  io::SinkOptions options;
  options.force = context.force;
  options.binary = format == "npy" || format == "npz" || format == "raw";
  return io::Sink::open(o.output, options);
}

}  // namespace

void add_array_output(cli::Spec& spec, ArrayOutput& o) {
  spec.option("-o,--output", o.output, "file to write; its suffix can choose the format")
      .placeholder("FILE")
      .otherwise("-")
      .complete_files()
      .category("Output");
  spec.option("-f,--format,--to", o.format,
              "how to write: NumPy's repr or str, .npy, .npz, text, one value a line, or the bare bytes")
      .placeholder("FORMAT")
      .otherwise("repr, or by the suffix of -o")
      .choices({std::begin(formats), std::end(formats)})
      .category("Output");
  spec.flag("--compress", o.compress, "deflate the members of an .npz").category("Output");
}

void write_result(const array::Result& result, const ArrayOutput& o, Context& context) {
  const auto format = format_of(o);
  if (format == "repr" || format == "str") {
    const auto text = format == "repr" ? result.repr() : result.str();
    auto sink = open_sink(format, o, context);
    if (!result.none()) sink->write(text + "\n");
    sink->commit();
    return;
  }
  const auto members = result.arrays();
  auto sink = open_sink(format, o, context);
  write_members(members, format, o, *sink, context.pool);
  sink->commit();
}

void write_array(const array::Array& a, const ArrayOutput& o, Context& context) {
  const auto format = format_of(o);
  auto sink = open_sink(format, o, context);
  if (format == "repr" || format == "str") sink->write((format == "repr" ? array::repr(a) : array::show(a)) + "\n");
  else write_members({{"", a}}, format, o, *sink, context.pool);
  sink->commit();
}

}  // namespace pytk::cmd
