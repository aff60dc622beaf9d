# Start-up: against an empty C++ program (at most 3.5 times its wall time) and against the peers' own start.
section 'Start-up (the second program is an empty C++ main: its ratio is below 1)'
ROUNDS=40
row 'pytk --version' 'pytk --version' 'empty x'
row 'pytk fake name' 'pytk fake name' 'empty x'
for command in array crypt echo fake image plot portscan scrape sniff table; do
  row "pytk $command --help" "pytk $command --help" 'empty x'
done
section 'Start-up against peers'
ROUNDS=10
row 'fake name / faker name' 'pytk fake name' "/usr/bin/python3 -c 'import faker; print(faker.Faker().name())'"
row 'portscan --help / nmap --version' 'pytk portscan --help' 'nmap --version'
row 'sniff --help / tshark --version' 'pytk sniff --help' 'tshark --version'
row 'table --help / mlr --version' 'pytk table --help' 'mlr --version'
row 'crypt --help / openssl version' 'pytk crypt --help' 'openssl version'
unset ROUNDS
if command -v strace >/dev/null; then
  say ""
  for arguments in --version 'fake name' 'table --help'; do
    # shellcheck disable=SC2086
    calls=$(strace -f -c -o /dev/stdout pytk $arguments 2>/dev/null | awk '/ total$/ { print $4 }')
    # shellcheck disable=SC2086
    threads=$(strace -f -e trace=clone,clone3 -o /dev/stdout pytk $arguments 2>/dev/null | grep -c '^.*clone' || true)
    say "* \`pytk $arguments\`: ${calls:-?} system calls, $threads threads created"
  done
fi
say "* \`ldd pytk\`: $(ldd "$(command -v pytk)" | wc -l) lines, $(stat -Lc %s "$(command -v pytk)" | awk '{printf "%.1f MB", $1 / 1e6}')"
