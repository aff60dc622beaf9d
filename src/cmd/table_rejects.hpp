// Records that did not fit: counted, told and written in their order, whichever thread met them.
#pragma once

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include <pytk/core/json.hpp>
#include <pytk/core/log.hpp>
#include <pytk/io/sink.hpp>
#include <pytk/table/input.hpp>

namespace pytk::cmd::table_command {

/// Bad rows of all threads; they are told and written in their order at the end.
class Rejects {
 public:
  table::OnReject collector() {
    return [this](const table::Reject& reject) {
      const std::lock_guard guard(lock_);
      ++count_;
      if (all_.size() < most_kept) all_.push_back(reject);
    };
  }
  void finish(const std::string& where) {
    if (!where.empty()) write(where);
    if (count_ == 0) return;
    const auto& first =
        *std::min_element(all_.begin(), all_.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    log::warn("{} bad row{}; the first at {}:{}: {}", count_, count_ == 1 ? "" : "s", first.file, first.line,
              first.reason);
  }

 private:
  static constexpr std::size_t most_kept = 1'000'000;
  void write(const std::string& where) {
    std::stable_sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) {
      return a.file != b.file ? a.file < b.file : a.line < b.line;
    });
    auto sink = io::Sink::open(where);
    std::string line;
    for (const auto& reject : all_) {
      line = "{\"file\":";
      json::append_string(line, reject.file);
      line += fmt::format(",\"line\":{},\"reason\":", reject.line);
      json::append_string(line, reject.reason);
      line += ",\"raw\":";
      json::append_string(line, reject.raw);
      line += "}\n";
      sink->write(line);
    }
    sink->commit();
  }
  std::mutex lock_;
  std::vector<table::Reject> all_;
  std::uint64_t count_ = 0;
};

}  // namespace pytk::cmd::table_command
