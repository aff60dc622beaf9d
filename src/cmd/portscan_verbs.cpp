// pytk portscan discover and ports.
#include <pytk/core/log.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "portscan_shared.hpp"

namespace pytk::cmd {
namespace {

struct DiscoverOptions {
  TargetOptions targets;
  TimingOptions timing;
  std::string ports = "22,80,443";
  cli::OutputOptions output;
};

void add_host(record::Batch& rows, const portscan::HostResult& host, const portscan::Targets& targets) {
  rows[0].add_ip(host.ip);
  const std::string_view name = targets.name_of(host.ip);
  if (name.empty()) rows[1].add_null();
  else rows[1].add_text(name);
  rows[2].add_text("up");
  rows[3].add_text(host.open > 0 ? "syn-ack" : "conn-refused");
  const auto microseconds = host.rtt / 1000;
  rows[4].add_real(static_cast<double>(microseconds) / 1000);
  rows.end_row();
}

int run_discover(const DiscoverOptions& o, Context& context) {
  portscan::Plan plan;
  const portscan::Services services;
  plan.ports = value_or_throw(portscan::parse_port_list(o.ports, services), Fault::usage).tcp;
  if (plan.ports.empty()) throw fail(Fault::usage, "there is no TCP port to ask");
  plan.targets = read_targets(o.targets);
  plan.timing = timing_of(o.timing, plan.targets, context);
  plan.seed = context.seed.value_or(secure_seed() >> 1U);
  plan.discover = false;
  const record::Schema schema = {{"ip", record::Type::ip}, {"host", record::Type::text}, {"status", record::Type::text},
                                 {"reason", record::Type::text}, {"rtt_ms", record::Type::float64}};
  const bool list = o.output.format == "list";
  std::unique_ptr<cli::RecordOutput> out;
  std::unique_ptr<io::Sink> lines;
  if (list) lines = io::Sink::open(o.output.output, {.force = context.force});
  else out = std::make_unique<cli::RecordOutput>(o.output, schema, context);
  record::Batch rows(schema);
  portscan::Observer observer;
  observer.host = [&](const portscan::HostResult& host) {
    if (list) lines->write(show_ip(host.ip).append("\n"));
    else add_host(rows, host, plan.targets);
    if (!rows.full()) return;
    out->write(rows);
    rows.clear();
  };
  const portscan::Summary summary = portscan::scan(plan, observer, context.cancel);
  if (list) {
    lines->commit();
  } else {
    out->write(rows);
    out->finish();
  }
  context.cancel.check();
  return summary.hosts_up > 0 ? 0 : 1;
}

struct PortsOptions {
  std::optional<std::string> list;
  std::optional<std::uint64_t> top;
  cli::OutputOptions output;
};

int run_ports(const PortsOptions& o, Context& context) {
  const portscan::Services services;
  if (o.list && o.top) throw fail(Fault::usage, "a list and --top exclude each other");
  portscan::PortList ports;
  if (o.list) {
    ports = value_or_throw(portscan::parse_port_list(*o.list, services), Fault::usage);
  } else {
    const std::uint64_t count = o.top.value_or(100);
    if (count == 0 || count > portscan::top_ports_known())
      throw fail(Fault::usage, "--top {} is not between 1 and {}", count, portscan::top_ports_known());
    ports.tcp = portscan::top_ports(count);
  }
  const record::Schema schema = {
      {"port", record::Type::uint64}, {"proto", record::Type::text}, {"service", record::Type::text}};
  cli::RecordOutput out(o.output, schema, context);
  record::Batch rows(schema);
  for (const auto protocol : {portscan::Protocol::tcp, portscan::Protocol::udp}) {
    for (const std::uint16_t port : protocol == portscan::Protocol::tcp ? ports.tcp : ports.udp) {
      rows[0].add_uint(port);
      rows[1].add_text(portscan::protocol_name(protocol));
      const std::string_view name = services.name(port, protocol);
      if (name.empty()) rows[2].add_null();
      else rows[2].add_text(name);
      rows.end_row();
      if (!rows.full()) continue;
      out.write(rows);
      rows.clear();
    }
  }
  out.write(rows);
  out.finish();
  return 0;
}

}  // namespace

void describe_portscan_discover(cli::Spec& spec) {
  auto& o = spec.options<DiscoverOptions>();
  spec.summary("find hosts that answer");
  spec.description("Scan only networks you may scan. A host is up when it accepts or refuses a TCP connection.");
  spec.example("pytk portscan discover 127.0.0.0/29", "which of eight addresses answer");
  spec.example("pytk portscan discover 127.0.0.1-127.0.0.3 --format list", "addresses alone, for the next program");
  add_targets(spec, o.targets);
  spec.option("-p,--ports", o.ports, "TCP ports to ask").placeholder("PORTS").otherwise("22,80,443");
  add_timing(spec, o.timing);
  cli::add_output(spec, o.output, {"list"});
  spec.field("ip", "ip", "address");
  spec.field("host", "text", "the name that was given for it");
  spec.field("status", "text", "up");
  spec.field("reason", "text", "syn-ack or conn-refused");
  spec.field("rtt_ms", "float64", "milliseconds to the answer");
  spec.note("EXIT STATUS", "0 when at least one host answered, 1 when none did.");
  spec.run([&o](Context& context) { return run_discover(o, context); });
}

void describe_portscan_ports(cli::Spec& spec) {
  auto& o = spec.options<PortsOptions>();
  spec.summary("show port lists and service names");
  spec.description("What a port list means, or the ports that are most often open, with the names of their services.");
  spec.example("pytk portscan ports --top 20", "the twenty ports most often open");
  spec.example("pytk portscan ports 'ssh,http*,U:domain' --format csv", "the numbers behind names");
  spec.positional("PORTS", o.list, "22,http*,8000-8100,T:...,U:...");
  spec.option("--top", o.top, "the N TCP ports most often open, the first first").placeholder("N").otherwise("100");
  cli::add_output(spec, o.output);
  spec.field("port", "uint64", "number");
  spec.field("proto", "text", "tcp or udp");
  spec.field("service", "text", "the usual service");
  spec.run([&o](Context& context) { return run_ports(o, context); });
}

}  // namespace pytk::cmd
