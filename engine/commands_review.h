// What reviewers and administrators do to a contact, as a command: who did it is the input's credential, and why
// stands in it. Codec as engine/commands.h says; the only maker is engine/api/review_calls.cc.
#pragma once

#include <optional>
#include <string>

#include "base/channel.h"
#include "base/codec.h"
#include "base/json.h"

namespace assent::engine {

// Bytes on disk: never renumber.
enum class ReviewAct : std::uint8_t {
  restrict = 1,           // processing is restricted: nothing is sent
  lift_restriction = 2,   // and no longer
  invalidate = 3,         // a consent, by its leaf, or all within a purpose, channel and address
  rectify_attribute = 4,  // `attribute` becomes `value`; null takes it away
  rectify_point = 5,      // the address was wrong; `replacement`, where there is one, is a new point
  merge = 6,              // `other` is the same person
  unpause = 7,            // the unclear reply of this address was judged
};
std::string_view name(ReviewAct act);

struct ReviewCommand {
  ReviewAct act = ReviewAct::restrict;
  std::string contact;  // userId or c_...
  std::string reason;
  Seq consent = 0;                     // of invalidate: the leaf of one consent; 0: by what follows
  std::optional<Channel> channel;      // absent: all
  std::optional<std::string> purpose;  // absent: all
  std::optional<PointKind> kind;       // of `address`, in normal form
  std::string address;
  std::string replacement;
  std::string attribute;
  json::value value;
  std::string other;
  bool operator==(const ReviewCommand&) const = default;
};

void put(Encoder& e, const ReviewCommand& c);
ReviewCommand read_review(Decoder& d);  // behind the first byte

}  // namespace assent::engine
