// What a rule asks for, in words.
#include "channels/rule_pack.h"

#include <fmt/format.h>

#include "base/overloaded.h"

namespace assent::channels {
namespace {

constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string text_of(const std::vector<OpenHours::Span>& spans) {
  if (spans.empty()) return "none";
  std::string out;
  for (const auto& s : spans) {
    out += fmt::format("{}{:02}:{:02}-{:02}:{:02}", out.empty() ? "" : ", ", s.from / 60, s.from % 60,
                       s.to / 60, s.to % 60);
  }
  return out;
}

// Days in a row with the same hours stand together: "mon-fri 10:00-13:00, sat-sun none".
std::string text_of(const OpenHours& hours) {
  std::string out;
  for (std::size_t first = 0; first < 7;) {
    std::size_t last = first;
    std::string spans = text_of(hours.days[first]);
    while (last + 1 < 7 && text_of(hours.days[last + 1]) == spans) ++last;
    std::string days(kDays[first]);
    if (last > first) days += fmt::format("-{}", kDays[last]);
    out += fmt::format("{}{} {}", out.empty() ? "" : "; ", days, spans);
    first = last + 1;
  }
  if (hours.heeds_holidays) out += "; holidays " + text_of(hours.days[OpenHours::holiday]);
  return out;
}

std::string text_of(const RequiredContent& content) {
  std::string out;
  auto add = [&](std::uint8_t part, std::string_view words) {
    if (content.parts & part) out += fmt::format("{}{}", out.empty() ? "" : ", ", words);
  };
  add(part_sender, "the sender");
  add(part_name, "the controller's name");
  add(part_postal_address, "the postal address");
  add(part_stop_address, "somewhere to send a stop");
  add(part_stop_shown, "how to stop, in the text");
  return out;
}

std::string text_of(const StopWithin& within) {
  switch (within.unit) {
    case StopWithin::Unit::at_once:
      return "at once";
    case StopWithin::Unit::days:
      return fmt::format("within {} days", within.count);
    case StopWithin::Unit::business_days:
      return fmt::format("within {} business days", within.count);
  }
  return {};
}

}  // namespace

std::string describe(const Effect& effect) {
  return std::visit(
      overloaded{
          [](std::monostate) { return std::string("nothing yet"); },
          [](const OpenHours& hours) { return "only " + text_of(hours); },
          [](const RuleCap& c) {
            return fmt::format("at most {} messages in {}{}", c.cap.messages, format_duration(c.cap.window),
                               c.same_purpose ? ", of the same purpose" : "");
          },
          [](const DoubleOptIn&) { return std::string("double opt-in"); },
          [](const ConsentExpires& e) { return "consent expires after " + format_duration(e.after); },
          [](const RequiredContent& content) { return "must tell " + text_of(content); },
          [](const StopWithin& within) { return "a stop is honoured " + text_of(within); },
          [](const StopCovers&) { return std::string("a stop covers all purposes"); },
          [](const KeepProof& proof) { return "proof is kept " + format_duration(proof.keep); },
          [](const OptIn& opt_in) {
            return std::string(opt_in.written ? "consent in writing" : "express consent");
          },
      },
      effect);
}

}  // namespace assent::channels
