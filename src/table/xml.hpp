// A pull parser for the XML of workbooks: elements without their namespace prefix, texts, the five entities and
// character references. No document types, no external anything.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "table/zip.hpp"

namespace pytk::table {

class XmlReader {
 public:
  enum class Event : std::uint8_t { open, close, text, end };
  explicit XmlReader(std::unique_ptr<ZipEntry> entry, std::string where)
      : entry_(std::move(entry)), where_(std::move(where)) {}
  [[nodiscard]] Event next();
  /// Name of an opened or closed element; its text.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// "" when it is not there.
  [[nodiscard]] std::string_view attribute(std::string_view name) const noexcept;

 private:
  [[nodiscard]] bool need(std::size_t bytes);
  std::size_t find(std::string_view what);
  void open_tag(std::string_view tag);
  [[noreturn]] void wrong(std::string_view what) const;
  void decode(std::string_view raw, std::string& out) const;
  std::unique_ptr<ZipEntry> entry_;
  std::string where_, buffer_, name_, text_;
  std::size_t at_ = 0;
  std::vector<std::pair<std::string, std::string>> attributes_;
  bool ended_ = false, close_pending_ = false;
};

}  // namespace pytk::table
