// The expression language: the part of Python that NumPy one-liners are written in, as a tree.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pytk::array {

struct Node;
using NodePtr = std::unique_ptr<Node>;

enum class Form : std::uint8_t {
  integer, real, imaginary, text, bytes, name, none, boolean, ellipsis,
  attribute,    ///< children[0] . text
  call,         ///< children[0] ( children[1..], the last names.size() of them by name )
  index,        ///< children[0] [ children[1] ]
  slice,        ///< children: start, stop, step; each may be empty
  tuple, list,
  unary,        ///< text children[0]: "-", "+", "~", "not"
  binary,       ///< children[0] text children[1]
  compare,      ///< children[0] operators[0] children[1] operators[1] ...
  conditional,  ///< children[0] if children[1] else children[2]
  assign,       ///< names = children[0]
};

struct Node {
  Form form;
  std::size_t at = 0;  ///< byte in the expression, for messages
  std::string text;
  std::vector<NodePtr> children;
  std::vector<std::string> names;  ///< of keyword arguments, of comparison operators, of assigned variables
};

/// Statements separated by ';'. Throws Fault::usage with the place and a mark under it.
[[nodiscard]] std::vector<NodePtr> parse_expression(std::string_view text);

}  // namespace pytk::array
