#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>

#include "base/limits.h"
#include "channels/reason.h"
#include "engine/api/api.h"
#include "engine/api/timeline.h"

namespace assent::engine {
namespace {

std::string value_of(const Request& request, const char* name) {
  auto found = request.query.find(name);
  return found == request.query.end() ? std::string() : found->second;
}

Result<std::uint64_t> number_of(const Request& request, const char* name, std::uint64_t otherwise) {
  std::string text = value_of(request, name);
  if (text.empty()) return otherwise;
  std::uint64_t value = 0;
  auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  if (ec != std::errc{} || end != text.data() + text.size() || value > most) {
    return fail(Errc::invalid, std::string(name) + " must be a whole number", name);
  }
  return value;
}

Result<std::optional<Utc>> time_of(const Request& request, const char* name) {
  std::string text = value_of(request, name);
  if (text.empty()) return std::optional<Utc>();
  auto time = parse_rfc3339(text);
  if (!time)
    return fail(Errc::invalid, std::string(name) + " must be a time like 2026-11-21T10:00:00Z", name);
  return time;
}

using Words = std::vector<std::string_view>;

const Words kFilters{"contact", "journey", "channel", "purpose", "outcome",
                     "reason",  "from",    "to",      "cursor",  "limit"};
const Words kDecisionOutcomes{"allow", "deny", "defer"};
const Words kMessageOutcomes{"allow",    "deny",    "defer",  "queued",  "claimed",  "accepted",
                             "rejected", "unknown", "denied", "expired", "cancelled"};

bool among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// A filter or a word that there is not would find nothing, and that would pass for an answer.
Result<void> check_words(const Request& request, const Words& outcomes) {
  for (const auto& [name, value] : request.query) {
    if (!among(kFilters, name))
      return fail(Errc::invalid, fmt::format("unknown filter; there are {}", fmt::join(kFilters, " ")), name);
    if (name == "contact" && value.empty())
      return fail(Errc::invalid, "contact is empty; leave it out to ask for everybody", name);
    if (value.empty()) continue;
    if (name == "outcome" && !among(outcomes, value))
      return fail(Errc::invalid, fmt::format("no such outcome; there are {}", fmt::join(outcomes, " ")),
                  name);
    if (name == "reason" && !channels::parse_reason(value))
      return fail(Errc::invalid, "no such reason; docs/reviewers.md lists them", name);
    if (name == "channel" && !Channel::parse(value))
      return fail(Errc::invalid, "no such channel; there are email, sms, voice and social.NETWORK", name);
  }
  return ok();
}

Result<Filter> filter_of(const Request& request, const Words& outcomes) {
  TRY(check_words(request, outcomes));
  Filter filter;
  filter.contact = value_of(request, "contact");
  filter.journey = value_of(request, "journey");
  filter.channel = value_of(request, "channel");
  filter.purpose = value_of(request, "purpose");
  filter.outcome = value_of(request, "outcome");
  filter.reason = value_of(request, "reason");
  TRY(filter.from, time_of(request, "from"));
  TRY(filter.to, time_of(request, "to"));
  TRY(filter.after, number_of(request, "cursor", 0));
  TRY(std::uint64_t limit, number_of(request, "limit", limits::page_items_default));
  filter.limit = std::clamp<std::size_t>(limit, 1, limits::page_items);
  return filter;
}

}  // namespace

void Api::decisions(Call call) {
  auto filter = filter_of(call.request, kDecisionOutcomes);
  if (!filter) return call.respond(error_response(filter.error()));
  bool masked = call.credential.role == Role::author;
  read(
      [filter = filter.value(), masked](const Reads& reads) -> Result<Response> {
        TRY(json::object found, reads.decisions(filter, masked));
        return json_response(found);
      },
      call.respond);
}

void Api::decision(Call call) {
  std::string id = call.request.path.substr(std::string_view("/v1/decisions/").size());
  bool masked = call.credential.role == Role::author;
  read(
      [id, masked](const Reads& reads) -> Result<Response> {
        TRY(json::object found, reads.decision(id, masked));
        return json_response(found);
      },
      call.respond);
}

void Api::messages(Call call) {
  auto filter = filter_of(call.request, kMessageOutcomes);
  if (!filter) return call.respond(error_response(filter.error()));
  bool masked = call.credential.role == Role::author;
  read(
      [filter = filter.value(), masked](const Reads& reads) -> Result<Response> {
        TRY(json::object found, reads.messages(filter, masked));
        return json_response(found);
      },
      call.respond);
}

void Api::explain(Call call) {
  auto at = time_of(call.request, "at");
  if (!at) return call.respond(error_response(at.error()));
  Asked asked{value_of(call.request, "contact"), value_of(call.request, "journey"),
              value_of(call.request, "message"), at.value()};
  read(
      [this, asked](const Reads& reads) -> Result<Response> {
        TRY(json::object story, reads.story(asked));
        Span span{asked.contact, asked.journey, {}, asked.at};
        TRY(json::object told, engine::timeline(engine_.store(), engine_.keys(), span));
        story["timeline"] = std::move(told["items"]);
        story["zone"] = std::move(told["zone"]);
        story["text"] = story_text(story);
        return json_response(story);
      },
      call.respond);
}

}  // namespace assent::engine
