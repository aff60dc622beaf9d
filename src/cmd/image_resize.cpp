#include <filesystem>
#include <set>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/image/resize.hpp>
#include <pytk/image/stream.hpp>

#include "cmd/image_shared.hpp"

namespace pytk::cmd::image_verbs {

namespace {

struct ResizeOptions {
  std::vector<std::string> files;
  InputOptions input;
  PictureOutput output;
  std::string out_dir, filter = "bicubic", fit = "fill", gravity = "center", anti_aliasing = "auto";
  Size size;
  std::vector<std::uint8_t> background = {0, 0, 0, 255};
  bool fast = false;
};

/// "lanczos", or "skimage:1" with the order of the spline.
struct Method {
  image::Filter filter = image::Filter::bicubic;
  std::optional<int> order;
};

Method method_of(const std::string& name) {
  if (const auto filter = image::filter_of_name(name)) return {*filter, std::nullopt};
  constexpr std::string_view spline = "skimage:";
  if (name == "skimage") return {image::Filter::bicubic, 1};
  if (name.starts_with(spline)) {
    const auto order = parse_uint(std::string_view(name).substr(spline.size()), 5);
    if (order) return {image::Filter::bicubic, static_cast<int>(*order)};
    throw fail(Fault::usage, "the order of a spline in '{}' is 0 to 5", name);
  }
  const std::vector<std::string> known = {"nearest", "box", "bilinear", "hamming", "bicubic", "lanczos", "skimage:1"};
  const std::string near = did_you_mean(name, known);
  throw fail(Fault::usage, "unknown filter '{}'", name)
      .hint(near.empty() ? fmt::format("one of {}", join(known, ", ")) : near);
}

image::Fit fit_of(const std::string& name) {
  return name == "cover"     ? image::Fit::cover
         : name == "contain" ? image::Fit::contain
         : name == "pad"     ? image::Fit::pad
                             : image::Fit::fill;
}

/// Where in the box: 0 left or top, 0.5 middle, 1 right or bottom.
std::pair<double, double> gravity_of(const std::string& name) {
  const double x = name.ends_with("left") ? 0.0 : name.ends_with("right") ? 1.0 : 0.5;
  const double y = name.starts_with("top") ? 0.0 : name.starts_with("bottom") ? 1.0 : 0.5;
  return {x, y};
}

std::optional<bool> choice_of(const std::string& word) {
  return word == "auto" ? std::nullopt : std::optional<bool>(word == "on");
}

image::AnyPicture resized(const image::AnyPicture& picture, const Method& method, const image::Placement& to,
                          const ResizeOptions& o) {
  const bool keep_integers = method.order == 0 && std::holds_alternative<image::Picture>(picture);
  if (keep_integers)
    return image::resize_spline_nearest(std::get<image::Picture>(picture), to.width, to.height,
                                        choice_of(o.anti_aliasing));
  if (method.order) {
    const auto* samples = std::get_if<image::Picture>(&picture);
    const image::FloatPicture floats =
        samples != nullptr ? image::to_float(*samples) : std::get<image::FloatPicture>(picture);
    return image::resize_spline(floats, to.width, to.height, {*method.order, choice_of(o.anti_aliasing)});
  }
  return std::visit(
      [&](const auto& each) { return image::AnyPicture(image::resize(each, to.width, to.height, method.filter)); },
      picture);
}

/// Cuts or pads after the resize.
image::AnyPicture fitted(image::AnyPicture picture, const image::Placement& at, const Size& box,
                         const ResizeOptions& o) {
  const image::Fit fit = fit_of(o.fit);
  if (fit != image::Fit::cover && fit != image::Fit::pad) return picture;
  if (at.width == box.width && at.height == box.height) return picture;
  auto samples = std::holds_alternative<image::Picture>(picture)
                     ? std::get<image::Picture>(std::move(picture))
                     : image::to_samples(std::get<image::FloatPicture>(picture));
  if (fit == image::Fit::cover) return image::cut(samples, at.x, at.y, box.width, box.height);
  const std::uint8_t color[4] = {o.background[0], o.background[1], o.background[2], o.background[3]};
  if (color[3] != 255 && (samples.channels == 1 || samples.channels == 3))
    samples = image::to_mode(samples, samples.channels == 1 ? image::Mode::grey_alpha : image::Mode::rgba);
  return image::put_on(samples, box.width, box.height, at.x, at.y, color);
}

struct Resized {
  image::AnyPicture picture;
  image::Facts facts;
};

Resized resize_one(const std::string& path, const ResizeOptions& o, const Context& context) {
  const Method method = method_of(o.filter);
  const Content content(path, context);
  const auto options = o.input.read_options();
  Resized out;
  out.facts = or_throw(image::read_facts(content.bytes(), options), content.name());
  const bool turned = o.input.orient && image::swaps_sides(out.facts.orientation);
  const std::uint32_t wide = turned ? out.facts.height : out.facts.width,
                      high = turned ? out.facts.width : out.facts.height;
  const Size box = complete(o.size, wide, high);
  const auto [gx, gy] = gravity_of(o.gravity);
  const auto at = image::place(wide, high, box.width, box.height, fit_of(o.fit), gx, gy);
  image::StreamRequest request{at.width, at.height, method.filter, o.fast};
  if (!method.order && image::can_stream(out.facts, options)) {
    out.picture = or_throw(image::resize_stream(content.bytes(), out.facts, options, request), content.name());
  } else {
    auto file = or_throw(image::read_file(content.bytes(), options), content.name());
    if (file.damaged) log::warn("{}: the file is cut short; what is missing is grey", content.name());
    out.picture = resized(file.picture, method, at, o);
  }
  out.picture = fitted(std::move(out.picture), at, box, o);
  return out;
}

std::string target_of(const std::string& path, const ResizeOptions& o) {
  std::filesystem::path name = std::filesystem::path(path).filename();
  if (!o.output.format.empty()) name.replace_extension(o.output.format == "jpeg" ? "jpg" : o.output.format);
  return (std::filesystem::path(o.out_dir) / name).string();
}

/// Pictures of one name from two folders, or a.jpg and a.png as one format, would overwrite each other.
void refuse_collisions(const ResizeOptions& o) {
  std::set<std::string> targets;
  for (const auto& file : o.files)
    if (!targets.insert(target_of(file, o)).second)
      throw fail(Fault::usage, "two pictures would be written to '{}'", target_of(file, o))
          .hint("run them into different folders");
}

int resize_many(const ResizeOptions& o, Context& context) {
  refuse_collisions(o);
  using record::Type;
  const record::Schema schema = {
      {"file", Type::text}, {"output", Type::text}, {"ok", Type::boolean}, {"error", Type::text}};
  std::error_code failed;
  std::filesystem::create_directories(o.out_dir, failed);
  if (failed) throw fail_errno(failed.value(), fmt::format("cannot make the folder '{}'", o.out_dir));
  cli::RecordOutput rows({}, schema, context);
  std::vector<std::string> faults(o.files.size());
  int status = 0;
  context.progress.start("resize", o.files.size(), "pictures");
  context.pool.ordered(
      o.files.size(),
      [&](std::size_t i) {
        const EndsAtOnce computing;
        try {
          const auto done = resize_one(o.files[i], o, context);
          write(done.picture, done.facts, o.output, target_of(o.files[i], o), o.files[i], context);
        } catch (const Error& error) {
          if (error.fault() == Fault::usage || error.fault() == Fault::interrupted) throw;
          faults[i] = error.message();
        }
      },
      [&](std::size_t i) {
        record::Batch batch(schema);
        batch[0].add_text(o.files[i]);
        batch[1].add_text(target_of(o.files[i], o));
        batch[2].add_bool(faults[i].empty());
        if (faults[i].empty())
          batch[3].add_null();
        else
          batch[3].add_text(faults[i]);
        batch.end_row();
        rows.write(batch);
        context.progress.add();
        if (!faults[i].empty()) status = 1;
      });
  context.progress.finish();
  rows.finish();
  return status;
}

int run_resize(const ResizeOptions& o, Context& context) {
  (void)method_of(o.filter);
  if (!o.out_dir.empty()) return resize_many(o, context);
  if (o.files.size() > 1)
    throw fail(Fault::usage, "several pictures need a folder to be written to").hint("add --out-dir DIR");
  const std::string path = o.files.empty() ? "-" : o.files.front();
  (void)o.output.write_options(o.output.output);
  const EndsAtOnce computing;
  const auto done = resize_one(path, o, context);
  write(done.picture, done.facts, o.output, o.output.output, path, context);
  return 0;
}

}  // namespace

void describe_resize(cli::Spec& spec) {
  auto& o = spec.options<ResizeOptions>();
  spec.description(
      "The filters are Pillow's, equal to the last bit; skimage:ORDER is skimage.transform.resize with a spline of "
      "that order (0 to 5) and its anti-aliasing. Large JPEG files are resized while they are decoded, in a few rows "
      "of memory.");
  spec.positional("FILE", o.files, "pictures").otherwise("-").complete_files();
  spec.custom("-s,--size", parsed_into(o.size, parse_size_of_picture), "new size: WxH, Wx, xH or a percentage")
      .placeholder("SIZE")
      .required();
  spec.option("--fit", o.fit, "stretch to the box, cover it (and cut), stay inside, or stay inside with a border")
      .choices({"fill", "cover", "contain", "pad"})
      .otherwise("fill");
  spec.option("--filter", o.filter, "nearest, box, bilinear, hamming, bicubic, lanczos or skimage:ORDER")
      .placeholder("NAME")
      .otherwise("bicubic")
      .complete_from([] {
        return std::vector<std::string>{"nearest", "box",       "bilinear",  "hamming",  "bicubic",
                                        "lanczos", "skimage:0", "skimage:1", "skimage:3"};
      });
  spec.option("--anti-aliasing", o.anti_aliasing, "of skimage:ORDER; auto blurs when a side shrinks")
      .choices({"auto", "on", "off"})
      .otherwise("auto");
  spec.option("--gravity", o.gravity, "which part cover keeps, and where pad puts the picture")
      .choices({"center", "top", "bottom", "left", "right", "top-left", "top-right", "bottom-left", "bottom-right"})
      .otherwise("center");
  spec.custom("--background", parsed_into(o.background, parse_color), "colour of the border of pad")
      .placeholder("COLOR")
      .otherwise("black");
  spec.flag("--fast", o.fast, "decode a JPEG at 1/2, 1/4 or 1/8 first: quicker, not equal to the last bit");
  spec.option("--out-dir", o.out_dir, "write each picture under its own name into this folder, on all threads")
      .placeholder("DIR")
      .written();
  add_input(spec, o.input);
  add_picture_output(spec, o.output);
  spec.field("file", "text", "with --out-dir: the picture that was read");
  spec.field("output", "text", "where it was written");
  spec.field("ok", "boolean", "whether that worked");
  spec.field("error", "text", "what went wrong");
  spec.example("pytk image resize harbour.jpg -o small.png --size 64x64", "stretched to a square");
  spec.example("pytk image resize harbour.jpg -o skimage.png --size 50% --filter skimage:1",
               "as skimage.transform.resize does it");
  spec.example("pytk image resize harbour.jpg harbour.png --out-dir thumbs --size 32x32 --fit pad",
               "several files, with borders");
  spec.run([&o](Context& context) { return run_resize(o, context); });
}

}  // namespace pytk::cmd::image_verbs
