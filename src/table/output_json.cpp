// JSON and JSON Lines. Dotted names become objects inside objects, so that `jq .tls.sni` works; what stands around
// the values is the same in every record and is laid out once.
#include <map>

#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>

#include "table/writers.hpp"

namespace pytk::table {
namespace {

struct Branch {
  std::string name;
  std::ptrdiff_t column = -1;            ///< a leaf
  std::vector<Branch> members;
};

Branch& member(Branch& parent, std::string_view name) {
  for (auto& each : parent.members)
    if (each.name == name) return each;
  parent.members.push_back({std::string(name), -1, {}});
  return parent.members.back();
}

/// False when a part of the name is a value already (columns "a" and "a.b"): then the name stays as it is.
bool nestable(const std::string& name, const Columns& columns) {
  if (name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string::npos) return false;
  for (const auto& other : columns)
    if (name.size() > other.name.size() && name.starts_with(other.name) && name[other.name.size()] == '.') return false;
  return true;
}

class JsonWriter final : public RowWriter {
 public:
  JsonWriter(bool lines, const WriteOptions& options, io::Sink& sink) : lines_(lines), options_(options), sink_(sink) {}

  void start(const Columns& columns) override {
    columns_ = columns;
    Branch root;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      Branch* at = &root;
      const std::string& name = columns[i].name;
      if (nestable(name, columns)) {
        const auto parts = split(name, '.');
        for (std::size_t p = 0; p + 1 < parts.size(); ++p) at = &member(*at, parts[p]);
        at->members.push_back({std::string(parts.back()), static_cast<std::ptrdiff_t>(i), {}});
      } else {
        root.members.push_back({name, static_cast<std::ptrdiff_t>(i), {}});
      }
    }
    lay_out(root);
    if (!lines_) out_ += '[';
  }

  void write(const Rows& rows) override {
    for (std::size_t r = 0; r < rows.count(); ++r) {
      if (!lines_) out_ += any_ ? ",\n" : "\n";
      any_ = true;
      const Cell* row = rows.row(r);
      for (const auto& [before, column] : layout_) {
        out_ += before;
        append_json(out_, row[column], columns_[column].type);
      }
      out_ += end_;
      if (lines_) out_ += '\n';
      if (out_.size() > (128U << 10U)) hand_on();
    }
    hand_on();
  }
  void flush() override {
    hand_on();
    sink_.flush();
  }
  void finish() override {
    if (!lines_) out_ += any_ ? "\n]\n" : "]\n";
    flush();
  }

 private:
  void lay_out(const Branch& branch) {
    end_ += '{';
    bool first = true;
    for (const auto& each : branch.members) {
      if (!first) end_ += ',';
      first = false;
      json::append_string(end_, each.name);
      end_ += ':';
      if (each.column < 0) {
        lay_out(each);
        continue;
      }
      layout_.emplace_back(std::move(end_), static_cast<std::size_t>(each.column));
      end_.clear();
    }
    end_ += '}';
  }
  void hand_on() {
    sink_.write(out_);
    out_.clear();
  }

  bool lines_;
  WriteOptions options_;
  io::Sink& sink_;
  Columns columns_;
  std::vector<std::pair<std::string, std::size_t>> layout_;
  std::string end_, out_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<RowWriter> make_json(bool lines, const WriteOptions& options, io::Sink& sink) {
  return std::make_unique<JsonWriter>(lines, options, sink);
}

}  // namespace pytk::table
