#include <pytk/cmd/command.hpp>

#include "cmd/image_shared.hpp"

namespace pytk::cmd {

namespace {

void describe(cli::Spec& spec) {
  namespace verbs = image_verbs;
  spec.description(
      "Pictures in, pictures and numbers out. The kind of a file is seen by its first bytes. Sizes are checked before "
      "anything is decoded. Pixels are those of Pillow (and of scikit-image where its name is used), to the last bit.");
  spec.verb("compare", "measure how two pictures differ", verbs::describe_compare);
  spec.verb("convert", "write a picture in another format, mode or as an array", verbs::describe_convert);
  spec.verb("crop", "cut a box out of a picture", verbs::describe_crop);
  spec.verb("dups", "group pictures that look alike by their hashes", verbs::describe_dups);
  spec.verb("filter", "smooth, sharpen, or show edges", verbs::describe_filter);
  spec.verb("flip", "mirror a picture", verbs::describe_flip);
  spec.verb("hash", "perceptual hashes of pictures", verbs::describe_hash);
  spec.verb("info", "show what the headers of picture files say", verbs::describe_info);
  spec.verb("meta", "show or strip EXIF, GPS, XMP and comments", verbs::describe_meta);
  spec.verb("resize", "change the size of pictures", verbs::describe_resize);
  spec.verb("rotate", "turn a picture by quarters", verbs::describe_rotate);
  spec.verb("show", "show a picture in the terminal", verbs::describe_show);
  spec.verb("stats", "statistics of the samples, for the picture and each channel", verbs::describe_stats);
  spec.verb("steg", "look for hidden data", verbs::describe_steg);
  spec.verb("threshold", "make a picture black and white", verbs::describe_threshold);
  spec.verb("verify", "decode pictures completely and say which are damaged", verbs::describe_verify);
  spec.example("pytk image info harbour.jpg", "format, size, mode and orientation");
  spec.example("pytk image resize harbour.jpg -o small.png --size 64x64 --fit cover",
               "a square of 64 pixels, cut from the middle");
}

}  // namespace

extern const Command image;
const Command image{"image", "read, resize, convert and examine pictures", Group::pictures, Needs::nothing, describe};

}  // namespace pytk::cmd
