#include <pytk/crypt/manifest.hpp>

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <set>

#include <pytk/core/error.hpp>

namespace pytk::crypt {
namespace {

/// Since 1970; the nearest that 64 bits hold for files whose time lies beyond the years 1678 to 2262.
std::int64_t nanoseconds_of(const timespec& time) {
  constexpr std::int64_t last = 9'223'372'035;
  return std::clamp<std::int64_t>(time.tv_sec, -last, last) * 1'000'000'000 + time.tv_nsec;
}

constexpr std::size_t deepest = 256;

/// The files below a folder with what stat says; digests come later.
class Walk {
 public:
  Walk(const ManifestOptions& options, Context& context, const std::function<void(const ManifestProblem&)>& problem)
      : options_(options), context_(context), problem_(problem) {}
  Manifest found;

  void folder(const std::string& real, const std::string& shown, std::size_t depth) {
    context_.cancel.check();
    if (depth > deepest) return problem_({shown, "folders are nested too deeply"});
    DIR* const open = ::opendir(real.c_str());
    if (open == nullptr) {
      if (depth == 0) throw fail_errno(errno, "cannot open the folder '" + real + "'");
      return problem_({shown, fail_errno(errno, "cannot open the folder").message()});
    }
    // The folder stays open while its files are looked at: by names within it, not by whole paths.
    const std::unique_ptr<DIR, int (*)(DIR*)> closing(open, ::closedir);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(open)) names.emplace_back(entry->d_name);
    std::sort(names.begin(), names.end());
    for (const std::string& name : names)
      if (name != "." && name != "..")
        file(::dirfd(open), name, real + "/" + name, shown.empty() ? name : shown + "/" + name, depth);
  }

 private:
  void file(int parent, const std::string& name, const std::string& real, const std::string& shown, std::size_t depth) {
    struct stat status {};
    const int outcome = ::fstatat(parent, name.c_str(), &status, options_.follow ? 0 : AT_SYMLINK_NOFOLLOW);
    if (outcome != 0) return problem_({shown, fail_errno(errno, "cannot look at it").message()});
    if (S_ISDIR(status.st_mode)) {
      // A loop of links comes back to a folder that is still open above.
      const auto id = std::pair(status.st_dev, status.st_ino);
      if (!above_.insert(id).second) return problem_({shown, "the links go in a circle"});
      folder(real, shown, depth + 1);
      above_.erase(id);
      return;
    }
    ManifestEntry entry;
    entry.size = static_cast<std::uint64_t>(status.st_size);
    entry.mode = status.st_mode & 07777U;
    entry.modified = nanoseconds_of(status.st_mtim);
    entry.has_size = entry.has_mode = entry.has_modified = true;
    if (S_ISLNK(status.st_mode)) {
      char target[4096];
      const ssize_t size = ::readlinkat(parent, name.c_str(), target, sizeof target);
      if (size < 0) return problem_({shown, fail_errno(errno, "cannot read the link").message()});
      entry.link.assign(target, static_cast<std::size_t>(size));
    } else if (!S_ISREG(status.st_mode)) {
      return;
    }
    found.emplace_hint(found.end(), shown, std::move(entry));
  }
  const ManifestOptions& options_;
  Context& context_;
  const std::function<void(const ManifestProblem&)>& problem_;
  std::set<std::pair<dev_t, ino_t>> above_;
};

bool is_known(const Manifest* known, const std::string& path, const ManifestEntry& now, const std::string& algorithm,
              std::string& digest) {
  if (known == nullptr) return false;
  const auto old = known->find(path);
  if (old == known->end() || old->second.digest.empty() || old->second.algorithm != algorithm) return false;
  const bool same = old->second.has_size && old->second.size == now.size && old->second.has_modified &&
                    old->second.modified == now.modified;
  if (same) digest = old->second.digest;
  return same;
}

std::string difference(const ManifestEntry& before, const ManifestEntry& after, bool meta) {
  if (before.link != after.link) return "link";
  if (before.has_size && after.has_size && before.size != after.size) return "size";
  if (before.digest != after.digest) return before.algorithm == after.algorithm ? "content" : "algorithm";
  if (meta && before.has_mode && after.has_mode && before.mode != after.mode) return "mode";
  if (meta && before.has_modified && after.has_modified && before.modified != after.modified) return "time";
  return {};
}

}  // namespace

Manifest make_manifest(const std::string& folder, const ManifestOptions& options, Context& context,
                       const std::function<void(const ManifestProblem&)>& problem) {
  Walk walk(options, context, problem);
  walk.folder(folder, "", 0);
  const std::string algorithm = Hasher(options.hash).name();
  std::vector<std::string> paths;
  std::vector<std::uint64_t> sizes;
  std::vector<Manifest::iterator> entries;
  for (auto at = walk.found.begin(); at != walk.found.end(); ++at) {
    auto& [path, entry] = *at;
    if (!entry.link.empty()) continue;
    entry.algorithm = algorithm;
    if (is_known(options.known, path, entry, algorithm, entry.digest)) continue;
    paths.push_back(folder + "/" + path);
    sizes.push_back(entry.size);
    entries.push_back(at);
  }
  std::size_t next = 0;
  hash_files(paths, {options.hash}, context, [&](const HashedFile& file) {
    const Manifest::iterator at = entries[next++];
    if (!file.problem.empty()) {
      problem({at->first, file.problem});
      walk.found.erase(at);
      return;
    }
    at->second.digest = file.hex.front();
    at->second.size = file.bytes;
  }, sizes);
  return std::move(walk.found);
}

std::string_view status_name(Status status) noexcept {
  switch (status) {
    case Status::ok: return "OK";
    case Status::changed: return "CHANGED";
    case Status::added: return "NEW";
    case Status::missing: return "MISSING";
    case Status::moved: return "MOVED";
  }
  return "";
}

std::vector<ManifestChange> compare(const Manifest& before, const Manifest& after, bool meta) {
  std::multimap<std::string, std::string> gone;  // digest and path of what is no longer where it was
  for (const auto& [path, entry] : before)
    if (!entry.digest.empty() && !after.contains(path)) gone.emplace(entry.algorithm + entry.digest, path);
  std::map<std::string, ManifestChange> changes;
  for (const auto& [path, entry] : after) {
    ManifestChange change{Status::ok, path, {}, {}, &entry};
    const auto old = before.find(path);
    if (old != before.end()) {
      change.reason = difference(old->second, entry, meta);
      if (!change.reason.empty()) change.status = Status::changed;
    } else if (const auto from = entry.digest.empty() ? gone.end() : gone.find(entry.algorithm + entry.digest);
               from != gone.end()) {
      change.status = Status::moved;
      change.from = from->second;
      gone.erase(from);
    } else {
      change.status = Status::added;
    }
    changes.emplace(path, std::move(change));
  }
  std::set<std::string> moved;
  for (const auto& [path, change] : changes)
    if (change.status == Status::moved) moved.insert(change.from);
  for (const auto& [path, entry] : before)
    if (!after.contains(path) && !moved.contains(path))
      changes.emplace(path, ManifestChange{Status::missing, path, {}, {}, &entry});
  std::vector<ManifestChange> sorted;
  sorted.reserve(changes.size());
  for (auto& [path, change] : changes) sorted.push_back(std::move(change));
  return sorted;
}

}  // namespace pytk::crypt
