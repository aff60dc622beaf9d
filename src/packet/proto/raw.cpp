// What no table describes: payload as bytes, and what stands behind the lengths.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {
constexpr auto load = layout({bytes("load").alias("data.data data")}), rest = layout({bytes("load")});
constexpr const Proto* parts[] = {&padding};
}  // namespace
constinit const Proto raw{.name = "Raw", .key = "raw", .title = "Raw", .fields = load, .parts = parts};
constinit const Proto padding{.name = "Padding", .key = "padding", .title = "Padding", .fields = rest};
}  // namespace pytk::packet::proto
