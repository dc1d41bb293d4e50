#include "engine/cli/regimes_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <set>

namespace assent::engine {
namespace {

using channels::Rule;
using channels::RulePack;

constexpr std::pair<Medium, std::string_view> kMedia[] = {
    {Medium::email, "email"}, {Medium::sms, "sms"}, {Medium::voice, "voice"}, {Medium::social, "social"}};

std::string media_of(const Rule& rule) {
  std::vector<std::string> names;
  for (auto [medium, name] : kMedia) {
    if (rule.concerns(medium)) names.emplace_back(name);
  }
  return join(names);
}

std::string days_of(const Rule& rule) {
  std::string out;
  if (rule.first_day) out += ", from " + *rule.first_day;
  if (rule.last_day) out += ", until " + *rule.last_day;
  return out;
}

// Does it hold a message up or deny it? The others are for reports.
bool gates(const Rule& rule) {
  return rule.enabled && !std::holds_alternative<channels::StopWithin>(rule.effect) &&
         !std::holds_alternative<channels::KeepProof>(rule.effect) &&
         !std::holds_alternative<channels::OptIn>(rule.effect);
}

std::set<Medium> media_of(const workflows::Journey& journey) {
  std::set<Medium> media;
  for (const workflows::Step& step : journey.steps) {
    const auto* send = std::get_if<workflows::Send>(&step.does);
    for (std::size_t i = 0; send && i < send->by.size(); ++i) media.insert(send->by[i].medium());
  }
  return media;
}

void print_rules(const RulePack& pack, const std::set<Medium>& media, std::string_view where,
                 std::ostream& out) {
  for (const Rule& rule : pack.rules) {
    bool concerned = std::any_of(media.begin(), media.end(), [&](Medium m) { return rule.concerns(m); });
    if (!concerned || !gates(rule)) continue;
    out << fmt::format("  {}: {} by {}{} ({} {})\n", where, channels::describe(rule.effect), media_of(rule),
                       days_of(rule), pack.id, rule.id);
  }
}

}  // namespace

void print_rule_packs(std::ostream& out) {
  for (const RulePack& pack : channels::built_in_packs()->all()) {
    out << fmt::format("{}: {} ({})\n", pack.id, pack.title, join(pack.places, " "));
    for (const Rule& rule : pack.rules) {
      out << fmt::format("  {} {}: {} by {}{}\n", rule.enabled ? "on " : "off", rule.id,
                         channels::describe(rule.effect), media_of(rule), days_of(rule));
      out << fmt::format("      {} [{}]\n", rule.source, rule.mark);
      if (!rule.doubt.empty()) out << fmt::format("      {}\n", rule.doubt);
    }
  }
}

void print_binding_rules(const Workspace& workspace, std::ostream& out) {
  if (!workspace.policy || !workspace.policy->packs) return;
  const auto& packs = workspace.policy->packs->all();
  // Journeys on the same kinds of channels stand under the same rules.
  std::map<std::set<Medium>, std::vector<std::string>> alike;
  for (const LoadedJourney& loaded : workspace.journeys) {
    if (auto media = media_of(loaded.journey); !media.empty()) alike[media].push_back(loaded.journey.name);
  }
  for (const auto& [media, journeys] : alike) {
    std::vector<std::string> names, by;
    for (std::size_t i = 0; i < journeys.size() && i < 5; ++i) names.push_back(journeys[i]);
    if (journeys.size() > 5) names.push_back(fmt::format("{} more", journeys.size() - 5));
    for (auto [medium, name] : kMedia) {
      if (media.contains(medium)) by.emplace_back(name);
    }
    out << fmt::format("rules for {}, by {}:\n", join(names), join(by));
    for (bool everywhere : {true, false}) {
      for (std::size_t i = 0; i < packs.size(); ++i) {
        bool always = (workspace.policy->packs_always >> i) & 1;
        if (always == everywhere)
          print_rules(packs[i], media, always ? "everywhere" : "in " + packs[i].title, out);
      }
    }
  }
}

}  // namespace assent::engine
