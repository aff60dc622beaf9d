// What reading and writing PNG share: libpng reports faults by a call that must not return, which jumps back to the
// only frame that called it. No object with a destructor may live in that frame.
#pragma once

#include <csetjmp>
#include <string>

#include <png.h>

namespace pytk::raster {

struct PngFault {
  std::jmp_buf back;
  char reason[120] = "";
};

extern "C" {
[[noreturn]] void pytk_png_error(png_structp png, png_const_charp message);
void pytk_png_warning(png_structp png, png_const_charp message);
}

}  // namespace pytk::raster
