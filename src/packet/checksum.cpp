// RFC 1071 sums, and the CRC-32C of SCTP (RFC 9260 appendix A).
#include <array>

#include <pytk/packet/dissect.hpp>

namespace pytk::packet {

std::uint64_t checksum_add(ByteView bytes, std::uint64_t sum) noexcept {
  const std::uint8_t* data = bytes.data();
  std::size_t left = bytes.size();
  // Eight bytes a step, each half added to a 64-bit sum; the byte order is put right by the caller's fold of words
  // that were swapped while loading.
  while (left >= 8) {
    const auto word = load_be<std::uint64_t>({data, 8});
    sum += (word >> 32U) + (word & 0xffffffffU);
    data += 8;
    left -= 8;
  }
  while (left >= 2) {
    sum += load_be<std::uint16_t>({data, 2});
    data += 2;
    left -= 2;
  }
  if (left == 1) sum += static_cast<std::uint64_t>(*data) << 8U;
  return sum;
}

std::uint16_t checksum_fold(std::uint64_t sum) noexcept {
  while ((sum >> 16U) != 0) sum = (sum & 0xffffU) + (sum >> 16U);
  return static_cast<std::uint16_t>(~sum);
}

std::uint16_t internet_checksum(ByteView bytes, std::uint64_t start) noexcept {
  return checksum_fold(checksum_add(bytes, start));
}

namespace {
constexpr std::array<std::uint32_t, 256> castagnoli = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? 0x82f63b78U : 0U);
    table[i] = value;
  }
  return table;
}();
}  // namespace

std::uint32_t crc32c(ByteView bytes) noexcept {
  std::uint32_t value = 0xffffffffU;
  for (const std::uint8_t byte : bytes) value = castagnoli[(value ^ byte) & 0xffU] ^ (value >> 8U);
  return ~value;
}

}  // namespace pytk::packet
