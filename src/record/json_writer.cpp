// JSON Lines and JSON: dotted names become nested objects, whose braces and names are worked out once.
#include <algorithm>
#include <string>
#include <vector>

#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/record/value_text.hpp>

#include "writers.hpp"

namespace pytk::record {
namespace {

constexpr std::size_t enough = 128U << 10U;
constexpr std::size_t deepest_name = 64;

/// A name of the nested form: a leaf has a column, a branch has children.
struct Node {
  std::string name;
  std::ptrdiff_t column = -1;
  std::vector<Node> children;
};

// "a.b" nests unless a part is empty, there are too many parts, or another field is called "a" or "a.b.c".
bool nests(const Schema& schema, const std::string& name) {
  const auto parts = split(name, '.');
  if (parts.size() < 2 || parts.size() > deepest_name) return false;
  if (std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return part.empty(); })) return false;
  return std::none_of(schema.begin(), schema.end(), [&name](const Field& other) {
    const auto& longer = other.name.size() > name.size() ? other.name : name;
    const auto& shorter = other.name.size() > name.size() ? name : other.name;
    return longer.size() > shorter.size() && longer.compare(0, shorter.size(), shorter) == 0 &&
           longer[shorter.size()] == '.';
  });
}

Node& child(Node& parent, std::string_view name) {
  for (auto& have : parent.children)
    if (have.name == name && have.column < 0) return have;
  parent.children.push_back({std::string(name), -1, {}});
  return parent.children.back();
}

Node tree_of(const Schema& schema) {
  Node root;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    Node* at = &root;
    std::string_view last = schema[i].name;
    if (nests(schema, schema[i].name)) {
      const auto parts = split(schema[i].name, '.');
      for (std::size_t part = 0; part + 1 < parts.size(); ++part) at = &child(*at, parts[part]);
      last = parts.back();
    }
    at->children.push_back({std::string(last), static_cast<std::ptrdiff_t>(i), {}});
  }
  return root;
}

/// What stands before each value, in the order of printing, and what ends the object.
struct Plan {
  struct Step {
    std::string before;
    std::size_t column;
  };
  std::vector<Step> steps;
  std::string end;
};

void lay_out(const Node& node, Plan& plan, std::string& pending) {
  pending += '{';
  bool first = true;
  for (const auto& part : node.children) {
    if (!first) pending += ',';
    first = false;
    json::append_string(pending, part.name);
    pending += ':';
    if (part.column >= 0) {
      plan.steps.push_back({pending, static_cast<std::size_t>(part.column)});
      pending.clear();
    } else {
      lay_out(part, plan, pending);
    }
  }
  pending += '}';
}

Plan plan_of(const Schema& schema) {
  Plan plan;
  lay_out(tree_of(schema), plan, plan.end);
  return plan;
}

class JsonWriter final : public Writer {
 public:
  JsonWriter(bool lines, const Schema& schema, io::Sink& sink) : lines_(lines), plan_(plan_of(schema)), sink_(sink) {}

  void write(const Batch& batch) override {
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      if (!lines_) buffer_.add(any_ ? ",\n" : "[\n");
      any_ = true;
      for (const auto& step : plan_.steps) {
        buffer_.add(step.before);
        append_json_value(buffer_, batch[step.column], row, times_);
      }
      buffer_.add(plan_.end);
      if (lines_) buffer_.add('\n');
      if (buffer_.size() > enough) hand_on();
    }
    hand_on();
  }
  void flush() override {
    hand_on();
    sink_.flush();
  }
  void finish() override {
    if (!lines_) buffer_.add(any_ ? "\n]\n" : "[]\n");
    flush();
  }

 private:
  void hand_on() {
    sink_.write(buffer_.view());
    buffer_.clear();
  }
  bool lines_, any_ = false;
  Plan plan_;
  io::Sink& sink_;
  TextBuffer buffer_;
  TimeText times_;
};

}  // namespace

std::unique_ptr<Writer> make_json_writer(bool lines, const Schema& schema, io::Sink& sink) {
  return std::make_unique<JsonWriter>(lines, schema, sink);
}

}  // namespace pytk::record
