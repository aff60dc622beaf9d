// The report in Nmap's XML (version 1.05 of its format), for the many programs that read it.
#include <map>

#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/core/version.hpp>

#include "portscan_shared.hpp"

namespace pytk::cmd {
namespace {

/// An attribute's value. XML 1.0 forbids most control characters even as references, so they become \xHH text.
std::string attribute(std::string_view text) {
  std::string out;
  for (const char byte : repair_utf8(text)) {
    const auto code = static_cast<unsigned char>(byte);
    if (byte == '&') out += "&amp;";
    else if (byte == '<') out += "&lt;";
    else if (byte == '>') out += "&gt;";
    else if (byte == '"') out += "&quot;";
    else if (code < 0x20 || code == 0x7f) out += fmt::format("\\x{:02x}", code);
    else out += byte;
  }
  return out;
}

/// "22,80,8000-8100" of sorted ports.
std::string port_ranges(std::vector<std::uint16_t> ports) {
  std::sort(ports.begin(), ports.end());
  std::string out;
  for (std::size_t i = 0; i < ports.size();) {
    std::size_t last = i;
    while (last + 1 < ports.size() && ports[last + 1] == ports[last] + 1) ++last;
    out += fmt::format("{}{}", out.empty() ? "" : ",", ports[i]);
    if (last > i) out += fmt::format("-{}", ports[last]);
    i = last + 1;
  }
  return out;
}

class XmlReport final : public ScanReport {
 public:
  XmlReport(const std::string& file, const portscan::Plan& plan, const portscan::Services& services, Context& context)
      : plan_(plan),
        services_(services),
        sink_(io::Sink::open(file, {.force = context.force})),
        started_(now_nanoseconds()) {
    sink_->write(fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n"
        "<nmaprun scanner=\"nmap\" args=\"pytk portscan\" start=\"{}\" startstr=\"{}\" version=\"pytk {}\" xmloutputversion=\"1.05\">\n"
        "<scaninfo type=\"connect\" protocol=\"tcp\" numservices=\"{}\" services=\"{}\"/>\n"
        "<verbose level=\"0\"/>\n<debugging level=\"0\"/>\n",
        started_ / 1'000'000'000, show_time(started_), version(), plan.ports.size(), port_ranges(plan.ports)));
  }
  void port(const portscan::PortResult& result) override { ports_[result.ip][result.port] = result; }
  void host(const portscan::HostResult& host) override {
    Ports listed;
    if (const auto found = ports_.find(host.ip); found != ports_.end()) {
      listed = std::move(found->second);
      ports_.erase(found);
    }
    sink_->write(fmt::format(
        "<host starttime=\"{}\" endtime=\"{}\"><status state=\"up\" reason=\"{}\" reason_ttl=\"0\"/>\n",
        started_ / 1'000'000'000, now_nanoseconds() / 1'000'000'000, host.open > 0 ? "syn-ack" : "conn-refused"));
    sink_->write(
        fmt::format("<address addr=\"{}\" addrtype=\"{}\"/>\n", show_ip(host.ip), host.ip.v6 ? "ipv6" : "ipv4"));
    const std::string_view name = plan_.targets.name_of(host.ip);
    if (name.empty()) sink_->write("<hostnames/>\n");
    else sink_->write(fmt::format("<hostnames><hostname name=\"{}\" type=\"user\"/></hostnames>\n", attribute(name)));
    write_ports(host, listed);
    if (host.rtt >= 0)
      sink_->write(
          fmt::format("<times srtt=\"{}\" rttvar=\"{}\" to=\"{}\"/>\n", host.rtt / 1000, host.rtt / 1000, 100'000));
    sink_->write("</host>\n");
  }
  void finish(const portscan::Summary& summary) override {
    const std::int64_t now = now_nanoseconds();
    const double elapsed = static_cast<double>(summary.elapsed) / 1e9;
    sink_->write(fmt::format(
        "<runstats><finished time=\"{}\" timestr=\"{}\" elapsed=\"{:.2f}\" summary=\"{} addresses, {} up, scanned in {:.2f} seconds\" "
        "exit=\"{}\"{}/><hosts up=\"{}\" down=\"{}\" total=\"{}\"/>\n</runstats>\n</nmaprun>\n",
        now / 1'000'000'000, show_time(now), elapsed, summary.hosts, summary.hosts_up, elapsed,
        summary.interrupted ? "error" : "success", summary.interrupted ? " errormsg=\"interrupted\"" : "",
        summary.hosts_up, summary.hosts - summary.hosts_up, summary.hosts));
    sink_->commit();
  }

 private:
  using Ports = std::map<std::uint16_t, portscan::PortResult>;
  void write_ports(const portscan::HostResult& host, const Ports& listed) {
    std::uint64_t closed = host.closed, filtered = host.filtered;
    for (const auto& [port, result] : listed) {
      if (result.state == portscan::State::closed) --closed;
      if (result.state == portscan::State::filtered) --filtered;
    }
    sink_->write("<ports>");
    write_extra("closed", "conn-refused", closed);
    write_extra("filtered", "no-response", filtered);
    for (const auto& [port, result] : listed) {
      sink_->write(
          fmt::format("<port protocol=\"tcp\" portid=\"{}\"><state state=\"{}\" reason=\"{}\" reason_ttl=\"0\"/>", port,
                      portscan::state_name(result.state), portscan::reason_name(result.reason)));
      if (const auto name = services_.name(port); !name.empty())
        sink_->write(fmt::format("<service name=\"{}\" method=\"table\" conf=\"3\"/>", attribute(name)));
      sink_->write("</port>\n");
    }
    sink_->write("</ports>\n");
  }
  void write_extra(std::string_view state, std::string_view reason, std::uint64_t count) {
    if (count == 0) return;
    sink_->write(fmt::format(
        "<extraports state=\"{}\" count=\"{}\">\n<extrareasons reason=\"{}\" count=\"{}\"/>\n</extraports>\n", state,
        count, reason, count));
  }
  const portscan::Plan& plan_;
  const portscan::Services& services_;
  std::unique_ptr<io::Sink> sink_;
  std::int64_t started_;
  std::map<Ip, Ports> ports_;
};

}  // namespace

std::unique_ptr<ScanReport> make_xml_report(const std::string& file, const portscan::Plan& plan,
                                            const portscan::Services& services, Context& context) {
  return std::make_unique<XmlReport>(file, plan, services, context);
}

}  // namespace pytk::cmd
