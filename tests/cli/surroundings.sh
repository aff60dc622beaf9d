#!/bin/bash
# surroundings.sh PYTK: runs the calls of good-calls.tsv where something is missing: room, a reader, rights, the network,
# descriptors, memory, a home, a terminal. Each trial says which calls did not bear it; what this machine cannot make
# (namespaces, other users) is skipped and said.
set -uo pipefail
pytk=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/bin"
ln -s "$pytk" "$work/bin/pytk"
export PATH=$work/bin:$PATH
cp -r "$here/../../examples/data" "$work/data"
chmod -R a+rX "$work/data"
cd "$work/data" || exit 1

calls=()
kinds=()
while IFS=$'\t' read -r kind call; do
  case $kind in '#'*) continue ;; esac
  [ -z "${COMMANDS:-}" ] || grep -qw -- "$(cut -d' ' -f2 <<<"$call")" <<<"$COMMANDS doctor help man completion version" ||
    continue
  kinds+=("$kind")
  calls+=("$call")
done <"$here/good-calls.tsv"

tried=0
failed=0
wrong() {  # CALL WHAT: tells it with what stands in err
  failed=$((failed + 1))
  printf 'FAILED: %s\n  %s\n' "$1" "$2"
  head -c 400 "$work/err" | sed 's/^/  | /'
}
sound() { ! grep -qE 'terminate|Segmentation|std::|AddressSanitizer|runtime error' "$work/err"; }

# TITLE WANTED PREFIX...: every call behind PREFIX (a command that runs its arguments) ends with WANTED.
everywhere() {
  local title=$1 wanted=$2 call status
  shift 2
  for call in "${calls[@]}"; do
    tried=$((tried + 1))
    "$@" timeout 60 bash -c "$call" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    [ "$status" = "$wanted" ] && [ -s "$work/out" ] && sound || wrong "$call" "$title: exit status $status, $(wc -c <"$work/out") bytes"
  done
}

# An optional library that is not here takes its calls along.
there=()
there_kinds=()
for i in "${!calls[@]}"; do
  bash -c "${calls[$i]}" >"$work/out" 2>"$work/err" </dev/null
  if [ $? = 6 ]; then echo "skipped: ${calls[$i]} ($(head -1 "$work/err"))"; continue; fi
  there+=("${calls[$i]}")
  there_kinds+=("${kinds[$i]}")
done
calls=("${there[@]}")
kinds=("${there_kinds[@]}")
plain() { "$@"; }
everywhere 'as it is' 0 plain

# No room: every call, and every record format.
full() {
  tried=$((tried + 1))
  timeout 60 bash -c "$1" >/dev/full 2>"$work/err" </dev/null
  local status=$?
  [ "$status" = 4 ] && grep -q 'no space left on device' "$work/err" || wrong "$1" "> /dev/full: exit status $status"
}
for i in "${!calls[@]}"; do
  full "${calls[$i]}"
  case ${kinds[$i]} in *records*)
    for format in table jsonl json csv tsv markdown; do full "${calls[$i]} -f $format"; done ;;
  esac
done

# Nobody reads: dead by SIGPIPE, without a word.
for call in "${calls[@]}"; do
  tried=$((tried + 1))
  exec 3> >(exec true)
  wait $!
  timeout 60 bash -c "exec $call" >&3 2>"$work/err" </dev/null
  status=$?
  exec 3>&-
  [ "$status" = 141 ] && [ ! -s "$work/err" ] || wrong "$call" "no reader: exit status $status"
done

# Closed descriptors: an error perhaps, never a death by signal.
for call in "${calls[@]}"; do
  tried=$((tried + 1))
  : >"$work/err"
  timeout 60 bash -c "exec $call" <&- >&- 2>&-
  status=$?
  [ "$status" -lt 126 ] || wrong "$call" "descriptors 0 to 2 closed: exit status $status"
done

bare() { env -i PATH="$PATH" "$@"; }
everywhere 'empty environment' 0 bare
odd_home() { env HOME=/proc/nothere XDG_CONFIG_HOME=relative TERM= "$@"; }
everywhere 'no home, no terminal' 0 odd_home
few() { ( ulimit -n 32 && "$@" ); }
everywhere '32 descriptors' 0 few

all=("${calls[@]}")
calls=()
for i in "${!all[@]}"; do case ${kinds[$i]} in *light*) calls+=("${all[$i]}") ;; esac; done
small() { ( ulimit -v 262144 && "$@" ); }
case $(file -L "$pytk" 2>/dev/null; nm "$pytk" 2>/dev/null | grep -m1 __asan_init) in
  *__asan_init*) echo "skipped: 256 MB of address space (AddressSanitizer needs more)" ;;
  *) everywhere '256 MB of address space' 0 small ;;
esac
calls=("${all[@]}")

if unshare -n true 2>/dev/null; then
  no_network() { unshare -n bash -c 'ip link set lo up 2>/dev/null; exec "$@"' _ "$@"; }
  everywhere 'no network' 0 no_network
elif unshare -rn true 2>/dev/null; then
  no_network() { unshare -rn bash -c 'ip link set lo up 2>/dev/null; exec "$@"' _ "$@"; }
  everywhere 'no network' 0 no_network
else
  echo "skipped: no network (no namespaces here)"
fi
if [ "$(id -u)" = 0 ] && setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null &&
   setpriv --reuid=65534 --regid=65534 --clear-groups test -x "$pytk"; then
  nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
  everywhere 'as nobody' 0 nobody
else
  echo "skipped: as nobody (not root, or the program is in a folder of its own)"
fi
if unshare -m true 2>/dev/null; then
  no_proc() { unshare -m bash -c 'mount -t tmpfs none /proc && exec "$@"' _ "$@"; }
  everywhere 'no /proc' 0 no_proc
else
  echo "skipped: no /proc (no namespaces here)"
fi

# The machine's language and zone change nothing that a machine reads.
for i in "${!calls[@]}"; do
  case ${calls[$i]} in *rand*|*keygen*|*doctor*|*portscan\ 127*) continue ;; esac
  tried=$((tried + 1))
  LC_ALL=C TZ=UTC bash -c "${calls[$i]}" >"$work/one" 2>/dev/null </dev/null
  LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 TZ=Asia/Kathmandu bash -c "${calls[$i]}" >"$work/two" 2>"$work/err" </dev/null
  cmp -s "$work/one" "$work/two" || wrong "${calls[$i]}" "another language and zone: other bytes"
  for threads in 2 8; do
    case ${calls[$i]} in pytk\ --version) continue ;; esac
    bash -c "${calls[$i]} -j $threads" >"$work/two" 2>"$work/err" </dev/null
    cmp -s "$work/one" "$work/two" || wrong "${calls[$i]}" "-j $threads: other bytes"
  done
done
echo "$((tried - failed)) of $tried trials passed"
[ "$failed" = 0 ]
