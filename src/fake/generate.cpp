// Blocks of rows, made on any thread, handed on in order.
#include <algorithm>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "plan.hpp"
#include "row_text.hpp"

namespace pytk::fake {
namespace {

// A block's text should stay in the processor's second cache, and be worth a hand-over between threads: with a third of
// it a fifth of the time of two threads went into waking each other. It ends where a statement of SQL does.
constexpr std::uint64_t block_rows = 30 * sql_rows;
// Windows of blocks keep the bookkeeping small for any number of rows.
constexpr std::uint64_t window_blocks = 4096;

/// What one block in flight needs: its own row, and where it writes.
struct Slot {
  explicit Slot(const TablePlan& table) : row(table.new_row()) {}
  Row row;
  TextBuffer text;
  std::unique_ptr<record::Batch> batch;
};

std::uint64_t bound_of(const TablePlan& table, std::uint64_t shard, const Shard& shards, std::uint64_t multiple) {
  if (shard == shards.count) return table.rows;
  const auto bound = static_cast<std::uint64_t>(static_cast<unsigned __int128>(table.rows) * shard / shards.count);
  return bound - bound % multiple;
}

void run_blocks(const TablePlan& table, Span rows, Pool& pool, Cancel& cancel,
                const std::function<void(Slot&, std::uint64_t, std::uint64_t)>& make,
                const std::function<bool(Slot&)>& write) {
  const std::uint64_t blocks = (rows.last - rows.first + block_rows - 1) / block_rows;
  std::vector<std::unique_ptr<Slot>> slots(
      std::min<std::uint64_t>(pool.size() * 2 + 2, std::max<std::uint64_t>(blocks, 1)));
  for (auto& slot : slots) slot = std::make_unique<Slot>(table);
  struct Stop {};
  try {
    for (std::uint64_t base = 0; base < blocks; base += window_blocks) {
      const auto count = static_cast<std::size_t>(std::min(window_blocks, blocks - base));
      pool.ordered(count,
                   [&](std::size_t i) {
                     const std::uint64_t from = rows.first + (base + i) * block_rows;
                     make(*slots[i % slots.size()], from, std::min(rows.last, from + block_rows));
                   },
                   [&](std::size_t i) {
                     cancel.check();
                     if (!write(*slots[i % slots.size()])) throw Stop{};
                   },
                   slots.size() > 1 ? slots.size() - 1 : 1);
    }
  } catch (const Stop&) {
    return;
  }
}

}  // namespace

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto index = parse_uint(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? index : parse_uint(text.substr(slash + 1));
  if (slash == std::string_view::npos || !index || !count || *index < 1 || *index > *count)
    throw fail(Fault::usage, "'{}' is not a shard", text).hint("write i/n with i from 1 to n, as in 2/8");
  return {*index, *count};
}

Span span_of(const TablePlan& table, const Shard& shard, std::uint64_t multiple) {
  return {bound_of(table, shard.index - 1, shard, multiple), bound_of(table, shard.index, shard, multiple)};
}

void generate_text(const Plan& plan, const Shard& shard, const TextStyle& style, Pool& pool, Cancel& cancel,
                   const std::function<bool(std::string_view)>& write) {
  const TablePlan& table = plan.table();
  const RowText rows(table, style);
  run_blocks(table, span_of(table, shard, style.layout == Layout::sql ? sql_rows : 1), pool, cancel,
             [&](Slot& slot, std::uint64_t from, std::uint64_t to) {
               slot.text.clear();
               rows.append(slot.row, from, to, slot.text);
             },
             [&](Slot& slot) { return write(slot.text.view()); });
}

void generate(const Plan& plan, const Shard& shard, Pool& pool, Cancel& cancel,
              const std::function<bool(const record::Batch&)>& write) {
  const TablePlan& table = plan.table();
  const auto schema = schema_of(table);
  run_blocks(table, span_of(table, shard, 1), pool, cancel,
             [&](Slot& slot, std::uint64_t from, std::uint64_t to) {
               if (slot.batch == nullptr) slot.batch = std::make_unique<record::Batch>(schema);
               record::Batch& batch = *slot.batch;
               batch.clear();
               for (std::uint64_t number = from; number < to; ++number) {
                 slot.row.begin(number);
                 for (std::size_t c = 0; c < table.columns.size(); ++c) {
                   slot.text.clear();
                   if (table.columns[c].make(slot.row, !table.single, slot.text)) batch[c].add_text(slot.text.view());
                   else batch[c].add_null();
                 }
                 batch.end_row();
               }
             },
             [&](Slot& slot) { return write(*slot.batch); });
}

Plan::Plan(std::shared_ptr<const TablePlan> table) : table_(std::move(table)) {}
const std::string& Plan::name() const noexcept { return table_->name; }
std::uint64_t Plan::rows() const noexcept { return table_->rows; }
record::Schema Plan::schema() const { return schema_of(*table_); }

Plan Plan::first(std::uint64_t rows) const {
  auto table = std::make_shared<TablePlan>(*table_);
  table->rows = std::min(table->rows, rows);
  return Plan(std::move(table));
}

Plan plan_of(const Request& request, const Catalogue& catalogue) {
  auto table = std::make_shared<TablePlan>();
  table->name = request.table;
  table->data = &catalogue.state();
  table->rows = request.rows;
  table->seed = request.seed;
  table->now = request.now;
  table->single = request.single;
  for (const auto& column : request.columns)
    table->columns.push_back(plan_column(cut_column(column), request.rows, *table->data));
  number_columns(*table);
  return Plan(std::move(table));
}

}  // namespace pytk::fake
