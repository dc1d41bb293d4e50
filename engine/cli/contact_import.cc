#include "engine/cli/contact_import.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <ostream>
#include <sstream>

#include "base/hash.h"
#include "base/limits.h"
#include "engine/cli/arguments.h"
#include "engine/cli/operator_call.h"
#include "engine/import/mapping.h"

namespace assent::engine {
namespace {

struct Options {
  std::string file, mapping, folder = ".";
  bool check = false, json_wanted = false;
};

struct Counts {
  std::uint64_t rows = 0, consents = 0, points_only = 0, refused = 0, repeated = 0;
};

json::object as_json(const Counts& c) {
  return {{"rows", c.rows},
          {"consents", c.consents},
          {"points_only", c.points_only},
          {"refused", c.refused},
          {"repeated", c.repeated}};
}

Result<std::string> file_hash(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return fail(Errc::invalid, path + ": cannot be read");
  std::string piece(64 * 1024, '\0');
  Bytes32 sha = sha256_of([&]() -> std::string_view {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    return std::string_view(piece).substr(0, static_cast<std::size_t>(in.gcount()));
  });
  return to_hex(sha);
}

// Sends rows in calls of limits::import_rows, and says what became of each that is no consent.
class Import {
 public:
  Import(const Options& options, std::string sha, std::ostream& out, std::ostream& err)
      : options_(options), sha_(std::move(sha)), out_(out), err_(err) {}

  Result<void> add(json::object row) {
    bytes_ += json::serialize(row).size();
    rows_.push_back(std::move(row));
    if (rows_.size() < limits::import_rows && bytes_ < limits::body_bytes / 2) return ok();
    return send();
  }

  void refused(std::uint64_t line, const std::string& why) {
    ++counts_.rows;
    ++counts_.refused;
    tell({{"line", line}, {"result", "refused"}, {"why", why}});
  }

  Result<void> send() {
    if (rows_.empty()) return ok();
    counts_.rows += rows_.size();
    json::object body{{"import", sha_}, {"check", options_.check}, {"rows", std::exchange(rows_, {})}};
    bytes_ = 0;
    TRY(json::object answer, call(body));
    counts_.consents += answer.at("consents").to_number<std::uint64_t>();
    counts_.points_only += answer.at("points_only").to_number<std::uint64_t>();
    counts_.refused += answer.at("refused").to_number<std::uint64_t>();
    counts_.repeated += answer.at("repeated").to_number<std::uint64_t>();
    for (const json::value& row : answer.at("rows").as_array()) tell(row.as_object());
    err_ << fmt::format("\r{} rows", counts_.rows) << std::flush;
    return ok();
  }

  Result<void> finish() {
    TRY(send());
    err_ << "\n";
    if (!options_.check) {
      json::object finish = as_json(counts_);
      finish["file"] = options_.file;
      TRY(json::object recorded, call({{"import", sha_}, {"finish", std::move(finish)}}));
      leaf_ = recorded.at("audit_index").to_number<std::uint64_t>();
    }
    summary();
    return ok();
  }

  const Counts& counts() const { return counts_; }

 private:
  Result<json::object> call(const json::object& body) {
    Request request;
    request.method = "POST";
    request.path = "/v1/imports";
    request.body = json::serialize(body);
    return operator_call(options_.folder, std::move(request), err_);
  }

  void tell(const json::object& row) {
    if (options_.json_wanted) {
      out_ << json::serialize(row) << "\n";
      return;
    }
    const json::string* why = string_member(row, "why");
    std::string_view result = row.at("result").as_string();
    if (!why && result != "refused") return;
    std::string_view as = result == "point"     ? "only a point, not dispatchable: "
                          : result == "refused" ? "refused: "
                                                : "";
    out_ << fmt::format("{}:{}: {}{}\n", options_.file, row.at("line").to_number<std::uint64_t>(), as,
                        why ? std::string_view(*why) : std::string_view());
  }

  void summary() {
    if (options_.json_wanted) {
      json::object all = as_json(counts_);
      all["sha256"] = sha_;
      all["check"] = options_.check;
      if (!options_.check) all["audit_index"] = leaf_;
      out_ << json::serialize(json::object{{"summary", std::move(all)}}) << "\n";
      return;
    }
    out_ << fmt::format(
        "{} rows: {} with complete evidence, {} only points, {} refused, {} known already{}\n", counts_.rows,
        counts_.consents, counts_.points_only, counts_.refused, counts_.repeated,
        options_.check ? "; nothing was recorded (--check)" : "");
  }

  const Options& options_;
  std::string sha_;
  std::ostream& out_;
  std::ostream& err_;
  json::array rows_;
  std::size_t bytes_ = 0;
  Counts counts_;
  std::uint64_t leaf_ = 0;
};

std::optional<Mapping> read_mapping(const std::string& path, std::ostream& err) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  if (!in) {
    err << path << ": cannot be read\n";
    return std::nullopt;
  }
  Issues issues(path, text.str());
  auto mapping = load_mapping(text.str(), issues);
  for (const Issue& issue : issues.all()) err << render(issue, text.str());
  return mapping;
}

Result<void> check_columns(const Mapping& mapping, const RecordReader& reader, const std::string& file) {
  std::string missing;
  for (const std::string& column : mapping.columns()) {
    const auto& known = reader.columns();
    if (std::find(known.begin(), known.end(), column) != known.end()) continue;
    std::string near = nearest(column, known);
    missing += fmt::format("{}:1: the mapping names a column \"{}\" that the file does not have{}\n", file,
                           column, near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near));
  }
  if (missing.empty()) return ok();
  missing.pop_back();
  return fail(Errc::invalid, missing);
}

Result<Counts> import_file(const Options& options, const Mapping& mapping, std::ostream& out,
                           std::ostream& err) {
  TRY(std::string sha, file_hash(options.file));
  std::ifstream in(options.file, std::ios::binary);
  bool jsonl = options.file.ends_with(".jsonl") || options.file.ends_with(".ndjson");
  RecordReader reader(in, jsonl ? RecordReader::Kind::jsonl : RecordReader::Kind::csv, mapping.delimiter);
  TRY(reader.begin());
  if (!jsonl) {
    TRY(check_columns(mapping, reader, options.file));
  }
  Import import(options, sha, out, err);
  while (true) {
    TRY(auto record, reader.next());
    if (!record) break;
    if (!record->mistake.empty()) {
      import.refused(record->line, record->mistake);
      continue;
    }
    TRY(import.add(mapping.row_of(*record)));
  }
  TRY(import.finish());
  return import.counts();
}

}  // namespace

int run_contact_import(std::span<const std::string> args, std::ostream& out, std::ostream& err) {
  Options options;
  CLI::App app(
      "Imports contacts. A row with complete evidence (notice, form, time, action) is recorded as what it "
      "was, a "
      "submission of the past that this workspace vouches for; anything less is known and not dispatchable, "
      "and the "
      "report says which row and why. Importing the same rows again changes nothing.",
      "assent contact import");
  app.add_option("FILE", options.file, "a .csv with a header, or a .jsonl with one object a line")
      ->required();
  app.add_option("DIR", options.folder, "the workspace; the current folder if left out");
  app.add_option("--mapping", options.mapping, "which column is what (docs/operators.md)")->required();
  app.add_flag("--check", options.check, "judges every row and records nothing");
  app.add_flag("--json", options.json_wanted, "one object a row, and a summary at the end");
  if (auto status = parse_arguments(app, args, out, err)) return *status;
  auto mapping = read_mapping(options.mapping, err);
  if (!mapping) return exit_wrong_input;
  auto counts = import_file(options, *mapping, out, err);
  if (!counts) {
    err << "assent: " << counts.error().message << "\n";
    return exit_wrong_input;
  }
  return counts.value().refused == 0 ? exit_good : exit_wrong_input;
}

}  // namespace assent::engine
