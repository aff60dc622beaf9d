// pytk crypt manifest: create, check, diff, update.
#include <set>

#include <pytk/core/log.hpp>
#include <pytk/crypt/manifest.hpp>

#include "crypt_shared.hpp"

namespace pytk::cmd {
namespace {

struct ManifestVerb {
  std::string manifest, folder = ".", second, algorithm = "sha256", output = "-";
  bool follow = false, meta = false, problems_only = false, full = false;
  cli::OutputOptions records;
};

crypt::Manifest read(const std::string& where, const std::string& algorithm, Context& context) {
  const auto in = open_input(where, context);
  return crypt::read_manifest(*in, algorithm);
}

/// The digest that a list was made with, so that a check computes the same.
std::string algorithm_of(const crypt::Manifest& manifest, const std::string& otherwise) {
  std::set<std::string> names;
  for (const auto& [path, entry] : manifest)
    if (!entry.digest.empty()) names.insert(entry.algorithm);
  if (names.size() > 1) throw fail(Fault::data, "the manifest mixes digests of several kinds");
  return names.empty() ? otherwise : *names.begin();
}

crypt::Manifest walk(const ManifestVerb& o, const std::string& algorithm, const crypt::Manifest* known,
                     Context& context, bool& problems) {
  const crypt::ManifestOptions options{{algorithm, 0, true}, o.follow, known};
  return crypt::make_manifest(o.folder, options, context, [&](const crypt::ManifestProblem& problem) {
    problems = true;
    log::write(log::Level::error, fmt::format("{}: {}", problem.path, problem.reason));
  });
}

int report(const ManifestVerb& o, const std::vector<crypt::ManifestChange>& changes, bool quiet_ok, Context& context) {
  using record::Type;
  const record::Schema schema = {{"status", Type::text}, {"path", Type::text},   {"from", Type::text},
                                 {"reason", Type::text}, {"size", Type::uint64}, {"mode", Type::text},
                                 {"digest", Type::text}};
  cli::RecordOutput rows(o.records, schema, context);
  record::Batch batch(schema);
  int status = 0;
  for (const auto& change : changes) {
    if (change.status != crypt::Status::ok) status = 1;
    else if (quiet_ok) continue;
    const auto text = [&](std::size_t column, std::string_view value) {
      value.empty() ? batch[column].add_null() : batch[column].add_text(value);
    };
    batch[0].add_text(crypt::status_name(change.status));
    batch[1].add_text(change.path);
    text(2, change.from);
    text(3, change.reason);
    change.entry->has_size ? batch[4].add_uint(change.entry->size) : batch[4].add_null();
    text(5, change.entry->has_mode ? fmt::format("{:04o}", change.entry->mode) : "");
    text(6, change.entry->digest);
    batch.end_row();
    if (batch.full()) {
      rows.write(batch);
      batch.clear();
    }
  }
  rows.write(batch);
  rows.finish();
  return status;
}

void add_record_fields(cli::Spec& spec, ManifestVerb& o) {
  spec.flag("--meta", o.meta, "another mode or time is a change, too");
  spec.flag("--problems", o.problems_only, "leave out what is OK");
  cli::add_output(spec, o.records);
  spec.field("status", "text", "OK, CHANGED, NEW, MISSING or MOVED");
  spec.field("path", "text", "below the folder");
  spec.field("from", "text", "where a moved file was");
  spec.field("reason", "text", "what changed: content, size, link, mode, time");
}

void describe_create(cli::Spec& spec) {
  auto& o = spec.options<ManifestVerb>();
  spec.positional("DIR", o.folder, "the folder").otherwise("the current one").complete_files();
  spec.option("-a,--algorithm", o.algorithm, "which digest")
      .placeholder("ALG")
      .otherwise("sha256")
      .complete_from(crypt::hash_names);
  spec.flag("--follow", o.follow, "through symbolic links instead of listing them");
  spec.flag("--meta", o.meta, "with mode and time, which are always written").hidden();
  cli::add_output_file(spec, o.output);
  spec.example("pytk crypt manifest create . -o ../manifest.jsonl", "path, size, mode, time and digest of every file");
  spec.example("pytk crypt manifest create . -a blake3 | head -n 1 | cut -c 1-20", "with BLAKE3");
  spec.run([&o](Context& context) {
    bool problems = false;
    (void)crypt::Hasher(crypt::HashChoice{o.algorithm, 0, false});
    const auto manifest = walk(o, o.algorithm, nullptr, context, problems);
    const auto out = open_output(o.output, context, false, false);
    crypt::write_manifest(*out, manifest);
    out->commit();
    return problems ? 1 : 0;
  });
}

void describe_check(cli::Spec& spec) {
  auto& o = spec.options<ManifestVerb>();
  spec.positional("MANIFEST", o.manifest, "made by create, sha256sum, BSD's or hashdeep").required().complete_files();
  spec.positional("DIR", o.folder, "the folder").otherwise("the current one").complete_files();
  spec.option("-a,--algorithm", o.algorithm, "digest of lines that do not say").placeholder("ALG").otherwise("sha256");
  spec.flag("--follow", o.follow, "through symbolic links");
  add_record_fields(spec, o);
  spec.description(
      "Exit status 0 when everything is as the manifest says, 1 when anything is new, missing, moved or changed.");
  spec.example("pytk crypt manifest create . -o ../m.jsonl && pytk crypt manifest check ../m.jsonl . --problems",
               "nothing to tell");
  spec.example("sha256sum message.txt > ../sums && { pytk crypt manifest check ../sums . || true; }",
               "a list of sha256sum; files that it does not name are new");
  spec.run([&o](Context& context) {
    bool problems = false;
    const auto before = read(o.manifest, o.algorithm, context);
    const auto after = walk(o, algorithm_of(before, o.algorithm), nullptr, context, problems);
    return report(o, crypt::compare(before, after, o.meta), o.problems_only, context) != 0 || problems ? 1 : 0;
  });
}

void describe_diff(cli::Spec& spec) {
  auto& o = spec.options<ManifestVerb>();
  spec.positional("OLD", o.manifest, "a manifest").required().complete_files();
  spec.positional("NEW", o.second, "a later one").required().complete_files();
  spec.option("-a,--algorithm", o.algorithm, "digest of lines that do not say").placeholder("ALG").otherwise("sha256");
  add_record_fields(spec, o);
  spec.example(
      "pytk crypt manifest create . -o ../a.jsonl && echo new > new.txt && pytk crypt manifest create . -o ../b.jsonl && { pytk crypt manifest diff ../a.jsonl ../b.jsonl --problems || true; }",
      "what came in between");
  spec.example(
      "pytk crypt manifest create . -o ../a.jsonl && pytk crypt manifest diff ../a.jsonl ../a.jsonl --meta --problems",
      "nothing");
  spec.run([&o](Context& context) {
    const auto before = read(o.manifest, o.algorithm, context), after = read(o.second, o.algorithm, context);
    return report(o, crypt::compare(before, after, o.meta), o.problems_only, context);
  });
}

void describe_update(cli::Spec& spec) {
  auto& o = spec.options<ManifestVerb>();
  spec.positional("MANIFEST", o.manifest, "the file to bring up to date").required().complete_files();
  spec.positional("DIR", o.folder, "the folder").otherwise("the current one").complete_files();
  spec.flag("--full", o.full, "read every file again, not only those with another size or time");
  spec.flag("--follow", o.follow, "through symbolic links");
  add_record_fields(spec, o);
  spec.description(
      "Writes what changed as records and puts the new manifest in the place of the old one, all at once.");
  spec.example("pytk crypt manifest create . -o ../m.jsonl && pytk crypt manifest update ../m.jsonl . --problems",
               "only changed files are read again");
  spec.example(
      "pytk crypt manifest create . -o ../m.jsonl && echo x > x && pytk crypt manifest update ../m.jsonl . --problems --dry-run",
      "say only what would change");
  spec.run([&o](Context& context) {
    bool problems = false;
    const auto before = read(o.manifest, o.algorithm, context);
    const auto after = walk(o, algorithm_of(before, o.algorithm), o.full ? nullptr : &before, context, problems);
    (void)report(o, crypt::compare(before, after, o.meta), o.problems_only, context);
    if (context.dry_run) return problems ? 1 : 0;
    const auto out = open_output(o.manifest, context, false, false);
    crypt::write_manifest(*out, after);
    out->commit();
    return problems ? 1 : 0;
  });
}

}  // namespace

void describe_manifest(cli::Spec& spec) {
  spec.summary("what lies in a folder, and what has changed since");
  spec.verb("create", "list paths, sizes and digests", describe_create);
  spec.verb("check", "compare a folder with its list", describe_check);
  spec.verb("diff", "compare two lists", describe_diff);
  spec.verb("update", "bring a list up to date", describe_update);
  spec.example("pytk crypt manifest create . -o ../m.jsonl && pytk crypt manifest check ../m.jsonl .",
               "make a list, check it");
  spec.example("pytk crypt manifest create . -a blake3 -o ../m.jsonl", "with BLAKE3");
}

}  // namespace pytk::cmd
