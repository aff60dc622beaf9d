// pytk crypt sign, verify, pk, exchange.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/keys.hpp>
#include <pytk/crypt/symmetric.hpp>
#include <pytk/crypt/tokens.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

struct SignOptions : KeyFileOptions {
  std::string algorithm, format, mgf1, signature, signature_encoding = "raw", name_space = "file", comment;
  std::optional<std::uint64_t> salt_length;
  bool allow_weak = false;
};

crypt::SignatureRequest request_of(const SignOptions& o) {
  crypt::SignatureRequest request;
  request.algorithm = o.algorithm;
  request.form = o.format == "p1363" ? crypt::SignatureForm::p1363 : crypt::SignatureForm::der;
  request.mgf1 = o.mgf1;
  request.salt_length = o.salt_length;
  request.allow_weak = o.allow_weak;
  return request;
}

int run_sign(const SignOptions& o, Context& context) {
  const std::string where = o.signature.empty() ? o.output : o.signature;
  refuse_same(o.input, where);
  const auto in = open_input(o.input, context);
  std::string text;
  Bytes bytes;
  if (o.format == "minisign") {
    const std::string comment = !o.comment.empty()
                                    ? o.comment
                                    : fmt::format("timestamp:{}\tfile:{}\thashed", now_nanoseconds() / 1'000'000'000,
                                                  o.input.substr(o.input.rfind('/') + 1));
    text = crypt::minisign_sign(crypt::read_key_text(o.key, "minisign secret key"), ask_for(o.passphrase, o.key),
                                comment, *in, context.cancel);
  } else if (o.format == "ssh") {
    text = crypt::ssh_sign(private_key(o.key, o.passphrase), o.name_space, *in, context.cancel);
  } else if (o.format == "jws") {
    const auto key =
        crypt::parse_jose_key(crypt::read_key_text(o.key, "key"), o.key, true, ask_for(o.passphrase, o.key));
    text = crypt::jws_detached_sign(key, o.algorithm, bytes_of(in->read_all(1U << 30U))) + "\n";
  } else {
    bytes = crypt::sign(private_key(o.key, o.passphrase), request_of(o), *in, context.cancel);
  }
  const bool binary = text.empty() && o.signature_encoding == "raw";
  const auto out = open_output(where, context, binary, false);
  if (text.empty()) Encoding{o.signature_encoding}.write(*out, bytes);
  else out->write(std::string_view(text));
  out->commit();
  return 0;
}

Bytes read_signature(const SignOptions& o, std::string& raw, Context& context) {
  raw = open_input(o.signature, context)->read_all(1U << 20U);
  if (o.signature_encoding == "raw") return Bytes(raw.begin(), raw.end());
  const std::string_view text = trim(raw);
  auto bytes = o.signature_encoding == "hex"
                   ? from_hex(text)
                   : from_base64(text, o.signature_encoding == "b64" ? Base64::standard : Base64::url,
                                 o.signature_encoding == "b64");
  if (!bytes) throw fail(Fault::data, "the signature in '{}' is not valid {}", o.signature, o.signature_encoding);
  return std::move(*bytes);
}

int run_verify(const SignOptions& o, Context& context) {
  std::string raw;
  const Bytes signature = read_signature(o, raw, context);
  const auto in = open_input(o.input, context);
  const std::string format = !o.format.empty()                             ? o.format
                             : crypt::is_minisign(raw)                     ? "minisign"
                             : raw.starts_with("-----BEGIN SSH SIGNATURE") ? "ssh"
                                                                           : "der";
  bool good = false;
  if (format == "minisign") {
    const auto answer = crypt::minisign_verify(crypt::read_key_text(o.key, "minisign public key", false).text(), raw,
                                               *in, context.cancel);
    good = answer.good;
    if (good && !answer.trusted_comment.empty()) log::info("trusted comment: {}", answer.trusted_comment);
  } else if (format == "ssh") {
    good = crypt::ssh_verify(public_key(o.key), o.name_space, *in, raw, context.cancel);
  } else if (format == "jws") {
    const auto key =
        crypt::parse_jose_key(crypt::read_key_text(o.key, "key", false), o.key, false, ask_for(o.passphrase, o.key));
    good = crypt::jws_detached_verify(key, raw, bytes_of(in->read_all(1U << 30U)));
  } else {
    good = crypt::verify(public_key(o.key, o.passphrase), request_of(o), *in, signature, context.cancel);
  }
  if (good) return 0;
  throw fail(Fault::refused, "the signature of '{}' does not verify: another key, another algorithm, or changed",
             in->name());
}

void add_signature_options(cli::Spec& spec, SignOptions& o, bool verifying) {
  spec.option("--alg,-a", o.algorithm, "eddsa, ecdsa-sha256, rsa-pss-sha256, rsa-pkcs1-sha256 ...")
      .placeholder("ALG")
      .otherwise("what suits the key");
  spec.option("--sig-format", o.format, "form of the signature")
      .placeholder("FORM")
      .choices({"der", "p1363", "minisign", "ssh", "jws"})
      .otherwise(verifying ? "what the signature looks like" : "der");
  spec.option("--sig-enc", o.signature_encoding, "how the bytes of der and p1363 are written")
      .choices({"raw", "hex", "b64", "b64url"})
      .otherwise("raw");
  spec.option("--mgf1", o.mgf1, "PSS: the digest of its mask").placeholder("HASH").otherwise("the same digest");
  spec.option("--salt-len", o.salt_length, "PSS: bytes of salt").placeholder("N").otherwise("the digest's length");
  spec.option("--namespace", o.name_space, "ssh: what the signature is for").placeholder("TEXT").otherwise("file");
  spec.flag("--allow-weak", o.allow_weak, "take SHA-1 and RSA keys under 2048 bits, with a warning");
  spec.positional("IN", o.input, "the message").otherwise("standard input").complete_files();
}

// pk | exchange

struct PkOptions : KeyFileOptions {
  std::string algorithm = "rsa-oaep-sha256", mgf1, label_hex;
  bool allow_weak = false;
};

int run_pk(const PkOptions& o, bool encrypt, Context& context) {
  const crypt::PkRequest request{o.algorithm, o.mgf1, hex_option(o.label_hex, "--label-hex"), o.allow_weak};
  const auto key = encrypt ? public_key(o.key, o.passphrase) : private_key(o.key, o.passphrase);
  const std::string input = open_input(o.input, context)->read_all(1U << 20U);
  if (encrypt) {
    const Bytes sealed = crypt::pk_encrypt(key, request, bytes_of(input));
    const auto out = open_output(o.output, context, true, false);
    out->write(ByteView(sealed));
    out->commit();
    return 0;
  }
  const Secret plain = crypt::pk_decrypt(key, request, bytes_of(input));
  const auto out = open_output(o.output, context, false, true);
  out->write(plain.view());
  out->commit();
  return 0;
}

void describe_pk_verb(cli::Spec& spec, bool encrypt) {
  auto& o = spec.options<PkOptions>();
  add_key_file(spec, o, encrypt ? "the recipient's public key or certificate" : "the private key");
  spec.option("--alg,-a", o.algorithm, "rsa-oaep-sha256, rsa-oaep-sha512 ..., rsa-pkcs1")
      .placeholder("ALG")
      .otherwise("rsa-oaep-sha256");
  spec.option("--mgf1", o.mgf1, "OAEP: the digest of its mask").placeholder("HASH").otherwise("the same digest");
  spec.option("--label-hex", o.label_hex, "OAEP: the label").placeholder("HEX");
  spec.flag("--allow-weak", o.allow_weak, "take rsa-pkcs1 and keys under 2048 bits, with a warning");
  spec.positional("IN", o.input, encrypt ? "a short message" : "the ciphertext")
      .otherwise("standard input")
      .complete_files();
  cli::add_output_file(spec, o.output);
  spec.example(
      "pytk crypt key gen -t rsa-2048 -o r.pem && pytk crypt rand 32 | pytk crypt pk encrypt -k r.pem | pytk crypt pk decrypt -k r.pem -o session.key",
      "a session key there and back");
  spec.example(
      "pytk crypt key gen -t rsa-2048 -o r.pem && echo hi | pytk crypt pk encrypt -k r.pem --label-hex 0a0b | pytk crypt pk decrypt -k r.pem --label-hex 0a0b",
      "bound to a label");
  spec.run([&o, encrypt](Context& context) { return run_pk(o, encrypt, context); });
}
void describe_pk_encrypt(cli::Spec& spec) { describe_pk_verb(spec, true); }
void describe_pk_decrypt(cli::Spec& spec) { describe_pk_verb(spec, false); }

struct ExchangeOptions : KeyFileOptions {
  std::string peer, info_hex;
  Encoding encoding{"raw"};
  std::uint64_t length = 32;
  bool raw = false;
};

int run_exchange(const ExchangeOptions& o, Context& context) {
  const auto own = private_key(o.key, o.passphrase), peer = public_key(o.peer);
  Secret shared = crypt::agree(own, peer);
  if (!o.raw) {
    crypt::KdfRequest request;
    request.info = crypt::agreement_context(own, peer);
    const Bytes more = hex_option(o.info_hex, "--info-hex");
    request.info.insert(request.info.end(), more.begin(), more.end());
    request.length = static_cast<std::size_t>(o.length);
    shared = crypt::derive(request, shared);
  }
  const auto out = open_secret_output(o.output, context, !o.encoding.is_text());
  o.encoding.write(*out, shared.view());
  out->commit();
  return 0;
}

}  // namespace

void describe_sign(cli::Spec& spec) {
  auto& o = spec.options<SignOptions>();
  spec.summary("sign a file");
  add_key_file(spec, o, "the private key");
  add_signature_options(spec, o, false);
  spec.option("--sig,-o,--output", o.signature, "write the signature here")
      .placeholder("FILE")
      .otherwise("standard output")
      .complete_files();
  spec.option("--trusted-comment", o.comment, "minisign: a comment that is signed, too")
      .placeholder("TEXT")
      .otherwise("time and file name");
  spec.example(
      "pytk crypt key gen -o id.pem --pub id.pub && pytk crypt sign -k id.pem message.txt --sig m.sig && pytk crypt verify -k id.pub --sig m.sig message.txt",
      "sign and verify");
  spec.example(
      "pytk crypt key gen -t minisign -o m.key --pub m.pub && pytk crypt sign -k m.key --sig-format minisign message.txt",
      "a minisign signature");
  spec.run([&o](Context& context) { return run_sign(o, context); });
}

void describe_verify(cli::Spec& spec) {
  auto& o = spec.options<SignOptions>();
  spec.summary("verify a signature");
  add_key_file(spec, o, "the public key, or a certificate");
  spec.option("--sig", o.signature, "the signature").placeholder("FILE").required().complete_files();
  add_signature_options(spec, o, true);
  spec.description(
      "Exit status 0 when the signature is good, 1 when it is not. Understands DER and P1363, minisign, signify and SSH signatures.");
  spec.example(
      "pytk crypt key gen -t ec-p256 -o k.pem && pytk crypt sign -k k.pem message.txt --sig m.sig && pytk crypt verify -k k.pem --sig m.sig --alg ecdsa-sha256 message.txt",
      "ECDSA");
  spec.example(
      "pytk crypt key gen -t minisign -o m.key --pub m.pub && pytk crypt sign -k m.key --sig-format minisign message.txt --sig m.minisig && pytk crypt verify -k m.pub --sig m.minisig message.txt",
      "minisign");
  spec.run([&o](Context& context) { return run_verify(o, context); });
}

void describe_pk(cli::Spec& spec) {
  spec.summary("RSA encryption of short messages");
  spec.verb("encrypt", "encrypt for the owner of a public key", describe_pk_encrypt);
  spec.verb("decrypt", "decrypt with a private key", describe_pk_decrypt);
  spec.example(
      "pytk crypt key gen -t rsa-2048 -o r.pem && echo hi | pytk crypt pk encrypt -k r.pem | pytk crypt pk decrypt -k r.pem",
      "there and back");
  spec.example(
      "pytk crypt key gen -t rsa-2048 -o r.pem --pub r.pub && echo hi | pytk crypt pk encrypt -k r.pub -o hi.bin",
      "with the public key only");
}

void describe_exchange(cli::Spec& spec) {
  auto& o = spec.options<ExchangeOptions>();
  spec.summary("a shared key from your private and a peer's public key");
  add_key_file(spec, o, "your private key: x25519, x448 or EC");
  spec.option("--peer", o.peer, "the peer's public key").placeholder("FILE").required().complete_files();
  spec.flag("--raw", o.raw, "the bare result of the agreement, for protocols that derive keys themselves");
  spec.option("--info-hex", o.info_hex, "what the key is for").placeholder("HEX");
  spec.option("--len", o.length, "bytes to derive").placeholder("N").otherwise("32");
  add_encoding(spec, o.encoding, "--out-enc", "how the key is written");
  cli::add_output_file(spec, o.output);
  spec.description(
      "Without --raw the result goes through HKDF-SHA256 with both public keys (in the order of their DER) and --info-hex as info, so that both sides get the same key.");
  spec.example(
      "pytk crypt key gen -t x25519 -o a.pem && pytk crypt key gen -t x25519 -o b.pem --pub b.pub && pytk crypt exchange -k a.pem --peer b.pub --out-enc hex",
      "one side's view");
  spec.example(
      "pytk crypt key gen -t ec-p256 -o a.pem && pytk crypt key gen -t ec-p256 -o b.pem && pytk crypt exchange -k a.pem --peer b.pem --raw -o shared.bin",
      "the bare result, to a file");
  spec.run([&o](Context& context) { return run_exchange(o, context); });
}

}  // namespace pytk::cmd
