#include "cmd/image_shared.hpp"

#include <algorithm>
#include <cmath>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/sink.hpp>

namespace pytk::cmd::image_verbs {

image::ReadOptions InputOptions::read_options() const {
  image::ReadOptions options;
  options.limits.pixels = max_pixels;
  options.memory = max_memory;
  options.orient = orient;
  options.accept_damage = allow_truncated;
  return options;
}

void add_input(cli::Spec& spec, InputOptions& options, bool orient_by_default) {
  options.orient = orient_by_default;
  spec.confined();
  spec.flag("--auto-orient", options.orient, "turn the picture as its EXIF orientation says").category("input");
  spec.flag("--allow-truncated", options.allow_truncated, "keep what could be decoded of a file that is cut short")
      .category("input");
  spec.option("--max-pixels", options.max_pixels, "refuse larger pictures before decoding")
      .otherwise("268435456")
      .category("input");
  spec.size("--max-memory", options.max_memory, "memory that a progressive JPEG may take")
      .otherwise("1GiB")
      .category("input");
}

void add_files(cli::Spec& spec, FileList& files, const char* help) {
  spec.positional("FILE", files.arguments, help).otherwise("-").complete_files();
  spec.option("--files-from", files.from, "read names from this file, one a line (- is standard input)")
      .placeholder("LIST")
      .lists_files()
      .category("input");
  spec.flag("-0,--null", files.null_separated, "names in the list end with a zero byte").category("input");
}

std::vector<std::string> FileList::all() const {
  std::vector<std::string> files = arguments;
  if (!from.empty()) {
    const auto source = io::Source::open(from, {.decompress = false});
    const std::string text = source->read_all(256U << 20U);
    for (const auto line : split(text, null_separated ? '\0' : '\n'))
      if (!line.empty()) files.emplace_back(line);
  } else if (files.empty()) {
    files.emplace_back("-");
  }
  return files;
}

Content::Content(const std::string& path, const Context& context) {
  io::OpenOptions options;
  options.decompress = false;
  options.timeout = context.timeout;
  options.cancel = &context.cancel;
  source_ = io::Source::open(path, options);
  name_ = source_->name();
  bytes_ = source_->mapped();
  if (!bytes_.empty()) return;
  storage_ = source_->read_all(4ULL << 30U);
  bytes_ = bytes_of(storage_);
}

image::File read(const std::string& path, const InputOptions& options, const Context& context) {
  const Content content(path, context);
  auto file = or_throw(image::read_file(content.bytes(), options.read_options()), content.name());
  if (file.damaged) log::warn("{}: the file is cut short; what is missing is grey", content.name());
  return file;
}

image::Picture read_samples(const std::string& path, const InputOptions& options, const Context& context) {
  auto file = read(path, options, context);
  if (auto* samples = std::get_if<image::Picture>(&file.picture)) return std::move(*samples);
  return image::to_samples(std::get<image::FloatPicture>(file.picture));
}

void add_picture_output(cli::Spec& spec, PictureOutput& options) {
  cli::add_output_file(spec, options.output);
  spec.option("-f,--format,--to", options.format, "format of the picture")
      .placeholder("FORMAT")
      .choices({"jpeg", "jpg", "png", "bmp", "pnm", "qoi", "npy"})
      .otherwise("by the file's suffix, else png");
  spec.option("--quality", options.quality, "of JPEG, 1 to 100").otherwise("75").category("output");
  spec.option("--subsampling", options.subsampling, "chroma of JPEG")
      .choices({"444", "422", "420"})
      .otherwise("420")
      .category("output");
  spec.flag("--progressive", options.progressive, "a progressive JPEG").category("output");
  spec.option("--level", options.level, "compression of PNG, 0 to 9").otherwise("6").category("output");
  spec.option("--dtype", options.dtype, "elements of .npy")
      .choices({"uint8", "uint16", "float32", "float64"})
      .otherwise("as the picture is")
      .category("output");
  spec.option("--layout", options.layout, "axes of .npy: rows, columns, channels or channels first")
      .choices({"hwc", "chw"})
      .otherwise("hwc")
      .category("output");
  spec.flag("--strip-icc", options.strip_icc, "leave out the colour profile too (EXIF, XMP and comments never stay)")
      .category("output");
}

image::WriteOptions PictureOutput::write_options(const std::string& name) const {
  image::WriteOptions options;
  if (!format.empty())
    options.format = *image::format_of_name(format);
  else if (!dtype.empty() && name == "-")
    options.format = image::Format::npy;
  else if (name != "-") {
    const auto known = image::format_of_path(name);
    if (!known) throw fail(Fault::usage, "the suffix of '{}' names no format", name).hint("give --format");
    const auto writable = image::writable_formats();
    if (std::find(writable.begin(), writable.end(), image::format_name(*known)) == writable.end())
      throw fail(Fault::usage, "{} cannot be written", image::format_name(*known))
          .hint(fmt::format("one of {}", join(writable, ", ")));
    options.format = *known;
  }
  if (quality < 1 || quality > 100) throw fail(Fault::usage, "--quality is 1 to 100, not {}", quality);
  if (level < 0 || level > 9) throw fail(Fault::usage, "--level is 0 to 9, not {}", level);
  if (!dtype.empty() && options.format != image::Format::npy)
    throw fail(Fault::usage, "--dtype is for .npy files").hint("add --format npy, or name the output .npy");
  options.quality = static_cast<int>(quality);
  options.level = static_cast<int>(level);
  options.progressive = progressive;
  options.subsampling = subsampling == "444" ? 444 : subsampling == "422" ? 422 : 420;
  options.layout = layout == "chw" ? image::Layout::chw : image::Layout::hwc;
  options.element = image::element_of_name(dtype);
  return options;
}

namespace {

/// A profile stays only with the kind of samples that it describes: bytes 16 to 19 name them.
bool profile_fits(const Bytes& icc, const image::AnyPicture& picture) {
  const auto* samples = std::get_if<image::Picture>(&picture);
  if (icc.size() < 128 || samples == nullptr) return false;
  const std::string_view space = text_of(ByteView(icc).subspan(16, 4));
  return samples->channels >= 3 ? space == "RGB " : space == "GRAY";
}

}  // namespace

void write(const image::AnyPicture& picture, const image::Facts& facts, const PictureOutput& options,
           const std::string& to, const std::string& input, const Context& context) {
  image::WriteOptions how = options.write_options(to);
  if (!options.strip_icc && profile_fits(facts.icc, picture)) how.icc = facts.icc;
  if (to != "-" && input != "-" && !context.force) io::refuse_same_file(input, to);
  const Bytes bytes = image::write_file(picture, how);
  io::SinkOptions sink_options;
  sink_options.binary = true;
  sink_options.force = context.force;
  const auto sink = io::Sink::open(to, sink_options);
  sink->write(ByteView(bytes));
  sink->commit();
}

int for_each_file(const std::vector<std::string>& files, const std::function<void(const std::string&)>& work) {
  const EndsAtOnce computing;
  if (files.size() == 1) {
    work(files.front());
    return 0;
  }
  int status = 0;
  for (const auto& file : files) {
    try {
      work(file);
    } catch (const Error& error) {
      if (error.fault() == Fault::broken_pipe || error.fault() == Fault::interrupted || error.fault() == Fault::usage)
        throw;
      log::write(log::Level::error, error.message());
      status = 1;
    }
  }
  return status;
}

Result<Size> parse_size_of_picture(std::string_view text) {
  Size size;
  if (text.ends_with('%')) {
    auto percent = parse_real(text.substr(0, text.size() - 1));
    if (!percent || *percent <= 0) return bad("a percentage above 0 is expected");
    size.percent = *percent;
    return size;
  }
  const std::size_t cross = text.find_first_of("xX");
  if (cross == std::string_view::npos) return bad("WIDTHxHEIGHT, WIDTHx, xHEIGHT or a percentage is expected");
  const auto side = [](std::string_view part) -> Result<std::uint32_t> {
    if (part.empty()) return 0U;
    auto value = parse_uint(part, 1U << 20U);
    if (!value) return tl::unexpected<Error>(value.error());
    if (*value == 0) return bad("a side of 0 pixels is no picture");
    return static_cast<std::uint32_t>(*value);
  };
  const auto width = side(text.substr(0, cross)), height = side(text.substr(cross + 1));
  if (!width) return tl::unexpected<Error>(width.error());
  if (!height) return tl::unexpected<Error>(height.error());
  if (*width == 0 && *height == 0) return bad("WIDTHxHEIGHT, WIDTHx, xHEIGHT or a percentage is expected");
  size.width = *width;
  size.height = *height;
  return size;
}

Size complete(const Size& size, std::uint32_t width, std::uint32_t height) {
  const auto scaled = [](double value) { return static_cast<std::uint32_t>(std::clamp(std::round(value), 1.0, 4e9)); };
  Size out = size;
  if (size.percent > 0) {
    out.width = scaled(width * size.percent / 100.0);
    out.height = scaled(height * size.percent / 100.0);
  } else if (size.width == 0) {
    out.width = scaled(static_cast<double>(width) * size.height / height);
  } else if (size.height == 0) {
    out.height = scaled(static_cast<double>(height) * size.width / width);
  }
  return out;
}

Result<std::vector<std::uint8_t>> parse_color(std::string_view text) {
  struct Named {
    std::string_view name;
    std::uint8_t rgba[4];
  };
  static constexpr Named named[] = {{"black", {0, 0, 0, 255}},      {"white", {255, 255, 255, 255}},
                                    {"gray", {128, 128, 128, 255}}, {"grey", {128, 128, 128, 255}},
                                    {"red", {255, 0, 0, 255}},      {"green", {0, 128, 0, 255}},
                                    {"blue", {0, 0, 255, 255}},     {"transparent", {0, 0, 0, 0}}};
  for (const auto& each : named)
    if (equal_ignoring_case(each.name, text))
      return std::vector<std::uint8_t>(std::begin(each.rgba), std::end(each.rgba));
  std::vector<std::uint8_t> out;
  if (text.starts_with('#')) {
    auto bytes = from_hex(text.substr(1));
    if (bytes && (bytes->size() == 3 || bytes->size() == 4)) out = *bytes;
  } else {
    for (const auto part : split(text, ',')) {
      const auto value = parse_uint(trim(part), 255);
      if (!value) return tl::unexpected<Error>(value.error());
      out.push_back(static_cast<std::uint8_t>(*value));
    }
  }
  if (out.size() == 3) out.push_back(255);
  if (out.size() != 4) return bad("a colour is #rrggbb, #rrggbbaa, r,g,b or r,g,b,a");
  return out;
}

}  // namespace pytk::cmd::image_verbs
