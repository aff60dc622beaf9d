// pytk scrape get: fetch pages.
#include <pytk/core/log.hpp>
#include <pytk/core/number.hpp>
#include <pytk/core/text.hpp>
#include <pytk/io/http.hpp>

#include "scrape_shared.hpp"

namespace pytk::cmd {
namespace {

struct GetOptions {
  cli::OutputOptions output;
  std::vector<std::string> urls, headers;
  std::string method, data, user_agent = "pytk", proxy;
  std::uint64_t max_bytes = 64'000'000, retries = 0, redirects = 10;
  bool meta = false, head = false, insecure = false;
};

record::Schema meta_schema() {
  return {{"url", record::Type::text},   {"final_url", record::Type::text}, {"status", record::Type::int64},
          {"type", record::Type::text},  {"server", record::Type::text},    {"bytes", record::Type::uint64},
          {"ms", record::Type::float64}, {"error", record::Type::text}};
}

io::HttpRequest request_for(const GetOptions& o, const std::string& url, Context& context) {
  io::HttpRequest request;
  request.url = url;
  request.method = !o.method.empty() ? o.method : o.head ? "HEAD" : o.data.empty() ? "GET" : "POST";
  for (const auto& line : o.headers) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || colon == 0)
      throw fail(Fault::usage, "'{}' is not a header", line).hint("write NAME: VALUE");
    request.headers.emplace_back(line.substr(0, colon), std::string(trim(std::string_view(line).substr(colon + 1))));
  }
  request.body = o.data;
  request.user_agent = o.user_agent;
  request.proxy = o.proxy;
  request.max_bytes = o.max_bytes;
  request.max_redirects = static_cast<std::uint32_t>(o.redirects);
  request.timeout = context.timeout;
  request.verify = !o.insecure;
  request.cancel = &context.cancel;
  return request;
}

// Tries again after network faults and 5xx answers, as often as asked.
io::HttpResponse fetch(const GetOptions& o, const std::string& url, Context& context) {
  const auto request = request_for(o, url, context);
  for (std::uint64_t attempt = 0;; ++attempt) {
    try {
      auto response = io::http_fetch(request);
      if (response.status < 500 || attempt >= o.retries) return response;
      log::info("'{}' answered with status {}; trying again", url, response.status);
    } catch (const Error& error) {
      if (error.fault() != Fault::network || attempt >= o.retries) throw;
      log::info("{}; trying again", error.message());
    }
    context.cancel.check();
  }
}

void add_meta(record::Batch& batch, const std::string& url, const io::HttpResponse& response) {
  batch[0].add_text(url);
  batch[1].add_text(response.url);
  batch[2].add_int(response.status);
  batch[3].add_text(response.header("content-type"));
  batch[4].add_text(response.header("server"));
  batch[5].add_uint(response.body.size());
  const std::int64_t microseconds = response.elapsed / 1000;
  batch[6].add_real(static_cast<double>(microseconds) / 1000.0);
  batch[7].add_null();
  batch.end_row();
}

void add_failure(record::Batch& batch, const std::string& url, const Error& error) {
  batch[0].add_text(url);
  for (std::size_t i = 1; i < 7; ++i) batch[i].add_null();
  batch[7].add_text(error.message());
  batch.end_row();
}

int run_meta(const GetOptions& o, Context& context) {
  cli::RecordOutput rows(o.output, meta_schema(), context);
  int status = 0;
  for (const auto& url : o.urls) {
    record::Batch batch(meta_schema());
    try {
      const auto response = fetch(o, url, context);
      if (response.status >= 400) status = 1;
      add_meta(batch, url, response);
    } catch (const Error& error) {
      if (error.fault() != Fault::network && error.fault() != Fault::data) throw;
      add_failure(batch, url, error);
      status = 1;
    }
    rows.write(batch);
    rows.flush();
    if (rows.full()) break;
  }
  rows.finish();
  return status;
}

int run_get(const GetOptions& o, Context& context) {
  if (o.meta) return run_meta(o, context);
  const auto sink = io::Sink::open(o.output.output, {.force = context.force});
  int status = 0;
  for (const auto& url : o.urls) {
    const auto response = fetch(o, url, context);
    if (response.status >= 400) {
      log::warn("'{}' answered with status {}", url, response.status);
      status = 1;
    }
    if (o.head)
      for (const auto& [name, value] : response.headers) sink->write(name + ": " + value + "\n");
    sink->write(response.body);
  }
  sink->commit();
  return status;
}

}  // namespace

void describe_scrape_get(cli::Spec& spec) {
  auto& o = spec.options<GetOptions>();
  spec.summary("fetch pages over HTTP or HTTPS");
  spec.description(
      "Writes the bodies as they came, decompressed. Certificates are checked. Exit status 1 when an answer has a status of 400 "
      "or more. For servers that you may ask: every request goes out once, or as often as --retry says.");
  spec.positional("URL", o.urls, "what to fetch").required();
  spec.flag("--meta", o.meta, "write a record for each URL instead of the body");
  spec.flag("-I,--head", o.head, "ask for the headers only and print them");
  spec.option("-X,--method", o.method, "method").placeholder("NAME").otherwise("GET, POST with --data");
  spec.option("-H,--header", o.headers, "send this header too").placeholder("NAME: VALUE");
  spec.option("-d,--data", o.data, "send this body").placeholder("TEXT");
  spec.option("-A,--user-agent", o.user_agent, "name in the User-Agent header").placeholder("TEXT").otherwise("pytk");
  spec.option("--proxy", o.proxy, "go through this proxy").placeholder("URL");
  spec.option("--retry", o.retries, "try again so often after a network fault or a status of 500 and more")
      .placeholder("N")
      .otherwise("0");
  spec.option("--max-redirects", o.redirects, "follow at most so many").placeholder("N").otherwise("10");
  spec.size("--max-bytes", o.max_bytes, "stop with an error at larger bodies").placeholder("SIZE").otherwise("64M");
  spec.flag("--insecure", o.insecure, "do not check certificates");
  cli::add_output(spec, o.output);
  spec.field("url", "text", "as asked");
  spec.field("final_url", "text", "after redirects");
  spec.field("status", "int64", "HTTP status");
  spec.field("type", "text", "Content-Type");
  spec.field("server", "text", "Server");
  spec.field("bytes", "uint64", "size of the decoded body");
  spec.field("ms", "float64", "milliseconds until the end");
  spec.field("error", "text", "why there was no answer");
  spec.example("pytk scrape get http://127.0.0.1:8080/ | pytk scrape select title --out text  # long-running",
               "the title of a page of a local server");
  spec.example("pytk scrape get --meta http://127.0.0.1:8080/ http://127.0.0.1:8080/none  # long-running",
               "status, type and size of two pages");
  spec.run([&o](Context& context) { return run_get(o, context); });
}

}  // namespace pytk::cmd
