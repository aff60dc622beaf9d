// The options that every verb of table has: how to read, how to write, how the engine runs.
#include <sys/stat.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table_shared.hpp"

namespace pytk::cmd::table_command {
namespace {

using table::ReadOptions;

/// One character, or its name.
cli::Setter one_character(std::optional<char>& target) {
  return [&target](std::string_view text) -> Result<void> {
    if (text == "tab" || text == "\\t") target = '\t';
    else if (text == "space") target = ' ';
    else if (text == "none") target = '\0';
    else if (text.size() == 1 && (static_cast<unsigned char>(text[0]) < 0x80)) target = text[0];
    else return bad("'{}' is no single character; tab, space and none are names of some", text);
    return {};
  };
}

Result<table::Type> type_of(std::string_view name) {
  for (const auto type :
       {table::Type::text, table::Type::integer, table::Type::real, table::Type::boolean, table::Type::time})
    if (table::type_name(type) == name) return type;
  return bad("'{}' is no type; the types are text, integer, real, boolean and time", name);
}

Result<void> set_types(ReadOptions& read, std::string_view text) {
  if (text == "off" || text == "auto") {
    read.types = text == "auto";
    return {};
  }
  for (const auto pair : split(text, ',')) {
    const auto equals = pair.rfind('=');
    if (equals == std::string_view::npos) return bad("'{}' is neither auto, off nor COLUMN=TYPE", pair);
    auto type = type_of(pair.substr(equals + 1));
    if (!type) return tl::unexpected<Error>(type.error());
    read.forced_types.emplace_back(std::string(pair.substr(0, equals)), *type);
  }
  return {};
}

Result<void> set_widths(ReadOptions& read, std::string_view text) {
  read.widths.clear();
  for (const auto part : split(text, ',')) {
    if (part == "*") {
      read.widths.push_back(-1);
      continue;
    }
    auto width = parse_int(part, 1, 1'000'000);
    if (!width) return tl::unexpected<Error>(width.error());
    read.widths.push_back(*width);
  }
  read.from = table::From::fwf;
  return {};
}

// Which characters of a text mean what, and where its records begin.
void declare_text(cli::Spec& spec, ReadOptions& read, const std::string& group) {
  spec.custom("--delim", one_character(read.delimiter), "character between fields")
      .placeholder("C")
      .otherwise("found out")
      .category(group);
  spec.custom("--quote", one_character(read.quote), "character around fields, or none")
      .placeholder("C")
      .otherwise("found out")
      .category(group);
  spec.custom("--escape", one_character(read.escape), "character before a quote inside quotes")
      .placeholder("C")
      .otherwise("the quote")
      .category(group);
  spec.custom("--comment", one_character(read.comment), "lines that begin with it are no records")
      .placeholder("C")
      .category(group);
  auto& header = spec.custom("--header", [&read](std::string_view text) -> Result<void> {
    read.header = text != "false";
    return {};
  }, "the first record holds the names; --no-header: it does not");
  header.takes_value = false;
  header.otherwise("yes, unless it is all numbers").category(group);
  spec.option("--names", read.names, "names of the columns").placeholder("A,B").comma_separated().category(group);
  spec.option("--skip", read.skip, "lines to pass over before anything else")
      .placeholder("N")
      .otherwise("0")
      .category(group);
  spec.option("--skip-rows", read.skip_rows, "records to pass over behind the header")
      .placeholder("N")
      .otherwise("0")
      .category(group);
  spec.option("--encoding", read.encoding, "utf-8, windows-1252, utf-16le, utf-16be")
      .placeholder("NAME")
      .otherwise("found")
      .category(group);
}

// What the fields mean.
void declare_values(cli::Spec& spec, ReadOptions& read, const std::string& group) {
  spec.custom(
          "--na,--null",
          [&read](std::string_view text) -> Result<void> {
            read.missing.clear();
            if (text == "none") return {};
            for (const auto part : split(text, ',')) read.missing.emplace_back(part);
            return {};
          },
          "unquoted texts that mean a missing value, or none")
      .placeholder("A,B")
      .otherwise("the empty field")
      .category(group);
  spec.custom("--types", [&read](std::string_view text) { return set_types(read, text); },
              "auto, off (all is text) or COLUMN=TYPE,...").placeholder("TYPES").otherwise("auto").category(group);
}

// Where in a file the table stands.
void declare_place(cli::Spec& spec, ReadOptions& read, const std::string& group) {
  spec.custom(
          "--widths", [&read](std::string_view text) { return set_widths(read, text); },
          "fixed width: characters of each column, * for the rest of the line")
      .placeholder("5,10,*")
      .otherwise("found out")
      .category(group);
  spec.option("--sheet", read.sheet, "sheet of a workbook, by name or number")
      .placeholder("NAME")
      .otherwise("the first")
      .category(group);
  spec.option("--range", read.range, "cells of a sheet, such as A1:F100").placeholder("RANGE").category(group);
  spec.option("--table", read.table, "table of a database")
      .placeholder("NAME")
      .otherwise("its only one")
      .category(group);
}

void declare_input(cli::Spec& spec, ReadOptions& read, Shared& shared) {
  const std::string group = "INPUT";
  auto formats = table::from_names();
  formats.insert(formats.begin(), "auto");
  spec.custom("--from", [&read](std::string_view text) -> Result<void> {
        read.from = table::parse_from(text);
        return {};
      }, "format of the input").placeholder("FORMAT").choices(formats).otherwise("by content and name").category(group);
  declare_text(spec, read, group);
  declare_values(spec, read, group);
  declare_place(spec, read, group);
  spec.custom(
          "--bad-rows",
          [&read](std::string_view text) -> Result<void> {
            read.bad_rows = text == "skip"   ? table::BadRows::skip
                            : text == "pad"  ? table::BadRows::pad
                            : text == "keep" ? table::BadRows::keep
                                             : table::BadRows::fail;
            return {};
          },
          "what happens to records that do not fit")
      .placeholder("WHAT")
      .choices({"fail", "skip", "pad", "keep"})
      .otherwise("fail")
      .category(group);
  spec.option("--rejects", shared.rejects, "write bad records here: file, line, reason, raw")
      .placeholder("FILE")
      .complete_files()
      .category(group);
}

void declare_output(cli::Spec& spec, Shared& shared) {
  const std::string group = "OUTPUT";
  spec.option("-o,--output", shared.output, "write here")
      .placeholder("FILE")
      .otherwise("standard output")
      .complete_files()
      .category(group);
  auto formats = table::to_names();
  formats.emplace_back("table");
  spec.option("-f,--format,--to", shared.format, "format of the output").placeholder("FORMAT").choices(formats)
      .otherwise("by -o, a table on a terminal, else that of the input").category(group);
  spec.flag("--json", shared.json, "the same as --format jsonl").category(group);
  spec.option("--fields", shared.fields, "write only these columns")
      .placeholder("A,B")
      .comma_separated()
      .category(group);
  spec.option("--limit", shared.limit, "write at most so many rows").placeholder("N").category(group);
  spec.flag("--no-output-header", shared.no_output_header, "CSV and tables without the line of names").category(group);
  spec.flag("--csv-safe", shared.csv_safe, "a ' before CSV texts that spreadsheets would compute").category(group);
  spec.option("--float-format", shared.float_format, "how real numbers are written, such as %.2f")
      .placeholder("FORMAT")
      .otherwise("as they are")
      .category(group);
  spec.option("--time-format", shared.time_format,
              "how times are written, such as '%Y-%m-%d %H:%M', iso, epoch or epoch_ms")
      .placeholder("FORMAT")
      .otherwise("as they are")
      .category(group);
  spec.option("--into", shared.into, "name of the table in SQL and databases")
      .placeholder("NAME")
      .otherwise("t")
      .category(group);
}

void declare_engine(cli::Spec& spec, Shared& shared) {
  const std::string group = "ENGINE";
  spec.option("--engine", shared.engine_name, "auto: started when a verb needs it; duckdb: always")
      .placeholder("NAME")
      .choices({"auto", "duckdb"})
      .otherwise("auto")
      .category(group);
  spec.size("--memory", shared.engine.memory, "memory the engine may use")
      .placeholder("SIZE")
      .otherwise("half of what there is")
      .category(group);
  spec.option("--tmpdir", shared.engine.temporary, "where it puts what does not fit")
      .placeholder("DIR")
      .otherwise("$TMPDIR or /tmp")
      .category(group);
  spec.flag("--show-sql", shared.show_sql, "print the SQL instead of running it").category(group);
  spec.flag("--explain", shared.explain, "print how the query would be run instead of running it").category(group);
  spec.flag("--unordered", shared.engine.unordered, "rows in any order; large files are filtered by all threads")
      .category(group);
  spec.flag("--sandbox", shared.engine.sandbox, "SQL may not read or write files").category(group);
}

}  // namespace

void declare_shared(cli::Spec& spec, Shared& shared) {
  declare_input(spec, shared.read, shared);
  declare_output(spec, shared);
  declare_engine(spec, shared);
}

cli::Argument& word(cli::Spec& spec, Link& link, std::size_t index, std::string name, std::string help) {
  if (link.words.size() < 6) link.words.resize(6);
  return spec.positional(std::move(name), link.words[index], std::move(help));
}

const std::string& needed(const Link& link, std::size_t index, std::string_view name) {
  if (index < link.words.size() && link.words[index]) return *link.words[index];
  throw fail(Fault::usage, "argument {} is missing", name);
}

bool is_input(const std::string& text) {
  if (text == "-" || text.find("://") != std::string::npos) return true;
  struct stat info {};
  return ::stat(text.c_str(), &info) == 0;
}

std::string one_text(const std::vector<std::string>& uses) { return join(uses, ","); }
std::vector<std::string> names_of(const std::vector<std::string>& uses) {
  return uses.empty() ? std::vector<std::string>() : table::parse_names(one_text(uses));
}

}  // namespace pytk::cmd::table_command
