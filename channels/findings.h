// What the checks of one question find: one result for every reason, in the order of kReasons.
//
//   Findings found;
//   found.pass(Reason::held_out);
//   found.fail(Reason::consent_withdrawn, "since 2026-11-21T10:00:00.000Z");
//
// A check that nobody made stands as failed: forgetting one silences, it never sends. Internal to the gate.
#pragma once

#include <boost/container/small_vector.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "channels/gate.h"

namespace assent::channels {

class Findings {
 public:
  Findings();
  void pass(Reason reason) { at(reason).result = CheckResult::pass; }
  // Passed, and worth a word all the same.
  void pass(Reason reason, std::string detail);
  // Nothing to judge, and why.
  void skip(Reason reason, std::string_view why);
  void fail(Reason reason, std::string detail);
  // A deferring check: fails until then.
  void fail_until(Reason reason, Utc until, std::string detail);

  // Deny beats defer; among defers the latest time, none where one of them has no end of its own.
  Decision decision() &&;

 private:
  Check& at(Reason reason) { return checks_[kPlace[static_cast<std::uint8_t>(reason)]]; }

  // Where each reason stands in kReasons.
  static constexpr auto kPlace = [] {
    std::array<std::uint8_t, 256> place{};
    for (std::size_t i = 0; i < kReasons.size(); ++i) {
      place[static_cast<std::uint8_t>(kReasons[i])] = static_cast<std::uint8_t>(i);
    }
    return place;
  }();

  std::vector<Check> checks_;
  std::optional<Utc> latest_end_;
  unsigned with_end_ = 0;
};

// One question with what several checks need. Borrows from the Ask and the Policy.
struct Case {
  Case(const Ask& question, const Policy& rules);

  const Ask& ask;
  const Policy& policy;
  const Address* address;                                 // nullptr: none, or not one of this channel
  const Point* held;                                      // the contact's hold on it; nullptr: none
  boost::container::small_vector<const Stop*, 16> stops;  // of contact and address
  Standing standing;                                      // missing without contact and address
};

// The checks by family; each reports on every reason of its family.
void check_person(const Case& c, Findings& found);
void check_reach(const Case& c, Findings& found);  // already_reached, frequency_cap and pace
void check_point(const Case& c, Findings& found);
void check_consent(const Case& c, Findings& found);
void check_time(const Case& c, Findings& found);  // time_zone_unknown and quiet_hours
void check_message(const Case& c, Findings& found);
void check_brakes(const Case& c, Findings& found);  // what the operator or the channel holds up

}  // namespace assent::channels
