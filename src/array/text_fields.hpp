// One field of a text to a number, with the rules of loadtxt and of genfromtxt.
#pragma once

#include <complex>
#include <cstdint>
#include <string_view>

#include <pytk/array/dtype.hpp>

namespace pytk::array {

/// Plain decimal notation, white space around it allowed: no hexadecimal, no underscores; nan, inf and infinity in any
/// case.
[[nodiscard]] bool read_field(std::string_view field, double& out);
/// The same as Python's float() reads it: underscores between digits too.
[[nodiscard]] bool read_loose(std::string_view field, double& out);
/// "1", "2j", "1+2j", "(1-2j)".
[[nodiscard]] bool read_complex(std::string_view field, std::complex<double>& out);
/// A whole number, as the bits of int64 or, for unsigned kinds, uint64; false for what has a point or does not fit.
[[nodiscard]] bool read_whole(std::string_view field, bool is_signed, std::uint64_t& out);

/// Reads one decimal number where it stands: the place after it, or nullptr if there is none that std::from_chars
/// likes.
[[nodiscard]] const char* read_plain(const char* at, const char* end, double& out);

}  // namespace pytk::array
