// The layered view: a heading a layer, a line a field, lists indented below their field.
#include "packet/proto/table.hpp"

namespace pytk::packet {
namespace {

void append_fields(std::string& out, const Look& look, const std::string& margin);

void append_list(std::string& out, const Look& look, const Field& field, const std::string& margin) {
  out += "\\\n";
  for_each_item(look, field, [&](const Look& item) {
    out +=
        margin + " |###[ " + std::string(item.proto->title.empty() ? item.proto->name : item.proto->title) + " ]###\n";
    append_fields(out, item, margin + " |  ");
    return true;
  });
}

void append_fields(std::string& out, const Look& look, const std::string& margin) {
  for (const Field& field : look.proto->fields) {
    Place place;
    if (field.is_derived || !locate(look, field, place)) continue;
    out += margin;
    if (field.kind == Kind::items) out += '\\';
    out += field.name;
    const std::size_t width = field.name.size() + (field.kind == Kind::items ? 1 : 0);
    if (width < 10) out.append(10 - width, ' ');
    if (field.kind == Kind::items) {
      append_list(out, look, field, margin);
      continue;
    }
    out += "= ";
    append_value(out, look, field, place, Form::show);
    out += '\n';
  }
}

}  // namespace

void append_show(std::string& out, const Layers& layers) {
  std::string margin;
  for (std::size_t i = 0; i < layers.count; ++i) {
    const Proto& proto = *layers.at[i].proto;
    out += margin + "###[ " + std::string(proto.title.empty() ? proto.name : proto.title) + " ]###";
    if (layers.at[i].truncated) out += " (cut short)";
    out += '\n';
    Look look = layers.look(i);
    if (proto.fields.minimum != 0 || !proto.fields.fixed)
      look.bytes = layers.packet.subspan(layers.at[i].offset, layers.at[i].end - layers.at[i].offset);
    append_fields(out, look, margin + "  ");
    margin += "  ";
  }
}

}  // namespace pytk::packet
