// Consent as evidence: append-only events, and the fold that says what holds now.
//
//   Standing s = consent_standing(address.consents, contact, *Channel::parse("email"), "newsletter", stops,
//   now);
//   // s.state == ConsentState::given, s.grant points at the event that says so
//
// The fold (design, section 4), per (contact, point, channel, purpose): a grant counts at the earlier of
// event time and record time, a stop at record time; the later wins, a tie is a stop. So no client clock
// beats a stop, the order of arrival does not matter, and a person can come back by a later submission. A
// stop without channel or purpose covers all; stops recorded on the address bind every contact that holds it.
// Consent events that end a consent act like stops for their own channel and purpose; `withdrawn` and
// `objected` among them bind every holder of the address, and `objected` covers everything. The latest grant
// governs: its expiry counts even where an older one had none. A request is `pending` until something later
// answers it. An `expired` event ends the grant that it is about and no later one: its event_time is that grant's,
// and it counts then; its expires_at says when it ran out. Pure.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/channel.h"
#include "base/ids.h"
#include "base/time.h"

namespace assent::channels {

// Names of ISO/IEC TS 27560 and DPV. Bytes on disk: never renumber.
enum class ConsentAct : std::uint8_t {
  requested = 1,
  given = 2,
  confirmed = 3,
  refused = 4,
  withdrawn = 5,
  objected = 6,
  expired = 7,
  revoked = 8,
  invalidated = 9,
};
std::string_view name(ConsentAct act);

// How somebody agreed or what they were shown. Every string may be empty where the source had none.
struct Evidence {
  std::string notice;       // id of the notice in policy.yaml
  Bytes32 notice_sha256{};  // of the wording as shown
  std::string language;
  std::string form;  // form id
  std::string form_url;
  std::string method;  // "form", "inbound", "one_click", "page", ...
  std::string action;  // the affirmative action: "tick", ...
  std::string ip;
  std::string user_agent;
  std::string credential;  // name of the key that vouches
  std::string notice_version{};
};

struct ConsentEvent {
  ConsentAct act = ConsentAct::given;
  ContactId contact;
  Channel channel;
  std::string purpose;
  Utc event_time{};
  Utc recorded_at{};
  std::optional<Utc> expires_at;  // of a grant; absent: does not expire. Of `expired`: when it did
  Evidence evidence;
  Seq leaf_seq = 0;  // the audit leaf that records it
};

// When a grant counts: no client clock can put it after the moment it was recorded.
inline Utc granted_at(const ConsentEvent& grant) {
  return std::min(grant.event_time, grant.recorded_at);
}
// When what ends a consent counts: when it is recorded, but for what only tells that a grant ran out.
inline Utc ended_at(const ConsentEvent& end) {
  return end.act == ConsentAct::expired ? granted_at(end) : end.recorded_at;
}

// A withdrawal or objection. A withdrawal is as wide as it was said; an objection covers everything, whatever
// channel or purpose it names. Lives on the contact (points added later included) and on each address it was
// resolved to.
struct Stop {
  std::optional<Channel> channel;      // absent: every channel
  std::optional<std::string> purpose;  // absent: every purpose
  bool objection = false;
  Utc recorded_at{};
  Seq leaf_seq = 0;

  bool covers(const Channel& c, std::string_view p) const {
    return objection || ((!channel || *channel == c) && (!purpose || *purpose == p));
  }
};

// `invalidated` also stands for revoked: ended by somebody else than the person.
enum class ConsentState : std::uint8_t {
  missing,
  given,
  pending,
  refused,
  withdrawn,
  objected,
  expired,
  invalidated,
};
std::string_view name(ConsentState state);

struct Standing {
  ConsentState state = ConsentState::missing;
  const ConsentEvent* grant = nullptr;  // the latest grant, whether or not it still holds; borrowed
  Utc since{};                          // when this state began to hold
  bool confirmed = false;  // while given: the address confirmed this very consent (double opt-in)
};

// `events` are the consent events of one address; `stops` of contact and address together.
Standing consent_standing(std::span<const ConsentEvent> events, ContactId contact, const Channel& channel,
                          std::string_view purpose, std::span<const Stop* const> stops, Utc now);

// The objection in force: recorded when, or nullopt where there is none or the person came back with a later
// grant of this channel and purpose.
std::optional<Utc> objection_in_force(std::span<const ConsentEvent> events, ContactId contact,
                                      const Channel& channel, std::string_view purpose,
                                      std::span<const Stop* const> stops);

// When consent or request in this scope was last ended: by a stop, a refusal, an expiry or somebody's judgement;
// nullopt: never.
std::optional<Utc> last_end(std::span<const ConsentEvent> events, ContactId contact, const Channel& channel,
                            std::string_view purpose, std::span<const Stop* const> stops);

}  // namespace assent::channels
