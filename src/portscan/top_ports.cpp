// The ports that are most often open, in pytk's own order: what today's systems listen on (remote access, web, mail,
// files, directories, databases, containers, monitoring, printers, cameras), then the numbers that such programs take
// when the first is taken, then the rest of the registry's common blocks.
#include <algorithm>
#include <bitset>

#include <pytk/portscan/ports.hpp>

namespace pytk::portscan {
namespace {

struct Run { std::uint16_t first, last; };
constexpr Run one(std::uint16_t port) { return {port, port}; }

constexpr Run ranking[] = {
    // The first hundred.
    one(80), one(443), one(22), one(21), one(25), one(23), one(3389), one(445), one(139), one(135),
    one(53), one(110), one(143), one(993), one(995), one(587), one(465), one(3306), one(8080), one(8443),
    one(111), one(5900), one(1723), one(5432), one(6379), one(27017), one(9200), one(6443), one(10250), one(2379),
    one(3000), one(5601), one(8000), one(8888), one(8081), one(9090), one(1433), one(1521), one(389), one(636),
    one(5060), one(554), one(2049), one(631), one(515), one(9100), one(548), one(873), one(88), one(464),
    one(179), one(2375), one(5000), one(5985), one(11211), one(1883), one(5672), one(15672), one(8009), one(10000),
    {1025, 1029}, {49152, 49157}, one(81), one(8008), one(3128), one(1080), one(113), one(119), one(199), one(427),
    one(444), one(513), one(514), one(543), one(544), one(646), one(990), one(1812), one(1720), one(1900),
    one(2000), one(2001), one(2121), one(7001), one(5357), one(5666), one(5800), one(6000), one(6001), one(7),
    one(9999), one(37), one(79), one(32768), one(26),
    // Remote access, and the numbers people move it to.
    one(222), one(2222), one(2022), one(2200), one(22222), one(10022), one(2323), one(992), one(3388), {3390, 3395},
    {5901, 5910}, {5801, 5803}, one(5938), one(5986), one(4899), {5631, 5632}, one(1494), one(2598), one(6129),
    {6002, 6010}, one(4000), one(7070), one(5500), one(512), one(1194), one(1701), one(500), one(4500), one(51820),
    // Web servers, proxies and panels.
    {82, 90}, one(591), one(593), one(800), one(801), one(808), one(880), one(888), {8001, 8007}, {8010, 8030},
    {8082, 8100}, one(8118), one(8123), one(8140), one(8161), {8180, 8184}, one(8200), one(8222), one(8280), one(8243),
    {8300, 8302}, one(8333), {8383, 8384}, {8400, 8404}, one(8444), one(8448), {8500, 8503}, one(8543), one(8554),
    one(8600), one(8686), one(8765), one(8787), one(8800), one(8834), {8880, 8887}, {8889, 8899}, one(8983), one(8989),
    {9000, 9019}, {9080, 9089}, {9091, 9099}, one(9443), one(9444), one(7443), one(6443), one(5443), {4443, 4445},
    one(3443), one(2443), one(1443), one(10443), one(18080), {7080, 7081}, one(6080), one(5080), one(4080), one(3080),
    one(2080), {2082, 2083}, {2086, 2087}, {2095, 2096}, {3001, 3010}, {4001, 4010}, {5001, 5010}, {7000, 7010},
    {7777, 7779}, one(4848), one(4567), one(4200), one(5173), one(1880), one(1337), one(1234), one(1313), one(2015),
    one(19999), one(20000), one(10001), one(12345), one(55555), one(28080), one(38080), one(48080), one(58080),
    // Mail, chat, news.
    one(2525), one(109), one(220), one(366), one(563), one(585), one(4190), {5222, 5223}, one(5269), one(5280),
    {6660, 6669}, one(6697), one(7000), one(194), one(1503), one(1863), one(5190), one(9091), one(1935), one(64738),
    // Files, printing, storage, backup.
    one(20), one(69), {989, 990}, one(2120), one(2122), one(860), {3260, 3261}, one(137), one(138), one(10080),
    {10081, 10083}, one(3632), {3689, 3690}, one(5544), {9101, 9107}, one(24007), one(24008), {49152, 49160}, one(6789),
    one(7480), one(6800), one(111), one(875), one(892), one(2020), one(5005), {9500, 9503}, one(13724), one(13720),
    {13782, 13783}, one(1556), one(617), one(6101), one(6106), one(10000), one(9418), one(8084), one(3269), one(3268),
    // Directories, names, time, routing, accounting.
    one(42), one(43), one(49), one(113), one(123), one(749), one(750), one(853), one(1512), one(1812), one(1813),
    one(1645), one(1646), one(5353), one(5355), one(953), {2601, 2609}, one(521), one(520), one(3784), one(4784),
    one(11019), one(639), one(654), one(1985), one(2043), one(4739), one(6343), one(161), one(162), one(705),
    // Databases, caches, queues, search.
    {3307, 3309}, one(3351), one(3050), one(33060), one(1434), {1522, 1530}, one(1630), one(2483), one(2484), one(5433),
    one(5434), one(6432), one(6380), one(16379), one(26379), {27015, 27020}, one(28017), {9201, 9203}, {9300, 9303},
    one(9042), one(9160), one(7199), {7473, 7474}, one(7687), one(5984), one(6984), one(8086), one(8088), one(8428),
    one(9440), one(26257), one(4369), one(25672), {5671, 5673}, one(8883), one(61613), one(61614), one(61616),
    {9092, 9094}, one(2181), one(2888), one(3888), one(4222), one(6222), one(8222), one(50000), one(50001), one(523),
    one(1583), one(3351), one(2638), one(7210), {30013, 30017}, one(19530), one(6333), one(6334), one(11210),
    {8091, 8096},
    one(5701), one(10800), one(47100), one(47500), one(2424), one(2480), one(8529), one(28015), one(29015), one(7700),
    // Containers, clusters, builds, secrets, metrics.
    one(2376), one(2377), one(2380), one(2381), one(4243), {4646, 4648}, one(4789), one(5044), one(6783), one(7946),
    one(8472), {10248, 10259}, {30000, 30010}, one(31000), one(5050), one(8201), one(3100), one(3110), {4317, 4318},
    one(14268), one(16686), one(9411), one(9115), one(9113), one(9187), one(9216), one(9121), one(9104), one(9150),
    one(9117), one(10050), one(10051), one(4949), one(5665), one(5667), one(6556), one(12489), one(1099), one(1098),
    one(1090), one(4444), one(4446), one(4447), {7001, 7003}, {8453, 8453}, one(9990), one(9993), one(9999), one(7077),
    one(4040), one(18081), one(8042), {50010, 50010}, {50020, 50020}, one(50030), one(50060), one(50070), one(50075),
    one(50090), one(9870), one(9864), one(8020), {16000, 16030}, one(60000), one(60010), one(60020), one(60030),
    one(11434), one(6006), one(8501), one(7860), one(1188), one(8265), one(10001), one(9292), {4505, 4506}, one(8139),
    one(1514), one(1515), one(55000), one(24224), one(12201), one(2003), one(2004), one(2023), one(8125), one(8126),
    // Voice, video, cameras, homes, games.
    {5061, 5062}, one(1718), one(1719), one(1721), {2427, 2428}, one(5349), one(3478), one(3479), one(8555), one(10554),
    one(37777), one(34567), one(9527), one(3702), one(8899), one(49154), one(1400), one(1443), one(32400), one(8096),
    one(8920), one(8123), one(8112), one(51413), one(6881), one(6969), {25565, 25566}, one(19132), {27030, 27039},
    one(7547), one(30005), one(4567), one(5678), one(8291), {8728, 8729}, one(62078), one(5555), one(8200), one(49153),
    // Industry and buildings.
    one(102), one(502), one(503), one(789), one(1089), one(1090), one(1091), one(1911), one(4911), one(1962), one(2404),
    one(2455), one(4840), one(4843), one(5006), one(5007), one(5094), one(9600), one(11740), one(18245), one(18246),
    one(20547), one(20256), one(34962), one(34963), one(34964), one(34980), one(44818), one(2221), one(2223),
    one(47808),
    one(55000), one(55003), one(1200), one(1201), one(1217), one(1153), one(10201), one(28784), one(9094), one(41100),
    // Windows services and what they are given at start.
    {1024, 1024}, {1030, 1060}, one(1688), one(1801), {2103, 2107}, one(2101), one(2869), one(3343), one(3527),
    {5357, 5358}, one(5722), one(5504), one(6007), one(7680), one(8530), one(8531), one(9389), one(10123), one(47001),
    {49158, 49176}, {49664, 49680}, {32769, 32785}, one(16992), one(16993), one(623), one(664), one(902), one(903),
    one(5480), one(8697), one(17990), one(17988), one(5120), one(5985), one(2179), one(6600), one(3033), one(1270),
    // Doors that intruders like.
    one(31337), one(4444), one(6666), one(1524), one(12346), one(27374), one(54321), one(65000), one(50050),
    // What is left of the well-known ports fills the list up.
    {1, 1023}};
}  // namespace

std::size_t top_ports_known() { return 1000; }

std::vector<std::uint16_t> top_ports(std::size_t count) {
  std::bitset<65536> seen;
  std::vector<std::uint16_t> out;
  count = std::min(count, top_ports_known());
  out.reserve(count);
  for (const Run& run : ranking) {
    for (std::uint32_t port = run.first; port <= run.last && out.size() < count; ++port) {
      if (seen[port]) continue;
      seen.set(port);
      out.push_back(static_cast<std::uint16_t>(port));
    }
  }
  return out;
}

}  // namespace pytk::portscan
