#include "http_transfer.hpp"

#include <algorithm>
#include <climits>
#include <exception>
#include <utility>

#include <curl/curl.h>

#include <pytk/core/address.hpp>
#include <pytk/core/error.hpp>
#include <pytk/core/lazy.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>

namespace pytk::io {

struct HttpTransfer::State {
  HttpRequest request;
  std::function<bool(ByteView)> on_body;
  HttpResponse response;
  CURL* easy = nullptr;
  CURLM* multi = nullptr;
  curl_slist* headers = nullptr;
  char reason[CURL_ERROR_SIZE] = {};
  std::int64_t began = 0, moved = 0;
  std::uint64_t received = 0, uploaded = 0;
  bool added = false, over = false, stopped = false, too_long = false, pulled = false;
  std::exception_ptr thrown;  // by on_body: it may not unwind through libcurl's frames

  ~State() {
    if (added) curl_multi_remove_handle(multi, easy);
    if (easy != nullptr) curl_easy_cleanup(easy);
    if (multi != nullptr) curl_multi_cleanup(multi);
    curl_slist_free_all(headers);
  }
  void take_header(std::string_view line);
  bool take_body(ByteView bytes);
  void configure();
  void configure_method();
  void check_time();
  void finish(CURLcode code);
  [[nodiscard]] Error failure(CURLcode code) const;
  [[nodiscard]] bool will_redirect() const;
};

namespace {

// Before the first handle, once a process; libcurl asks for it where threads may follow.
void start_curl() {
  lazy::require("curl");
  static const CURLcode status = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (status != CURLE_OK) throw fail(Fault::internal, "cannot start libcurl");
}

std::size_t header_callback(char* text, std::size_t size, std::size_t count, void* state) {
  static_cast<HttpTransfer::State*>(state)->take_header({text, size * count});
  return size * count;
}

std::size_t body_callback(char* text, std::size_t size, std::size_t count, void* state) {
  const std::string_view part(text, size * count);
  // Anything but the size makes libcurl stop.
  return static_cast<HttpTransfer::State*>(state)->take_body(bytes_of(part)) ? part.size() : part.size() + 1;
}

int progress_callback(void* state, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent) {
  auto& self = *static_cast<HttpTransfer::State*>(state);
  if (std::cmp_not_equal(sent, self.uploaded)) {
    self.uploaded = static_cast<std::uint64_t>(sent);
    self.moved = steady_nanoseconds();
  }
  return 0;
}

bool has_header(const HttpRequest& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [name](const auto& header) { return equal_ignoring_case(header.first, name); });
}

}  // namespace

void HttpTransfer::State::take_header(std::string_view line) {
  moved = steady_nanoseconds();
  while (!line.empty() && (line.back() == '\r' || line.back() == '\n')) line.remove_suffix(1);
  if (starts_with_ignoring_case(line, "HTTP/")) {  // a new response: after a redirect, or after 100 Continue
    response.headers.clear();
    response.body.clear();
    const auto space = line.find(' ');
    std::int64_t status = 0;
    if (space != std::string_view::npos && read_int(line.substr(space + 1, 3), status))
      response.status = static_cast<int>(status);
    return;
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    response.headers.emplace_back(std::string(trim(line.substr(0, colon))), std::string(trim(line.substr(colon + 1))));
}

bool HttpTransfer::State::will_redirect() const {
  return response.status >= 300 && response.status < 400 && !response.header("location").empty() &&
         request.max_redirects > 0;
}

bool HttpTransfer::State::take_body(ByteView bytes) {
  moved = steady_nanoseconds();
  if (will_redirect()) return true;  // the page that says "moved" is nobody's body
  received += bytes.size();
  if (request.max_bytes != 0 && received > request.max_bytes) {
    too_long = true;
    return false;
  }
  if (!on_body) {
    response.body.append(text_of(bytes));
    return true;
  }
  try {
    if (on_body(bytes)) return true;
  } catch (...) {
    thrown = std::current_exception();
  }
  stopped = true;
  return false;
}

void HttpTransfer::State::configure_method() {
  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || !request.body.empty()) {
    if (!request.body.empty() || request.method == "POST") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.c_str());
    }
    if (request.method != "POST") curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

void HttpTransfer::State::configure() {
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, reason);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, request.user_agent.c_str());
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, request.max_redirects > 0 ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, static_cast<long>(std::min<std::uint32_t>(request.max_redirects, INT_MAX)));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, request.verify ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, request.verify ? 2L : 0L);
  // Our clock below decides; libcurl's own would give up after 5 minutes.
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(std::max<std::int64_t>(request.timeout / 1'000'000, 1)));
  if (!request.proxy.empty()) curl_easy_setopt(easy, CURLOPT_PROXY, request.proxy.c_str());
  if (!has_header(request, "accept-encoding")) curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &header_callback);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &body_callback);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, &progress_callback);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, this);
  configure_method();
  for (const auto& [name, value] : request.headers) {
    std::string line = name;
    line.append(value.empty() ? ";" : ": ").append(value);
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      throw fail(Fault::usage, "the header '{}' has a line break", name);
    headers = curl_slist_append(headers, line.c_str());
  }
  if (!has_header(request, "expect")) headers = curl_slist_append(headers, "Expect:");
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

void HttpTransfer::State::check_time() {
  if (request.cancel != nullptr) request.cancel->check();
  const auto now = steady_nanoseconds();
  if (now - moved > request.timeout)
    throw fail(Fault::network, "cannot fetch '{}': no answer within {}", request.url, show_duration(request.timeout))
        .hint("give it more time with --timeout");
  if (request.total_timeout > 0 && now - began > request.total_timeout)
    throw fail(Fault::network, "cannot fetch '{}': not done within {}", request.url,
               show_duration(request.total_timeout));
}

Error HttpTransfer::State::failure(CURLcode code) const {
  if (too_long)
    return fail(Fault::data, "cannot fetch '{}': more than the allowed {} bytes", request.url, request.max_bytes);
  std::string why = reason[0] != 0 ? reason : curl_easy_strerror(code);
  if (!why.empty() && why.size() > 1 && why[1] >= 'a' && why[1] <= 'z') why[0] = lower(why.substr(0, 1))[0];
  const auto parts = parse_url(request.url);
  const std::string host = parts ? parts->host : "";
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST: why = fmt::format("the name '{}' cannot be resolved", host); break;
    case CURLE_COULDNT_RESOLVE_PROXY: why = "the proxy's name cannot be resolved"; break;
    case CURLE_OPERATION_TIMEDOUT: why = fmt::format("no answer within {}", show_duration(request.timeout)); break;
    case CURLE_TOO_MANY_REDIRECTS: why = fmt::format("more than {} redirects", request.max_redirects); break;
    case CURLE_PARTIAL_FILE: why = "the connection was closed in the middle of the answer"; break;
    case CURLE_UNSUPPORTED_PROTOCOL: why = "only http and https are allowed"; break;
    case CURLE_URL_MALFORMAT: return fail(Fault::usage, "'{}' is not a URL", request.url);
    default: break;
  }
  auto error = fail(Fault::network, "cannot fetch '{}': {}", request.url, why);
  if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
    error.hint("the server's certificate is not one that this machine trusts");
  return error;
}

void HttpTransfer::State::finish(CURLcode code) {
  over = true;
  if (thrown) std::rethrow_exception(thrown);
  if (code != CURLE_OK && !stopped) throw failure(code);
  char* last = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &last) == CURLE_OK && last != nullptr) response.url = last;
  response.elapsed = steady_nanoseconds() - began;
}

HttpTransfer::HttpTransfer(HttpRequest request, std::function<bool(ByteView)> on_body) {
  start_curl();
  state_ = std::make_unique<State>();
  auto& state = *state_;
  state.request = std::move(request);
  state.on_body = std::move(on_body);
  state.response.url = state.request.url;
  state.easy = curl_easy_init();
  state.multi = curl_multi_init();
  if (state.easy == nullptr || state.multi == nullptr) throw fail(Fault::internal, "cannot start libcurl");
  state.configure();
  state.began = state.moved = steady_nanoseconds();
  if (curl_multi_add_handle(state.multi, state.easy) != CURLM_OK) throw fail(Fault::internal, "cannot start libcurl");
  state.added = true;
}

HttpTransfer::~HttpTransfer() = default;

HttpResponse& HttpTransfer::response() const noexcept { return state_->response; }

bool HttpTransfer::advance() {
  auto& state = *state_;
  if (state.over) return false;
  int running = 0;
  if (const auto status = curl_multi_perform(state.multi, &running); status != CURLM_OK)
    throw fail(Fault::network, "cannot fetch '{}': {}", state.request.url, curl_multi_strerror(status));
  int waiting = 0;
  while (const CURLMsg* message = curl_multi_info_read(state.multi, &waiting))
    if (message->msg == CURLMSG_DONE) state.finish(message->data.result);
  if (state.over || (state.pulled && !state.response.body.empty())) return true;
  state.check_time();
  const auto left = std::min<std::int64_t>(state.request.timeout - (steady_nanoseconds() - state.moved), 250'000'000);
  curl_waitfd stop{};
  stop.fd = state.request.cancel != nullptr ? state.request.cancel->fd() : -1;
  stop.events = CURL_WAIT_POLLIN;
  curl_multi_poll(state.multi, &stop, stop.fd >= 0 ? 1U : 0U,
                  static_cast<int>(std::max<std::int64_t>(left / 1'000'000, 1)), nullptr);
  return true;
}

void HttpTransfer::run_until_body() {
  state_->pulled = true;
  while (response().body.empty() && advance()) {}
}

void HttpTransfer::run() {
  while (advance()) {}
}

}  // namespace pytk::io
