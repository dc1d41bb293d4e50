#include "engine/api/counterfactual.h"

#include <fmt/format.h>

#include "base/channel.h"
#include "base/time.h"
#include "channels/reason.h"

namespace assent::engine {
namespace {

using channels::Reason;

std::string text_of(const json::object& object, std::string_view name) {
  const json::string* text = string_member(object, name);
  return text ? std::string(*text) : std::string();
}

// What one decision was about.
struct Decided {
  std::string purpose, channel, journey, address;
  std::string until;  // empty: none
  const json::object& all;

  explicit Decided(const json::object& d)
      : purpose(text_of(d, "purpose")),
        channel(text_of(d, "channel")),
        journey(text_of(d, "journey")),
        address(text_of(d, "address")),
        until(text_of(d, "until")),
        all(d) {}

  std::string detail(Reason reason) const {
    const json::value* checks = all.if_contains("checks");
    if (!checks || !checks->is_array()) return {};
    for (const json::value& check : checks->get_array()) {
      if (check.is_object() && text_of(check.get_object(), "check") == channels::name(reason))
        return text_of(check.get_object(), "detail");
    }
    return {};
  }
  std::string point_kind() const {
    auto parsed = Channel::parse(channel);
    return parsed ? parsed->point_kind().text() : channel;
  }
};

// "until 2026-..." or "since 2026-..." as the time in it; empty: there is none.
std::string time_in(const std::string& detail) {
  auto space = detail.rfind(' ');
  std::string word = space == std::string::npos ? detail : detail.substr(space + 1);
  return parse_rfc3339(word) ? word : std::string();
}

json::array one(std::string_view act, json::value what) {
  json::array acts;
  if (what.is_string() && what.get_string().empty()) return acts;
  acts.emplace_back(json::object{{act, std::move(what)}});
  return acts;
}

json::array consent_act(const Decided& d) {
  return one("consent",
             json::object{{"purpose", d.purpose}, {"channels", json::array{json::value(d.channel)}}});
}

// The address itself where it is known: the same one, but from the contact. Else any.
json::array provide_acts(const Decided& d) {
  std::string kind = d.point_kind(), some = "somebody";
  if (kind == "email") some = "somebody@example.com";
  if (kind == "phone") some = "+12025550123";
  json::array acts =
      one("provide", json::object{{"channel", kind}, {"address", d.address.empty() ? some : d.address}});
  for (json::value& act : consent_act(d)) acts.push_back(std::move(act));
  return acts;
}

// How a scene plays the change.
enum class Play : std::uint8_t {
  no,
  consent,
  provide,
  later,
  a_week_later,
  known_zone,
  resume_journey,
  resume_channel
};

struct Row {
  Reason reason;
  Hand hand;
  std::string_view words;  // with {purpose} {channel} {kind} {journey} {until} {detail}
  Play play;
};

// One for each reason, in the order of kReasons.
constexpr Row kRows[] = {
    {Reason::contact_unknown, Hand::upstream, "the person made known, by an event or a submission", Play::no},
    {Reason::contact_erased, Hand::contact,
     "nothing that we could do: only the person, by a double opt-in of their own after it", Play::no},
    {Reason::processing_restricted, Hand::reviewer, "a reviewer who lifts the restriction", Play::no},
    {Reason::objected, Hand::contact,
     "nothing that we could do: only the person, by agreeing anew to {purpose} by {channel}", Play::consent},
    {Reason::held_out, Hand::nobody, "nothing: whoever is in the control group stays in it", Play::no},
    {Reason::paused_by_contact, Hand::time, "a later time ({until}), or the contact ends the pause",
     Play::later},
    {Reason::already_reached, Hand::nobody,
     "nothing: one occasion is written about once; another occasion is another message", Play::no},
    {Reason::frequency_cap, Hand::time, "a later time, when the window of the limit has room ({until})",
     Play::later},
    {Reason::no_address, Hand::contact,
     "an address ({kind}) that the contact provides, with a consent to {purpose} by {channel}",
     Play::provide},
    {Reason::not_provided_by_contact, Hand::contact,
     "the address provided by the contact, with a consent to {purpose} by {channel}", Play::provide},
    {Reason::suppressed_bounce, Hand::contact,
     "another address of the contact, or a message of theirs from this one", Play::no},
    {Reason::suppressed_complaint, Hand::contact,
     "nothing that we could do: only the person, by a new, confirmed submission", Play::no},
    {Reason::address_paused, Hand::reviewer, "a reviewer who has read the reply and ends the pause",
     Play::no},
    {Reason::consent_missing, Hand::contact, "a consent to {purpose} by {channel}, given by the contact",
     Play::consent},
    {Reason::consent_pending, Hand::contact, "the contact's answer to the request for it", Play::no},
    {Reason::consent_refused, Hand::contact,
     "a later consent to {purpose} by {channel}, given by the contact", Play::consent},
    {Reason::consent_withdrawn, Hand::contact,
     "a later consent to {purpose} by {channel}, given by the contact", Play::consent},
    {Reason::consent_expired, Hand::contact,
     "a newer consent to {purpose} by {channel}, given by the contact", Play::consent},
    {Reason::consent_invalidated, Hand::contact,
     "a new consent to {purpose} by {channel}, under a notice that covers it{detail}", Play::consent},
    {Reason::double_opt_in_missing, Hand::contact, "the contact confirms, by the link in the request",
     Play::no},
    {Reason::time_zone_unknown, Hand::upstream, "the contact's time zone or country known", Play::known_zone},
    {Reason::data_not_permitted, Hand::upstream,
     "the value from the contact or from our own systems, or a template without it{detail}", Play::no},
    {Reason::content_incomplete, Hand::author, "a default in the template, or the value known{detail}",
     Play::no},
    {Reason::expired, Hand::time, "an earlier moment, or a longer `expires:`", Play::no},
    {Reason::quiet_hours, Hand::time, "another hour ({until})", Play::later},
    {Reason::pace, Hand::time, "a later time, at the pace that the contact chose ({until})", Play::later},
    {Reason::channel_unavailable, Hand::host, "the channel in service", Play::no},
    {Reason::journey_paused, Hand::host, "the operator resumes {journey}", Play::resume_journey},
    {Reason::channel_paused, Hand::host, "the operator resumes {channel}", Play::resume_channel},
};

// Where only time stands between two journeys with one template.
constexpr Row kOtherJourney{Reason::already_reached, Hand::time,
                            "seven days since the same template went out from another journey",
                            Play::a_week_later};

const Row& row_of(Reason reason, const Decided& d) {
  bool other =
      reason == Reason::already_reached && d.detail(reason).find("another journey") != std::string::npos;
  if (other) return kOtherJourney;
  for (const Row& row : kRows) {
    if (row.reason == reason) return row;
  }
  return kRows[0];
}

// Where the gate could not say when: no window of the limit is longer than itself.
json::array after_the_window(const std::string& detail) {
  auto in = detail.find(" in "), end = detail.find(", by");
  if (in == std::string::npos || end == std::string::npos) return {};
  return one("after", json::value(detail.substr(in + 4, end - in - 4)));
}

json::array acts_of(Play play, const Decided& d, const std::string& until) {
  switch (play) {
    case Play::no:
      return {};
    case Play::consent:
      return consent_act(d);
    case Play::provide:
      return provide_acts(d);
    case Play::later:
      return until.empty() ? after_the_window(d.detail(Reason::frequency_cap))
                           : one("at", json::value(until));
    case Play::a_week_later:
      return one("after", json::value("7 days"));
    case Play::known_zone:
      return one("identify", json::object{{"timezone", "Europe/Paris"}, {"country", "FR"}});
    case Play::resume_journey:
      return one("resume", json::value(d.journey));
    case Play::resume_channel:
      return one("resume", json::value(d.channel));
  }
  return {};
}

}  // namespace

std::string_view name(Hand hand) {
  switch (hand) {
    case Hand::contact:
      return "contact";
    case Hand::time:
      return "time";
    case Hand::author:
      return "author";
    case Hand::upstream:
      return "upstream";
    case Hand::host:
      return "operator";
    case Hand::reviewer:
      return "reviewer";
    case Hand::nobody:
      return "nobody";
  }
  return {};
}

std::vector<Change> changes_for(const json::object& decision) {
  std::vector<Change> out;
  const json::value* reasons = decision.if_contains("reasons");
  if (!reasons || !reasons->is_array()) return out;
  Decided decided(decision);
  for (const json::value& text : reasons->get_array()) {
    auto reason = text.is_string() ? channels::parse_reason(text.get_string()) : std::nullopt;
    if (!reason) continue;
    const Row& row = row_of(*reason, decided);
    std::string until = decided.until.empty() ? time_in(decided.detail(*reason)) : decided.until;
    std::string detail = decided.detail(*reason);
    Change change;
    change.hand = row.hand;
    change.words = fmt::format(fmt::runtime(row.words), fmt::arg("purpose", decided.purpose),
                               fmt::arg("channel", decided.channel), fmt::arg("kind", decided.point_kind()),
                               fmt::arg("journey", decided.journey),
                               fmt::arg("until", until.empty() ? "nobody can say when" : "from " + until),
                               fmt::arg("detail", detail.empty() ? "" : ": " + detail));
    change.acts = acts_of(row.play, decided, until);
    change.reason = channels::name(*reason);
    out.push_back(std::move(change));
  }
  return out;
}

json::array as_json(const std::vector<Change>& changes) {
  json::array out;
  for (const Change& change : changes) {
    out.push_back({{"reason", change.reason},
                   {"who", name(change.hand)},
                   {"change", change.words},
                   {"acts", change.acts}});
  }
  return out;
}

}  // namespace assent::engine
