// pytk sniff: captures, dissection, fields, filters, crafting.
#include <pytk/cmd/command.hpp>

#include "sniff_shared.hpp"

namespace pytk::cmd {
namespace {

void describe(cli::Spec& spec) {
  spec.summary("capture, dissect, filter, craft and send packets");
  spec.description(
      "Reads pcap and pcapng (also compressed, also from a pipe) and live interfaces; every field of every protocol "
      "has a name, Scapy's in lower case or Wireshark's. The same tables craft packets from expressions such as "
      "IP(dst=\"10.0.0.1\")/UDP(dport=53)/DNS(). Send only on networks that you may test.");
  spec.verb("read", "summaries, fields or all layers of the packets in captures", describe_read);
  spec.verb("live", "the same from an interface", describe_live);
  spec.verb("show", "packets layer by layer", describe_show);
  spec.verb("ls", "the protocols, and the fields of one", describe_ls);
  spec.verb("craft", "packets from an expression", describe_craft);
  spec.verb("fuzz", "packets with random fields, the same ones for the same seed", describe_fuzz);
  spec.verb("send", "craft and send, or replay a capture", describe_send);
  spec.verb("edit", "cut, shift, snap or convert a capture", describe_edit);
  spec.verb("merge", "several captures into one, by time", describe_merge);
  spec.default_verb("live");

  spec.example("pytk sniff read office.pcapng -c 5", "the first five packets");
  spec.example("pytk sniff craft 'IP(dst=\"127.0.0.1\")/UDP(dport=53)/DNS()' --hex", "the bytes of a packet");
}

}  // namespace

extern const Command sniff;
const Command sniff{"sniff", "capture, dissect, filter, craft and send packets", Group::network, Needs::raw_sockets,
                    describe};

}  // namespace pytk::cmd
