// pytk crypt seal and open: files for recipients or a passphrase, in the age format.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/crypt/fernet.hpp>
#include <pytk/crypt/seal.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

struct SealOptions {
  std::vector<std::string> recipients, recipient_files, identity_files;
  std::string passphrase, key_passphrase, input = "-", output = "-";
  bool armor = false, verify_first = false;
  std::uint64_t work_factor = crypt::usual_work_factor, highest = crypt::highest_work_factor;
  std::string range;
};

crypt::Recipients recipients_of(const SealOptions& o) {
  crypt::Recipients recipients;
  for (const std::string& text : o.recipients) recipients.push_back(crypt::parse_recipient(text));
  for (const std::string& file : o.recipient_files)
    crypt::add_recipients(recipients, crypt::read_key_text(file, "list of recipients", false).text(), file);
  for (const std::string& file : o.identity_files)
    for (const std::string& text : crypt::recipients_of(crypt::read_key_text(file, "identity"), file))
      recipients.push_back(crypt::parse_recipient(text));
  if (!o.passphrase.empty()) {
    if (!recipients.empty())
      throw fail(Fault::usage, "a passphrase cannot be combined with recipients")
          .hint("either would open the file; seal it twice");
    recipients.push_back(crypt::passphrase_recipient(crypt::read_new_passphrase(o.passphrase, "passphrase"),
                                                     static_cast<unsigned>(o.work_factor)));
  }
  return recipients;
}

int run_seal(const SealOptions& o, Context& context) {
  refuse_same(o.input, o.output);
  const crypt::Recipients recipients = recipients_of(o);
  const auto in = open_input(o.input, context);
  const auto out = open_output(o.output, context, !o.armor, false);
  crypt::seal(*in, *out, recipients, o.armor, context);
  out->commit();
  return 0;
}

crypt::OpenRange parse_range(const std::string& text) {
  const std::size_t colon = text.find(':');
  const auto wrong = [&] {
    return fail(Fault::usage, "'{}' is no range", text).hint("OFFSET:LENGTH, as in 0:512 or 1MiB: for all after it");
  };
  if (colon == std::string::npos) throw wrong();
  const auto offset = parse_size(std::string_view(text).substr(0, colon));
  if (!offset) throw wrong();
  crypt::OpenRange range{*offset, std::nullopt};
  if (colon + 1 < text.size()) {
    const auto length = parse_size(std::string_view(text).substr(colon + 1));
    if (!length) throw wrong();
    range.length = *length;
  }
  return range;
}

int run_open(const SealOptions& o, Context& context) {
  refuse_same(o.input, o.output);
  crypt::Identities identities;
  for (const std::string& file : o.identity_files)
    crypt::add_identities(identities, crypt::read_key_text(file, "identity"), file, ask_for(o.key_passphrase, file),
                          context);
  if (!o.passphrase.empty())
    identities.push_back(crypt::passphrase_identity(crypt::read_passphrase(o.passphrase, "passphrase"),
                                                    static_cast<unsigned>(o.highest)));
  if (identities.empty())
    throw fail(Fault::usage, "nothing to open it with").hint("-i FILE with an identity, or --passphrase-from SRC");
  const auto open_out = [&] { return open_output(o.output, context, false, true); };
  if (!o.range.empty()) {
    const crypt::OpenRange range = parse_range(o.range);
    const auto in = crypt::open_replay(o.input, context.cancel);
    const auto out = open_out();
    crypt::open_range(*in, *out, identities, range, context);
    out->commit();
  } else if (o.verify_first) {
    const auto in = crypt::open_replay(o.input, context.cancel);
    const auto out = open_out();
    crypt::open_verified(*in, *out, identities, context);
    out->commit();
  } else {
    const auto in = open_input(o.input, context);
    const auto out = open_out();
    try {
      crypt::open_sealed(*in, *out, identities, context);
    } catch (const Error&) {
      if (o.output == "-") out->flush();  // verified chunks are given at once, also those before the damage
      throw;
    }
    out->commit();
  }
  return 0;
}

struct KeygenOptions {
  std::string output = "-", recipient_of;
};

int run_keygen(const KeygenOptions& o, Context& context) {
  if (!o.recipient_of.empty()) {
    const auto out = open_output(o.output, context, false, false);
    for (const std::string& recipient :
         crypt::recipients_of(crypt::read_key_text(o.recipient_of, "identity"), o.recipient_of))
      out->write(recipient + "\n");
    out->commit();
    return 0;
  }
  const crypt::SealKey key = crypt::make_seal_key();
  const auto out = open_secret_output(o.output, context, false);
  out->write(fmt::format("# recipient: {}\n", key.recipient));
  out->write(key.identity.view());
  out->write(std::string_view("\n"));
  out->commit();
  if (o.output != "-") log::info("recipient: {}", key.recipient);
  return 0;
}

void describe_seal_keygen(cli::Spec& spec) {
  auto& o = spec.options<KeygenOptions>();
  spec.option("-y,--recipient-of", o.recipient_of, "make no key, print the recipients that belong to this file")
      .placeholder("FILE")
      .complete_files();
  cli::add_output_file(spec, o.output);
  spec.description(
      "Writes an identity (AGE-SECRET-KEY-1...) and, as a comment, the recipient to seal for (age1...). The same files as age-keygen's.");
  spec.example("pytk crypt seal keygen -o me.key", "an identity in a file with mode 0600");
  spec.example("pytk crypt seal keygen -o me.key && pytk crypt seal keygen -y me.key", "what to give to others");
  spec.run([&o](Context& context) { return run_keygen(o, context); });
}

}  // namespace

void describe_seal(cli::Spec& spec) {
  auto& o = spec.options<SealOptions>();
  spec.summary("encrypt a file for recipients or with a passphrase (age format)");
  spec.description(
      "Writes the age v1 format (c2sp.org/age), which every age program opens. Chunks of 64 KiB are sealed in parallel; memory does not grow with the file.");
  spec.verb("keygen", "make an identity, or print its recipient", describe_seal_keygen);
  spec.option("-r,--recipient", o.recipients, "age1..., or an OpenSSH public key (ssh-ed25519, ssh-rsa)")
      .placeholder("RECIPIENT");
  spec.option("-R,--recipients-file", o.recipient_files, "file with recipients, one a line")
      .placeholder("FILE")
      .complete_files();
  spec.option("-i,--identity", o.identity_files, "seal for the owner of this identity")
      .placeholder("FILE")
      .complete_files();
  not_empty(spec.option("--passphrase-from", o.passphrase,
                        "seal with a passphrase: a path, file:PATH, env:NAME, fd:N or prompt"))
      .placeholder("SRC");
  spec.option("--work-factor", o.work_factor, "how hard a passphrase is to try: 2^N rounds of scrypt")
      .placeholder("N")
      .otherwise("18");
  spec.flag("-a,--armor", o.armor, "write text (PEM-like) instead of binary");
  spec.positional("IN", o.input, "what to seal").otherwise("standard input").complete_files();
  cli::add_output_file(spec, o.output);
  spec.example(
      "pytk crypt seal keygen -o me.key && pytk crypt seal -i me.key message.txt -o message.age && pytk crypt open -i me.key message.age",
      "seal a file for yourself, open it");
  spec.example(
      "pytk crypt rand 16 --enc hex -o pass.txt && pytk crypt seal --passphrase-from pass.txt --work-factor 10 -a message.txt",
      "seal with a passphrase, as text");
  spec.run([&o](Context& context) { return run_seal(o, context); });
}

void describe_open(cli::Spec& spec) {
  auto& o = spec.options<SealOptions>();
  spec.summary("open a sealed file (age format)");
  spec.description(
      "Each chunk is written as soon as it is verified; damage further on ends with status 1. With -o the file appears only "
      "when all of it was good.");
  spec.option("-i,--identity", o.identity_files,
              "AGE-SECRET-KEY-1... lines, or an OpenSSH private key; sealed ones are opened with a passphrase")
      .placeholder("FILE")
      .complete_files();
  spec.option("--passphrase-from", o.passphrase,
              "the passphrase it was sealed with: a path, file:PATH, env:NAME, fd:N or prompt")
      .placeholder("SRC");
  spec.option("--key-passphrase-from", o.key_passphrase, "the passphrase of an encrypted identity")
      .placeholder("SRC")
      .otherwise("prompt");
  not_empty(spec.option("--range", o.range, "only this part of the content")).placeholder("OFFSET:LENGTH");
  spec.flag("--verify-first", o.verify_first, "write nothing before all of it was verified");
  spec.option("--max-work-factor", o.highest, "most rounds of scrypt to do for a passphrase, 2^N")
      .placeholder("N")
      .otherwise("22");
  spec.positional("IN", o.input, "the sealed file").otherwise("standard input").complete_files();
  cli::add_output_file(spec, o.output);
  spec.example("pytk crypt seal keygen -o me.key && pytk crypt seal -i me.key message.txt | pytk crypt open -i me.key",
               "there and back");
  spec.example(
      "pytk crypt seal keygen -o me.key && pytk crypt seal -i me.key message.txt -o m.age && pytk crypt open -i me.key --range 4:9 m.age",
      "nine bytes from the middle, without reading the rest");
  spec.run([&o](Context& context) { return run_open(o, context); });
}

}  // namespace pytk::cmd
