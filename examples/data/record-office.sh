#!/bin/bash
# Records office.pcapng: a small office of network namespaces on one bridge, with real programs talking to each other.
# Needs root and: iproute2 dumpcap nginx dnsmasq dig redis openssh curl ping nmap openssl python3. Nothing leaves this
# machine: the namespaces have no way out, and the addresses are private (RFC 1918, RFC 4193).
#   sudo bash examples/data/record-office.sh [OUT.pcapng]
set -euo pipefail
out=$(realpath "${1:-$(dirname "$0")/office.pcapng}")
work=$(mktemp -d /tmp/office.XXXXXX)
cd "$work"
chmod 755 "$work"
prefix=office$$
in_ns() { local name=$1; shift; ip netns exec "$prefix-$name" "$@"; }
quietly() {  # in_ns NAME COMMAND...: at most 20 s, its output and its failure are nobody's business
  local name=$2
  timeout 20 ip netns exec "$prefix-$name" "${@:3}" </dev/null >/dev/null 2>&1 || true
}

stop_all() {
  for name in gw web files alice bob scan; do
    ip netns pids "$prefix-$name" 2>/dev/null | xargs -r kill 2>/dev/null || true
    ip netns del "$prefix-$name" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap stop_all EXIT

# The gateway holds the bridge, the resolver and the capture; everybody else hangs on the bridge by one cable.
ip netns add "$prefix-gw"
in_ns gw sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
in_ns gw ip link set lo up
in_ns gw ip link add br0 address 02:0f:1c:00:00:01 type bridge
in_ns gw ip addr add 10.20.0.1/24 dev br0
in_ns gw ip addr add fd20::1/64 dev br0 nodad
in_ns gw ip link set br0 up promisc on

host() {  # NAME NUMBER: a namespace 10.20.0.NUMBER, fd20::NUMBER
  local name=$1 number=$2
  ip netns add "$prefix-$name"
  in_ns gw ip link add "to-$name" type veth peer name eth0 netns "$prefix-$name"
  in_ns gw ip link set "to-$name" master br0 up
  in_ns "$name" sysctl -qw net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
  in_ns "$name" ip link set lo up
  in_ns "$name" ip link set eth0 address "$(printf '02:0f:1c:00:00:%02x' "$number")" up
  in_ns "$name" ethtool -K eth0 tx off tso off gso off gro off >/dev/null 2>&1 || true
  in_ns "$name" ip addr add "10.20.0.$number/24" dev eth0
  in_ns "$name" ip addr add "fd20::$number/64" dev eth0 nodad
  in_ns "$name" ip route add default via 10.20.0.1
}
host web 10
host files 11
host alice 101
host bob 102
host scan 66
# Telephones live in VLAN 20: alice and bob have one each, a tap device whose frames get their tag from a small program
# (not every kernel has VLAN devices).
cat >"$work/vlan.py" <<'PYTHON'
import fcntl, os, select, socket, struct, sys
tap = os.open('/dev/net/tun', os.O_RDWR)
fcntl.ioctl(tap, 0x400454CA, struct.pack('16sH', b'phone0', 0x0002 | 0x1000))
wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
wire.bind(('eth0', 0))
wire.setsockopt(263, 8, 1)  # SOL_PACKET, PACKET_AUXDATA: the kernel takes the tag out of the frame
print('ready', flush=True)
while True:
    for ready in select.select([tap, wire], [], [])[0]:
        if ready == tap:
            frame = os.read(tap, 2048)
            wire.send(frame[:12] + b'\x81\x00\x00\x14' + frame[12:])
            continue
        frame, extra, _, sender = wire.recvmsg(2048, 256)
        if sender[2] == 4: continue  # our own
        tag = [struct.unpack('=IIIHHHH', data[:20])[5] for level, kind, data in extra if (level, kind) == (263, 8)]
        if frame[12:16] == b'\x81\x00\x00\x14': os.write(tap, frame[:12] + frame[16:])
        elif tag and tag[0] & 0xFFF == 20: os.write(tap, frame)
PYTHON
for pair in alice:101 bob:102; do
  name=${pair%:*}
  in_ns "$name" /usr/bin/python3 "$work/vlan.py" >"$work/vlan-$name" 2>&1 &
  until grep -q ready "$work/vlan-$name"; do sleep 0.1; done
  in_ns "$name" ip link set phone0 address "02:0f:1c:14:00:$(printf %02x "${pair#*:}")" up
  in_ns "$name" ip addr add "10.20.20.${pair#*:}/24" dev phone0
done

mkdir -p "$work/site" "$work/log"
cat >"$work/site/index.html" <<'HTML'
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Intranet</title></head>
<body><h1>Intranet</h1><p><a href="/menu.html">Menu</a> <a href="/report.csv">Report</a></p></body></html>
HTML
echo '<!doctype html><title>Menu</title><ul><li>Soup<li>Bread<li>Tea</ul>' >"$work/site/menu.html"
awk 'BEGIN { print "day,visits,bytes"; for (i = 1; i <= 900; ++i) print i "," (i * 37) % 211 "," (i * 7919) % 100003 }' \
  >"$work/site/report.csv"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=intranet.office.example" \
  -addext "subjectAltName=DNS:intranet.office.example,DNS:mail.office.example" \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
cat >"$work/nginx.conf" <<CONF
user root; worker_processes 1; pid $work/nginx.pid; error_log $work/log/error.log;
events { worker_connections 64; }
http {
  access_log off; types { text/html html; text/csv csv; } gzip on; gzip_types text/csv;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u;
  scgi_temp_path $work/s;
  server {
    listen 80; listen [::]:80; listen 443 ssl http2; listen [::]:443 ssl http2;
    ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem; ssl_protocols TLSv1.2 TLSv1.3;
    root $work/site;
    location = /old { return 301 /index.html; }
    location = /login { if (\$request_method = POST) { return 204; } return 405; }
    location = /admin { return 403; }
  }
}
CONF
cat >"$work/dnsmasq.conf" <<CONF
no-resolv
no-hosts
no-daemon
user=root
listen-address=10.20.0.1,fd20::1
bind-interfaces
local=/office.example/
address=/intranet.office.example/10.20.0.10
address=/intranet.office.example/fd20::10
address=/files.office.example/10.20.0.11
cname=www.office.example,intranet.office.example
host-record=gateway.office.example,10.20.0.1
mx-host=office.example,mail.office.example,10
address=/mail.office.example/10.20.0.10
txt-record=office.example,"v=spf1 ip4:10.20.0.10 -all"
srv-host=_ssh._tcp.office.example,files.office.example,22
ptr-record=10.0.20.10.in-addr.arpa,intranet.office.example
CONF
ssh-keygen -q -t ed25519 -N '' -C office -f "$work/host_key"
ssh-keygen -q -t ed25519 -N '' -C office -f "$work/user_key"
cp "$work/user_key.pub" "$work/authorized"
chmod 600 "$work/authorized"
mkdir -p /run/sshd

# ssh is without group packets per keystroke; one capture file of two interfaces.
ip netns exec "$prefix-gw" dumpcap -q -i br0 -i lo -s 0 -w "$work/raw.pcapng" >"$work/log/dumpcap" 2>&1 &
capture=$!
sleep 2

in_ns gw dnsmasq -C "$work/dnsmasq.conf" >"$work/log/dnsmasq" 2>&1 &
in_ns gw redis-server --rename-command INFO '' --port 6380 --bind 127.0.0.1 --save '' --dir "$work" >"$work/log/redis-gw" 2>&1 &
in_ns web nginx -c "$work/nginx.conf" >"$work/log/nginx" 2>&1 &
in_ns files redis-server --rename-command INFO '' --port 6379 --bind 0.0.0.0 --protected-mode no --save '' --dir "$work" >"$work/log/redis" 2>&1 &
in_ns files /usr/sbin/sshd -D -e -h "$work/host_key" -o AuthorizedKeysFile="$work/authorized" -o StrictModes=no \
  -o PermitRootLogin=prohibit-password -o UsePAM=no -o PidFile=none >"$work/log/sshd" 2>&1 &
sleep 1.5

web() {  # HOST CURL-ARGUMENTS: from there, with the office's names
  local from=$1; shift
  quietly in_ns "$from" curl -s -o /dev/null --cacert "$work/cert.pem" --max-time 5 \
    --resolve intranet.office.example:80:10.20.0.10 --resolve intranet.office.example:443:10.20.0.10 "$@"
}
look_up() { quietly in_ns "$1" dig +tries=1 +time=2 "${@:2}"; }
remote() {
  quietly in_ns "$1" ssh -i "$work/user_key" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
    -o BatchMode=yes -F none root@10.20.0.11 "$2"
}
cache() { quietly in_ns "$1" redis-cli -h 10.20.0.11 "${@:2}"; }

quietly in_ns alice ping -c 5 -i 0.2 10.20.0.1
quietly in_ns bob ping -c 5 -i 0.2 10.20.0.10
quietly in_ns alice ping -6 -c 5 -i 0.2 fd20::10
quietly in_ns bob ping -c 3 -i 0.2 -s 4000 10.20.0.11
quietly in_ns alice ping -c 4 -i 0.2 10.20.20.102
quietly in_ns alice ping -c 2 -i 0.2 -W 1 10.20.0.77

for round in 1 2 3 4 5 6; do
  for client in alice bob; do
    look_up "$client" @10.20.0.1 intranet.office.example A
    look_up "$client" @10.20.0.1 intranet.office.example AAAA
    web "$client" "http://intranet.office.example/index.html"
    web "$client" "http://intranet.office.example/report.csv?month=$round"
    web "$client" --compressed "http://intranet.office.example/report.csv"
    web "$client" "https://intranet.office.example/menu.html"
    cache "$client" set "visit:$client:$round" "$round"
    cache "$client" get "visit:$client:$round"
    cache "$client" lpush queue "job-$round" "job-$client"
  done
  look_up bob @fd20::1 www.office.example A
  look_up alice @10.20.0.1 office.example MX
  look_up alice @10.20.0.1 office.example TXT
  look_up bob @10.20.0.1 _ssh._tcp.office.example SRV
  look_up bob @10.20.0.1 -x 10.20.0.10
  look_up alice @10.20.0.1 "printer$round.office.example" A
  look_up alice @10.20.0.1 +tcp intranet.office.example A
  web alice -X POST -d "user=alice&round=$round" "http://intranet.office.example/login"
  web bob "http://intranet.office.example/missing/$round"
  web bob "http://intranet.office.example/admin"
  web alice -L "http://intranet.office.example/old"
  web bob --tls-max 1.2 "https://intranet.office.example/report.csv"
  web alice --http1.1 "https://intranet.office.example/index.html"
  quietly in_ns alice curl -s -o /dev/null -g --max-time 5 "http://[fd20::10]/menu.html"
  quietly in_ns gw redis-cli -p 6380 incr rounds
  quietly in_ns gw redis-cli -p 6380 get rounds
  sleep 1
done
remote alice 'for i in 1 2 3 4 5; do uptime; sleep 0.2; done'
remote bob 'seq 1 2000'
remote alice 'cat'
quietly in_ns bob curl -s --max-time 1 "http://10.20.0.11:8080/"
quietly in_ns scan nmap -n -sn 10.20.0.96-111
quietly in_ns scan nmap -n -Pn -sS --top-ports 400 10.20.0.10
quietly in_ns scan nmap -n -Pn -sS -F 10.20.0.11
quietly in_ns scan nmap -n -Pn -sT -p 20-60,80,443 10.20.0.10
quietly in_ns scan nmap -n -Pn -sU -p 53,67,123,161,500,1900 --max-retries 0 10.20.0.1
quietly in_ns scan nmap -n -Pn -6 -sS -p 22,80,443,6379 fd20::10
quietly in_ns scan nmap -n -Pn -sV -p 22,80,6379 --version-intensity 2 10.20.0.11
quietly in_ns scan nmap -n -Pn -sX -p 1-20 10.20.0.10
sleep 1
kill -TERM "$capture"
wait "$capture" 2>/dev/null || true

# The section header and interface blocks describe the recording machine (processor, kernel): left out.
/usr/bin/python3 - "$work/raw.pcapng" "$work/clean.pcapng" <<'PYTHON'
import struct, sys
data, out, at = open(sys.argv[1], 'rb').read(), bytearray(), 0
def options(body, keep):
    kept, at = bytearray(), 0
    while at + 4 <= len(body):
        code, length = struct.unpack_from('<HH', body, at)
        if code == 0: break
        end = at + 4 + (length + 3) // 4 * 4
        if code in keep: kept += body[at:end]
        at = end
    return bytes(kept) + (b'\0\0\0\0' if kept else b'')
while at < len(data):
    kind, total = struct.unpack_from('<II', data, at)
    body = data[at + 8:at + total - 4]
    if kind == 0x0A0D0D0A: body = body[:8] + b'\xff' * 8 + options(body[16:], ())
    elif kind == 1: body = body[:8] + options(body[8:], (2, 9))   # the name and the resolution of time
    elif kind == 5: body = None                                  # counters of the capture
    if body is not None: out += struct.pack('<II', kind, len(body) + 12) + body + struct.pack('<I', len(body) + 12)
    at += total
open(sys.argv[2], 'wb').write(out)
PYTHON
cp "$work/clean.pcapng" "$out"
chmod 644 "$out"
ls -l "$out"
