// pytk crypt key: gen, pub, convert, info.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/keys.hpp>
#include <pytk/crypt/symmetric.hpp>
#include <pytk/crypt/tokens.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

// key gen | pub | convert | info

struct GenOptions {
  std::string type = "ed25519", form = "pem", comment, passphrase, output = "-", public_file;
};

int run_gen(const GenOptions& o, Context& context) {
  const Secret passphrase =
      o.passphrase.empty() ? Secret() : crypt::read_new_passphrase(o.passphrase, "new passphrase");
  const auto out = open_secret_output(o.output, context, o.form == "der" || o.form == "p12");
  std::string public_text;
  if (o.type == "minisign") {
    const crypt::MinisignPair pair = crypt::make_minisign(passphrase);
    out->write(pair.secret_file.view());
    public_text = pair.public_file;
  } else {
    const auto key = crypt::generate_key(o.type);
    const crypt::KeyForm form = crypt::parse_key_form(o.form);
    out->write(crypt::write_private(key, form, o.comment, passphrase).view());
    if (!o.public_file.empty())
      public_text = crypt::write_public(key, form == crypt::KeyForm::pkcs12 ? crypt::KeyForm::pem : form, o.comment);
  }
  if (!o.public_file.empty()) {
    const auto second = open_output(o.public_file, context, false, false);
    second->write(std::string_view(public_text));
    second->commit();
  }
  out->commit();
  return 0;
}

void describe_gen(cli::Spec& spec) {
  auto& o = spec.options<GenOptions>();
  spec.option("-t,--type", o.type, "ed25519, x25519, ec-p256, rsa-3072, minisign ...")
      .placeholder("TYPE")
      .otherwise("ed25519")
      .complete_from(crypt::key_types);
  spec.option("-f,--form,--format,--to", o.form, "how it is written")
      .placeholder("FORM")
      .choices({"pem", "der", "openssh", "jwk", "p12"})
      .otherwise("pem");
  spec.option("-C,--comment", o.comment, "comment of an OpenSSH key, name in a PKCS#12 file").placeholder("TEXT");
  not_empty(spec.option("--new-passphrase-from,--passphrase-from", o.passphrase, "encrypt it with this passphrase"))
      .placeholder("SRC");
  spec.option("--pub", o.public_file, "write the public key here, too").placeholder("FILE").complete_files();
  cli::add_output_file(spec, o.output);
  spec.note("types", join(crypt::key_types(), " ") + " minisign");
  spec.example("pytk crypt key gen -t ed25519 -o id.pem --pub id.pub", "a signing key and its public half");
  spec.example("pytk crypt key gen -t ec-p256 -f jwk -o token.jwk", "a key for JSON Web Tokens");
  spec.run([&o](Context& context) { return run_gen(o, context); });
}

struct ConvertOptions : KeyFileOptions {
  std::string form = "pem", comment, new_passphrase;
};

void describe_pub(cli::Spec& spec) {
  auto& o = spec.options<ConvertOptions>();
  spec.positional("KEY", o.key, "a private key, public key or certificate").required().complete_files();
  spec.option("--passphrase-from", o.passphrase, "the passphrase of an encrypted key")
      .placeholder("SRC")
      .otherwise("prompt");
  spec.option("-f,--form,--format,--to", o.form, "how it is written")
      .placeholder("FORM")
      .choices({"pem", "der", "openssh", "jwk"})
      .otherwise("pem");
  spec.option("-C,--comment", o.comment, "comment of an OpenSSH key").placeholder("TEXT");
  cli::add_output_file(spec, o.output);
  spec.example("pytk crypt key gen -o id.pem && pytk crypt key pub id.pem", "the public key of a private one");
  spec.example("pytk crypt key gen -o id.pem && pytk crypt key pub id.pem -f openssh -C me@here",
               "as a line for authorized_keys");
  spec.run([&o](Context& context) {
    const auto key = public_key(o.key, o.passphrase);
    const auto out = open_output(o.output, context, o.form == "der", false);
    out->write(std::string_view(crypt::write_public(key, crypt::parse_key_form(o.form), o.comment)));
    out->commit();
    return 0;
  });
}

void describe_convert(cli::Spec& spec) {
  auto& o = spec.options<ConvertOptions>();
  spec.positional("KEY", o.key, "a private key in any form").required().complete_files();
  spec.option("--passphrase-from", o.passphrase, "the passphrase that opens it").placeholder("SRC").otherwise("prompt");
  spec.option("-f,--form,--format,--to", o.form, "the new form")
      .placeholder("FORM")
      .choices({"pem", "der", "openssh", "jwk", "p12"})
      .required();
  spec.option("-C,--comment", o.comment, "comment of an OpenSSH key, name in a PKCS#12 file").placeholder("TEXT");
  not_empty(spec.option("--new-passphrase-from", o.new_passphrase, "encrypt it with this passphrase"))
      .placeholder("SRC")
      .otherwise("not encrypted");
  cli::add_output_file(spec, o.output);
  spec.description(
      "Reads PEM (PKCS#8, PKCS#1, SEC 1, encrypted or not), DER, OpenSSH, JWK and PKCS#12; key pub converts public keys.");
  spec.example("pytk crypt key gen -o id.pem && pytk crypt key convert id.pem -f openssh -o id_ed25519",
               "from PEM to OpenSSH");
  spec.example("pytk crypt key gen -t rsa-2048 -f jwk -o r.jwk && pytk crypt key convert r.jwk -f pem -o r.pem",
               "from JWK to PEM");
  spec.run([&o](Context& context) {
    const auto key = private_key(o.key, o.passphrase);
    const Secret passphrase =
        o.new_passphrase.empty() ? Secret() : crypt::read_new_passphrase(o.new_passphrase, "new passphrase");
    const auto out = open_secret_output(o.output, context, o.form == "der" || o.form == "p12");
    out->write(crypt::write_private(key, crypt::parse_key_form(o.form), o.comment, passphrase).view());
    out->commit();
    return 0;
  });
}

struct InfoOptions {
  std::vector<std::string> files;
  std::string passphrase;
  cli::OutputOptions records;
};

int run_info(const InfoOptions& o, Context& context) {
  using record::Type;
  const record::Schema schema = {{"path", Type::text},        {"type", Type::text},
                                 {"curve", Type::text},       {"bits", Type::uint64},
                                 {"private", Type::boolean},  {"ssh_fingerprint", Type::text},
                                 {"spki_sha256", Type::text}, {"jwk_thumbprint", Type::text}};
  record::Batch batch(schema);
  for (const std::string& file : o.files) {
    const crypt::KeyInfo info = crypt::info_of(public_key(file, o.passphrase));
    const auto text = [&](std::size_t column, const std::string& value) {
      value.empty() ? batch[column].add_null() : batch[column].add_text(value);
    };
    text(0, file);
    text(1, info.type);
    text(2, info.curve);
    batch[3].add_uint(info.bits);
    batch[4].add_bool(info.is_private);
    text(5, info.ssh_fingerprint);
    text(6, info.spki_sha256);
    text(7, info.jwk_thumbprint);
    batch.end_row();
  }
  cli::RecordOutput rows(o.records, schema, context);
  rows.write(batch);
  rows.finish();
  return 0;
}

void describe_info(cli::Spec& spec) {
  auto& o = spec.options<InfoOptions>();
  spec.positional("FILES", o.files, "keys and certificates").required().complete_files();
  spec.option("--passphrase-from", o.passphrase, "the passphrase of encrypted keys")
      .placeholder("SRC")
      .otherwise("prompt");
  cli::add_output(spec, o.records);
  spec.field("type", "text", "rsa, ec, ed25519 ...");
  spec.field("curve", "text", "name of an EC key's group");
  spec.field("bits", "uint64", "size");
  spec.field("private", "boolean", "whether the file holds the private part");
  spec.field("ssh_fingerprint", "text", "SHA256:..., as ssh-keygen -l shows it");
  spec.field("spki_sha256", "text", "digest of the public key's DER");
  spec.field("jwk_thumbprint", "text", "RFC 7638");
  spec.example("pytk crypt key gen -o id.pem --pub id.pub && pytk crypt key info id.pem id.pub", "the same key twice");
  spec.example(
      "pytk crypt key gen -t rsa-2048 -o r.pem && pytk crypt key info r.pem --fields type,bits,ssh_fingerprint",
      "some fields only");
  spec.run([&o](Context& context) { return run_info(o, context); });
}

// sign | verify

}  // namespace

void describe_key(cli::Spec& spec) {
  spec.summary("make, convert and inspect keys");
  spec.verb("gen", "make a private key", describe_gen);
  spec.verb("pub", "the public key of a private key or certificate", describe_pub);
  spec.verb("convert", "change the form or the passphrase of a private key", describe_convert);
  spec.verb("info", "kind, size and fingerprints", describe_info);
  spec.example("pytk crypt key gen -o id.pem && pytk crypt key info id.pem", "an Ed25519 key");
  spec.example("pytk crypt key gen -t ec-p256 -f jwk -o k.jwk && pytk crypt key convert k.jwk -f pem -o k.pem",
               "JWK to PEM");
}

}  // namespace pytk::cmd
