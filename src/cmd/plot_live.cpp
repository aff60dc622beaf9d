// pytk plot live: the last values of standard input, drawn again as they come.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <memory>

#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/io/source.hpp>

#include "plot_shared.hpp"

namespace pytk::cmd::plot_command {
namespace {

struct LiveOptions {
  Options shared;
  std::uint64_t window = 200, frames = 20;
};

/// The last values of each column.
class Window {
 public:
  explicit Window(std::size_t size) : size_(size) {}
  void add(std::string_view line) {
    std::vector<double> values;
    std::vector<std::string> words;
    for (std::size_t at = 0; at < line.size();) {
      const std::size_t begin = line.find_first_not_of(" \t,;\r", at);
      if (begin == std::string_view::npos) break;
      at = std::min(line.find_first_of(" \t,;\r", begin), line.size());
      double value = 0;
      words.emplace_back(line.substr(begin, at - begin));
      values.push_back(read_real(words.back(), value) ? value : std::nan(""));
    }
    if (values.empty()) return;
    const bool none = std::all_of(values.begin(), values.end(), [](double v) { return std::isnan(v); });
    if (none && rows_ == 0 && names_.empty()) {
      names_ = words;
      return;
    }
    if (none) {
      ++skipped_;
      return;
    }
    columns_.resize(std::max(columns_.size(), values.size()));
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      columns_[c].push_back(c < values.size() ? values[c] : std::nan(""));
      if (columns_[c].size() > size_) columns_[c].pop_front();
    }
    ++rows_;
  }
  [[nodiscard]] bool empty() const { return rows_ == 0; }
  [[nodiscard]] std::uint64_t skipped() const { return skipped_; }
  [[nodiscard]] plot::Data data() const {
    plot::Data out;
    plot::Series index{"", plot::Values::numbers, {}, {}, {}, 0};
    out.named = !names_.empty();
    const std::size_t longest = columns_.empty() ? 0 : columns_[0].size();
    for (std::size_t i = 0; i < longest; ++i) index.numbers.push_back(static_cast<double>(rows_ - longest + i));
    out.columns.push_back(index);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      plot::Series series{c < names_.size() ? names_[c] : fmt::format("{}", c + 1),
                          plot::Values::numbers,
                          {columns_[c].begin(), columns_[c].end()},
                          {},
                          {},
                          c + 1};
      series.numbers.insert(series.numbers.begin(), longest - series.numbers.size(), std::nan(""));
      out.columns.push_back(std::move(series));
    }
    out.rows = longest;
    return out;
  }

 private:
  std::size_t size_;
  std::uint64_t rows_ = 0, skipped_ = 0;
  std::vector<std::deque<double>> columns_;
  std::vector<std::string> names_;
};

/// Shows the cursor again whatever happens.
class HiddenCursor {
 public:
  HiddenCursor(io::Sink& sink, bool hide) : sink_(sink), hide_(hide) {
    if (hide_) sink_.write("\x1b[?25l");
  }
  ~HiddenCursor() {
    if (!hide_) return;
    static constexpr char show[] = "\x1b[?25h";
    if (::write(STDOUT_FILENO, show, sizeof show - 1) < 0) return;
  }
  HiddenCursor(const HiddenCursor&) = delete;
  HiddenCursor& operator=(const HiddenCursor&) = delete;

 private:
  io::Sink& sink_;
  bool hide_;
};

class Live {
 public:
  Live(const LiveOptions& o, Context& context)
      : o_(o),
        context_(context),
        request_(make_request(o.shared)),
        window_(static_cast<std::size_t>(o.window)),
        screen_(context.out.is_tty) {}

  int run() {
    const auto sink = io::Sink::open("-");
    const HiddenCursor cursor(*sink, screen_);
    std::string rest, piece(64U << 10U, '\0');
    const std::int64_t frame = 1'000'000'000 / static_cast<std::int64_t>(o_.frames);
    std::int64_t drawn = 0;
    bool fresh = false;
    while (!context_.cancel.requested()) {
      const std::int64_t due = drawn + frame - steady_nanoseconds();
      if (fresh && screen_ && due <= 0) {
        draw(*sink);
        drawn = steady_nanoseconds();
        fresh = false;
      }
      pollfd input{STDIN_FILENO, POLLIN, 0};
      const int wait = fresh && screen_ ? static_cast<int>(std::max<std::int64_t>(1, due / 1'000'000)) : 1000;
      const int ready = ::poll(&input, 1, wait);
      if (ready <= 0) continue;
      const ssize_t got = ::read(STDIN_FILENO, piece.data(), piece.size());
      if (got <= 0) break;
      rest.append(piece, 0, static_cast<std::size_t>(got));
      fresh |= take_lines(rest);
      if (rest.size() > (1U << 20U)) rest.clear();
    }
    if (!rest.empty()) window_.add(rest);
    if (!window_.empty()) draw(*sink);
    sink->commit();
    context_.cancel.check();
    if (window_.empty()) throw fail(Fault::data, "there is nothing to plot: no line held a number");
    if (window_.skipped() > 0) log::warn("{} lines without a number were left out", window_.skipped());
    return 0;
  }

 private:
  bool take_lines(std::string& text) {
    std::size_t at = 0;
    bool any = false;
    for (std::size_t end; (end = text.find('\n', at)) != std::string::npos; at = end + 1, any = true)
      window_.add(std::string_view(text).substr(at, end - at));
    text.erase(0, at);
    return any;
  }

  void draw(io::Sink& sink) {
    plot::Notes notes;
    const std::string text = text_of_figure(build(request_, window_.data(), notes), o_.shared, context_);
    std::string out;
    if (screen_ && rows_ > 0) out = fmt::format("\x1b[{}A", rows_);
    // Each line is cleared to its end, so that nothing of the last picture stays.
    for (const char c : text) out += c == '\n' && screen_ ? std::string("\x1b[K\n") : std::string(1, c);
    if (screen_) out += "\x1b[J";
    rows_ = std::count(text.begin(), text.end(), '\n');
    sink.write(out);
    sink.flush();
  }

  const LiveOptions& o_;
  Context& context_;
  plot::Request request_;
  Window window_;
  bool screen_;
  std::ptrdiff_t rows_ = 0;
};

}  // namespace

void describe_live(cli::Spec& spec) {
  auto& o = spec.options<LiveOptions>();
  o.shared.request.kind = plot::Kind::line;
  spec.option("-n,--window", o.window, "so many of the last lines are shown").placeholder("N").otherwise("200");
  spec.option("--fps", o.frames, "pictures a second, at most").placeholder("N").otherwise("20");
  spec.option("--title", o.shared.request.title, "text above the figure").placeholder("TEXT");
  declare_axes(spec, o.shared);
  spec.option("--width", o.shared.terminal_width, "columns of text output")
      .placeholder("N")
      .otherwise("the terminal's, or 80");
  spec.option("--height", o.shared.terminal_height, "rows of text output").placeholder("N").otherwise("20");
  spec.description(
      "Every line of standard input holds one number, or several with blanks or commas between. A first line of words names them. "
      "Into a pipe only the last picture is written.");
  spec.example("seq 1000 | pytk plot live --window 100", "the last hundred of a thousand");
  spec.example(
      "ping -c 100 127.0.0.1 | grep --line-buffered -o 'time=[0-9.]*' | cut -d= -f2 | pytk plot live --hline 0.1  # long-running",
      "round trips as they come");
  spec.run([&o](Context& context) {
    if (o.window < 2 || o.window > 1'000'000) throw fail(Fault::usage, "--window takes 2 to 1000000, not {}", o.window);
    if (o.frames < 1 || o.frames > 60) throw fail(Fault::usage, "--fps takes 1 to 60, not {}", o.frames);
    return Live(o, context).run();
  });
}

}  // namespace pytk::cmd::plot_command
