#include <pytk/portscan/ports.hpp>

#include <algorithm>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pytk::portscan {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

const Services& compiled() {
  static const Services services("/nonexistent");
  return services;
}

TEST(PortList, ReadsWhatPeopleWrite) {
  EXPECT_THAT(parse_port_list("80", compiled())->tcp, ElementsAre(80));
  EXPECT_THAT(parse_port_list("443,22, 80,22", compiled())->tcp, ElementsAre(22, 80, 443));
  EXPECT_THAT(parse_port_list("8000-8003", compiled())->tcp, ElementsAre(8000, 8001, 8002, 8003));
  EXPECT_EQ(parse_port_list("-100", compiled())->tcp.size(), 100U);
  EXPECT_EQ(parse_port_list("65000-", compiled())->tcp.size(), 536U);
  EXPECT_EQ(parse_port_list("-", compiled())->tcp.size(), 65'535U);
  EXPECT_THAT(parse_port_list("0,1", compiled())->tcp, ElementsAre(0, 1));
}

TEST(PortList, KnowsNames) {
  EXPECT_THAT(parse_port_list("ssh,HTTP", compiled())->tcp, ElementsAre(22, 80));
  EXPECT_THAT(parse_port_list("http*", compiled())->tcp, testing::IsSupersetOf({80, 443, 8000, 8080, 8443}));
  EXPECT_THAT(parse_port_list("*sql", compiled())->tcp, testing::IsSupersetOf({3306, 5432}));
  EXPECT_EQ(parse_port_list("well-known", compiled())->tcp.size(), 1023U);
  EXPECT_EQ(parse_port_list("all", compiled())->tcp.size(), 65'535U);
  EXPECT_EQ(parse_port_list("registered", compiled())->tcp.front(), 1024);
}

TEST(PortList, TellsProtocolsApart) {
  const auto list = parse_port_list("22,U:53,161,T:80", compiled());
  EXPECT_THAT(list->tcp, ElementsAre(22, 80));
  EXPECT_THAT(list->udp, ElementsAre(53, 161));
}

TEST(PortList, NamesTheFault) {
  for (const char* text : {"", "80,", ",80", "65536", "10-5", "80-70000", "80x", "X:80", "U:", "80 443", "--"})
    EXPECT_FALSE(parse_port_list(text, compiled())) << text;
  const auto wrong = parse_port_list("htpp", compiled());
  EXPECT_EQ(wrong.error().what_happened(), "no service is called 'htpp'");
  EXPECT_THAT(wrong.error().hint(), testing::HasSubstr("http"));
  EXPECT_FALSE(parse_port_list("**********a*b*c*d*e", compiled()));
}

TEST(Services, ReadTheSystemsFile) {
  const std::string file = testing::TempDir() + "services";
  std::ofstream(file)
      << "# comment\nmine\t\t 7777/tcp  alias1 alias2 # more\nmine 7777/udp\nbroken\nbad x/tcp\nbig 70000/tcp\n"
         "http 80/tcp www\n/ /tcp\n";
  const Services services(file);
  EXPECT_EQ(services.name(7777), "mine");
  EXPECT_EQ(services.name(7777, Protocol::udp), "mine");
  EXPECT_THAT(services.ports("alias2", Protocol::tcp), ElementsAre(7777));
  EXPECT_THAT(services.ports("www", Protocol::tcp), ElementsAre(80));
  EXPECT_THAT(services.ports("big", Protocol::tcp), IsEmpty());
  EXPECT_EQ(services.name(6443), "kubernetes");  // what the file does not know stays
}

TEST(Services, HaveNoNameForAnUnusedPort) { EXPECT_EQ(compiled().name(64'999), ""); }

TEST(TopPorts, AreDistinctAndOrdered) {
  const auto all = top_ports(1000);
  EXPECT_EQ(all.size(), 1000U);
  EXPECT_EQ(std::set<std::uint16_t>(all.begin(), all.end()).size(), 1000U);
  EXPECT_EQ(top_ports(10), std::vector<std::uint16_t>(all.begin(), all.begin() + 10));
  EXPECT_EQ(top_ports(5000).size(), 1000U);
  EXPECT_THAT(top_ports(0), IsEmpty());
}

TEST(TopPorts, KnowTodaysSystems) {
  const auto hundred = top_ports(100);
  for (const int port : {22, 80, 443, 6443, 10250, 2379, 9200, 27017, 5601, 3000, 6379, 3306, 5432})
    EXPECT_THAT(hundred, Contains(port));
}

// nmap's own statistics, read where nmap is installed: the two first hundreds must speak of the same Internet.
TEST(TopPorts, ShareTheirFirstHundredWithNmap) {
  std::ifstream file("/usr/share/nmap/nmap-services");
  if (!file) GTEST_SKIP() << "needs nmap's data (nmap-common)";
  std::vector<std::pair<double, int>> ranked;
  for (std::string line; std::getline(file, line);) {
    char name[256];
    int port = 0;
    double frequency = 0;
    if (line.size() < 250 && std::sscanf(line.c_str(), "%255s %d/tcp %lf", name, &port, &frequency) == 3)
      ranked.emplace_back(-frequency, port);
  }
  std::sort(ranked.begin(), ranked.end());
  const auto ours = top_ports(100);
  int shared = 0;
  for (std::size_t i = 0; i < 100 && i < ranked.size(); ++i)
    shared += std::count(ours.begin(), ours.end(), ranked[i].second) > 0 ? 1 : 0;
  EXPECT_GE(shared, 65);
}

}  // namespace
}  // namespace pytk::portscan
