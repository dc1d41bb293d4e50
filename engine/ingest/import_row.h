// One row of an import, judged: evidence complete, or only a point.
//
//   {"line": 17, "id": "c-17", "userId": "u1", "timestamp": ..., "form": {...}, "provided": [...], "consents": [...],
//    "traits": {...}, "evidence": {...},                       as POST /v1/submissions
//    "wording": "...",                                         what was shown; must be the notice's text
//    "thirdPartyPoints": [...], "thirdPartyTraits": {...}}     labelled so by the mapping
//
// A row whose evidence is complete becomes a historic submission that the importing key vouches for; anything less
// becomes points that are not dispatchable, and `why` says what was missing. A row that can be neither is refused. Pure.
#pragma once

#include <optional>

#include "engine/ingest/ingest.h"

namespace assent::engine {

enum class RowFate : std::uint8_t { consent, point, refused };
std::string_view name(RowFate fate);

struct JudgedRow {
  std::uint64_t line = 0;
  RowFate fate = RowFate::refused;
  std::string why;  // of a point, what keeps it from being dispatchable; of a refused row, its mistake
  std::vector<Command> commands;  // none where refused
};
JudgedRow judge_row(const json::value& row, const std::string& import, const Credential& credential,
                    const channels::Policy& policy, Utc now);

}  // namespace assent::engine
