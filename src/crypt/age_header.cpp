#include "age_header.hpp"

#include <algorithm>

#include <pytk/core/digest.hpp>
#include <pytk/core/text.hpp>

#include "derive.hpp"

namespace pytk::crypt {
namespace {

constexpr std::size_t longest_header = 1U << 20U;
constexpr std::size_t body_columns = 64;

Error malformed(std::string_view name, std::string_view why) {
  return fail(Fault::data, "cannot open '{}': {}", name, why);
}

Bytes header_mac(const Secret& file_key, std::string_view authenticated) {
  const Secret key = hkdf_sha256(file_key.view(), {}, "header", 32);
  return hmac("sha256", key.view(), bytes_of(authenticated));
}

}  // namespace

Result<Bytes> unpadded(std::string_view text) { return from_base64(text, Base64::standard, false); }

std::string HeaderReader::line() {
  for (;;) {
    const auto end = std::find(buffer_.begin() + static_cast<std::ptrdiff_t>(at_), buffer_.end(), std::uint8_t{'\n'});
    if (end != buffer_.end()) {
      std::string text(buffer_.begin() + static_cast<std::ptrdiff_t>(at_), end);
      at_ = static_cast<std::size_t>(end - buffer_.begin()) + 1;
      return text;
    }
    if (buffer_.size() > longest_header) throw malformed(in_.name(), "its header is longer than 1 MiB");
    const std::size_t before = buffer_.size();
    buffer_.resize(before + 4096);
    const std::size_t got = in_.read(std::span(buffer_).subspan(before));
    buffer_.resize(before + got);
    if (got == 0) throw malformed(in_.name(), before == 0 ? "it is empty" : "its header is cut short");
  }
}

Stanza HeaderReader::stanza(std::string_view first) {
  Stanza stanza;
  for (const std::string_view word : split(first.substr(3), ' ')) {
    const bool visible = std::all_of(word.begin(), word.end(), [](char c) { return c > 32 && c < 127; });
    if (word.empty() || !visible) throw malformed(in_.name(), "a stanza's arguments are malformed");
    if (stanza.type.empty()) stanza.type = word;
    else stanza.arguments.emplace_back(word);
  }
  for (;;) {
    const std::string row = line();
    header_.authenticated += row + "\n";
    const auto bytes = unpadded(row);
    if (row.size() > body_columns || !bytes) throw malformed(in_.name(), "a stanza's body is malformed");
    stanza.body.insert(stanza.body.end(), bytes->begin(), bytes->end());
    if (row.size() < body_columns) return stanza;
  }
}

AgeHeader HeaderReader::read() {
  const std::string intro = line();
  if (intro != age_intro) {
    if (intro.starts_with("age-encryption.org/"))
      throw malformed(in_.name(), "it is of an age version that is not known here");
    throw malformed(in_.name(), "it is no age file");
  }
  header_.authenticated = intro;
  header_.authenticated += '\n';
  for (;;) {
    const std::string row = line();
    if (row.starts_with("-> ")) {
      header_.authenticated += row;
      header_.authenticated += '\n';
      header_.stanzas.push_back(stanza(row));
    } else if (row.starts_with("--- ")) {
      auto mac = unpadded(std::string_view(row).substr(4));
      if (!mac || mac->size() != 32) throw malformed(in_.name(), "its header's MAC is malformed");
      header_.mac = std::move(*mac);
      header_.authenticated += "---";
      break;
    } else {
      throw malformed(in_.name(), "its header is malformed");
    }
  }
  if (header_.stanzas.empty()) throw malformed(in_.name(), "its header names no recipient");
  const auto scrypts =
      std::count_if(header_.stanzas.begin(), header_.stanzas.end(), [](const Stanza& s) { return s.type == "scrypt"; });
  if (scrypts > 0 && header_.stanzas.size() > 1) throw malformed(in_.name(), "a passphrase must be the only recipient");
  header_.size = at_;
  return std::move(header_);
}

std::string show_header(const std::vector<Stanza>& stanzas, const Secret& file_key) {
  std::string text(age_intro);
  text += '\n';
  for (const Stanza& stanza : stanzas) {
    text += "-> " + stanza.type;
    for (const std::string& argument : stanza.arguments) text += " " + argument;
    const std::string body = to_base64(stanza.body, Base64::standard, false);
    // The last line is always shorter than 64 characters, if need be empty.
    for (std::size_t i = 0; i <= body.size(); i += body_columns) text += "\n" + body.substr(i, body_columns);
    text += "\n";
  }
  text += "---";
  return text + " " + to_base64(header_mac(file_key, text), Base64::standard, false) + "\n";
}

Secret file_key_of(const AgeHeader& header, const Identities& identities, std::string_view name) {
  for (const auto& identity : identities) {
    for (const Stanza& stanza : header.stanzas) {
      std::optional<Secret> key;
      try {
        key = identity->unwrap(stanza);
      } catch (const Error& error) {
        throw fail(error.fault(), "cannot open '{}': {}", name, error.what_happened()).hint(error.hint());
      }
      if (!key) continue;
      if (!equal_constant_time(header_mac(*key, header.authenticated), header.mac))
        throw fail(Fault::refused, "cannot open '{}': its header was changed", name);
      return std::move(*key);
    }
  }
  const bool passphrase = header.stanzas.front().type == "scrypt";
  throw fail(Fault::refused, "cannot open '{}': {}", name,
             passphrase ? "the passphrase is wrong, or it is sealed with one and none was given"
                        : "it is sealed for somebody else")
      .hint(passphrase ? "--passphrase-from prompt, file:PATH, env:NAME or fd:N"
                       : "-i names a file with the key that belongs to one of its recipients");
}

}  // namespace pytk::crypt
