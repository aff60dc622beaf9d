// Arrays in: which file is what, and the options that say so.
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

char delimiter_of(const std::string& text) {
  if (text == "tab" || text == "\\t") return '\t';
  if (text == "comma") return ',';
  if (text == "space") return ' ';
  if (text.size() != 1) throw fail(Fault::usage, "the delimiter must be one character, not '{}'", text);
  return text[0];
}

}  // namespace

void add_array_input(cli::Spec& spec, ArrayInput& o) {
  spec.option("-d,--delimiter", o.delimiter, "character between the values of a text; white space unless given")
      .placeholder("CHAR")
      .category("Input");
  spec.flag("--header", o.header, "the first line of a text holds names").category("Input");
  spec.option("--skip,--skiprows", o.skip, "lines of a text to skip").placeholder("N").otherwise("0").category("Input");
  spec.option("--max-rows", o.most_rows, "rows of a text to read").placeholder("N").otherwise("all").category("Input");
  spec.option("--comments", o.comments, "what begins a comment in a text; nothing with ''")
      .placeholder("TEXT")
      .otherwise("#")
      .category("Input");
  spec.option("--quotechar", o.quote, "character around fields of a text that hold delimiters")
      .placeholder("CHAR")
      .category("Input");
  spec.option("--ndmin", o.least_dimensions, "least dimensions of a text's array: 0, 1 or 2")
      .placeholder("N")
      .otherwise("0")
      .category("Input");
  spec.option("-c,--columns,--usecols", o.columns, "columns of a text to read, counted from 0")
      .placeholder("LIST")
      .comma_separated()
      .category("Input");
  spec.option("--missing", o.missing,
              "what fields of a text that are no numbers become, as in nan; else they are an error")
      .placeholder("VALUE")
      .category("Input");
  spec.option("--dtype", o.dtype, "type of a text's values").placeholder("TYPE").otherwise("float64").category("Input");
  spec.size("--max-mem", o.max_memory, "memory that arrays may take; three quarters of the machine's unless given")
      .placeholder("SIZE")
      .category("Input");
}

array::TextOptions text_options(const ArrayInput& o, const std::string& name) {
  array::TextOptions text;
  if (o.delimiter) text.delimiter = delimiter_of(*o.delimiter);
  else if (name.find(".csv") != std::string::npos) text.delimiter = ',';
  else if (name.find(".tsv") != std::string::npos) text.delimiter = '\t';
  text.dtype = array::parse_dtype(o.dtype);
  text.header = o.header;
  text.skip_rows = o.skip;
  text.most_rows = o.most_rows;
  text.comment = o.comments;
  if (o.quote) {
    if (o.quote->size() != 1) throw fail(Fault::usage, "--quotechar must be one character, not '{}'", *o.quote);
    text.quote = o.quote->front();
  }
  if (o.least_dimensions < 0 || o.least_dimensions > 2)
    throw fail(Fault::usage, "--ndmin must be 0, 1 or 2, not {}", o.least_dimensions);
  text.least_dimensions = o.least_dimensions;
  for (const auto& column : o.columns) text.columns.push_back(value_or_throw(parse_int(column), Fault::usage));
  if (o.missing) text.missing = value_or_throw(parse_real(*o.missing, true), Fault::usage);
  return text;
}

std::unique_ptr<io::Source> open_array(const std::string& where, Context& context) {
  io::OpenOptions options;
  options.cancel = &context.cancel;
  options.timeout = context.timeout;
  return io::Source::open(where, options);
}

array::Members load_arrays(std::unique_ptr<io::Source> source, const std::string& where, const ArrayInput& o,
                           std::vector<std::string>* names) {
  const auto binary = [](ByteView bytes) { return array::looks_like_npy(bytes) || array::looks_like_npz(bytes); };
  if (const auto mapped = source->mapped(); !mapped.empty()) {
    if (binary(mapped)) return array::read_arrays(std::move(source));
    return {{"", array::read_text(*source, text_options(o, where), names)}};
  }
  const auto content = source->read_all(array::memory_limit());
  auto memory = io::Source::of(bytes_of(content), std::string(source->name()));
  if (!binary(bytes_of(content))) return {{"", array::read_text(*memory, text_options(o, where), names)}};
  if (array::looks_like_npz(bytes_of(content))) return array::read_npz(bytes_of(content), source->name());
  return array::read_npy(bytes_of(content), source->name(), nullptr);
}

array::Members load_arrays(const std::string& where, const ArrayInput& o, Context& context,
                           std::vector<std::string>* names) {
  if (o.max_memory != 0) array::set_memory_limit(o.max_memory);
  array::use_pool(&context.pool);
  return load_arrays(open_array(where, context), where, o, names);
}

array::Array load_array(const std::string& where, const ArrayInput& o, Context& context,
                        std::vector<std::string>* names) {
  const auto members = load_arrays(where, o, context, names);
  if (members.size() == 1) return members[0].second;
  std::string all;
  for (const auto& [name, member] : members) all += (all.empty() ? "" : ", ") + name;
  throw fail(Fault::usage, "'{}' holds {} arrays", where, members.size())
      .hint("choose one with eval: pytk array eval \"x['NAME']\" -i " + where + "; the names are: " + all);
}

}  // namespace pytk::cmd
