// .npz: a ZIP archive of .npy members, stored or deflated.
#include <algorithm>
#include <climits>
#include <cstring>

#include <zlib.h>

#include <pytk/array/files.hpp>
#include <pytk/core/digest.hpp>
#include <pytk/core/error.hpp>

namespace pytk::array {
namespace {

constexpr std::size_t most_members = 100'000;

struct Member {
  std::string name;
  unsigned method = 0;
  std::uint32_t crc = 0;
  std::uint64_t packed = 0, size = 0, header_at = 0;
};

class Zip {
 public:
  Zip(ByteView bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  std::vector<Member> members() {
    const auto end = find_end();
    std::uint64_t count = u16(end + 10), at = u32(end + 16);
    // ZIP64: the real numbers stand in a record of their own, to which a locator before the end points.
    if (end >= 20 && u32(end - 20) == 0x07064B50) {
      const auto record = u64(end - 20 + 8);
      if (u32(record) != 0x06064B50) damaged();
      count = u64(record + 32);
      at = u64(record + 48);
    }
    if (count > most_members) damaged();
    std::vector<Member> all;
    for (std::uint64_t i = 0; i < count; ++i) all.push_back(entry(at));
    return all;
  }
  Bytes content(const Member& member) {
    if (u32(member.header_at) != 0x04034B50) damaged();
    const auto begin = member.header_at + 30 + u16(member.header_at + 26) + u16(member.header_at + 28);
    const auto packed = part(begin, member.packed);
    // Deflate packs at most about 1032 to 1: what claims more lies, and is not given memory.
    if (member.method == 8 && member.size / 1100 > member.packed) damaged();
    if (member.size > memory_limit())
      throw fail(Fault::data, "cannot read '{}': '{}' needs more memory than allowed", name_, member.name);
    Bytes out;
    if (member.method == 0) out.assign(packed.begin(), packed.end());
    else if (member.method == 8) out = inflated(packed, member.size);
    else
      throw fail(Fault::data, "cannot read '{}': '{}' is packed by method {}, which .npz does not use", name_,
                 member.name, member.method);
    if (out.size() != member.size || crc32(out) != member.crc)
      throw fail(Fault::data, "cannot read '{}': the checksum of '{}' is wrong", name_, member.name);
    return out;
  }

 private:
  [[noreturn]] void damaged() const {
    throw fail(Fault::data, "cannot read '{}': the ZIP archive is damaged or cut short", name_);
  }
  ByteView part(std::uint64_t at, std::uint64_t size) const {
    if (at > bytes_.size() || size > bytes_.size() - at) damaged();
    return bytes_.subspan(at, size);
  }
  std::uint64_t u16(std::uint64_t at) const { return load_le<std::uint16_t>(part(at, 2)); }
  std::uint64_t u32(std::uint64_t at) const { return load_le<std::uint32_t>(part(at, 4)); }
  std::uint64_t u64(std::uint64_t at) const { return load_le<std::uint64_t>(part(at, 8)); }

  std::uint64_t find_end() const {
    if (bytes_.size() < 22) damaged();
    const auto lowest = bytes_.size() > 22 + 65535 ? bytes_.size() - 22 - 65535 : 0;
    for (auto at = bytes_.size() - 22 + 1; at-- > lowest;)
      if (u32(at) == 0x06054B50) return at;
    damaged();
  }
  Member entry(std::uint64_t& at) {
    if (u32(at) != 0x02014B50) damaged();
    Member m;
    m.method = static_cast<unsigned>(u16(at + 10));
    m.crc = static_cast<std::uint32_t>(u32(at + 16));
    m.packed = u32(at + 20);
    m.size = u32(at + 24);
    m.header_at = u32(at + 42);
    if ((u16(at + 8) & 1U) != 0) throw fail(Fault::data, "cannot read '{}': it is encrypted", name_);
    const auto name_size = u16(at + 28), extra_size = u16(at + 30), comment_size = u16(at + 32);
    m.name = std::string(text_of(part(at + 46, name_size)));
    zip64_sizes(m, part(at + 46 + name_size, extra_size));
    at += 46 + name_size + extra_size + comment_size;
    return m;
  }
  // Extra field 1 holds, in this order, those of size, packed size and offset whose 32-bit places are full.
  void zip64_sizes(Member& m, ByteView extra) const {
    while (extra.size() >= 4) {
      const auto id = load_le<std::uint16_t>(extra);
      const auto size = load_le<std::uint16_t>(extra.subspan(2));
      if (extra.size() - 4 < size) damaged();
      auto field = extra.subspan(4, size);
      if (id == 1)
        for (auto* value : {&m.size, &m.packed, &m.header_at})
          if (*value == 0xFFFFFFFFU) {
            if (field.size() < 8) damaged();
            *value = load_le<std::uint64_t>(field);
            field = field.subspan(8);
          }
      extra = extra.subspan(4U + size);
    }
  }
  Bytes inflated(ByteView packed, std::uint64_t size) const {
    Bytes out(size);
    z_stream stream{};
    if (inflateInit2(&stream, -15) != Z_OK) throw fail(Fault::internal, "cannot start the decompressor");
    std::uint64_t taken = 0, made = 0;
    int status = Z_OK;
    while (status == Z_OK) {
      const auto in = std::min<std::uint64_t>(packed.size() - taken, UINT_MAX),
                 room = std::min<std::uint64_t>(size - made, UINT_MAX);
      Bytef spare = 0;
      stream.next_in = const_cast<Bytef*>(packed.data() + taken);
      stream.avail_in = static_cast<uInt>(in);
      stream.next_out = room > 0 ? out.data() + made : &spare;
      stream.avail_out = room > 0 ? static_cast<uInt>(room) : 1;
      status = inflate(&stream, Z_NO_FLUSH);
      taken += in - stream.avail_in;
      made += room > 0 ? room - stream.avail_out : 1U - stream.avail_out;
      if (made > size || (status == Z_OK && in == stream.avail_in && room == stream.avail_out)) status = Z_DATA_ERROR;
    }
    inflateEnd(&stream);
    if (status != Z_STREAM_END || made != size) damaged();
    return out;
  }
  ByteView bytes_;
  std::string_view name_;
};

Bytes deflated(const std::string& plain) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw fail(Fault::internal, "cannot start the compressor");
  Bytes out(deflateBound(&stream, plain.size()));
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

template <class T>
void put(std::string& out, T value) {
  std::uint8_t bytes[sizeof(T)];
  store_le(bytes, value);
  out.append(text_of(ByteView(bytes)));
}

}  // namespace

Members read_npz(ByteView bytes, std::string_view name) {
  Zip zip(bytes, name);
  Members all;
  for (const auto& member : zip.members()) {
    if (!member.name.ends_with(".npy")) continue;
    const auto content = zip.content(member);
    const auto key = member.name.substr(0, member.name.size() - 4);
    auto arrays = read_npy(content, std::string(name) + ":" + member.name, nullptr);
    for (auto& [field, array] : arrays) all.emplace_back(field.empty() ? key : key + "." + field, array);
  }
  return all;
}

void write_npz(io::Sink& sink, const Members& members, bool compress) {
  std::string directory;
  std::uint64_t offset = 0;
  for (const auto& [key, array] : members) {
    std::string plain;
    const auto memory = io::Sink::to(plain);
    write_npy(*memory, array);
    const Bytes packed = compress ? deflated(plain) : Bytes{};
    const auto size = compress ? packed.size() : plain.size();
    if (plain.size() > 0xFFFFFFF0U || offset + size > 0xFFFFFFF0U)
      throw fail(Fault::data, "an .npz of more than 4 GiB is not written").hint("write the arrays as .npy");
    const std::string name = key + ".npy";
    std::string common;
    put<std::uint16_t>(common, 20);
    put<std::uint16_t>(common, 0x800);  // the name is UTF-8
    put<std::uint16_t>(common, compress ? 8 : 0);
    put<std::uint32_t>(common, 0x00210000);  // 1980-01-01: the same bytes every time
    put<std::uint32_t>(common, crc32(bytes_of(plain)));
    put<std::uint32_t>(common, static_cast<std::uint32_t>(size));
    put<std::uint32_t>(common, static_cast<std::uint32_t>(plain.size()));
    put<std::uint16_t>(common, static_cast<std::uint16_t>(name.size()));
    put<std::uint16_t>(common, 0);
    std::string head("PK\x03\x04", 4);
    head += common + name;
    sink.write(head);
    if (compress) sink.write(ByteView(packed));
    else sink.write(plain);
    directory.append("PK\x01\x02", 4);
    put<std::uint16_t>(directory, 20);
    directory += common;
    directory.append(10, '\0');
    put<std::uint32_t>(directory, static_cast<std::uint32_t>(offset));
    directory += name;
    offset += head.size() + size;
  }
  std::string end("PK\x05\x06\0\0\0\0", 8);
  put<std::uint16_t>(end, static_cast<std::uint16_t>(members.size()));
  put<std::uint16_t>(end, static_cast<std::uint16_t>(members.size()));
  put<std::uint32_t>(end, static_cast<std::uint32_t>(directory.size()));
  put<std::uint32_t>(end, static_cast<std::uint32_t>(offset));
  put<std::uint16_t>(end, 0);
  sink.write(directory);
  sink.write(end);
}

Members read_arrays(std::unique_ptr<io::Source> source) {
  // The source stays alive as long as an array lies over its mapping.
  const std::string name(source->name());
  ByteView bytes = source->mapped();
  std::shared_ptr<void> owner;
  std::shared_ptr<std::string> content;
  if (bytes.empty()) {
    content = std::make_shared<std::string>(source->read_all(memory_limit()));
    bytes = bytes_of(*content);
    owner = content;
  } else {
    owner = std::shared_ptr<io::Source>(std::move(source));
  }
  if (looks_like_npz(bytes)) return read_npz(bytes, name);
  return read_npy(bytes, name, owner);
}

}  // namespace pytk::array
