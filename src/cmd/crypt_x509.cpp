// pytk crypt x509: csr, selfsign, issue, show, verify, p12.
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/x509.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

struct X509Options {
  std::string key, passphrase, subject, issuer, issuer_key, input = "-", output = "-", digest = "sha256", not_before,
                                                            not_after;
  std::vector<std::string> names, purposes;
  std::uint64_t days = 90;
  bool authority = false;
  std::optional<std::uint64_t> path_length;
};

crypt::CertificateRequest request_of(const X509Options& o) {
  crypt::CertificateRequest request;
  request.subject = o.subject;
  request.names = o.names;
  request.not_before = checked<std::int64_t>(time_or_now(o.not_before, "--not-before"));
  constexpr std::int64_t last = 253'402'300'799;  // the end of the year 9999, the last that ASN.1 can write
  if (request.not_before > last) throw fail(Fault::usage, "--not-before '{}' is after the year 9999", o.not_before);
  if (o.days > 36'500) throw fail(Fault::usage, "{} days are over a hundred years", o.days);
  request.not_after = o.not_after.empty() ? request.not_before + static_cast<std::int64_t>(o.days) * 86'400
                                          : checked<std::int64_t>(unix_time(o.not_after, "--not-after"));
  if (request.not_after > last) throw fail(Fault::usage, "the certificate would be good beyond the year 9999");
  request.authority = o.authority;
  request.path_length = o.path_length;
  if (o.path_length && !o.authority) throw fail(Fault::usage, "--path-len is for authorities").hint("--ca makes one");
  request.purposes = o.purposes;
  request.digest = o.digest;
  return request;
}

int write_text(const std::string& text, const std::string& where, Context& context) {
  const auto out = open_output(where, context, false, false);
  out->write(std::string_view(text));
  out->commit();
  return 0;
}

void add_key(cli::Spec& spec, X509Options& o, const char* help) {
  spec.option("-k,--key", o.key, help).placeholder("KEYSRC").required().complete_files();
  spec.option("--passphrase-from", o.passphrase, "the passphrase of an encrypted key")
      .placeholder("SRC")
      .otherwise("prompt");
}
void add_names(cli::Spec& spec, X509Options& o) {
  spec.option("-s,--subject", o.subject, "as in CN=example.com,O=Acme,C=DE").placeholder("NAME");
  spec.option("-n,--name,--san", o.names, "dns:, ip:, email: or uri: with a value; without, it is guessed")
      .placeholder("NAME");
  spec.option("--digest", o.digest, "what RSA and EC keys sign with")
      .choices({"sha256", "sha384", "sha512"})
      .otherwise("sha256");
}
void add_validity(cli::Spec& spec, X509Options& o) {
  spec.option("--days", o.days, "how long it is good").placeholder("N").otherwise("90");
  not_empty(spec.option("--not-before", o.not_before, "when it begins")).placeholder("TIME").otherwise("now");
  not_empty(spec.option("--not-after", o.not_after, "when it ends")).placeholder("TIME").otherwise("after --days");
  spec.flag("--ca", o.authority, "an authority, which may sign others");
  spec.option("--path-len", o.path_length, "how many authorities may stand below it").placeholder("N");
  spec.option("--purpose", o.purposes, "server, client, code, email, ocsp")
      .placeholder("NAMES")
      .comma_separated()
      .otherwise("server,client");
}

void describe_csr(cli::Spec& spec) {
  auto& o = spec.options<X509Options>();
  add_key(spec, o, "the key that the certificate is for");
  add_names(spec, o);
  cli::add_output_file(spec, o.output);
  spec.example(
      "pytk crypt key gen -t ec-p256 -o k.pem && pytk crypt x509 csr -k k.pem -s CN=example.com -n example.com -o r.csr",
      "ask for a certificate");
  spec.example("pytk crypt key gen -o k.pem && pytk crypt x509 csr -k k.pem -n a.example.com -n 192.0.2.1",
               "names only, no subject");
  spec.run([&o](Context& context) {
    return write_text(crypt::make_csr(private_key(o.key, o.passphrase), request_of(o)), o.output, context);
  });
}

void describe_selfsign(cli::Spec& spec) {
  auto& o = spec.options<X509Options>();
  add_key(spec, o, "the key that signs and is certified");
  add_names(spec, o);
  add_validity(spec, o);
  cli::add_output_file(spec, o.output);
  spec.example(
      "pytk crypt key gen -t ec-p256 -o ca.key && pytk crypt x509 selfsign -k ca.key -s CN=Root --ca --days 3650 -o ca.pem",
      "a root of your own");
  spec.example(
      "pytk crypt key gen -o k.pem && pytk crypt x509 selfsign -k k.pem -s CN=localhost -n localhost -n 127.0.0.1 -o cert.pem",
      "for a test server");
  spec.run([&o](Context& context) {
    return write_text(crypt::make_self_signed(private_key(o.key, o.passphrase), request_of(o)), o.output, context);
  });
}

void describe_issue(cli::Spec& spec) {
  auto& o = spec.options<X509Options>();
  spec.option("--issuer,--ca-cert", o.issuer, "the authority's certificate")
      .placeholder("FILE")
      .required()
      .complete_files();
  spec.option("-k,--issuer-key,--key", o.issuer_key, "the authority's key")
      .placeholder("KEYSRC")
      .required()
      .complete_files();
  spec.option("--passphrase-from", o.passphrase, "the passphrase of an encrypted key")
      .placeholder("SRC")
      .otherwise("prompt");
  spec.positional("CSR", o.input, "the request").otherwise("standard input").complete_files();
  add_names(spec, o);
  add_validity(spec, o);
  cli::add_output_file(spec, o.output);
  spec.description(
      "The request's signature is checked. Subject and names are taken from it unless others are given; everything else is decided here.");
  spec.example(
      "pytk crypt key gen -t ec-p256 -o ca.key && pytk crypt x509 selfsign -k ca.key -s CN=Root --ca -o ca.pem && pytk crypt key gen -t ec-p256 -o k.pem && "
      "pytk crypt x509 csr -k k.pem -s CN=example.com -n example.com | pytk crypt x509 issue --issuer ca.pem -k ca.key -o cert.pem",
      "root, request, certificate");
  spec.example(
      "pytk crypt key gen -o ca.key && pytk crypt x509 selfsign -k ca.key -s CN=Root --ca -o ca.pem && pytk crypt key gen -o k.pem && pytk crypt x509 csr -k k.pem -s CN=Sub | pytk crypt x509 issue --issuer ca.pem -k ca.key --ca --path-len 0 -o sub.pem",
      "an authority below it");
  spec.run([&o](Context& context) {
    const Secret csr = crypt::read_key_text(o.input, "request", false),
                 issuer = crypt::read_key_text(o.issuer, "issuer", false);
    return write_text(crypt::issue(csr, issuer, private_key(o.issuer_key, o.passphrase), request_of(o)), o.output,
                      context);
  });
}

struct ShowOptions {
  std::vector<std::string> files;
  cli::OutputOptions records;
};

std::string json_list(const std::vector<std::string>& values) {
  std::string json = "[";
  for (const std::string& value : values) {
    if (json.size() > 1) json += ',';
    json::append_string(json, value);
  }
  return json + "]";
}

int run_show(const ShowOptions& o, Context& context) {
  using record::Type;
  const record::Schema schema = {{"path", Type::text},
                                 {"kind", Type::text},
                                 {"subject", Type::text},
                                 {"issuer", Type::text},
                                 {"serial", Type::text},
                                 {"not_before", Type::text},
                                 {"not_after", Type::text},
                                 {"names", Type::json},
                                 {"ca", Type::boolean},
                                 {"path_len", Type::uint64},
                                 {"key_type", Type::text},
                                 {"key_bits", Type::uint64},
                                 {"key_usage", Type::json},
                                 {"purposes", Type::json},
                                 {"signature_algorithm", Type::text},
                                 {"sha256", Type::text},
                                 {"spki_sha256", Type::text},
                                 {"subject_key_id", Type::text},
                                 {"authority_key_id", Type::text},
                                 {"version", Type::uint64}};
  record::Batch batch(schema);
  for (const std::string& file : o.files) {
    for (const auto& info : crypt::show_certificates(crypt::read_key_text(file, "certificate", false), file)) {
      const auto text = [&](std::size_t column, const std::string& value) {
        value.empty() ? batch[column].add_null() : batch[column].add_text(value);
      };
      batch[0].add_text(file);
      batch[1].add_text(info.kind);
      batch[2].add_text(info.subject);
      text(3, info.issuer);
      text(4, info.serial);
      text(5, info.not_before);
      text(6, info.not_after);
      batch[7].add_text(json_list(info.names));
      batch[8].add_bool(info.authority);
      info.path_length ? batch[9].add_uint(*info.path_length) : batch[9].add_null();
      text(10, info.key_type);
      batch[11].add_uint(info.key_bits);
      batch[12].add_text(json_list(info.key_usage));
      batch[13].add_text(json_list(info.purposes));
      text(14, info.signature_algorithm);
      text(15, info.sha256);
      text(16, info.spki_sha256);
      text(17, info.subject_key_id);
      text(18, info.authority_key_id);
      batch[19].add_uint(info.version);
      batch.end_row();
    }
  }
  cli::RecordOutput rows(o.records, schema, context);
  rows.write(batch);
  rows.finish();
  return 0;
}

void describe_show(cli::Spec& spec) {
  auto& o = spec.options<ShowOptions>();
  spec.positional("FILES", o.files, "certificates or requests, PEM or DER").required().complete_files();
  cli::add_output(spec, o.records);
  spec.field("kind", "text", "certificate or request");
  spec.field("subject", "text", "RFC 2253 form");
  spec.field("issuer", "text", "the same");
  spec.field("serial", "text", "hexadecimal");
  spec.field("not_before", "text", "RFC 3339");
  spec.field("not_after", "text", "the last good second");
  spec.field("names", "json", "alternative names: dns:, ip:, email:, uri:");
  spec.field("ca", "boolean", "may sign certificates");
  spec.field("sha256", "text", "fingerprint of the certificate");
  spec.field("spki_sha256", "text", "fingerprint of its key");
  spec.example(
      "pytk crypt key gen -o k.pem && pytk crypt x509 selfsign -k k.pem -s CN=a.test -n a.test -o c.pem && pytk crypt x509 show c.pem --fields subject,names,not_after",
      "what a certificate says");
  spec.example(
      "pytk crypt key gen -o k.pem && pytk crypt x509 csr -k k.pem -s CN=a.test -n a.test -o r.csr && pytk crypt x509 show r.csr --json",
      "a request");
  spec.run([&o](Context& context) { return run_show(o, context); });
}

struct VerifyOptions {
  std::vector<std::string> roots, untrusted, crls;
  std::string leaf, profile = "webpki", purpose = "server", host, ip, email, at;
  std::optional<std::uint64_t> depth;
  bool no_system_roots = false;
  cli::OutputOptions records;
};

std::vector<Secret> read_all(const std::vector<std::string>& files, const char* what) {
  std::vector<Secret> all;
  all.reserve(files.size());
  for (const std::string& file : files) all.push_back(crypt::read_key_text(file, what, false));
  return all;
}

int run_verify(const VerifyOptions& o, Context& context) {
  crypt::ChainQuestion question;
  question.roots = read_all(o.roots, "roots");
  question.untrusted = read_all(o.untrusted, "untrusted certificates");
  question.crls = read_all(o.crls, "revocation list");
  question.system_roots = !o.no_system_roots;
  question.profile = o.profile == "rfc5280" ? crypt::ChainProfile::rfc5280 : crypt::ChainProfile::webpki;
  question.purpose = o.purpose == "client" ? crypt::ChainPurpose::client : crypt::ChainPurpose::server;
  if (!o.host.empty() + !o.ip.empty() + !o.email.empty() > 1)
    throw fail(Fault::usage, "only one of --host, --ip and --email can be asked about");
  question.host = o.host;
  question.ip = o.ip;
  question.email = o.email;
  question.time = checked<std::int64_t>(time_or_now(o.at, "--at"));
  question.depth = o.depth;
  const auto answer = crypt::verify_chain(crypt::read_key_text(o.leaf, "certificate", false), o.leaf, question);
  const record::Schema schema = {{"path", record::Type::text},
                                 {"status", record::Type::text},
                                 {"reason", record::Type::text},
                                 {"chain", record::Type::json}};
  record::Batch batch(schema);
  batch[0].add_text(o.leaf);
  batch[1].add_text(answer.good ? "OK" : "FAILED");
  answer.good ? batch[2].add_null() : batch[2].add_text(answer.reason);
  batch[3].add_text(json_list(answer.chain));
  batch.end_row();
  if (!answer.good) throw fail(Fault::refused, "cannot trust '{}': {}", o.leaf, answer.reason);
  cli::RecordOutput rows(o.records, schema, context);
  rows.write(batch);
  rows.finish();
  return 0;
}

void describe_verify_chain(cli::Spec& spec) {
  auto& o = spec.options<VerifyOptions>();
  spec.positional("LEAF", o.leaf, "the certificate; further ones in the file are untrusted helpers")
      .required()
      .complete_files();
  spec.option("--roots", o.roots, "certificates to trust").placeholder("FILE").complete_files();
  spec.option("--untrusted", o.untrusted, "certificates that may help to build the chain")
      .placeholder("FILE")
      .complete_files();
  spec.flag("--no-system-roots", o.no_system_roots, "trust only --roots");
  spec.option("--profile", o.profile, "whose rules: browsers (with the CA/Browser Forum's baseline) or RFC 5280 alone")
      .choices({"webpki", "rfc5280"})
      .otherwise("webpki");
  spec.option("--purpose", o.purpose, "what the certificate is used for")
      .choices({"server", "client"})
      .otherwise("server");
  not_empty(spec.option("--host", o.host, "the host name it must be for")).placeholder("NAME");
  not_empty(spec.option("--ip", o.ip, "the address it must be for")).placeholder("IP");
  not_empty(spec.option("--email", o.email, "the mail address it must be for")).placeholder("ADDRESS");
  not_empty(spec.option("--at", o.at, "take this for the current time")).placeholder("TIME").otherwise("the clock");
  spec.option("--max-depth", o.depth, "most intermediates between leaf and root").placeholder("N").otherwise("16");
  spec.option("--crl", o.crls, "revocation lists").placeholder("FILE").complete_files();
  cli::add_output(spec, o.records);
  spec.field("status", "text", "OK; a chain that fails writes no record");
  spec.field("chain", "json", "the subjects, leaf first");
  spec.description("Exit status 0 when the chain is good, 1 with the reason when it is not.");
  spec.example(
      "pytk crypt key gen -t ec-p256 -o ca.key && pytk crypt x509 selfsign -k ca.key -s CN=Root --ca -o ca.pem && pytk crypt key gen -t ec-p256 -o k.pem && "
      "pytk crypt x509 csr -k k.pem -s CN=a.example.com -n a.example.com | pytk crypt x509 issue --issuer ca.pem -k ca.key -o cert.pem && "
      "pytk crypt x509 verify --roots ca.pem --no-system-roots --host a.example.com cert.pem",
      "a chain of your own");
  spec.example(
      "pytk crypt key gen -o k.pem && pytk crypt x509 selfsign -k k.pem -s CN=a.test -n a.test -o c.pem && ! pytk crypt x509 verify --no-system-roots c.pem",
      "nobody vouches for it");
  spec.run([&o](Context& context) { return run_verify(o, context); });
}

struct P12Options {
  std::string input = "-", output = "-", key, key_passphrase, certificate, passphrase, name;
  std::vector<std::string> chain;
};

int run_p12(const P12Options& o, Context& context) {
  const std::string where = o.passphrase.empty() ? "prompt" : o.passphrase, what = "passphrase of the PKCS#12 file";
  const Secret passphrase =
      o.key.empty() ? crypt::read_passphrase(where, what) : crypt::read_new_passphrase(where, what);
  if (!o.key.empty()) {
    if (o.certificate.empty()) throw fail(Fault::usage, "a certificate belongs to the key").hint("--cert FILE");
    const auto key = private_key(o.key, o.key_passphrase);
    const Secret made = crypt::make_pkcs12(key, crypt::read_key_text(o.certificate, "certificate", false),
                                           read_all(o.chain, "chain"), o.name, passphrase);
    const auto out = open_secret_output(o.output, context, true);
    out->write(made.view());
    out->commit();
    return 0;
  }
  const auto content = crypt::read_pkcs12(crypt::read_key_text(o.input, "PKCS#12 file"), o.input, passphrase);
  const auto out = open_secret_output(o.output, context, false);
  out->write(content.key_pem.view());
  out->write(std::string_view(content.certificate_pem));
  out->write(std::string_view(content.chain_pem));
  out->commit();
  return 0;
}

void describe_p12(cli::Spec& spec) {
  auto& o = spec.options<P12Options>();
  spec.positional("IN", o.input, "a PKCS#12 file to open").otherwise("standard input").complete_files();
  spec.option("-k,--key", o.key, "make a file instead: with this key").placeholder("KEYSRC").complete_files();
  spec.option("--key-passphrase-from", o.key_passphrase, "the passphrase of an encrypted key")
      .placeholder("SRC")
      .otherwise("prompt");
  spec.option("--cert", o.certificate, "the key's certificate").placeholder("FILE").complete_files();
  spec.option("--chain", o.chain, "further certificates").placeholder("FILE").complete_files();
  spec.option("--name", o.name, "the name shown by programs that import it").placeholder("TEXT");
  spec.option("--passphrase-from", o.passphrase, "the passphrase of the PKCS#12 file")
      .placeholder("SRC")
      .otherwise("prompt");
  cli::add_output_file(spec, o.output);
  spec.description(
      "Without -k a PKCS#12 file is opened and its key and certificates are written as PEM; with -k one is made (AES-256, PBKDF2).");
  spec.example(
      "pytk crypt rand 12 --enc hex -o pass && pytk crypt key gen -o k.pem && pytk crypt x509 selfsign -k k.pem -s CN=me -n me.example.com -o c.pem && "
      "pytk crypt x509 p12 -k k.pem --cert c.pem --passphrase-from pass -o me.p12 && pytk crypt x509 p12 me.p12 --passphrase-from pass -o back.pem",
      "there and back");
  spec.example(
      "echo secret > pass && pytk crypt key gen -o k.pem && pytk crypt key convert k.pem -f p12 --new-passphrase-from pass -o k.p12 && pytk crypt x509 p12 k.p12 --passphrase-from pass -o k2.pem",
      "a key alone");
  spec.run([&o](Context& context) { return run_p12(o, context); });
}

}  // namespace

void describe_x509(cli::Spec& spec) {
  spec.summary("certificates: request, issue, show, verify");
  spec.verb("csr", "ask for a certificate", describe_csr);
  spec.verb("selfsign", "a certificate signed with its own key, or a root", describe_selfsign);
  spec.verb("issue", "sign a request with an authority's key", describe_issue);
  spec.verb("show", "what certificates and requests say, as records", describe_show);
  spec.verb("verify", "is a chain good, by strict rules", describe_verify_chain);
  spec.verb("p12", "open and make PKCS#12 files", describe_p12);
  spec.example("pytk crypt key gen -o k.pem && pytk crypt x509 selfsign -k k.pem -s CN=localhost -n localhost",
               "a certificate for a test server");
  spec.example(
      "pytk crypt key gen -o k.pem && pytk crypt x509 selfsign -k k.pem -s CN=localhost -n localhost | pytk crypt x509 show -",
      "what it says");
}

}  // namespace pytk::cmd
