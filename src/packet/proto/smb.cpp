// SMB version 1 and 2/3 headers (MS-SMB 2.2.3.1, MS-SMB2 2.2.1).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name commands1[] = {
    {0x04, "Close"},       {0x24, "Locking"},        {0x25, "Trans"},     {0x2b, "Echo"},
    {0x2d, "Open"},        {0x2e, "Read"},           {0x2f, "Write"},     {0x32, "Trans2"},
    {0x70, "TreeConnect"}, {0x71, "TreeDisconnect"}, {0x72, "Negotiate"}, {0x73, "SessionSetup"},
    {0x74, "Logoff"},      {0x75, "TreeConnect"},    {0xa0, "NTTrans"},   {0xa2, "NTCreate"}};
constexpr Name commands2[] = {{0, "Negotiate"},      {1, "SessionSetup"}, {2, "Logoff"},          {3, "TreeConnect"},
                              {4, "TreeDisconnect"}, {5, "Create"},       {6, "Close"},           {7, "Flush"},
                              {8, "Read"},           {9, "Write"},        {10, "Lock"},           {11, "Ioctl"},
                              {12, "Cancel"},        {13, "Echo"},        {14, "QueryDirectory"}, {15, "ChangeNotify"},
                              {16, "QueryInfo"},     {17, "SetInfo"},     {18, "OplockBreak"}};
/// The status is Windows NT's where flags2 says so (MS-SMB 2.2.3.1).
bool nt_status(const Look& look, std::uint64_t& number) {
  number = __builtin_bswap32(look.u32(5));
  return look.size() >= 12 && (look.u8(11) & 0x40U) != 0;
}
constexpr auto fields = layout(
    {bytes("Start", 4, "\xffSMB"), choice("Command", 8, 0x72, commands1).alias("smb.cmd"),
     hex("Status", 32).little_endian(), hex("Flags", 8, 0x18).alias("smb.flags"),
     hex("Flags2", 16).little_endian().alias("smb.flags2"), number("PIDHigh", 16).little_endian(),
     bytes("SecuritySignature", 8), number("Reserved", 16).little_endian(),
     number("TID", 16).little_endian().alias("smb.tid"), number("PIDLow", 16, 1).little_endian().alias("smb.pid"),
     number("UID", 16).little_endian().alias("smb.uid"), number("MID", 16).little_endian().alias("smb.mid"),
     derived("nt_status", nt_status)});
bool is_async(const Look& look) { return (look.u8(16) & 2U) != 0; }
bool is_sync(const Look& look) { return !is_async(look); }
constexpr auto fields2 =
    layout({bytes("Start", 4, "\xfeSMB"), number("StructureSize", 16, 64).little_endian(),
            number("CreditCharge", 16).little_endian(), hex("Status", 32).little_endian().alias("smb2.nt_status"),
            choice("Command", 16, 0, commands2).little_endian().alias("smb2.cmd"),
            number("CreditsRequested", 16).little_endian(), hex("Flags", 32).little_endian(),
            number("NextCommand", 32).little_endian(), number("MID", 64).little_endian().alias("smb2.msg_id"),
            number("AsyncId", 64).little_endian().when(is_async), number("PID", 32).little_endian().when(is_sync),
            number("TID", 32).little_endian().when(is_sync).alias("smb2.tid"),
            number("SessionId", 64).little_endian().alias("smb2.sesid"), bytes("SecuritySignature", 16),
            derived("response", [](const Look& look, std::uint64_t& n) {
              n = look.u8(16) & 1U;
              return look.size() > 16;
            }).alias("smb2.flags.response")});
constexpr Overload on_session[] = {{"NBTSession", "TYPE", 0}};
bool step2(const Look&, Step& step) { return step.header = 64, true; }
void summary2(const SummaryView& view, std::string& out) {
  out += "SMB2 ";
  put_named(out, view.look(), "Command");
  out += (view.look().u8(16) & 1U) != 0 ? " response" : " request";
}
constinit const Proto second{.name = "SMB2_Header",
                             .key = "smb2",
                             .title = "SMB2 Header",
                             .fields = fields2,
                             .overloads = on_session,
                             .step = step2,
                             .summary = summary2,
                             .label = "SMB2"};
constexpr const Proto* parts[] = {&second};
const Proto* variant(const Look& look) { return look.u32(0) == 0xfe534d42 ? &second : nullptr; }
bool step(const Look& look, Step& step) {
  if (look.u32(0) != 0xff534d42) return false;
  step.header = 32;
  return true;
}

}  // namespace

constinit const Proto smb{.name = "SMB_Header",
                          .key = "smb",
                          .title = "SMB 1 Protocol Request Header",
                          .fields = fields,
                          .overloads = on_session,
                          .step = step,
                          .variant = variant,
                          .summary_text = "SMB {Command}",
                          .parts = parts,
                          .label = "SMB"};

}  // namespace pytk::packet::proto
