// pytk crypt fernet: keygen, encrypt, decrypt, rotate, inspect.
#include <optional>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/crypt/fernet.hpp>
#include <pytk/record/reader.hpp>
#include <pytk/record/writer.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

using crypt::Fernet;
using crypt::FernetVerb;

struct FernetOptions {
  std::vector<std::string> keys;
  std::string input = "-", output = "-";
  std::string ttl, now, iv_hex;
  bool lines = false, lenient = false;
  std::uint64_t field = 0;
  std::string delimiter = "\\t";
  std::string csv_column;
  std::string on_error = "empty";
  cli::OutputOptions records;
};

std::vector<Secret> read_keys(const FernetOptions& o) {
  std::vector<Secret> keys;
  for (const std::string& where : o.keys) crypt::add_fernet_keys(keys, crypt::read_key_text(where, "key"), where);
  return keys;
}

crypt::FernetClock clock_of(const FernetOptions& o) {
  crypt::FernetClock clock;
  clock.now = time_or_now(o.now, "--now");
  if (!o.ttl.empty()) clock.ttl = seconds(o.ttl, "--ttl");
  return clock;
}

crypt::FernetLines lines_of(const FernetOptions& o, FernetVerb verb) {
  crypt::FernetLines lines{.verb = verb, .clock = clock_of(o), .lenient = o.lenient, .field = o.field};
  lines.on_error = o.on_error == "skip"   ? crypt::OnError::skip
                   : o.on_error == "stop" ? crypt::OnError::stop
                                          : crypt::OnError::empty;
  const std::string separator = o.delimiter == "\\t" ? "\t" : o.delimiter;
  if (separator.size() != 1) throw fail(Fault::usage, "the delimiter '{}' is not one character", o.delimiter);
  lines.separator = separator.front();
  return lines;
}

void tell_if_bent(const Fernet& fernet, const std::string& input) {
  if (fernet.bent_rules()) log::warn("some tokens of '{}' are not canonical; they were read leniently", input);
}

/// One column of a CSV file; the other columns stay byte for byte.
int run_csv(const FernetOptions& o, FernetVerb verb, Context& context) {
  const crypt::FernetLines lines = lines_of(o, verb);
  Fernet fernet(read_keys(o));
  const auto in = open_input(o.input, context);
  const auto reader = record::make_reader(*in, {.format = record::Format::csv, .delimiter = {}, .header = true});
  const record::Schema schema = reader->schema();
  const std::size_t column = record::field_or_throw(schema, o.csv_column);
  const auto out = open_output(o.output, context, false, verb == FernetVerb::decrypt);
  const auto writer = record::make_writer(record::Format::csv, schema, *out);
  record::Batch batch(schema), changed(schema);
  std::int64_t row_number = 0;
  int status = 0;
  std::string value, converted;
  while (reader->next(batch)) {
    context.cancel.check();
    changed.clear();
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      ++row_number;
      value.clear();
      converted.clear();
      record::append_value(value, batch[column], row);
      const auto done = crypt::fernet_value(fernet, lines, value, converted);
      if (!done) {
        status = 1;
        log::write(log::Level::error, fmt::format("record {}: {}", row_number, done.error().what_happened()));
        if (lines.on_error == crypt::OnError::stop) throw done.error();
        if (lines.on_error == crypt::OnError::skip) continue;
        converted.clear();
      }
      for (std::size_t c = 0; c < schema.size(); ++c) {
        if (c != column && batch[c].null(row)) changed[c].add_null();
        else changed[c].add_text(c == column ? std::string_view(converted) : batch[c].text(row));
      }
      changed.end_row();
    }
    writer->write(changed);
  }
  writer->finish();
  out->commit();
  tell_if_bent(fernet, o.input);
  return status;
}

int run_lines(const FernetOptions& o, FernetVerb verb, Context& context) {
  const auto in = open_input(o.input, context);
  const auto out = open_output(o.output, context, false, verb == FernetVerb::decrypt);
  const auto problems = io::Sink::open("/dev/stderr");
  const std::uint64_t failed = crypt::fernet_lines(read_keys(o), lines_of(o, verb), *in, *out, *problems, context);
  out->commit();
  return failed == 0 ? 0 : 1;
}

std::optional<Bytes> fixed_iv(const FernetOptions& o) {
  if (o.iv_hex.empty()) return std::nullopt;
  Bytes iv = hex_option(o.iv_hex, "--iv-for-testing");
  if (iv.size() != 16) throw fail(Fault::usage, "--iv-for-testing needs 16 bytes, this has {}", iv.size());
  log::warn("a fixed IV makes equal messages visible: for test vectors only");
  return iv;
}

int run(const FernetOptions& o, FernetVerb verb, Context& context) {
  refuse_same(o.input, o.output);
  if (!o.csv_column.empty()) return run_csv(o, verb, context);
  if (o.lines || o.field > 0) return run_lines(o, verb, context);
  Fernet fernet(read_keys(o));
  const crypt::FernetClock clock = clock_of(o);
  if (verb == FernetVerb::encrypt) {
    const auto iv = fixed_iv(o);
    const auto in = open_input(o.input, context);
    const auto out = open_output(o.output, context, false, false);
    fernet.encrypt(*in, *out, clock.now, iv ? iv->data() : nullptr, context);
    if (out->is_terminal() || o.output != "-") out->write(std::string_view("\n"));
    out->commit();
    return 0;
  }
  const auto in = crypt::open_replay(o.input, context.cancel);
  if (verb == FernetVerb::rotate) {
    const auto out = open_output(o.output, context, false, false);
    fernet.rotate(*in, *out, o.lenient, context);
    if (out->is_terminal() || o.output != "-") out->write(std::string_view("\n"));
    out->commit();
    return 0;
  }
  const auto out = open_output(o.output, context, false, true);
  fernet.decrypt(*in, *out, clock, o.lenient, context);
  out->commit();
  return 0;
}

record::Schema inspect_schema() {
  return {{"created", record::Type::time}, {"created_unix", record::Type::uint64}, {"age", record::Type::int64},
          {"expires", record::Type::time}, {"remaining", record::Type::int64},     {"key_index", record::Type::uint64},
          {"bytes", record::Type::uint64}};
}

void add_time(record::Column& column, std::uint64_t unix_seconds) {
  constexpr std::uint64_t last = 9'223'372'036;  // what fits into nanoseconds: the year 2262
  if (unix_seconds > last) column.add_null();
  else column.add_time(static_cast<std::int64_t>(unix_seconds) * 1'000'000'000);
}

void add_info(record::Batch& batch, const crypt::FernetInfo& info, const crypt::FernetClock& clock) {
  const auto difference = [](std::uint64_t a, std::uint64_t b) { return static_cast<std::int64_t>(a - b); };
  add_time(batch[0], info.created);
  batch[1].add_uint(info.created);
  batch[2].add_int(difference(clock.now, info.created));
  if (clock.ttl && info.created + *clock.ttl >= info.created) {
    add_time(batch[3], info.created + *clock.ttl);
    batch[4].add_int(difference(info.created + *clock.ttl, clock.now));
  } else {
    batch[3].add_null();
    batch[4].add_null();
  }
  batch[5].add_uint(info.key);
  batch[6].add_uint(info.bytes);
  batch.end_row();
}

int inspect(const FernetOptions& o, Context& context) {
  Fernet fernet(read_keys(o));
  crypt::FernetClock clock = clock_of(o);
  const crypt::FernetClock any{clock.now, std::nullopt};  // an expired token is shown, its status says so
  record::Batch batch(inspect_schema());
  int status = 0;
  const auto count = [&](const crypt::FernetInfo& info) {
    add_info(batch, info, clock);
    if (clock.ttl && info.created + *clock.ttl >= info.created && info.created + *clock.ttl < clock.now) status = 1;
  };
  if (!o.lines) {
    count(fernet.inspect(*crypt::open_replay(o.input, context.cancel), any, o.lenient, context));
    cli::RecordOutput rows(o.records, inspect_schema(), context);
    rows.write(batch);
    rows.finish();
    return status;
  }
  cli::RecordOutput rows(o.records, inspect_schema(), context);
  const auto in = open_input(o.input, context);
  io::LineReader reader(*in);
  Bytes message;
  for (std::string_view line; reader.next(line) && !rows.full();) {
    context.cancel.check();
    const auto info = fernet.decrypt(line, any, o.lenient, message);
    if (info) count(*info);
    else {
      log::write(log::Level::error, fmt::format("line {}: {}", reader.number(), info.error().what_happened()));
      status = 1;
    }
    if (batch.full()) {
      rows.write(batch);
      batch.clear();
    }
  }
  wipe(message);
  rows.write(batch);
  rows.finish();
  tell_if_bent(fernet, o.input);
  return status;
}

void add_keys(cli::Spec& spec, FernetOptions& o, const char* help) {
  spec.option("-k,--key", o.keys, help).placeholder("KEYSRC").required().complete_files();
}

void add_common(cli::Spec& spec, FernetOptions& o, const char* what) {
  spec.positional("IN", o.input, what).otherwise("standard input").complete_files();
  cli::add_output_file(spec, o.output);
  spec.flag("--lines", o.lines, "every line by itself").category("MANY AT ONCE");
  spec.option("--field", o.field, "with --lines: only this field of each line, counted from 1")
      .placeholder("N")
      .category("MANY AT ONCE");
  spec.option("--delimiter", o.delimiter, "what separates the fields")
      .placeholder("C")
      .otherwise("a tab")
      .category("MANY AT ONCE");
  spec.option("--csv", o.csv_column, "only this column of a CSV file with a header")
      .placeholder("COLUMN")
      .category("MANY AT ONCE");
  spec.option("--on-error", o.on_error, "what takes the place of a line that cannot be processed")
      .choices({"empty", "skip", "stop"}).otherwise("empty").category("MANY AT ONCE");
}

void add_lenient(cli::Spec& spec, FernetOptions& o) {
  spec.flag("--lenient", o.lenient, "take tokens with stray characters, the other base64 alphabet or missing padding");
}

void add_now(cli::Spec& spec, FernetOptions& o, const char* help) {
  not_empty(spec.option("--now,--at", o.now, help)).placeholder("TIME").otherwise("the clock");
}

void describe_keygen(cli::Spec& spec) {
  auto& o = spec.options<FernetOptions>();
  cli::add_output_file(spec, o.output);
  spec.description(
      "Writes 32 random bytes as base64url: 16 for signing, 16 for encrypting. A file gets mode 0600 and replaces nothing without --force.");
  spec.example("pytk crypt fernet keygen -o key.txt", "a new key in a file that only you can read");
  spec.example("pytk crypt fernet keygen > keys.txt && pytk crypt fernet keygen >> keys.txt",
               "two keys in one file, to rotate with");
  spec.run([&o](Context& context) {
    const auto out = open_secret_output(o.output, context, false);
    const Secret key = crypt::make_fernet_key();
    out->write(key.view());
    out->write(std::string_view("\n"));
    out->commit();
    return 0;
  });
}

void describe_encrypt(cli::Spec& spec) {
  auto& o = spec.options<FernetOptions>();
  add_keys(spec, o, "key to encrypt with; of several the first is used");
  add_common(spec, o, "what to encrypt");
  add_now(spec, o, "the token's time, seconds since 1970 or RFC 3339");
  spec.option("--iv-for-testing", o.iv_hex, "a fixed IV, to reproduce test vectors; unsafe")
      .placeholder("HEX")
      .category("TESTING");
  spec.example("pytk crypt fernet keygen -o key.txt && echo 'meet at noon' | pytk crypt fernet encrypt -k key.txt",
               "a token of one message");
  spec.example(
      "pytk crypt fernet keygen -o k.txt && pytk crypt fernet encrypt -k k.txt --lines < message.txt > tokens.txt",
      "one token for each line");
  spec.run([&o](Context& context) { return run(o, FernetVerb::encrypt, context); });
}

void describe_decrypt(cli::Spec& spec) {
  auto& o = spec.options<FernetOptions>();
  add_keys(spec, o, "every key that may have made the token; a file may hold several, one a line");
  add_common(spec, o, "the token");
  not_empty(spec.option("--ttl", o.ttl, "refuse tokens older than this, and from over a minute ahead"))
      .placeholder("SECONDS")
      .otherwise("the time is not looked at");
  add_now(spec, o, "take this for the current time");
  add_lenient(spec, o);
  spec.description(
      "The whole token is verified before the first byte is written: files are read twice, pipes are spooled as they are.");
  spec.example(
      "pytk crypt fernet keygen -o key.txt && echo hi | pytk crypt fernet encrypt -k key.txt | pytk crypt fernet decrypt -k key.txt --ttl 60",
      "there and back, if it is no older than a minute");
  spec.example(
      "pytk crypt fernet keygen -o key.txt && pytk crypt fernet encrypt -k key.txt --lines message.txt | pytk crypt fernet decrypt -k key.txt --lines",
      "every line by itself");
  spec.run([&o](Context& context) { return run(o, FernetVerb::decrypt, context); });
}

void describe_rotate(cli::Spec& spec) {
  auto& o = spec.options<FernetOptions>();
  add_keys(spec, o, "the new key first, then every key that may have made the token");
  add_common(spec, o, "the token");
  add_lenient(spec, o);
  spec.description("Re-encrypts under the first key with a fresh IV; the token keeps its time.");
  spec.example(
      "pytk crypt fernet keygen -o old.txt && pytk crypt fernet keygen -o new.txt && echo hi | pytk crypt fernet encrypt -k old.txt | "
      "pytk crypt fernet rotate -k new.txt -k old.txt | pytk crypt fernet decrypt -k new.txt",
      "a token made with the old key becomes one of the new key");
  spec.example(
      "pytk crypt fernet keygen -o old.txt && pytk crypt fernet keygen -o new.txt && pytk crypt fernet encrypt -k old.txt --lines message.txt -o tokens && pytk crypt fernet rotate -k new.txt -k old.txt --lines tokens -o rotated",
      "a file of tokens");
  spec.run([&o](Context& context) { return run(o, FernetVerb::rotate, context); });
}

void describe_inspect(cli::Spec& spec) {
  auto& o = spec.options<FernetOptions>();
  add_keys(spec, o, "every key that may have made the token");
  spec.positional("IN", o.input, "the token").otherwise("standard input").complete_files();
  spec.flag("--lines", o.lines, "every line is a token");
  not_empty(spec.option("--ttl", o.ttl, "how long tokens are good, for expires and remaining")).placeholder("SECONDS");
  add_now(spec, o, "take this for the current time");
  add_lenient(spec, o);
  cli::add_output(spec, o.records);
  spec.field("created", "time", "when the token was made");
  spec.field("created_unix", "uint64", "the same in seconds since 1970");
  spec.field("age", "int64", "seconds from then to now");
  spec.field("expires", "time", "created + ttl; null without --ttl");
  spec.field("remaining", "int64", "seconds until then, negative when expired");
  spec.field("key_index", "uint64", "which of the keys made it, from 0");
  spec.field("bytes", "uint64", "length of the message");
  spec.description(
      "Shows what a token says about itself, after its MAC was verified. Exit status 1 when it has expired.");
  spec.example(
      "pytk crypt fernet keygen -o key.txt && echo hi | pytk crypt fernet encrypt -k key.txt | pytk crypt fernet inspect -k key.txt --ttl 1h",
      "how old a token is and how long it is still good");
  spec.example(
      "pytk crypt fernet keygen -o key.txt && pytk crypt fernet encrypt -k key.txt --lines message.txt | pytk crypt fernet inspect -k key.txt --lines --fields age,bytes",
      "many tokens as records");
  spec.run([&o](Context& context) { return inspect(o, context); });
}

}  // namespace

void describe_fernet(cli::Spec& spec) {
  spec.summary("encrypt and decrypt dated tokens, of any size, one or many");
  spec.description(
      "Fernet (github.com/fernet/spec): AES-128-CBC and HMAC-SHA256 in one token that also says when it was made. The keys "
      "of several -k, or of one file with a key a line, work together: the first encrypts, all decrypt.");
  spec.verb("keygen", "make a key", describe_keygen);
  spec.verb("encrypt", "make tokens", describe_encrypt);
  spec.verb("decrypt", "open tokens", describe_decrypt);
  spec.verb("rotate", "re-encrypt tokens under a newer key", describe_rotate);
  spec.verb("inspect", "show when a token was made and when it expires", describe_inspect);
  spec.example(
      "pytk crypt fernet keygen -o key.txt && echo hi | pytk crypt fernet encrypt -k key.txt -o hi.token && pytk crypt fernet decrypt -k key.txt hi.token",
      "encrypt and decrypt a message");
  spec.example(
      "pytk crypt fernet keygen -o old && pytk crypt fernet keygen -o new && echo hi | pytk crypt fernet encrypt -k old | pytk crypt fernet rotate -k new -k old | pytk crypt fernet decrypt -k new",
      "several keys, and rotation");
}

}  // namespace pytk::cmd
