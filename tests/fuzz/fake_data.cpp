// Data files of --data: what packs must be found again, row by row.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <pytk/core/error.hpp>

#include "fake/data.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  pytk::fake::DataPacker packer;
  try {
    packer.add("x", {reinterpret_cast<const char*>(data), size}, "fuzz");
  } catch (const pytk::Error&) {
    return 0;
  }
  const auto blob = packer.pack();
  const pytk::fake::DataView view(blob);
  for (std::uint32_t i = 0; i < view.tables(); ++i) {
    const auto table = view.find(view.name(i));
    std::size_t total = 0;
    for (std::uint32_t row = 0; row < table.size(); ++row) total += table[row].size();
    if (total > size) abort();
    pytk::fake::OwnDraw draw(1, i, 2);
    if (!table.empty() && table.pick_index(*draw) >= table.size()) abort();
  }
  return 0;
}
