// Blocks of rows, made on any thread, written in order.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "column.hpp"

namespace pytk::fake {

Shard parse_shard(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto index = parse_uint(text.substr(0, slash));
  const auto count = slash == std::string_view::npos ? index : parse_uint(text.substr(slash + 1));
  if (slash == std::string_view::npos || !index || !count || *index < 1 || *index > *count)
    throw fail(Fault::usage, "'{}' is not a shard", text).hint("write i/n with i from 1 to n, as in 2/8");
  return {*index, *count};
}

record::Schema schema_of(const Request& request, const Catalogue& catalogue) {
  record::Schema schema;
  for (const auto& plan : plan_columns(request, catalogue.state())) {
    // Numbers and booleans are written as they are made: json is the type whose text goes out raw.
    const bool raw = plan.generator->kind != Kind::text;
    schema.push_back({plan.name, raw ? record::Type::json : record::Type::text});
  }
  return schema;
}

void generate(const Request& request, const Catalogue& catalogue, Pool& pool, Cancel& cancel,
              const std::function<void(const record::Batch&, std::string&)>& format,
              const std::function<bool(std::string&)>& write) {
  const auto plans = plan_columns(request, catalogue.state());
  const auto schema = schema_of(request, catalogue);
  const auto bound = [&](std::uint64_t shard) {
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(request.rows) * shard / request.shard.count);
  };
  const std::uint64_t first = bound(request.shard.index - 1);
  const std::uint64_t last = bound(request.shard.index);
  // Windows of blocks keep the bookkeeping small for any number of rows.
  constexpr std::uint64_t window_blocks = 4096;
  const std::uint64_t blocks = (last - first + block_rows - 1) / block_rows;
  std::vector<std::string> texts;
  bool going = true;
  for (std::uint64_t base = 0; base < blocks && going; base += window_blocks) {
    const std::uint64_t count = std::min(window_blocks, blocks - base);
    const std::size_t slots = pool.size() * 2 + 2;
    texts.resize(std::min<std::size_t>(slots, count));
    const auto produce = [&](std::size_t i) {
      auto mine = plans;
      Row row(catalogue.state(), request.seed, request.now);
      record::Batch batch(schema);
      const std::uint64_t from = first + (base + i) * block_rows;
      const std::uint64_t to = std::min(last, from + block_rows);
      for (std::uint64_t number = from; number < to; ++number) {
        row.begin(number);
        for (std::size_t c = 0; c < mine.size(); ++c) {
          if (mine[c].make(row, !request.single, batch[c].text_buffer())) batch[c].end_text();
          else batch[c].add_null();
        }
        batch.end_row();
      }
      auto& text = texts[i % texts.size()];
      text.clear();
      format(batch, text);
    };
    struct Stop {};
    try {
      pool.ordered(count, produce,
                   [&](std::size_t i) {
                     cancel.check();
                     if (!write(texts[i % texts.size()])) throw Stop{};
                   },
                   texts.size() > 1 ? texts.size() - 1 : 1);
    } catch (const Stop&) {
      going = false;
    }
  }
}

}  // namespace pytk::fake
