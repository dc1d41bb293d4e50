#include "engine/rehearsal/play.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.h"
#include "engine/api/timeline.h"

namespace assent::engine {
using namespace scene;

namespace {

constexpr LocalTime kMondayAtTen =
    LocalTime(date::local_days(date::year(2026) / 11 / 23)) + std::chrono::hours(10);

Zone zone_of(const Given& given, const channels::Policy& policy) {
  if (given.zone) return *given.zone;
  const json::string* named = string_member(given.attributes, "timezone");
  auto zone = named ? Zone::find(*named) : std::nullopt;
  return zone.value_or(policy.controller_zone);
}

// What `given` says happened, in the order in which it did.
struct Before {
  Millis ago{};
  std::vector<const Agreement*> consents;
  const Event* event = nullptr;
};

std::vector<Before> past_of(const Given& given) {
  std::vector<Before> all;
  for (const Agreement& consent : given.consents) {
    auto same = std::find_if(all.begin(), all.end(), [&](const Before& b) { return b.ago == consent.ago; });
    if (same == all.end()) same = all.insert(all.end(), Before{consent.ago, {}, nullptr});
    same->consents.push_back(&consent);
  }
  for (const Event& event : given.events) all.push_back({event.ago, {}, &event});
  std::stable_sort(all.begin(), all.end(), [](const Before& a, const Before& b) { return a.ago > b.ago; });
  return all;
}

json::object point_trait(const Point& point) {
  return {{point.kind.text(), point.address}};
}

class Player {
 public:
  Player(Rehearsal& stage, const Given& given, Zone zone) : stage_(stage), given_(given), zone_(zone) {
    for (const Point& point : given.points) {
      if (point.by == channels::ProvidedBy::contact) provided_.push_back(point);
    }
  }

  Result<void> prepare(Utc begin, const std::vector<Before>& past) {
    TRY(tell_attributes());
    for (const Point& point : given_.points) {
      if (point.by == channels::ProvidedBy::contact) continue;
      bool broker = point.by == channels::ProvidedBy::third_party;
      TRY(identify(point_trait(point), broker ? Voice::broker : Voice::website));
    }
    json::object traits = attributes_of(Source::contact);
    if (!provided_.empty() || !traits.empty()) {
      TRY(submit(provided_, {}, std::move(traits)));
    }
    for (const Before& one : past) {
      TRY(stage_.advance_to(begin - one.ago));
      if (!one.consents.empty()) {
        TRY(submit(provided_, one.consents, {}));
      }
      if (one.event) {
        TRY(track(*one.event));
      }
    }
    return stage_.advance_to(begin);
  }

  Result<void> act(const Act& act) {
    auto done = std::visit([this](const auto& one) { return take(one); }, act.does);
    if (!done) return std::move(done).error().within(fmt::format("line {}", act.line));
    return ok();
  }

 private:
  json::object attributes_of(Source source) const {
    json::object traits;
    for (const auto& [name, value] : given_.attributes) {
      auto said = given_.sources.find(std::string_view(name));
      if ((said == given_.sources.end() ? Source::upstream : said->second) == source) traits[name] = value;
    }
    return traits;
  }

  Result<void> tell_attributes() {
    json::object own = attributes_of(Source::upstream), foreign = attributes_of(Source::third_party);
    if (given_.zone) own["timezone"] = given_.zone->name();
    if (!own.empty()) {
      TRY(identify(std::move(own), Voice::website));
    }
    if (!foreign.empty()) {
      TRY(identify(std::move(foreign), Voice::broker));
    }
    return ok();
  }

  Result<void> identify(json::object traits, Voice as) {
    TRY(stage_.call("POST", "/v1/identify", {{"userId", kSceneUser}, {"traits", std::move(traits)}}, as));
    return ok();
  }

  Result<void> submit(const std::vector<Point>& points, const std::vector<const Agreement*>& given,
                      json::object traits) {
    json::array provided, consents;
    for (const Point& point : points)
      provided.push_back({{"channel", point.kind.text()}, {"address", point.address}});
    for (const Agreement* consent : given) {
      json::array channels;
      for (const Channel& channel : consent->channels) channels.push_back(json::value(channel.text()));
      consents.push_back(
          {{"purpose", consent->purpose}, {"channels", std::move(channels)}, {"notice", consent->notice}});
    }
    json::object body{{"userId", kSceneUser},
                      {"form", {{"id", "scene"}, {"language", "en"}}},
                      {"provided", std::move(provided)},
                      {"consents", std::move(consents)},
                      {"traits", std::move(traits)},
                      {"evidence", {{"action", "tick"}}}};
    TRY(stage_.call("POST", "/v1/submissions", std::move(body), Voice::form));
    return ok();
  }

  Result<void> track(const Event& event) {
    json::object body{{"userId", kSceneUser}, {"event", event.name}, {"properties", event.properties}};
    TRY(stage_.call("POST", "/v1/track", std::move(body),
                    event.third_party ? Voice::broker : Voice::website));
    return ok();
  }

  Result<void> move_to(Utc target) {
    if (target < stage_.now()) {
      return fail(Errc::invalid, fmt::format("{} is past; it is {} already", format_rfc3339(target),
                                             format_rfc3339(stage_.now())));
    }
    return stage_.advance_to(target);
  }

  Result<void> take(const Event& event) {
    if (event.at) {
      TRY(move_to(event.at->resolve(stage_.now(), zone_)));
    }
    return track(event);
  }
  Result<void> take(const After& after) { return stage_.advance_to(stage_.now() + after.duration); }
  Result<void> take(const At& at) { return move_to(at.moment.resolve(stage_.now(), zone_)); }
  Result<void> take(const Withdraw& stop) {
    json::object body{{"userId", kSceneUser}, {"method", "scene"}};
    if (stop.channel) body["channel"] = stop.channel->text();
    if (!stop.purpose.empty()) body["purpose"] = stop.purpose;
    if (stop.objection) body["kind"] = "objection";
    TRY(stage_.call("POST", "/v1/withdrawals", std::move(body)));
    return ok();
  }
  Result<void> take(const Identify& told) { return identify(told.traits, Voice::website); }
  Result<void> take(const Consent& again) { return submit(provided_, {&again.consent}, {}); }
  Result<void> take(const Provide& provide) {
    if (provide.point.by != channels::ProvidedBy::contact) {
      bool broker = provide.point.by == channels::ProvidedBy::third_party;
      return identify(point_trait(provide.point), broker ? Voice::broker : Voice::website);
    }
    provided_.push_back(provide.point);
    return submit({provide.point}, {}, {});
  }
  Result<void> take(const Brake& brake) {
    json::object body;
    if (!brake.what.empty()) body[brake.is_channel ? "channel" : "journey"] = brake.what;
    TRY(stage_.call("POST", brake.paused ? "/v1/pause" : "/v1/resume", std::move(body), Voice::host));
    return ok();
  }

  Rehearsal& stage_;
  const Given& given_;
  Zone zone_;
  std::vector<Point> provided_;  // by the contact, so far
};

}  // namespace

Result<Played> play(Workspace workspace, const Scene& scene, const PlayOptions& options) {
  Played played;
  played.zone = zone_of(scene.given, *workspace.policy);
  Utc monday = played.zone.instant(kMondayAtTen);
  played.begun =
      options.from.value_or(scene.given.now ? scene.given.now->resolve(monday, played.zone) : monday);
  std::vector<Before> past = past_of(scene.given);
  Millis longest = past.empty() ? Millis{} : past.front().ago;
  RehearsalOptions stage{played.begun - longest - std::chrono::seconds(1), scene.given.seed,
                         scene.given.carriers};
  TRY(played.stage, Rehearsal::open(std::move(workspace), stage));
  Player player(*played.stage, scene.given, played.zone);
  TRY(player.prepare(played.begun, past));
  played.given_until = played.stage->engine().writer().last_seq();
  for (const Act& act : scene.when) {
    TRY(player.act(act));
  }
  if (options.until) {
    TRY(played.stage->advance_to(std::max(played.begun + *options.until, played.stage->now())));
  }
  Engine& engine = played.stage->engine();
  auto told = timeline(engine.store(), engine.keys(), {std::string(kSceneUser), "", {}, {}});
  if (told) played.told = std::move(told).value();
  return played;
}

}  // namespace assent::engine
