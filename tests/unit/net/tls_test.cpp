#include <pytk/net/tls.hpp>

#include <csignal>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <pytk/net/socket.hpp>

namespace pytk::net {
namespace {

struct Wire {
  Socket client, server;
  Wire() {
    ::signal(SIGPIPE, SIG_IGN);  // as main does: libssl writes with write(2)
    int ends[2];
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
    client = Socket(ends[0]);
    server = Socket(ends[1]);
  }
};

/// Lets both sides work by turns until both are done or one failed.
std::pair<TlsStep, TlsStep> shake(TlsSession& client, TlsSession& server) {
  TlsStep a = TlsStep::want_read, b = TlsStep::want_read;
  for (int turn = 0; turn < 20; ++turn) {
    if (a != TlsStep::done && a != TlsStep::failed) a = client.handshake();
    if (b != TlsStep::done && b != TlsStep::failed) b = server.handshake();
    if (a == TlsStep::done && b == TlsStep::done) break;
  }
  return {a, b};
}

TlsClientOptions trusting(const TlsIdentity& identity) {
  TlsClientOptions options;
  options.ca_certificates = identity.certificate;
  return options;
}

TEST(Tls, CarriesBytesBothWays) {
  const Wire wire;
  const TlsIdentity identity = TlsIdentity::self_signed("localhost");
  TlsSession server(TlsContext::server(identity), wire.server.fd());
  TlsSession client(TlsContext::client(trusting(identity)), wire.client.fd(), "localhost");
  ASSERT_EQ(shake(client, server), std::pair(TlsStep::done, TlsStep::done)) << client.problem();
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(server.server_name(), "localhost");
  std::size_t moved = 0;
  ASSERT_EQ(client.write(bytes_of("hello"), moved), TlsStep::done);
  std::uint8_t buffer[64];
  ASSERT_EQ(server.read(buffer, moved), TlsStep::done);
  EXPECT_EQ(text_of({buffer, moved}), "hello");
  EXPECT_EQ(server.read(buffer, moved), TlsStep::want_read);
  EXPECT_EQ(client.shut_down(), TlsStep::done);
  EXPECT_EQ(server.read(buffer, moved), TlsStep::closed);
}

TEST(Tls, AgreesOnAProtocol) {
  const Wire wire;
  const TlsIdentity identity = TlsIdentity::self_signed("localhost");
  TlsSession server(TlsContext::server(identity, {"h2", "http/1.1"}), wire.server.fd());
  auto options = trusting(identity);
  options.alpn = {"spdy/3", "http/1.1"};
  TlsSession client(TlsContext::client(options), wire.client.fd(), "localhost");
  ASSERT_EQ(shake(client, server), std::pair(TlsStep::done, TlsStep::done));
  EXPECT_EQ(client.alpn(), "http/1.1");
}

TEST(Tls, RefusesACertificateNobodyVouchesFor) {
  const Wire wire;
  TlsSession server(TlsContext::server(TlsIdentity::self_signed("localhost")), wire.server.fd());
  TlsSession client(TlsContext::client(), wire.client.fd(), "localhost");
  EXPECT_EQ(shake(client, server).first, TlsStep::failed);
  EXPECT_THAT(client.problem(), testing::StartsWith("the certificate is not trusted"));
}

TEST(Tls, RefusesACertificateForAnotherName) {
  const Wire wire;
  const TlsIdentity identity = TlsIdentity::self_signed("one.example");
  TlsSession server(TlsContext::server(identity), wire.server.fd());
  TlsSession client(TlsContext::client(trusting(identity)), wire.client.fd(), "two.example");
  EXPECT_EQ(shake(client, server).first, TlsStep::failed);
  EXPECT_THAT(client.problem(), testing::HasSubstr("hostname mismatch"));
}

TEST(Tls, ChecksAddressesToo) {
  for (const auto& [name, expected] :
       {std::pair("127.0.0.1", TlsStep::done), std::pair("127.0.0.2", TlsStep::failed)}) {
    const Wire wire;
    const TlsIdentity identity = TlsIdentity::self_signed("localhost");
    TlsSession server(TlsContext::server(identity), wire.server.fd());
    TlsSession client(TlsContext::client(trusting(identity)), wire.client.fd(), name);
    EXPECT_EQ(shake(client, server).first, expected) << name;
  }
}

TEST(Tls, DescribesThePeer) {
  const Wire wire;
  const TlsIdentity identity = TlsIdentity::self_signed("host.example");
  TlsSession server(TlsContext::server(identity), wire.server.fd());
  TlsClientOptions open;
  open.verify = false;
  TlsSession client(TlsContext::client(open), wire.client.fd(), "other");
  ASSERT_EQ(shake(client, server), std::pair(TlsStep::done, TlsStep::done));
  const TlsPeer peer = client.peer();
  EXPECT_EQ(peer.subject, "CN=host.example");
  EXPECT_TRUE(peer.self_signed);
  EXPECT_THAT(peer.names, testing::ElementsAre("localhost", "127.0.0.1", "::1", "host.example"));
  EXPECT_EQ(peer.sha256.size(), 64U);
  EXPECT_LT(peer.not_before, peer.not_after);
}

TEST(Tls, FailsWithWordsOnBytesThatAreNoTls) {
  const Wire wire;
  TlsSession server(TlsContext::server(TlsIdentity::self_signed("localhost")), wire.server.fd());
  ASSERT_GT(send_some(wire.client.fd(), bytes_of("GET / HTTP/1.1\r\nHost: x\r\n\r\n")), 0);
  EXPECT_EQ(server.handshake(), TlsStep::failed);
  EXPECT_EQ(server.problem(), "http request");
}

TEST(Tls, FailsWhenThePeerLeavesInTheHandshake) {
  Wire wire;
  TlsSession server(TlsContext::server(TlsIdentity::self_signed("localhost")), wire.server.fd());
  EXPECT_EQ(server.handshake(), TlsStep::want_read);
  wire.client.close();
  EXPECT_EQ(server.handshake(), TlsStep::failed);
  EXPECT_FALSE(server.problem().empty());
}

TEST(Tls, RefusesBadIdentities) {
  const TlsIdentity good = TlsIdentity::self_signed("a"), other = TlsIdentity::self_signed("b");
  EXPECT_THROW((void)TlsContext::server({"", good.key}), Error);
  EXPECT_THROW((void)TlsContext::server({good.certificate, "nothing"}), Error);
  EXPECT_THROW((void)TlsContext::server({good.certificate, other.key}), Error);
  EXPECT_THROW((void)TlsIdentity::self_signed("a,DNS:evil"), Error);
}

}  // namespace
}  // namespace pytk::net
