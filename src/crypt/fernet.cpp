#include <algorithm>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/random.hpp>
#include <pytk/core/text.hpp>

#include "base64url.hpp"
#include "fernet_state.hpp"
#include "token_text.hpp"

namespace pytk::crypt {
namespace {

constexpr std::uint64_t clock_skew = 60;  // seconds that a maker's clock may be ahead, as in the reference

MacContext keyed_mac(EVP_MAC* method, ByteView key) {
  MacContext mac(check(EVP_MAC_CTX_new(method), "make a MAC context"));
  char name[] = "SHA256";
  const OSSL_PARAM options[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                OSSL_PARAM_construct_end()};
  check(EVP_MAC_init(mac.get(), key.data(), key.size(), options), "key a MAC");
  return mac;
}

CipherContext keyed_cipher(const EVP_CIPHER* cipher, ByteView key, int direction) {
  CipherContext context(check(EVP_CIPHER_CTX_new(), "make a cipher context"));
  check(EVP_CipherInit_ex2(context.get(), cipher, key.data(), nullptr, direction, nullptr), "key a cipher");
  return context;
}

void take_iv(std::span<std::uint8_t> stock, std::size_t& used, std::uint8_t* iv) {
  if (used + 16 > stock.size()) {
    secure_random(stock);
    used = 0;
  }
  std::copy_n(stock.begin() + static_cast<std::ptrdiff_t>(used), 16, iv);
  used += 16;
}

std::uint64_t created_at(ByteView raw) { return load_be<std::uint64_t>(raw.subspan(1)); }

}  // namespace

void mac_begin(const MacContext& mac) { check(EVP_MAC_init(mac.get(), nullptr, 0, nullptr), "start a MAC"); }
void mac_add(const MacContext& mac, ByteView bytes) {
  check(EVP_MAC_update(mac.get(), bytes.data(), bytes.size()), "update a MAC");
}
std::array<std::uint8_t, fernet_tag> mac_end(const MacContext& mac) {
  std::array<std::uint8_t, fernet_tag> tag;
  std::size_t size = 0;
  check(EVP_MAC_final(mac.get(), tag.data(), &size, tag.size()), "finish a MAC");
  return tag;
}

Secret make_fernet_key() {
  Secret raw(std::size_t{32});
  secure_random(raw.writable());
  Secret text(std::size_t{45});  // 44 characters and room for the terminator of nothing: the encoder wants whole groups
  char* const out = reinterpret_cast<char*>(text.writable().data());
  encode_base64url(raw.view().data(), 30, out);
  const std::uint8_t tail[3] = {raw.view()[30], raw.view()[31], 0};
  encode_base64url(tail, 3, out + 40);
  out[43] = '=';
  text.shrink(44);
  return text;
}

Result<Secret> parse_fernet_key(std::string_view text) {
  text = trim(text);
  if (text.size() != 44 || text[43] != '=')
    return bad("a Fernet key is 44 characters of base64url, this has {}", text.size());
  Secret raw(std::size_t{64});
  TokenText strict(false), lenient(true);
  Result<std::size_t> size = strict.feed(text, raw.writable().data());
  if (!size) {
    size = lenient.feed(text, raw.writable().data());
    if (size && *size == 32) log::warn("a Fernet key is not canonical base64url; other programs may refuse it");
  }
  if (!size || *size != 32) return bad("a Fernet key is 44 characters of base64url, this has others in it");
  raw.shrink(32);
  return raw;
}

void add_fernet_keys(std::vector<Secret>& keys, const Secret& file, std::string_view name) {
  std::int64_t number = 0;
  const std::size_t before = keys.size();
  for (const std::string_view line : split(file.text(), '\n')) {
    ++number;
    const std::string_view text = trim(line);
    if (text.empty() || text.front() == '#') continue;
    auto key = parse_fernet_key(text);
    if (!key)
      throw fail(Fault::data, "{}", key.error().what_happened())
          .at(std::string(name), number)
          .hint("pytk crypt fernet keygen makes one");
    keys.push_back(std::move(*key));
  }
  if (keys.size() == before)
    throw fail(Fault::data, "'{}' holds no key", name).hint("pytk crypt fernet keygen makes one");
}

Fernet::Fernet(const std::vector<Secret>& keys) : state_(std::make_unique<State>()) {
  if (keys.empty()) throw fail(Fault::usage, "no key was given").hint("-k KEYSRC names a file with keys, one a line");
  begin();
  state_->cipher.reset(check(EVP_CIPHER_fetch(nullptr, "AES-128-CBC", nullptr), "find AES-128-CBC"));
  state_->method.reset(check(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "find HMAC"));
  for (const Secret& key : keys) {
    const ByteView signing = key.view().first(16), encryption = key.view().subspan(16, 16);
    state_->keys.push_back({keyed_mac(state_->method.get(), signing), keyed_cipher(state_->cipher.get(), encryption, 1),
                            keyed_cipher(state_->cipher.get(), encryption, 0)});
  }
}
Fernet::~Fernet() {
  if (state_) wipe(state_->opened);
}
Fernet::Fernet(Fernet&&) noexcept = default;
bool Fernet::bent_rules() const noexcept { return state_->bent; }

Result<void> check_fernet_shape(std::uint8_t version, std::uint64_t raw_size) {
  if (raw_size == 0) return bad("there is no token");
  if (version != fernet_version) return bad("not a Fernet token: its version is 0x{:02x}, not 0x80", version);
  if (raw_size < fernet_smallest)
    return bad("the token is too short: {} bytes, the smallest has {}", raw_size, fernet_smallest);
  if ((raw_size - fernet_header - fernet_tag) % 16 != 0)
    return bad("the token's message is no whole number of blocks: it is cut short");
  return {};
}

Result<void> check_fernet_time(std::uint64_t created, const FernetClock& clock) {
  if (!clock.ttl) return {};
  const auto refuse = [](std::string words) { return tl::unexpected<Error>(Error(Fault::refused, std::move(words))); };
  const std::uint64_t age = clock.now > created ? clock.now - created : 0;
  if (age > *clock.ttl)
    return refuse(fmt::format("the token has expired: it is {} s old, {} s are allowed", age, *clock.ttl));
  if (created > clock.now && created - clock.now > clock_skew)
    return refuse(fmt::format("the token is from the future: its time is {} s ahead of now", created - clock.now));
  return {};
}

Error wrong_key_or_changed(std::size_t keys) {
  return fail(Fault::refused, "the token was made with another key, or it was changed")
      .hint(keys == 1 ? "pass every key that may have made it: --key old.key --key new.key"
                      : fmt::format("none of the {} keys fits", keys));
}

void append_base64url(std::string& out, ByteView bytes) {
  const std::size_t whole = bytes.size() / 3 * 3, start = out.size();
  out.resize(start + (bytes.size() + 2) / 3 * 4);
  std::size_t at = start + encode_base64url(bytes.data(), whole, out.data() + start);
  if (whole == bytes.size()) return;
  const bool two = bytes.size() - whole == 2;
  const std::uint8_t tail[3] = {bytes[whole], two ? bytes[whole + 1] : std::uint8_t{0}, 0};
  at += encode_base64url(tail, 3, out.data() + at);
  out[at - 1] = '=';
  if (!two) out[at - 2] = '=';
}

void Fernet::encrypt(ByteView message, std::uint64_t time, const std::uint8_t* iv, std::string& token) {
  Bytes& raw = state_->scratch;
  const std::size_t sealed = message.size() / 16 * 16 + 16;
  raw.resize(fernet_header + sealed + fernet_tag);
  raw[0] = fernet_version;
  store_be<std::uint64_t>(raw.data() + 1, time);
  if (iv != nullptr) std::copy_n(iv, 16, raw.data() + 9);
  else take_iv(state_->ivs, state_->ivs_used, raw.data() + 9);
  const FernetKeyContexts& key = state_->keys.front();
  check(EVP_EncryptInit_ex2(key.seal.get(), nullptr, nullptr, raw.data() + 9, nullptr), "start a cipher");
  int first = 0, last = 0;
  check(EVP_EncryptUpdate(key.seal.get(), raw.data() + fernet_header, &first, message.data(),
                          checked<int>(message.size())),
        "encrypt");
  check(EVP_EncryptFinal_ex(key.seal.get(), raw.data() + fernet_header + first, &last), "encrypt");
  mac_begin(key.mac);
  mac_add(key.mac, ByteView(raw).first(fernet_header + sealed));
  const auto tag = mac_end(key.mac);
  std::copy(tag.begin(), tag.end(), raw.end() - static_cast<std::ptrdiff_t>(fernet_tag));
  append_base64url(token, raw);
}

Result<FernetInfo> Fernet::decrypt(std::string_view token, const FernetClock& clock, bool lenient, Bytes& message) {
  Bytes& raw = state_->scratch;
  raw.resize(token.size() / 4 * 3 + 32);
  TokenText text(lenient);
  auto size = text.feed(token, raw.data());
  if (!size) return tl::unexpected(size.error());
  const auto rest = text.finish(raw.data() + *size);
  if (!rest) return tl::unexpected(rest.error());
  raw.resize(*size + *rest);
  state_->bent = state_->bent || text.bent_rules();
  if (auto shape = check_fernet_shape(raw.empty() ? 0 : raw[0], raw.size()); !shape)
    return tl::unexpected(shape.error());
  const ByteView authentic = ByteView(raw).first(raw.size() - fernet_tag), tag = ByteView(raw).last(fernet_tag);
  FernetInfo info;
  const auto fits = [&](const FernetKeyContexts& key) {
    mac_begin(key.mac);
    mac_add(key.mac, authentic);
    return equal_constant_time(mac_end(key.mac), tag);
  };
  const auto found = std::find_if(state_->keys.begin(), state_->keys.end(), fits);
  if (found == state_->keys.end()) return tl::unexpected(wrong_key_or_changed(state_->keys.size()));
  info.key = static_cast<std::size_t>(found - state_->keys.begin());
  info.created = created_at(raw);
  if (auto time = check_fernet_time(info.created, clock); !time) return tl::unexpected(time.error());
  const ByteView sealed = authentic.subspan(fernet_header);
  message.resize(sealed.size() + 16);
  int first = 0, last = 0;
  check(EVP_DecryptInit_ex2(found->open.get(), nullptr, nullptr, raw.data() + 9, nullptr), "start a cipher");
  check(EVP_DecryptUpdate(found->open.get(), message.data(), &first, sealed.data(), checked<int>(sealed.size())),
        "decrypt");
  if (EVP_DecryptFinal_ex(found->open.get(), message.data() + first, &last) != 1) {
    (void)last_reason();
    return bad("the token is authentic, but its padding is wrong: its maker is broken");
  }
  message.resize(static_cast<std::size_t>(first) + static_cast<std::size_t>(last));
  info.bytes = message.size();
  return info;
}

Result<FernetInfo> Fernet::rotate(std::string_view token, bool lenient, std::string& out) {
  auto info = decrypt(token, {}, lenient, state_->opened);
  if (!info) return info;
  encrypt(state_->opened, info->created, nullptr, out);
  return info;
}

}  // namespace pytk::crypt
