// meta show, meta strip: what a picture says beside its pixels.
#include <algorithm>

#include <pytk/core/json.hpp>
#include <pytk/core/text.hpp>
#include <pytk/image/metadata.hpp>
#include <pytk/io/sink.hpp>

#include "cmd/image_shared.hpp"

namespace pytk::cmd::image_verbs {

namespace {

struct ShowOptions {
  FileList files;
  InputOptions input;
  cli::OutputOptions output;
};

/// One record a file, one field a tag ("GPS.Latitude"): the names of all files make the schema.
int run_show(const ShowOptions& o, Context& context) {
  record::Schema schema = {{"file", record::Type::text}};
  std::vector<std::pair<std::string, std::vector<image::MetadataTag>>> found;
  const int status = for_each_file(o.files.all(), [&](const std::string& path) {
    const Content content(path, context);
    found.emplace_back(
        path, image::metadata(or_throw(image::read_facts(content.bytes(), o.input.read_options()), content.name())));
    for (const auto& tag : found.back().second)
      if (record::field_index(schema, tag.group + "." + tag.name) < 0)
        schema.push_back({tag.group + "." + tag.name, record::Type::json});
  });
  cli::RecordOutput rows(o.output, schema, context);
  for (const auto& [path, tags] : found) {
    record::Batch batch(schema);
    batch[0].add_text(path);
    for (std::size_t i = 1; i < schema.size(); ++i) {
      const auto tag = std::find_if(tags.begin(), tags.end(),
                                    [&](const auto& each) { return each.group + "." + each.name == schema[i].name; });
      if (tag == tags.end()) {
        batch[i].add_null();
      } else if (tag->number) {
        batch[i].add_text(tag->value);
      } else {
        json::append_string(batch[i].text_buffer(), tag->value);
        batch[i].end_text();
      }
    }
    batch.end_row();
    rows.write(batch);
  }
  rows.finish();
  return status;
}

struct StripOptions {
  std::vector<std::string> files;
  std::string output;
  bool in_place = false, all = false;
};

int run_strip(const StripOptions& o, Context& context) {
  if (o.in_place == !o.output.empty())
    throw fail(Fault::usage, "say where the result goes").hint("either --in-place or -o FILE");
  if (!o.in_place && o.files.size() != 1)
    throw fail(Fault::usage, "-o FILE is for one picture").hint("several are changed by --in-place");
  return for_each_file(o.files, [&](const std::string& path) {
    const Content content(path, context);
    const Bytes bytes = or_throw(image::strip_metadata(content.bytes(), o.all), content.name());
    if (!o.in_place) io::refuse_same_file(path, o.output);
    io::SinkOptions options;
    options.binary = true;
    options.force = context.force;
    const auto sink = io::Sink::open(o.in_place ? path : o.output, options);
    sink->write(ByteView(bytes));
    sink->commit();
  });
}

void describe_meta_show(cli::Spec& spec) {
  auto& o = spec.options<ShowOptions>();
  spec.description(
      "One record a file with a field for every tag, by group: IFD0, EXIF, GPS, Thumbnail, XMP, PNG, Comment. "
      "GPS.Latitude "
      "and GPS.Longitude are signed degrees.");
  add_files(spec, o.files, "pictures");
  add_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("file", "text", "as named on the command line");
  spec.field("GROUP.TAG", "json", "a number or a text");
  spec.example("pytk image meta show harbour.jpg", "everything");
  spec.example("pytk image meta show harbour.jpg harbour.png -f csv", "two pictures, a column for every tag");
  spec.run([&o](Context& context) { return run_show(o, context); });
}

void describe_meta_strip(cli::Spec& spec) {
  auto& o = spec.options<StripOptions>();
  spec.description(
      "Takes EXIF, GPS, XMP, IPTC, comments, thumbnails, further pictures and data behind the end out of JPEG and PNG "
      "files. The pixels are not decoded and stay as they are; so do the colour profile and the orientation.");
  spec.positional("FILE", o.files, "pictures").required().complete_files();
  cli::add_output_file(spec, o.output);
  spec.flag("--in-place", o.in_place, "replace the files themselves");
  spec.flag("--all", o.all, "take out the colour profile too");
  spec.example("pytk image meta strip harbour.jpg -o clean.jpg", "a copy that says nothing");
  spec.example("cp harbour.jpg mine.jpg && pytk image meta strip mine.jpg --in-place", "the file itself");
  spec.run([&o](Context& context) { return run_strip(o, context); });
}

}  // namespace

void describe_meta(cli::Spec& spec) {
  spec.verb("show", "tags of EXIF, GPS, XMP and comments as records", describe_meta_show);
  spec.verb("strip", "take private metadata out, pixels untouched", describe_meta_strip);
  spec.example("pytk image meta show harbour.jpg", "what does this picture tell?");
  spec.example("pytk image meta strip harbour.jpg -o clean.jpg", "now nothing");
}

}  // namespace pytk::cmd::image_verbs
