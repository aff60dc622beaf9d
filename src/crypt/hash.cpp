#include <pytk/crypt/hash.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <fcntl.h>
#include <mutex>
#include <unistd.h>

#include <sodium.h>

#include <pytk/core/log.hpp>
#include <pytk/core/text.hpp>

#include "blake3.hpp"
#include "evp.hpp"
#include "hash_name.hpp"
#include "pipeline.hpp"

namespace pytk::crypt {

struct Hasher::Method {
  Method() = default;
  Method(const Method&) = delete;
  Method& operator=(const Method&) = delete;
  virtual ~Method() = default;
  virtual void update(ByteView bytes) = 0;
  virtual Bytes finish() = 0;
  /// Reads a source to its end with all the pool's threads; false, and nothing read, for digests that are one long
  /// chain.
  virtual bool update_in_parallel(io::Source&, std::uint64_t&, Context&) { return false; }
  std::string name;
};

namespace {

/// Our name, libcrypto's, and whether the output may have any length.
struct HashName {
  std::string_view name;
  const char* provider;
  bool extendable;
};
constexpr std::array hash_table = {
    HashName{"blake2b", "BLAKE2B-512", true},     HashName{"blake2s", "BLAKE2S-256", false},
    HashName{"blake3", nullptr, true},            HashName{"md5", "MD5", false},
    HashName{"ripemd160", "RIPEMD160", false},    HashName{"sha1", "SHA1", false},
    HashName{"sha224", "SHA224", false},          HashName{"sha256", "SHA256", false},
    HashName{"sha3-224", "SHA3-224", false},      HashName{"sha3-256", "SHA3-256", false},
    HashName{"sha3-384", "SHA3-384", false},      HashName{"sha3-512", "SHA3-512", false},
    HashName{"sha384", "SHA384", false},          HashName{"sha512", "SHA512", false},
    HashName{"sha512-224", "SHA512-224", false},  HashName{"sha512-256", "SHA512-256", false},
    HashName{"shake128", "SHAKE128", true},       HashName{"shake256", "SHAKE256", true},
    HashName{"sm3", "SM3", false}};

}  // namespace

std::string canonical_name(std::string_view given) {
  std::string name = lower(given);
  std::replace(name.begin(), name.end(), '/', '-');
  std::replace(name.begin(), name.end(), '_', '-');
  if (name == "b3") return "blake3";
  if (name == "blake2b512" || name == "blake2b-512" || name == "b2") return "blake2b";
  if (name == "blake2s256" || name == "blake2s-256") return "blake2s";
  if (name == "rmd160" || name == "ripemd-160") return "ripemd160";
  if (name.starts_with("sha-")) name.erase(3, 1);
  if (name.starts_with("sha2-")) name.erase(3, 2);
  if (name.starts_with("shake-")) name.erase(5, 1);
  return name;
}

namespace {

class ProviderHash final : public Hasher::Method {
 public:
  ProviderHash(const char* provider, std::size_t length)
      : message_(EVP_MD_fetch(nullptr, provider, nullptr)), context_(EVP_MD_CTX_new()), length_(length) {
    if (!message_) throw fail(Fault::missing, "this libcrypto has no {}: {}", provider, last_reason());
    check(EVP_DigestInit_ex2(context_.get(), message_.get(), nullptr), "start a digest");
  }
  void update(ByteView bytes) override {
    check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()), "update a digest");
  }
  Bytes finish() override {
    Bytes out(length_ > 0 ? length_ : static_cast<std::size_t>(EVP_MD_get_size(message_.get())));
    if (length_ > 0) check(EVP_DigestFinalXOF(context_.get(), out.data(), out.size()), "finish a digest");
    else check(EVP_DigestFinal_ex(context_.get(), out.data(), nullptr), "finish a digest");
    check(EVP_DigestInit_ex2(context_.get(), message_.get(), nullptr), "start a digest");
    return out;
  }

 private:
  Message message_;
  MessageContext context_;
  std::size_t length_;
};

/// SHA-256 and SHA-512. Loading libcrypto takes as long as its slower portable code takes for some hundred KiB, so
/// libsodium, which is linked in, hashes what is small; from the first long message on it is libcrypto.
class SecureHash final : public Hasher::Method {
 public:
  explicit SecureHash(const HashName& chosen) : chosen_(chosen) {}
  void update(ByteView bytes) override {
    if (!provider_ && (waiting_.size() + bytes.size() > longest_small || hashed_ > most_small)) {
      begin();
      provider_ = std::make_unique<ProviderHash>(chosen_.provider, 0);
      provider_->update(waiting_);
      waiting_ = {};
    }
    if (provider_) provider_->update(bytes);
    else waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
  }
  Bytes finish() override {
    if (provider_) return provider_->finish();
    const bool long_form = chosen_.name == "sha512";
    Bytes out(long_form ? crypto_hash_sha512_BYTES : crypto_hash_sha256_BYTES);
    if (long_form) crypto_hash_sha512(out.data(), waiting_.data(), waiting_.size());
    else crypto_hash_sha256(out.data(), waiting_.data(), waiting_.size());
    hashed_ += waiting_.size();
    waiting_.clear();
    return out;
  }

 private:
  static constexpr std::size_t longest_small = 64U << 10U, most_small = 256U << 10U;
  const HashName& chosen_;
  Bytes waiting_;
  std::size_t hashed_ = 0;
  std::unique_ptr<ProviderHash> provider_;
};

class Blake2Hash final : public Hasher::Method {
 public:
  explicit Blake2Hash(std::size_t length) : length_(length) { crypto_generichash_init(&state_, nullptr, 0, length_); }
  void update(ByteView bytes) override { crypto_generichash_update(&state_, bytes.data(), bytes.size()); }
  Bytes finish() override {
    Bytes out(length_);
    crypto_generichash_final(&state_, out.data(), out.size());
    crypto_generichash_init(&state_, nullptr, 0, length_);
    return out;
  }

 private:
  std::size_t length_;
  crypto_generichash_state state_;
};

class Blake3Hash final : public Hasher::Method {
 public:
  explicit Blake3Hash(std::size_t length) : length_(length) {}
  void update(ByteView bytes) override { state_.update(bytes); }
  bool update_in_parallel(io::Source& source, std::uint64_t& total, Context& context) override {
    struct Piece {
      Bytes bytes = Bytes(Blake3::subtree_bytes);
      std::size_t size = 0;
      std::uint64_t index = 0;
      Blake3::Subtree subtree{};
    };
    std::uint64_t next = 0;
    bool ended = false;
    const auto read = [&](Piece& piece) {
      context.cancel.check();
      piece.index = next++;
      for (piece.size = 0; !ended && piece.size < piece.bytes.size();) {
        const std::size_t got = source.read(std::span(piece.bytes).subspan(piece.size));
        ended = got == 0;
        piece.size += got;
      }
      return piece.size > 0;
    };
    const auto work = [&](Piece& piece) {
      if (piece.size == piece.bytes.size()) piece.subtree = state_.subtree(piece.bytes, piece.index);
    };
    const auto write = [&](Piece& piece) {
      if (piece.size == piece.bytes.size()) state_.add(piece.subtree);
      else state_.update(ByteView(piece.bytes).first(piece.size));
      total += piece.size;
    };
    pipeline<Piece>(context.pool.size(), read, work, write);
    return true;
  }
  Bytes finish() override {
    Bytes out(length_);
    state_.finish(out);
    state_.reset();
    return out;
  }

 private:
  std::size_t length_;
  Blake3 state_;
};

constexpr std::size_t longest_at_once = 64U << 10U;

std::unique_ptr<Hasher::Method> make_method(const HashName& chosen, std::size_t length) {
  if (chosen.name == "blake3") return std::make_unique<Blake3Hash>(length > 0 ? length : 32);
  if (chosen.name == "sha256" || chosen.name == "sha512") return std::make_unique<SecureHash>(chosen);
  if (chosen.name == "blake2b" && length > 0 && length != 64) {
    if (length > 64) throw fail(Fault::usage, "blake2b gives at most 64 bytes, not {}", length);
    if (sodium_init() < 0) throw fail(Fault::internal, "libsodium cannot start");
    return std::make_unique<Blake2Hash>(length);
  }
  begin();
  if (chosen.name == "blake2b") length = 0;
  if (chosen.name == "shake128" && length == 0) length = 32;  // twice the security level, as usual
  if (chosen.name == "shake256" && length == 0) length = 64;
  return std::make_unique<ProviderHash>(chosen.provider, length);
}

}  // namespace

std::vector<std::string> hash_names() {
  std::vector<std::string> names;
  names.reserve(std::size(hash_table));
  for (const HashName& row : hash_table) names.emplace_back(row.name);
  return names;
}

Hasher::Hasher(const HashChoice& choice) {
  std::string name = canonical_name(choice.name);
  std::size_t length = choice.length;
  if (name.starts_with("blake2b-")) {  // blake2b-256 says its length in bits
    const std::string_view bits = std::string_view(name).substr(8);
    if (bits == "128" || bits == "160" || bits == "256" || bits == "384") {
      length = static_cast<std::size_t>(std::stoul(std::string(bits))) / 8;
      name = "blake2b";
    }
  }
  const auto found =
      std::find_if(hash_table.begin(), hash_table.end(), [&](const HashName& row) { return row.name == name; });
  if (found == hash_table.end())
    throw fail(Fault::usage, "unknown digest '{}'", choice.name).hint(did_you_mean(name, hash_names()));
  if (length > 0 && !found->extendable)
    throw fail(Fault::usage, "the length of {} is fixed", found->name)
        .hint("shake128, shake256, blake2b and blake3 take --length");
  if (length > (1U << 20U)) throw fail(Fault::usage, "a digest of {} bytes is longer than 1 MiB", length);
  if (name == "md5") {
    if (!choice.allow_weak)
      throw fail(Fault::usage, "MD5 is broken: anybody can make two files with one digest")
          .hint("use sha256; --allow-weak if a format demands MD5");
    static std::atomic<bool> told = false;  // once is enough, however many files there are
    if (!told.exchange(true)) log::warn("MD5 is broken: equal digests do not mean equal files");
  }
  method_ = make_method(*found, length);
  method_->name = name;
}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;
void Hasher::update(ByteView bytes) { method_->update(bytes); }
Bytes Hasher::finish() { return method_->finish(); }
bool Hasher::update_in_parallel(io::Source& source, std::uint64_t& total, Context& context) {
  return method_->update_in_parallel(source, total, context);
}
const std::string& Hasher::name() const noexcept { return method_->name; }

std::uint64_t hash_source(io::Source& source, std::vector<Hasher>& hashers, Cancel& cancel) {
  // 64 KiB stay in the second-level cache between the kernel's copy and the digest; more is slower.
  alignas(64) std::uint8_t piece[64U << 10U];
  std::uint64_t total = 0;
  while (const std::size_t got = source.read(piece)) {
    cancel.check();
    for (Hasher& hasher : hashers) hasher.update({piece, got});
    total += got;
  }
  return total;
}

namespace {

/// Reads a regular file of `size` bytes at one go: a read that asks for one byte more and gets `size` has met the end.
/// False, with nothing hashed, for everything unusual: the slow way knows what to say about it. `room` holds size + 1
/// bytes.
bool hash_small_file(const std::string& path, std::uint64_t size, std::vector<Hasher>& hashers, std::uint8_t* room) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return false;
  const bool whole = ::read(file, room, size + 1) == static_cast<ssize_t>(size);
  ::close(file);
  if (!whole) return false;
  for (Hasher& hasher : hashers) hasher.update({room, size});
  return true;
}

/// Files side by side: where each batch begins. Small ones go together, so that handing them over costs little.
std::vector<std::size_t> batches_of(std::size_t count, const std::vector<std::uint64_t>& sizes) {
  constexpr std::size_t most_files = 64;
  constexpr std::uint64_t most_bytes = 1U << 20U;
  std::vector<std::size_t> starts;
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool full =
        starts.empty() || sizes.empty() || i - starts.back() >= most_files || bytes + sizes[i] > most_bytes;
    if (full) {
      starts.push_back(i);
      bytes = 0;
    }
    if (!sizes.empty()) bytes += sizes[i];
  }
  starts.push_back(count);
  return starts;
}

/// Digests are fetched once a thread and used for all its files: fetching costs more than a small file.
class IdleHashers {
 public:
  explicit IdleHashers(const std::vector<HashChoice>& choices) : choices_(choices) {}
  std::vector<Hasher> borrow() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::vector<Hasher> hashers = std::move(idle_.back());
        idle_.pop_back();
        return hashers;
      }
    }
    std::vector<Hasher> hashers;
    for (const HashChoice& choice : choices_) hashers.emplace_back(choice);
    return hashers;
  }
  void give_back(std::vector<Hasher> hashers) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(hashers));
  }

 private:
  const std::vector<HashChoice>& choices_;
  std::mutex mutex_;
  std::vector<std::vector<Hasher>> idle_;
};

}  // namespace

void hash_files(const std::vector<std::string>& paths, const std::vector<HashChoice>& choices, Context& context,
                const std::function<void(const HashedFile&)>& give, const std::vector<std::uint64_t>& sizes) {
  std::vector<HashedFile> files(paths.size());
  IdleHashers idle(choices);
  const auto hash = [&](std::size_t i, std::vector<Hasher>& hashers, std::uint8_t* room) {
    HashedFile& file = files[i];
    if (!sizes.empty() && sizes[i] <= longest_at_once && hash_small_file(paths[i], sizes[i], hashers, room)) {
      file.bytes = sizes[i];
    } else {
      const auto source = io::Source::open(paths[i], {.decompress = false, .map = false, .cancel = &context.cancel});
      // Many files keep all threads busy by themselves; one alone is shared out, if its digest can be.
      const bool shared =
          paths.size() == 1 && hashers.size() == 1 && hashers.front().update_in_parallel(*source, file.bytes, context);
      if (!shared) file.bytes = hash_source(*source, hashers, context.cancel);
    }
    for (Hasher& hasher : hashers) file.hex.push_back(to_hex(hasher.finish()));
  };
  const std::vector<std::size_t> starts = batches_of(paths.size(), sizes);
  const auto produce = [&](std::size_t batch) {
    std::vector<Hasher> hashers = idle.borrow();
    // One for a batch, not filled with zeros: as a local array it would be, for each file.
    const auto room = std::make_unique_for_overwrite<std::uint8_t[]>(sizes.empty() ? 0 : longest_at_once + 1);
    context.cancel.check();
    for (std::size_t i = starts[batch]; i < starts[batch + 1]; ++i) {
      files[i].path = paths[i];
      try {
        hash(i, hashers, room.get());
      } catch (const Error& error) {
        if (error.fault() != Fault::io && error.fault() != Fault::permission && error.fault() != Fault::network) throw;
        files[i].problem = error.message();
        files[i].fault = error.fault();
        hashers.clear();  // what was read of the broken file stays in them
        for (const HashChoice& choice : choices) hashers.emplace_back(choice);
      }
    }
    idle.give_back(std::move(hashers));
  };
  const auto consume = [&](std::size_t batch) {
    for (std::size_t i = starts[batch]; i < starts[batch + 1]; ++i) {
      give(files[i]);
      context.progress.add(files[i].bytes);
      files[i] = {};
    }
  };
  for (const HashChoice& choice : choices) (void)Hasher(choice);  // unknown names are told before any file is read
  context.pool.ordered(starts.size() - 1, produce, consume, 256);
}

}  // namespace pytk::crypt
