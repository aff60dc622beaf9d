// A PostgreSQL server of Debian's package on loopback, for tests: made in a temporary folder, gone at the end. The server
// refuses to run as root, so root becomes the user postgres for it.
#pragma once

#include <string>
#include <vector>

namespace pytk::table::testing {

class PostgresServer {
 public:
  /// Starts one; why_not() says why there is none.
  PostgresServer();
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  [[nodiscard]] const std::string& why_not() const { return why_not_; }
  [[nodiscard]] std::string url() const;

 private:
  [[nodiscard]] std::vector<std::string> as_server_user(std::vector<std::string> command) const;
  void start(const std::string& programs);
  std::string folder_, why_not_;
  int port_ = 0;
  int process_ = -1;
};

}  // namespace pytk::table::testing
