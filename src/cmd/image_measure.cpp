// stats, compare, threshold: numbers about pictures.
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/image/analysis.hpp>

#include "cmd/image_shared.hpp"
#include "cmd/program.hpp"

namespace pytk::cmd::image_verbs {

namespace {

using record::Type;

struct StatsOptions {
  FileList files;
  InputOptions input;
  cli::OutputOptions output;
};

record::Schema stats_schema() {
  record::Schema schema = {{"file", Type::text}, {"channel", Type::text}};
  for (const char* name : {"min", "max", "mean", "std", "median", "p1", "p99", "entropy"})
    schema.push_back({name, Type::float64});
  return schema;
}

void add_statistics(record::Batch& batch, const std::string& file, std::string_view channel,
                    const image::Statistics& s) {
  batch[0].add_text(file);
  batch[1].add_text(channel);
  std::size_t column = 2;
  for (const double value : {s.min, s.max, s.mean, s.std, s.median, s.p1, s.p99, s.entropy})
    batch[column++].add_real(value);
  batch.end_row();
}

std::string_view channel_name(std::size_t channels, std::size_t index) {
  static constexpr std::string_view grey[] = {"grey", "alpha"}, color[] = {"red", "green", "blue", "alpha"};
  return channels < 3 ? grey[index] : color[index];
}

int run_stats(const StatsOptions& o, Context& context) {
  const auto schema = stats_schema();
  cli::RecordOutput rows(o.output, schema, context);
  const int status = for_each_file(o.files.all(), [&](const std::string& path) {
    const auto file = read(path, o.input, context);
    const std::size_t channels =
        std::visit([](const auto& p) { return static_cast<std::size_t>(p.channels); }, file.picture);
    record::Batch batch(schema);
    add_statistics(batch, path, "all", image::statistics(file.picture));
    for (std::size_t c = 0; channels > 1 && c < channels; ++c)
      add_statistics(batch, path, channel_name(channels, c), image::statistics(file.picture, static_cast<int>(c)));
    rows.write(batch);
  });
  rows.finish();
  return status;
}

struct CompareOptions {
  std::string a, b, difference;
  std::vector<std::string> metrics = {"mse", "psnr", "ssim", "max_abs", "identical"}, asked;
  InputOptions input;
  cli::OutputOptions output;
  std::string window = "uniform";
  std::optional<double> range;
};

void write_difference(const CompareOptions& o, const image::File& a, const image::File& b, const Context& context) {
  const auto* left = std::get_if<image::Picture>(&a.picture);
  const auto* right = std::get_if<image::Picture>(&b.picture);
  if (left == nullptr || right == nullptr)
    throw fail(Fault::data, "a difference picture needs two pictures with samples");
  PictureOutput output;
  write(image::absolute_difference(*left, *right), {}, output, o.difference, "-", context);
}

int run_compare(const CompareOptions& o, Context& context) {
  const EndsAtOnce computing;
  const auto a = read(o.a, o.input, context), b = read(o.b, o.input, context);
  const auto& metrics = o.asked.empty() ? o.metrics : o.asked;
  record::Schema schema;
  image::CompareOptions how;
  how.gaussian = o.window == "gaussian";
  how.range = o.range;
  how.with_ssim = false;
  for (const auto& metric : metrics) {
    schema.push_back({metric, metric == "identical" ? Type::boolean : Type::float64});
    how.with_ssim = how.with_ssim || metric == "ssim";
  }
  const auto found = image::compare(a.picture, b.picture, how);
  cli::RecordOutput rows(o.output, schema, context);
  record::Batch batch(schema);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i] == "identical")
      batch[i].add_bool(found.identical);
    else
      batch[i].add_real(metrics[i] == "mse"    ? found.mse
                        : metrics[i] == "psnr" ? found.psnr
                        : metrics[i] == "ssim" ? found.ssim
                                               : found.max_abs);
  }
  batch.end_row();
  rows.write(batch);
  if (!o.difference.empty()) write_difference(o, a, b, context);
  rows.finish();
  return 0;
}

struct ThresholdOptions {
  std::string file = "-", method = "otsu", gray = "601";
  std::optional<double> value;
  bool print_only = false;
  InputOptions input;
  PictureOutput output;
};

int run_threshold(const ThresholdOptions& o, Context& context) {
  if (!o.print_only) (void)o.output.write_options(o.output.output);
  const EndsAtOnce computing;
  const auto file = read(o.file, o.input, context);
  const auto* samples = std::get_if<image::Picture>(&file.picture);
  const image::Picture made =
      samples == nullptr ? image::to_samples(std::get<image::FloatPicture>(file.picture)) : image::Picture();
  const auto grey =
      image::to_grey(samples == nullptr ? made : *samples, o.gray == "709" ? image::Grey::bt709 : image::Grey::bt601);
  const double limit = o.value ? *o.value : image::threshold(grey, *image::threshold_of_name(o.method));
  if (!o.print_only) {
    write(image::binarize(grey, limit), file.facts, o.output, o.output.output, o.file, context);
    return 0;
  }
  std::string line;
  append_real(line, limit);
  print(line + "\n");
  return 0;
}

}  // namespace

void describe_stats(cli::Spec& spec) {
  auto& o = spec.options<StatsOptions>();
  spec.description(
      "One record for all samples of the picture, then one for each channel where there are several. The standard "
      "deviation divides by N; percentiles are interpolated; the entropy is Shannon's in bits.");
  add_files(spec, o.files, "pictures or .npy arrays");
  add_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("file", "text", "as named on the command line");
  spec.field("channel", "text", "all, grey, red, green, blue or alpha");
  spec.field("min", "float64", "smallest sample");
  spec.field("max", "float64", "largest sample");
  spec.field("mean", "float64", "average");
  spec.field("std", "float64", "standard deviation");
  spec.field("median", "float64", "50th percentile");
  spec.field("p1", "float64", "1st percentile");
  spec.field("p99", "float64", "99th percentile");
  spec.field("entropy", "float64", "bits a sample");
  spec.example("pytk image stats harbour.png", "the whole picture and its channels");
  spec.example("pytk image stats harbour.jpg harbour.png --fields file,channel,mean,std -f csv",
               "two columns of two pictures");
  spec.run([&o](Context& context) { return run_stats(o, context); });
}

void describe_compare(cli::Spec& spec) {
  auto& o = spec.options<CompareOptions>();
  spec.description(
      "SSIM is scikit-image's: a window of 7 by 7, sample covariance, mean over channels. --window gaussian is the "
      "one of Wang et al. 2004.");
  spec.positional("A", o.a, "picture").required().complete_files();
  spec.positional("B", o.b, "picture of the same shape").required().complete_files();
  spec.option("--metric", o.asked, "which numbers, in this order")
      .choices({"mse", "psnr", "ssim", "max_abs", "identical"})
      .comma_separated()
      .otherwise("all");
  spec.option("--window", o.window, "of SSIM").choices({"uniform", "gaussian"}).otherwise("uniform");
  spec.option("--range", o.range, "of the samples").otherwise("255, 65535, or 1 for real numbers");
  spec.option("--diff", o.difference, "write the absolute difference as a picture").placeholder("FILE").written();
  add_input(spec, o.input);
  cli::add_output(spec, o.output);
  spec.field("mse", "float64", "mean squared error");
  spec.field("psnr", "float64", "peak signal to noise ratio in dB; infinite for equal pictures");
  spec.field("ssim", "float64", "structural similarity, 1 for equal pictures");
  spec.field("max_abs", "float64", "largest difference of a sample");
  spec.field("identical", "boolean", "whether all samples are equal");
  spec.example("pytk image compare harbour.png harbour.jpg", "what JPEG cost");
  spec.example("pytk image compare harbour.png harbour.jpg --metric mse,ssim --diff diff.png",
               "two numbers, and where the differences are");
  spec.run([&o](Context& context) { return run_compare(o, context); });
}

void describe_threshold(cli::Spec& spec) {
  auto& o = spec.options<ThresholdOptions>();
  spec.description(
      "Makes a black and white picture: what is larger than the threshold becomes white. The methods are those of "
      "skimage.filters.");
  spec.positional("FILE", o.file, "picture").otherwise("-").complete_files();
  spec.option("--method", o.method, "how the threshold is found").choices(image::threshold_names()).otherwise("otsu");
  spec.option("--value", o.value, "use this threshold instead");
  spec.flag("--print", o.print_only, "print the threshold and write no picture");
  spec.option("--gray,--grey", o.gray, "weights for grey").choices({"601", "709"}).otherwise("601");
  add_input(spec, o.input);
  add_picture_output(spec, o.output);
  spec.example("pytk image threshold harbour.png --print", "Otsu's threshold");
  spec.example("pytk image threshold harbour.png --method li -o black-white.png", "a picture in black and white");
  spec.run([&o](Context& context) { return run_threshold(o, context); });
}

}  // namespace pytk::cmd::image_verbs
