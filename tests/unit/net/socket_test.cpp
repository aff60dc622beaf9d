#include <pytk/net/socket.hpp>

#include <cstdlib>
#include <string>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace pytk::net {
namespace {

const Endpoint any_port = Endpoint::of(Ip::v4(0x7f000001), 0);

void wait_for(int fd, short events) {
  pollfd waiting{fd, events, 0};
  ASSERT_EQ(::poll(&waiting, 1, 10'000), 1);
}

struct Folder {
  std::string path;
  Folder() {
    char name[] = "/tmp/pytk-socket-XXXXXX";
    path = ::mkdtemp(name);
  }
  ~Folder() {
    ::unlink((path + "/s").c_str());
    ::rmdir(path.c_str());
  }
};

TEST(Socket, AcceptsWhatConnects) {
  const Socket listener = listen_stream(any_port);
  int error = 0;
  const Socket client = start_connect(local_endpoint(listener.fd()), error);
  EXPECT_TRUE(error == 0 || error == EINPROGRESS);
  wait_for(listener.fd(), POLLIN);
  Endpoint from;
  const Socket server = accept_next(listener.fd(), from, error);
  ASSERT_TRUE(server.is_open());
  EXPECT_EQ(from.port(), local_endpoint(client.fd()).port());
  wait_for(client.fd(), POLLOUT);
  EXPECT_EQ(pending_error(client.fd()), 0);
  EXPECT_EQ(send_some(client.fd(), bytes_of("hello")), 5);
  wait_for(server.fd(), POLLIN);
  std::uint8_t buffer[16];
  EXPECT_EQ(receive_some(server.fd(), buffer), 5);
}

TEST(Socket, SaysWhenNobodyWaits) {
  const Socket listener = listen_stream(any_port);
  Endpoint from;
  int error = 0;
  EXPECT_FALSE(accept_next(listener.fd(), from, error).is_open());
  EXPECT_EQ(error, EAGAIN);
}

TEST(Socket, RefusesAPortThatIsTaken) {
  const Socket listener = listen_stream(any_port);
  const Endpoint same = local_endpoint(listener.fd());
  try {
    (void)listen_stream(same);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::network);
    EXPECT_EQ(error.what_happened(), "cannot listen on " + same.text() + ": address already in use");
    EXPECT_FALSE(error.hint().empty());
  }
}

TEST(Socket, SharesAPortWhenAsked) {
  ListenOptions shared;
  shared.reuse_port = true;
  const Socket first = listen_stream(any_port, shared);
  EXPECT_TRUE(listen_stream(local_endpoint(first.fd()), shared).is_open());
}

TEST(Socket, SaysWhyItCannotConnect) {
  Endpoint closed;
  {
    const Socket bound = bind_datagram(any_port);  // some port number that no TCP listener has
    closed = local_endpoint(bound.fd());
  }
  Cancel cancel;
  const Endpoint list[] = {closed};
  try {
    (void)connect_within(list, 5'000'000'000, cancel);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.fault(), Fault::network);
    EXPECT_EQ(error.what_happened(), "cannot connect to " + closed.text() + ": connection refused");
  }
}

TEST(Socket, TriesEveryAddress) {
  const Socket listener = listen_stream(any_port);
  Endpoint closed;
  {
    const Socket bound = bind_datagram(any_port);
    closed = local_endpoint(bound.fd());
  }
  Cancel cancel;
  const Endpoint list[] = {closed, local_endpoint(listener.fd())};
  EXPECT_TRUE(connect_within(list, 5'000'000'000, cancel).is_open());
}

TEST(Socket, ReplacesAUnixSocketOfADeadProcessOnly) {
  const Folder folder;
  const Endpoint at = Endpoint::unix_path(folder.path + "/s");
  {
    const Socket first = listen_stream(at);
    EXPECT_THROW((void)listen_stream(at), Error);  // alive
    struct stat status{};
    ASSERT_EQ(::stat((folder.path + "/s").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
  }
  EXPECT_TRUE(listen_stream(at).is_open());  // the file is still there, nobody listens
}

TEST(Socket, NeverReplacesAFileThatIsNoSocket) {
  const Folder folder;
  ::close(::open((folder.path + "/s").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
  EXPECT_THROW((void)listen_stream(Endpoint::unix_path(folder.path + "/s")), Error);
  struct stat status{};
  ASSERT_EQ(::stat((folder.path + "/s").c_str(), &status), 0);
  EXPECT_TRUE(S_ISREG(status.st_mode));
}

TEST(Socket, SendsNoSignalToAWriterWhoseReaderIsGone) {
  const Socket listener = listen_stream(any_port);
  int error = 0;
  Socket client = start_connect(local_endpoint(listener.fd()), error);
  wait_for(listener.fd(), POLLIN);
  Endpoint from;
  const Socket server = accept_next(listener.fd(), from, error);
  reset_on_close(client.fd());
  client.close();
  wait_for(server.fd(), POLLIN);
  EXPECT_EQ(send_some(server.fd(), bytes_of("x")), -1);
}

TEST(Socket, MovesItsDescriptor) {
  Socket first = bind_datagram(any_port);
  const int number = first.fd();
  Socket other = std::move(first);
  EXPECT_EQ(other.fd(), number);
  EXPECT_FALSE(first.is_open());  // NOLINT(bugprone-use-after-move): the moved-from state is what is tested
}

TEST(Socket, ErrorsHaveWords) {
  EXPECT_EQ(error_words(ECONNREFUSED), "connection refused");
  EXPECT_EQ(error_words(ETIMEDOUT), "connection timed out");
}

}  // namespace
}  // namespace pytk::net
