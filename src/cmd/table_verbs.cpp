// The verbs: what each accepts, and what it does with or without the engine. First those that keep the table's shape.
#include <algorithm>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "table_shared.hpp"

namespace pytk::cmd::table_command {
namespace {

using cli::Spec;
using table::Query;
using table::StreamPtr;

std::uint64_t rows_or(const Link& link, std::size_t index, std::uint64_t otherwise) {
  if (index >= link.words.size() || !link.words[index]) return otherwise;
  auto number = parse_uint(*link.words[index]);
  if (!number) throw fail(Fault::usage, "'{}' is no number of rows", *link.words[index]);
  return *number;
}

void no_options(Spec& spec, Link&) {
  spec.example("pytk table cat access.csv --to jsonl", "the whole table as JSON Lines");
  spec.example("pytk table cat access.csv --to markdown", "the whole table for a document");
}
StreamPtr all_rows(StreamPtr rows, const Link&) { return rows; }
void plan_nothing(Query&, const Link&, Planner&) {}

void describe_convert(Spec& spec, Link&) {
  spec.description("The same as cat: the output's format comes from --to or from the name behind -o.");
  spec.example("pytk table convert access.csv --to markdown", "as a Markdown table");
  spec.example("pytk table convert access.csv -o access.jsonl", "into a file, in the format of its name");
}

void describe_head(Spec& spec, Link& link) {
  word(spec, link, 0, "N", "rows to show").otherwise("10");
  spec.example("pytk table head 3 access.csv", "the first three rows");
  spec.example("pytk table head 2 then select client,path access.csv", "and only two columns");
}
void describe_tail(Spec& spec, Link& link) {
  word(spec, link, 0, "N", "rows to show").otherwise("10");
  spec.example("pytk table tail 3 access.csv", "the last three rows");
}
StreamPtr stream_head(StreamPtr rows, const Link& link) { return table::head(std::move(rows), rows_or(link, 0, 10)); }
StreamPtr stream_tail(StreamPtr rows, const Link& link) { return table::tail(std::move(rows), rows_or(link, 0, 10)); }
void plan_head(Query& query, const Link& link, Planner&) { query.head(rows_or(link, 0, 10)); }
void plan_tail(Query& query, const Link& link, Planner&) { query.tail(rows_or(link, 0, 10)); }

void describe_sample(Spec& spec, Link& link) {
  word(spec, link, 0, "N", "rows to draw, or a share such as 5%").required();
  spec.description("Draws rows at random; --seed makes the same draw again.");
  spec.example("pytk table sample 3 --seed 1 access.csv", "three rows, the same ones every time");
}
void plan_sample(Query& query, const Link& link, Planner& planner) {
  const std::string& text = needed(link, 0, "N");
  if (!text.ends_with('%')) return query.sample(rows_or(link, 0, 0), 0, planner.seed());
  const double percent = value_or_throw(parse_real(text.substr(0, text.size() - 1)), Fault::usage);
  if (percent < 0 || percent > 100) throw fail(Fault::usage, "'{}' is no share between 0% and 100%", text);
  query.sample(0, percent, planner.seed());
}

void describe_select(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMNS", "names in the order wanted, or -a,-b to leave some out")
      .required()
      .may_start_with_dash();
  spec.example("pytk table select client,path access.csv", "two columns");
  spec.example("pytk table select -user then head 2 access.csv", "all columns but one");
}
std::vector<std::string> selected(const Link& link) { return table::parse_names(needed(link, 0, "COLUMNS")); }
StreamPtr stream_select(StreamPtr rows, const Link& link) { return table::select(std::move(rows), selected(link)); }
void plan_select(Query& query, const Link& link, Planner&) { query.select(selected(link)); }

void describe_rename(Spec& spec, Link& link) {
  word(spec, link, 0, "OLD=NEW", "pairs of names, commas between them").required();
  spec.example("pytk table rename client=from,path=what then head 2 access.csv", "two columns under other names");
}
StreamPtr stream_rename(StreamPtr rows, const Link& link) {
  return table::rename(std::move(rows), table::parse_names(needed(link, 0, "OLD=NEW")));
}
void plan_rename(Query& query, const Link& link, Planner&) { query.rename(needed(link, 0, "OLD=NEW")); }

void describe_filter(Spec& spec, Link& link) {
  word(spec, link, 0, "EXPR", "condition; see EXPRESSIONS in pytk table --help").required().may_start_with_dash();
  spec.example("pytk table filter \"method = 'POST' and bytes > 1000\" access.csv", "large answers to POST");
  spec.example("pytk table filter 'not is_private(client)' then count access.csv", "how many come from outside");
}
StreamPtr stream_filter(StreamPtr rows, const Link& link) {
  return table::filter(std::move(rows), needed(link, 0, "EXPR"), [](std::string_view text) { log::warn("{}", text); });
}
void plan_filter(Query& query, const Link& link, Planner&) { query.filter(needed(link, 0, "EXPR")); }

void describe_derive(Spec& spec, Link& link) {
  word(spec, link, 0, "NAME=EXPR", "new columns, commas between them").required();
  spec.example("pytk table derive 'kb=bytes/1000' then head 2 access.csv", "a column computed from another");
}
void plan_derive(Query& query, const Link& link, Planner&) { query.derive(needed(link, 0, "NAME=EXPR")); }

void describe_sort(Spec& spec, Link& link) {
  word(spec, link, 0, "KEYS", "columns or expressions, - in front for descending").required().may_start_with_dash();
  spec.description("Numbers sort as numbers, times as times. Missing values come last; equal rows keep their order.");
  spec.example("pytk table sort -bytes,client then head 3 access.csv", "the largest answers");
}
void plan_sort(Query& query, const Link& link, Planner&) { query.sort(table::parse_sort({needed(link, 0, "KEYS")})); }

void describe_group(Spec& spec, Link& link) {
  word(spec, link, 0, "KEYS", "columns to group by, commas between them").required();
  spec.option("--agg", link.aggregates, "what to compute: NAME=AGGREGATE, commas between them")
      .placeholder("LIST")
      .otherwise("count");
  spec.flag("--drop-null", link.drop_null, "leave out rows whose key is missing");
  spec.description("One row a group, in the order of the keys.");
  spec.example("pytk table group method --agg 'n=count,bytes=sum(bytes),p95=p95(seconds)' access.csv",
               "three figures a method");
  spec.example("pytk table group client,path then sort -count then head 3 access.csv", "who asks most for what");
}
void plan_group(Query& query, const Link& link, Planner&) {
  query.group(table::parse_names(needed(link, 0, "KEYS")), one_text(link.aggregates), link.drop_null);
}

void describe_count(Spec& spec, Link& link) {
  word(spec, link, 0, "KEYS", "columns to count by");
  spec.description(
      "The number of rows, or of rows for each value of KEYS (a word that is an existing file is the input).");
  spec.example("pytk table count access.csv", "how many rows");
  spec.example("pytk table count method access.csv", "how many rows a method");
}
StreamPtr stream_count(StreamPtr rows, const Link& link) {
  return link.words.empty() || !link.words[0] ? table::count(std::move(rows)) : nullptr;
}
void plan_count(Query& query, const Link& link, Planner&) {
  if (link.words.empty() || !link.words[0]) query.count();
  else query.group(table::parse_names(*link.words[0]), "", false);
}

void describe_values(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMN", "column whose values are counted").required();
  spec.flag("--drop-null", link.drop_null, "do not count missing values");
  spec.description("Every value with its count, most frequent first; equally frequent ones as they appear first.");
  spec.example("pytk table values status access.csv", "how often each status occurs");
}
void plan_values(Query& query, const Link& link, Planner&) { query.values(needed(link, 0, "COLUMN"), link.drop_null); }

void describe_sql(Spec& spec, Link& link) {
  word(spec, link, 0, "QUERY", "one SELECT of the engine's own SQL (DuckDB)").required();
  spec.description("The table so far is t, further inputs are t2, t3, ... and NAME where one is given as NAME=FILE. "
                   "Numbers and truths are typed, all else is text.");
  spec.example(
      "pytk table sql 'select method, sum(bytes) as bytes from t group by method order by bytes desc' access.csv",
      "a query of your own");
}
void plan_sql(Query& query, const Link& link, Planner& planner) {
  query = planner.statement(query, needed(link, 0, "QUERY"));
}

void describe_schema(Spec& spec, Link&) {
  spec.description("The columns and what their values look like.");
  spec.field("column", "text", "its name");
  spec.field("type", "text", "text, integer, real, boolean, time or json");
  spec.example("pytk table schema access.csv", "names and types");
}
StreamPtr stream_schema(StreamPtr rows, const Link&) { return table::schema(rows->columns()); }

void describe_sniff(Spec& spec, Link&) {
  spec.description("One JSON record: how the input is written and what its columns look like.");
  spec.example("pytk table sniff access.csv", "delimiter, quote, header, types");
}

constexpr Verb basics[] = {
    {"cat", "write the table as it is", no_options, all_rows, plan_nothing},
    {"convert", "write the table in another format", describe_convert, all_rows, plan_nothing},
    {"count", "count rows, or rows for each key", describe_count, stream_count, plan_count, false, 'c'},
    {"derive", "compute new columns", describe_derive, nullptr, plan_derive},
    {"filter", "keep the rows for which a condition holds", describe_filter, stream_filter, plan_filter},
    {"group", "aggregate rows by keys", describe_group, nullptr, plan_group},
    {"head", "show the first rows", describe_head, stream_head, plan_head, false, 'n'},
    {"rename", "give columns other names", describe_rename, stream_rename, plan_rename},
    {"sample", "draw rows at random", describe_sample, nullptr, plan_sample},
    {"schema", "list the columns and their types", describe_schema, stream_schema, nullptr},
    {"select", "choose columns", describe_select, stream_select, plan_select},
    {"sniff", "tell how the input is written", describe_sniff, nullptr, nullptr},
    {"sort", "put the rows in order", describe_sort, nullptr, plan_sort},
    {"sql", "run a query of the engine's own SQL", describe_sql, nullptr, plan_sql, true},
    {"tail", "show the last rows", describe_tail, stream_tail, plan_tail, false, 'n'},
    {"values", "count how often each value occurs", describe_values, nullptr, plan_values},
};

}  // namespace

std::span<const Verb> basic_verbs() noexcept { return basics; }

std::span<const Verb> verbs() noexcept {
  static const std::vector<Verb> all = [] {
    std::vector<Verb> list(basic_verbs().begin(), basic_verbs().end());
    list.insert(list.end(), shaping_verbs().begin(), shaping_verbs().end());
    std::sort(list.begin(), list.end(), [](const Verb& a, const Verb& b) { return std::string_view(a.name) < b.name; });
    return list;
  }();
  return all;
}

const Verb* find_verb(std::string_view name) noexcept {
  for (const auto& verb : verbs())
    if (name == verb.name) return &verb;
  return nullptr;
}

}  // namespace pytk::cmd::table_command
