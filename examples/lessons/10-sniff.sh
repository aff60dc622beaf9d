#!/bin/bash
# Lesson 10: ten packets with their summaries; construct a packet and send it to a destination of choice.
set -euo pipefail
pytk=${PYTK:-pytk}
data=${PYTK_EXAMPLES:-$(cd "$(dirname "$0")/.." && pwd)}/data
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# 1. Ten packets of a capture, one line each. From an interface it is the same with live (it needs the right to open raw
#    sockets):  sudo pytk sniff live -i lo -c 10
"$pytk" sniff read "$data/office.pcapng" -c 10 --format text

# 2. One packet, layer by layer.
"$pytk" sniff show "$data/office.pcapng" --where 'dns.qr == 1' -c 1

# 3. Fields by name, and only some packets: who asked for which name?
"$pytk" sniff read "$data/office.pcapng" --where 'dns.qr == 0' --fields ip.src,dns.qry.name --format csv | sort | uniq -c | sort -rn | head -n 5

# 4. Construct a packet. What is not said fills itself: lengths, types, checksums.
packet='IP(src="10.0.0.1",dst="127.0.0.1")/UDP(sport=4000,dport=9)/"hello"'
"$pytk" sniff craft "$packet" --show
"$pytk" sniff craft "$packet" --hex

# 5. A whole set at once: four destinations, two ports each, into a capture and back.
"$pytk" sniff craft 'IP(src="10.0.0.1",dst="10.0.0.0/30")/TCP(dport=[80,443])' -w set.pcap
"$pytk" sniff read set.pcap --fields ip.dst,tcp.dport,tcp.flags --format csv

# 6. Send it. --dry-run says what would be sent; without it the packet leaves (sudo).
"$pytk" sniff send "$packet" --dry-run

# 7. Random fields, the same ones for the same seed.
"$pytk" sniff fuzz 'IP(dst="127.0.0.1")/TCP()' --seed 7 --count 2 > one.txt
"$pytk" sniff fuzz 'IP(dst="127.0.0.1")/TCP()' --seed 7 --count 2 > two.txt
cmp one.txt two.txt && echo "the same bytes"
