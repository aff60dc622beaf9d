// The interactive page in a real browser: hovering, zooming, the data as CSV, no error, nothing asked of the network.
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <pytk/core/bytes.hpp>
#include <pytk/plot/render.hpp>
#include <pytk/plot/request.hpp>

namespace pytk::plot {
namespace {

// Runs after the page's own script and leaves what it saw in an attribute.
constexpr const char* driver = R"js(<script>
const seen = [];
const at = point => {
  const box = svg.getBoundingClientRect();
  return {clientX: box.left + (point[0] - view[0]) / view[2] * box.width,
          clientY: box.top + (point[1] - view[1]) / view[3] * box.height,
          bubbles: true, cancelable: true, pointerId: 1};
};
svg.dispatchEvent(new PointerEvent('pointermove', at(series[0].p[2])));
seen.push('tip=' + (tip.hidden ? 'hidden' : tip.textContent));
svg.dispatchEvent(new PointerEvent('pointermove', {clientX: 1, clientY: 1, bubbles: true}));
seen.push('away=' + tip.hidden);
svg.dispatchEvent(new WheelEvent('wheel', {...at(series[0].p[2]), deltaY: -1}));
seen.push('zoom=' + (svg.viewBox.baseVal.width < 640));
svg.dispatchEvent(new MouseEvent('dblclick', {bubbles: true}));
seen.push('whole=' + (svg.viewBox.baseVal.width === 640));
let link = null;
HTMLAnchorElement.prototype.click = function () { link = this; };
document.getElementById('csv').click();
seen.push('csv=' + (link && link.download));
seen.push('requests=' + performance.getEntriesByType('resource').filter(e => !e.name.startsWith('blob:')).length);
seen.push('errors=' + errors.length);
document.body.setAttribute('data-seen', seen.join(';'));
</script>)js";

struct ClosePipe {
  void operator()(std::FILE* pipe) const noexcept { pclose(pipe); }
};

std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, ClosePipe> pipe(::popen(command.c_str(), "r"));
  std::string out;
  if (pipe == nullptr) return out;
  for (int c; (c = std::fgetc(pipe.get())) != EOF;) out.push_back(static_cast<char>(c));
  return out;
}

TEST(Page, WorksInABrowser) {
  if (output_of("command -v chromium").empty()) GTEST_SKIP() << "chromium is not installed";
  Request request;
  request.title = "a page";
  Notes notes;
  const auto source = io::Source::of(bytes_of("x,y\n1,10\n2,30\n3,20\n"), "input");
  std::string page = to_html(build(request, load(*source, {}), notes));
  page.insert(page.find("<script>"),
              "<script>const errors=[];addEventListener('error',e=>errors.push(e.message));</script>");
  page.insert(page.find("</body>"), driver);
  const auto folder = std::filesystem::temp_directory_path() / ("pytk-page-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "page.html") << page;
  const std::string dom = output_of(
      "cd " + folder.string() + " && HOME=" + folder.string() +
      " timeout 60 chromium --headless --no-sandbox --disable-gpu --window-size=900,700 --virtual-time-budget=2000 "
      "--user-data-dir=" +
      folder.string() + "/profile --dump-dom page.html 2>/dev/null");
  std::filesystem::remove_all(folder);
  if (dom.empty()) GTEST_SKIP() << "chromium cannot start here";
  EXPECT_THAT(dom, ::testing::HasSubstr(
                       "data-seen=\"tip=x 3, y 20;away=true;zoom=true;whole=true;csv=plot.csv;requests=0;errors=0\""))
      << dom.substr(dom.find("data-seen"), 300);
}

}  // namespace
}  // namespace pytk::plot
