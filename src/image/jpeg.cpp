#include "image/jpeg.hpp"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <jerror.h>

namespace pytk::image {

namespace {

/// libjpeg tells faults by a callback that must not return; warnings are counted by kind.
struct Fault_ {
  jpeg_error_mgr manager{};
  std::jmp_buf back;
  char reason[JMSG_LENGTH_MAX] = {};
  bool cut_short = false;
};

extern "C" {
void pytk_jpeg_exit(j_common_ptr info) {
  auto* fault = reinterpret_cast<Fault_*>(info->err);
  info->err->format_message(info, fault->reason);
  std::longjmp(fault->back, 1);
}
void pytk_jpeg_message(j_common_ptr info, int level) {
  // Of the warnings only a missing end matters: decoders agree on the pixels of the others.
  if (level < 0 && (info->err->msg_code == JWRN_JPEG_EOF || info->err->msg_code == JWRN_HIT_MARKER))
    reinterpret_cast<Fault_*>(info->err)->cut_short = true;
}
/// A progressive file may hold thousands of empty scans, each of which costs a pass over all coefficients.
void pytk_jpeg_progress(j_common_ptr info) {
  constexpr int most_scans = 500;
  if (info->is_decompressor != 0 && reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > most_scans)
    ERREXIT(reinterpret_cast<j_decompress_ptr>(info), JERR_BAD_LENGTH);
}
}

jpeg_error_mgr* set_up(Fault_& fault) {
  jpeg_std_error(&fault.manager);
  fault.manager.error_exit = pytk_jpeg_exit;
  fault.manager.emit_message = pytk_jpeg_message;
  return &fault.manager;
}

/// Pillow's cmyk2rgb on inks that Adobe stored inverted: what is stored is the light that is left.
void inverted_inks_to_rgb(const std::uint8_t* inks, std::uint8_t* rgb, std::size_t pixels) {
  for (std::size_t i = 0; i < pixels; ++i, inks += 4, rgb += 3) {
    const int light = inks[3];
    for (int c = 0; c < 3; ++c) {
      const int product = (255 - inks[c]) * light + 128;
      rgb[c] = static_cast<std::uint8_t>(std::clamp(light - ((product + (product >> 8)) >> 8), 0, 255));
    }
  }
}

}  // namespace

struct JpegReader::State {
  Fault_ fault;
  jpeg_decompress_struct info{};
  jpeg_progress_mgr progress{};
  bool made = false, cmyk = false, accept = false;
  std::vector<std::uint8_t> inks;
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (made) jpeg_destroy_decompress(&info);
  }
};

namespace {

bool read_header(jpeg_decompress_struct& info, Fault_& fault, jpeg_progress_mgr& progress, bool& made, ByteView bytes) {
  if (setjmp(fault.back) != 0) return false;
  jpeg_create_decompress(&info);
  made = true;
  info.progress = &progress;
  progress.progress_monitor = pytk_jpeg_progress;
  jpeg_mem_src(&info, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&info, TRUE);
  return true;
}

bool start(jpeg_decompress_struct& info, Fault_& fault, std::uint64_t memory, unsigned shrink) {
  if (setjmp(fault.back) != 0) return false;
  if (info.num_components == 4)
    info.out_color_space = JCS_CMYK;
  else if (info.num_components == 1)
    info.out_color_space = JCS_GRAYSCALE;
  else
    info.out_color_space = JCS_RGB;
  info.dct_method = JDCT_ISLOW;
  info.scale_num = 1;
  info.scale_denom = shrink;
  info.mem->max_memory_to_use = static_cast<long>(memory);
  jpeg_start_decompress(&info);
  return true;
}

bool read_row(jpeg_decompress_struct& info, Fault_& fault, std::uint8_t* row) {
  if (setjmp(fault.back) != 0) return false;
  JSAMPROW rows[] = {row};
  return jpeg_read_scanlines(&info, rows, 1) == 1;
}

}  // namespace

JpegReader::JpegReader() : state_(std::make_unique<State>()) {}
JpegReader::~JpegReader() = default;
std::uint32_t JpegReader::width() const noexcept { return state_->info.output_width; }
std::uint32_t JpegReader::height() const noexcept { return state_->info.output_height; }
std::uint8_t JpegReader::channels() const noexcept { return state_->info.num_components == 1 ? 1 : 3; }
bool JpegReader::damaged() const noexcept { return state_->fault.cut_short; }

Result<std::unique_ptr<JpegReader>> JpegReader::open(ByteView bytes, const ReadOptions& options) {
  std::unique_ptr<JpegReader> reader(new JpegReader);
  State& state = *reader->state_;
  state.info.err = set_up(state.fault);
  state.accept = options.accept_damage;
  if (!read_header(state.info, state.fault, state.progress, state.made, bytes))
    return bad("damaged JPEG: {}", state.fault.reason);
  const auto wide = state.info.image_width, high = state.info.image_height;
  if (static_cast<std::uint64_t>(wide) * high > options.limits.pixels || wide > options.limits.side ||
      high > options.limits.side)
    return bad("the picture has {} x {} pixels, more than the limit of {}", wide, high, options.limits.pixels);
  const int components = state.info.num_components;
  if (components != 1 && components != 3 && components != 4)
    return bad("a JPEG with {} components is not known", components);
  state.cmyk = components == 4;
  if (!start(state.info, state.fault, options.memory, options.shrink))
    return bad("damaged JPEG: {}", state.fault.reason);
  if (state.cmyk) state.inks.resize(static_cast<std::size_t>(state.info.output_width) * 4);
  return reader;
}

Result<void> JpegReader::read(std::uint8_t* row) {
  State& state = *state_;
  if (!read_row(state.info, state.fault, state.cmyk ? state.inks.data() : row))
    return bad("damaged JPEG: {}", state.fault.reason[0] != 0 ? state.fault.reason : "rows are missing");
  if (state.fault.cut_short && !state.accept) {
    Error error(Fault::data, "the file is cut short");
    error.hint("--allow-truncated keeps what is there");
    return tl::unexpected<Error>(std::move(error));
  }
  if (state.cmyk) inverted_inks_to_rgb(state.inks.data(), row, state.info.output_width);
  return {};
}

Result<Picture> read_jpeg(ByteView bytes, const ReadOptions& options, bool& damaged) {
  auto reader = JpegReader::open(bytes, options);
  if (!reader) return tl::unexpected<Error>(reader.error());
  Picture picture((*reader)->width(), (*reader)->height(), (*reader)->channels());
  for (std::uint32_t y = 0; y < picture.height; ++y)
    if (auto row = (*reader)->read(picture.row(y)); !row) return tl::unexpected<Error>(row.error());
  damaged = (*reader)->damaged();
  return picture;
}

namespace {

struct Encoder {
  Fault_ fault;
  jpeg_compress_struct info{};
  bool made = false;
  unsigned char* out = nullptr;
  unsigned long size = 0;
  Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  ~Encoder() {
    if (made) jpeg_destroy_compress(&info);
    std::free(out);
  }
};

void set_sampling(jpeg_compress_struct& info, unsigned subsampling) {
  if (info.num_components != 3) return;
  info.comp_info[0].h_samp_factor = subsampling == 444 ? 1 : 2;
  info.comp_info[0].v_samp_factor = subsampling == 420 ? 2 : 1;
}

bool encode(Encoder& encoder, const Picture& picture, const WriteOptions& options) {
  jpeg_compress_struct& info = encoder.info;
  if (setjmp(encoder.fault.back) != 0) return false;
  jpeg_create_compress(&info);
  encoder.made = true;
  jpeg_mem_dest(&info, &encoder.out, &encoder.size);
  info.image_width = picture.width;
  info.image_height = picture.height;
  info.input_components = picture.channels;
  info.in_color_space = picture.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, options.quality, TRUE);
  set_sampling(info, options.subsampling);
  if (options.progressive) jpeg_simple_progression(&info);
  info.optimize_coding = options.progressive ? TRUE : FALSE;
  jpeg_start_compress(&info, TRUE);
  if (!options.exif.empty()) {
    jpeg_write_m_header(&info, JPEG_APP0 + 1, static_cast<unsigned>(options.exif.size() + 6));
    for (const char c : {'E', 'x', 'i', 'f', '\0', '\0'}) jpeg_write_m_byte(&info, static_cast<unsigned char>(c));
    for (const std::uint8_t byte : options.exif) jpeg_write_m_byte(&info, byte);
  }
  if (!options.icc.empty())
    jpeg_write_icc_profile(&info, options.icc.data(), static_cast<unsigned>(options.icc.size()));
  while (info.next_scanline < info.image_height) {
    JSAMPROW rows[] = {const_cast<JSAMPROW>(picture.row(info.next_scanline))};
    jpeg_write_scanlines(&info, rows, 1);
  }
  jpeg_finish_compress(&info);
  return true;
}

}  // namespace

Bytes write_jpeg(const Picture& picture, const WriteOptions& options) {
  if (picture.channels == 2 || picture.channels == 4)
    throw fail(Fault::data, "JPEG has no transparency").hint("add --mode rgb, or write PNG");
  if (picture.depth != 8) throw fail(Fault::data, "JPEG has 8-bit samples only").hint("add --depth 8, or write PNG");
  if (picture.width > 65535 || picture.height > 65535)
    throw fail(Fault::data, "a JPEG has at most 65535 pixels a side, this picture is {} x {}", picture.width,
               picture.height);
  if (options.exif.size() > 65500) throw fail(Fault::data, "the EXIF block is too large for a JPEG");
  Encoder encoder;
  encoder.info.err = set_up(encoder.fault);
  if (!encode(encoder, picture, options)) throw fail(Fault::data, "cannot write JPEG: {}", encoder.fault.reason);
  return {encoder.out, encoder.out + encoder.size};
}

}  // namespace pytk::image
