#include "cmd/image_shared.hpp"

namespace pytk::cmd::image_verbs {

namespace {

struct ConvertOptions {
  std::string file = "-", mode, gray = "601";
  InputOptions input;
  PictureOutput output;
  std::uint64_t depth = 0;
};

image::AnyPicture in_mode(image::AnyPicture picture, const ConvertOptions& o) {
  if (o.mode.empty() && o.depth == 0) return picture;
  auto samples = std::holds_alternative<image::Picture>(picture)
                     ? std::get<image::Picture>(std::move(picture))
                     : image::to_samples(std::get<image::FloatPicture>(picture));
  if (o.depth == 8) samples = image::to_8_bits(samples);
  if (o.mode == "grey" || o.mode == "gray" || o.mode == "l")
    return image::to_grey(samples, o.gray == "709" ? image::Grey::bt709 : image::Grey::bt601);
  if (o.mode == "la") return image::to_mode(samples, image::Mode::grey_alpha);
  if (o.mode == "rgb") return image::to_mode(samples, image::Mode::rgb);
  if (o.mode == "rgba") return image::to_mode(samples, image::Mode::rgba);
  return samples;
}

int run(const ConvertOptions& o, Context& context) {
  (void)o.output.write_options(o.output.output);  // a wrong name is told before the work
  if (o.depth != 0 && o.depth != 8) throw fail(Fault::usage, "--depth is 8, not {}", o.depth);
  const EndsAtOnce computing;
  auto file = read(o.file, o.input, context);
  write(in_mode(std::move(file.picture), o), file.facts, o.output, o.output.output, o.file, context);
  return 0;
}

}  // namespace

void describe_convert(cli::Spec& spec) {
  auto& o = spec.options<ConvertOptions>();
  spec.description(
      "Private metadata (EXIF, GPS, XMP, comments, embedded thumbnails) is left behind; the colour profile stays where "
      "it still fits, and the orientation is put into the pixels. Arrays hold 0 to 255, or 0 to 1 with --dtype float32 "
      "and float64.");
  spec.positional("FILE", o.file, "picture or .npy array").otherwise("-").complete_files();
  spec.option("--mode", o.mode, "channels of the result")
      .choices({"grey", "gray", "l", "la", "rgb", "rgba"})
      .otherwise("as they are");
  spec.option("--gray,--grey", o.gray, "weights for grey: BT.601 as Pillow, or BT.709 as scikit-image")
      .choices({"601", "709"})
      .otherwise("601");
  spec.option("--depth", o.depth, "8: bring 16-bit samples to 8 bits");
  add_input(spec, o.input);
  add_picture_output(spec, o.output);
  spec.example("pytk image convert harbour.jpg -o harbour-copy.png", "JPEG to PNG");
  spec.example("pytk image convert harbour.png -o grey.jpg --mode grey --quality 90", "grey, as JPEG");
  spec.example("pytk image convert harbour.jpg -o harbour.npy --dtype float32", "an array of 0 to 1 for pytk array");
  spec.run([&o](Context& context) { return run(o, context); });
}

}  // namespace pytk::cmd::image_verbs
