// What each step does when a run comes to it.
#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/overloaded.h"
#include "workflows/admission.h"
#include "workflows/dates.h"
#include "workflows/phrase.h"
#include "workflows/walk.h"

namespace assent::workflows {
namespace {

std::string channels_in_words(const Send& send) {
  std::string out;
  for (const Channel& channel : send.by) out += (out.empty() ? "" : ", else ") + channel.text();
  return send.preferred ? "the preferred of " + out : out;
}

std::string_view word(Happening what) {
  switch (what) {
    case Happening::event:
      return "";
    case Happening::answer:
      return "answer to";
    case Happening::reply:
      return "reply to";
    case Happening::delivery:
      return "delivery of";
    case Happening::click:
      return "click in";
  }
  return "";
}

}  // namespace

std::string in_words(const WaitFor& wait) {
  if (wait.what == Happening::event) return wait.name;
  if (wait.name.empty()) return "a reply";
  return fmt::format("{} {}", word(wait.what), wait.name);
}

const json::value* value_of(const DateOf& date, const Run& run, const Around& around) {
  if (date.variable == "event") return run.event.properties.if_contains(date.attribute);
  return around.contact == nullptr ? nullptr : around.contact->attribute(date.attribute);
}

void Walk::take_step(const Send& send) {
  trace(fmt::format("send {} by {}", send.template_name, channels_in_words(send)));
  turn_.effects.emplace_back(PlanSend{run().at});
  run().phase = Phase::sending;
}

void Walk::take_step(const Ask& ask) {
  trace(fmt::format("ask {} by {}", ask.message.template_name, channels_in_words(ask.message)));
  turn_.effects.emplace_back(PlanSend{run().at});
  run().phase = Phase::sending;
}

void Walk::wait_until(Utc at, std::string_view how) {
  run().wake_at = at;
  run().phase = Phase::waiting;
  trace(fmt::format("wait {}, to {}", how, format_rfc3339(at)));
  turn_.effects.emplace_back(SetTimer{at});
}

void Walk::take_step(const Wait& wait) {
  std::visit(
      overloaded{[&](Millis duration) { wait_until(around_.now + duration, format_duration(duration)); },
                 [&](const UntilWeekday& until) {
                   wait_until(next_weekday_time(until, around_.now, around_.zone),
                              fmt::format("until {} ({})", describe(until), around_.zone.name()));
                 },
                 [&](const DateOf& date) { wait_for_date(date); }},
      wait.until);
}

// Also where the date has changed under somebody who waits for it. A wait for a date that nobody knows would end
// in a message about nothing, so it ends the run; one for a date that has passed is over.
void Walk::wait_for_date(const DateOf& date) {
  const json::value* value = value_of(date, run(), around_);
  auto at = value == nullptr ? std::nullopt : instant_of(date, *value, around_.zone);
  if (!at) {
    const char* why = value == nullptr ? "is not known" : "is no date";
    return end(fmt::format("{}.{} {}, so there is nothing to wait for", date.variable, date.attribute, why));
  }
  if (run().phase == Phase::waiting && *at == run().wake_at) return;
  if (*at <= around_.now) {
    trace(fmt::format("wait until {}: that was at {}, so it is over", describe(date), format_rfc3339(*at)));
    ++run().at;
    run().phase = Phase::ready;
    return;
  }
  wait_until(*at, fmt::format("until {} ({})", describe(date), around_.zone.name()));
}

void Walk::receive(const json::object& properties, Source source) {
  run().received = properties;
  if (source == Source::third_party) run().third_party_read = true;
}

// Answers, replies, deliveries and clicks may have come before the run waits for them.
bool Walk::has_seen(const WaitFor& wait) {
  if (wait.what == Happening::event) return false;
  auto& seen = run().seen;
  auto found = std::find_if(seen.begin(), seen.end(), [&](const Seen& s) {
    if (s.what != wait.what || (!wait.name.empty() && s.name != wait.name)) return false;
    return !wait.condition || decide(*wait.condition, &s.properties, Source::contact).holds;
  });
  if (found == seen.end()) return false;
  receive(found->properties, Source::contact);
  seen.erase(found);
  return true;
}

void Walk::take_step(const WaitFor& wait) {
  if (has_seen(wait)) {
    trace(fmt::format("{} had happened already", in_words(wait)));
    ++run().at;
    return;
  }
  wait_until(around_.now + wait.up_to,
             fmt::format("for {} up to {}", in_words(wait), format_duration(wait.up_to)));
}

void Walk::take_step(const Branch& branch) {
  rules::Verdict verdict = decide(branch.condition, &run().event.properties, run().event.source);
  if (!verdict.error.empty()) {
    trace(fmt::format("if {}: could not be told, so no: {}", branch.condition.text, verdict.error));
  } else {
    const json::object seen = run_seen(run());
    trace(fmt::format("if {}: {}: {}", branch.condition.text, verdict.holds ? "yes" : "no",
                      rules::explain(*branch.condition.program, activation(&run().event.properties, &seen))));
  }
  run().at = verdict.holds ? run().at + 1 : static_cast<std::uint32_t>(branch.otherwise);
}

void Walk::take_step(const Choose& choose) {
  for (std::size_t i = 0; i < choose.cases.size(); ++i) {
    const Choose::Case& one = choose.cases[i];
    rules::Verdict verdict = decide(one.condition, &run().event.properties, run().event.source);
    if (!verdict.error.empty())
      trace(
          fmt::format("case {}, {}: could not be told, so no: {}", i + 1, one.condition.text, verdict.error));
    if (!verdict.holds) continue;
    trace(fmt::format("choose case {}: {}", i + 1, one.condition.text));
    run().at = static_cast<std::uint32_t>(one.to);
    return;
  }
  trace("choose: no case holds");
  run().at = static_cast<std::uint32_t>(choose.otherwise);
}

void Walk::take_step(const Split& split) {
  const std::uint32_t drawn = lot(around_.who, "split", split.name);
  std::uint32_t before = 0;
  const Split::Way* way = &split.ways.back();
  for (const Split::Way& one : split.ways) {
    before += one.share;
    if (drawn >= before) continue;
    way = &one;
    break;
  }
  trace(fmt::format("split {}: {}", split.name, way->name));
  run().at = static_cast<std::uint32_t>(way->to);
}

void Walk::take_step(const HandOver& task) {
  trace(fmt::format("hand over to {}", task.to));
  turn_.effects.emplace_back(OpenTask{run().at});
  ++run().at;
  pauses_ = true;
}

void Walk::take_step(const Call& call) {
  trace(fmt::format("call {}", call.hook));
  turn_.effects.emplace_back(CallOut{run().at});
  run().phase = Phase::calling;
}

void Walk::take_step(const StartJourney& start) {
  trace(fmt::format("start {}", start.journey));
  turn_.effects.emplace_back(Start{start.journey});
  ++run().at;
  pauses_ = true;
}

void Walk::take_step(const Jump& jump) {
  run().at = static_cast<std::uint32_t>(jump.to);
}

void Walk::take_step(const Stop& stop) {
  std::string why = stop.reason.empty() ? "stop" : stop.reason;
  trace(fmt::format("stop: {}", why));
  end(std::move(why));
}

}  // namespace assent::workflows
