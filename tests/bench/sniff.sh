# Captures: the generated mix of the design, from its own source where it is at hand.
conformance=${PYTK_CONFORMANCE_DIR:-$PYTK_ROOT/../shared/conformance}
if [ ! -f "$conformance/sniff/gen_mixpcap.cpp" ]; then
  echo "bench: sniff: no generator of captures; skipped"
else
  section 'sniff: 2,600,000 packets, 507 MB'
  [ -x bin/gen_mixpcap ] || c++ -std=c++20 -O2 "$conformance/sniff/gen_mixpcap.cpp" -o bin/gen_mixpcap
  make_once big.pcap 'bin/gen_mixpcap 2600000 1 /dev/stdout'
  make_once few.pcap 'bin/gen_mixpcap 200000 1 /dev/stdout - 4 4'
  make_once small.pcap 'bin/gen_mixpcap 50000 1 /dev/stdout'
  make_once tiny.pcap 'bin/gen_mixpcap 10000 1 /dev/stdout'
  row 'count' 'pytk sniff read big.pcap --count' 'tcpdump --count -nr big.pcap'
  row 'BPF filter to a file' 'pytk sniff read big.pcap --bpf "tcp port 443" -w ours.pcap' 'tcpdump -nr big.pcap -w theirs.pcap "tcp port 443"'
  row 'summaries, few hosts' 'pytk sniff read few.pcap --format text' 'tcpdump -nr few.pcap'
  row 'summaries, 50,000' 'pytk sniff read small.pcap --format text' 'tshark -n -r small.pcap'
  row 'eight fields, 50,000' 'pytk sniff read small.pcap --format csv --fields frame.time,frame.len,ip.src,ip.dst,ip.proto,tcp.sport,tcp.dport,tcp.flags' \
    'tshark -n -r small.pcap -T fields -E separator=, -e frame.time_epoch -e frame.len -e ip.src -e ip.dst -e ip.proto -e tcp.srcport -e tcp.dstport -e tcp.flags'
  ROUNDS=1 row 'all summaries, many hosts' 'pytk sniff read big.pcap --format text' 'tcpdump -c 200000 -nr big.pcap'
  # libtins (libtins-dev) is a library: the peer is a small program with the same columns.
  [ -x bin/tins ] || c++ -std=c++17 -O2 "$PYTK_ROOT/tests/bench/sniff_tins.cpp" -ltins -o bin/tins 2>/dev/null || true
  row 'eight fields of all, libtins' 'pytk sniff read big.pcap --format csv --fields frame.time,frame.len,ip.src,ip.dst,ip.proto,tcp.sport,tcp.dport,tcp.flags' 'tins big.pcap'
  row 'summaries, 10,000, Scapy' 'pytk sniff read tiny.pcap --format text' '/usr/bin/python3 -c "from scapy.all import PcapReader
for p in PcapReader(\"tiny.pcap\"): print(p.summary())"'
  row 'craft 1,048,576 packets' 'pytk sniff craft "Ether(src=\"02:00:00:00:00:01\",dst=\"02:00:00:00:00:02\")/IP(src=\"10.0.0.1\",dst=\"10.0.0.0/12\")/TCP(dport=80)" --yes -w crafted.pcap' 'tcpdump --count -nr big.pcap'
fi
