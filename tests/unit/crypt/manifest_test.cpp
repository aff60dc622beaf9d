#include "testing.hpp"

#include <unistd.h>

#include <pytk/crypt/manifest.hpp>

namespace pytk::crypt {
namespace {

using testing::TestContext;
namespace fs = std::filesystem;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("pytk-manifest-" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& name, const std::string& content) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << content;
  }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

Manifest look(const Folder& folder, const Manifest* known = nullptr) {
  TestContext test(2);
  return make_manifest(folder.path(), {{"sha256"}, false, known}, test.context,
                       [](const ManifestProblem& problem) { ADD_FAILURE() << problem.path << problem.reason; });
}

std::string shown(const std::vector<ManifestChange>& changes) {
  std::string text;
  for (const auto& change : changes)
    text += fmt::format("{} {}{}{};", status_name(change.status), change.path, change.from.empty() ? "" : " from ",
                        change.from);
  return text;
}

TEST(Manifest, TellsWhatHappened) {
  const Folder folder;
  folder.write("same", "same");
  folder.write("changes", "before");
  folder.write("goes", "gone");
  folder.write("sub/moves", "moved");
  fs::create_symlink("same", fs::path(folder.path()) / "link");
  const Manifest before = look(folder);
  EXPECT_EQ(before.size(), 5U);
  EXPECT_EQ(before.at("link").link, "same");
  folder.write("changes", "after!");
  folder.write("comes", "new");
  fs::remove(fs::path(folder.path()) / "goes");
  fs::rename(fs::path(folder.path()) / "sub/moves", fs::path(folder.path()) / "there");
  const Manifest after = look(folder);
  EXPECT_EQ(shown(compare(before, after, false)),
            "CHANGED changes;NEW comes;MISSING goes;OK link;OK same;MOVED there from sub/moves;");
  EXPECT_EQ(shown(compare(after, after, true)), "OK changes;OK comes;OK link;OK same;OK there;");
}

TEST(Manifest, ComesBackFromItsFile) {
  const Folder folder;
  folder.write("a b\"c", "1");
  folder.write("d/e", "2");
  const Manifest manifest = look(folder);
  std::string text;
  write_manifest(*io::Sink::to(text), manifest);
  const Manifest back = read_manifest(*io::Source::of(bytes_of(text), "m"), "sha256");
  EXPECT_EQ(shown(compare(manifest, back, true)), "OK a b\"c;OK d/e;");
  std::string again;
  write_manifest(*io::Sink::to(again), back);
  EXPECT_EQ(again, text);
}

TEST(Manifest, KnownFilesAreNotReadAgain) {
  const Folder folder;
  folder.write("a", "1");
  Manifest known = look(folder);
  known["a"].digest = "trusted";
  EXPECT_EQ(look(folder, &known).at("a").digest, "trusted");
  folder.write("a", "longer");
  EXPECT_NE(look(folder, &known).at("a").digest, "trusted");
}

TEST(Manifest, ReadsOthersLists) {
  const auto read = [](std::string_view text) {
    return read_manifest(*io::Source::of(bytes_of(text), "list"), "sha256");
  };
  EXPECT_EQ(read("00ff  ./a/b\n").at("a/b").digest, "00ff");
  EXPECT_EQ(read("SHA1 (a) = 00ff\n").at("a").algorithm, "sha1");
  const Manifest deep = read("%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## x\n5,aa,bb,./n,ame\n");
  EXPECT_EQ(deep.at("n,ame").digest, "bb");
  EXPECT_EQ(deep.at("n,ame").size, 5U);
  for (const std::string_view wrong : {"rubbish\n", "{\"path\":\"a\"}\n", "{\"path\":1,\"digest\":\"00\"}\n", "{\n",
                                       "%%%% size,crc,filename\n1,2,3\n"})
    EXPECT_THROW((void)read(wrong), Error) << wrong;
}

}  // namespace
}  // namespace pytk::crypt
