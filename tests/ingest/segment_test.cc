#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "base/limits.h"
#include "engine/ingest/ingest.h"

namespace assent::engine {
namespace {

const Utc kNow = *parse_rfc3339("2026-11-21T10:00:00Z");

Result<Parsed> parse(std::string_view endpoint, std::string_view body, bool third_party = false) {
  static SeededEntropy entropy(7);
  Credential credential{
      .name = "site", .role = Role::ingest, .third_party = third_party, .forms = {}, .notices = {}};
  return parse_segment(endpoint, body, credential, kNow, entropy);
}

EventCommand one(std::string_view endpoint, std::string_view body, bool third_party = false) {
  auto parsed = parse(endpoint, body, third_party);
  if (!parsed.has_value()) {
    ADD_FAILURE() << body << ": " << parsed.error().message;
    return {};
  }
  EXPECT_EQ(parsed.value().commands.size(), 1u) << body;
  return parsed.value().commands.at(0);
}

TEST(Segment, ReadsWhatAnalyticsNodeSends) {
  auto parsed = parse("batch", R"({"batch":[
    {"timestamp":"2026-11-21T09:59:58.123Z","integrations":{},"type":"identify","userId":"u1",
     "traits":{"email":"ada@acme.example","age":36},"context":{"library":{"name":"@segment/analytics-node"}},
     "messageId":"node-next-1","_metadata":{"nodeVersion":"v20.20.2"}},
    {"type":"track","userId":"u1","event":"Signed Up","properties":{"plan":"pro","price":19.99,"tags":["a",null]},
     "messageId":"node-next-2","timestamp":"2026-11-21T11:59:59+02:00"},
    {"type":"alias","userId":"u1","previousId":"anon1","messageId":"node-next-3"},
    {"type":"group","groupId":"acme","anonymousId":"a1","traits":{"seats":5},"messageId":"node-next-4"},
    {"type":"page","name":"Pricing","userId":"u1","properties":{"url":"https://x"},"messageId":"node-next-5"},
    {"type":"screen","userId":"u1","messageId":"node-next-6"}],
    "writeKey":"WK","sentAt":"2026-11-21T10:00:00.000Z"})");
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_TRUE(parsed.value().refused.empty());
  const std::vector<EventCommand> expected = {
      {EventType::identify,
       "",
       "u1",
       "",
       "",
       "node-next-1",
       parse_rfc3339("2026-11-21T09:59:58.123Z"),
       Source::upstream,
       {{"email", "ada@acme.example"}, {"age", 36}}},
      {EventType::track,
       "Signed Up",
       "u1",
       "",
       "",
       "node-next-2",
       parse_rfc3339("2026-11-21T09:59:59Z"),
       Source::observed,
       {{"plan", "pro"}, {"price", 19.99}, {"tags", {"a", nullptr}}}},
      {EventType::alias, "", "u1", "", "anon1", "node-next-3", {}, Source::upstream, {}},
      {EventType::group, "acme", "", "a1", "", "node-next-4", {}, Source::observed, {{"seats", 5}}},
      {EventType::page, "Pricing", "u1", "", "", "node-next-5", {}, Source::observed, {{"url", "https://x"}}},
      {EventType::screen, "", "u1", "", "", "node-next-6", {}, Source::observed, {}},
  };
  ASSERT_EQ(parsed.value().commands.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(parsed.value().commands[i], expected[i]) << i;
}

TEST(Segment, ReadsWhatRudderStackSends) {
  EventCommand identify = one("batch", R"({"batch":[{"userId":"u1","type":"identify","channel":"server",
    "context":{"traits":{"plan":"pro"},"library":{"name":"analytics-node"}},"messageId":"m",
    "originalTimestamp":"2026-11-20T10:00:00.000Z","sentAt":"2026-11-20T10:00:01.000Z"}],
    "timestamp":"2026-11-20T10:00:01.000Z","sentAt":"2026-11-20T10:00:01.000Z"})");
  EXPECT_EQ(identify.data, (json::object{{"plan", "pro"}}));
  EXPECT_EQ(identify.timestamp, parse_rfc3339("2026-11-20T10:00:00Z"));
}

TEST(Segment, TakesSmallLibertiesOfClients) {
  EXPECT_EQ(one("track", R"({"event":"E","userId":42})").user_id, "42");
  EXPECT_EQ(one("track", R"({"event":"E","userId":18446744073709551615})").user_id, "18446744073709551615");
  EXPECT_EQ(one("track", R"({"event":"E","userId":-7})").user_id, "-7");
  EXPECT_EQ(one("track", R"({"event":"E","userId":null,"anonymousId":"a"})").anonymous_id, "a");
  EXPECT_EQ(one("track", R"({"event":"E","userId":"u","properties":null})").data, json::object());
  EXPECT_EQ(one("import", R"({"batch":[{"type":"track","event":"E","userId":"u"}]})").name, "E");
  EXPECT_EQ(one("identify", R"({"userId":"u","context":"nonsense"})").data, json::object());
  EXPECT_EQ(one("identify", R"({"userId":"u","traits":{"a":1},"context":{"traits":{"b":2}}})").data,
            (json::object{{"a", 1}}));
  EXPECT_EQ(one("track", "{\"event\":\"E\",\"userId\":\"u\",\"type\":\"identify\"}").type, EventType::track)
      << "the path says what it is";
}

TEST(Segment, TimesDoNotReachIntoTheFuture) {
  EXPECT_EQ(one("track", R"({"event":"E","userId":"u","timestamp":"2031-01-01T00:00:00Z"})").timestamp, kNow);
  EXPECT_EQ(one("track", R"({"event":"E","userId":"u"})").timestamp, std::nullopt);
}

TEST(Segment, WhatComesWithAThirdPartyKeyIsThirdParty) {
  for (std::string_view endpoint : {"track", "identify", "page", "screen", "group", "alias"}) {
    EventCommand event =
        one(endpoint, R"({"event":"E","userId":"u","groupId":"g","previousId":"p","traits":{"a":1}})", true);
    EXPECT_EQ(event.source, Source::third_party) << endpoint;
  }
}

TEST(Segment, MakesUniqueIdsWhereTheClientSentNone) {
  auto parsed = parse("batch", R"({"batch":[{"type":"track","event":"E","userId":"u"},
                                            {"type":"track","event":"E","userId":"u"}]})");
  ASSERT_TRUE(parsed.has_value());
  std::set<std::string> ids;
  for (const EventCommand& event : parsed.value().commands) ids.insert(event.message_id);
  EXPECT_EQ(ids.size(), 2u);
  EXPECT_EQ(ids.begin()->size(), std::string_view("assent-").size() + 32);
}

TEST(Segment, NumbersAreExact) {
  // JSON.stringify writes 1e20 as digits; Boost.JSON reads 0.56618620720776374 one unit off.
  EventCommand event = one("track", R"({"event":"E","userId":"u","properties":
      {"big":100000000000000000000,"exact":0.56618620720776374,"max":18446744073709551615,"min":-9223372036854775808}})");
  EXPECT_EQ(event.data.at("big").as_double(), 1e20);
  EXPECT_EQ(event.data.at("max").as_uint64(), 18446744073709551615u);
  EXPECT_EQ(event.data.at("min").as_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(one("track", R"({"event":"E","userId":"u","properties":{"exact":0.56618620720776374}})")
                .data.at("exact")
                .as_double(),
            0.56618620720776374);
}

struct BadItem {
  std::string item;
  std::string code, message;
};

TEST(Segment, RefusesBadItemsOneByOne) {
  const std::string long_text(limits::name_bytes + 1, 'x');
  const std::string types = "must be one of track, page, screen, identify, group, alias";
  const BadItem rows[] = {
      {"1", "malformed", "an event is an object, not a number"},
      {"null", "malformed", "an event is an object, not null"},
      {"[]", "malformed", "an event is an object, not an array"},
      {"\"track\"", "malformed", "an event is an object, not a string"},
      {"{}", "invalid", "type is missing"},
      {R"({"type":7})", "invalid", "type must be a string, not a number"},
      {R"({"type":"delete","userId":"u"})", "invalid", "type " + types},
      {R"({"type":"Track","userId":"u","event":"E"})", "invalid", "type " + types},
      {R"({"type":"track","userId":"u"})", "invalid", "event is missing"},
      {R"({"type":"track","userId":"u","event":""})", "invalid", "event is missing"},
      {R"({"type":"track","userId":"u","event":7})", "invalid", "event must be a string, not a number"},
      {R"({"type":"track","userId":"u","event":{"a":1}})", "invalid",
       "event must be a string, not an object"},
      {R"({"type":"track","event":"E"})", "invalid",
       "userId is missing: an event needs userId or anonymousId"},
      {R"({"type":"track","event":"E","userId":"","anonymousId":null})", "invalid",
       "userId is missing: an event needs userId or anonymousId"},
      {R"({"type":"track","event":"E","userId":["u"]})", "invalid", "userId must be a string, not an array"},
      {R"({"type":"track","event":"E","userId":1.5})", "invalid", "userId must be a string, not a number"},
      {R"({"type":"track","event":"E","userId":true})", "invalid", "userId must be a string, not a boolean"},
      {R"({"type":"track","event":"E","userId":"u","anonymousId":{}})", "invalid",
       "anonymousId must be a string, not an object"},
      {R"({"type":"track","event":"E","userId":"u","messageId":[]})", "invalid",
       "messageId must be a string, not an array"},
      {R"({"type":"track","event":"E","userId":"u","properties":[1]})", "invalid",
       "properties must be an object, not an array"},
      {R"({"type":"track","event":"E","userId":"u","properties":"x"})", "invalid",
       "properties must be an object, not a string"},
      {R"({"type":"track","event":"E","userId":"u","timestamp":"yesterday"})", "invalid",
       "timestamp must be a time such as 2026-11-21T10:00:00Z"},
      {R"({"type":"track","event":"E","userId":"u","timestamp":1700000000})", "invalid",
       "timestamp must be a string, not a number"},
      {R"({"type":"track","event":"E","userId":"u","originalTimestamp":"2026-02-30T00:00:00Z"})", "invalid",
       "originalTimestamp must be a time such as 2026-11-21T10:00:00Z"},
      {R"({"type":"identify","userId":"u","traits":"x"})", "invalid",
       "traits must be an object, not a string"},
      {R"({"type":"identify","traits":{}})", "invalid",
       "userId is missing: an event needs userId or anonymousId"},
      {R"({"type":"group","userId":"u"})", "invalid", "groupId is missing"},
      {R"({"type":"page","userId":"u","name":[]})", "invalid", "name must be a string, not an array"},
      {R"({"type":"alias","userId":"u"})", "invalid", "previousId is missing"},
      {R"({"type":"alias","previousId":"p"})", "invalid", "userId is missing"},
      {R"({"type":"track","event":"E","userId":")" + long_text + R"("})", "invalid",
       "userId is longer than 256 bytes"},
      {R"({"type":"track","userId":"u","event":")" + long_text + R"("})", "invalid",
       "event is longer than 256 bytes"},
      {R"({"type":"track","event":"E","userId":"u","properties":{"x":")" +
           std::string(limits::event_bytes, 'x') + "\"}}",
       "too_large", "an event has at most 32768 bytes"},
  };
  std::string body = "{\"batch\":[";
  for (const BadItem& row : rows) body += row.item + R"(,{"type":"track","event":"good","userId":"u"},)";
  body.back() = ']';
  body += '}';
  auto parsed = parse("batch", body);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed.value().commands.size(), std::size(rows)) << "the good ones between them are kept";
  ASSERT_EQ(parsed.value().refused.size(), std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    const RefusedItem& refused = parsed.value().refused[i];
    EXPECT_EQ(refused.index, 2 * i) << rows[i].item.substr(0, 80);
    EXPECT_EQ(refused.code, rows[i].code) << rows[i].item.substr(0, 80);
    EXPECT_EQ(refused.message, rows[i].message) << rows[i].item.substr(0, 80);
  }
}

struct BadBody {
  std::string endpoint, body;
  Errc code;
  std::string field, message;
};

TEST(Segment, RefusesWholeBodies) {
  const std::string deep = std::string(100, '[') + std::string(100, ']');
  const std::string big =
      R"({"event":"E","userId":"u","properties":{"x":")" + std::string(limits::event_bytes, 'x') + "\"}}";
  std::string many = "{\"batch\":[";
  for (std::size_t i = 0; i <= limits::batch_events; ++i) many += "{},";
  many.back() = ']';
  many += '}';
  const BadBody rows[] = {
      {"batch", "", Errc::malformed, "", "not JSON: incomplete JSON at byte 0"},
      {"batch", "{", Errc::malformed, "", "not JSON: incomplete JSON at byte 1"},
      {"batch", R"({"batch":[{"type":"track")", Errc::malformed, "", "not JSON: incomplete JSON at byte 25"},
      {"batch", R"({"batch":[]} x)", Errc::malformed, "", "not JSON: extra data at byte 13"},
      {"batch", R"({"batch":[{'a':1}]})", Errc::malformed, "", "not JSON: syntax error at byte 11"},
      {"batch", "{\"batch\":[\"\xff\"]}", Errc::malformed, "", "not JSON: syntax error at byte 11"},
      {"batch", R"({"batch":[1e999]})", Errc::malformed, "",
       "not JSON: a number is beyond what a double holds"},
      {"batch", R"({"batch":)" + deep + "}", Errc::malformed, "", "not JSON: too deep at byte 72"},
      {"batch", "[]", Errc::malformed, "", "the body must be an object, not an array"},
      {"batch", "{}", Errc::malformed, "batch", "batch must be an array of events"},
      {"batch", R"({"batch":{}})", Errc::malformed, "batch", "batch must be an array of events"},
      {"batch", R"({"batch":null})", Errc::malformed, "batch", "batch must be an array of events"},
      {"batch", many, Errc::too_large, "batch", "a batch has at most 2500 events, not 2501"},
      {"track", "7", Errc::malformed, "", "the body must be an object, not a number"},
      {"track", R"({"event":"E"})", Errc::invalid, "userId",
       "userId is missing: an event needs userId or anonymousId"},
      {"track", R"({"userId":"u"})", Errc::invalid, "event", "event is missing"},
      {"identify", R"({"userId":"u","traits":[]})", Errc::invalid, "traits",
       "traits must be an object, not an array"},
      {"track", big, Errc::too_large, "", "an event has at most 32768 bytes"},
      {"delete", "{}", Errc::not_found, "", "no such endpoint: delete"},
  };
  for (const BadBody& row : rows) {
    auto parsed = parse(row.endpoint, row.body);
    ASSERT_FALSE(parsed.has_value()) << row.body.substr(0, 80);
    EXPECT_EQ(parsed.error().code, row.code) << row.body.substr(0, 80);
    EXPECT_EQ(parsed.error().field, row.field) << row.body.substr(0, 80);
    EXPECT_EQ(parsed.error().message, row.message) << row.body.substr(0, 80);
  }
}

TEST(Segment, AnEmptyBatchIsNotAMistake) {
  auto parsed = parse("batch", R"({"batch":[]})");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_TRUE(parsed.value().commands.empty());
}

TEST(Segment, SpacesDoNotCountAgainstTheLimitOfAnEvent) {
  std::string spaces(limits::event_bytes, ' ');
  EXPECT_EQ(one("track", "{" + spaces + R"("event":"E","userId":"u"})").name, "E");
}

TEST(Segment, EveryTruncationOfABatchIsRefused) {
  const std::string body =
      R"({"batch":[{"type":"track","event":"E","userId":"u","properties":{"a":[1,"b",null]}}]})";
  ASSERT_TRUE(parse("batch", body).has_value());
  for (std::size_t size = 0; size < body.size(); ++size) {
    auto parsed = parse("batch", std::string_view(body).substr(0, size));
    ASSERT_FALSE(parsed.has_value()) << size;
    EXPECT_EQ(parsed.error().code, Errc::malformed) << size;
  }
}

RC_GTEST_PROP(Segment, AnyBytesAreReadOrRefused, (const std::string& bytes)) {
  (void)parse("batch", bytes);
  (void)parse("track", R"({"event":"E","userId":")" + bytes + "\"}");
}

}  // namespace
}  // namespace assent::engine
