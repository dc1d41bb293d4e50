// The mapping of an import: which column is what. docs/operators.md shows one.
//
//   auto mapping = load_mapping(text, issues);            // nullopt exactly when issues.any_error()
//   json::object row = mapping->row_of(record);           // as engine/ingest/import_row.h describes
//
// Where a field takes a column, {value: "..."} says it is the same for every row. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/yaml.h"
#include "engine/import/records.h"

namespace assent::engine {

struct Cell {  // a column's name, or a constant
  std::string column;
  json::value constant;
};

struct MappedConsent {
  std::string purpose;
  std::vector<std::string> channels;
  std::optional<Cell> notice;      // its own, else the form's
  std::string if_column;           // empty: every row
  std::vector<std::string> if_is;  // the words that mean yes
};

struct Mapping {
  using Named = std::vector<std::pair<std::string, Cell>>;
  char delimiter = ',';
  std::optional<Cell> id, user_id, timestamp, wording;
  Named points, third_party_points;  // kind -> column
  Named traits, third_party;         // trait -> column
  Named form, evidence;              // id url language notice; action ip userAgent
  std::vector<MappedConsent> consents;

  json::object row_of(const Record& record) const;
  std::vector<std::string> columns() const;  // all that it names
};

std::optional<Mapping> load_mapping(std::string_view text, Issues& issues);

}  // namespace assent::engine
