# echo: one server and one client each, the same work for pytk and the peer. Server and client are both counted.
# nc is OpenBSD's (netcat-openbsd): it knows -N.
section 'echo (server and client together)'
port=20707
through() {  # SERVER COMMAND, CLIENT COMMAND: starts, waits for the port, works, stops
  printf '%s & server=$!; until exec 9<>/dev/tcp/127.0.0.1/%s; do kill -0 $server || exit 1; sleep 0.02; done 2>/dev/null; exec 9>&-; %s; status=$?; kill $server; wait $server 2>/dev/null; exit $status' "$1" "$port" "$2"
}
pytk_serve="pytk echo serve tcp://127.0.0.1:$port -q"
socat_serve="socat TCP-LISTEN:$port,bind=127.0.0.1,fork,reuseaddr PIPE"
twisted_serve="/usr/bin/python3 -c 'from twisted.internet import protocol, reactor
class Echo(protocol.Protocol):
  def dataReceived(self, data): self.transport.write(data)
f = protocol.Factory(); f.protocol = Echo
reactor.listenTCP($port, f, interface=\"127.0.0.1\"); reactor.run()'"
bulk="head -c 300000000 /dev/zero | nc -N 127.0.0.1 $port >/dev/null"
many="for i in \$(seq 200); do echo hello | nc -N 127.0.0.1 $port >/dev/null; done"
row '300 MB through nc / socat' "$(through "$pytk_serve" "$bulk")" "$(through "$socat_serve" "$bulk")"
row '300 MB through nc / Twisted' "$(through "$pytk_serve" "$bulk")" "$(through "$twisted_serve" "$bulk")"
row '200 short connections / socat' "$(through "$pytk_serve" "$many")" "$(through "$socat_serve" "$many")"
row 'client: 300 MB / nc' "$(through "$pytk_serve" "head -c 300000000 /dev/zero | pytk echo connect $port >/dev/null")" "$(through "$pytk_serve" "$bulk")"
