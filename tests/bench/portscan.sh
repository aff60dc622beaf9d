# portscan: against nmap's connect scan, on loopback only.
section 'portscan'
row 'all 65,535 ports of loopback / nmap -sT' 'pytk portscan 127.0.0.1 -p- --no-ping -f list' 'nmap -n -Pn -sT -p- 127.0.0.1'
row '254 addresses of loopback, 100 ports / nmap -sT' 'pytk portscan 127.9.9.1-254 --top 100 --no-ping -f list' 'nmap -n -Pn -sT -F 127.9.9.1-254'
row 'all ports, every state as JSON Lines / nmap -oX' 'pytk portscan 127.0.0.1 -p- --no-ping --all-states -f jsonl' 'nmap -n -Pn -sT -p- -oX - 127.0.0.1'
row '100,000 probes of 10.0.0.0/8, dry run' 'pytk portscan 10.0.0.0/8 --top 1000 --dry-run --seed 1 --limit 100000' 'true'
row 'start: --help / nmap --version' 'pytk portscan --help' 'nmap --version'
