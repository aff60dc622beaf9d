#include "data.hpp"

extern "C" {
extern const std::uint8_t pytk_fake_blob[];
extern const std::uint8_t pytk_fake_blob_end[];
}

namespace pytk::fake {
namespace {

std::uint32_t u32(ByteView blob, std::size_t at) noexcept { return load_le<std::uint32_t>(blob.subspan(at, 4)); }

}  // namespace

std::uint32_t Table::pick_heavy(Draw& draw, std::uint32_t total) const noexcept {
  const auto wanted = static_cast<std::uint32_t>(draw.below(total));
  std::uint32_t row = 0;
  while (at(weights_, row) <= wanted) ++row;
  return row;
}

std::string_view field(std::string_view row, std::size_t n) noexcept {
  for (; n > 0; --n) {
    const std::size_t tab = row.find('\t');
    if (tab == std::string_view::npos) return {};
    row.remove_prefix(tab + 1);
  }
  return row.substr(0, row.find('\t'));
}

std::uint32_t DataView::tables() const noexcept { return u32(blob_, 0); }

std::string_view DataView::name(std::uint32_t index) const noexcept {
  const std::size_t entry = 4 + std::size_t{index} * 24;
  return text_of(blob_.subspan(u32(blob_, entry), u32(blob_, entry + 4)));
}

Table DataView::find(std::string_view wanted) const noexcept {
  std::uint32_t low = 0;
  std::uint32_t high = tables();
  while (low < high) {
    const std::uint32_t middle = (low + high) / 2;
    if (name(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  if (low >= tables() || name(low) != wanted) return {};
  const std::size_t entry = 4 + std::size_t{low} * 24;
  const std::uint32_t weights = u32(blob_, entry + 16);
  return {blob_.data() + u32(blob_, entry + 12), weights == 0 ? nullptr : blob_.data() + weights,
          reinterpret_cast<const char*>(blob_.data() + u32(blob_, entry + 20)), u32(blob_, entry + 8)};
}

DataView built_in_data() noexcept {
  return DataView({pytk_fake_blob, static_cast<std::size_t>(pytk_fake_blob_end - pytk_fake_blob)});
}

}  // namespace pytk::fake
