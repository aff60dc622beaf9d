// Eight fields to CSV with libtins: the peer.
#include <tins/tins.h>
#include <cstdio>
#include <string>
using namespace Tins;
int main(int argc, char** argv) {
  FileSniffer sniffer(argv[1]);
  std::string out;
  while (true) {
    Packet packet = sniffer.next_packet();
    if (!packet.pdu()) break;
    char head[64];
    std::snprintf(head, sizeof head, "%ld.%06ld,%u", static_cast<long>(packet.timestamp().seconds()),
                  static_cast<long>(packet.timestamp().microseconds()), packet.pdu()->size());
    out += head;
    if (const IP* ip = packet.pdu()->find_pdu<IP>()) {
      out += ',' + ip->src_addr().to_string() + ',' + ip->dst_addr().to_string() + ',' + std::to_string(ip->protocol());
    } else if (const IPv6* ip6 = packet.pdu()->find_pdu<IPv6>()) {
      out += ',' + ip6->src_addr().to_string() + ',' + ip6->dst_addr().to_string() + ',' +
             std::to_string(ip6->next_header());
    } else
      out += ",,,";
    if (const TCP* tcp = packet.pdu()->find_pdu<TCP>())
      out +=
          ',' + std::to_string(tcp->sport()) + ',' + std::to_string(tcp->dport()) + ',' + std::to_string(tcp->flags());
    else if (const UDP* udp = packet.pdu()->find_pdu<UDP>())
      out += ',' + std::to_string(udp->sport()) + ',' + std::to_string(udp->dport()) + ',';
    else
      out += ",,,";
    out += '\n';
    if (out.size() > 1 << 16) {
      std::fwrite(out.data(), 1, out.size(), stdout);
      out.clear();
    }
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
}
