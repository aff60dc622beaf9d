#include "testing.hpp"

#include <map>
#include <sstream>

#include <zlib.h>

#include <pytk/crypt/fernet.hpp>
#include <pytk/crypt/hash.hpp>
#include <pytk/crypt/seal.hpp>

#include "crypt/armor.hpp"
#include "crypt/bech32.hpp"
#include "crypt/blowfish.hpp"
#include "crypt/build_key.hpp"
#include "crypt/key_file.hpp"

namespace pytk::crypt {
namespace {

using testing::no_passphrase;
using testing::random_bytes;
using testing::TestContext;
using testing::TestFile;

struct Vector {
  std::multimap<std::string, std::string> fields;
  std::string file;
  [[nodiscard]] std::string one(const std::string& name) const {
    const auto found = fields.find(name);
    return found == fields.end() ? "" : found->second;
  }
};

std::string inflated(const std::string& in) {
  z_stream stream{};
  inflateInit(&stream);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
  stream.avail_in = static_cast<uInt>(in.size());
  std::string out;
  char piece[65536];
  int status = Z_OK;
  while (status == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(piece);
    stream.avail_out = sizeof piece;
    status = inflate(&stream, Z_NO_FLUSH);
    out.append(piece, sizeof piece - stream.avail_out);
  }
  inflateEnd(&stream);
  return out;
}

Vector read_vector(const std::filesystem::path& path) {
  const std::string all = testing::read_file(path);
  const std::size_t end = all.find("\n\n");
  Vector vector;
  std::istringstream lines(all.substr(0, end));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t colon = line.find(": ");
    if (colon != std::string::npos) vector.fields.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  vector.file = all.substr(end + 2);
  if (vector.one("compressed") == "zlib") vector.file = inflated(vector.file);
  return vector;
}

Identities identities_of(const Vector& vector, Context& context) {
  Identities identities;
  for (auto [at, end] = vector.fields.equal_range("identity"); at != end; ++at)
    add_identities(identities, Secret(std::string_view(at->second)), "vector", no_passphrase, context);
  for (auto [at, end] = vector.fields.equal_range("passphrase"); at != end; ++at)
    identities.push_back(passphrase_identity(Secret(std::string_view(at->second))));
  return identities;
}

TEST(Age, PassesEveryVectorInTheFolder) {
  const auto folder = testing::conformance("age");
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no conformance data: set PYTK_CONFORMANCE_DIR";
  int seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".md") continue;
    const Vector vector = read_vector(entry.path());
    if (vector.one("expect").empty()) continue;
    SCOPED_TRACE(entry.path().filename().string());
    ++seen;
    for (const std::size_t threads : {1U, 3U}) {
      TestContext test(threads);
      std::string released;
      bool good = true;
      const auto in = io::Source::of(bytes_of(vector.file), "vector");
      try {
        open_sealed(*in, *io::Sink::to(released), identities_of(vector, test.context), test.context);
      } catch (const Error& error) {
        good = false;
        EXPECT_TRUE(error.fault() == Fault::refused || error.fault() == Fault::data) << error.what_happened();
      }
      EXPECT_EQ(good, vector.one("expect") == "success");
      if (const std::string wanted = vector.one("payload"); !wanted.empty()) {
        Hasher hasher("sha256");
        hasher.update(bytes_of(released));
        EXPECT_EQ(to_hex(hasher.finish()), wanted);
      } else {
        EXPECT_EQ(released, "");
      }
    }
  }
  EXPECT_GT(seen, 40);
}

std::string sealed_for(const std::vector<std::string>& recipients, ByteView message, bool armor = false,
                       std::size_t threads = 1) {
  TestContext test(threads);
  Recipients list;
  for (const auto& one : recipients) list.push_back(parse_recipient(one));
  std::string out;
  const auto in = io::Source::of(message, "message");
  seal(*in, *io::Sink::to(out), list, armor, test.context);
  return out;
}

std::string opened(const std::string& file, const SealKey& key, std::size_t threads = 1) {
  TestContext test(threads);
  Identities list;
  add_identities(list, key.identity, "key", no_passphrase, test.context);
  std::string out;
  const auto in = io::Source::of(bytes_of(file), "file");
  open_sealed(*in, *io::Sink::to(out), list, test.context);
  return out;
}

TEST(Seal, ComesBackAtEveryLengthArmorAndThreadCount) {
  const SealKey a = make_seal_key(), b = make_seal_key();
  for (const std::size_t size : {0U, 1U, 47U, 48U, 65535U, 65536U, 65537U, 131072U, 1'500'000U}) {
    const Bytes message = random_bytes(size, size);
    for (const bool armor : {false, true}) {
      for (const std::size_t threads : {1U, 2U, 5U}) {
        const std::string file = sealed_for({a.recipient, b.recipient}, message, armor, threads);
        EXPECT_EQ(opened(file, a, threads), text_of(message)) << size;
        EXPECT_EQ(opened(file, b, 1), text_of(message)) << size;
      }
    }
  }
}

TEST(Seal, EveryCutAndEveryFlippedByteIsRefused) {
  const SealKey key = make_seal_key();
  const std::string file = sealed_for({key.recipient}, random_bytes(300, 1));
  for (std::size_t i = 0; i < file.size(); ++i) {
    EXPECT_THROW((void)opened(file.substr(0, i), key), Error) << i;
    std::string flipped = file;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    EXPECT_THROW((void)opened(flipped, key), Error) << i;
  }
  EXPECT_THROW((void)opened(file + "x", key), Error);
}

TEST(Seal, AnyRangeIsThatPartOfTheContent) {
  TestContext test(2);
  const SealKey key = make_seal_key();
  const Bytes message = random_bytes(400'000, 8);
  const std::string whole(text_of(message));
  Identities list;
  add_identities(list, key.identity, "key", no_passphrase, test.context);
  for (const bool armor : {false, true}) {
    const TestFile file(sealed_for({key.recipient}, message, armor));
    const auto part = [&](std::uint64_t offset, std::optional<std::uint64_t> length) {
      std::string out;
      open_range(*open_replay(file.path(), test.cancel), *io::Sink::to(out), list, {offset, length}, test.context);
      return out;
    };
    for (const std::uint64_t offset : {0U, 1U, 65535U, 65536U, 65537U, 399'999U, 400'000U})
      for (const std::uint64_t length : {0U, 1U, 65536U, 70'000U, 1'000'000U})
        EXPECT_EQ(part(offset, length), whole.substr(offset, length)) << offset << ' ' << length;
    EXPECT_EQ(part(100, std::nullopt), whole.substr(100));
    EXPECT_THROW((void)part(400'001, 1), Error);
  }
}

TEST(Seal, VerifyFirstGivesNothingOfADamagedFile) {
  TestContext test;
  const SealKey key = make_seal_key();
  std::string text = sealed_for({key.recipient}, random_bytes(200'000, 8));
  text.back() = static_cast<char>(text.back() ^ 1);
  const TestFile file(text);
  Identities list;
  add_identities(list, key.identity, "key", no_passphrase, test.context);
  std::string out;
  EXPECT_THROW(open_verified(*open_replay(file.path(), test.cancel), *io::Sink::to(out), list, test.context), Error);
  EXPECT_EQ(out, "");
}

TEST(Seal, APassphraseStandsAlone) {
  TestContext test;
  Recipients list;
  list.push_back(passphrase_recipient(Secret(std::string_view("secret")), 4));
  std::string file, out;
  const auto in = io::Source::of(bytes_of("message"), "message");
  seal(*in, *io::Sink::to(file), list, false, test.context);
  for (const bool right : {true, false}) {
    Identities ids;
    ids.push_back(passphrase_identity(Secret(std::string_view(right ? "secret" : "Secret"))));
    const auto again = io::Source::of(bytes_of(file), "file");
    if (right) EXPECT_NO_THROW(open_sealed(*again, *io::Sink::to(out), ids, test.context));
    else EXPECT_THROW(open_sealed(*again, *io::Sink::to(out), ids, test.context), Error);
  }
  EXPECT_EQ(out, "message");
  list.push_back(parse_recipient(make_seal_key().recipient));
  const auto more = io::Source::of(bytes_of("message"), "message");
  EXPECT_THROW(seal(*more, *io::Sink::to(file), list, false, test.context), Error);
}

TEST(Bech32, ComesBackAndRefusesTypingErrors) {
  const Bytes data = random_bytes(32, 2);
  const std::string text = to_bech32("AGE-SECRET-KEY-", data);
  EXPECT_EQ(from_bech32(text)->data, data);
  EXPECT_EQ(from_bech32(text)->prefix, "AGE-SECRET-KEY-");
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string wrong = text;
    wrong[i] = wrong[i] == 'Q' ? 'P' : 'Q';
    EXPECT_FALSE(from_bech32(wrong)) << i;
    wrong[i] = static_cast<char>(std::tolower(text[i]));
    if (wrong[i] != text[i]) {
      EXPECT_FALSE(from_bech32(wrong)) << i;
    }
  }
}

TEST(Blowfish, KnowsBcrypt) {
  // "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" is the hash of "U*U" in bcrypt's own test list.
  std::array<std::uint8_t, 16> salt;
  salt.fill(0x10);
  for (std::size_t i = 0; i < 15; i += 3) {
    salt[i] = 0x10;
    salt[i + 1] = 0x41;
    salt[i + 2] = 0x04;
  }
  salt[15] = 0x10;
  EXPECT_EQ(to_hex(bcrypt(bytes_of("U*U"), salt, 5)).size(), 46U);
  EXPECT_EQ(to_hex(bcrypt_pbkdf(bytes_of("password"), bytes_of("salt"), 4, 32).view()),
            "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9");
}

TEST(SshKeys, AContainerComesBackWithAndWithoutAPassphrase) {
  begin();
  const Secret seed{ByteView(random_bytes(32, 6))};
  const Key key = make_raw_private("ED25519", seed.view());
  for (const std::string_view passphrase : {"", "open sesame"}) {
    const Secret secret{passphrase};
    const Secret text = show_ssh_private(key.get(), "a comment", secret);
    const SshPrivate back = parse_ssh_private(text.text(), [&] { return secret.copy(); });
    EXPECT_EQ(private_der(back.key.get()).text(), private_der(key.get()).text());
    EXPECT_EQ(back.comment, "a comment");
    if (passphrase.empty()) continue;
    EXPECT_THROW((void)parse_ssh_private(text.text(), [] { return Secret(std::string_view("wrong")); }), Error);
  }
  const std::string line = show_ssh_public(key.get(), "me@here");
  EXPECT_EQ(parse_ssh_public(line)->comment, "me@here");
  EXPECT_EQ(public_der(key_of_ssh_blob(parse_ssh_public(line)->blob).get()), public_der(key.get()));
}

}  // namespace
}  // namespace pytk::crypt
