#include "testing.hpp"

#include <pytk/core/number.hpp>
#include <pytk/crypt/x509.hpp>

namespace pytk::crypt {
namespace {

constexpr std::int64_t day = 86'400, start = 1'700'000'000;

std::vector<Secret> secrets(const json::Value* list) {
  std::vector<Secret> all;
  for (const auto& item : list->items) all.emplace_back(std::string_view(item.text));
  return all;
}

TEST(X509Limbo, EveryCaseInTheFolder) {
  const auto suite = testing::conformance_json("x509-limbo/limbo-part.json");
  PYTK_SKIP_WITHOUT(suite);
  for (const auto& one : suite.find("testcases")->items) {
    SCOPED_TRACE(testing::text(one, "id"));
    ChainQuestion question;
    question.roots = secrets(one.find("trusted_certs"));
    question.untrusted = secrets(one.find("untrusted_intermediates"));
    if (const auto* crls = one.find("crls"); crls != nullptr) question.crls = secrets(crls);
    question.system_roots = false;
    const std::string id = testing::text(one, "id");
    question.profile =
        id.starts_with("webpki::") || id.starts_with("online::") ? ChainProfile::webpki : ChainProfile::rfc5280;
    question.purpose = testing::text(one, "validation_kind") == "CLIENT" ? ChainPurpose::client : ChainPurpose::server;
    const std::string time = testing::text(one, "validation_time");
    question.time = time.empty() ? now_nanoseconds() / 1'000'000'000
                                 : value_or_throw(parse_time(time), Fault::data) / 1'000'000'000;
    if (const std::string depth = testing::text(one, "max_chain_depth"); !depth.empty())
      question.depth = std::stoul(depth);
    const json::Value* peer = one.find("expected_peer_name");
    if (peer->kind != json::Kind::object && !one.find("expected_peer_names")->items.empty())
      peer = &one.find("expected_peer_names")->items.front();
    if (peer->kind == json::Kind::object) {
      const std::string kind = testing::text(*peer, "kind"), value = testing::text(*peer, "value");
      (kind == "DNS" ? question.host : kind == "IP" ? question.ip : question.email) = value;
    }
    const ChainAnswer answer =
        verify_chain(Secret(std::string_view(testing::text(one, "peer_certificate"))), "leaf", question);
    EXPECT_EQ(answer.good, testing::text(one, "expected_result") == "SUCCESS") << answer.reason;
  }
}

/// Chains made for single rules: other paths, revocation lists, usages, wildcards under constraints.
TEST(X509Rules, EveryChainMadeForThem) {
  const auto suite = value_or_throw(
      json::parse(testing::read_file(std::filesystem::path(PYTK_SOURCE_DIR) / "tests/data/crypt/chains.json")),
      Fault::data);
  const auto file = [](const json::Value& one, std::string_view name, std::vector<Secret>& to) {
    if (const std::string pem = testing::text(one, name); !pem.empty()) to.emplace_back(std::string_view(pem));
  };
  EXPECT_GT(suite.find("cases")->items.size(), 50U);
  for (const auto& one : suite.find("cases")->items) {
    for (const auto& profile : one.find("profiles")->items) {
      SCOPED_TRACE(testing::text(one, "name") + " " + profile.text);
      ChainQuestion question;
      file(one, "roots", question.roots);
      file(one, "untrusted", question.untrusted);
      file(one, "crls", question.crls);
      question.system_roots = false;
      question.profile = profile.text == "webpki" ? ChainProfile::webpki : ChainProfile::rfc5280;
      question.purpose = testing::text(one, "purpose") == "client" ? ChainPurpose::client : ChainPurpose::server;
      question.host = testing::text(one, "host");
      question.ip = testing::text(one, "ip");
      question.email = testing::text(one, "email");
      question.time = value_or_throw(parse_time(testing::text(one, "at")), Fault::data) / 1'000'000'000;
      const ChainAnswer answer = verify_chain(Secret(std::string_view(testing::text(one, "leaf"))), "leaf", question);
      EXPECT_EQ(answer.good, one.find("good")->boolean) << answer.reason;
    }
  }
}

struct OwnChain {
  AsymmetricKey root_key = generate_key("ec-p256"), middle_key = generate_key("ed25519"),
                leaf_key = generate_key("ec-p384");
  Secret root, middle, leaf;
  explicit OwnChain(std::vector<std::string> names = {"a.example.com", "*.b.example.com", "192.0.2.1"}) {
    root = Secret(std::string_view(make_self_signed(root_key, request("CN=Root,O=Acme", true, {}))));
    middle =
        Secret(std::string_view(issue(Secret(std::string_view(make_csr(middle_key, request("CN=Middle", true, {})))),
                                      root, root_key, request("CN=Middle", true, {}, 0))));
    leaf = Secret(
        std::string_view(issue(Secret(std::string_view(make_csr(leaf_key, request("", false, std::move(names))))),
                               middle, middle_key, request("", false, {}))));
  }
  static CertificateRequest request(std::string subject, bool authority, std::vector<std::string> names,
                                    std::optional<std::uint64_t> length = {}) {
    CertificateRequest request;
    request.subject = std::move(subject);
    request.names = std::move(names);
    request.not_before = start;
    request.not_after = start + 30 * day;
    request.authority = authority;
    request.path_length = length;
    return request;
  }
  [[nodiscard]] ChainQuestion question() const {
    ChainQuestion question;
    question.roots.push_back(root.copy());
    question.untrusted.push_back(middle.copy());
    question.system_roots = false;
    question.time = start + day;
    return question;
  }
};

TEST(OwnCertificates, PassTheStrictRules) {
  const OwnChain chain;
  for (const ChainProfile profile : {ChainProfile::webpki, ChainProfile::rfc5280}) {
    for (const ChainPurpose purpose : {ChainPurpose::server, ChainPurpose::client}) {
      ChainQuestion question = chain.question();
      question.profile = profile;
      question.purpose = purpose;
      const ChainAnswer answer = verify_chain(chain.leaf, "leaf", question);
      EXPECT_TRUE(answer.good) << answer.reason;
      EXPECT_EQ(answer.chain.size(), 3U);
    }
  }
}

TEST(OwnCertificates, AreForTheirNamesOnly) {
  const OwnChain chain;
  const auto good = [&](const std::string& host, const std::string& ip) {
    ChainQuestion question = chain.question();
    question.host = host;
    question.ip = ip;
    return verify_chain(chain.leaf, "leaf", question).good;
  };
  EXPECT_TRUE(good("a.example.com", ""));
  EXPECT_TRUE(good("A.EXAMPLE.com.", ""));
  EXPECT_TRUE(good("x.b.example.com", ""));
  EXPECT_FALSE(good("b.example.com", ""));
  EXPECT_FALSE(good("y.x.b.example.com", ""));
  EXPECT_FALSE(good("example.com", ""));
  EXPECT_TRUE(good("", "192.0.2.1"));
  EXPECT_FALSE(good("", "192.0.2.2"));
  EXPECT_THROW((void)good("192.0.2.1:443", ""), Error);
}

TEST(OwnCertificates, HoldFromTheFirstToTheLastSecond) {
  const OwnChain chain;
  const auto good = [&](std::int64_t time) {
    ChainQuestion question = chain.question();
    question.time = time;
    return verify_chain(chain.leaf, "leaf", question).good;
  };
  EXPECT_FALSE(good(start - 1));
  EXPECT_TRUE(good(start));
  EXPECT_TRUE(good(start + 30 * day));
  EXPECT_FALSE(good(start + 30 * day + 1));
}

TEST(OwnCertificates, NeedTheirRootAndTheirMiddle) {
  const OwnChain chain, other;
  ChainQuestion question = chain.question();
  question.untrusted.clear();
  EXPECT_FALSE(verify_chain(chain.leaf, "leaf", question).good);
  EXPECT_FALSE(verify_chain(chain.leaf, "leaf", other.question()).good);
  question = chain.question();
  question.depth = 0;
  EXPECT_FALSE(verify_chain(chain.leaf, "leaf", question).good);
}

TEST(Issuing, RefusesLeavesAsIssuersAndForeignKeys) {
  const OwnChain chain;
  const Secret csr(std::string_view(make_csr(chain.leaf_key, OwnChain::request("CN=x", false, {"x.example.com"}))));
  EXPECT_THROW((void)issue(csr, chain.leaf, chain.leaf_key, OwnChain::request("", false, {})), Error);
  EXPECT_THROW((void)issue(csr, chain.root, chain.leaf_key, OwnChain::request("", false, {})), Error);
  std::string changed(csr.text());
  const std::size_t place = changed.size() - 80;
  changed[place] = changed[place] == 'A' ? 'B' : 'A';
  EXPECT_THROW(
      (void)issue(Secret(std::string_view(changed)), chain.root, chain.root_key, OwnChain::request("", false, {})),
      Error);
  EXPECT_THROW((void)make_self_signed(chain.root_key, OwnChain::request("CN", false, {})), Error);
  EXPECT_THROW((void)make_self_signed(chain.root_key, OwnChain::request("", false, {})), Error);
}

TEST(Showing, TellsWhatWasAskedFor) {
  const OwnChain chain;
  const auto info = show_certificates(chain.leaf, "leaf").front();
  EXPECT_EQ(info.issuer, "CN=Middle");
  EXPECT_EQ(info.names, (std::vector<std::string>{"dns:a.example.com", "dns:*.b.example.com", "ip:192.0.2.1"}));
  EXPECT_EQ(info.key_bits, 384U);
  EXPECT_FALSE(info.authority);
  EXPECT_EQ(show_certificates(chain.root, "root").front().subject, "CN=Root,O=Acme");
  EXPECT_THROW((void)show_certificates(Secret(std::string_view("rubbish")), "x"), Error);
}

TEST(Pkcs12, ComesBackWithItsPassphraseOnly) {
  const OwnChain chain;
  std::vector<Secret> others;
  others.push_back(chain.middle.copy());
  const Secret file = make_pkcs12(chain.leaf_key, chain.leaf, others, "me", Secret(std::string_view("right")));
  const Pkcs12Content content = read_pkcs12(file, "file", Secret(std::string_view("right")));
  EXPECT_EQ(content.certificate_pem, chain.leaf.text());
  EXPECT_EQ(content.chain_pem, chain.middle.text());
  EXPECT_EQ(info_of(parse_private(content.key_pem, "k", [] { return Secret(); })).spki_sha256,
            info_of(chain.leaf_key).spki_sha256);
  EXPECT_THROW((void)read_pkcs12(file, "file", Secret(std::string_view("wrong"))), Error);
}

}  // namespace
}  // namespace pytk::crypt
