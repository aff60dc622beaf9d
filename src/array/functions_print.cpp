// array2string and its kind: arrays as the text that NumPy prints for them.
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/text.hpp>

#include "calls.hpp"

namespace pytk::array {
namespace {

PrintOptions options_of(const Args& args, PrintOptions o) {
  o.precision = static_cast<int>(args.integer("precision", o.precision));
  o.threshold = args.integer("threshold", o.threshold);
  o.edge_items = args.integer("edgeitems", o.edge_items);
  o.suppress = args.flag("suppress", o.suppress);
  o.line_width = args.integer("linewidth", o.line_width);
  if (o.precision < 0 || o.precision > 300 || o.edge_items < 1 || o.line_width < 1 || o.threshold < 0)
    throw fail(Fault::data, "{}(): precision and threshold must not be negative, edgeitems and linewidth not below 1",
               args.function());
  return o;
}
Value set_printoptions(const Args& args) {
  set_print_options(options_of(args, print_options()));
  return None{};
}
// The functions call the same options by longer names.
PrintOptions named_options(const Args& args) {
  Call call{args.function(), {}, {}};
  for (const auto& [ours, theirs] : {std::pair{"max_line_width", "linewidth"},
                                     {"precision", "precision"},
                                     {"suppress_small", "suppress"},
                                     {"threshold", "threshold"},
                                     {"edgeitems", "edgeitems"}})
    if (args.has(ours)) call.named.emplace_back(theirs, args.value(ours));
  return options_of(Args(std::move(call), "precision=, threshold=, edgeitems=, linewidth=, suppress="),
                    print_options());
}
Value array2string(const Args& args) {
  const Array a = args.array("a");
  if (a.dimensions() == 0 && is_number(a.kind())) {  // as an element of an array, not as a number
    const auto text = show(a.reshaped({1}), named_options(args));
    return Text{std::string(trim(std::string_view(text).substr(1, text.size() - 2))), false};
  }
  return Text{show(args.array("a"), named_options(args), args.text("separator", " ")), false};
}
Value array_str(const Args& args) { return Text{show(args.array("a"), named_options(args)), false}; }
Value array_repr(const Args& args) { return Text{repr(args.array("a"), named_options(args)), false}; }
Value str(const Args& args) { return Text{str_of(args.value("object")), false}; }
Value repr_value(const Args& args) { return Text{repr_of(args.value("object")), false}; }

constexpr Function table[] = {
    {"set_printoptions", "precision=, threshold=, edgeitems=, linewidth=, suppress=", set_printoptions},
    {"array2string",
     "a, max_line_width=, precision=, suppress_small=, separator=, threshold=, edgeitems=", array2string},
    {"array_str", "a, max_line_width=, precision=, suppress_small=, threshold=, edgeitems=", array_str},
    {"array_repr", "a, max_line_width=, precision=, suppress_small=, threshold=, edgeitems=", array_repr},
    {"str", "object", str},
    {"repr", "object", repr_value},
};

}  // namespace

std::span<const Function> printing_functions() noexcept { return table; }

}  // namespace pytk::array
