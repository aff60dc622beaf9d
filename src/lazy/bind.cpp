// Opens a lazily loaded library, finds all its functions at once and makes its slots read-only.
#include "lazy/bind.hpp"

#include <dlfcn.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>
#include <vector>

#include <pytk/core/error.hpp>

namespace pytk::lazy {
namespace {

// One lock for all: loading is rare, and dlopen takes its own global lock anyway.
std::mutex loading;

std::string program_folder() {
  std::string path(4096, '\0');
  const auto length = readlink("/proc/self/exe", path.data(), path.size());
  if (length > 0) {
    path.resize(static_cast<std::size_t>(length));
  } else {  // no /proc: the kernel also hands over the name by which it was asked to start the program
    const auto* name = reinterpret_cast<const char*>(getauxval(AT_EXECFN));  // NOLINT(performance-no-int-to-ptr)
    char* real = name != nullptr ? realpath(name, nullptr) : nullptr;
    if (real == nullptr) return "";
    path = real;
    std::free(real);
  }
  return path.substr(0, path.rfind('/'));
}

// The files to try for a library with private folders. A set-user-id or capable process takes only those that stand
// before the first "$EXE": neither the environment nor the neighbourhood of the program may choose its code.
std::vector<std::string> private_files(const Library& library) {
  std::vector<std::string> files;
  const std::string_view folders = library.private_paths;
  const bool secure = getauxval(AT_SECURE) != 0;
  for (std::size_t at = 0; at < folders.size();) {
    const auto end = std::min(folders.find(':', at), folders.size());
    std::string folder(folders.substr(at, end - at));
    at = end + 1;
    if (folder.starts_with("$EXE")) {
      if (secure) return files;
      folder = program_folder() + folder.substr(4);
    }
    files.push_back(folder + "/" + library.soname);
  }
  std::string variable = "PYTK_";
  for (const char* letter = library.name; *letter != '\0'; ++letter) {
    variable += static_cast<char>(std::toupper(static_cast<unsigned char>(*letter)));
  }
  if (const char* value = secure_getenv(variable.c_str()); value != nullptr && *value == '/') {
    files.emplace_back(value);
    files.push_back(std::string(value) + "/" + library.soname);
  }
  return files;
}

void* open_file(const std::string& file) {
  return dlopen(file.c_str(), RTLD_LAZY | RTLD_LOCAL | RTLD_NODELETE);
}

void* open_library(const Library& library, std::string& reason) {
  if (*library.private_paths == '\0') {
    if (void* handle = open_file(library.soname)) return handle;
    const char* text = dlerror();
    reason = text != nullptr ? text : "cannot be opened";
    return nullptr;
  }
  for (const auto& file : private_files(library)) {
    if (access(file.c_str(), F_OK) != 0) continue;
    if (void* handle = open_file(file)) return handle;
    const char* text = dlerror();
    reason = text != nullptr ? text : "cannot be opened";
  }
  if (reason.empty()) reason = std::string(library.soname) + " is in none of its folders";
  return nullptr;
}

// All functions or none: a half-bound library would fail in the middle of somebody's work.
std::string bind_all(Library& library) {
  std::string reason;
  void* handle = open_library(library, reason);
  if (handle == nullptr) return reason;
  std::vector<void*> found;
  found.reserve(library.symbols.size());
  for (const char* symbol : library.symbols) {
    void* address = dlsym(handle, symbol);
    if (address == nullptr) return std::string(library.soname) + " has no " + symbol + "; it is too old or too new";
    found.push_back(address);
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    // Other threads may be jumping through the slot right now: they see the stub or the function.
    __atomic_store_n(&library.slots[i], found[i], __ATOMIC_RELEASE);
  }
  if (library.slot_bytes > 0) mprotect(library.slots, library.slot_bytes, PROT_READ);
  std::atomic_ref(library.loaded).store(true, std::memory_order_release);
  return "";
}

std::string load(Library& library) {
  if (std::atomic_ref(library.loaded).load(std::memory_order_acquire)) return "";
  const std::lock_guard guard(loading);
  if (library.loaded) return "";
  return bind_all(library);
}

Library* find(std::string_view name) {
  for (Library* library : table()) {
    if (name == library->name) return library;
  }
  for (const char* known : present()) {
    if (name == known) return nullptr;
  }
  throw fail(Fault::internal, "no lazily loaded library is named '{}'", name);
}

}  // namespace

std::string try_load(std::string_view name) {
  Library* library = find(name);
  return library != nullptr ? load(*library) : "";
}

void require(std::string_view name) {
  Library* library = find(name);
  if (library == nullptr) return;
  const auto reason = load(*library);
  if (reason.empty()) return;
  const std::string package = library->package;
  // A package's name is one word; what is more is a sentence that says how to get the library.
  if (package.find(' ') != std::string::npos) {
    throw fail(Fault::missing, "this command needs {}", package).hint(reason);
  }
  throw fail(Fault::missing, "this command needs {}: apt install {}", package, package).hint(reason);
}

std::span<Library* const> libraries() noexcept { return table(); }

}  // namespace pytk::lazy

void* pytk_lazy_bind(pytk::lazy::Library* library, std::size_t index) noexcept {
  const auto reason = pytk::lazy::load(*library);
  if (!reason.empty()) {
    std::fprintf(stderr, "pytk: this command needs %s\n  hint: %s\n", library->package, reason.c_str());
    std::_Exit(6);
  }
  return library->slots[index];
}
