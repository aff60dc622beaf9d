#include <pytk/fake/schema.hpp>

#include <algorithm>
#include <cmath>
#include <map>

#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "schema_column.hpp"

namespace pytk::fake {

struct SchemaFile::State {
  State(std::string file_name, const SchemaOptions& given) : reading(std::move(file_name)), options(given) {}
  Reading reading;
  SchemaOptions options;
  bool seeded = false;
  std::uint64_t seed = 0;
  std::int64_t now = 0;
  std::map<std::string, std::unique_ptr<Catalogue>> catalogues;
  std::vector<std::shared_ptr<TablePlan>> tables;
  std::vector<Plan> plans;

  void read(const Node& root);
  void read_table(const std::string& name, const Node& node, const std::string& locale);
  void resolve(const Node& tables_node);
  void order();
  [[nodiscard]] const Catalogue& catalogue(const std::string& locale);
  [[nodiscard]] std::size_t index_of(std::string_view table) const;
};

namespace {

constexpr std::uint64_t most_rows = std::uint64_t{1} << 62U;
constexpr std::size_t most_tables = 1000, most_columns = 4096;

// Two tables of one schema share no stream, whatever their columns are called.
std::uint64_t seed_of(std::uint64_t seed, std::string_view table) {
  return seed ^ (std::uint64_t{hash_name(table)} * 0x9E3779B97F4A7C15U);
}

// What a column needs another table's column for: itself, or the places of its template.
void each_reference(const ColumnPlan& column, const std::function<void(const Reference&)>& visit) {
  if (const auto* reference = dynamic_cast<const Reference*>(column.arguments.prepared.get())) visit(*reference);
  if (const auto* text = dynamic_cast<const TextTemplate*>(column.arguments.prepared.get()))
    for (const auto& piece : text->pieces)
      if (piece.value != nullptr) each_reference(*piece.value, visit);
}

// Follows references from a column; coming back to one that is still open is a circle, and so is a chain without an end
// in sight.
class CircleSearch {
 public:
  /// The names along the circle, or "".
  std::string from(const TablePlan& table, std::size_t column, std::size_t depth = 0) {
    constexpr std::size_t longest_chain = 64;
    const auto key = std::pair(&table, column);
    if (done_[key]) return {};
    std::string name = table.name + "." + table.columns[column].name;
    if (open_[key] || depth > longest_chain) return name;
    open_[key] = true;
    std::string circle;
    each_reference(table.columns[column], [&](const Reference& next) {
      if (circle.empty()) circle = from(*next.table, next.column, depth + 1);
    });
    open_[key] = false;
    done_[key] = true;
    return circle.empty() ? "" : name + " -> " + circle;
  }

 private:
  std::map<std::pair<const TablePlan*, std::size_t>, bool> open_, done_;
};

}  // namespace

const Catalogue& SchemaFile::State::catalogue(const std::string& locale) {
  auto& made = catalogues[locale];
  if (made == nullptr) made = std::make_unique<Catalogue>(locale, options.data_directory);
  return *made;
}

std::size_t SchemaFile::State::index_of(std::string_view table) const {
  for (std::size_t i = 0; i < tables.size(); ++i)
    if (tables[i]->name == table) return i;
  return tables.size();
}

void SchemaFile::State::read_table(const std::string& name, const Node& node, const std::string& locale) {
  static constexpr std::string_view keys[] = {"rows", "locale", "columns"};
  reading.only(node, "table '" + name + "'", keys);
  const Node* rows = node.find("rows");
  const Node* columns = node.find("columns");
  if (rows == nullptr)
    throw reading.wrong(node, "table '{}' does not say how many rows it has", name).hint("add rows = 1000");
  if (columns == nullptr || columns->kind != Node::Kind::table || columns->members.empty())
    throw reading.wrong(node, "table '{}' has no columns", name)
        .hint("add a table of them: columns = {id = \"row_number\", name = \"name\"}");
  if (columns->members.size() > most_columns)
    throw reading.wrong(*columns, "table '{}' has more than {} columns", name, most_columns);
  auto table = std::make_shared<TablePlan>();
  table->name = name;
  table->rows = reading.count(*rows, "rows");
  if (options.scale != 1)
    table->rows = static_cast<std::uint64_t>(
        std::llround(std::fmin(static_cast<double>(table->rows) * options.scale, static_cast<double>(most_rows))));
  table->seed = seed_of(seed, name);
  table->now = now;
  const std::string own = reading.text(node, "locale");
  const Node* locale_node = node.find("locale");
  reading.at(locale_node == nullptr ? node : *locale_node,
             [&] { table->data = &catalogue(own.empty() ? locale : own).state(); });
  for (const auto& [column, text] : columns->members) {
    if (column.empty()) throw reading.wrong(text, "a column of table '{}' has no name", name);
    add_column(*table, column, text, reading);
  }
  number_columns(*table);
  tables.push_back(std::move(table));
}

// Looks up what references name, now that all tables are known.
void SchemaFile::State::resolve(const Node& tables_node) {
  const auto columns_of = [&](const TablePlan& table) -> const Node& {
    return tables_node.at(table.name).at("columns");
  };
  for (const auto& table : tables) {
    const Node& columns = columns_of(*table);
    for (const auto& [index, reference] : table->references) {
      const ColumnPlan& column = table->columns[index];
      const Node& node = columns.at(column.name);
      const std::size_t parent = index_of(reference->table_name);
      if (parent == tables.size()) {
        std::vector<std::string> names;
        for (const auto& known : tables) names.push_back(known->name);
        throw reading.wrong(node, "column '{}' refers to the unknown table '{}'", column.name, reference->table_name)
            .hint(did_you_mean(reference->table_name, std::span<const std::string>(names)));
      }
      link_reference(column, *table, *tables[parent], *reference, node, reading);
    }
    share_roles(*table, columns, reading);
  }
  CircleSearch search;
  for (const auto& table : tables)
    for (std::size_t i = 0; i < table->columns.size(); ++i)
      if (const std::string circle = search.from(*table, i); !circle.empty())
        throw reading.wrong(columns_of(*table).at(table->columns[i].name),
                            "references go in a circle, or through more than 64 columns: {}", circle);
  settle_kinds(tables);
}

// Behind the tables that it refers to; where that goes round, the order of the file.
void SchemaFile::State::order() {
  std::vector<bool> placed(tables.size(), false);
  while (plans.size() < tables.size()) {
    std::size_t next = tables.size();
    for (std::size_t i = 0; i < tables.size() && next == tables.size(); ++i) {
      bool free = !placed[i];
      for (const auto& column : tables[i]->columns)
        each_reference(column, [&](const Reference& reference) {
          free = free && (reference.table == tables[i].get() || placed[index_of(reference.table->name)]);
        });
      if (free) next = i;
    }
    if (next == tables.size())
      next = static_cast<std::size_t>(std::find(placed.begin(), placed.end(), false) - placed.begin());
    placed[next] = true;
    plans.emplace_back(tables[next]);
  }
}

void SchemaFile::State::read(const Node& root) {
  static constexpr std::string_view keys[] = {"seed", "now", "locale", "tables", "title", "$schema"};
  if (root.kind != Node::Kind::table) throw reading.wrong(root, "a schema is a table");
  reading.only(root, "the schema", keys);
  const Node* own_seed = root.find("seed");
  seeded = options.seed.has_value() || own_seed != nullptr;
  seed = options.seed ? *options.seed : own_seed != nullptr ? reading.count(*own_seed, "seed") : secure_seed();
  const std::string own_now = reading.text(root, "now");
  now = options.now ? *options.now : seeded ? data_version_day : options.clock;
  if (!options.now && !own_now.empty())
    reading.at(*root.find("now"), [&] { now = value_or_throw(parse_time(own_now), Fault::usage); });
  const std::string own_locale = reading.text(root, "locale");
  if (const Node* node = root.find("locale")) reading.at(*node, [&] { (void)catalogue(own_locale); });
  const Node* tables_node = root.find("tables");
  if (tables_node == nullptr || tables_node->kind != Node::Kind::table || tables_node->members.empty())
    throw reading.wrong(tables_node == nullptr ? root : *tables_node, "the schema has no tables")
        .hint("add [tables.NAME] with rows and [tables.NAME.columns]");
  if (tables_node->members.size() > most_tables)
    throw reading.wrong(*tables_node, "the schema has more than {} tables", most_tables);
  for (const auto& [name, node] : tables_node->members) {
    if (name.empty() || node.kind != Node::Kind::table) throw reading.wrong(node, "'{}' is no table", name);
    read_table(name, node, own_locale.empty() ? "en_US" : own_locale);
  }
  resolve(*tables_node);
  order();
}

SchemaFile::SchemaFile(std::string_view text, const std::string& file_name, const SchemaOptions& options)
    : state_(std::make_unique<State>(file_name, options)) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string_view::npos && text[first] == '{';
  state_->read(is_json ? read_json(text, file_name) : read_toml(text, file_name));
}
SchemaFile::~SchemaFile() = default;
SchemaFile::SchemaFile(SchemaFile&&) noexcept = default;
SchemaFile& SchemaFile::operator=(SchemaFile&&) noexcept = default;
std::span<const Plan> SchemaFile::tables() const noexcept { return state_->plans; }
bool SchemaFile::seeded() const noexcept { return state_->seeded; }

}  // namespace pytk::fake
