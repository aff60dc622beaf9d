// pytk array stats: columns of a text or array in one pass, in groups if wanted.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <unordered_map>

#include <pytk/array/files.hpp>
#include <pytk/array/order.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/pages.hpp>
#include <pytk/io/source.hpp>

#include "array_shared.hpp"

namespace pytk::cmd {
namespace {

using array::Array;
using array::Kind;

constexpr std::size_t most_groups = 1'000'000;

// One pass over a column: NumPy's sum (8,192 numbers pairwise, then one after the other), mean and spread by Chan's
// merging of parts, so that nothing has to be kept.
class Running {
 public:
  explicit Running(bool keep) : keep_(keep) {}
  void add(double v) {
    if (v != v) {
      ++nan_;
      return;
    }
    part_.push_back(v);
    if (part_.size() == 8192) close_part();
  }
  void close_part() {
    if (part_.empty()) return;
    if (keep_) all_.insert(all_.end(), part_.begin(), part_.end());
    const auto n = static_cast<double>(part_.size());
    const double sum = array::sum_in_order(part_.data(), static_cast<std::int64_t>(part_.size()));
    double squares = 0;
    const double center = sum / n;
    for (const double v : part_) {
      squares += (v - center) * (v - center);
      low_ = std::min(low_, v);
      high_ = std::max(high_, v);
    }
    const double before = static_cast<double>(count_);
    if (count_ > 0) {
      const double delta = center - mean_;
      squares_ += squares + delta * delta * before * n / (before + n);
      mean_ += delta * n / (before + n);
    } else {
      squares_ = squares;
      mean_ = center;
    }
    count_ += static_cast<std::int64_t>(part_.size());
    sum_ += sum;
    part_.clear();
  }
  void finish(record::Batch& batch, std::size_t column, std::span<const double> shares) {
    close_part();
    batch[column++].add_int(count_);
    batch[column++].add_int(nan_);
    const auto real = [&](double v) {
      if (count_ > 0) batch[column++].add_real(v);
      else batch[column++].add_null();
    };
    real(low_);
    real(high_);
    real(sum_ / static_cast<double>(count_));
    real(std::sqrt(squares_ / static_cast<double>(count_)));
    real(sum_);
    const auto values = array::percentiles_of(all_, shares, array::find_percentile_method("linear"));
    for (const double v : values) real(v);
  }

 private:
  bool keep_;
  std::vector<double> part_, all_;
  double low_ = std::numeric_limits<double>::infinity(), high_ = -std::numeric_limits<double>::infinity(), mean_ = 0,
         squares_ = 0, sum_ = 0;
  std::int64_t count_ = 0, nan_ = 0;
};

struct StatsOptions {
  std::vector<std::string> files, percentiles;
  std::optional<std::string> group;
  ArrayInput input;
  cli::OutputOptions output;
};

/// The columns of one file, once or once for each group, in the order in which the groups come.
class Table {
 public:
  explicit Table(bool keep) : keep_(keep) {}
  void take(const std::string& group, std::span<const double> row) {
    auto [known, fresh] = places_.try_emplace(group, groups_.size());
    if (fresh) {
      if (groups_.size() == most_groups)
        throw fail(Fault::data, "there are more than {} groups", most_groups)
            .hint("pytk table group sorts what is larger than memory");
      groups_.push_back({group, {}});
    }
    add(groups_[known->second].columns, row);
  }
  void take(std::span<const double> row) {
    if (groups_.empty()) groups_.push_back({});
    add(groups_[0].columns, row);
  }
  struct Group {
    std::string name;
    std::vector<Running> columns;
  };
  std::vector<Group>& groups() { return groups_; }

 private:
  void add(std::vector<Running>& columns, std::span<const double> row) const {
    while (columns.size() < row.size()) columns.emplace_back(keep_);
    for (std::size_t i = 0; i < row.size(); ++i) columns[i].add(row[i]);
  }
  bool keep_;
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> places_;
};

void read_table(const std::string& file, const StatsOptions& o, Context& context, std::vector<std::string>& names,
                Table& table) {
  const auto text = text_options(o.input, file);
  io::OpenOptions options;
  options.cancel = &context.cancel;
  options.timeout = context.timeout;
  auto source = io::Source::open(file, options);
  if (const auto mapped = source->mapped(); array::looks_like_npy(mapped) || array::looks_like_npz(mapped)) {
    if (o.group) throw fail(Fault::usage, "--group needs a text with a column of names, and '{}' is an array", file);
    source.reset();
    const Array a = load_array(file, o.input, context);
    const Array rows = a.dimensions() == 2 ? a : a.reshaped({-1, 1});
    std::vector<double> row(static_cast<std::size_t>(rows.shape()[1]));
    // Some rows at a time become doubles: what is mapped is not copied as a whole.
    constexpr std::int64_t some = 4096;
    const bool on_file = rows.c_contiguous() && !rows.writable() && io::lies_on_a_file(rows.data());
    for (std::int64_t begin = 0; begin < rows.shape()[0]; begin += some) {
      const auto n = std::min(some, rows.shape()[0] - begin);
      const Array part =
          rows.view({n, rows.shape()[1]}, rows.strides(), begin * rows.strides()[0]).cast(Kind::float64).contiguous();
      for (std::int64_t i = 0; i < n; ++i)
        table.take({part.as<double>() + i * static_cast<std::int64_t>(row.size()), row.size()});
      // What lies on a file is given back once it was read; what faults around it mapped, with the next rows.
      const std::int64_t from = std::max<std::int64_t>(begin - some, 0) * rows.strides()[0],
                         to = (begin + n) * rows.strides()[0];
      if (on_file)
        io::forget(
            ByteView(reinterpret_cast<const std::uint8_t*>(rows.data()) + from, static_cast<std::size_t>(to - from)));
    }
    return;
  }
  if (o.group)
    array::read_groups(*source, text, *o.group, &names,
                       [&](const std::string& key, std::span<const double> row) { table.take(key, row); });
  else array::read_rows(*source, text, &names, [&](std::span<const double> row) { table.take(row); });
}

int stats(const StatsOptions& o, Context& context) {
  record::Schema schema;
  if (o.group) schema.push_back({"group", record::Type::text});
  for (const auto& field : std::initializer_list<record::Field>{{"column", record::Type::text},
                                                                {"n", record::Type::int64},
                                                                {"nan", record::Type::int64},
                                                                {"min", record::Type::float64},
                                                                {"max", record::Type::float64},
                                                                {"mean", record::Type::float64},
                                                                {"std", record::Type::float64},
                                                                {"sum", record::Type::float64}})
    schema.push_back(field);
  std::vector<double> shares;
  for (const auto& p : o.percentiles) {
    const double percent = value_or_throw(parse_real(p), Fault::usage);
    if (percent < 0 || percent > 100) throw fail(Fault::usage, "a percentile must be between 0 and 100, not {}", p);
    shares.push_back(percent / 100);
    schema.push_back({"p" + p, record::Type::float64});
  }
  array::use_pool(&context.pool);
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  for (const auto& file : o.files.empty() ? std::vector<std::string>{"-"} : o.files) {
    std::vector<std::string> names;
    Table table(!shares.empty());
    read_table(file, o, context, names, table);
    for (auto& [group, columns] : table.groups())
      for (std::size_t i = 0; i < columns.size(); ++i) {
        std::size_t at = 0;
        if (o.group) batch[at++].add_text(group);
        batch[at++].add_text(i < names.size()             ? names[i]
                             : i < o.input.columns.size() ? o.input.columns[i]
                                                          : std::to_string(i));
        columns[i].finish(batch, at, shares);
        batch.end_row();
        if (!batch.full()) continue;
        rows.write(batch);
        batch.clear();
      }
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

}  // namespace

void describe_array_stats(cli::Spec& spec) {
  auto& o = spec.options<StatsOptions>();
  spec.summary("statistics of the columns of a text or array");
  spec.description(
      "One pass and constant memory, unless percentiles are asked for. std is NumPy's (divided by n); nan is counted and "
      "left out of everything else.");
  spec.positional("FILE", o.files, "text, .npy or .npz; standard input without any").complete_files();
  spec.option("-p,--percentiles", o.percentiles, "percentiles to add, as in 50,90,99")
      .placeholder("LIST")
      .comma_separated();
  spec.option("-g,--group", o.group, "column of a text whose values make groups: a number, or a name with --header")
      .placeholder("COLUMN");
  add_array_input(spec, o.input);
  cli::add_output(spec, o.output);
  for (const auto& [name, type, meaning] : std::initializer_list<std::array<const char*, 3>>{
           {"group", "text", "with --group: the value of that column"},
           {"column", "text", "name or number of the column"},
           {"n", "int64", "numbers"},
           {"nan", "int64", "values that are nan"},
           {"min", "float64", "the smallest"},
           {"max", "float64", "the largest"},
           {"mean", "float64", "arithmetic mean"},
           {"std", "float64", "standard deviation"},
           {"sum", "float64", "sum"},
           {"p50", "float64", "with -p: a percentile, linear between neighbours"}})
    spec.field(name, type, meaning);
  spec.example("seq 1 100 | pytk array stats -p 50,99", "the numbers 1 to 100");
  spec.example("printf 'a,b\\n1,2\\n3,4\\n' | pytk array stats -d, --header", "two named columns");
  spec.example("printf 'web 12\\ndns 3\\nweb 20\\n' | pytk array stats --group 0", "each service for itself");
  spec.run([&o](Context& context) { return stats(o, context); });
}

}  // namespace pytk::cmd
