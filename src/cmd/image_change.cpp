// crop, turn, filter, show: pictures out of pictures.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/image/filters.hpp>
#include <pytk/image/resize.hpp>
#include <pytk/raster/cells.hpp>

#include "cmd/image_shared.hpp"
#include "cmd/program.hpp"

namespace pytk::cmd::image_verbs {

namespace {

struct Box {
  std::uint32_t width = 0, height = 0, x = 0, y = 0;
};

/// "WxH+X+Y"
Result<Box> parse_box(std::string_view text) {
  std::uint32_t numbers[4] = {};
  std::size_t count = 0, at = 0;
  static constexpr std::string_view signs = "x++";
  while (count < 4) {
    const std::size_t end = count < 3 ? text.find(signs[count], at) : text.size();
    if (end == std::string_view::npos) break;
    const auto number = parse_uint(text.substr(at, end - at), 1U << 30U);
    if (!number) break;
    numbers[count++] = static_cast<std::uint32_t>(*number);
    at = end + 1;
  }
  if (count != 4) return bad("a box is WIDTHxHEIGHT+X+Y, as in 100x80+20+10");
  return Box{numbers[0], numbers[1], numbers[2], numbers[3]};
}

struct ChangeOptions {
  std::string file = "-", kind;
  InputOptions input;
  PictureOutput output;
  Box box;
  double sigma = 1, amount = 1;
  std::uint64_t size = 3;
};

void describe_files(cli::Spec& spec, ChangeOptions& o) {
  spec.positional("FILE", o.file, "picture").otherwise("-").complete_files();
  add_input(spec, o.input);
  add_picture_output(spec, o.output);
}

template <class Change>
int change(const ChangeOptions& o, Context& context, const Change& how) {
  (void)o.output.write_options(o.output.output);
  const EndsAtOnce computing;
  auto file = read(o.file, o.input, context);
  auto samples = std::holds_alternative<image::Picture>(file.picture)
                     ? std::get<image::Picture>(std::move(file.picture))
                     : image::to_samples(std::get<image::FloatPicture>(file.picture));
  write(how(std::move(samples)), file.facts, o.output, o.output.output, o.file, context);
  return 0;
}

image::AnyPicture filtered(const image::Picture& picture, const ChangeOptions& o) {
  if (o.kind == "median") return image::median(picture, static_cast<unsigned>(std::min<std::uint64_t>(o.size, 1000)));
  if (o.kind == "sobel") return image::sobel(image::to_float(image::to_grey(picture)));
  if (o.kind == "unsharp") return image::unsharp(image::to_float(picture), o.sigma, o.amount);
  const bool real = o.output.dtype.starts_with("float");
  if (real) return image::gaussian(image::to_float(picture), o.sigma);
  return image::gaussian(picture, o.sigma);
}

image::Turn turn_of(const std::string& name) {
  static constexpr std::string_view names[] = {"90", "180", "270", "horizontal", "vertical", "transpose", "transverse"};
  return static_cast<image::Turn>(std::find(std::begin(names), std::end(names), name) - std::begin(names));
}

struct ShowOptions {
  FileList files;
  InputOptions input;
  std::uint64_t columns = 0, rows = 0;
};

int run_show(const ShowOptions& o, Context& context) {
  const auto& out = context.out;
  raster::CellStyle style;
  style.color = out.color;
  style.true_color = out.true_color;
  style.utf8 = out.utf8;
  const std::size_t columns =
      o.columns > 0 ? std::min<std::size_t>(o.columns, 1000) : std::min<std::size_t>(out.columns, 200);
  const std::size_t rows = o.rows > 0 ? std::min<std::size_t>(o.rows, 1000) : out.rows > 2 ? out.rows - 2 : 24;
  return for_each_file(o.files.all(), [&](const std::string& path) {
    auto picture = read_samples(path, o.input, context);
    // Brought near the number of cells first: averaging looks better than picking.
    const auto at = image::place(picture.width, picture.height, static_cast<std::uint32_t>(columns * 2),
                                 static_cast<std::uint32_t>(rows * 4), image::Fit::contain);
    if (at.width < picture.width)
      picture = image::resize(image::to_8_bits(picture), at.width, at.height, image::Filter::box);
    print(raster::picture_as_cells(picture, columns, rows, style));
  });
}

}  // namespace

void describe_crop(cli::Spec& spec) {
  auto& o = spec.options<ChangeOptions>();
  spec.custom("--box", parsed_into(o.box, parse_box), "what to keep: WxH+X+Y").placeholder("BOX").required();
  describe_files(spec, o);
  spec.example("pytk image crop harbour.png --box 100x80+20+10 -o part.png", "100 x 80 pixels from (20, 10)");
  spec.example("pytk image crop harbour.jpg --box 64x64+0+0 -o corner.png", "the corner at the top left");
  spec.run([&o](Context& context) {
    return change(o, context, [&o](const image::Picture& picture) {
      return image::AnyPicture(image::cut(picture, o.box.x, o.box.y, o.box.width, o.box.height));
    });
  });
}

void describe_rotate(cli::Spec& spec) {
  auto& o = spec.options<ChangeOptions>();
  o.kind = "90";
  spec.option("--by", o.kind, "degrees clockwise").choices({"90", "180", "270"}).otherwise("90");
  describe_files(spec, o);
  spec.example("pytk image rotate harbour.png -o turned.png", "a quarter turn to the right");
  spec.example("pytk image rotate harbour.png --by 180 -o upside-down.png", "upside down");
  spec.run([&o](Context& context) {
    return change(o, context, [&o](image::Picture picture) {
      return image::AnyPicture(image::turn(std::move(picture), turn_of(o.kind)));
    });
  });
}

void describe_flip(cli::Spec& spec) {
  auto& o = spec.options<ChangeOptions>();
  o.kind = "horizontal";
  spec.option("--axis", o.kind, "left and right, top and bottom, or over a diagonal")
      .choices({"horizontal", "vertical", "transpose", "transverse"})
      .otherwise("horizontal");
  describe_files(spec, o);
  spec.example("pytk image flip harbour.png -o mirrored.png", "left becomes right");
  spec.example("pytk image flip harbour.png --axis vertical -o flipped.png", "top becomes bottom");
  spec.run([&o](Context& context) {
    return change(o, context, [&o](image::Picture picture) {
      return image::AnyPicture(image::turn(std::move(picture), turn_of(o.kind)));
    });
  });
}

void describe_filter(cli::Spec& spec) {
  auto& o = spec.options<ChangeOptions>();
  spec.description("gaussian, sobel and unsharp are skimage.filters'; median is scipy.ndimage.median_filter.");
  spec.positional("NAME", o.kind, "gaussian, median, sobel or unsharp")
      .choices({"gaussian", "median", "sobel", "unsharp"})
      .required();
  spec.option("--sigma", o.sigma, "width of gaussian and unsharp in pixels").otherwise("1");
  spec.option("--size", o.size, "side of the window of median, odd").otherwise("3");
  spec.option("--amount", o.amount, "strength of unsharp").otherwise("1");
  describe_files(spec, o);
  spec.example("pytk image filter gaussian harbour.png --sigma 3 -o smooth.png", "a smooth picture");
  spec.example("pytk image filter median harbour.jpg --size 5 -o quiet.png", "without specks");
  spec.run([&o](Context& context) {
    return change(o, context, [&o](const image::Picture& picture) { return filtered(picture, o); });
  });
}

void describe_show(cli::Spec& spec) {
  auto& o = spec.options<ShowOptions>();
  add_files(spec, o.files, "pictures");
  spec.option("--columns", o.columns, "width in characters").otherwise("the terminal's");
  spec.option("--rows", o.rows, "height in lines").otherwise("the terminal's");
  add_input(spec, o.input);
  spec.example("pytk image show harbour.png", "in the terminal, as half blocks");
  spec.example("pytk image show harbour.png --columns 40 --color always", "small, in colour");
  spec.run([&o](Context& context) { return run_show(o, context); });
}

}  // namespace pytk::cmd::image_verbs
