#include <pytk/core/digest.hpp>
#include <pytk/core/lazy.hpp>

#include "cmd/image_shared.hpp"

namespace pytk::cmd::image_verbs {

namespace {

struct InfoOptions {
  FileList files;
  InputOptions input;
  cli::OutputOptions output;
};

record::Schema info_schema() {
  using record::Type;
  return {{"file", Type::text}, {"format", Type::text},  {"width", Type::uint64},  {"height", Type::uint64},
          {"mode", Type::text}, {"bits", Type::uint64},  {"frames", Type::uint64}, {"orientation", Type::uint64},
          {"icc", Type::text},  {"exif", Type::boolean}, {"bytes", Type::uint64},  {"sha256", Type::text}};
}

/// The name inside an ICC profile: its 'desc' tag, in the form of version 2 or 4.
std::string profile_name(ByteView icc) {
  if (icc.size() < 132) return "";
  const std::uint32_t count = load_be<std::uint32_t>(icc.subspan(128));
  for (std::size_t i = 0; i < count && 144 + i * 12 <= icc.size(); ++i) {
    const ByteView entry = icc.subspan(132 + i * 12, 12);
    if (text_of(entry.first(4)) != "desc") continue;
    const std::size_t at = load_be<std::uint32_t>(entry.subspan(4)), size = load_be<std::uint32_t>(entry.subspan(8));
    if (at > icc.size() || size > icc.size() - at || size < 28) return "";
    const ByteView tag = icc.subspan(at, size);
    if (text_of(tag.first(4)) == "desc") {
      const std::size_t length = load_be<std::uint32_t>(tag.subspan(8));
      return length == 0 || length > size - 12 ? "" : std::string(text_of(tag.subspan(12, length - 1)));
    }
    const std::size_t length = load_be<std::uint32_t>(tag.subspan(20)), begin = load_be<std::uint32_t>(tag.subspan(24));
    if (begin > size || length > size - begin) return "";
    std::string name;  // UTF-16; names are nearly always ASCII
    for (std::size_t k = 1; k < length; k += 2)
      name += tag[begin + k - 1] == 0 ? static_cast<char>(tag[begin + k]) : '?';
    return name;
  }
  return "";
}

void add_row(record::Batch& batch, const std::string& file, const image::Facts& facts, ByteView bytes) {
  batch[0].add_text(file);
  batch[1].add_text(image::format_name(facts.format));
  batch[2].add_uint(facts.width);
  batch[3].add_uint(facts.height);
  batch[4].add_text(facts.mode);
  batch[5].add_uint(facts.bits);
  batch[6].add_uint(facts.frames);
  batch[7].add_uint(facts.orientation);
  if (facts.icc.empty())
    batch[8].add_null();
  else if (const std::string name = profile_name(facts.icc); name.empty())
    batch[8].add_text("unnamed profile");
  else
    batch[8].add_text(name);
  batch[9].add_bool(!facts.exif.empty());
  batch[10].add_uint(bytes.size());
  batch[11].add_text(to_hex(digest("sha256", bytes)));
  batch.end_row();
}

int run_info(const InfoOptions& o, Context& context) {
  lazy::require("crypto");
  const auto schema = info_schema();
  cli::RecordOutput rows(o.output, schema, context);
  const int status = for_each_file(o.files.all(), [&](const std::string& path) {
    const Content content(path, context);
    record::Batch batch(schema);
    add_row(batch, path, or_throw(image::read_facts(content.bytes(), o.input.read_options()), content.name()),
            content.bytes());
    rows.write(batch);
  });
  rows.finish();
  return status;
}

struct VerifyOptions {
  FileList files;
  InputOptions input;
  cli::OutputOptions output;
};

record::Schema verify_schema() {
  using record::Type;
  return {{"file", Type::text},
          {"ok", Type::boolean},
          {"width", Type::uint64},
          {"height", Type::uint64},
          {"error", Type::text}};
}

int run_verify(const VerifyOptions& o, Context& context) {
  const auto schema = verify_schema();
  cli::RecordOutput rows(o.output, schema, context);
  const auto files = o.files.all();
  int status = 0;
  std::vector<std::string> faults(files.size());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> sizes(files.size());
  // Decoded on all threads, told in the order of the arguments.
  context.pool.ordered(
      files.size(),
      [&](std::size_t i) {
        const EndsAtOnce computing;
        try {
          const auto file = read(files[i], o.input, context);
          std::visit([&](const auto& picture) { sizes[i] = {picture.width, picture.height}; }, file.picture);
        } catch (const Error& error) {
          if (error.fault() != Fault::data) throw;
          faults[i] = error.what_happened();
        }
      },
      [&](std::size_t i) {
        record::Batch batch(schema);
        batch[0].add_text(files[i]);
        batch[1].add_bool(faults[i].empty());
        if (faults[i].empty()) {
          batch[2].add_uint(sizes[i].first);
          batch[3].add_uint(sizes[i].second);
          batch[4].add_null();
        } else {
          batch[2].add_null();
          batch[3].add_null();
          batch[4].add_text(faults[i]);
          status = 1;
        }
        batch.end_row();
        rows.write(batch);
      });
  rows.finish();
  return status;
}

}  // namespace

void describe_info(cli::Spec& spec) {
  auto& o = spec.options<InfoOptions>();
  add_files(spec, o.files, "pictures");
  add_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("file", "text", "as named on the command line");
  spec.field("format", "text", "jpeg, png, bmp, pnm, qoi or npy");
  spec.field("width", "uint64", "pixels as stored");
  spec.field("height", "uint64", "pixels as stored");
  spec.field("mode", "text", "1, L, LA, P, RGB, RGBA, CMYK, I;16 or F");
  spec.field("bits", "uint64", "bits a sample");
  spec.field("frames", "uint64", "pictures in the file");
  spec.field("orientation", "uint64", "EXIF's, 1 when there is none");
  spec.field("icc", "text", "name of the colour profile");
  spec.field("exif", "boolean", "whether there is an EXIF block");
  spec.field("bytes", "uint64", "size of the file");
  spec.field("sha256", "text", "digest of the file");
  spec.example("pytk image info harbour.jpg", "one picture");
  spec.example("pytk image info harbour.jpg harbour.png --fields file,format,width,height -f csv",
               "some columns of several pictures");
  spec.run([&o](Context& context) { return run_info(o, context); });
}

void describe_verify(cli::Spec& spec) {
  auto& o = spec.options<VerifyOptions>();
  spec.description("Every pixel is decoded. Exit status 1 when a file is damaged, and its record says why.");
  add_files(spec, o.files, "pictures");
  add_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("file", "text", "as named on the command line");
  spec.field("ok", "boolean", "whether it could be decoded completely");
  spec.field("width", "uint64", "pixels, turned as EXIF says");
  spec.field("height", "uint64", "pixels, turned as EXIF says");
  spec.field("error", "text", "what is wrong");
  spec.example("pytk image verify harbour.jpg harbour.png", "are these whole?");
  spec.example("pytk image verify *.jpg --fields file,ok -f csv", "a table of many files");
  spec.run([&o](Context& context) { return run_verify(o, context); });
}

}  // namespace pytk::cmd::image_verbs
