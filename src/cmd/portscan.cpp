// pytk portscan: the default verb, scan.
#include <pytk/cmd/command.hpp>
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>

#include "portscan_shared.hpp"

namespace pytk::cmd {
namespace {

struct ScanOptions {
  TargetOptions targets;
  TimingOptions timing;
  ReportOptions report;
  std::optional<std::string> ports;
  std::optional<std::uint64_t> top;
  std::optional<std::string> shard, xml;
  bool fast = false, no_ping = false, only_open = false, connect = false, no_names = false;
};

std::vector<std::uint16_t> ports_of(const ScanOptions& o, const portscan::Services& services) {
  if (o.ports && (o.top || o.fast)) throw fail(Fault::usage, "-p and --top exclude each other");
  if (!o.ports) {
    const std::uint64_t count = o.top.value_or(o.fast ? 100 : 1000);
    if (count == 0 || count > portscan::top_ports_known())
      throw fail(Fault::usage, "--top {} is not between 1 and {}", count, portscan::top_ports_known());
    return portscan::top_ports(count);
  }
  auto list = value_or_throw(portscan::parse_port_list(*o.ports, services), Fault::usage);
  if (!list.udp.empty()) throw fail(Fault::usage, "a connect scan has no UDP ports").hint("leave out what follows U:");
  if (list.tcp.empty()) throw fail(Fault::usage, "there is no port to scan");
  return list.tcp;
}

/// The order of probes, one "ip:port" a line.
void print_plan(const portscan::Plan& plan, const ScanOptions& o, Context& context) {
  constexpr std::size_t enough = 64U << 10U;
  const auto sink = io::Sink::open(o.report.output.output, {.force = context.force});
  const portscan::Order order(plan.total(), plan.seed);
  std::uint64_t count = plan.shard.count(plan.total());
  if (o.report.output.limit > 0) count = std::min(count, o.report.output.limit);
  std::string lines;
  for (std::uint64_t k = 0; k < count; ++k) {
    const auto [host, port] = plan.probe(order, k);
    append_ip_port(lines, plan.targets.at(host), port);
    lines += '\n';
    if (lines.size() < enough && k + 1 < count) continue;
    context.cancel.check();
    sink->write(lines);
    lines.clear();
  }
  sink->commit();
}

int run_scan(const ScanOptions& o, Context& context) {
  if (o.xml && *o.xml == o.report.output.output) throw fail(Fault::usage, "--xml and --output name the same file");
  if (o.only_open && o.report.all_states) throw fail(Fault::usage, "--open and --all-states exclude each other");
  portscan::Plan plan;
  const portscan::Services services;
  plan.ports = ports_of(o, services);
  if (o.shard) plan.shard = shard_of(*o.shard);
  plan.targets = read_targets(o.targets);
  plan.timing = timing_of(o.timing, plan.targets, context);
  plan.seed = context.seed.value_or(secure_seed() >> 1U);
  plan.discover = !o.no_ping;
  if (context.dry_run) {
    print_plan(plan, o, context);
    return 0;
  }
  const auto report = make_report(o.report, plan, services, context);
  const auto xml = o.xml ? make_xml_report(*o.xml, plan, services, context) : nullptr;
  context.progress.start("scanning", plan.shard.count(plan.total()), "ports");
  portscan::Observer observer;
  observer.port = [&](const portscan::PortResult& result) {
    if (o.report.all_states || result.state == portscan::State::open) {
      report->port(result);
      if (xml) xml->port(result);
    }
    return !report->full();
  };
  observer.host = [&](const portscan::HostResult& host) {
    if (o.only_open && host.open == 0) return;
    report->host(host);
    if (xml) xml->host(host);
  };
  observer.progress = [&](std::uint64_t done) { context.progress.add(done); };
  observer.idle = [&] { report->flush(); };
  const portscan::Summary summary = portscan::scan(plan, observer, context.cancel);
  context.progress.finish();
  if (xml) xml->finish(summary);
  report->finish(summary);
  context.cancel.check();
  if (summary.hosts_up > 0) return 0;
  log::warn("no host answered{}", plan.discover ? "; --no-ping also scans hosts that seem down" : "");
  return 1;
}

void describe_scan(cli::Spec& spec) {
  auto& o = spec.options<ScanOptions>();
  spec.summary("find open TCP ports");
  spec.description(
      "Scan only networks you may scan. Every probe is an ordinary TCP connection that is closed at once, so no rights are "
      "needed. Ports that do not answer are asked again in whole passes; how long to wait adapts to each host. Hosts that "
      "answer on none of the ports 22, 80 and 443 are left alone unless --no-ping is given or few ports are asked for.");
  spec.example("pytk portscan 127.0.0.1 -p well-known", "which well-known ports of this machine are open");
  spec.example("pytk portscan 127.0.0.1 --top 100 --format list", "ip:port a line, for the next program");
  spec.example("pytk portscan 127.0.0.0/30 -p 22,80,http*,8000-8100 --format csv", "several addresses and lists");
  spec.example("pytk portscan 10.0.0.0/24 -p 443 --seed 1 --shard 2/8 --dry-run",
               "what the second of eight machines would ask");
  add_targets(spec, o.targets);
  spec.option("-p,--ports", o.ports, "22,80,8000-8100,http*,-1024,well-known,all")
      .placeholder("PORTS")
      .otherwise("the top 1000");
  spec.option("--top,--top-ports", o.top, "the N ports most often open").placeholder("N");
  spec.flag("-F", o.fast, "the top 100");
  spec.flag("--connect,-sT", o.connect, "connect scan, which is the default");
  spec.flag("--no-ping,-Pn", o.no_ping, "scan hosts that seem down, too");
  spec.flag("-n", o.no_names, "no reverse names (they are never looked up)").hidden();
  spec.flag("--open", o.only_open, "hosts and ports that are open, nothing else");
  spec.flag("--all-states", o.report.all_states, "also a record for each closed and filtered port");
  add_timing(spec, o.timing);
  spec.option("--shard", o.shard, "scan part I of N: the parts together are the whole").placeholder("I/N|auto");
  spec.option("--xml,-oX", o.xml, "also write Nmap's XML to this file").placeholder("FILE").complete_files();
  cli::add_output(spec, o.report.output, {"text", "list", "xml"});
  spec.field("type", "text", "port; at the end of JSON Lines also host and summary");
  spec.field("ts", "time", "when the state was known");
  spec.field("ip", "ip", "address");
  spec.field("host", "text", "the name that was given for it");
  spec.field("port", "uint64", "TCP port");
  spec.field("proto", "text", "tcp");
  spec.field("state", "text", "open; with --all-states also closed, filtered");
  spec.field("reason", "text", "syn-ack, reset, conn-refused, no-response, host-unreach, admin-prohibited");
  spec.field("rtt_ms", "float64", "milliseconds to the answer");
  spec.field("service.name", "text", "what the port number usually means");
  spec.field("service.method", "text", "table: from the number alone");
  spec.note("EXIT STATUS", "0 when at least one host answered, 1 when none did.");
  spec.run([&o](Context& context) {
    o.report.show_shard = o.shard.has_value();
    return run_scan(o, context);
  });
}

void describe(cli::Spec& spec) {
  spec.summary("find open ports on networks you may scan");
  spec.description("Scan only networks you may scan. Without a verb, scan is meant.");
  spec.verb("scan", "find open TCP ports", describe_scan);
  spec.verb("discover", "find hosts that answer", describe_portscan_discover);
  spec.verb("ports", "show port lists and service names", describe_portscan_ports);
  spec.default_verb("scan");
  spec.example("pytk portscan 127.0.0.1 -p well-known", "which well-known ports of this machine are open");
  spec.example("pytk portscan ports --top 20", "the twenty ports most often open");
}

}  // namespace

extern const Command portscan;
const Command portscan{"portscan", "find open ports on networks you may scan", Group::network, Needs::nothing,
                       describe};

}  // namespace pytk::cmd
