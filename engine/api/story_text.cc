#include <fmt/format.h>

#include <boost/json/serialize.hpp>

#include "channels/reason.h"
#include "engine/api/reads.h"
#include "engine/api/timeline.h"

namespace assent::engine {
namespace {

// A member for people: "-" where there is none.
std::string say(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (!value || value->is_null()) return "-";
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

std::string minute(const json::object& object, std::string_view name) {
  return say(object, name).substr(0, 16);
}

void append_stops(std::string& out, const json::object& of, std::string_view indent) {
  for (const json::value& value : of.at("stops").as_array()) {
    const json::object& stop = value.as_object();
    out += fmt::format("{}stopped on {}: purpose {}, channel {}\n", indent, minute(stop, "at"),
                       say(stop, "purpose"), say(stop, "channel"));
  }
}

void append_point(std::string& out, const json::object& p) {
  out += fmt::format("  {:<14} {:<28} provided by {} through {} on {}\n", say(p, "point"), say(p, "address"),
                     say(p, "provided_by"), say(p, "through"), minute(p, "provided_at"));
  for (const json::value& value : p.at("consents").as_array()) {
    const json::object& c = value.as_object();
    out += fmt::format("      {} {} by {} on {}, notice {}\n", say(c, "act"), say(c, "purpose"),
                       say(c, "channel"), minute(c, "at"), say(c, "notice"));
  }
  append_stops(out, p, "      ");
}

void append_journey(std::string& out, const json::object& j) {
  out += fmt::format("  {}: last entered {}\n", say(j, "journey"), minute(j, "last_entered"));
  if (const json::value* why = j.if_contains("did_not_enter")) {
    out += fmt::format("      did not enter on {}: {}\n", minute(why->as_object(), "at"),
                       say(why->as_object(), "why"));
    if (const json::value* instead = why->as_object().if_contains("instead")) {
      for (const json::value& value : instead->as_array())
        out += fmt::format("        would have, with: {}\n", say(value.as_object(), "change"));
    }
  }
  if (const json::value* now = j.if_contains("under_way")) {
    out += fmt::format("      under way since {}, waits until {}\n", minute(now->as_object(), "since"),
                       minute(now->as_object(), "waits_until"));
  }
}

void append_decision(std::string& out, const json::object& d) {
  out += fmt::format("  {}  {:<5} {:<12} {:<16} {}", minute(d, "at"), say(d, "stage"), say(d, "channel"),
                     say(d, "template"), say(d, "outcome"));
  if (!d.at("until").is_null()) out += " until " + minute(d, "until");
  out += "  (" + say(d, "id") + ")\n";
  for (const json::value& value : d.at("checks").as_array()) {
    const json::object& c = value.as_object();
    if (say(c, "result") != "fail") continue;
    std::string why = say(c, "detail");
    auto reason = channels::parse_reason(say(c, "check"));
    if (why == "-" && reason) why = channels::sentence(*reason);
    out += fmt::format("      {}: {}\n", say(c, "check"), why);
  }
  const json::value* instead = d.if_contains("instead");
  if (!instead || instead->as_array().empty()) return;
  out += "      what would have had to be different:\n";
  for (const json::value& value : instead->as_array())
    out += fmt::format("        {}\n", say(value.as_object(), "change"));
}

}  // namespace

std::string story_text(const json::object& s) {
  std::string out = fmt::format("Contact {} (userId {})\n\nPoints\n", say(s, "contact"), say(s, "userId"));
  for (const json::value& p : s.at("points").as_array()) append_point(out, p.as_object());
  append_stops(out, s, "  everywhere, points added later included: ");
  out += "\nJourneys\n";
  for (const json::value& j : s.at("journeys").as_array()) append_journey(out, j.as_object());
  out += "\nWhat happened, and what did not; times in " + say(s, "zone") + "\n" +
         timeline_lines(s.at("timeline").as_array());
  out += "\nDecisions\n";
  for (const json::value& d : s.at("decisions").as_array()) append_decision(out, d.as_object());
  return out;
}

}  // namespace assent::engine
