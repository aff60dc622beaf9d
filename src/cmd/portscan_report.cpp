// The forms of a scan's report: records, JSON Lines of three kinds, plain ip:port, and text for people.
#include <map>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

#include "portscan_shared.hpp"

namespace pytk::cmd {
namespace {

using record::Type;

record::Schema port_schema(bool with_shard) {
  record::Schema schema = {{"type", Type::text},   {"ts", Type::time},        {"ip", Type::ip},
                           {"host", Type::text},   {"port", Type::uint64},    {"proto", Type::text},
                           {"state", Type::text},  {"reason", Type::text},    {"rtt_ms", Type::float64},
                           {"service.name", Type::text}, {"service.method", Type::text}};
  if (with_shard) schema.push_back({"shard", Type::text});
  return schema;
}

void add_rtt(record::Column& column, std::int64_t rtt) {
  // Microseconds are what the clock is good for; more digits would only look exact.
  if (rtt < 0) column.add_null();
  else column.add_real(static_cast<double>(rtt - rtt % 1000) / 1e6);
}

void add_text_or_null(record::Column& column, std::string_view text) {
  if (text.empty()) column.add_null();
  else column.add_text(text);
}

/// Port results as rows of port_schema.
class PortRows {
 public:
  PortRows(const portscan::Plan& plan, const portscan::Services& services, bool with_shard)
      : plan_(plan),
        services_(services),
        shard_(with_shard ? fmt::format("{}/{}", plan.shard.part, plan.shard.parts) : ""),
        batch(port_schema(with_shard)) {}
  void add(const portscan::PortResult& result) {
    batch[0].add_text("port");
    batch[1].add_time(result.time);
    batch[2].add_ip(result.ip);
    add_text_or_null(batch[3], plan_.targets.name_of(result.ip));
    batch[4].add_uint(result.port);
    batch[5].add_text("tcp");
    batch[6].add_text(portscan::state_name(result.state));
    batch[7].add_text(portscan::reason_name(result.reason));
    add_rtt(batch[8], result.rtt);
    const std::string_view service = services_.name(result.port);
    add_text_or_null(batch[9], service);
    add_text_or_null(batch[10], service.empty() ? "" : "table");
    if (!shard_.empty()) batch[11].add_text(shard_);
    batch.end_row();
  }

 private:
  const portscan::Plan& plan_;
  const portscan::Services& services_;
  std::string shard_;

 public:
  record::Batch batch;
};

/// Any record format: one row a port.
class RecordReport final : public ScanReport {
 public:
  RecordReport(const ReportOptions& o, const portscan::Plan& plan, const portscan::Services& services, Context& context)
      : rows_(plan, services, o.show_shard), out_(o.output, rows_.batch.schema(), context) {}
  void port(const portscan::PortResult& result) override {
    rows_.add(result);
    if (rows_.batch.full()) hand_on();
  }
  void flush() override {
    if (rows_.batch.rows() == 0) return;
    hand_on();
    out_.flush();
  }
  [[nodiscard]] bool full() const override { return out_.full(); }
  void finish(const portscan::Summary&) override {
    hand_on();
    out_.finish();
  }

 private:
  void hand_on() {
    out_.write(rows_.batch);
    rows_.batch.clear();
  }
  PortRows rows_;
  cli::RecordOutput out_;
};

/// JSON Lines with three kinds of objects: ports as they are found, hosts and the summary at the end.
class LinesReport final : public ScanReport {
 public:
  LinesReport(const ReportOptions& o, const portscan::Plan& plan, const portscan::Services& services, Context& context)
      : plan_(plan),
        rows_(plan, services, o.show_shard),
        sink_(io::Sink::open(o.output.output, {.force = context.force, .compress_by_name = true})),
        ports_(record::make_writer(record::Format::jsonl, rows_.batch.schema(), *sink_)),
        host_rows_({{"type", Type::text},
                    {"ip", Type::ip},
                    {"host", Type::text},
                    {"status", Type::text},
                    {"reason", Type::text},
                    {"rtt_ms", Type::float64},
                    {"open", Type::uint64},
                    {"closed", Type::uint64},
                    {"filtered", Type::uint64}}),
        hosts_(record::make_writer(record::Format::jsonl, host_rows_.schema(), *sink_)) {}

  void port(const portscan::PortResult& result) override {
    rows_.add(result);
    if (rows_.batch.full()) hand_on();
  }
  void host(const portscan::HostResult& result) override {
    host_rows_[0].add_text("host");
    host_rows_[1].add_ip(result.ip);
    add_text_or_null(host_rows_[2], plan_.targets.name_of(result.ip));
    host_rows_[3].add_text(result.up ? "up" : "down");
    host_rows_[4].add_text(result.open > 0 ? "syn-ack" : "conn-refused");
    add_rtt(host_rows_[5], result.rtt);
    host_rows_[6].add_uint(result.open);
    host_rows_[7].add_uint(result.closed);
    host_rows_[8].add_uint(result.filtered);
    host_rows_.end_row();
    if (host_rows_.full()) hand_on();
  }
  void flush() override {
    if (rows_.batch.rows() == 0) return;
    hand_on();
    ports_->flush();
  }
  void finish(const portscan::Summary& s) override {
    hand_on();
    record::Schema schema = {{"type", Type::text},     {"probes", Type::uint64},   {"sent", Type::uint64},
                             {"replies", Type::uint64}, {"open", Type::uint64},    {"closed", Type::uint64},
                             {"filtered", Type::uint64}, {"skipped", Type::uint64}, {"hosts", Type::uint64},
                             {"hosts_up", Type::uint64}, {"elapsed", Type::float64}, {"pps", Type::float64},
                             {"retries", Type::uint64}, {"seed", Type::uint64},    {"shard", Type::text},
                             {"interrupted", Type::boolean}};
    record::Batch row(schema);
    row[0].add_text("summary");
    std::size_t at = 1;
    for (const std::uint64_t value :
         {s.probes, s.sent, s.replies, s.open, s.closed, s.filtered, s.skipped, s.hosts, s.hosts_up})
      row[at++].add_uint(value);
    const auto milliseconds = s.elapsed / 1'000'000;
    const double seconds = static_cast<double>(milliseconds) / 1000;
    row[10].add_real(seconds);
    const double nanoseconds = static_cast<double>(std::max<std::int64_t>(s.elapsed, 1));
    row[11].add_real(static_cast<double>(static_cast<std::int64_t>(static_cast<double>(s.sent) * 1e9 / nanoseconds)));
    row[12].add_uint(s.retries);
    row[13].add_uint(plan_.seed);
    row[14].add_text(fmt::format("{}/{}", plan_.shard.part, plan_.shard.parts));
    row[15].add_bool(s.interrupted);
    row.end_row();
    const auto writer = record::make_writer(record::Format::jsonl, schema, *sink_);
    writer->write(row);
    writer->finish();
    sink_->commit();
  }

 private:
  void hand_on() {
    ports_->write(rows_.batch);
    rows_.batch.clear();
    hosts_->write(host_rows_);
    host_rows_.clear();
  }
  const portscan::Plan& plan_;
  PortRows rows_;
  std::unique_ptr<io::Sink> sink_;
  std::unique_ptr<record::Writer> ports_;
  record::Batch host_rows_;
  std::unique_ptr<record::Writer> hosts_;
};

/// "ip:port" a line, for the next program.
class ListReport final : public ScanReport {
 public:
  ListReport(const ReportOptions& o, const Context& context)
      : sink_(io::Sink::open(o.output.output, {.force = context.force, .compress_by_name = true})),
        limit_(o.output.limit) {}
  void port(const portscan::PortResult& result) override {
    if (full()) return;
    std::string line;
    append_ip_port(line, result.ip, result.port);
    line += '\n';
    sink_->write(line);
    ++written_;
  }
  void flush() override { sink_->flush(); }
  [[nodiscard]] bool full() const override { return limit_ > 0 && written_ >= limit_; }
  void finish(const portscan::Summary&) override { sink_->commit(); }

 private:
  std::unique_ptr<io::Sink> sink_;
  std::uint64_t limit_, written_ = 0;
};

/// For people: a paragraph a host, its ports in ascending order.
class TextReport final : public ScanReport {
 public:
  TextReport(const ReportOptions& o, const portscan::Plan& plan, const portscan::Services& services,
             const Context& context)
      : plan_(plan),
        services_(services),
        sink_(io::Sink::open(o.output.output, {.force = context.force, .compress_by_name = true})),
        color_(context.out.color && o.output.output == "-") {}
  void port(const portscan::PortResult& result) override { ports_[result.ip][result.port] = result; }
  void host(const portscan::HostResult& result) override {
    heading(result);
    const auto found = ports_.find(result.ip);
    if (found == ports_.end()) {
      quiet(result, {});
      return;
    }
    paragraph(found->second);
    quiet(result, found->second);
    ports_.erase(found);
  }
  void finish(const portscan::Summary& s) override {
    // Hosts of which nothing but silence is known, when all states were asked for.
    for (const auto& [ip, ports] : ports_) {
      heading({ip, false, 0, 0, ports.size(), -1});
      paragraph(ports);
      sink_->write("\n");
    }
    sink_->write(fmt::format("{} address{} scanned, {} answered, {} open port{}, {}{}\n", s.hosts,
                             s.hosts == 1 ? "" : "es", s.hosts_up, s.open, s.open == 1 ? "" : "s",
                             fmt::format("{:.2f} s", static_cast<double>(s.elapsed) / 1e9),
                             s.interrupted ? " (interrupted)" : ""));
    sink_->commit();
  }

 private:
  using Ports = std::map<std::uint16_t, portscan::PortResult>;
  void heading(const portscan::HostResult& host) {
    std::string line = show_ip(host.ip);
    if (const auto name = plan_.targets.name_of(host.ip); !name.empty())
      line.append(" (").append(escape_controls(name)).append(")");
    line += host.up ? " is up" : " did not answer";
    if (host.rtt >= 0) line += fmt::format(", answers in {:.2f} ms", static_cast<double>(host.rtt) / 1e6);
    sink_->write(line + "\n");
  }
  void paragraph(const Ports& ports) {
    std::size_t width = 4;
    for (const auto& [port, result] : ports) width = std::max(width, fmt::formatted_size("{}/tcp", port));
    sink_->write(fmt::format("  {:<{}}  {:<8}  SERVICE\n", "PORT", width, "STATE"));
    for (const auto& [port, result] : ports) {
      const bool green = color_ && result.state == portscan::State::open;
      sink_->write(fmt::format("  {:<{}}  {}{:<8}{}  {}\n", fmt::format("{}/tcp", port), width, green ? "\x1b[32m" : "",
                               portscan::state_name(result.state), green ? "\x1b[0m" : "",
                               escape_controls(services_.name(port))));
    }
  }
  /// What is not listed, in a word each.
  void quiet(const portscan::HostResult& host, const Ports& listed) {
    std::uint64_t closed = host.closed, filtered = host.filtered;
    for (const auto& [port, result] : listed) {
      if (result.state == portscan::State::closed) --closed;
      if (result.state == portscan::State::filtered) --filtered;
    }
    if (closed > 0)
      sink_->write(fmt::format("  {} closed port{} (refused) not shown\n", closed, closed == 1 ? "" : "s"));
    if (filtered > 0)
      sink_->write(fmt::format("  {} filtered port{} (no answer) not shown\n", filtered, filtered == 1 ? "" : "s"));
    sink_->write("\n");
  }
  const portscan::Plan& plan_;
  const portscan::Services& services_;
  std::unique_ptr<io::Sink> sink_;
  bool color_;
  std::map<Ip, Ports> ports_;
};

}  // namespace

std::unique_ptr<ScanReport> make_report(const ReportOptions& o, const portscan::Plan& plan,
                                        const portscan::Services& services, Context& context) {
  const std::string& format = o.output.format;
  if (format == "xml") return make_xml_report(o.output.output, plan, services, context);
  if (format == "list") return std::make_unique<ListReport>(o, context);
  if (format == "text" || (format.empty() && o.output.output == "-" && context.out.is_tty && o.output.fields.empty()))
    return std::make_unique<TextReport>(o, plan, services, context);
  // --fields and --limit speak of one kind of record.
  const bool ports_only = !o.output.fields.empty() || o.output.limit > 0;
  if (!ports_only && cli::output_format(o.output, context) == record::Format::jsonl)
    return std::make_unique<LinesReport>(o, plan, services, context);
  return std::make_unique<RecordReport>(o, plan, services, context);
}

}  // namespace pytk::cmd
