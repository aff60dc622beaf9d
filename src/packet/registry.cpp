// All protocol tables, by name and by the numbers under which lower layers announce them.
#include <vector>

#include <pytk/core/text.hpp>

#include "packet/proto/table.hpp"

namespace pytk::packet {
namespace {

constexpr const Proto* mains[] = {
#include "packet/protocols.inc"
};

class Registry {
 public:
  Registry() {
    for (const Proto* proto : mains) add(*proto);
  }
  [[nodiscard]] std::span<const Proto* const> all() const noexcept { return all_; }
  [[nodiscard]] const Proto* at(Space space, std::uint32_t value) const noexcept {
    const std::uint32_t key = key_of(space, value);
    for (std::size_t i = hash(key);; i = (i + 1) % slot_count) {
      if (keys_[i] == key) return tables_[i];
      if (keys_[i] == free_slot) return nullptr;
    }
  }

 private:
  static constexpr std::size_t slot_count = 4096;
  static constexpr std::uint32_t free_slot = ~0U;
  static std::uint32_t key_of(Space space, std::uint32_t value) noexcept {
    return static_cast<std::uint32_t>(space) << 20U | (value & 0xfffffU);
  }
  static std::size_t hash(std::uint32_t key) noexcept { return (key * 2654435761U) >> 20U; }
  void add(const Proto& proto) {
    all_.push_back(&proto);
    for (const Bind& bind : proto.binds) {
      const std::uint32_t key = key_of(bind.space, bind.value);
      std::size_t i = hash(key);
      // Who comes first in PROTOCOLS keeps a number that two claim.
      while (keys_[i] != free_slot && keys_[i] != key) i = (i + 1) % slot_count;
      if (keys_[i] != free_slot) continue;
      keys_[i] = key;
      tables_[i] = &proto;
    }
    for (const Proto* part : proto.parts) add(*part);
  }
  std::vector<const Proto*> all_;
  // Apart, because most look-ups are of ports that nobody has: they touch the keys alone.
  std::vector<std::uint32_t> keys_ = std::vector<std::uint32_t>(slot_count, free_slot);
  std::vector<const Proto*> tables_ = std::vector<const Proto*>(slot_count);
};

const Registry& registry() {
  static const Registry made;
  return made;
}

bool is_among(std::string_view words, std::string_view word) {
  for (const std::string_view one : split(words, ' '))
    if (!one.empty() && equal_ignoring_case(one, word)) return true;
  return false;
}

}  // namespace

std::span<const Proto* const> protocols() { return registry().all(); }

const Proto* find_protocol(std::string_view name) {
  for (const Proto* proto : protocols())
    if (proto->name == name) return proto;
  for (const Proto* proto : protocols())
    if (equal_ignoring_case(proto->name, name)) return proto;
  for (const Proto* proto : protocols())
    if (equal_ignoring_case(proto->key, name) || is_among(proto->aliases, name)) return proto;
  return nullptr;
}

std::vector<std::string_view> protocol_names() {
  std::vector<std::string_view> names;
  for (const Proto* proto : protocols()) names.push_back(proto->name);
  return names;
}

const Proto* payload_of(Space space, std::uint32_t value) noexcept { return registry().at(space, value); }

}  // namespace pytk::packet
