// pytk crypt mac, kdf, aead, cipher, eq.
#include <optional>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/symmetric.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

constexpr std::uint64_t most_in_memory = 1ULL << 30U;

struct MacOptions {
  KeyOptions key;
  std::string algorithm = "hmac-sha256", nonce_hex, customization, input = "-", output = "-";
  std::optional<std::string> verify;  // an empty tag is a wrong one
  Encoding encoding{"hex"};
  std::uint64_t tag_bits = 0, length = 0;
  bool lines = false, allow_weak = false;
};

Bytes finished(crypt::Mac& mac, std::uint64_t tag_bits) {
  Bytes tag = mac.finish();
  if (tag_bits == 0) return tag;
  if (tag_bits % 8 != 0 || tag_bits / 8 > tag.size())
    throw fail(Fault::usage, "a tag of {} bits cannot be cut from one of {}", tag_bits, tag.size() * 8);
  tag.resize(static_cast<std::size_t>(tag_bits / 8));
  return tag;
}

int run_mac(const MacOptions& o, Context& context) {
  crypt::MacChoice choice{
      o.algorithm, static_cast<std::size_t>(o.length), hex_option(o.nonce_hex, "--nonce-hex"), {}, o.allow_weak};
  choice.customization.assign(o.customization.begin(), o.customization.end());
  crypt::Mac mac(choice, o.key.read("MAC key"));
  const auto in = open_input(o.input, context);
  if (o.lines) {
    const auto out = open_output(o.output, context, !o.encoding.is_text(), false);
    io::LineReader reader(*in);
    for (std::string_view line; reader.next(line);) {
      context.cancel.check();
      mac.update(bytes_of(line));
      o.encoding.write(*out, finished(mac, o.tag_bits));
    }
    out->commit();
    return 0;
  }
  Bytes piece(64U << 10U);
  while (const std::size_t got = in->read(piece)) {
    context.cancel.check();
    mac.update(ByteView(piece).first(got));
  }
  if (o.verify) {
    const Bytes given = hex_option(*o.verify, "--verify");
    if (crypt::tag_matches(mac.finish(), given, static_cast<std::size_t>(o.tag_bits))) return 0;
    throw fail(Fault::refused, "the {} of '{}' does not match", o.algorithm, in->name());
  }
  const auto out = open_output(o.output, context, !o.encoding.is_text(), false);
  o.encoding.write(*out, finished(mac, o.tag_bits));
  out->commit();
  return 0;
}

struct KdfOptions {
  KeyOptions secret;
  std::string algorithm, salt_hex, info_hex, output = "-";
  Encoding encoding{"raw"};
  std::uint64_t rounds = 0, memory = 0, lanes = 1, block = 8, length = 32, tune = 0;
  bool allow_weak = false;
  cli::OutputOptions records;
};

int run_kdf(const KdfOptions& o, Context& context) {
  crypt::KdfRequest request{.name = lower(o.algorithm),
                            .salt = hex_option(o.salt_hex, "--salt-hex"),
                            .info = hex_option(o.info_hex, "--info-hex")};
  request.rounds = o.rounds;
  request.memory = o.memory;
  request.lanes = checked<std::uint32_t>(o.lanes);
  request.block = checked<std::uint32_t>(o.block);
  request.length = static_cast<std::size_t>(o.length);
  request.allow_weak = o.allow_weak;
  if (o.tune > 0) {
    request = crypt::tuned(request, o.tune);
    const record::Schema schema = {{"algorithm", record::Type::text}, {"iterations", record::Type::uint64}};
    cli::RecordOutput rows({.output = o.output, .format = {}, .fields = {}}, schema, context);
    record::Batch batch(schema);
    batch[0].add_text(request.name);
    batch[1].add_uint(request.rounds);
    batch.end_row();
    rows.write(batch);
    rows.finish();
    return 0;
  }
  if (o.secret.where.empty())
    throw fail(Fault::usage, "no secret was given")
        .hint("--secret KEYSRC: a path, file:PATH, env:NAME, fd:N or prompt");
  const Secret key = crypt::derive(request, o.secret.read("secret"));
  const auto out = open_secret_output(o.output, context, !o.encoding.is_text());
  o.encoding.write(*out, key.view());
  out->commit();
  return 0;
}

struct AeadOptions {
  KeyOptions key;
  std::optional<std::string> nonce_hex;
  std::string algorithm = "aes-256-gcm", aad_hex, aad_file, input = "-", output = "-";
  std::uint64_t tag_bits = 128;
  bool allow_fixed_nonce = false;
};

int run_aead(const AeadOptions& o, bool seal, Context& context) {
  refuse_same(o.input, o.output);
  crypt::AeadRequest request{o.algorithm, hex_option(o.nonce_hex.value_or(""), "--nonce-hex"),
                             hex_option(o.aad_hex, "--aad-hex"), static_cast<std::size_t>(o.tag_bits)};
  if (!o.aad_file.empty()) {
    const std::string aad = open_input(o.aad_file, context)->read_all(most_in_memory);
    request.aad.assign(aad.begin(), aad.end());
  }
  const std::size_t usual = crypt::aead_nonce_size(o.algorithm);
  const bool fixed = o.nonce_hex.has_value();
  if (seal && fixed && !o.allow_fixed_nonce)
    throw fail(Fault::usage, "a nonce that is used twice with one key breaks {}", o.algorithm)
        .hint("leave out --nonce-hex for a random one, or say --allow-fixed-nonce");
  const Secret key = o.key.read("key");
  std::string input = open_input(o.input, context)->read_all(most_in_memory);
  ByteView body = bytes_of(input);
  if (!fixed && seal) {
    request.nonce.resize(usual);
    secure_random(request.nonce);
  } else if (!fixed) {
    if (body.size() < usual)
      throw fail(Fault::data, "the input is too short: {} bytes, the nonce alone has {}", body.size(), usual);
    request.nonce.assign(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(usual));
    body = body.subspan(usual);
  }
  if (seal) {
    const Bytes sealed = crypt::aead_seal(request, key, body);
    wipe({reinterpret_cast<std::uint8_t*>(input.data()), input.size()});
    const auto out = open_output(o.output, context, true, false);
    if (!fixed) out->write(ByteView(request.nonce));
    out->write(ByteView(sealed));
    out->commit();
  } else {
    const Secret plain = crypt::aead_open(request, key, body);
    const auto out = open_output(o.output, context, false, true);
    out->write(plain.view());
    out->commit();
  }
  return 0;
}

struct CipherOptions {
  KeyOptions key;
  std::string algorithm, iv_hex, input = "-", output = "-";
  bool unauthenticated = false, no_padding = false, allow_weak = false;
};

int run_plain_cipher(const CipherOptions& o, bool encrypt, Context& context) {
  if (!o.unauthenticated)
    throw fail(Fault::usage, "these modes do not notice changes of the ciphertext")
        .hint("use seal, fernet or aead; --unauthenticated if a format demands it");
  refuse_same(o.input, o.output);
  crypt::CipherRequest request{o.algorithm, hex_option(o.iv_hex, "--iv-hex"), !o.no_padding, o.allow_weak};
  const Secret key = o.key.read("key");
  const auto in = open_input(o.input, context);
  const std::size_t iv_size = crypt::cipher_iv_size(o.algorithm);
  const bool prefixed = o.iv_hex.empty() && iv_size > 0;
  if (prefixed) {
    request.iv.resize(iv_size);
    if (encrypt) secure_random(request.iv);
    std::size_t filled = encrypt ? iv_size : 0;
    while (filled < iv_size) {
      const std::size_t got = in->read(std::span(request.iv).subspan(filled));
      if (got == 0) throw fail(Fault::data, "the input is too short to begin with an IV");
      filled += got;
    }
  }
  const auto out = open_output(o.output, context, encrypt, !encrypt);
  if (prefixed && encrypt) out->write(ByteView(request.iv));
  crypt::run_cipher(request, key, encrypt, *in, *out, context);
  out->commit();
  return 0;
}

void add_files(cli::Spec& spec, std::string& input, std::string& output, const char* what) {
  spec.positional("IN", input, what).otherwise("standard input").complete_files();
  cli::add_output_file(spec, output);
}

void describe_aead_verb(cli::Spec& spec, bool seal) {
  auto& o = spec.options<AeadOptions>();
  add_key(spec, o.key, "-k,--key", "the key");
  spec.option("--alg,-a", o.algorithm, "which algorithm")
      .placeholder("ALG")
      .otherwise("aes-256-gcm")
      .complete_from(crypt::aead_names);
  spec.option("--nonce-hex", o.nonce_hex,
              seal ? "a fixed nonce instead of a random one in front of the output"
                   : "the nonce, when it is not in front of the input")
      .placeholder("HEX");
  spec.option("--aad-hex", o.aad_hex, "additional data that is authenticated only").placeholder("HEX");
  spec.option("--aad-file", o.aad_file, "the same from a file").placeholder("FILE").complete_files();
  spec.option("--tag-bits", o.tag_bits, "length of the tag").placeholder("N").otherwise("128");
  if (seal)
    spec.flag("--allow-fixed-nonce", o.allow_fixed_nonce, "take --nonce-hex although one used twice breaks everything");
  add_files(spec, o.input, o.output, seal ? "what to encrypt" : "what to decrypt");
  spec.description(
      seal
          ? "Writes nonce, ciphertext and tag; with --nonce-hex ciphertext and tag. The input is held in memory, at most 1 GiB."
          : "Nothing is written unless the tag is right. The input is held in memory, at most 1 GiB.");
  spec.note("algorithms", join(crypt::aead_names(), " "));
  spec.example(
      seal
          ? "pytk crypt rand 32 -o k && pytk crypt aead seal -k k message.txt -o message.sealed"
          : "pytk crypt rand 32 -o k && pytk crypt aead seal -k k --alg xchacha20-poly1305 message.txt | pytk crypt aead open -k k --alg xchacha20-poly1305",
      seal ? "a random nonce stands in front" : "there and back");
  spec.example(
      seal
          ? "pytk crypt rand 16 -o k && pytk crypt aead seal -k k --alg aes-128-gcm --aad-file message.txt < /dev/null -o tag.bin"
          : "pytk crypt rand 32 -o k && pytk crypt aead seal -k k --aad-hex 01 message.txt | pytk crypt aead open -k k --aad-hex 01",
      "with additional data");
  spec.run([&o, seal](Context& context) { return run_aead(o, seal, context); });
}
void describe_aead_seal(cli::Spec& spec) { describe_aead_verb(spec, true); }
void describe_aead_open(cli::Spec& spec) { describe_aead_verb(spec, false); }

void describe_cipher_verb(cli::Spec& spec, bool encrypt) {
  auto& o = spec.options<CipherOptions>();
  add_key(spec, o.key, "-k,--key", "the key");
  spec.option("--alg,-a", o.algorithm, "which cipher and mode")
      .placeholder("ALG")
      .required()
      .complete_from(crypt::cipher_names);
  not_empty(spec.option("--iv-hex", o.iv_hex,
                        encrypt ? "the IV, instead of a random one in front of the output"
                                : "the IV, when it is not in front of the input"))
      .placeholder("HEX");
  spec.flag("--unauthenticated", o.unauthenticated, "yes, changes will not be noticed");
  spec.flag("--no-padding", o.no_padding, "no PKCS#7 padding in CBC and ECB");
  spec.flag("--allow-weak", o.allow_weak, "take ECB and triple DES, with a warning");
  add_files(spec, o.input, o.output, encrypt ? "what to encrypt" : "what to decrypt");
  spec.note("ciphers", join(crypt::cipher_names(), " "));
  spec.example(
      encrypt
          ? "pytk crypt rand 32 -o k && pytk crypt cipher encrypt --alg aes-256-ctr -k k --unauthenticated message.txt -o m.bin"
          : "pytk crypt rand 16 -o k && pytk crypt cipher encrypt --alg aes-128-cbc -k k --unauthenticated message.txt | "
            "pytk crypt cipher decrypt --alg aes-128-cbc -k k --unauthenticated",
      encrypt ? "a random IV stands in front" : "there and back");
  spec.example(
      encrypt
          ? "pytk crypt rand 16 -o k && pytk crypt cipher encrypt --alg aes-128-cbc -k k --iv-hex 000102030405060708090a0b0c0d0e0f --unauthenticated message.txt -o m.bin"
          : "pytk crypt rand 32 -o k && pytk crypt cipher encrypt --alg chacha20 -k k --unauthenticated message.txt | pytk crypt cipher decrypt --alg chacha20 -k k --unauthenticated",
      encrypt ? "with an IV that a protocol gives" : "a stream cipher");
  spec.run([&o, encrypt](Context& context) { return run_plain_cipher(o, encrypt, context); });
}
void describe_cipher_encrypt(cli::Spec& spec) { describe_cipher_verb(spec, true); }
void describe_cipher_decrypt(cli::Spec& spec) { describe_cipher_verb(spec, false); }

}  // namespace

void describe_mac(cli::Spec& spec) {
  auto& o = spec.options<MacOptions>();
  spec.summary("authentication codes: make and verify them");
  spec.option("-a,--algorithm,--alg", o.algorithm, "which code")
      .placeholder("ALG")
      .otherwise("hmac-sha256")
      .complete_from(crypt::mac_names);
  add_key(spec, o.key, "-k,--key", "the key");
  spec.option("--verify", o.verify, "compare with this tag: exit status 0 if it fits, 1 if not").placeholder("HEX");
  spec.option("--tag-bits", o.tag_bits, "cut the tag to this length").placeholder("N").otherwise("the whole tag");
  spec.size("--length", o.length, "bytes of output of kmac128, kmac256, blake2b, blake3; 8 or 16 of siphash")
      .placeholder("N");
  spec.option("--nonce-hex", o.nonce_hex, "the nonce of gmac").placeholder("HEX");
  spec.option("--customization", o.customization, "the customization text of kmac").placeholder("TEXT");
  spec.flag("--lines", o.lines, "a tag for every line");
  spec.flag("--allow-weak", o.allow_weak, "take hmac-md5, with a warning");
  add_encoding(spec, o.encoding, "--enc", "how tags are written");
  add_files(spec, o.input, o.output, "the message");
  spec.description(
      "Tags are compared in constant time; one that was cut is accepted when half of it, or 128 bits, are left, or as --tag-bits says.");
  spec.note("algorithms", join(crypt::mac_names(), " "));
  spec.example("pytk crypt rand 32 -o mac.key && pytk crypt mac -a hmac-sha256 -k mac.key message.txt",
               "the tag of a file");
  spec.example("PEPPER=salt pytk crypt mac -k env:PEPPER --lines message.txt", "pseudonyms for lines");
  spec.run([&o](Context& context) { return run_mac(o, context); });
}

void describe_kdf(cli::Spec& spec) {
  auto& o = spec.options<KdfOptions>();
  spec.summary("keys from secrets and passphrases");
  spec.positional("ALG", o.algorithm, "hkdf-sha256, pbkdf2-sha256, scrypt, argon2id, x963-sha256, sskdf-sha256 ...")
      .required()
      .complete_from(crypt::kdf_names);
  spec.option("--secret,-k", o.secret.where, "the secret or passphrase, taken byte for byte")
      .placeholder("KEYSRC")
      .complete_files();
  spec.option("--key-enc", o.secret.encoding, "how the secret is written")
      .choices({"raw", "hex", "b64"})
      .otherwise("raw");
  spec.flag("--allow-argv-secret", o.secret.allow_argv_secret,
            "take hex:... and b64:... secrets from the command line, which every user can see");
  spec.option("--salt-hex", o.salt_hex, "the salt").placeholder("HEX");
  spec.option("--info-hex", o.info_hex, "what the key is for (hkdf, x963, sskdf)").placeholder("HEX");
  spec.option("--iterations", o.rounds, "PBKDF2's iterations, scrypt's N, Argon2's passes")
      .placeholder("N")
      .otherwise("600000, 131072, 3");
  spec.size("--memory", o.memory, "memory for Argon2").placeholder("SIZE").otherwise("64MiB");
  spec.option("--lanes", o.lanes, "Argon2's lanes, scrypt's p").placeholder("N").otherwise("1");
  spec.option("--block", o.block, "scrypt's r").placeholder("N").otherwise("8");
  spec.option("--len", o.length, "bytes to derive").placeholder("N").otherwise("32");
  spec.option("--tune", o.tune, "derive nothing: print how many iterations take this long").placeholder("MS");
  spec.flag("--allow-weak", o.allow_weak, "take fewer than 100000 iterations of PBKDF2");
  add_encoding(spec, o.encoding, "--out-enc", "how the key is written");
  cli::add_output_file(spec, o.output);
  spec.note(
      "algorithms",
      "scrypt argon2id argon2i, and hkdf- pbkdf2- x963- sskdf- with sha1 sha224 sha256 sha384 sha512 sha512-224 sha512-256 sha3-224 sha3-256 sha3-384 sha3-512 sm3");
  spec.example(
      "pytk crypt rand 32 -o master && pytk crypt kdf hkdf-sha256 --secret master --info-hex 6d6163 --len 32 --out-enc hex",
      "a key for one purpose from a master key");
  spec.example(
      "PASS=correcthorse pytk crypt kdf argon2id --secret env:PASS --salt-hex 000102030405060708090a0b0c0d0e0f --memory 8MiB --out-enc hex",
      "a key from a passphrase");
  spec.run([&o](Context& context) { return run_kdf(o, context); });
}

void describe_aead(cli::Spec& spec) {
  spec.summary("authenticated encryption with one key, as protocols use it");
  spec.verb("seal", "encrypt and authenticate", describe_aead_seal);
  spec.verb("open", "verify and decrypt", describe_aead_open);
  spec.example("pytk crypt rand 32 -o k && pytk crypt aead seal -k k message.txt | pytk crypt aead open -k k",
               "AES-256-GCM there and back");
  spec.example("pytk crypt rand 32 -o k && pytk crypt aead seal -k k --alg xchacha20-poly1305 message.txt -o m.sealed",
               "XChaCha20-Poly1305");
}

void describe_cipher(cli::Spec& spec) {
  spec.summary("encryption without authentication, for old formats");
  spec.verb("encrypt", "encrypt a stream", describe_cipher_encrypt);
  spec.verb("decrypt", "decrypt a stream", describe_cipher_decrypt);
  spec.example(
      "pytk crypt rand 32 -o k && pytk crypt cipher encrypt --alg aes-256-ctr -k k --unauthenticated message.txt -o m.bin",
      "changes of m.bin will not be noticed");
  spec.example(
      "pytk crypt rand 32 -o k && pytk crypt cipher encrypt --alg aes-256-cbc -k k --unauthenticated message.txt -o m.bin",
      "CBC with padding");
}

void describe_eq(cli::Spec& spec) {
  struct EqOptions {
    std::string a, b;
    bool trim = false;
  };
  auto& o = spec.options<EqOptions>();
  spec.summary("compare two secrets in constant time");
  spec.positional("A", o.a, "KEYSRC: a path, file:PATH, env:NAME, fd:N or prompt").required().complete_files();
  spec.positional("B", o.b, "the other one").required().complete_files();
  spec.flag("--trim", o.trim, "leave out white space at both ends");
  spec.description(
      "Exit status 0 when both are equal, 1 when not. The time depends on the lengths only. At most 1 MiB each.");
  spec.example("pytk crypt rand 32 -o a && cp a b && pytk crypt eq a b", "equal: exit status 0");
  spec.example("export A=1 B=2; pytk crypt eq env:A env:B || echo different", "from the environment");
  spec.run([&o](Context&) {
    const Secret a = crypt::read_key({o.a}, "first secret"), b = crypt::read_key({o.b}, "second secret");
    const ByteView left = o.trim ? bytes_of(trim(a.text())) : a.view(),
                   right = o.trim ? bytes_of(trim(b.text())) : b.view();
    return left.size() == right.size() && equal_constant_time(left, right) ? 0 : 1;
  });
}

}  // namespace pytk::cmd
