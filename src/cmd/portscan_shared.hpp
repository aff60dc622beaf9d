// What the verbs of pytk portscan have in common: targets and ports from the command line, and the forms of a report.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <pytk/cli/output.hpp>
#include <pytk/portscan/scan.hpp>

namespace pytk::cmd {

struct TargetOptions {
  std::vector<std::string> targets, target_files, excluded, exclude_files;
  bool resolve_all = false, authorised = false;
};
void add_targets(cli::Spec& spec, TargetOptions& options);
/// Reads files, resolves names, and refuses a large public range that nobody vouched for.
[[nodiscard]] portscan::Targets read_targets(const TargetOptions& options);

struct TimingOptions {
  std::optional<double> rate;
  std::optional<std::uint64_t> retries;
  std::uint64_t parallel = 0;
  std::optional<std::uint64_t> level;
};
void add_timing(cli::Spec& spec, TimingOptions& options);
[[nodiscard]] portscan::Timing timing_of(const TimingOptions& options, const portscan::Targets& targets,
                                         const Context& context);

/// "i/n", "auto" or "auto/n": auto takes its part from SLURM_ARRAY_TASK_* or JOB_COMPLETION_INDEX. Throws Fault::usage.
[[nodiscard]] portscan::Shard shard_of(const std::string& text);

struct ReportOptions {
  cli::OutputOptions output;
  bool all_states = false;
  bool show_shard = false;
};

/// Takes results and writes them in the form that was asked for.
class ScanReport {
 public:
  virtual ~ScanReport() = default;
  virtual void port(const portscan::PortResult& result) = 0;
  virtual void host(const portscan::HostResult&) {}
  virtual void flush() {}
  [[nodiscard]] virtual bool full() const { return false; }
  virtual void finish(const portscan::Summary& summary) = 0;
};
[[nodiscard]] std::unique_ptr<ScanReport> make_report(const ReportOptions& options, const portscan::Plan& plan,
                                                      const portscan::Services& services, Context& context);
/// Nmap's XML into a file, beside another report or alone.
[[nodiscard]] std::unique_ptr<ScanReport> make_xml_report(const std::string& file, const portscan::Plan& plan,
                                                          const portscan::Services& services, Context& context);
/// "127.0.0.1:80", "[::1]:80".
void append_ip_port(std::string& out, const Ip& ip, std::uint16_t port);

void describe_portscan_ports(cli::Spec& spec);
void describe_portscan_discover(cli::Spec& spec);

}  // namespace pytk::cmd
