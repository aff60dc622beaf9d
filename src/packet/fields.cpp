// Finding a field's bits by the table, and walking the items of list fields.
#include <algorithm>

#include <pytk/packet/proto.hpp>

namespace pytk::packet {
namespace {

/// More items than this in one list are not looked at: a packet has no room for them.
constexpr int most_items = 8192;

std::uint32_t items_extent(const Look& look, const Field& field, std::uint32_t at, std::uint64_t most,
                           std::uint32_t end);

/// Bytes of the variable field that begins at `at` and may not pass the layer's end.
std::uint32_t variable_extent(const Look& look, const Field& field, std::uint32_t at) {
  const std::uint32_t left = look.size() > at ? look.size() - at : 0;
  if (field.extent != nullptr) return std::min(field.extent(look, at), left);
  if (field.peer >= 0) {
    const Field& peer = look.proto->fields.first[field.peer];
    Place place;
    if (!locate(look, peer, place)) return 0;
    const std::uint64_t value = number_at(look, peer, place);
    if (field.is_counted) return items_extent(look, field, at, value, look.size());
    const auto bytes = static_cast<std::int64_t>(value * field.unit) + field.bias;
    return bytes <= 0 ? 0 : static_cast<std::uint32_t>(std::min<std::int64_t>(bytes, left));
  }
  return left;
}

Look item_look(const Look& look, const Field& field, std::uint32_t at, std::uint32_t end) {
  Look item{look.bytes.subspan(at, end - at), nullptr, look.proto, look.message, &look};
  if (item.message.empty()) item.message = look.bytes;
  item.proto = field.choose != nullptr ? field.choose(look, at) : field.item;
  return item;
}

std::uint32_t item_extent(Look& item) {
  const std::uint32_t size =
      item.proto->fields.fixed ? std::min<std::uint32_t>(item.proto->fields.minimum, item.size()) : extent_of(item);
  return size;
}

std::uint32_t items_extent(const Look& look, const Field& field, std::uint32_t at, std::uint64_t most,
                           std::uint32_t end) {
  const std::uint32_t begin = at;
  for (std::uint64_t n = 0; n < most && n < most_items && at < end; ++n) {
    Look item = item_look(look, field, at, end);
    if (item.proto == nullptr) break;
    const std::uint32_t size = item_extent(item);
    if (size == 0) break;
    at += size;
  }
  return at - begin;
}

}  // namespace

bool locate(const Look& look, const Field& field, Place& place) noexcept {
  if (field.is_fixed) {
    place = {field.bit_at, field.bits};
    return (field.bit_at + field.bits + 7U) / 8U <= look.size();
  }
  if (field.is_derived) return false;
  std::uint32_t bit = 0;
  const std::uint32_t end = look.size() * 8;
  for (const Field& f : look.proto->fields) {
    if (f.is_derived) continue;
    if (f.present != nullptr && !f.present(look)) {
      if (&f == &field) return false;
      continue;
    }
    const std::uint32_t bits = f.bits != 0 ? f.bits : variable_extent(look, f, bit / 8) * 8;
    if (&f == &field) {
      place = {bit, bits};
      // A variable field of no bytes at the very end is there and empty.
      return bit + bits <= end;
    }
    bit += bits;
    if (bit > end) return false;
  }
  return false;
}

std::uint32_t extent_of(const Look& look) noexcept {
  std::uint32_t bit = 0;
  for (const Field& f : look.proto->fields) {
    if (f.is_derived || (f.present != nullptr && !f.present(look))) continue;
    bit += f.bits != 0 ? f.bits : variable_extent(look, f, bit / 8) * 8;
    if (bit / 8 >= look.size()) return look.size();
  }
  return std::min(bit / 8, look.size());
}

std::uint64_t number_at(const Look& look, const Field& field, Place place) noexcept {
  if (field.compute != nullptr) {
    std::uint64_t number = 0;
    return field.compute(look, number) ? number : 0;
  }
  const std::uint8_t* data = look.bytes.data() + place.bit / 8;
  if (place.bit % 8 == 0 && !field.little) {
    switch (place.bits) {
      case 8: return *data;
      case 16: return load_be<std::uint16_t>({data, 2});
      case 32: return load_be<std::uint32_t>({data, 4});
      case 64: return load_be<std::uint64_t>({data, 8});
      default: break;
    }
  }
  std::uint64_t value = 0;
  if (field.little) {
    for (std::uint32_t i = std::min(place.bits / 8, 8U); i-- > 0;) value = value << 8U | data[i];
    return value;
  }
  std::uint32_t bit = place.bit % 8, left = std::min(place.bits, 64U);
  while (left > 0) {
    const std::uint32_t take = std::min(8 - bit, left);
    value = value << take | ((*data >> (8 - bit - take)) & ((1U << take) - 1U));
    left -= take;
    bit = 0;
    ++data;
  }
  return value;
}

std::uint64_t number_of(const Look& look, std::string_view name) noexcept {
  const Field* field = look.proto->find(name);
  Place place;
  if (field == nullptr || (field->compute == nullptr && !locate(look, *field, place))) return 0;
  return number_at(look, *field, place);
}

bool each_item(const Look& look, const Field& field, bool (*visit)(void* context, const Look& item), void* context) {
  Place place;
  if (!locate(look, field, place)) return true;
  std::uint32_t at = place.bit / 8;
  const std::uint32_t end = std::min(at + place.bits / 8, look.size());
  for (int n = 0; n < most_items && at < end; ++n) {
    Look item = item_look(look, field, at, end);
    if (item.proto == nullptr) return true;
    const std::uint32_t size = item_extent(item);
    if (size == 0) return true;
    item.bytes = item.bytes.first(size);
    if (!visit(context, item)) return false;
    at += size;
  }
  return true;
}

const Field* Proto::find(std::string_view field) const noexcept {
  for (const Field& f : fields)
    if (f.name == field) return &f;
  return nullptr;
}

}  // namespace pytk::packet
