#!/bin/bash
# Lesson 5: the well-known ports: which of them are open?
set -euo pipefail
pytk=${PYTK:-pytk}
work=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2> /dev/null || true; fi; rm -rf "$work"' EXIT
cd "$work"

# Something to find: three services of our own on an address of this machine that nobody else uses. Port 0 is any free
# port; the server says which it got.
mkfifo ready
"$pytk" echo serve tcp://127.5.5.5:0 tcp://127.5.5.5:0 tls://127.5.5.5:0 2> ready &
server=$!
read -r line < ready
ports=$(tr ' ' '\n' <<< "${line#ready }" | sed 's/.*://' | paste -sd, -)
echo "listening on the ports $ports"

# 1. Which ports does "well-known" mean, and what are the first ones called?
"$pytk" portscan ports well-known --format csv | sed -n '1p;22,26p'

# 2. Which of the well-known ports of this machine are open? Every probe is an ordinary connection: no rights are needed.
"$pytk" portscan 127.0.0.1 -p well-known --format text

# 3. Ports by number. --all-states also tells of a port that is closed.
"$pytk" portscan 127.5.5.5 -p "$ports,9" --all-states --format csv --fields ip,port,state,reason | sort

# 4. All 65,535 ports of a host; ip:port a line is what the next program wants.
"$pytk" portscan 127.5.5.5 -p- --format list > found.txt
for port in ${ports//,/ }; do
  grep -qx "127.5.5.5:$port" found.txt
done
echo 'all three were found'

# 5. What would be asked, in which order? --dry-run sends nothing; the same seed gives the same order on every machine.
"$pytk" portscan 10.0.0.0/8 -p 443 --seed 5 --dry-run --limit 3

# 6. Three machines share the work; the parts together are exactly the whole.
for part in 1 2 3; do
  "$pytk" portscan 127.5.5.5 -p "$ports" --seed 1 --shard $part/3 --dry-run
done | sort > parts.txt
"$pytk" portscan 127.5.5.5 -p "$ports" --seed 1 --dry-run | sort | cmp - parts.txt && echo 'the parts are the whole'

# 7. JSON Lines: ports as they are found, then the hosts and a summary.
"$pytk" portscan 127.5.5.5 -p "$ports" --format jsonl | tail -n 1
