// What the verbs of sniff share.
#pragma once

#include <string>
#include <vector>

#include <pytk/cli/output.hpp>
#include <pytk/cli/spec.hpp>
#include <pytk/packet/craft.hpp>
#include <pytk/sniff/field_lines.hpp>
#include <pytk/sniff/read.hpp>

namespace pytk::cmd {

void describe_read(cli::Spec& spec);
void describe_live(cli::Spec& spec);
void describe_show(cli::Spec& spec);
void describe_ls(cli::Spec& spec);
void describe_craft(cli::Spec& spec);
void describe_send(cli::Spec& spec);
void describe_fuzz(cli::Spec& spec);
void describe_edit(cli::Spec& spec);
void describe_merge(cli::Spec& spec);

/// Which packets: --bpf --where -c --skip --duration.
void add_selection(cli::Spec& spec, sniff::Selection& selection);
/// The fields of read's records, for help.
void add_record_fields(cli::Spec& spec);

/// How packets are printed.
struct PrintOptions {
  cli::OutputOptions output;
  std::string write;  ///< -w
  bool full = false, hex = false, names = false;
  std::uint64_t rotate_bytes = 0;
  std::int64_t rotate_time = 0;
  std::uint64_t keep = 0;
};
void add_printing(cli::Spec& spec, PrintOptions& options);

/// Prints packets in the form that the options ask for; the sink appears when finish() was called.
class Printer {
 public:
  Printer(const PrintOptions& options, Context& context);
  ~Printer();
  /// Views without layers are enough (copying to a file).
  [[nodiscard]] bool needs_layers() const noexcept;
  /// How far packets have to be dissected for what is printed.
  [[nodiscard]] packet::DissectOptions dissection();
  /// What joins packets for the fields that are printed and asked for; nullptr where each stands for itself.
  [[nodiscard]] std::unique_ptr<sniff::Reassembly> reassembly(const sniff::Chooser& chooser) const;
  void opened(const packet::CaptureReader& reader);
  void packet(const sniff::PacketView& view);
  void secrets(std::uint32_t kind, ByteView secrets);
  void flush();
  [[nodiscard]] bool full() const noexcept;
  void finish(std::uint16_t link_if_empty = packet::link_type::ethernet);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// The capture format that a file name asks for.
[[nodiscard]] packet::CaptureFormat capture_format(std::string_view name, packet::CaptureFormat otherwise);

}  // namespace pytk::cmd
