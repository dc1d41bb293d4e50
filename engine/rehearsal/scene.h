// A scene: one made-up contact, what is so at the beginning, and what happens then. The `given:` and `when:` of a
// journey's tests, and the files of `assent simulate`.
//
//   given:
//     now: 2026-11-23 10:00             # their own time, or RFC 3339; a Monday at ten if left out
//     time_zone: Asia/Bangkok
//     contact: {plan: pro}              # attributes, told by upstream...
//     sources: {plan: third_party}      # ...unless somebody else told them: contact, operator, third_party
//     points: [{channel: email, address: ada@acme.example, provided_by: contact}]
//     consents: [product_tips, {purpose: offers, channels: [sms], notice: offers-v2, ago: 20 days}]
//     events: [{event: Login, ago: 3 days, properties: {device: phone}}]
//     carriers: {sms: rejects}          # accepts, rejects, loses (the outcome is unknown)
//     seed: 7                           # another roll of the dice
//   when:
//     - event: Trial Started
//       properties: {plan: pro}
//     - after: 3 days
//     - at: 2026-12-01 09:00
//     - withdraw: {channel: email, purpose: product_tips}     # or: withdraw: everything
//     - identify: {plan: free}
//     - consent: {purpose: product_tips, channels: [email]}
//     - provide: {channel: phone, address: "+66812345678"}
//     - pause: trial-onboarding         # a journey, a channel or everything; and resume
//
// read_* report every mistake at its place. A Scene is a value; engine/rehearsal/play.h plays it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/channel.h"
#include "base/json.h"
#include "base/yaml.h"
#include "channels/address.h"
#include "channels/policy.h"
#include "engine/rehearsal/sinks.h"

namespace assent::engine {

namespace scene {

// A moment as people write it: an instant, a wall clock's reading, or only a time of day.
struct Moment {
  std::optional<Utc> instant;
  std::optional<LocalTime> local;
  std::optional<std::uint16_t> minute_of_day;
  // The instant; of a time of day the next one after `now`.
  Utc resolve(Utc now, const Zone& zone) const;
};
std::optional<Moment> parse_moment(std::string_view text);

struct Point {
  PointKind kind;
  std::string address;
  channels::ProvidedBy by = channels::ProvidedBy::contact;
};
struct Agreement {
  std::string purpose;
  std::vector<Channel> channels;
  std::string notice;
  Millis ago{};
};
struct Event {
  std::string name;
  json::object properties;
  Millis ago{};                // in given
  std::optional<Moment> at{};  // in when: the clock moves there first
  bool third_party = false;
};
struct Given {
  std::optional<Moment> now;
  std::optional<Zone> zone;
  json::object attributes;
  std::map<std::string, Source, std::less<>> sources;
  std::vector<Point> points;
  std::vector<Agreement> consents;
  std::vector<Event> events;
  std::map<Channel, Carrier> carriers;
  std::uint64_t seed = 1;
};

struct After {
  Millis duration{};
};
struct At {
  Moment moment;
};
struct Withdraw {
  std::optional<Channel> channel;
  std::string purpose;  // empty: every one
  bool objection = false;
};
struct Identify {
  json::object traits;
};
struct Consent {
  Agreement consent;
};
struct Provide {
  Point point;
};
struct Brake {
  bool paused = true;
  std::string what;  // a journey, a channel, or empty: everything
  bool is_channel = false;
};
struct Act {
  std::uint32_t line = 0;
  std::variant<Event, After, At, Withdraw, Identify, Consent, Provide, Brake> does;
};

}  // namespace scene

struct Scene {
  scene::Given given;
  std::vector<scene::Act> when;
};

// What a scene may name.
struct Cast {
  const channels::Policy& policy;
  std::vector<std::string> journeys, templates;
};

scene::Given read_given(const YamlNode& node, const Cast& cast, Issues& issues);
// `points` of given, which consents in `when` may stand on.
std::vector<scene::Act> read_when(const YamlNode& node, const Cast& cast,
                                  const std::vector<scene::Point>& points, Issues& issues);

}  // namespace assent::engine
