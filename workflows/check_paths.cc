#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/overloaded.h"
#include "workflows/reading.h"

namespace assent::workflows {
namespace {

constexpr Millis kNever = Millis::max();
constexpr std::uint32_t kMostCounted = 50;  // caps above it are not held against paths

// A way from one step to another, with the least time that it takes.
struct Edge {
  std::size_t to;
  Millis at_least;
};

std::vector<Edge> edges_of(const Step& step, std::size_t at) {
  return std::visit(
      overloaded{[&](const Wait& w) {
                   const auto* duration = std::get_if<Millis>(&w.until);
                   return std::vector<Edge>{{at + 1, duration != nullptr ? *duration : Millis(0)}};
                 },
                 [&](const WaitFor& w) {
                   return std::vector<Edge>{{at + 1, Millis(0)}, {w.otherwise, w.up_to}};
                 },
                 [&](const Branch& b) {
                   return std::vector<Edge>{{at + 1, Millis(0)}, {b.otherwise, Millis(0)}};
                 },
                 [&](const Choose& c) {
                   std::vector<Edge> out{{c.otherwise, Millis(0)}};
                   for (const Choose::Case& one : c.cases) out.push_back({one.to, Millis(0)});
                   return out;
                 },
                 [&](const Split& s) {
                   std::vector<Edge> out;
                   for (const Split::Way& way : s.ways) out.push_back({way.to, Millis(0)});
                   return out;
                 },
                 [&](const Jump& j) {
                   return std::vector<Edge>{{j.to, Millis(0)}};
                 },
                 [&](const Stop&) { return std::vector<Edge>{}; },
                 [&](const auto&) {
                   return std::vector<Edge>{{at + 1, Millis(0)}};
                 }},
      step.does);
}

const Send* message_of(const Step& step) {
  if (const auto* ask = std::get_if<Ask>(&step.does)) return &ask->message;
  return std::get_if<Send>(&step.does);
}

YamlNode place_of(const Step& step) {
  YamlNode node;
  node.line = step.line;
  node.column = step.column;
  node.width = step.width;
  return node;
}

// The steps only ever lead forward, so one pass in order sees every path.
class Paths {
 public:
  Paths(const Journey& journey, Issues& issues) : journey_(journey), issues_(issues) {}

  // The consent that people entered with has run out before the message, whichever way they take.
  void check_consent(Millis lives, std::string_view purpose) {
    std::vector<Millis> earliest(journey_.steps.size() + 1, kNever);
    earliest[0] = Millis(0);
    for (std::size_t i = 0; i < journey_.steps.size(); ++i) {
      if (earliest[i] == kNever) continue;
      if (message_of(journey_.steps[i]) != nullptr && earliest[i] >= lives) {
        issues_.warning(
            place_of(journey_.steps[i]),
            fmt::format(
                "this goes out {} after the entry at the earliest, and a consent to \"{}\" expires after {}",
                format_duration(earliest[i]), purpose, format_duration(lives)),
            "shorter waits above, or a question for a new consent before");
        return;
      }
      for (const Edge& edge : edges_of(journey_.steps[i], i))
        earliest[edge.to] = std::min(earliest[edge.to], earliest[i] + edge.at_least);
    }
  }

  // A way on which one message more than allowed may come within the window.
  void check_cap(const AtMost& cap, std::string_view whose) {
    if (cap.messages > kMostCounted) return;
    // since[i][k]: the least time since the first of the last k messages, on arriving at step i.
    const std::size_t most = cap.messages;
    std::vector<std::vector<Millis>> since(journey_.steps.size() + 1, std::vector<Millis>(most + 1, kNever));
    since[0][0] = Millis(0);
    for (std::size_t i = 0; i < journey_.steps.size(); ++i) {
      std::vector<Millis> here = since[i];
      if (message_of(journey_.steps[i]) != nullptr) {
        if (here[most] < cap.window) {
          issues_.warning(
              place_of(journey_.steps[i]),
              fmt::format("there is a way on which this is message {} within {}, and {} allows {}", most + 1,
                          format_duration(cap.window), whose, most),
              "longer waits between the messages, or fewer of them");
          return;
        }
        for (std::size_t k = most; k > 0; --k) here[k] = std::min(here[k - 1], since[i][k]);
        if (here[0] != kNever && most > 0) here[1] = Millis(0);
      }
      for (const Edge& edge : edges_of(journey_.steps[i], i)) merge(since[edge.to], here, edge.at_least);
    }
  }

 private:
  static void merge(std::vector<Millis>& into, const std::vector<Millis>& from, Millis later) {
    if (from[0] != kNever) into[0] = Millis(0);
    for (std::size_t k = 1; k < from.size(); ++k) {
      if (from[k] != kNever) into[k] = std::min(into[k], from[k] + later);
    }
  }

  const Journey& journey_;
  Issues& issues_;
};

}  // namespace

void check_paths(const Journey& journey, const Reading& reading) {
  Paths paths(journey, reading.issues);
  if (reading.purpose != nullptr && reading.purpose->consent_expires)
    paths.check_consent(*reading.purpose->consent_expires, reading.purpose->purpose);
  if (journey.at_most) paths.check_cap(*journey.at_most, "limits: above");
  if (reading.declared.at_most) paths.check_cap(*reading.declared.at_most, "the policy");
}

std::vector<StartCircle> circles_of_starts(std::span<const Journey* const> journeys) {
  std::map<std::string_view, std::size_t> by_name;
  for (std::size_t i = 0; i < journeys.size(); ++i) by_name.emplace(journeys[i]->name, i);
  enum class Mark : std::uint8_t { unseen, open, done };
  std::vector<Mark> marks(journeys.size(), Mark::unseen);
  std::vector<StartCircle> circles;
  std::vector<std::size_t> trail;
  // Bounded by the number of journeys: an explicit stack of (journey, step to look at next).
  std::vector<std::pair<std::size_t, std::size_t>> open;
  for (std::size_t root = 0; root < journeys.size(); ++root) {
    if (marks[root] != Mark::unseen) continue;
    open.emplace_back(root, 0);
    marks[root] = Mark::open;
    while (!open.empty()) {
      auto& [at, next] = open.back();
      const auto& steps = journeys[at]->steps;
      if (next >= steps.size()) {
        marks[at] = Mark::done;
        open.pop_back();
        continue;
      }
      const Step& step = steps[next++];
      const auto* start = std::get_if<StartJourney>(&step.does);
      auto target = start == nullptr ? by_name.end() : by_name.find(start->journey);
      if (target == by_name.end()) continue;
      if (marks[target->second] == Mark::unseen) {
        marks[target->second] = Mark::open;
        open.emplace_back(target->second, 0);
      } else if (marks[target->second] == Mark::open) {
        StartCircle circle{at, step.line, step.column, step.width, {}};
        auto from =
            std::find_if(open.begin(), open.end(), [&](const auto& o) { return o.first == target->second; });
        for (auto one = from; one != open.end(); ++one)
          circle.circle += journeys[one->first]->name + " starts ";
        circle.circle += start->journey;
        circles.push_back(std::move(circle));
      }
    }
  }
  return circles;
}

}  // namespace assent::workflows
