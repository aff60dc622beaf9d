// TFTP (RFC 1350) with options (RFC 2347).
#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/packet/craft.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name operations[] = {{1, "RRQ"}, {2, "WRQ"}, {3, "DATA"}, {4, "ACK"}, {5, "ERROR"}, {6, "OACK"}};
constexpr Name errors[] = {{0, "Not defined"},
                           {1, "File not found"},
                           {2, "Access violation"},
                           {3, "Disk full or allocation exceeded"},
                           {4, "Illegal TFTP operation"},
                           {5, "Unknown transfer ID"},
                           {6, "File already exists"},
                           {7, "No such user"},
                           {8, "Terminate transfer due to option negotiation"}};
constexpr Bind binds[] = {{Space::udp_port, 69}};
constexpr Overload overloads[] = {{"UDP", "dport", 69}}, read_overloads[] = {{"TFTP", "op", 1}},
                   write_overloads[] = {{"TFTP", "op", 2}}, data_overloads[] = {{"TFTP", "op", 3}},
                   ack_overloads[] = {{"TFTP", "op", 4}}, error_overloads[] = {{"TFTP", "op", 5}};

/// Text up to and with its zero byte.
std::uint32_t until_zero(const Look& look, std::uint32_t at) {
  std::uint32_t end = at;
  while (end < look.size() && look.bytes[end] != 0) ++end;
  return std::min(end + 1, look.size()) - at;
}
void show_text(std::string& out, const Look&, ByteView value, Form form) {
  const bool ended = !value.empty() && value.back() == 0;
  const std::string_view text = text_of(value.first(value.size() - (ended ? 1 : 0)));
  if (form == Form::json && !is_utf8(text)) {
    out += "{\"hex\":\"" + to_hex(bytes_of(text)) + "\"}";
    return;
  }
  if (form == Form::json) return json::append_string(out, text);
  if (form == Form::show) out += '"';
  out += escape_controls(text);
  if (form == Form::show) out += '"';
}
std::string build_text(const Value& value, const Look&, Bytes& out) {
  if (value.is_text()) out.insert(out.end(), value.text.begin(), value.text.end());
  out.push_back(0);
  return {};
}
constexpr Codec zero_text{show_text, build_text};
Field constexpr ended(std::string_view name, std::string_view initial = {}) {
  return custom(name, zero_text).sized(until_zero).text_default(initial);
}

constexpr auto request_fields =
    layout({ended("filename").alias("tftp.source_file"), ended("mode", "octet").alias("tftp.type")});
constexpr auto write_fields =
    layout({ended("filename").alias("tftp.destination_file"), ended("mode", "octet").alias("tftp.type")});
constexpr auto block_fields = layout({number("block", 16).alias("tftp.block")});
constexpr auto error_fields = layout(
    {choice("errorcode", 16, 0, errors).alias("tftp.error.code"), ended("errormsg").alias("tftp.error.message")});
bool step_options(const Look& look, Step& step);
constinit const Proto read_request{.name = "TFTP_RRQ",
                                   .key = "tftp_rrq",
                                   .title = "TFTP Read Request",
                                   .fields = request_fields,
                                   .overloads = read_overloads,
                                   .step = step_options,
                                   .summary_text = "RRQ {filename}",
                                   .label = "TFTP"};
constinit const Proto write_request{.name = "TFTP_WRQ",
                                    .key = "tftp_wrq",
                                    .title = "TFTP Write Request",
                                    .fields = write_fields,
                                    .overloads = write_overloads,
                                    .step = step_options,
                                    .summary_text = "WRQ {filename}",
                                    .label = "TFTP"};
constinit const Proto data{.name = "TFTP_DATA",
                           .key = "tftp_data",
                           .title = "TFTP Data",
                           .fields = block_fields,
                           .overloads = data_overloads,
                           .summary_text = "DATA {block}",
                           .label = "TFTP"};
constinit const Proto acknowledgement{.name = "TFTP_ACK",
                                      .key = "tftp_ack",
                                      .title = "TFTP Ack",
                                      .fields = block_fields,
                                      .overloads = ack_overloads,
                                      .summary_text = "ACK {block}",
                                      .label = "TFTP"};
constinit const Proto error{.name = "TFTP_ERROR",
                            .key = "tftp_error",
                            .title = "TFTP Error",
                            .fields = error_fields,
                            .overloads = error_overloads,
                            .summary_text = "ERROR {errorcode}: {errormsg}",
                            .label = "TFTP"};
constexpr auto option_fields = layout({ended("oname"), ended("value")});
constinit const Proto option{
    .name = "TFTP_Option", .key = "tftp_option", .title = "TFTP Option", .fields = option_fields, .is_item = true};
constexpr auto list_fields = layout({items("options", option)});
constinit const Proto option_list{
    .name = "TFTP_Options", .key = "tftp_options", .title = "TFTP Options", .fields = list_fields, .label = "TFTP"};
constexpr FieldList nothing;
constexpr Overload option_overloads[] = {{"TFTP", "op", 6}};
constinit const Proto option_answer{.name = "TFTP_OACK",
                                    .key = "tftp_oack",
                                    .title = "TFTP Option Ack",
                                    .fields = nothing,
                                    .overloads = option_overloads,
                                    .step = step_options,
                                    .label = "TFTP"};
bool step_options(const Look& look, Step& step) {
  step.header = extent_of(look);
  step.next = &option_list;
  return true;
}
constexpr const Proto* parts[] = {&read_request, &write_request, &data,        &acknowledgement,
                                  &error,        &option_answer, &option_list, &option};
constexpr auto fields = layout({choice("op", 16, 1, operations).alias("tftp.opcode")});

bool step(const Look& look, Step& step) {
  const unsigned operation = look.u16(0);
  if (operation < 1 || operation > 6) return false;
  step.next = parts[operation - 1];
  return true;
}

}  // namespace

constinit const Proto tftp{.name = "TFTP",
                           .key = "tftp",
                           .title = "TFTP opcode",
                           .fields = fields,
                           .binds = binds,
                           .overloads = overloads,
                           .step = step,
                           .parts = parts};

}  // namespace pytk::packet::proto
