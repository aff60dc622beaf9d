#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/fake/schema.hpp>

using namespace pytk;
using ::testing::HasSubstr;

namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const fake::Plan& plan, std::size_t threads = 1, fake::Shard shard = {}) {
  Pool pool(threads);
  Cancel cancel;
  Rows rows;
  fake::generate(plan, shard, pool, cancel, [&](const record::Batch& batch) {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      auto& record = rows.emplace_back();
      for (std::size_t c = 0; c < batch.columns(); ++c)
        record.emplace_back(batch[c].null(row) ? "\x01" : batch[c].text(row));
    }
    return true;
  });
  return rows;
}

std::string error_of(const std::string& text, fake::SchemaOptions options = {}) {
  try {
    const fake::SchemaFile file(text, "s.toml", options);
  } catch (const Error& error) {
    return error.message() + " | " + error.hint();
  }
  return "no error";
}

// One table "t" of 1000 rows with these columns.
fake::SchemaFile one_table(const std::string& columns) {
  return fake::SchemaFile("[tables.t]\nrows = 1000\n[tables.t.columns]\n" + columns, "s.toml", {.seed = 7});
}
Rows rows_of_columns(const std::string& columns) {
  const auto file = one_table(columns);
  return rows_of(file.tables()[0]);
}

const std::string shop = R"(
seed = 3
[tables.orders]
rows = 4000
[tables.orders.columns]
id = {generator = "row_number", key = true}
customer = {ref = "customers.id"}
name = {ref = "customers.name"}
seller = {ref = "customers.id", role = "seller", distribution = "zipf", s = 1.2}
[tables.customers]
rows = 50
[tables.customers.columns]
id = {generator = "row_number", key = true}
name = "name"
)";

}  // namespace

TEST(Schema, ReferencesMeanRowsThatAreThere) {
  const fake::SchemaFile file(shop, "shop.toml", {});
  ASSERT_EQ(file.tables().size(), 2U);
  EXPECT_EQ(file.tables()[0].name(), "customers") << "a table stands behind those that it refers to";
  std::map<std::string, std::string> names;
  for (const auto& row : rows_of(file.tables()[0])) names[row[0]] = row[1];
  std::map<std::string, int> sellers;
  for (const auto& row : rows_of(file.tables()[1])) {
    ASSERT_TRUE(names.contains(row[1])) << row[1];
    EXPECT_EQ(names[row[1]], row[2]) << "all references of a row to one table mean the same row of it";
    ++sellers[row[3]];
  }
  int most = 0;
  for (const auto& [id, count] : sellers) most = std::max(most, count);
  EXPECT_GT(most, 4000 / 50 * 6) << "the favourite of a Zipf distribution";
}

TEST(Schema, JsonSaysTheSame) {
  const fake::SchemaFile toml("[tables.t]\nrows = 5\n[tables.t.columns]\na = \"name\"\nb = {choice = [\"x\", \"y\"]}\n",
                              "s", {.seed = 1});
  const fake::SchemaFile json(
      R"({"tables": {"t": {"rows": 5, "columns": {"a": "name", "b": {"choice": ["x", "y"]}}}}})", "s", {.seed = 1});
  EXPECT_EQ(rows_of(toml.tables()[0]), rows_of(json.tables()[0]));
}

TEST(Schema, ColumnsKeepTheOrderOfTheFile) {
  const auto file = one_table("zebra = \"name\"\napple = \"city\"\nmango = {value = 1}\n");
  const auto schema = file.tables()[0].schema();
  ASSERT_EQ(schema.size(), 3U);
  EXPECT_EQ(schema[0].name, "zebra");
  EXPECT_EQ(schema[1].name, "apple");
  EXPECT_EQ(schema[2].name, "mango");
}

TEST(Schema, WeightsAndNullsAreKept) {
  std::map<std::string, int> counts;
  for (const auto& row : rows_of_columns("a = {choice = [\"x\", \"y\"], weights = [3, 1], null = 0.2}\n"))
    ++counts[row[0]];
  EXPECT_NEAR(counts["\x01"], 200, 45);
  EXPECT_NEAR(counts["x"], 600, 60);
  EXPECT_NEAR(counts["y"], 200, 45);
}

TEST(Schema, DistributionsStayInTheirBounds) {
  double sum = 0;
  for (const auto& row :
       rows_of_columns("a = {distribution = \"normal\", mean = 50, sd = 10, min = 30, max = 80, decimals = 2}\n")) {
    const double value = parse_real(row[0]).value();
    EXPECT_GE(value, 30);
    EXPECT_LE(value, 80);
    EXPECT_EQ(row[0].size() - row[0].find('.'), 3U) << row[0];
    sum += value;
  }
  EXPECT_NEAR(sum / 1000, 50, 1.5);
}

TEST(Schema, TemplatesKnowTheColumnsAbove) {
  for (const auto& row :
       rows_of_columns("id = \"row_number\"\nname = \"name\"\nx = {template = \"{id}: {name} of {city}\"}\n"))
    EXPECT_THAT(row[2], ::testing::StartsWith(row[0] + ": " + row[1] + " of "));
}

TEST(Schema, TemplatesTakeReferencesToo) {
  const fake::SchemaFile file(R"(
[tables.a]
rows = 9
columns = {id = "row_number"}
[tables.b]
rows = 20
columns = {a = {ref = "a.id"}, text = {template = "a{a}"}}
)", "s", {.seed = 1});
  for (const auto& row : rows_of(file.tables()[1])) EXPECT_EQ(row[1], "a" + row[0]);
}

TEST(Schema, UniqueRegexAndUniqueReferences) {
  std::set<std::string> seen;
  for (const auto& row : rows_of_columns("a = {regex = '[A-Z]\\d{2}', unique = true}\n"))
    EXPECT_TRUE(seen.insert(row[0]).second) << row[0];
  const fake::SchemaFile file(
      "[tables.a]\nrows = 100\ncolumns = {id = \"row_number\"}\n[tables.b]\nrows = 100\ncolumns = {a = {ref = \"a.id\", unique = true}}\n",
      "s", {.seed = 1});
  seen.clear();
  for (const auto& row : rows_of(file.tables()[1])) EXPECT_TRUE(seen.insert(row[0]).second) << row[0];
}

TEST(Schema, ThreadsAndShardsChangeNothing) {
  const fake::SchemaFile file(shop, "shop.toml", {});
  const auto whole = rows_of(file.tables()[1]);
  EXPECT_EQ(rows_of(file.tables()[1], 3), whole);
  Rows parts;
  for (std::uint64_t i = 1; i <= 5; ++i)
    for (auto& row : rows_of(file.tables()[1], 2, {i, 5})) parts.push_back(std::move(row));
  EXPECT_EQ(parts, whole);
}

TEST(Schema, TheSeedOfTheCallerGoesAboveThatOfTheFile) {
  const auto names = [](const fake::SchemaOptions& options) {
    return rows_of(fake::SchemaFile(shop, "s", options).tables()[0]);
  };
  EXPECT_EQ(names({}), names({.seed = 3}));
  EXPECT_NE(names({}), names({.seed = 4}));
  EXPECT_EQ(names({.scale = 0.5}).size(), 25U);
}

TEST(Schema, SqlNamesKeysAndReferences) {
  const fake::SchemaFile file(shop, "shop.toml", {});
  const auto create = fake::create_statement(file.tables()[1]);
  EXPECT_THAT(create, HasSubstr("\"id\" BIGINT PRIMARY KEY"));
  EXPECT_THAT(create, HasSubstr("\"customer\" BIGINT NOT NULL REFERENCES \"customers\" (\"id\")"));
}

TEST(Schema, SaysWhatIsWrongAndWhere) {
  const auto in_table = [](const std::string& columns) {
    return error_of("[tables.t]\nrows = 20\n[tables.t.columns]\n" + columns);
  };
  EXPECT_THAT(in_table("a = \"nmae\"\n"), HasSubstr("s.toml:4: unknown generator 'nmae' | did you mean"));
  EXPECT_THAT(in_table("a = {generatr = \"name\"}\n"),
              HasSubstr("s.toml:4: column 'a' does not say where its values come from"));
  EXPECT_THAT(in_table("a = {generatr = \"name\"}\n"), HasSubstr("generator"));
  EXPECT_THAT(in_table("a = {generator = \"random_int\", mni = 3}\n"), HasSubstr("random_int takes no argument 'mni'"));
  EXPECT_THAT(in_table("a = {choice = [1, 2], weights = [1]}\n"), HasSubstr("2 values and 1 weights"));
  EXPECT_THAT(in_table("a = {choice = [1, 2], weights = [0, 0]}\n"), HasSubstr("the weights are all 0"));
  EXPECT_THAT(in_table("a = {ref = \"u.id\"}\n"), HasSubstr("unknown table 'u'"));
  EXPECT_THAT(in_table("a = {ref = \"t.b\"}\nbb = \"name\"\n"),
              HasSubstr("unknown column 'b' of table 't' | did you mean"));
  EXPECT_THAT(in_table("a = {ref = \"t.a\"}\n"), HasSubstr("columns: t.a -> t.a"));
  EXPECT_THAT(in_table("a = {ref = \"t.b\"}\nb = {ref = \"t.a\"}\n"), HasSubstr("circle"));
  EXPECT_THAT(in_table("a = {generator = \"random_int\", min = 1, max = 9, unique = true}\n"),
              HasSubstr("column 'a' has 9 distinct values and 20 rows want one each"));
  EXPECT_THAT(in_table("a = {regex = \"[a-\"}\n"), HasSubstr("a class is never closed"));
  EXPECT_THAT(in_table("a = {template = \"{name\"}\n"), HasSubstr("never closed"));
  EXPECT_THAT(in_table("a = {generator = \"name\", null = 2}\n"), HasSubstr("share from 0 to 1"));
  EXPECT_THAT(in_table("a = 3\n"), HasSubstr("column 'a' is a text"));
  EXPECT_THAT(error_of("[tables.t]\nrow = 3\n"), HasSubstr("s.toml:2: table 't' has no key 'row' | did you mean"));
  EXPECT_THAT(error_of("locale = \"de_DF\"\n[tables.t]\nrows = 1\ncolumns = {a = \"name\"}\n"),
              HasSubstr("s.toml:1: unknown locale 'de_DF'"));
  EXPECT_THAT(error_of("seed = 1\n"), HasSubstr("the schema has no tables"));
  EXPECT_THAT(error_of("[tables.t\n"), HasSubstr("s.toml:1:"));
  EXPECT_THAT(error_of("{\"tables\": {\n\"t\": 1,}}"), HasSubstr("s.toml:2: this is not JSON"));
  EXPECT_THAT(error_of("{\"tables\": {},\n\"tables\": {}}"), HasSubstr("stands twice"));
}

TEST(Schema, GrowthOfTemplatesHasAnEnd) {
  std::string columns = "t0 = {template = \"{name}{name}\"}\n";
  for (int i = 1; i < 40; ++i)
    columns += "t" + std::to_string(i) + " = {template = \"{t" + std::to_string(i - 1) + "}{t" + std::to_string(i - 1) +
               "}\"}\n";
  EXPECT_THAT(error_of("[tables.t]\nrows = 1\n[tables.t.columns]\n" + columns), HasSubstr("places"));
}
