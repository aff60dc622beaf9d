// What the verbs of `pytk image` have in common: inputs, limits, output files, several files at once.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <pytk/cli/output.hpp>
#include <pytk/core/cancel.hpp>
#include <pytk/core/log.hpp>
#include <pytk/image/file.hpp>
#include <pytk/io/source.hpp>

namespace pytk::cmd::image_verbs {

/// How files are read.
struct InputOptions {
  bool orient = true, allow_truncated = false;
  std::uint64_t max_pixels = 256U << 20U;
  std::uint64_t max_memory = 1ULL << 30U;
  [[nodiscard]] image::ReadOptions read_options() const;
};
void add_input(cli::Spec& spec, InputOptions& options, bool orient_by_default = true);

/// A list of files from the arguments and --files-from (lines, or NUL-separated with -0).
struct FileList {
  std::vector<std::string> arguments;
  std::string from;
  bool null_separated = false;
  [[nodiscard]] std::vector<std::string> all() const;
};
void add_files(cli::Spec& spec, FileList& files, const char* help);

/// The bytes of a file, mapped where that is possible.
class Content {
 public:
  explicit Content(const std::string& path, const Context& context);
  [[nodiscard]] ByteView bytes() const noexcept { return bytes_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  std::unique_ptr<io::Source> source_;
  std::string storage_, name_;
  ByteView bytes_;
};
/// Throws with the file's name in front.
template <class T>
T or_throw(Result<T> result, const std::string& name) {
  if (result) return std::move(*result);
  Error error = result.error();
  if (error.where().name.empty())
    error.set_where({name, error.where().line, error.where().column, error.where().offset});
  throw error;
}
[[nodiscard]] image::File read(const std::string& path, const InputOptions& options, const Context& context);
/// The samples of a file; real numbers are brought to 8 bits.
[[nodiscard]] image::Picture read_samples(const std::string& path, const InputOptions& options, const Context& context);

/// How a picture is written.
struct PictureOutput {
  std::string output = "-", format, dtype, layout = "hwc", subsampling = "420";
  std::int64_t quality = 75, level = 6;
  bool progressive = false, strip_icc = false;
  /// `name` decides the format when none was named; PNG for standard output.
  [[nodiscard]] image::WriteOptions write_options(const std::string& name) const;
};
void add_picture_output(cli::Spec& spec, PictureOutput& options);
/// Writes the file; refuses a terminal without --force and to overwrite `input`.
void write(const image::AnyPicture& picture, const image::Facts& facts, const PictureOutput& options,
           const std::string& to, const std::string& input, const Context& context);

/// Runs `work` for each file. One file: its failure is the command's. Several: failures are told, the others go on, and
/// the result is 1. `work` is called on the caller's thread, and a stop ends it at once.
int for_each_file(const std::vector<std::string>& files, const std::function<void(const std::string&)>& work);

/// A setter that stores what `parse` gives.
template <class T>
cli::Setter parsed_into(T& target, Result<T> (*parse)(std::string_view)) {
  return [&target, parse](std::string_view text) -> Result<void> {
    auto value = parse(text);
    if (!value) return tl::unexpected<Error>(value.error());
    target = std::move(*value);
    return {};
  };
}

/// "224x224", "800x", "x600", "50%": 0 for a side that follows from the other one.
struct Size {
  std::uint32_t width = 0, height = 0;
  double percent = 0;
};
[[nodiscard]] Result<Size> parse_size_of_picture(std::string_view text);
/// Both sides for a picture of this shape.
[[nodiscard]] Size complete(const Size& size, std::uint32_t width, std::uint32_t height);
/// "#rrggbb", "#rrggbbaa", "r,g,b[,a]" or a few names.
[[nodiscard]] Result<std::vector<std::uint8_t>> parse_color(std::string_view text);

void describe_info(cli::Spec& spec);
void describe_meta(cli::Spec& spec);
void describe_verify(cli::Spec& spec);
void describe_resize(cli::Spec& spec);
void describe_convert(cli::Spec& spec);
void describe_stats(cli::Spec& spec);
void describe_compare(cli::Spec& spec);
void describe_threshold(cli::Spec& spec);
void describe_hash(cli::Spec& spec);
void describe_dups(cli::Spec& spec);
void describe_crop(cli::Spec& spec);
void describe_rotate(cli::Spec& spec);
void describe_flip(cli::Spec& spec);
void describe_filter(cli::Spec& spec);
void describe_show(cli::Spec& spec);
void describe_steg(cli::Spec& spec);

}  // namespace pytk::cmd::image_verbs
