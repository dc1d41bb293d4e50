// A rule pack: what the law of one place asks of a message, as data, with its sources.
//
//   Issues issues("fr.yaml", text);
//   auto pack = load_pack(text, "fr", issues);     // nullopt exactly when issues.any_error()
//
//   regime: fr
//   title: France
//   places: [FR]                       # ISO 3166; with `within: US` a part of a country
//   time_zone: Europe/Paris            # in which the dates of its rules begin
//   holidays: [01-01, easter+1, 2026-05-04]
//   rules:
//     - rule: voice-hours
//       channels: [voice]              # email, sms, voice, social (any network)
//       hours: {mon-fri: [10:00-13:00, 14:00-20:00], sat-sun: none, holidays: none}    # when it is allowed
//       effective_from: 2026-08-11     # and effective_to, the last day; absent: always
//       source: code de la consommation D223-9
//       mark: V                        # V primary text, S secondary sources agree, K unconfirmed, ? disputed
//
// A rule has one effect: hours, at_most (with `of_the_same: purpose`), double_opt_in, consent_expires, content,
// stop_within, stop_covers, keep_proof, opt_in. Only what is marked V or S may be in force; the others carry
// `enabled: false` and their `doubt`, and may lack an effect. A rule only tightens: none of the effects can make the gate
// say yes. Immutable once loaded; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/channel.h"
#include "base/hash.h"
#include "base/time.h"
#include "base/yaml.h"
#include "channels/limit_values.h"
#include "channels/open_hours.h"

namespace assent::channels {

// What a message must tell. Bits of a set.
enum ContentPart : std::uint8_t {
  part_sender = 1,          // who writes is not concealed: a From address, a number, an account
  part_name = 2,            // the controller's name
  part_postal_address = 4,  // the controller's postal address
  part_stop_address = 8,    // where a stop can be sent: a reply, or a link
  part_stop_shown = 16,     // and how is said in the text
  all_content_parts = 31,
};

struct DoubleOptIn {};
struct RuleCap {
  Cap cap;
  bool same_purpose = false;  // counts messages of the asking purpose only
};
struct ConsentExpires {
  Millis after{};
};
struct RequiredContent {
  std::uint8_t parts = 0;
};
struct StopWithin {  // Assent honours a stop at once; the law's deadline is for reports
  enum class Unit : std::uint8_t { at_once, days, business_days };
  Unit unit = Unit::at_once;
  std::uint32_t count = 0;
};
struct StopCovers {};  // a stop for one purpose ends all purposes on the rule's channels
struct KeepProof {
  Millis keep{};
};
struct OptIn {  // Assent never sends without; the law's form of it is for reports
  bool written = false;
};
using Effect = std::variant<std::monostate, OpenHours, RuleCap, DoubleOptIn, ConsentExpires, RequiredContent,
                            StopWithin, StopCovers, KeepProof, OptIn>;
std::string describe(const Effect& effect);  // "at most 4 messages per 30 days"

struct Rule {
  std::string id;
  std::uint8_t media = 0;  // bit of each Medium
  Effect effect;
  std::optional<Utc> from, until;                  // in force from, and up to but not including
  std::optional<std::string> first_day, last_day;  // as written
  bool enabled = true;
  std::string doubt;
  std::string source;
  std::string mark;  // V, S, K or ?

  bool concerns(Medium medium) const { return (media >> static_cast<unsigned>(medium)) & 1; }
  bool in_force(Utc t) const { return enabled && (!from || t >= *from) && (!until || t < *until); }
};

struct RulePack {
  std::string id;
  std::string title;
  std::vector<std::string> places;
  std::string within;  // the country that the places are parts of; empty: they are countries
  std::vector<Rule> rules;
  Bytes32 sha256{};  // of the text
};

std::optional<RulePack> load_pack(std::string_view text, std::string_view id, Issues& issues);

}  // namespace assent::channels
