#!/bin/bash
# Lesson 9: a server that echoes what a telnet user types; a client that prints the messages in another form.
set -euo pipefail
pytk=${PYTK:-pytk}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2> /dev/null || true; fi; rm -rf "$work"' EXIT
cd "$work"

# 1. The server: TCP, UDP and TLS at once, on free ports, with a log of its sessions. It says when it is ready.
mkfifo ready
"$pytk" echo serve tcp://127.0.0.1:0 udp://127.0.0.1:0 tls://localhost:0 --log sessions.jsonl 2> ready &
server=$!
read -r _ tcp udp tls < ready
port=${tcp##*:}
echo "the echo server is ready"

# 2. telnet: what is typed comes back. (By hand: telnet 127.0.0.1 PORT.)
if command -v telnet > /dev/null; then
  { printf 'hello from telnet\r\n'; sleep 0.3; } | telnet 127.0.0.1 "$port" 2> /dev/null | grep -a 'hello from telnet'
fi

# 3. The client prints the messages in other forms: by a template, as a hex dump, as JSON.
printf 'first message\nsecond message\n' | "$pytk" echo connect "$tcp" --format '{n}: {upper} ({bytes} bytes)'
echo 'hello' | "$pytk" echo connect "$tcp" --format hex
printf 'plain\n\377\376\n' | "$pytk" echo connect "$tcp" --format json | sed 's/"ts":"[^"]*",//; s/"peer":"[^"]*",//'

# 4. Datagrams: each line is one, and each gets its answer.
printf 'one\ntwo\n' | "$pytk" echo connect "$udp" --format 'datagram {n}: {line}'

# 5. TLS, with a certificate that was made for this run. It is trusted only because we say so.
echo 'nobody else can read this' | "$pytk" echo connect "$tls" --insecure --format text
if echo x | "$pytk" echo connect "$tls" > /dev/null 2> reason; then
  echo 'an unknown certificate was trusted' >&2
  exit 1
fi
sed -n 's/.*\(the certificate is not trusted\).*/\1/p' reason

# 6. Megabytes and a half-close: not a byte is lost.
seq 1 300000 > numbers.txt
"$pytk" echo connect "$tcp" < numbers.txt | cmp - numbers.txt && echo 'the copy is equal'

# 7. The first interrupt ends the server in good order; its log has a record for each event.
kill "$server"
wait "$server" 2> /dev/null || true
server=
grep -c '"event":"close"' sessions.jsonl
