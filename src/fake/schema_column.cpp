#include "schema_column.hpp"

#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "choice.hpp"

namespace pytk::fake {
namespace {

constexpr std::string_view sources[] = {"generator", "distribution", "choice", "template", "regex", "value", "ref"};
constexpr std::string_view modifiers[] = {"null", "unique", "upper", "lower", "title", "key"};

bool is_in(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The one key that says where the values come from.
std::string_view source_of(const std::string& name, const Node& node, const Reading& reading) {
  std::string_view found;
  for (const auto source : sources) {
    if (node.find(source) == nullptr) continue;
    // A reference's distribution says how rows are chosen.
    if (found.empty()) found = source;
    else if (source == "ref" && found == "distribution") found = "ref";
    else
      throw reading.wrong(node.at(source), "column '{}' has both '{}' and '{}'", name, found, source)
          .hint("a column has one of them");
  }
  if (!found.empty()) return found;
  std::string near;
  for (const auto& [key, value] : node.members)
    if (near.empty()) near = did_you_mean(key, std::span<const std::string_view>(sources));
  throw reading.wrong(node, "column '{}' does not say where its values come from", name)
      .hint(near.empty() ? "give it one of generator, distribution, choice, template, regex, value, ref" : near);
}

std::vector<std::string> modifier_words(const Node& node, const Reading& reading) {
  std::vector<std::string> words;
  for (const auto modifier : {"unique", "upper", "lower", "title"})
    if (reading.flag(node, modifier)) words.emplace_back(modifier);
  // A key's values are all different.
  if (reading.flag(node, "key") && !reading.flag(node, "unique")) words.emplace_back("unique");
  if (const Node* share = node.find("null"); share != nullptr) {
    if (share->kind != Node::Kind::number) throw reading.wrong(*share, "'null' is a share from 0 to 1");
    words.push_back("null=" + share->text);
  }
  return words;
}

// A scalar as an argument's text.
std::string argument_text(const Node& node, const Reading& reading) {
  if (node.is_scalar()) return node.text;
  std::string list;
  if (node.kind != Node::Kind::list)
    throw reading.wrong(node, "an argument is a text, a number, true, false or a list of these");
  for (const auto& item : node.items) {
    if (!item.is_scalar()) throw reading.wrong(item, "an argument is a text, a number, true, false or a list of these");
    list += (list.empty() ? "" : ",") + item.text;
  }
  return list;
}

Kind kind_of(const Node& node) {
  if (node.kind == Node::Kind::boolean) return Kind::boolean;
  if (node.kind != Node::Kind::number) return Kind::text;
  return parse_int(node.text) ? Kind::integer : Kind::real;
}

// Numbers among numbers make a column of numbers; everything else is text.
Kind common_kind(Kind a, Kind b) {
  if (a == b) return a;
  const auto numeric = [](Kind kind) { return kind == Kind::integer || kind == Kind::real; };
  return numeric(a) && numeric(b) ? Kind::real : Kind::text;
}

std::shared_ptr<const Choice> read_choice(const std::string& name, const Node& node, const Reading& reading,
                                          Kind& kind) {
  const Node& values = node.at("choice");
  std::vector<std::string> texts;
  std::vector<double> weights;
  const auto add = [&](const std::string& text, const Node* weight) {
    texts.push_back(text);
    weights.push_back(weight == nullptr ? 1.0 : reading.real(*weight, "a weight"));
  };
  if (values.kind == Node::Kind::table) {
    // choice = {free = 80, pro = 15}
    for (const auto& [text, weight] : values.members) add(text, &weight);
    kind = Kind::text;
  } else {
    const Node* own = node.find("weights");
    if (values.kind != Node::Kind::list)
      throw reading.wrong(values, "'choice' is a list of values, or a table of values and weights");
    if (own != nullptr && (own->kind != Node::Kind::list || own->items.size() != values.items.size()))
      throw reading.wrong(*own, "column '{}' has {} values and {} weights", name, values.items.size(),
                          own->items.size());
    for (std::size_t i = 0; i < values.items.size(); ++i) {
      const Node& value = values.items[i];
      if (!value.is_scalar()) throw reading.wrong(value, "a value of 'choice' is a text, a number, true or false");
      kind = i == 0 ? kind_of(value) : common_kind(kind, kind_of(value));
      add(value.text, own == nullptr ? nullptr : &own->items[i]);
    }
  }
  if (texts.empty()) throw reading.wrong(values, "'choice' of column '{}' holds no value", name);
  auto choice = std::make_shared<Choice>();
  std::vector<std::uint64_t> whole;
  reading.at(values, [&] { whole = whole_weights(weights); });
  for (std::size_t i = 0; i < texts.size(); ++i) choice->add(std::move(texts[i]), whole[i]);
  return choice;
}

std::shared_ptr<Reference> read_reference(const std::string& name, const Node& node, const Reading& reading) {
  const std::string target = reading.text(node, "ref");
  const std::size_t dot = target.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == target.size())
    throw reading.wrong(node.at("ref"), "column '{}': '{}' names no column of a table", name, target)
        .hint("write ref = \"TABLE.COLUMN\"");
  auto reference = std::make_shared<Reference>();
  reference->table_name = target.substr(0, dot);
  reference->column_name = target.substr(dot + 1);
  reference->role = reading.text(node, "role");
  return reference;
}

struct Parts {
  ColumnText text;
  std::vector<std::string_view> taken;  ///< keys that are neither modifiers nor arguments
  Kind kind = Kind::text;
  bool own_kind = false;
};

// Sibling columns that stand above, for templates: "{id}" is the row's own id.
Siblings siblings_of(const TablePlan& table) {
  return [&table](std::string_view name) -> std::shared_ptr<const ColumnPlan> {
    for (const auto& column : table.columns)
      if (column.name == name) return std::make_shared<const ColumnPlan>(column);
    return nullptr;
  };
}

Parts read_parts(const TablePlan& table, const std::string& name, const Node& node, const Reading& reading) {
  Parts parts;
  const std::string_view source = source_of(name, node, reading);
  const Node& given = node.at(source);
  parts.taken = {source};
  parts.text.name = name;
  if (source == "generator" || source == "distribution") {
    parts.text.generator = reading.text(node, source);
    const auto* known = find_generator(parts.text.generator);
    if (source == "distribution" && known != nullptr && known->category != "distribution")
      throw reading.wrong(given, "'{}' is no distribution", parts.text.generator).hint("pytk fake list distribution");
  } else if (source == "choice") {
    parts.text.generator = "random_element";
    parts.text.prepared = read_choice(name, node, reading, parts.kind);
    parts.own_kind = true;
    parts.taken.push_back("weights");
  } else if (source == "template") {
    const std::string text = reading.text(node, source);
    parts.text.generator = "template";
    reading.at(given,
               [&] { parts.text.prepared = cut_template(text, hash_name(name), *table.data, siblings_of(table)); });
  } else if (source == "regex") {
    parts.text.generator = "regex";
    parts.text.words.push_back("pattern=" + reading.text(node, source));
  } else if (source == "value") {
    parts.text.generator = "constant";
    if (!given.is_scalar()) throw reading.wrong(given, "'value' is a text, a number, true or false");
    parts.text.words.push_back("value=" + given.text);
    parts.kind = kind_of(given);
    parts.own_kind = true;
  }
  return parts;
}

void add_reference(TablePlan& table, const std::string& name, const Node& node, const Reading& reading) {
  static constexpr std::string_view keys[] = {"ref", "role", "distribution", "s", "null", "unique", "key"};
  reading.only(node, "the reference '" + name + "'", keys);
  ColumnPlan plan;
  plan.name = name;
  plan.hash = hash_name(name);
  plan.generator = &reference_generator();
  plan.key = reading.flag(node, "key");
  plan.unique = plan.key || reading.flag(node, "unique");
  if (const Node* share = node.find("null"); share != nullptr) {
    plan.null_share = reading.real(*share, "'null'");
    if (!(plan.null_share >= 0 && plan.null_share <= 1)) throw reading.wrong(*share, "'null' is a share from 0 to 1");
  }
  auto reference = read_reference(name, node, reading);
  reference->unique = plan.unique;
  plan.arguments.prepared = reference;
  plan.settle();
  table.references.emplace_back(table.columns.size(), std::move(reference));
  table.columns.push_back(std::move(plan));
}

}  // namespace

void add_column(TablePlan& table, const std::string& name, const Node& node, const Reading& reading) {
  if (node.kind == Node::Kind::text) {
    reading.at(node, [&] {
      // "email:unique" as on the command line; a lone '=' may be part of an argument, so the name goes first.
      table.columns.push_back(plan_column(cut_column("x=" + node.text), table.rows, *table.data));
    });
    table.columns.back().name = name;
    table.columns.back().hash = hash_name(name);
    return;
  }
  if (node.kind != Node::Kind::table)
    throw reading.wrong(node, "column '{}' is a text such as \"email:unique\", or a table", name);
  if (node.find("ref") != nullptr) {
    (void)source_of(name, node, reading);
    return add_reference(table, name, node, reading);
  }
  Parts parts = read_parts(table, name, node, reading);
  const auto words = modifier_words(node, reading);
  parts.text.words.insert(parts.text.words.end(), words.begin(), words.end());
  for (const auto& [key, value] : node.members) {
    if (is_in(modifiers, key) || std::find(parts.taken.begin(), parts.taken.end(), key) != parts.taken.end()) continue;
    if (parts.text.prepared != nullptr) {
      std::vector<std::string_view> known(std::begin(modifiers), std::end(modifiers));
      known.insert(known.end(), parts.taken.begin(), parts.taken.end());
      reading.only(node, "column '" + name + "'", known);
    }
    parts.text.words.push_back(key + "=" + argument_text(value, reading));
  }
  reading.at(node, [&] { table.columns.push_back(plan_column(parts.text, table.rows, *table.data)); });
  auto& plan = table.columns.back();
  if (parts.own_kind) plan.kind = parts.kind;
  plan.key = reading.flag(node, "key");
}

void link_reference(const ColumnPlan& column, const TablePlan& table, const TablePlan& parent, Reference& reference,
                    const Node& node, const Reading& reading) {
  reference.table = &parent;
  reference.stream = hash_name("ref " + parent.name + " " + reference.role);
  std::vector<std::string> names;
  for (const auto& known : parent.columns) names.push_back(known.name);
  const auto found = std::find(names.begin(), names.end(), reference.column_name);
  if (found == names.end())
    throw reading
        .wrong(node, "column '{}' refers to the unknown column '{}' of table '{}'", column.name, reference.column_name,
               parent.name)
        .hint(did_you_mean(reference.column_name, std::span<const std::string>(names)));
  reference.column = static_cast<std::size_t>(found - names.begin());
  if (parent.rows == 0 && table.rows > 0)
    throw reading.wrong(node, "column '{}' refers to table '{}', which has no rows", column.name, parent.name);
  if (reference.unique && table.rows > parent.rows)
    throw reading
        .wrong(node, "column '{}' has {} distinct values and {} rows want one each", column.name, parent.rows,
               table.rows)
        .hint(fmt::format("table '{}' has {} rows", parent.name, parent.rows));
  const Node* distribution = node.find("distribution");
  const Node* exponent = node.find("s");
  const std::string shape = reading.text(node, "distribution");
  if (distribution != nullptr && shape != "uniform" && shape != "zipf")
    throw reading.wrong(*distribution, "rows are chosen by 'uniform' or 'zipf', not '{}'", shape);
  if (exponent != nullptr && shape != "zipf") throw reading.wrong(*exponent, "'s' goes with distribution = \"zipf\"");
  reference.chosen = distribution != nullptr;
  if (shape != "zipf") return;
  reference.exponent = exponent == nullptr ? 1.0 : reading.real(*exponent, "'s'");
  if (!(reference.exponent >= 0 && reference.exponent <= 20)) throw reading.wrong(*exponent, "'s' is 0 to 20");
  reference.zipf = std::make_shared<const Zipf>(std::max<std::uint64_t>(parent.rows, 1), reference.exponent);
}

void share_roles(TablePlan& table, const Node& columns, const Reading& reading) {
  for (auto& [index, one] : table.references) {
    for (const auto& [other_index, other] : table.references) {
      if (other == one || other->stream != one->stream) continue;
      one->unique = one->unique || other->unique;
      if (!other->chosen) continue;
      const bool alike = (one->zipf == nullptr) == (other->zipf == nullptr) && one->exponent == other->exponent;
      if (one->chosen && !alike)
        throw reading
            .wrong(*columns.find(table.columns[index].name),
                   "columns '{}' and '{}' refer to one row of '{}' and choose it differently",
                   table.columns[index].name, table.columns[other_index].name, one->table_name)
            .hint("leave the distribution out of one, or give it a role of its own: role = \"second\"");
      one->zipf = other->zipf;
    }
  }
}

void settle_kinds(const std::vector<std::shared_ptr<TablePlan>>& tables) {
  // Each turn settles at least one more link of every chain of references.
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& table : tables)
      for (const auto& [index, reference] : table->references) {
        const Kind kind = reference->table->columns[reference->column].kind;
        changed = changed || kind != table->columns[index].kind;
        table->columns[index].kind = kind;
      }
  }
}

}  // namespace pytk::fake
