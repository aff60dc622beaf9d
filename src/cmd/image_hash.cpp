// hash and dups: pictures that look alike.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/image/analysis.hpp>
#include <pytk/record/reader.hpp>

#include "cmd/image_shared.hpp"

namespace pytk::cmd::image_verbs {

namespace {

using record::Type;

struct HashOptions {
  FileList files;
  InputOptions input;
  cli::OutputOptions output;
  std::vector<std::string> algorithms;
  std::uint64_t side = 8;
};

int run_hash(const HashOptions& o, Context& context) {
  const record::Schema schema = {{"file", Type::text}, {"algo", Type::text}, {"hash", Type::text}};
  const std::vector<std::string> algorithms = o.algorithms.empty() ? std::vector<std::string>{"phash"} : o.algorithms;
  cli::RecordOutput rows(o.output, schema, context);
  const auto files = o.files.all();
  std::vector<std::vector<std::string>> hashes(files.size());
  std::vector<std::optional<Error>> faults(files.size());
  int status = 0;
  context.progress.start("hash", files.size(), "pictures");
  context.pool.ordered(
      files.size(),
      [&](std::size_t i) {
        const EndsAtOnce computing;
        try {
          const auto picture = read_samples(files[i], o.input, context);
          for (const auto& name : algorithms)
            hashes[i].push_back(
                image::perceptual_hash(picture, *image::hash_of_name(name), static_cast<unsigned>(o.side)));
        } catch (const Error& error) {
          if (files.size() == 1 || error.fault() == Fault::usage || error.fault() == Fault::interrupted) throw;
          faults[i] = error;
        }
      },
      [&](std::size_t i) {
        context.progress.add();
        if (faults[i]) {
          log::write(log::Level::error, faults[i]->message());
          status = 1;
          return;
        }
        record::Batch batch(schema);
        for (std::size_t k = 0; k < algorithms.size(); ++k) {
          batch[0].add_text(files[i]);
          batch[1].add_text(algorithms[k]);
          batch[2].add_text(hashes[i][k]);
          batch.end_row();
        }
        rows.write(batch);
      });
  context.progress.finish();
  rows.finish();
  return status;
}

struct DupsOptions {
  std::string input = "-";
  std::uint64_t most = 8;
  cli::OutputOptions output;
};

struct Hashes {
  std::vector<std::string> files, hashes;
};

Hashes read_hashes(const std::string& path) {
  const auto source = io::Source::open(path);
  const auto reader = record::make_reader(*source);
  Hashes out;
  record::Batch batch(reader->schema());
  std::string text;
  while (reader->next(batch)) {
    const auto file = record::field_or_throw(batch.schema(), "file"),
               hash = record::field_or_throw(batch.schema(), "hash");
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      text.clear();
      record::append_value(text, batch[file], row);
      out.files.push_back(text);
      text.clear();
      record::append_value(text, batch[hash], row);
      out.hashes.push_back(text);
    }
  }
  return out;
}

int run_dups(const DupsOptions& o, Context& context) {
  const auto found = read_hashes(o.input);
  const record::Schema schema = {{"group", Type::uint64}, {"file", Type::text}, {"distance", Type::uint64}};
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  const EndsAtOnce computing;
  for (const auto& duplicate :
       image::duplicates(found.hashes, static_cast<unsigned>(std::min<std::uint64_t>(o.most, 1U << 16U)))) {
    batch[0].add_uint(duplicate.group);
    batch[1].add_text(found.files[duplicate.item]);
    batch[2].add_uint(duplicate.distance);
    batch.end_row();
    if (batch.full()) {
      rows.write(batch);
      batch.clear();
    }
  }
  rows.write(batch);
  rows.finish();
  return 0;
}

}  // namespace

void describe_hash(cli::Spec& spec) {
  auto& o = spec.options<HashOptions>();
  spec.description(
      "Perceptual hashes with the bits of the Python package imagehash: pictures that look alike have hashes that "
      "differ in few bits. "
      "The pixels are hashed as they are stored; --auto-orient turns them first.");
  add_files(spec, o.files, "pictures");
  spec.option("-a,--algo", o.algorithms, "kind of hash")
      .choices({"ahash", "dhash", "phash", "whash"})
      .comma_separated()
      .otherwise("phash");
  spec.option("--side", o.side, "bits a side: the hash has this many times this many").otherwise("8");
  add_input(spec, o.input, false);
  cli::add_output(spec, o.output);
  spec.field("file", "text", "as named on the command line");
  spec.field("algo", "text", "kind of hash");
  spec.field("hash", "text", "hexadecimal digits");
  spec.example("pytk image hash harbour.jpg harbour.png", "two pictures that look alike");
  spec.example("pytk image hash harbour.jpg --algo ahash,dhash,phash,whash -f table", "all kinds");
  spec.run([&o](Context& context) { return run_hash(o, context); });
}

void describe_dups(cli::Spec& spec) {
  auto& o = spec.options<DupsOptions>();
  spec.description(
      "Reads records with the fields file and hash, as pytk image hash writes them, and groups those that a chain of "
      "small distances connects.");
  spec.positional("FILE", o.input, "records").otherwise("-").complete_files();
  spec.option("--max-distance", o.most, "bits that may differ").otherwise("8");
  cli::add_output(spec, o.output);
  spec.field("group", "uint64", "number of the group");
  spec.field("file", "text", "picture in it");
  spec.field("distance", "uint64", "bits that differ from the group's first picture");
  spec.example("pytk image hash harbour.jpg harbour.png | pytk image dups", "groups of pictures that look alike");
  spec.example("pytk image hash harbour.jpg harbour.png | pytk image dups --max-distance 2 -f csv",
               "only nearly equal ones");
  spec.run([&o](Context& context) { return run_dups(o, context); });
}

}  // namespace pytk::cmd::image_verbs
