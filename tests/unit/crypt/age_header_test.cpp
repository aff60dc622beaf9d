// Headers of age files that nobody writes: each is a good file's, changed in one place and with the MAC made anew, so
// that it is the rule about that place that refuses it (c2sp.org/age).
#include "testing.hpp"

#include <pytk/core/digest.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/seal.hpp>

#include "crypt/age_header.hpp"
#include "crypt/age_keys.hpp"
#include "crypt/derive.hpp"

namespace pytk::crypt {
namespace {

using testing::no_passphrase;
using testing::TestContext;

constexpr std::string_view content = "payload";

/// A sealed file taken apart: what stands before "---", the key, and what follows the header.
struct Parts {
  std::string header, payload;
  Secret file_key;
};

Identities key_identities(const SealKey& key) {
  TestContext test;
  Identities list;
  add_identities(list, key.identity, "key", no_passphrase, test.context);
  return list;
}
Identities passphrase_identities(std::string_view passphrase) {
  Identities list;
  list.push_back(passphrase_identity(Secret(passphrase)));
  return list;
}

Parts take_apart(Recipients recipients, const Identities& identities) {
  TestContext test;
  std::string file;
  seal(*io::Source::of(bytes_of(content), "content"), *io::Sink::to(file), recipients, false, test.context);
  const auto in = io::Source::of(bytes_of(file), "file");
  const AgeHeader header = HeaderReader(*in).read();
  return {header.authenticated.substr(0, header.authenticated.size() - 3), file.substr(header.size),
          file_key_of(header, identities, "file")};
}
Parts for_key(const SealKey& key) {
  Recipients list;
  list.push_back(parse_recipient(key.recipient));
  return take_apart(std::move(list), key_identities(key));
}
Parts for_passphrase(std::string_view passphrase, unsigned work_factor = 4) {
  Recipients list;
  list.push_back(passphrase_recipient(Secret(passphrase), work_factor));
  return take_apart(std::move(list), passphrase_identities(passphrase));
}

std::string mac_of(const Secret& file_key, const std::string& header) {
  const Secret key = hkdf_sha256(file_key.view(), {}, "header", 32);
  return to_base64(hmac("sha256", key.view(), bytes_of(header + "---")), Base64::standard, false);
}
std::string with_mac(const Parts& parts, const std::string& header) {
  return header + "--- " + mac_of(parts.file_key, header) + "\n" + parts.payload;
}

enum class Outcome : std::uint8_t { opened, malformed, refused };
Outcome outcome_of(const std::string& file, const Identities& identities) {
  TestContext test;
  std::string out;
  try {
    open_sealed(*io::Source::of(bytes_of(file), "file"), *io::Sink::to(out), identities, test.context);
  } catch (const Error& error) {
    EXPECT_EQ(out, "");
    return error.fault() == Fault::data ? Outcome::malformed : Outcome::refused;
  }
  EXPECT_EQ(out, content);
  return Outcome::opened;
}

/// The next base64 character: what it ends with is then no longer zero bits.
std::string not_canonical(std::string text) {
  ++text.back();
  return text;
}
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(AgeHeaders, AStanzaIsWrittenInOneWayOnly) {
  const SealKey key = make_seal_key();
  const Identities identities = key_identities(key);
  const Parts parts = for_key(key);
  const std::string full(64, 'A');
  struct Case {
    std::string stanza;
    bool good;
  };
  std::string all_visible;
  for (char c = 33; c < 127; ++c) all_visible += c;
  const std::vector<Case> cases = {{"-> grease foo\nAAAA\n", true},
                                   {"-> foo\n\n", true},
                                   {"-> foo\n" + full + "\n\n", true},
                                   {"-> " + all_visible + " " + all_visible + "\n\n", true},
                                   {"-- foo\nAAAA\n", false},
                                   {"->foo\nAAAA\n", false},
                                   {"->\nAAAA\n", false},
                                   {"-> \nAAAA\n", false},
                                   {"-> foo  bar\nAAAA\n", false},
                                   {"-> foo \nAAAA\n", false},
                                   {"-> foo\tbar\nAAAA\n", false},
                                   {"-> foo b\x7f\nAAAA\n", false},
                                   {"-> foo b\xc3\xa4r\nAAAA\n", false},
                                   {"-> foo\nAAA=\n", false},
                                   {"-> foo\nAAB\n", false},
                                   {"-> foo\nAAAA\r\n", false},
                                   {"-> foo\nAA AA\n", false},
                                   {"-> foo\n" + full + "AAAA\n", false},
                                   {"-> foo\n", false},
                                   {"-> foo\n" + full + "\n", false},
                                   {"-> foo\nAAAA\nAAAA\n", false}};
  const std::size_t first = parts.header.find("-> ");
  for (const Case& one : cases) {
    const std::string before = std::string(parts.header).insert(first, one.stanza), after = parts.header + one.stanza;
    EXPECT_EQ(outcome_of(with_mac(parts, before), identities), one.good ? Outcome::opened : Outcome::malformed)
        << one.stanza;
    EXPECT_EQ(outcome_of(with_mac(parts, after), identities), one.good ? Outcome::opened : Outcome::malformed)
        << one.stanza;
  }
}

TEST(AgeHeaders, TheMacIsOneLineOfFortyThreeCharacters) {
  const SealKey key = make_seal_key();
  const Identities identities = key_identities(key);
  const Parts parts = for_key(key);
  const std::string mac = mac_of(parts.file_key, parts.header);
  const auto outcome = [&](const std::string& line) {
    return outcome_of(parts.header + line + "\n" + parts.payload, identities);
  };
  EXPECT_EQ(outcome("--- " + mac), Outcome::opened);
  std::string other = mac;
  other[5] = other[5] == 'A' ? 'B' : 'A';
  EXPECT_EQ(outcome("--- " + other), Outcome::refused);
  for (const std::string& line : {"---  " + mac, "---" + mac, "--- " + mac + " ", "--- " + mac + "=",
                                  "--- " + not_canonical(mac), "--- " + mac.substr(0, 22), "--- " + mac + "AAAA",
                                  std::string("---"), std::string("--- "), "--- " + mac + "\r"})
    EXPECT_EQ(outcome(line), Outcome::malformed) << line;
}

TEST(AgeHeaders, TheFirstLineIsTheVersionAndLinesEndInLineFeeds) {
  const SealKey key = make_seal_key();
  const Identities identities = key_identities(key);
  const Parts parts = for_key(key);
  for (const char* version : {"age-encryption.org/v1234", "age-encryption.org/v2", "age-encryption.org/v1 ",
                              "age-encryption.org/V1", "age-encryption.org/v1\r"})
    EXPECT_EQ(outcome_of(with_mac(parts, replaced(parts.header, "age-encryption.org/v1", version)), identities),
              Outcome::malformed)
        << version;
  EXPECT_EQ(outcome_of(with_mac(parts, std::string(age_intro) + "\n"), identities), Outcome::malformed);
  std::string crlf;
  for (const char c : parts.header) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  EXPECT_EQ(outcome_of(with_mac(parts, crlf), identities), Outcome::malformed);
}

TEST(AgeHeaders, AnX25519StanzaIsExact) {
  const SealKey key = make_seal_key();
  const Identities identities = key_identities(key);
  const Parts parts = for_key(key);
  const std::size_t at = parts.header.find("X25519 ") + 7;
  const std::string share = parts.header.substr(at, 43),
                    body = parts.header.substr(at + 44, parts.header.size() - at - 45);
  const auto outcome = [&](std::string_view from, const std::string& to) {
    return outcome_of(with_mac(parts, replaced(parts.header, from, to)), identities);
  };
  const auto base64 = [](const Bytes& bytes) { return to_base64(bytes, Base64::standard, false); };
  EXPECT_EQ(outcome("X25519", "x25519"), Outcome::refused);
  EXPECT_EQ(outcome(share, share + " 1234"), Outcome::malformed);
  EXPECT_EQ(outcome(" " + share, ""), Outcome::malformed);
  EXPECT_EQ(outcome(share, not_canonical(share)), Outcome::malformed);
  EXPECT_EQ(outcome(share, base64(Bytes(31, 9))), Outcome::malformed);
  EXPECT_EQ(outcome(share, base64(Bytes(33, 9))), Outcome::malformed);
  EXPECT_EQ(outcome(share, base64(Bytes(32, 0))), Outcome::malformed);  // all-zero shared secret
  EXPECT_EQ(outcome(body, not_canonical(body)), Outcome::malformed);
  EXPECT_EQ(outcome(body, base64(Bytes(33, 9))), Outcome::malformed);
  EXPECT_EQ(outcome(body, base64(Bytes(32, 9))), Outcome::refused);
  // A longer body is refused for its length, before anything is decrypted.
  const Bytes longer =
      wrap_file_key(Secret(ByteView(testing::random_bytes(32, 4))), Secret(ByteView(testing::random_bytes(17, 5))));
  EXPECT_EQ(outcome(body, base64(longer)), Outcome::malformed);
}

TEST(AgeHeaders, AScryptStanzaIsExactAndAlone) {
  const Identities identities = passphrase_identities("secret");
  const Parts parts = for_passphrase("secret");
  const std::size_t at = parts.header.find("scrypt ") + 7;
  const std::string salt = parts.header.substr(at, 22), body = parts.header.substr(at + 25, 43);
  const auto outcome = [&](std::string_view from, const std::string& to) {
    return outcome_of(with_mac(parts, replaced(parts.header, from, to)), identities);
  };
  const auto base64 = [](const Bytes& bytes) { return to_base64(bytes, Base64::standard, false); };
  EXPECT_EQ(outcome_of(with_mac(parts, parts.header), identities), Outcome::opened);
  EXPECT_EQ(outcome_of(with_mac(parts, parts.header), passphrase_identities("Secret")), Outcome::refused);
  EXPECT_EQ(outcome("scrypt", "Scrypt"), Outcome::refused);
  for (const char* factor :
       {"04", "004", "+4", "-4", "0x4", "4a", "a4", "0", "", "4 4", "4.0", "9223372036854775809", "23", "99"})
    EXPECT_EQ(outcome(salt + " 4", salt + " " + factor), Outcome::malformed) << factor;
  EXPECT_EQ(outcome(salt + " 4", salt), Outcome::malformed);
  EXPECT_EQ(outcome(salt + " 4", salt + " 5"), Outcome::refused);
  EXPECT_EQ(outcome(salt + " 4", "4"), Outcome::malformed);
  EXPECT_EQ(outcome(salt, not_canonical(salt)), Outcome::malformed);
  EXPECT_EQ(outcome(salt, base64(Bytes(15, 1))), Outcome::malformed);
  EXPECT_EQ(outcome(salt, base64(Bytes(17, 1))), Outcome::malformed);
  EXPECT_EQ(outcome(body, not_canonical(body)), Outcome::malformed);
  EXPECT_EQ(outcome(body, base64(Bytes(33, 1))), Outcome::malformed);
  const std::string stanza = parts.header.substr(parts.header.find("-> "));
  for (const std::string& other : {stanza, std::string("-> grease\n\n")}) {
    EXPECT_EQ(outcome_of(with_mac(parts, parts.header + other), identities), Outcome::malformed);
    EXPECT_EQ(
        outcome_of(with_mac(parts, std::string(parts.header).insert(parts.header.find("-> "), other)), identities),
        Outcome::malformed);
  }
}

TEST(AgeHeaders, WorkBeyondTheLimitIsDoneOnlyWhenAsked) {
  const Parts parts = for_passphrase("secret", 6);
  const std::string file = with_mac(parts, parts.header);
  const auto outcome = [&](unsigned highest) {
    Identities list;
    list.push_back(passphrase_identity(Secret(std::string_view("secret")), highest));
    return outcome_of(file, list);
  };
  EXPECT_EQ(outcome(6), Outcome::opened);
  EXPECT_EQ(outcome(5), Outcome::malformed);
}

TEST(AgeKeys, HaveTheirOwnCaseAndLength) {
  TestContext test;
  const SealKey key = make_seal_key();
  const std::string identity(key.identity.text()), small = lower(identity), large = upper(key.recipient);
  const auto takes = [&](const std::string& line) {
    Identities list;
    add_identities(list, Secret(std::string_view(line)), "key", no_passphrase, test.context);
    return list.size();
  };
  EXPECT_EQ(takes("# comment\n\n" + identity + "\r\n" + identity + "\n"), 2U);
  for (const std::string& line :
       {small, identity.substr(0, 20) + small.substr(20), identity.substr(0, identity.size() - 1), key.recipient,
        std::string("AGE-SECRET-KEY-1")})
    EXPECT_THROW((void)takes(line), Error) << line;
  for (const std::string& line : {large, key.recipient.substr(0, 20) + large.substr(20), key.recipient.substr(0, 30),
                                  identity, std::string("age1")})
    EXPECT_THROW((void)parse_recipient(line), Error) << line;
}

}  // namespace
}  // namespace pytk::crypt
