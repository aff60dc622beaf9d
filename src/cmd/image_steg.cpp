// steg: data hidden in pictures.
#include <pytk/image/steg.hpp>
#include <pytk/io/sink.hpp>

#include "cmd/image_shared.hpp"

namespace pytk::cmd::image_verbs {

namespace {

using record::Type;

struct StegOptions {
  FileList files;
  InputOptions input;
  cli::OutputOptions output;
  std::string extract;
  std::uint64_t limit_bytes = 64U << 20U;
  bool all = false;
};

int run_extract(const StegOptions& o, Context& context) {
  const auto order = image::parse_bit_order(o.extract);
  const auto files = o.files.all();
  if (files.size() != 1) throw fail(Fault::usage, "--extract is for one picture");
  const auto picture = read_samples(files.front(), o.input, context);
  io::SinkOptions options;
  options.binary = true;
  options.force = context.force;
  const auto sink = io::Sink::open(o.output.output, options);
  sink->write(ByteView(image::extract_bits(picture, order, o.limit_bytes)));
  sink->commit();
  return 0;
}

int run_steg(const StegOptions& o, Context& context) {
  if (!o.extract.empty()) return run_extract(o, context);
  const record::Schema schema = {{"file", Type::text},     {"check", Type::text},   {"where", Type::text},
                                 {"severity", Type::text}, {"preview", Type::text}, {"offset", Type::uint64},
                                 {"length", Type::uint64}};
  cli::RecordOutput rows(o.output, schema, context);
  const int status = for_each_file(o.files.all(), [&](const std::string& path) {
    const Content content(path, context);
    const auto options = o.input.read_options();
    const auto facts = or_throw(image::read_facts(content.bytes(), options), content.name());
    // A picture that cannot be decoded may still have something behind its end.
    const auto file = image::read_file(content.bytes(), options);
    if (!file) log::warn("{}: {}; only its structure is looked at", content.name(), file.error().message());
    record::Batch batch(schema);
    for (const auto& finding : image::find_hidden(
             content.bytes(), facts, file ? std::get_if<image::Picture>(&file->picture) : nullptr, o.all)) {
      batch[0].add_text(path);
      batch[1].add_text(finding.check);
      batch[2].add_text(finding.where);
      batch[3].add_text(image::severity_name(finding.severity));
      batch[4].add_text(finding.preview);
      batch[5].add_uint(finding.offset);
      batch[6].add_uint(finding.length);
      batch.end_row();
    }
    rows.write(batch);
  });
  rows.finish();
  return status;
}

}  // namespace

void describe_steg(cli::Spec& spec) {
  auto& o = spec.options<StegOptions>();
  spec.description(
      "Looks for text and files in the low bits of samples, data behind the end of the picture, wrong checksums and "
      "private chunks, comments, and archives or documents in the same file. Orders of bits have zsteg's names: "
      "b1,rgb,lsb,xy.");
  add_files(spec, o.files, "pictures");
  spec.flag("--all", o.all, "try every order of bits, and look further into each");
  spec.option("--extract", o.extract, "write the bytes of this order of bits, such as b1,rgb,lsb,xy")
      .placeholder("ORDER");
  spec.size("--max-bytes", o.limit_bytes, "how much --extract writes").otherwise("64MiB");
  add_input(spec, o.input, false);
  cli::add_output(spec, o.output);
  spec.field("file", "text", "as named on the command line");
  spec.field("check", "text", "lsb, appended, chunk, comment or polyglot");
  spec.field("where", "text", "the order of bits, or the place");
  spec.field("severity", "text", "info, low, medium or high");
  spec.field("preview", "text", "text, format, or the beginning of the data");
  spec.field("offset", "uint64", "in the file, or in the extracted bytes");
  spec.field("length", "uint64", "bytes");
  spec.example("pytk image steg harbour.png", "is something hidden here?");
  spec.example("pytk image steg harbour.png --extract b1,rgb,lsb,xy --max-bytes 64 -o payload.bin",
               "the bytes themselves");
  spec.run([&o](Context& context) { return run_steg(o, context); });
}

}  // namespace pytk::cmd::image_verbs
