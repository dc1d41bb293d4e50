// What an import brings that is no submission of a person: points that nobody vouches for, traits with their sources,
// and, once at the end, the record of the whole. A row with complete evidence is a SubmissionCommand of its own.
// Codec as engine/commands.h says.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/codec.h"
#include "base/json.h"

namespace assent::engine {

struct ImportedPoint {
  PointKind kind;
  std::string address;       // normal form
  bool third_party = false;  // labelled so by the mapping
  bool operator==(const ImportedPoint&) const = default;
};

struct ImportCommand {
  std::string import;  // names the import: the SHA-256 of its file
  // Of a row; empty in the record of the whole.
  std::string row_id;   // unique per credential for ever: a repeat changes nothing
  std::string user_id;  // empty: makes a contact
  std::optional<Utc> timestamp;
  std::vector<ImportedPoint> points;
  json::object traits, third_party_traits;
  std::string why;  // its points are not dispatchable; empty: it brings only traits
  // Of the record of the whole.
  std::string file;  // its name
  std::uint64_t rows = 0, consents = 0, points_only = 0, refused = 0, repeated = 0;
  bool operator==(const ImportCommand&) const = default;
};

void put(Encoder& e, const ImportCommand& c);
ImportCommand read_import(Decoder& d);  // behind the first byte

}  // namespace assent::engine
