// EAP with the data of its methods (RFC 3748 5.4, RFC 5216, RFC 5281, PEAP, RFC 4851, LEAP); built only.
#include "packet/proto/table.hpp"

namespace pytk::packet::proto {
namespace {

constexpr Name codes[] = {{1, "Request"}, {2, "Response"}, {3, "Success"},
                          {4, "Failure"}, {5, "Initiate"}, {6, "Finish"}};
constexpr Bind binds[] = {{Space::ppp, 0xc227}};
constexpr Overload on_eapol[] = {{"EAPOL", "type", 0}};
/// The flag L says that the length of the whole message stands before this piece of it.
bool has_length(const Look& look) { return (look.u8(5) & 0x80U) != 0; }

#define PYTK_HEAD(method)                                                                             \
  choice("code", 8, 1, codes), number("id", 8), number("len", 16).automatic(Automatic::total_length), \
      number("type", 8, method)
#define PYTK_FLAGS number("L", 1), number("M", 1), number("S", 1)
#define PYTK_METHOD(variable, class_name, heading, ...)                                              \
  constexpr auto variable##_fields = layout({__VA_ARGS__});                                          \
  constinit const Proto variable {                                                                   \
    .name = class_name, .key = "eap", .title = heading, .fields = variable##_fields, .binds = binds, \
    .overloads = on_eapol                                                                            \
  }
PYTK_METHOD(tls_method, "EAP_TLS", "EAP-TLS", PYTK_HEAD(13), PYTK_FLAGS, number("reserved", 5),
            number("tls_message_len", 32).when(has_length), bytes("tls_data"));
PYTK_METHOD(tunnelled, "EAP_TTLS", "EAP-TTLS", PYTK_HEAD(21), PYTK_FLAGS, number("reserved", 2), number("version", 3),
            number("message_len", 32).when(has_length), bytes("data"));
PYTK_METHOD(protected_method, "EAP_PEAP", "PEAP", PYTK_HEAD(25), PYTK_FLAGS, number("reserved", 3),
            number("version", 2, 1), number("tls_message_len", 32).when(has_length), bytes("tls_data"));
PYTK_METHOD(fast, "EAP_FAST", "EAP-FAST", PYTK_HEAD(43), PYTK_FLAGS, number("reserved", 2), number("version", 3),
            number("message_len", 32).when(has_length), bytes("data"));
PYTK_METHOD(light, "LEAP", "Cisco LEAP", PYTK_HEAD(17), number("version", 8, 1), hex("unused", 8), number("count", 8),
            bytes("challenge_response").sized_by("count"), text("username"));
constexpr const Proto* parts[] = {&tls_method, &tunnelled, &protected_method, &fast, &light};
constexpr auto fields =
    layout({PYTK_HEAD(4), number("value_size", 8), bytes("value").sized_by("value_size"), bytes("optional_name")});

}  // namespace

constinit const Proto eap_methods{.name = "EAP_MD5",
                                  .key = "eap",
                                  .title = "EAP MD5",
                                  .fields = fields,
                                  .binds = binds,
                                  .overloads = on_eapol,
                                  .parts = parts};

}  // namespace pytk::packet::proto
