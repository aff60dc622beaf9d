#include "echo_log.hpp"

#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>

namespace pytk::cmd {
namespace {

using record::Type;

record::Schema schema_of(bool with_data) {
  record::Schema schema = {{"ts", Type::time},         {"event", Type::text},       {"proto", Type::text},
                           {"session", Type::text},    {"src_ip", Type::ip},        {"src_port", Type::uint64},
                           {"dst_ip", Type::ip},       {"dst_port", Type::uint64},  {"bytes_in", Type::uint64},
                           {"bytes_out", Type::uint64}, {"duration_ms", Type::float64}, {"reason", Type::text},
                           {"tls.version", Type::text}, {"tls.cipher", Type::text}, {"tls.sni", Type::text}};
  if (with_data)
    for (const char* name : {"direction", "data", "data_b64"}) schema.push_back({name, Type::text});
  return schema;
}

}  // namespace

EventLog::EventLog(const std::string& file, bool with_data)
    : with_data_(with_data), rows_(schema_of(with_data)), sink_(io::Sink::to(text_)),
      writer_(record::make_writer(record::Format::jsonl, rows_.schema(), *sink_)) {
  if (file.empty()) return;
  fd_ = file == "-" ? STDOUT_FILENO : ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
  if (fd_ < 0) throw fail_errno(errno, fmt::format("cannot open '{}'", file));
}

EventLog::~EventLog() {
  if (fd_ > STDERR_FILENO) ::close(fd_);
}

void EventLog::add(const echo::Event& event) {
  using echo::EventKind;
  rows_[0].add_time(event.time);
  rows_[1].add_text(echo::event_name(event.kind));
  rows_[2].add_text(echo::scheme_name(event.scheme));
  rows_[3].add_text(fmt::format("{:016x}", event.session));
  add_endpoint(4, event.peer);
  add_endpoint(6, event.local);
  rows_[8].add_uint(event.bytes_in);
  rows_[9].add_uint(event.bytes_out);
  const std::int64_t microseconds = event.duration / 1000;
  if (event.kind == EventKind::close || event.kind == EventKind::summary)
    rows_[10].add_real(static_cast<double>(microseconds) / 1000);
  else
    rows_[10].add_null();
  add_text(11, event.reason);
  add_text(12, event.tls_version);
  add_text(13, event.tls_cipher);
  add_text(14, event.tls_name);
  if (with_data_) add_data(event);
  rows_.end_row();
  hand_on();
}

void EventLog::add_data(const echo::Event& event) {
  const bool is_data = event.kind == echo::EventKind::data;
  const bool is_text = is_data && is_utf8(event.data);
  add_text(15, is_data || event.kind == echo::EventKind::tls ? (event.to_target ? "to_target" : "to_client") : "");
  add_text(16, is_text ? std::string_view(event.data) : std::string_view());
  add_text(17, is_data && !is_text ? to_base64(bytes_of(event.data)) : std::string());
}

void EventLog::add_endpoint(std::size_t column, const net::Endpoint& endpoint) {
  if (endpoint.family() == AF_INET || endpoint.family() == AF_INET6) {
    rows_[column].add_ip(endpoint.ip());
    rows_[column + 1].add_uint(endpoint.port());
  } else {
    rows_[column].add_null();
    rows_[column + 1].add_null();
  }
}

void EventLog::add_text(std::size_t column, std::string_view text) {
  if (text.empty()) rows_[column].add_null();
  else rows_[column].add_text(text);
}

void EventLog::hand_on() {
  text_.clear();
  writer_->write(rows_);
  writer_->flush();
  rows_.clear();
  std::string_view rest = text_;
  while (!rest.empty()) {
    const auto written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && fd_ == STDOUT_FILENO) throw fail_errno(errno, "cannot write standard output");
    if (written <= 0) {
      // A full disk must not stop the service.
      if (lost_++ == 0) log::warn("cannot write the log; events are lost until there is room");
      return;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

void say_ready(const std::vector<std::string>& addresses, std::int64_t fd) {
  if (fd < 1 || fd > 1'000'000) throw fail(Fault::usage, "--ready-fd {} is no descriptor to write to", fd);
  if (fd == STDERR_FILENO && !log::enabled(log::Level::warning)) return;  // --quiet
  const std::string line = "ready " + join(addresses, " ") + "\n";
  if (::write(static_cast<int>(fd), line.data(), line.size()) < 0)
    throw fail_errno(errno, fmt::format("cannot write to descriptor {}", fd));
  if (fd > STDERR_FILENO) ::close(static_cast<int>(fd));
}

}  // namespace pytk::cmd
