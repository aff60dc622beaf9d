// Files: names, paths, types.
#include <pytk/core/number.hpp>

#include "generator.hpp"
#include "helpers.hpp"

namespace pytk::fake {
namespace {

std::string_view base_name(Row& row) { return row.common("url_words").pick(row.draw()); }
void file_extension(Row& row, const Arguments&, TextBuffer& out) {
  out += field(row.common("file_types").pick(row.draw()), 0);
}
void mime_type(Row& row, const Arguments&, TextBuffer& out) {
  out += field(row.common("file_types").pick(row.draw()), 1);
}
void append_name(Row& row, const std::string& extension, TextBuffer& out) {
  out += base_name(row);
  out += '.';
  if (extension.empty()) out += field(row.common("file_types").pick(row.draw()), 0);
  else out += extension;
}
void file_name(Row& row, const Arguments& arguments, TextBuffer& out) { append_name(row, arguments.texts[0], out); }
void file_path(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += '/';
  for (std::int64_t i = 0; i < arguments.integers[0] && i < 64; ++i) {
    out += base_name(row);
    out += '/';
  }
  append_name(row, arguments.texts[1], out);
}
void unix_device(Row& row, const Arguments&, TextBuffer& out) {
  constexpr std::string_view prefixes[] = {"sd", "vd", "xvd"};
  out += "/dev/";
  out += prefixes[row.draw().below(3)];
  out.push_back(row.draw().letter());
}
void unix_partition(Row& row, const Arguments& arguments, TextBuffer& out) {
  unix_device(row, arguments, out);
  append_uint(out, 1 + row.draw().below(9));
}
void windows_path(Row& row, const Arguments& arguments, TextBuffer& out) {
  out += "C:\\";
  for (std::int64_t i = 0; i < arguments.integers[0] && i < 64; ++i) {
    out += base_name(row);
    out += '\\';
  }
  append_name(row, arguments.texts[1], out);
}

constexpr ArgumentInfo extension[] = {{"extension", "", "fixed instead of any"}};
constexpr ArgumentInfo path[] = {{"depth", "1", "folders"}, {"extension", "", "fixed instead of any"}};

constexpr Generator list[] = {
    {"file_name", "file", "name with extension", Kind::text, file_name, extension},
    {"file_path", "file", "absolute path", Kind::text, file_path, path},
    {"windows_path", "file", "absolute path with backslashes", Kind::text, windows_path, path},
    {"file_extension", "file", "extension without the dot", Kind::text, file_extension},
    {"mime_type", "file", "media type", Kind::text, mime_type},
    {"unix_device", "file", "disk", Kind::text, unix_device},
    {"unix_partition", "file", "part of a disk", Kind::text, unix_partition},
};

}  // namespace

const std::span<const Generator> file_generators{list};

}  // namespace pytk::fake
