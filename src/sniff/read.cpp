// The loop over captures.
#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>
#include <pytk/sniff/read.hpp>

namespace pytk::sniff {
namespace {

void say_damage(const packet::CaptureReader& reader, std::string_view name, ReadResult& result) {
  if (reader.damage().empty()) return;
  result.damaged = true;
  log::warn("{}: {}; {} whole packets were read", name, reader.damage(), reader.frames_read());
}

/// Unknown link types are told once each.
class LinkWarnings {
 public:
  void look(std::uint16_t link) {
    if (link == last_) return;
    last_ = link;
    if (packet::protocol_of_link(link) != nullptr) return;
    for (const std::uint16_t told : told_)
      if (told == link) return;
    told_.push_back(link);
    log::warn("link type {} is not known: its packets are shown as Raw", link);
  }

 private:
  std::uint16_t last_ = packet::link_type::unknown;
  std::vector<std::uint16_t> told_;
};

struct Progress {
  std::uint64_t before = 0;
  std::int64_t first_time = 0, previous_time = 0;
  bool any = false;
};

void read_one(io::Source& source, Chooser& chooser, bool dissect, const ReadCallbacks& callbacks, Context& context,
              Progress& progress, ReadResult& result) {
  packet::CaptureReader reader(source);
  if (callbacks.secrets) reader.on_secrets(callbacks.secrets);
  if (callbacks.opened) callbacks.opened(reader);
  packet::Frame frame;
  packet::Layers layers;
  layers.count = 0;
  LinkWarnings links;
  std::uint32_t rounds = 0;
  const bool walk = dissect || chooser.needs_layers();
  packet::DissectOptions dissection;
  if (!chooser.needs_layers()) dissection = callbacks.dissection;
  dissection.stop_at_fragments = callbacks.reassembly != nullptr;
  while (!chooser.done()) {
    if ((++rounds & 63U) == 0 && context.cancel.requested()) break;
    if (callbacks.idle && reader.would_block()) callbacks.idle();
    if (!reader.next(frame)) break;
    frame.number += progress.before;
    if (!progress.any) {
      progress.first_time = progress.previous_time = frame.time;
      progress.any = true;
    }
    ++result.read;
    if (chooser.may_match(frame)) {
      if (walk) {
        links.look(frame.link);
        dissection.wire_length = frame.length;
        dissection.fcs_length = frame.interface != nullptr ? frame.interface->fcs_length : 0U;
        packet::dissect(frame.link, frame.bytes, layers, dissection);
        if (callbacks.reassembly != nullptr && callbacks.reassembly->concerns(layers))
          callbacks.reassembly->join(layers, dissection, frame.time);
      }
      const PacketView view{frame, layers, progress.first_time, progress.previous_time};
      if (chooser.matches(view)) {
        ++result.matched;
        callbacks.packet(view);
      }
    }
    progress.previous_time = frame.time;
  }
  progress.before += reader.frames_read();
  say_damage(reader, source.name(), result);
}

}  // namespace

ReadResult read_captures(const std::vector<std::string>& inputs, Chooser& chooser, bool dissect,
                         const ReadCallbacks& callbacks, Context& context) {
  ReadResult result;
  Progress progress;
  for (const std::string& input : inputs) {
    if (chooser.done() || context.cancel.requested()) break;
    io::OpenOptions options;
    options.cancel = &context.cancel;
    const auto source = io::Source::open(input, options);
    read_one(*source, chooser, dissect, callbacks, context, progress, result);
  }
  return result;
}

ReadResult count_captures(const std::vector<std::string>& inputs, Chooser& chooser, Context& context,
                          Reassembly* reassembly) {
  if (!chooser.chooses_all())
    return read_captures(inputs, chooser, false,
                         {.packet = [](const PacketView&) {},
                          .idle = {},
                          .opened = {},
                          .secrets = {},
                          .dissection = {},
                          .reassembly = reassembly},
                         context);
  ReadResult result;
  for (const std::string& input : inputs) {
    // Only lengths are looked at: blocks that stay in the cache are read faster than pages of a map are touched.
    io::OpenOptions options;
    options.map = false;
    options.cancel = &context.cancel;
    const auto source = io::Source::open(input, options);
    packet::CaptureReader reader(*source);
    result.read += reader.count();
    say_damage(reader, source->name(), result);
  }
  result.matched = result.read;
  return result;
}

}  // namespace pytk::sniff
