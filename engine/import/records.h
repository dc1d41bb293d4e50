// Reading the file of an import, record by record: CSV (RFC 4180) with a header, or one JSON object a line.
//
//   RecordReader reader(file, RecordReader::Kind::csv, ',');
//   TRY(reader.begin());                                   // reads the header; reader.columns()
//   while (TRY(auto record, reader.next()), record) ...    // record->line, record->cells["email"]
//
// Holds one record at a time (limits::import_row_bytes). A record that cannot be read says why and the reader goes on
// behind it, at the next line; a file cannot be read any further only where a quote never ends.
#pragma once

#include <istream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace assent::engine {

struct Record {
  std::uint64_t line = 0;                                 // where it begins
  std::map<std::string, json::value, std::less<>> cells;  // empty cells are absent
  std::string mistake;                                    // not empty: it could not be read
};

class RecordReader {
 public:
  enum class Kind : std::uint8_t { csv, jsonl };
  RecordReader(std::istream& in, Kind kind, char delimiter) : in_(in), kind_(kind), delimiter_(delimiter) {}
  Result<void> begin();
  Result<std::optional<Record>> next();
  const std::vector<std::string>& columns() const { return columns_; }  // of CSV

 private:
  Result<std::optional<std::vector<std::string>>> csv_row(std::uint64_t& line);
  Result<std::optional<Record>> next_csv();
  Result<std::optional<Record>> next_json();
  std::istream& in_;
  Kind kind_;
  char delimiter_;
  std::uint64_t line_ = 1;
  std::vector<std::string> columns_;
};

}  // namespace assent::engine
