#include "engine/import/records.h"

#include <fmt/format.h>

#include "base/limits.h"

namespace assent::engine {

Result<void> RecordReader::begin() {
  if (in_.peek() == 0xEF) in_.ignore(3);  // a byte order mark
  if (kind_ == Kind::jsonl) return ok();
  std::uint64_t line = 0;
  TRY(auto header, csv_row(line));
  if (!header) return fail(Errc::invalid, "the file is empty: its first line names the columns");
  columns_ = std::move(*header);
  return ok();
}

Result<std::optional<Record>> RecordReader::next() {
  if (kind_ == Kind::csv) return next_csv();
  return next_json();
}

// One row of cells, whatever lines it spans; nullopt at the end.
Result<std::optional<std::vector<std::string>>> RecordReader::csv_row(std::uint64_t& line) {
  std::vector<std::string> cells(1);
  bool quoted = false, any = false;
  std::size_t bytes = 0;
  line = line_;
  for (int c = in_.get(); c != std::istream::traits_type::eof(); c = in_.get()) {
    any = true;
    if (++bytes > limits::import_row_bytes)
      return fail(Errc::invalid, fmt::format("line {}: a row of more than {} bytes; is a quote not closed?",
                                             line, limits::import_row_bytes));
    if (c == '\n') ++line_;
    if (quoted) {
      if (c != '"') {
        cells.back() += static_cast<char>(c);
      } else if (in_.peek() == '"') {
        cells.back() += static_cast<char>(in_.get());
      } else {
        quoted = false;
      }
    } else if (c == '"' && cells.back().empty()) {
      quoted = true;
    } else if (c == delimiter_) {
      cells.emplace_back();
    } else if (c == '\n') {
      break;
    } else if (c != '\r' || in_.peek() != '\n') {
      cells.back() += static_cast<char>(c);
    }
  }
  if (quoted) return fail(Errc::invalid, fmt::format("line {}: a quote is opened and never closed", line));
  if (!any) return std::optional<std::vector<std::string>>();
  return std::optional(std::move(cells));
}

Result<std::optional<Record>> RecordReader::next_csv() {
  std::uint64_t line = 0;
  TRY(auto cells, csv_row(line));
  if (!cells) return std::optional<Record>();
  if (cells->size() == 1 && cells->front().empty()) return next_csv();  // an empty line
  Record record;
  record.line = line;
  if (cells->size() != columns_.size()) {
    record.mistake = fmt::format("{} cells, and the header has {}", cells->size(), columns_.size());
    return std::optional(std::move(record));
  }
  for (std::size_t i = 0; i < cells->size(); ++i) {
    if (!(*cells)[i].empty()) record.cells[columns_[i]] = json::value((*cells)[i]);
  }
  return std::optional(std::move(record));
}

Result<std::optional<Record>> RecordReader::next_json() {
  std::string text;
  do {
    text.clear();
    if (!std::getline(in_, text)) return std::optional<Record>();
    ++line_;
  } while (text.find_first_not_of(" \t\r") == std::string::npos);
  Record record;
  record.line = line_ - 1;
  if (text.size() > limits::import_row_bytes) {
    record.mistake = fmt::format("a row of more than {} bytes", limits::import_row_bytes);
    return std::optional(std::move(record));
  }
  auto parsed = parse_json(text);
  if (!parsed || !parsed.value().is_object()) {
    record.mistake = parsed ? "not an object" : parsed.error().message;
    return std::optional(std::move(record));
  }
  for (auto& member : parsed.value().get_object()) {
    if (!member.value().is_null()) record.cells[std::string(member.key())] = std::move(member.value());
  }
  return std::optional(std::move(record));
}

}  // namespace assent::engine
