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
  spec.option("--keep", link.keep, "which of equal rows stays").choices({"first", "last"}).otherwise("first");
  spec.example("pytk table dedupe src office.csv", "the first row of each source");
}
void plan_dedupe(Query& query, const Link& link, Planner&) {
  query.dedupe(link.words[0] ? table::parse_names(*link.words[0]) : std::vector<std::string>(), link.keep == "last");
}

void describe_drop_null(Spec& spec, Link& link) {
  word(spec, link, 0, "COLUMNS", "which must not be missing").otherwise("all columns");
  spec.example("pytk table drop-null sport then count office.csv", "rows that have a port");
}
void plan_drop_null(Query& query, const Link& link, Planner&) {
  query.drop_null(link.words[0] ? table::parse_names(*link.words[0]) : std::vector<std::string>());
}

void describe_top(Spec& spec, Link& link) {
  word(spec, link, 0, "N", "rows to keep, of each group").required();
  spec.option("--by", link.order_by, "what they are ranked by").placeholder("EXPR").required();
  spec.option("--per", link.per, "columns that make a group").placeholder("A,B").comma_separated();
  spec.flag("--least", link.least, "the smallest instead of the greatest");
  spec.example("pytk table top 2 --by len --per proto office.csv", "the two longest packets of each protocol");
}
void plan_top(Query& query, const Link& link, Planner&) {
  query.top(value_or_throw(parse_uint(needed(link, 0, "N")), Fault::usage), link.order_by, link.per, link.least);
}

constexpr Verb shaping[] = {
    {"dedupe", "keep one of equal rows", describe_dedupe, nullptr, plan_dedupe, false, 'c'},
    {"drop-null", "leave out rows with missing values", describe_drop_null, nullptr, plan_drop_null, false, 'c'},
    {"top", "keep the greatest rows of each group", describe_top, nullptr, plan_top},
};

}  // namespace

std::span<const Verb> shaping_verbs() noexcept { return shaping; }

}  // namespace pytk::cmd::table_command
