#include <pytk/net/tls.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <pytk/core/address.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/core/text.hpp>

#include "net/tls_certificate.hpp"

namespace pytk::net {
namespace {

/// The oldest queued reason in words, and the queue emptied for the next call.
std::string queued_reason(const char* otherwise) {
  const unsigned long code = ::ERR_peek_error();
  ::ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ::ERR_reason_error_string(code);
  return lower(reason == nullptr ? otherwise : reason);
}

void load_libraries() {
  lazy::require("crypto");
  lazy::require("ssl");
  // openssl.cnf may load engines and weaken defaults: what pytk accepts does not depend on a file.
  ::OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

Bytes alpn_wire(const std::vector<std::string>& names) {
  Bytes wire;
  for (const std::string& name : names) {
    if (name.empty() || name.size() > 255) throw fail(Fault::usage, "'{}' is no ALPN name (1 to 255 bytes)", name);
    wire.push_back(static_cast<std::uint8_t>(name.size()));
    wire.insert(wire.end(), name.begin(), name.end());
  }
  return wire;
}

}  // namespace

struct TlsContext::State {
  SSL_CTX* context = nullptr;
  Bytes alpn;
  bool is_server = false, verify = false;
  explicit State(const SSL_METHOD* method) : context(::SSL_CTX_new(method)) {
    if (context == nullptr) throw fail(Fault::internal, "cannot set up TLS: {}", queued_reason("out of memory"));
    ::SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    // Buffers of an idle session go back (16 KiB each way); a write may be tried again from another address.
    ::SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
    // A peer that closes without close_notify is an end, as on a plain socket.
    ::SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF);
    ::SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ::SSL_CTX_free(context); }
};

namespace {

int choose_alpn(SSL*, const unsigned char** out, unsigned char* length, const unsigned char* offered,
                unsigned int offered_length, void* argument) {
  const auto& ours = *static_cast<const Bytes*>(argument);
  unsigned char* chosen = nullptr;
  const int status = ::SSL_select_next_proto(&chosen, length, ours.data(), static_cast<unsigned>(ours.size()), offered,
                                             offered_length);
  *out = chosen;
  return status == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void use_identity(SSL_CTX* context, const TlsIdentity& identity) {
  const auto chain = read_certificates(identity.certificate, "certificate");
  const auto key = read_private_key(identity.key);
  bool ok = ::SSL_CTX_use_certificate(context, chain.front().get()) == 1;
  for (std::size_t i = 1; ok && i < chain.size(); ++i) ok = SSL_CTX_add1_chain_cert(context, chain[i].get()) == 1;
  if (!ok) throw fail(Fault::data, "cannot use the certificate: {}", queued_reason("refused"));
  if (::SSL_CTX_use_PrivateKey(context, key.get()) != 1 || ::SSL_CTX_check_private_key(context) != 1)
    throw fail(Fault::data, "cannot use the key: {}", queued_reason("it does not belong to the certificate"));
}

}  // namespace

TlsContext TlsContext::server(const TlsIdentity& identity, const std::vector<std::string>& alpn) {
  load_libraries();
  auto state = std::make_shared<State>(::TLS_server_method());
  state->is_server = true;
  use_identity(state->context, identity);
  ::SSL_CTX_set_num_tickets(state->context, 0);
  ::SSL_CTX_set_options(state->context, SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
  state->alpn = alpn_wire(alpn);
  if (!alpn.empty()) ::SSL_CTX_set_alpn_select_cb(state->context, choose_alpn, &state->alpn);
  TlsContext out;
  out.state_ = std::move(state);
  return out;
}

TlsContext TlsContext::client(const TlsClientOptions& options) {
  load_libraries();
  auto state = std::make_shared<State>(::TLS_client_method());
  state->verify = options.verify;
  ::SSL_CTX_set_verify(state->context, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (options.verify) {
    ::SSL_CTX_set_default_verify_paths(state->context);
    if (!options.ca_certificates.empty())
      for (const auto& root : read_certificates(options.ca_certificates, "CA certificate"))
        ::X509_STORE_add_cert(::SSL_CTX_get_cert_store(state->context), root.get());
  }
  const Bytes wire = alpn_wire(options.alpn);
  if (!wire.empty()) ::SSL_CTX_set_alpn_protos(state->context, wire.data(), static_cast<unsigned>(wire.size()));
  ::ERR_clear_error();
  TlsContext out;
  out.state_ = std::move(state);
  return out;
}

struct TlsSession::State {
  std::shared_ptr<const TlsContext::State> context;
  SSL* ssl = nullptr;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { ::SSL_free(ssl); }
};

TlsSession::TlsSession(const TlsContext& context, int fd, std::string_view host) : state_(std::make_unique<State>()) {
  state_->context = context.state_;
  state_->ssl = ::SSL_new(context.state_->context);
  if (state_->ssl == nullptr || ::SSL_set_fd(state_->ssl, fd) != 1)
    throw fail(Fault::internal, "cannot start a TLS session: {}", queued_reason("out of memory"));
  if (context.state_->is_server) {
    ::SSL_set_accept_state(state_->ssl);
    return;
  }
  ::SSL_set_connect_state(state_->ssl);
  const std::string name(host);
  const bool is_address = parse_ip(name).has_value();
  // RFC 6066 3: an address is no host name and is not sent.
  if (!name.empty() && !is_address) SSL_set_tlsext_host_name(state_->ssl, name.c_str());
  if (!context.state_->verify) return;
  if (is_address) ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(state_->ssl), name.c_str());
  else ::SSL_set1_host(state_->ssl, name.c_str());
}

TlsSession::~TlsSession() = default;
TlsSession::TlsSession(TlsSession&&) noexcept = default;
TlsSession& TlsSession::operator=(TlsSession&&) noexcept = default;

TlsStep TlsSession::outcome(int status) {
  switch (::SSL_get_error(state_->ssl, status)) {
    case SSL_ERROR_NONE: return TlsStep::done;
    case SSL_ERROR_WANT_READ: return TlsStep::want_read;
    case SSL_ERROR_WANT_WRITE: return TlsStep::want_write;
    case SSL_ERROR_ZERO_RETURN: return TlsStep::closed;
    case SSL_ERROR_SYSCALL:
      ::ERR_clear_error();
      problem_ = "the connection broke";
      return TlsStep::failed;
    default: break;
  }
  const long verified = ::SSL_get_verify_result(state_->ssl);
  problem_ = queued_reason("protocol error");
  if (state_->context->verify && verified != X509_V_OK)
    problem_ = std::string("the certificate is not trusted: ") + ::X509_verify_cert_error_string(verified);
  return TlsStep::failed;
}

TlsStep TlsSession::handshake() {
  ::ERR_clear_error();
  const TlsStep step = outcome(::SSL_do_handshake(state_->ssl));
  // An end in the middle of a handshake is no orderly close.
  if (step == TlsStep::closed || (step == TlsStep::done && ::SSL_is_init_finished(state_->ssl) == 0)) {
    problem_ = "the peer closed during the handshake";
    return TlsStep::failed;
  }
  return step;
}

TlsStep TlsSession::read(std::span<std::uint8_t> into, std::size_t& moved) {
  moved = 0;
  ::ERR_clear_error();
  return outcome(::SSL_read_ex(state_->ssl, into.data(), into.size(), &moved));
}

TlsStep TlsSession::write(ByteView bytes, std::size_t& moved) {
  moved = 0;
  if (bytes.empty()) return TlsStep::done;
  ::ERR_clear_error();
  return outcome(::SSL_write_ex(state_->ssl, bytes.data(), bytes.size(), &moved));
}

TlsStep TlsSession::shut_down() {
  if (::SSL_is_init_finished(state_->ssl) == 0) return TlsStep::done;
  ::ERR_clear_error();
  const int status = ::SSL_shutdown(state_->ssl);
  return status >= 0 ? TlsStep::done : outcome(status);
}

bool TlsSession::has_pending() const noexcept { return ::SSL_has_pending(state_->ssl) == 1; }

std::string TlsSession::version() const { return ::SSL_get_version(state_->ssl); }

std::string TlsSession::cipher() const {
  const char* name = SSL_get_cipher_name(state_->ssl);
  return name == nullptr ? "" : name;
}

std::string TlsSession::alpn() const {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  ::SSL_get0_alpn_selected(state_->ssl, &name, &length);
  return name == nullptr ? "" : std::string(text_of({name, length}));
}

std::string TlsSession::server_name() const {
  const char* name = ::SSL_get_servername(state_->ssl, TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

TlsPeer TlsSession::peer() const {
  const X509* certificate = ::SSL_get0_peer_certificate(state_->ssl);
  return certificate == nullptr ? TlsPeer{} : describe(*certificate);
}

}  // namespace pytk::net
