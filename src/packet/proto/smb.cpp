// SMB version 1 and 2/3 headers (MS-SMB 2.2.3.1, MS-SMB2 2.2.1).
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name commands1[] = {{0x04, "Close"},
                              {0x24, "Locking"},
                              {0x25, "Trans"},
                              {0x2b, "Echo"},
                              {0x2d, "Open"},
                              {0x2e, "Read"},
                              {0x2f, "Write"},
                              {0x32, "Trans2"},
                              {0x70, "TreeConnect"},
                              {0x71, "TreeDisconnect"},
                              {0x72, "Negotiate"},
                              {0x73, "SessionSetup"},
                              {0x74, "Logoff"},
                              {0x75, "TreeConnect"},
                              {0xa0, "NTTrans"},
                              {0xa2, "NTCreate"},
                              // The words of MS-CIFS 2.2.2.1 are taken too.
                              {0x00, "SMB_COM_CREATE_DIRECTORY"},
                              {0x01, "SMB_COM_DELETE_DIRECTORY"},
                              {0x02, "SMB_COM_OPEN"},
                              {0x03, "SMB_COM_CREATE"},
                              {0x04, "SMB_COM_CLOSE"},
                              {0x05, "SMB_COM_FLUSH"},
                              {0x06, "SMB_COM_DELETE"},
                              {0x07, "SMB_COM_RENAME"},
                              {0x08, "SMB_COM_QUERY_INFORMATION"},
                              {0x09, "SMB_COM_SET_INFORMATION"},
                              {0x0a, "SMB_COM_READ"},
                              {0x0b, "SMB_COM_WRITE"},
                              {0x0c, "SMB_COM_LOCK_BYTE_RANGE"},
                              {0x0d, "SMB_COM_UNLOCK_BYTE_RANGE"},
                              {0x0e, "SMB_COM_CREATE_TEMPORARY"},
                              {0x0f, "SMB_COM_CREATE_NEW"},
                              {0x10, "SMB_COM_CHECK_DIRECTORY"},
                              {0x11, "SMB_COM_PROCESS_EXIT"},
                              {0x12, "SMB_COM_SEEK"},
                              {0x13, "SMB_COM_LOCK_AND_READ"},
                              {0x14, "SMB_COM_WRITE_AND_UNLOCK"},
                              {0x1a, "SMB_COM_READ_RAW"},
                              {0x1b, "SMB_COM_READ_MPX"},
                              {0x1c, "SMB_COM_READ_MPX_SECONDARY"},
                              {0x1d, "SMB_COM_WRITE_RAW"},
                              {0x1e, "SMB_COM_WRITE_MPX"},
                              {0x1f, "SMB_COM_WRITE_MPX_SECONDARY"},
                              {0x20, "SMB_COM_WRITE_COMPLETE"},
                              {0x21, "SMB_COM_QUERY_SERVER"},
                              {0x22, "SMB_COM_SET_INFORMATION2"},
                              {0x23, "SMB_COM_QUERY_INFORMATION2"},
                              {0x24, "SMB_COM_LOCKING_ANDX"},
                              {0x25, "SMB_COM_TRANSACTION"},
                              {0x26, "SMB_COM_TRANSACTION_SECONDARY"},
                              {0x27, "SMB_COM_IOCTL"},
                              {0x28, "SMB_COM_IOCTL_SECONDARY"},
                              {0x29, "SMB_COM_COPY"},
                              {0x2a, "SMB_COM_MOVE"},
                              {0x2b, "SMB_COM_ECHO"},
                              {0x2c, "SMB_COM_WRITE_AND_CLOSE"},
                              {0x2d, "SMB_COM_OPEN_ANDX"},
                              {0x2e, "SMB_COM_READ_ANDX"},
                              {0x2f, "SMB_COM_WRITE_ANDX"},
                              {0x30, "SMB_COM_NEW_FILE_SIZE"},
                              {0x31, "SMB_COM_CLOSE_AND_TREE_DISC"},
                              {0x32, "SMB_COM_TRANSACTION2"},
                              {0x33, "SMB_COM_TRANSACTION2_SECONDARY"},
                              {0x34, "SMB_COM_FIND_CLOSE2"},
                              {0x35, "SMB_COM_FIND_NOTIFY_CLOSE"},
                              {0x70, "SMB_COM_TREE_CONNECT"},
                              {0x71, "SMB_COM_TREE_DISCONNECT"},
                              {0x72, "SMB_COM_NEGOTIATE"},
                              {0x73, "SMB_COM_SESSION_SETUP_ANDX"},
                              {0x74, "SMB_COM_LOGOFF_ANDX"},
                              {0x75, "SMB_COM_TREE_CONNECT_ANDX"},
                              {0x7e, "SMB_COM_SECURITY_PACKAGE_ANDX"},
                              {0x80, "SMB_COM_QUERY_INFORMATION_DISK"},
                              {0x81, "SMB_COM_SEARCH"},
                              {0x82, "SMB_COM_FIND"},
                              {0x83, "SMB_COM_FIND_UNIQUE"},
                              {0x84, "SMB_COM_FIND_CLOSE"},
                              {0xa0, "SMB_COM_NT_TRANSACT"},
                              {0xa1, "SMB_COM_NT_TRANSACT_SECONDARY"},
                              {0xa2, "SMB_COM_NT_CREATE_ANDX"},
                              {0xa4, "SMB_COM_NT_CANCEL"},
                              {0xa5, "SMB_COM_NT_RENAME"},
                              {0xc0, "SMB_COM_OPEN_PRINT_FILE"},
                              {0xc1, "SMB_COM_WRITE_PRINT_FILE"},
                              {0xc2, "SMB_COM_CLOSE_PRINT_FILE"},
                              {0xc3, "SMB_COM_GET_PRINT_QUEUE"},
                              {0xd8, "SMB_COM_READ_BULK"},
                              {0xd9, "SMB_COM_WRITE_BULK"},
                              {0xda, "SMB_COM_WRITE_BULK_DATA"},
                              {0xfe, "SMB_COM_INVALID"},
                              {0xff, "SMB_COM_NO_ANDX_COMMAND"}};
constexpr Name commands2[] = {{0, "Negotiate"},
                              {1, "SessionSetup"},
                              {2, "Logoff"},
                              {3, "TreeConnect"},
                              {4, "TreeDisconnect"},
                              {5, "Create"},
                              {6, "Close"},
                              {7, "Flush"},
                              {8, "Read"},
                              {9, "Write"},
                              {10, "Lock"},
                              {11, "Ioctl"},
                              {12, "Cancel"},
                              {13, "Echo"},
                              {14, "QueryDirectory"},
                              {15, "ChangeNotify"},
                              {16, "QueryInfo"},
                              {17, "SetInfo"},
                              {18, "OplockBreak"},
                              {0, "SMB2_NEGOTIATE"},
                              {1, "SMB2_SESSION_SETUP"},
                              {2, "SMB2_LOGOFF"},
                              {3, "SMB2_TREE_CONNECT"},
                              {4, "SMB2_TREE_DISCONNECT"},
                              {5, "SMB2_CREATE"},
                              {6, "SMB2_CLOSE"},
                              {7, "SMB2_FLUSH"},
                              {8, "SMB2_READ"},
                              {9, "SMB2_WRITE"},
                              {10, "SMB2_LOCK"},
                              {11, "SMB2_IOCTL"},
                              {12, "SMB2_CANCEL"},
                              {13, "SMB2_ECHO"},
                              {14, "SMB2_QUERY_DIRECTORY"},
                              {15, "SMB2_CHANGE_NOTIFY"},
                              {16, "SMB2_QUERY_INFO"},
                              {17, "SMB2_SET_INFO"},
                              {18, "SMB2_OPLOCK_BREAK"}};
constexpr Name statuses[] = {  // MS-ERREF 2.3.1
    {0x00000000, "STATUS_SUCCESS"},
    {0x00000103, "STATUS_PENDING"},
    {0x0000010c, "STATUS_NOTIFY_ENUM_DIR"},
    {0x80000005, "STATUS_BUFFER_OVERFLOW"},
    {0x80000006, "STATUS_NO_MORE_FILES"},
    {0xc000000d, "STATUS_INVALID_PARAMETER"},
    {0xc000000f, "STATUS_NO_SUCH_FILE"},
    {0xc0000011, "STATUS_END_OF_FILE"},
    {0xc0000016, "STATUS_MORE_PROCESSING_REQUIRED"},
    {0xc0000022, "STATUS_ACCESS_DENIED"},
    {0xc0000034, "STATUS_OBJECT_NAME_NOT_FOUND"},
    {0xc000003a, "STATUS_OBJECT_PATH_NOT_FOUND"},
    {0xc0000043, "STATUS_SHARING_VIOLATION"},
    {0xc000006d, "STATUS_LOGON_FAILURE"},
    {0xc000009a, "STATUS_INSUFFICIENT_RESOURCES"},
    {0xc00000bb, "STATUS_NOT_SUPPORTED"},
    {0xc00000cc, "STATUS_BAD_NETWORK_NAME"},
    {0xc0000120, "STATUS_CANCELLED"},
    {0xc0000128, "STATUS_FILE_CLOSED"},
    {0xc000019c, "STATUS_FS_DRIVER_REQUIRED"},
    {0xc0000225, "STATUS_NOT_FOUND"}};
/// The status is Windows NT's where flags2 says so (MS-SMB 2.2.3.1).
bool nt_status(const Look& look, std::uint64_t& number) {
  number = __builtin_bswap32(look.u32(5));
  return look.size() >= 12 && (look.u8(11) & 0x40U) != 0;
}
constexpr auto fields = layout(
    {bytes("Start", 4, "\xffSMB"), choice("Command", 8, 0x72, commands1).alias("smb.cmd"),
     hex("Status", 32).named(statuses).little_endian(), hex("Flags", 8, 0x18).alias("smb.flags"),
     hex("Flags2", 16).little_endian().alias("smb.flags2"), number("PIDHigh", 16).little_endian(),
     bytes("SecuritySignature", 8), number("Reserved", 16).little_endian(),
     number("TID", 16).little_endian().alias("smb.tid"), number("PIDLow", 16, 1).little_endian().alias("smb.pid"),
     number("UID", 16).little_endian().alias("smb.uid"), number("MID", 16).little_endian().alias("smb.mid"),
     derived("nt_status", nt_status)});
bool is_async(const Look& look) { return (look.u8(16) & 2U) != 0; }
bool is_sync(const Look& look) { return !is_async(look); }
constexpr auto fields2 =
    layout({bytes("Start", 4, "\xfeSMB"), number("StructureSize", 16, 64).little_endian(),
            number("CreditCharge", 16).little_endian(),
            hex("Status", 32).named(statuses).little_endian().alias("smb2.nt_status"),
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
