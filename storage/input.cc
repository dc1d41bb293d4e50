#include "storage/input.h"

namespace assent::storage {

std::string_view name(InputKind kind) {
  switch (kind) {
    case InputKind::event:
      return "event";
    case InputKind::submission:
      return "submission";
    case InputKind::withdrawal:
      return "withdrawal";
    case InputKind::inbound:
      return "inbound";
    case InputKind::receipt:
      return "receipt";
    case InputKind::timer:
      return "timer";
    case InputKind::claim:
      return "claim";
    case InputKind::outcome:
      return "outcome";
    case InputKind::deployment:
      return "deployment";
    case InputKind::key_change:
      return "key_change";
    case InputKind::erasure:
      return "erasure";
    case InputKind::engine_start:
      return "engine_start";
    case InputKind::clock_jump:
      return "clock_jump";
    case InputKind::effect:
      return "effect";
    case InputKind::import:
      return "import";
    case InputKind::review:
      return "review";
    case InputKind::confirmation:
      return "confirmation";
    case InputKind::preference:
      return "preference";
    case InputKind::access:
      return "access";
  }
  return "unknown";
}

// Evidence is what shows why somebody might or might not be written to, and by whose authority the rules were
// what they were; it outlives behaviour, which is what everything else is.
bool is_evidence(InputKind kind) {
  switch (kind) {
    case InputKind::submission:
    case InputKind::withdrawal:
    case InputKind::inbound:
    case InputKind::receipt:
    case InputKind::deployment:
    case InputKind::key_change:
    case InputKind::erasure:
    case InputKind::import:
    case InputKind::review:
    case InputKind::confirmation:
    case InputKind::preference:
    case InputKind::access:
      return true;
    case InputKind::event:
    case InputKind::timer:
    case InputKind::claim:
    case InputKind::outcome:
    case InputKind::engine_start:
    case InputKind::clock_jump:
    case InputKind::effect:
      return false;
  }
  return true;
}

}  // namespace assent::storage
