#include "postgres_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace pytk::table::testing {
namespace {

int start_program(const std::vector<std::string>& command, const std::string& log) {
  const int child = ::fork();
  if (child != 0) return child;
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  ::dup2(out, 1);
  ::dup2(out, 2);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

bool run_program(const std::vector<std::string>& command, const std::string& log) {
  int status = 0;
  const int child = start_program(command, log);
  return child > 0 && ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// A port that nobody has at the moment.
int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool good = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  return good ? ntohs(address.sin_port) : 0;
}

std::string programs_folder() {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored))
    if (::access((entry.path() / "bin/postgres").c_str(), X_OK) == 0) return entry.path() / "bin";
  return "";
}

}  // namespace

PostgresServer::PostgresServer() {
  const std::string programs = programs_folder();
  if (programs.empty()) why_not_ = "no PostgreSQL server is installed (Debian's package postgresql)";
  else start(programs);
}

void PostgresServer::start(const std::string& programs) {
  std::string name = (std::filesystem::temp_directory_path() / "pytk-postgres-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    why_not_ = "no temporary folder can be made";
    return;
  }
  folder_ = name;
  if (::geteuid() == 0) {
    const passwd* user = ::getpwnam("postgres");
    if (user == nullptr || ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      why_not_ = "there is no user postgres to run the server as";
      return;
    }
  }
  const std::string log = folder_ + "/log", data = folder_ + "/data";
  port_ = free_port();
  if (!run_program(as_server_user({programs + "/initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8",
                                   "--locale=C", "--no-sync", "--no-instructions"}),
                   log)) {
    why_not_ = "initdb failed";
    return;
  }
  // pg_ctl waits until the server answers.
  if (!run_program(
          as_server_user({programs + "/pg_ctl", "-D", data, "-w", "-s", "-l", folder_ + "/server-log", "-o",
                          "-p " + std::to_string(port_) + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + folder_,
                          "start"}),
          log)) {
    why_not_ = "the server did not start";
    return;
  }
  process_ = 1;
}

std::vector<std::string> PostgresServer::as_server_user(std::vector<std::string> command) const {
  if (::geteuid() != 0) return command;
  std::vector<std::string> whole = {"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"};
  whole.insert(whole.end(), command.begin(), command.end());
  return whole;
}

PostgresServer::~PostgresServer() {
  if (process_ > 0)
    run_program(
        as_server_user({programs_folder() + "/pg_ctl", "-D", folder_ + "/data", "-m", "immediate", "-s", "-w", "stop"}),
        folder_ + "/log");
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

std::string PostgresServer::url() const {
  return "postgresql://tester@127.0.0.1:" + std::to_string(port_) + "/postgres";
}

}  // namespace pytk::table::testing
