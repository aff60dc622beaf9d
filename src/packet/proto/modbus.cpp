// Modbus/TCP: the header and the function code.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name functions[] = {{1, "Read Coils"},
                              {2, "Read Discrete Inputs"},
                              {3, "Read Holding Registers"},
                              {4, "Read Input Registers"},
                              {5, "Write Single Coil"},
                              {6, "Write Single Register"},
                              {7, "Read Exception Status"},
                              {8, "Diagnostics"},
                              {15, "Write Multiple Coils"},
                              {16, "Write Multiple Registers"},
                              {17, "Report Server ID"},
                              {22, "Mask Write Register"},
                              {23, "Read/Write Multiple Registers"},
                              {43, "Encapsulated Interface Transport"}};
constexpr Bind binds[] = {{Space::tcp_port, 502}};
constexpr Overload overloads[] = {{"TCP", "dport", 502}};
constexpr auto fields = layout({hex("transId", 16).alias("mbtcp.trans_id"), hex("protoId", 16).alias("mbtcp.prot_id"),
                                number("len", 16).automatic(Automatic::total_length, 1, -6).alias("mbtcp.len"),
                                hex("unitId", 8, 0xff).alias("mbtcp.unit_id"),
                                choice("funcCode", 8, 3, functions).alias("modbus.func_code")});
bool claims(ByteView payload) { return payload.size() >= 8 && payload[2] == 0 && payload[3] == 0; }
bool step(const Look& look, Step& step) {
  step.header = 8;
  if (const std::uint32_t end = 6U + look.u16(4); end >= 8 && end < look.size()) step.end = end;
  return true;
}

}  // namespace

constinit const Proto modbus{.name = "ModbusADU",
                             .key = "modbus",
                             .title = "ModbusADU",
                             .fields = fields,
                             .binds = binds,
                             .overloads = overloads,
                             .step = step,
                             .claims = claims,
                             .summary_text = "Modbus {funcCode}",
                             .label = "Modbus"};

}  // namespace pytk::packet::proto
