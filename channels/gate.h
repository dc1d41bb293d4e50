// The gate: may this message go to this person, on this channel, now?
//
//   Decision d = decide(ask, policy);
//   // d.outcome == Outcome::deny, d.reasons == {Reason::consent_withdrawn}, d.checks: every check's result
//
// Pure: same question, same answer. All checks run and all are reported; reasons come in the order of
// kReasons. Absent evidence is a no: no point, no consent, an unknown state or an unknown zone never becomes
// an allow. Asked when a message is planned and again when it is claimed. Only `approve` makes an Approved
// (channels/approved.h), and only from an allow at the claim.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "channels/address.h"
#include "channels/policy.h"
#include "channels/reason.h"

namespace assent::channels {

enum class Stage : std::uint8_t { plan = 1, claim = 2 };
enum class Outcome : std::uint8_t { allow = 1, deny = 2, defer = 3 };
std::string_view name(Stage stage);
std::string_view name(Outcome outcome);

// The template's fitness for this contact, found out by rendering it with what the purpose may see.
struct Content {
  bool complete = true;        // false: a value without default is absent, or the channel's part is
  bool data_permitted = true;  // false: it is absent only because its source may not be used (P6)
  std::string detail;          // which value, or what was set right; no personal data
};

struct Ask {
  Stage stage = Stage::plan;
  const Person* person = nullptr;    // nullptr: contact_unknown
  const Address* address = nullptr;  // the point chosen by choose_point; nullptr: no_address
  Channel channel;
  std::string purpose;
  std::string journey;
  std::string template_name;
  Bytes16 intent{};
  MessageId message;  // its own claim does not count against it
  Utc now{};
  Utc expires_at{};
  std::vector<Zone>
      zones;  // the contact's own zone, or every zone of every indicated country; empty: unknown
  std::vector<std::string> places;  // indicated for the contact (channels/regimes.h); empty: unknown
  std::optional<Cap> journey_cap;   // limits: of the journey
  bool held_out = false;
  bool journey_paused = false;  // the operator's brakes
  bool channel_paused = false;
  bool channel_available = true;
  Content content;
};

enum class CheckResult : std::uint8_t { pass = 1, fail = 2, skip = 3 };
std::string_view name(CheckResult result);
struct Check {
  Reason check;  // named by the reason that its failure gives
  CheckResult result = CheckResult::pass;
  std::string detail;  // for people; no addresses. May be empty: the reason says it all
};

struct DecisionEvidence {
  Seq point_leaf = 0;    // where the point was recorded; 0: none
  Seq consent_leaf = 0;  // where the consent in force was recorded; 0: none
  std::string notice;
  Bytes32 notice_sha256{};
  std::string credential;
};

struct Decision {
  Outcome outcome = Outcome::deny;
  std::optional<Utc> until;     // with defer: when to ask again; absent: until resumed or available again
  std::vector<Reason> reasons;  // empty exactly when allowed
  std::vector<Check> checks;    // one of every Reason, in the order of kReasons
  DecisionEvidence evidence;
  std::string local_time;  // "2026-11-21T22:30 Europe/Paris"; empty where the zone is unknown
};

Decision decide(const Ask& ask, const Policy& policy);

// Which of the contact's addresses the gate judges for this channel: the one with the latest consent in force
// among those the contact provided, else the latest they provided, else the latest known. nullptr: none.
// `candidates` are the addresses of the channel's point kind that the contact holds.
const Address* choose_point(std::span<const Address* const> candidates, const Person& person,
                            const Channel& channel, std::string_view purpose, Utc now);

// May the step go on to its next channel after this decision? After a denial: yes if something about the
// point or channel speaks against it, and nothing about the person or the message. After the last deferral,
// when the message has expired under it: yes, but not under the operator's brake.
bool may_fall_back(const Decision& decision);

// The zones the hour must be allowed in: the contact's own, else all zones of all countries indicated
// (`countries`: traits' country, phone prefix), else those of policy.assume_country; empty: unknown. A name
// or country that does not exist indicates nothing.
std::vector<Zone> zones_for(std::string_view own_zone, std::span<const std::string> countries,
                            const Policy& policy);

}  // namespace assent::channels
