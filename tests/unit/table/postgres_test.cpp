// PostgreSQL in and out, with a real server.
#include <gtest/gtest.h>

#include <memory>

#include <pytk/core/error.hpp>

#include "postgres_server.hpp"
#include "table_text.hpp"

namespace pytk::table {
namespace {

using testing::PostgresServer;

class Postgres : public ::testing::Test {
 public:
  static void SetUpTestSuite() { server_ = std::make_unique<PostgresServer>(); }
  static void TearDownTestSuite() { server_.reset(); }

 protected:
  void SetUp() override {
    if (!server_->why_not().empty()) GTEST_SKIP() << server_->why_not();
  }
  static void put(std::string_view csv, const std::string& table, bool force = false, const ReadOptions& read = {}) {
    const testing::TextFile file(csv);
    Dataset data({file.path()}, read, [](std::string_view) {});
    InputStream stream(data.open());
    WriteOptions options;
    options.table = table;
    const auto writer = make_postgres_writer(server_->url(), options, force, 10'000'000'000, nullptr);
    writer->start(stream.columns());
    Rows rows;
    while (stream.next(rows)) writer->write(rows);
    writer->finish();
  }
  static testing::Table get(const std::string& table) {
    ReadOptions options;
    options.table = table;
    return testing::read_path(server_->url(), options);
  }
  static std::string reason_of(const std::function<void()>& work) {
    try {
      work();
    } catch (const Error& error) {
      return error.message() + " | " + error.hint();
    }
    return "";
  }
  static std::unique_ptr<PostgresServer> server_;
};
std::unique_ptr<PostgresServer> Postgres::server_;

TEST_F(Postgres, WhatIsWrittenIsReadAgain) {
  put("name,n,x,yes,at\n\"a, \"\"b\"\"\",1,1.5,true,2026-01-02T03:04:05Z\n,,,,\n\"\",-9,2e3.0,false,2026-01-02T00:00:00+02:00\n",
      "texts", false, {});
  const auto table = get("texts");
  EXPECT_EQ(testing::names(table), (std::vector<std::string>{"name", "n", "x", "yes", "at"}));
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0], (std::vector<std::string>{"a, \"b\"", "1", "1.5", "true", "2026-01-02 03:04:05+00"}));
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"<null>", "<null>", "<null>", "<null>", "<null>"}));
  EXPECT_EQ(table.rows[2][0], "");
  EXPECT_EQ(table.rows[2][2], "2e3.0");  // no number, so the column is text
}

TEST_F(Postgres, TypesComeFromTheServer) {
  put("id,ratio,flag,day\n1,0.5,true,2026-01-02\n", "typed");
  const auto table = get("typed");
  EXPECT_EQ(testing::types(table), (std::vector<Type>{Type::integer, Type::real, Type::boolean, Type::time}));
}

TEST_F(Postgres, LineEndsAndBackslashesAndUnicodeStay) {
  put("v\n\"a\nb\"\n\\N\n\\.\nz\xC3\xA4\xF0\x9F\x98\x80\n", "odd");
  const auto table = get("odd");
  ASSERT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.rows[0][0], "a\nb");
  EXPECT_EQ(table.rows[1][0], "\\N");
  EXPECT_EQ(table.rows[2][0], "\\.");
  EXPECT_EQ(table.rows[3][0], "z\xC3\xA4\xF0\x9F\x98\x80");
}

TEST_F(Postgres, AnExistingTableIsReplacedOnlyWhenForced) {
  put("a\n1\n", "twice");
  EXPECT_NE(reason_of([] { put("a\n2\n", "twice"); }).find("already"), std::string::npos);
  EXPECT_EQ(get("twice").rows[0][0], "1");
  put("a\n3\n", "twice", true);
  EXPECT_EQ(get("twice").rows[0][0], "3");
}

TEST_F(Postgres, AFailureLeavesNoTable) {
  ReadOptions read;
  read.forced_types = {{"n", Type::integer}};
  EXPECT_NE(reason_of([&] { put("n\n1\nx\n", "half", false, read); }).find("invalid input syntax"), std::string::npos);
  EXPECT_NE(reason_of([] { (void)get("half"); }).find("there is no table 'half'"), std::string::npos);
}

TEST_F(Postgres, AnUnknownTableIsToldWithTheNearest) {
  put("a\n1\n", "visitors");
  EXPECT_NE(reason_of([] { (void)get("visitor"); }).find("visitors"), std::string::npos);
}

TEST_F(Postgres, APasswordOnTheCommandLineIsRefused) {
  EXPECT_NE(reason_of([] { (void)testing::read_path("postgres://me:secret@127.0.0.1/db"); }).find("PGPASSWORD"),
            std::string::npos);
}

TEST_F(Postgres, NoServerIsANetworkFault) {
  try {
    (void)testing::read_path("postgres://127.0.0.1:1/db");
    FAIL() << "there is a server on port 1";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::network);
  }
}

}  // namespace
}  // namespace pytk::table
