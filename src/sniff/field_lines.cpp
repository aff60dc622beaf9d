#include <pytk/sniff/field_lines.hpp>

#include <algorithm>

#include <pytk/core/address.hpp>

namespace pytk::sniff {

using packet::Field;
using packet::Kind;
using Source = Accessor::Source;

bool FieldLines::can_note(const Accessor& field) const {
  if (field.source() != Source::fields) return false;
  const Kind kind = field.targets().front().field->kind;
  return std::all_of(field.targets().begin(), field.targets().end(), [kind](const Accessor::Target& target) {
    const Field& one = *target.field;
    const bool known = one.kind == Kind::number || one.kind == Kind::hex || one.kind == Kind::flags ||
                       one.kind == Kind::ip4 || one.kind == Kind::ip6 || one.kind == Kind::mac;
    const bool is_number = one.kind == Kind::number || one.kind == Kind::hex;
    const bool alike = one.kind == kind || (is_number && (kind == Kind::number || kind == Kind::hex));
    return known && alike && one.is_fixed && !one.is_derived && one.scale == 1 && !one.is_signed &&
           one.present == nullptr && !target.proto->is_item;
  });
}

FieldLines::FieldLines(std::vector<Accessor> fields, char delimiter)
    : fields_(std::move(fields)), table_(buckets), spots_(fields_.size()), delimiter_(delimiter) {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Accessor& field = fields_[i];
    Column column{Cell::other};
    switch (field.source()) {
      case Source::number: column.cell = Cell::number; break;
      case Source::length: column.cell = Cell::length; break;
      case Source::captured: column.cell = Cell::captured; break;
      case Source::time: column.cell = Cell::time; break;
      default: break;
    }
    if (column.cell == Cell::other && i < most_noted && can_note(field)) {
      const Field& first = *field.targets().front().field;
      column.cell = Cell::value;
      column.is_address = first.kind == Kind::ip4 || first.kind == Kind::ip6;
      column.is_mac = first.kind == Kind::mac;
      column.is_flags = first.kind == Kind::flags;
      all_ |= std::uint64_t{1} << i;
      for (const Accessor::Target& target : field.targets())
        slots_.push_back({target.proto, target.field, static_cast<std::uint32_t>(i),
                          (target.field->bit_at + target.field->bits + 7U) / 8U});
    }
    can_end_ = can_end_ && column.cell != Cell::other;
    columns_.push_back(std::move(column));
  }
  fill_table();
}

void FieldLines::fill_table() {
  std::stable_sort(slots_.begin(), slots_.end(),
                   [](const Slot& a, const Slot& b) { return std::less<>()(a.proto, b.proto); });
  for (std::size_t first = 0; first < slots_.size();) {
    std::size_t last = first;
    while (last < slots_.size() && slots_[last].proto == slots_[first].proto) ++last;
    std::size_t at = bucket_of(slots_[first].proto);
    while (table_[at].proto != nullptr) at = (at + 1) % buckets;
    table_[at] = {slots_[first].proto, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(last)};
    first = last;
  }
}

void FieldLines::note_slots(const packet::Layers& layers, const packet::Layer& layer, const Bucket& bucket) {
  const std::uint32_t reach = layer.end - layer.offset;
  for (std::uint32_t i = bucket.first; i < bucket.last; ++i) {
    const Slot& slot = slots_[i];
    const std::uint64_t bit = std::uint64_t{1} << slot.column;
    if ((found_ & bit) != 0 || slot.bytes > reach) continue;
    found_ |= bit;
    spots_[slot.column] = {layers.packet.data() + layer.offset, slot.field};
  }
}

void FieldLines::header(TextBuffer& out) const {
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (i > 0) out.add(delimiter_);
    record::append_csv_text(out, fields_[i].name(), delimiter_, fields_.size() == 1);
  }
  out.add('\n');
}

void FieldLines::append_spot(TextBuffer& out, Column& column, const Spot& spot) {
  const Field& field = *spot.field;
  const std::uint8_t* at = spot.layer + field.bit_at / 8;
  if (column.is_address) return record::append_ip_text(out, Ip::from({at, field.bits / 8U}));
  if (column.is_mac) {
    text_.clear();
    append_mac(text_, {at, 6});
    return out.add(text_);
  }
  const packet::Look look{{spot.layer, (field.bit_at + field.bits + 7U) / 8U}, nullptr, nullptr, {}, nullptr, 0};
  const std::uint64_t number = packet::number_at(look, field, {field.bit_at, field.bits});
  if (!column.is_flags) return record::append_number(out, number);
  if (column.flags.size() <= number && field.bits <= 12) column.flags.resize(std::size_t{1} << field.bits);
  std::string& text = number < column.flags.size() ? column.flags[number] : text_;
  if (text.empty() || &text == &text_) {
    text.clear();
    packet::append_flags(text, field, number);
  }
  record::append_csv_text(out, text, delimiter_, fields_.size() == 1);
}

void FieldLines::append_other(TextBuffer& out, std::size_t index, const PacketView& view) {
  text_.clear();
  const bool found = fields_[index].append(view, text_);
  record::append_csv_text(out, found ? std::string_view(text_) : std::string_view(), delimiter_, fields_.size() == 1);
}

void FieldLines::append(TextBuffer& out, const PacketView& view) {
  if (view.layers.count == 0) forget();
  for (std::uint32_t i = seen_; i < view.layers.count; ++i) note(view.layers, i);
  const std::size_t before = out.size();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) out.add(delimiter_);
    Column& column = columns_[i];
    switch (column.cell) {
      case Cell::number: record::append_number(out, view.frame.number); break;
      case Cell::length: record::append_number(out, view.frame.length); break;
      case Cell::captured: record::append_number(out, view.frame.bytes.size()); break;
      case Cell::time:
        if (view.frame.has_time) times_.append(out, view.frame.time);
        break;
      case Cell::value:
        if ((found_ >> i & 1U) != 0) append_spot(out, column, spots_[i]);
        break;
      case Cell::other: append_other(out, i, view); break;
    }
  }
  // Readers take an empty line for no record at all.
  if (out.size() == before) out.add("\"\"");
  out.add('\n');
  forget();
}

}  // namespace pytk::sniff
