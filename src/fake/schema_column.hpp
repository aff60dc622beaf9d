// One column of a schema's table.
#pragma once

#include "reference.hpp"
#include "schema_node.hpp"
#include "text_template.hpp"

namespace pytk::fake {

/// Adds the column that `node` describes: a text as on the command line, or a table with one of generator,
/// distribution, choice, template, regex, value, ref. Throws Fault::usage with the line.
void add_column(TablePlan& table, const std::string& name, const Node& node, const Reading& reading);
/// Fills in what `column` of `table` refers to in `parent`.
void link_reference(const ColumnPlan& column, const TablePlan& table, const TablePlan& parent, Reference& reference,
                    const Node& node, const Reading& reading);
/// References of one role to one table take the same row: what one of them says of the distribution holds for all.
void share_roles(TablePlan& table, const Node& columns, const Reading& reading);
/// A reference is of the kind of the column that it refers to.
void settle_kinds(const std::vector<std::shared_ptr<TablePlan>>& tables);

}  // namespace pytk::fake
