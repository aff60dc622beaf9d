// Manifests as files: our JSON Lines, lists of digests, hashdeep's comma-separated form.
#include <pytk/crypt/manifest.hpp>

#include <iterator>

#include <pytk/core/error.hpp>
#include <pytk/core/json.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::crypt {
namespace {

std::string_view without_dot(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

Result<void> read_json_line(std::string_view line, Manifest& manifest) {
  const auto value = json::parse(line, {.depth = 8, .bytes = 1U << 20U, .allow_duplicate_names = false});
  if (!value) return tl::unexpected(value.error());
  const auto text = [&](std::string_view name) {
    const json::Value* member = value->find(name);
    return member != nullptr && member->kind == json::Kind::string ? member->text : std::string();
  };
  const std::string path = text("path");
  if (path.empty()) return bad("the record has no path");
  ManifestEntry entry;
  entry.algorithm = text("algorithm");
  entry.digest = lower(text("digest"));
  entry.link = text("link");
  if (entry.digest.empty() && entry.link.empty()) return bad("the record has neither digest nor link");
  if (const json::Value* size = value->find("size"); size != nullptr && size->kind == json::Kind::number) {
    const auto number = parse_uint(size->text);
    if (!number) return bad("its size is no number");
    entry.size = *number;
    entry.has_size = true;
  }
  if (const std::string mode = text("mode"); !mode.empty()) {
    if (mode.size() > 5 || mode.find_first_not_of("01234567") != std::string::npos) return bad("its mode is not octal");
    entry.mode = static_cast<std::uint32_t>(std::stoul(mode, nullptr, 8));
    entry.has_mode = true;
  }
  if (const std::string time = text("modified"); !time.empty()) {
    const auto parsed = parse_time(time);
    if (!parsed) return bad("its time is malformed");
    entry.modified = *parsed;
    entry.has_modified = true;
  }
  manifest[path] = std::move(entry);
  return {};
}

/// "%%%% size,md5,sha256,filename" names hashdeep's columns; the name is last and may hold commas.
class Hashdeep {
 public:
  Result<void> columns(std::string_view line) {
    const auto names = split(trim(line.substr(4)), ',');
    for (std::size_t i = 0; i + 1 < names.size(); ++i)
      if (names[i] == "sha256" || (names[i] == "sha1" && column_ == 0) || (names[i] == "md5" && column_ == 0)) {
        column_ = i;
        algorithm_ = names[i];
      }
    count_ = names.size();
    return names.empty() || names[0] != "size" || column_ == 0 ? bad("hashdeep's header names no digest that is known")
                                                               : Result<void>{};
  }
  [[nodiscard]] bool active() const noexcept { return count_ > 0; }
  Result<void> row(std::string_view line, Manifest& manifest) const {
    ManifestEntry entry;
    for (std::size_t i = 0; i + 1 < count_; ++i) {
      const std::size_t comma = line.find(',');
      if (comma == std::string_view::npos) return bad("the line has too few columns");
      if (i == 0) {
        const auto size = parse_uint(line.substr(0, comma));
        if (!size) return bad("its size is no number");
        entry.size = *size;
        entry.has_size = true;
      }
      if (i == column_) entry.digest = lower(line.substr(0, comma));
      line.remove_prefix(comma + 1);
    }
    entry.algorithm = algorithm_;
    if (line.empty()) return bad("the line has no file name");
    manifest[std::string(without_dot(line))] = std::move(entry);
    return {};
  }

 private:
  std::size_t column_ = 0, count_ = 0;
  std::string algorithm_;
};

Result<void> read_sum_line(std::string_view line, std::string_view algorithm, Manifest& manifest) {
  const auto sum = parse_sum_line(line);
  if (!sum) return tl::unexpected(sum.error());
  ManifestEntry entry;
  entry.algorithm = sum->algorithm.empty() ? std::string(algorithm) : sum->algorithm;
  entry.digest = sum->hex;
  manifest[std::string(without_dot(sum->path))] = std::move(entry);
  return {};
}

}  // namespace

Manifest read_manifest(io::Source& source, std::string_view algorithm) {
  Manifest manifest;
  io::LineReader reader(source, 1U << 20U);
  Hashdeep hashdeep;
  for (std::string_view line; reader.next(line);) {
    if (trim(line).empty() || line.starts_with('#')) continue;
    Result<void> done;
    if (line.starts_with("%%%% HASHDEEP")) continue;
    if (line.starts_with("%%%%")) done = hashdeep.columns(line);
    else if (hashdeep.active()) done = hashdeep.row(line, manifest);
    else if (line.starts_with('{')) done = read_json_line(line, manifest);
    else done = read_sum_line(line, algorithm, manifest);
    if (!done)
      throw fail(Fault::data, "{}", done.error().what_happened()).at(std::string(source.name()), reader.number());
  }
  return manifest;
}

void write_manifest(io::Sink& out, const Manifest& manifest) {
  constexpr std::size_t piece = 64U << 10U;
  std::string text;
  for (const auto& [path, entry] : manifest) {
    text += "{\"path\":";
    json::append_string(text, path);
    const auto end = std::back_inserter(text);
    if (entry.has_size) fmt::format_to(end, ",\"size\":{}", entry.size);
    if (entry.has_mode) fmt::format_to(end, ",\"mode\":\"{:04o}\"", entry.mode);
    if (entry.has_modified) fmt::format_to(end, ",\"modified\":\"{}\"", show_time(entry.modified));
    if (!entry.link.empty()) {
      text += ",\"link\":";
      json::append_string(text, entry.link);
    } else {
      text += ",\"algorithm\":";
      json::append_string(text, entry.algorithm);
      text += ",\"digest\":";
      json::append_string(text, entry.digest);
    }
    text += "}\n";
    if (text.size() < piece) continue;
    out.write(std::string_view(text));
    text.clear();
  }
  out.write(std::string_view(text));
}

}  // namespace pytk::crypt
