// Service names as the registry has them: a short compiled list of facts, with the system's file over it.
// source: IANA Service Name and Transport Protocol Port Number Registry
// (names and numbers are facts in the public domain)
#include <algorithm>
#include <fstream>

#include <pytk/core/text.hpp>
#include <pytk/portscan/ports.hpp>

namespace pytk::portscan {
namespace {

struct Service { std::uint16_t port; std::string_view name; };

// What a scan meets most, incl. services that are in no /etc/services yet.
constexpr Service compiled[] = {
    {7, "echo"}, {9, "discard"}, {13, "daytime"}, {19, "chargen"}, {20, "ftp-data"}, {21, "ftp"}, {22, "ssh"},
    {23, "telnet"}, {25, "smtp"}, {37, "time"}, {43, "whois"}, {49, "tacacs"}, {53, "domain"}, {67, "bootps"},
    {69, "tftp"}, {70, "gopher"}, {79, "finger"}, {80, "http"}, {88, "kerberos"}, {110, "pop3"}, {111, "sunrpc"},
    {113, "auth"}, {119, "nntp"}, {123, "ntp"}, {135, "epmap"}, {137, "netbios-ns"}, {139, "netbios-ssn"},
    {143, "imap"}, {161, "snmp"}, {162, "snmptrap"}, {179, "bgp"}, {194, "irc"}, {389, "ldap"}, {427, "svrloc"},
    {443, "https"}, {445, "microsoft-ds"}, {464, "kpasswd"}, {465, "submissions"}, {500, "isakmp"}, {502, "mbap"},
    {513, "login"}, {514, "shell"}, {515, "printer"}, {548, "afpovertcp"}, {554, "rtsp"}, {587, "submission"},
    {623, "asf-rmcp"}, {631, "ipp"}, {636, "ldaps"}, {646, "ldp"}, {853, "domain-s"}, {860, "iscsi"}, {873, "rsync"},
    {902, "ideafarm-door"}, {989, "ftps-data"}, {990, "ftps"}, {992, "telnets"}, {993, "imaps"}, {995, "pop3s"},
    {1080, "socks"}, {1194, "openvpn"}, {1433, "ms-sql-s"}, {1521, "oracle"}, {1701, "l2tp"}, {1723, "pptp"},
    {1812, "radius"}, {1883, "mqtt"}, {1900, "ssdp"}, {2049, "nfs"}, {2181, "zookeeper"}, {2222, "ssh-alt"},
    {2375, "docker"}, {2376, "docker-s"}, {2377, "swarm"}, {2379, "etcd-client"}, {2380, "etcd-server"},
    {3000, "grafana"}, {3128, "squid"}, {3260, "iscsi-target"}, {3268, "msft-gc"}, {3306, "mysql"},
    {3389, "ms-wbt-server"}, {4222, "nats"}, {4369, "epmd"}, {4646, "nomad"}, {5000, "registry"}, {5044, "lumberjack"},
    {5060, "sip"}, {5061, "sips"}, {5222, "xmpp-client"}, {5269, "xmpp-server"}, {5353, "mdns"}, {5432, "postgresql"},
    {5555, "adb"}, {5601, "kibana"}, {5671, "amqps"}, {5672, "amqp"}, {5683, "coap"}, {5900, "rfb"}, {5938, "teamviewer"},
    {5984, "couchdb"}, {5985, "wsman"}, {5986, "wsmans"}, {6000, "x11"}, {6379, "redis"}, {6443, "kubernetes"},
    {6667, "ircu"}, {6697, "ircs-u"}, {7000, "afs3-fileserver"}, {7077, "spark"}, {7474, "neo4j"}, {7687, "bolt"},
    {8000, "http-alt"}, {8006, "proxmox"}, {8008, "http-alt"}, {8009, "ajp13"}, {8080, "http-alt"}, {8081, "sunproxyadmin"},
    {8086, "influxdb"}, {8089, "splunkd"}, {8123, "clickhouse-http"}, {8200, "vault"}, {8291, "winbox"}, {8333, "bitcoin"},
    {8443, "https-alt"}, {8500, "consul"}, {8554, "rtsp-alt"}, {8883, "secure-mqtt"}, {8888, "jupyter"}, {9000, "cslistener"},
    {9001, "etlservicemgr"}, {9042, "cassandra"}, {9090, "prometheus"}, {9092, "kafka"}, {9100, "jetdirect"},
    {9200, "elasticsearch"}, {9300, "elasticsearch-node"}, {9418, "git"}, {9443, "https-alt"}, {10000, "webmin"},
    {10050, "zabbix-agent"}, {10051, "zabbix-trapper"}, {10250, "kubelet"}, {11211, "memcache"}, {11434, "ollama"},
    {15672, "rabbitmq"}, {16379, "redis-cluster"}, {25565, "minecraft"}, {27017, "mongodb"}, {33060, "mysqlx"},
    {47808, "bacnet"}, {50000, "db2"}, {50070, "hdfs-namenode"}, {51820, "wireguard"}, {61616, "activemq"}};

bool matches(std::string_view pattern, std::string_view name) noexcept {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return equal_ignoring_case(pattern, name);
  if (name.size() < star || !equal_ignoring_case(pattern.substr(0, star), name.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= name.size(); ++at)
    if (matches(rest, name.substr(at))) return true;
  return false;
}

}  // namespace

Services::Services(const std::string& file) {
  constexpr std::size_t most_lines = 100'000;
  std::ifstream stream(file);
  std::string line;
  for (std::size_t i = 0; i < most_lines && std::getline(stream, line); ++i) read_line(line);
  for (const auto& [port, name] : compiled) {
    // The file's name for a port wins; ours stays usable in a port list.
    by_port_.try_emplace({Protocol::tcp, port}, name);
    by_name_.emplace_back(name, std::pair{Protocol::tcp, port});
    by_name_.emplace_back(name, std::pair{Protocol::udp, port});
  }
}

void Services::read_line(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t from = line.find_first_not_of(" \t\r", at);
    if (from == std::string_view::npos) break;
    at = std::min(line.find_first_of(" \t\r", from), line.size());
    words.push_back(line.substr(from, at - from));
  }
  if (words.size() < 2) return;
  const std::size_t slash = words[1].find('/');
  if (slash == std::string_view::npos) return;
  const std::string_view kind = words[1].substr(slash + 1);
  if (kind != "tcp" && kind != "udp") return;
  std::uint32_t port = 0;
  for (const char digit : words[1].substr(0, slash)) {
    if (digit < '0' || digit > '9' || port > 65535) return;
    port = port * 10 + static_cast<std::uint32_t>(digit - '0');
  }
  if (port > 65535 || slash == 0) return;
  const std::pair key{kind == "tcp" ? Protocol::tcp : Protocol::udp, static_cast<std::uint16_t>(port)};
  by_port_.try_emplace(key, words[0]);
  by_name_.emplace_back(words[0], key);
  for (std::size_t i = 2; i < words.size(); ++i) by_name_.emplace_back(words[i], key);
}

std::string_view Services::name(std::uint16_t port, Protocol protocol) const noexcept {
  const auto found = by_port_.find({protocol, port});
  return found == by_port_.end() ? std::string_view() : found->second;
}

std::vector<std::uint16_t> Services::ports(std::string_view name, Protocol protocol) const {
  std::vector<std::uint16_t> out;
  // A row of stars means one, and would only make matching slow.
  std::string pattern;
  for (const char byte : name)
    if (byte != '*' || pattern.empty() || pattern.back() != '*') pattern += byte;
  if (std::count(pattern.begin(), pattern.end(), '*') > 4) return out;
  for (const auto& [known, key] : by_name_)
    if (key.first == protocol && matches(pattern, known)) out.push_back(key.second);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> Services::names(Protocol protocol) const {
  std::vector<std::string> out;
  for (const auto& [name, key] : by_name_)
    if (key.first == protocol) out.push_back(name);
  return out;
}

}  // namespace pytk::portscan
