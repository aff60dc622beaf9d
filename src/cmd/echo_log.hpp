// The log of a server's events, as JSON Lines that are appended to while it runs.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <pytk/echo/event.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/record/writer.hpp>

namespace pytk::cmd {

/// Writes each event as one line with one write(2): a log that is being appended to never holds half a line of ours.
class EventLog {
 public:
  /// "-" is standard output, "" no log. `with_data` adds the columns of forwarded bytes.
  EventLog(const std::string& file, bool with_data);
  ~EventLog();
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  [[nodiscard]] bool on() const noexcept { return fd_ >= 0; }
  /// Events that a full disk has swallowed.
  [[nodiscard]] std::uint64_t lost() const noexcept { return lost_; }
  void add(const echo::Event& event);

 private:
  void add_endpoint(std::size_t column, const net::Endpoint& endpoint);
  void add_text(std::size_t column, std::string_view text);
  void add_data(const echo::Event& event);
  void hand_on();
  int fd_ = -1;
  bool with_data_;
  std::uint64_t lost_ = 0;
  record::Batch rows_;
  std::string text_;
  std::unique_ptr<io::Sink> sink_;
  std::unique_ptr<record::Writer> writer_;
};

/// "ready tcp://127.0.0.1:2007 ..." to a descriptor, for a script that waits for it. Throws Fault::usage for a bad one.
void say_ready(const std::vector<std::string>& addresses, std::int64_t fd);

}  // namespace pytk::cmd
