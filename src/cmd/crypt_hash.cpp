// pytk crypt hash and rand.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>
#include <pytk/crypt/hash.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

struct HashOptions {
  std::vector<std::string> algorithms, files;
  cli::OutputOptions output;
  std::uint64_t length = 0;
  bool check = false, tag = false, allow_weak = false;
};

std::vector<crypt::HashChoice> choices_of(const HashOptions& o) {
  std::vector<crypt::HashChoice> choices;
  for (const std::string& name : o.algorithms) choices.push_back({name, o.length, o.allow_weak});
  if (choices.empty()) choices.push_back({"sha256", o.length, o.allow_weak});
  return choices;
}

record::Schema hash_schema() {
  return {{"path", record::Type::text},
          {"algorithm", record::Type::text},
          {"digest", record::Type::text},
          {"bytes", record::Type::uint64}};
}

/// Digests as records, when a record format was asked for.
int hash_records(const HashOptions& o, const std::vector<std::string>& files, Context& context) {
  const auto choices = choices_of(o);
  cli::RecordOutput rows(o.output, hash_schema(), context);
  record::Batch batch(hash_schema());
  int status = 0;
  crypt::hash_files(files, choices, context, [&](const crypt::HashedFile& file) {
    if (!file.problem.empty()) {
      // Of many files some may fail; a single one that cannot be read is the failure of the whole.
      if (files.size() == 1) throw Error(file.fault, file.problem);
      log::write(log::Level::error, file.problem);
      status = 1;
      return;
    }
    for (std::size_t i = 0; i < choices.size(); ++i) {
      batch[0].add_text(file.path);
      batch[1].add_text(crypt::Hasher(choices[i]).name());
      batch[2].add_text(file.hex[i]);
      batch[3].add_uint(file.bytes);
      batch.end_row();
    }
    if (batch.full()) {
      rows.write(batch);
      batch.clear();
    }
  });
  rows.write(batch);
  rows.finish();
  return status;
}

int hash_lines(const HashOptions& o, const std::vector<std::string>& files, Context& context) {
  const auto choices = choices_of(o);
  std::vector<std::string> names;
  names.reserve(choices.size());
  for (const auto& choice : choices) names.push_back(crypt::Hasher(choice).name());
  const auto out = open_output(o.output.output, context, false, false);
  const auto style = o.tag || choices.size() > 1 ? crypt::SumStyle::tag : crypt::SumStyle::plain;
  int status = 0;
  std::string line;
  crypt::hash_files(files, choices, context, [&](const crypt::HashedFile& file) {
    if (!file.problem.empty()) {
      // Of many files some may fail; a single one that cannot be read is the failure of the whole.
      if (files.size() == 1) throw Error(file.fault, file.problem);
      log::write(log::Level::error, file.problem);
      status = 1;
      return;
    }
    line.clear();
    for (std::size_t i = 0; i < names.size(); ++i)
      crypt::append_sum_line(line, style, names[i], file.hex[i], file.path);
    out->write(std::string_view(line));
  });
  out->commit();
  return status;
}

struct Wanted {
  crypt::SumLine sum;
  crypt::HashChoice choice;
};

/// The lines of a list; the algorithm is the line's own, or the one asked for.
std::vector<Wanted> read_list(const HashOptions& o, const std::string& list, Context& context,
                              std::uint64_t& malformed) {
  const auto in = open_input(list, context);
  io::LineReader reader(*in);
  std::vector<Wanted> wanted;
  const auto choices = choices_of(o);
  for (std::string_view line; reader.next(line);) {
    if (trim(line).empty() || line.front() == '#') continue;
    auto sum = crypt::parse_sum_line(line);
    if (!sum) {
      if (++malformed <= 5) log::warn("{}:{}: {}", list, reader.number(), sum.error().what_happened());
      continue;
    }
    crypt::HashChoice choice = choices.front();
    if (!sum->algorithm.empty()) choice = {sum->algorithm, sum->hex.size() / 2, o.allow_weak};
    if (!sum->algorithm.empty() && sum->algorithm != "shake128" && sum->algorithm != "shake256" &&
        sum->algorithm != "blake3" && sum->algorithm != "blake2b")
      choice.length = 0;
    wanted.push_back({std::move(*sum), std::move(choice)});
  }
  return wanted;
}

int check_lists(const HashOptions& o, const std::vector<std::string>& lists, Context& context) {
  const auto out = open_output(o.output.output, context, false, false);
  std::uint64_t failed = 0, unreadable = 0, malformed = 0, checked = 0;
  for (const std::string& list : lists) {
    const std::vector<Wanted> wanted = read_list(o, list, context, malformed);
    if (wanted.empty())
      throw fail(Fault::data, "'{}' holds no line with a digest", list)
          .hint("each line is 'DIGEST  FILE' or 'SHA256 (FILE) = DIGEST'");
    for (const Wanted& one : wanted) {
      std::string result;
      crypt::hash_files({one.sum.path}, {one.choice}, context, [&](const crypt::HashedFile& file) {
        if (!file.problem.empty()) log::write(log::Level::error, file.problem);
        result = !file.problem.empty() ? "FAILED open or read" : file.hex.front() == one.sum.hex ? "OK" : "FAILED";
      });
      ++checked;
      if (result == "FAILED") ++failed;
      if (result == "FAILED open or read") ++unreadable;
      out->write(fmt::format("{}: {}\n", one.sum.path, result));
    }
  }
  out->commit();
  if (malformed > 5) log::warn("{} lines are no digests", malformed);
  if (failed > 0) log::warn("{} of {} digests do not match", failed, checked);
  if (unreadable > 0) log::warn("{} of {} files could not be read", unreadable, checked);
  return failed + unreadable + malformed > 0 ? 1 : 0;
}

int run_hash(const HashOptions& o, Context& context) {
  const std::vector<std::string> files = o.files.empty() ? std::vector<std::string>{"-"} : o.files;
  if (o.check) return check_lists(o, files, context);
  return o.output.format.empty() ? hash_lines(o, files, context) : hash_records(o, files, context);
}

struct RandOptions {
  std::uint64_t bytes = 0;
  Encoding encoding{"raw"};
  std::string output = "-";
};

int run_rand(const RandOptions& o, Context& context) {
  const auto out = open_new_output(o.output, context, !o.encoding.is_text());
  if (o.encoding.is_text() && o.bytes > (64U << 20U)) throw fail(Fault::usage, "more than 64 MiB is written raw only");
  Secret piece(std::size_t{48U << 10U});
  if (o.encoding.is_text()) {
    Secret all(static_cast<std::size_t>(o.bytes));
    secure_random(all.writable());
    o.encoding.write(*out, all.view());
  } else {
    for (std::uint64_t left = o.bytes; left > 0;) {
      context.cancel.check();
      const auto part = piece.writable().first(static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size())));
      secure_random(part);
      out->write(ByteView(part));
      left -= part.size();
    }
  }
  out->commit();
  return 0;
}

}  // namespace

void describe_hash(cli::Spec& spec) {
  auto& o = spec.options<HashOptions>();
  spec.summary("digests of files, and checking lists of them");
  spec.option("-a,--algorithm", o.algorithms, "which digests; with several each line says which")
      .placeholder("ALG")
      .otherwise("sha256")
      .comma_separated()
      .complete_from(crypt::hash_names);
  spec.positional("FILES", o.files, "what to hash; with -c: lists of digests")
      .otherwise("standard input")
      .complete_files();
  spec.flag("-c,--check", o.check, "read 'DIGEST  FILE' or 'SHA256 (FILE) = DIGEST' lines and compare");
  spec.flag("--tag", o.tag, "write 'SHA256 (FILE) = DIGEST' lines");
  spec.size("--length", o.length, "bytes of output, for shake128, shake256, blake2b and blake3").placeholder("N");
  spec.flag("--allow-weak", o.allow_weak, "take MD5, with a warning");
  cli::add_output(spec, o.output);
  spec.field("path", "text", "the file");
  spec.field("algorithm", "text", "the digest's name");
  spec.field("digest", "text", "in hexadecimal");
  spec.field("bytes", "uint64", "length of the file");
  spec.description(
      "Writes lines as sha256sum does; --json, -f csv and their like write records. Files are read as they are, never decompressed.");
  spec.note("algorithms", join(crypt::hash_names(), " "));
  spec.example("pytk crypt hash -a sha256 message.txt", "one digest");
  spec.example("pytk crypt hash -a sha256,blake3 message.txt --json", "two digests as records");
  spec.example("pytk crypt hash message.txt > sums && pytk crypt hash -c sums", "write a list, check it");
  spec.run([&o](Context& context) { return run_hash(o, context); });
}

void describe_rand(cli::Spec& spec) {
  auto& o = spec.options<RandOptions>();
  spec.summary("random bytes from the kernel");
  auto& wanted = spec.options<std::string>();
  spec.positional("N", wanted, "how many bytes, as in 32 or 4KiB").required();
  add_encoding(spec, o.encoding, "--enc", "how they are written");
  cli::add_output_file(spec, o.output);
  spec.example("pytk crypt rand 32 --enc hex", "a 256-bit key in hexadecimal");
  spec.example("pytk crypt rand 32 -o mac.key", "the same as a file for -k, mode 0600");
  spec.run([&o, &wanted](Context& context) {
    o.bytes = value_or_throw(parse_size(wanted), Fault::usage);
    return run_rand(o, context);
  });
}

}  // namespace pytk::cmd
