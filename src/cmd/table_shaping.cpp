// The verbs that give the table another shape.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table_shared.hpp"

namespace pytk::cmd::table_command {
namespace {

using cli::Spec;
using table::Query;

void describe_dedupe(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMNS", "what makes rows the same").otherwise("all columns");
  spec.option("--keep", link.keep, "which of equal rows stays").choices({"first", "last", "none"}).otherwise("first");
  spec.example("pytk table dedupe client access.csv", "the first row of each source");
}
void plan_dedupe(Query& query, const Link& link, Planner&) {
  query.dedupe(link.words[0] ? table::parse_names(*link.words[0]) : std::vector<std::string>(),
               link.keep == "last" ? table::Keep::last : link.keep == "none" ? table::Keep::none : table::Keep::first);
}

void describe_drop_null(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMNS", "which must not be missing").otherwise("all columns");
  spec.example("pytk table drop-null user then count access.csv", "rows that have a user");
}
void plan_drop_null(Query& query, const Link& link, Planner&) {
  query.drop_null(link.words[0] ? table::parse_names(*link.words[0]) : std::vector<std::string>());
}

void describe_top(Spec& spec, Link& link) {
  word(spec, link, 0, "N", "rows to keep, of each group").required();
  spec.option("--by", link.order_by, "what they are ranked by").placeholder("EXPR").required();
  spec.option("--per", link.per, "columns that make a group").placeholder("A,B").comma_separated();
  spec.flag("--least", link.least, "the smallest instead of the greatest");
  spec.example("pytk table top 2 --by bytes --per method access.csv", "the two largest answers of each method");
}
void plan_top(Query& query, const Link& link, Planner&) {
  query.top(value_or_throw(parse_uint(needed(link, 0, "N")), Fault::usage), link.order_by, link.per, link.least);
}

void describe_describe(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMNS", "which to describe").otherwise("the numeric ones");
  spec.flag("--all", link.all, "columns of every type");
  spec.description(
      "Count, mean, standard deviation, least, quartiles and greatest of numbers, as pandas computes them; count, "
      "different values, most frequent and its frequency of texts. Quartiles are exact.");
  spec.example("pytk table describe bytes,seconds access.csv", "figures of two columns");
  spec.example("pytk table describe method,path access.csv", "of texts");
}
void plan_describe(Query& query, const Link& link, Planner&) {
  query.describe(link.words[0] ? table::parse_names(*link.words[0]) : std::vector<std::string>(), link.all);
}

void describe_skip(Spec& spec, Link& link) {
  word(spec, link, 0, "N", "rows to leave out").required();
  spec.example("pytk table skip 1 --from fwf machines.txt", "without the first row of data");
}
std::uint64_t rows_of(const Link& link) { return value_or_throw(parse_uint(needed(link, 0, "N")), Fault::usage); }
table::StreamPtr stream_skip(table::StreamPtr rows, const Link& link) {
  return table::skip(std::move(rows), rows_of(link));
}
void plan_skip(Query& query, const Link& link, Planner&) { query.skip(rows_of(link)); }

void describe_melt(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMNS", "columns that become rows").required();
  spec.option("--keep", link.keep_columns, "columns that stay")
      .placeholder("A,B")
      .comma_separated()
      .otherwise("all others");
  spec.option("--variable", link.variable, "name of the column of names").placeholder("NAME").otherwise("variable");
  spec.option("--value", link.value, "name of the column of values").placeholder("NAME").otherwise("value");
  spec.description("Column by column: all rows of the first one, then those of the next, as pandas does.");
  spec.example("pytk table head 2 then melt status,bytes --keep path access.csv", "two columns as rows");
}
void plan_melt(Query& query, const Link& link, Planner&) {
  query.melt(table::parse_names(needed(link, 0, "COLUMNS")), link.keep_columns, link.variable, link.value);
}

void describe_pivot(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column whose values become columns").required();
  spec.option("--values", link.value, "what stands in the cells: an aggregate, or a column for its mean")
      .placeholder("AGGREGATE")
      .required();
  spec.option("--by", link.by, "columns that stay as rows").placeholder("A,B").comma_separated();
  spec.flag("--drop-null", link.drop_null, "leave out rows whose key is missing");
  spec.description(
      "Columns in the order of their values, rows in that of their keys. Columns and rows without a value in any cell are "
      "left out, as pandas' pivot_table does.");
  spec.example("pytk table pivot method --values 'sum(bytes)' --by status access.csv", "bytes by status and method");
}
void plan_pivot(Query& query, const Link& link, Planner& planner) {
  query.pivot(needed(link, 0, "COLUMN"), link.value, link.by, link.drop_null, planner.ask());
}

void describe_fill(Spec& spec, Link& link) {
  word(spec, link, 0, "COL=VALUE", "values for missing ones, commas between them");
  spec.option("--forward", link.forward, "columns that take the last value above").placeholder("A,B").comma_separated();
  spec.option("--backward", link.backward, "columns that take the next value below")
      .placeholder("A,B")
      .comma_separated();
  spec.example("pytk table fill user=nobody then head 3 access.csv", "a value where there is none");
}
/// The columns behind --forward or --backward; "*" stands for those named in front, or for all.
std::vector<std::string> filled(const Query& query, const std::vector<std::string>& option,
                                const std::vector<std::string>& named) {
  if (option != std::vector<std::string>{"*"}) return option;
  if (!named.empty()) return named;
  std::vector<std::string> all;
  for (const auto& column : query.columns()) all.push_back(column.name);
  return all;
}
void plan_fill(Query& query, const Link& link, Planner&) {
  std::vector<std::pair<std::string, std::string>> values;
  std::vector<std::string> named;
  const bool directed = !link.forward.empty() || !link.backward.empty();
  if (link.words[0])
    for (const auto& pair : table::parse_names(*link.words[0])) {
      const auto equals = pair.find('=');
      if (directed && equals == std::string::npos) {
        named.push_back(pair);
        continue;
      }
      if (equals == std::string::npos || equals == 0) throw fail(Fault::usage, "'{}' is no COLUMN=VALUE", pair);
      values.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
  if (values.empty() && link.forward.empty() && link.backward.empty())
    throw fail(Fault::usage, "nothing to fill with").hint("COLUMN=VALUE, --forward COLUMNS or --backward COLUMNS");
  query.fill(values, filled(query, link.forward, named), filled(query, link.backward, named));
}

void describe_resample(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column of times").required();
  word(spec, link, 1, "SPAN", "length of a span, such as 5m, 1h or 1d").required();
  spec.option("--agg", link.aggregates, "what to compute in each span").placeholder("LIST").otherwise("count");
  spec.option("--by", link.by, "further columns to group by").placeholder("A,B").comma_separated();
  spec.description(
      "One row a span, named by its begin, empty spans included: they count and sum to 0, their mean is missing. Spans "
      "begin at midnight UTC: of the first day there is, where they do not divide a day.");
  spec.example("pytk table resample time 1h --agg 'n=count,bytes=sum(bytes)' access.csv", "requests an hour");
}
void plan_resample(Query& query, const Link& link, Planner&) {
  const auto span = value_or_throw(parse_duration(needed(link, 1, "SPAN")), Fault::usage);
  if (span < 1000) throw fail(Fault::usage, "the span '{}' is too short", needed(link, 1, "SPAN"));
  query.resample(needed(link, 0, "COLUMN"), span, one_text(link.aggregates), link.by);
}

void describe_window(Spec& spec, Link& link) {
  word(spec, link, 0, "NAME=FUNCTION", pytk::join(table::window_names(), ", ")).required();
  spec.option("--per", link.per, "columns whose values begin anew").placeholder("A,B").comma_separated();
  spec.option("--order", link.sort, "keys as in sort").placeholder("KEYS").otherwise("the order of the rows");
  spec.description(
      "As in pandas: rolling_mean(x, 3) and its like look at three rows and are missing where one of them is; totals pass "
      "over missing values; cumcount counts from 0; lag, lead and diff take a number of rows behind the value.");
  spec.example("pytk table window 'total=cumsum(bytes),before=lag(path)' --per client then head 4 access.csv",
               "running totals a client");
}
void plan_window(Query& query, const Link& link, Planner&) {
  query.window(needed(link, 0, "NAME=FUNCTION"), link.per, table::parse_sort(link.sort));
}

void describe_extract(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column to look into").required();
  word(spec, link, 1, "REGEX", "regular expression (RE2); its groups become columns").required();
  spec.example("pytk table extract path '^/(?P<first>[^/?]+)' then values first access.csv", "first part of each path");
}
void plan_extract(Query& query, const Link& link, Planner&) {
  query.extract(needed(link, 0, "COLUMN"), needed(link, 1, "REGEX"));
}

void describe_replace(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column to change").required();
  word(spec, link, 1, "REGEX", "regular expression (RE2)").required();
  word(spec, link, 2, "TEXT", "what stands there instead; \\1 is a group").required();
  spec.example("pytk table replace client '[.]\\d+$' '.x' then values client access.csv",
               "networks instead of clients");
}
void plan_replace(Query& query, const Link& link, Planner&) {
  query.replace(needed(link, 0, "COLUMN"), needed(link, 1, "REGEX"), needed(link, 2, "TEXT"));
}

void describe_parse_time(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column to read as times").required();
  spec.option("--pattern", link.pattern, "such as '%d/%b/%Y:%H:%M:%S %z', or epoch, epoch_ms")
      .placeholder("FORMAT")
      .otherwise("ISO 8601");
  spec.example("pytk table parse-time time then head 2 access.csv", "times as the engine knows them");
}
void plan_parse_time(Query& query, const Link& link, Planner&) {
  query.parse_time(needed(link, 0, "COLUMN"), link.pattern);
}

void describe_split(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column to cut").required();
  word(spec, link, 1, "NAMES", "names of the parts, commas between them")
      .otherwise("COLUMN_1, COLUMN_2 and so on, as many as there are");
  spec.option("--sep", link.separator, "text between the parts").placeholder("TEXT").otherwise(",");
  spec.example("pytk table split client a,b,c,d --sep . then head 2 access.csv", "the parts of an address");
}
void plan_split(Query& query, const Link& link, Planner& planner) {
  const std::string& column = needed(link, 0, "COLUMN");
  std::vector<std::string> names;
  if (link.words[1]) names = table::parse_names(*link.words[1]);
  else
    for (std::size_t i = 1, most = query.most_parts(column, link.separator, planner.ask()); i <= most; ++i)
      names.push_back(column + "_" + std::to_string(i));
  query.split(column, names, link.separator);
}

void describe_explode(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column whose parts become rows").required();
  spec.option("--sep", link.separator, "text between the parts; JSON arrays need none")
      .placeholder("TEXT")
      .otherwise(",");
  spec.example("pytk table explode path --sep / then values path then head 3 access.csv", "parts of paths");
}
void plan_explode(Query& query, const Link& link, Planner&) {
  query.explode(needed(link, 0, "COLUMN"), link.separator);
}

std::vector<std::pair<std::string, std::string>> pairs_of(const std::vector<std::string>& on) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& name : names_of(on)) {
    const auto equals = name.find('=');
    if (equals == std::string::npos) pairs.emplace_back(name, name);
    else pairs.emplace_back(name.substr(0, equals), name.substr(equals + 1));
  }
  return pairs;
}

void describe_join(Spec& spec, Link& link) {
  word(spec, link, 0, "TABLE", "the other table: a file, URL or database").required();
  spec.option("--on", link.on, "columns that must be equal, or HERE=THERE").placeholder("A,B=C");
  spec.option("--how", link.how, "inner, left, right, full, semi, anti, cross or asof").placeholder("KIND")
      .choices({"inner", "left", "right", "full", "semi", "anti", "cross", "asof"}).otherwise("inner");
  spec.option("--suffix", link.suffix, "put behind names that both tables have")
      .placeholder("TEXT")
      .otherwise("_right");
  spec.description(
      "Rows keep their order. With --how asof the last column of --on is a time or number: the row of the other "
      "table that is nearest before it is taken.");
  spec.example("pytk table values client then join access.csv --on client --how semi access.csv", "who the client is");
}
void plan_join(Query& query, const Link& link, Planner& planner) {
  query.join(planner.open(needed(link, 0, "TABLE")), table::parse_join(link.how), pairs_of(link.on),
             link.suffix.empty() ? "_right" : link.suffix);
}

void describe_union(Spec& spec, Link& link) {
  word(spec, link, 0, "TABLE", "the table whose rows follow")
      .otherwise("none: the inputs are put together as they are anyway");
  spec.description("Columns are matched by name. Several input files are put together the same way without this verb.");
  spec.example("pytk table union access.csv then count access.csv", "a table twice");
}
void plan_union(Query& query, const Link& link, Planner& planner) {
  if (link.words[0]) query.unite(planner.open(*link.words[0]));
}

void describe_diff(Spec& spec, Link& link) {
  word(spec, link, 0, "OLD", "the earlier table; the later one is the input").required();
  spec.option("--on", link.on, "columns that say which rows belong together")
      .placeholder("A,B")
      .comma_separated()
      .required();
  spec.field("change", "text", "added, removed or changed");
  spec.field("column", "text", "the column that differs, where a row is in both");
  spec.field("old", "text", "its earlier value");
  spec.field("new", "text", "its later value");
  spec.example("pytk table diff access.csv --on time,path access.csv", "a table and itself: no difference");
}
void plan_diff(Query& query, const Link& link, Planner& planner) {
  query.diff(planner.open(needed(link, 0, "OLD")), link.on);
}

constexpr Verb shaping[] = {
    {"dedupe", "keep one of equal rows", describe_dedupe, nullptr, plan_dedupe, false, 'c'},
    {"describe", "summarise columns in figures", describe_describe, nullptr, plan_describe, true, 'c'},
    {"diff", "list what differs between two tables", describe_diff, nullptr, plan_diff},
    {"drop-null", "leave out rows with missing values", describe_drop_null, nullptr, plan_drop_null, false, 'c'},
    {"explode", "make a row of each part of a value", describe_explode, nullptr, plan_explode},
    {"extract", "make columns of a regular expression's groups", describe_extract, nullptr, plan_extract},
    {"fill", "put values where they are missing", describe_fill, nullptr, plan_fill, false, 'c'},
    {"join", "put the columns of another table beside", describe_join, nullptr, plan_join},
    {"melt", "turn columns into rows", describe_melt, nullptr, plan_melt},
    {"parse-time", "read a column as times", describe_parse_time, nullptr, plan_parse_time},
    {"pivot", "turn values into columns", describe_pivot, nullptr, plan_pivot, true},
    {"replace", "replace what a regular expression matches", describe_replace, nullptr, plan_replace},
    {"resample", "aggregate by spans of time", describe_resample, nullptr, plan_resample},
    {"skip", "leave out the first rows", describe_skip, stream_skip, plan_skip},
    {"split", "cut a column into several", describe_split, nullptr, plan_split, true, 'c', 1},
    {"top", "keep the greatest rows of each group", describe_top, nullptr, plan_top},
    {"union", "append the rows of another table", describe_union, nullptr, plan_union},
    {"window", "number, shift and sum up along rows", describe_window, nullptr, plan_window},
};

}  // namespace

std::span<const Verb> shaping_verbs() noexcept { return shaping; }

}  // namespace pytk::cmd::table_command
