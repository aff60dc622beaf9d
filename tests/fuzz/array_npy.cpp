// What is read as .npy or .npz is printed and written again; it never takes more memory than allowed.
#include <cstdint>
#include <cstdlib>
#include <string>

#include <pytk/array/files.hpp>
#include <pytk/array/text_form.hpp>
#include <pytk/core/error.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace pytk;
  array::set_memory_limit(16U << 20U);
  const ByteView bytes(data, size);
  try {
    const auto members =
        array::looks_like_npz(bytes) ? array::read_npz(bytes, "fuzz") : array::read_npy(bytes, "fuzz", nullptr);
    for (const auto& [name, a] : members) {
      const auto text = array::repr(a);
      if (!array::is_number(a.kind())) continue;
      std::string out;
      array::write_npy(*io::Sink::to(out), a);
      if (array::repr(array::read_npy(bytes_of(out), "again", nullptr).at(0).second) != text) std::abort();
    }
  } catch (const Error& error) {
    if (error.fault() != Fault::data) std::abort();
  }
  return 0;
}
