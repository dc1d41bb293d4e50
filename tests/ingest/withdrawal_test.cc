#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/array.hpp>

#include "base/limits.h"
#include "engine/ingest/ingest.h"

namespace assent::engine {
namespace {

const channels::Policy& policy() {
  static const channels::Policy made = [] {
    channels::Policy p;
    p.controller.country = "FR";
    channels::Purpose tips;
    tips.id = "tips";
    tips.channels = {*Channel::parse("email"), *Channel::parse("social.line")};
    p.purposes = {{"tips", tips}};
    return p;
  }();
  return made;
}

Result<WithdrawalCommand> parse(std::string_view body) {
  return parse_withdrawal(body, Credential{}, policy());
}

TEST(Withdrawal, ReadsTheWholeOfIt) {
  auto parsed =
      parse(R"({"userId":"u1","channel":"email","purpose":"tips","method":"reply","verbatim":"please stop",
                          "kind":"objection","ip":"203.0.113.7","userAgent":"browser"})");
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed.value(), (WithdrawalCommand{.user_id = "u1",
                                               .kind = {},
                                               .address = "",
                                               .message = {},
                                               .channel = Channel::parse("email"),
                                               .purpose = "tips",
                                               .objection = true,
                                               .method = "reply",
                                               .verbatim = "please stop",
                                               .ip = "203.0.113.7",
                                               .user_agent = "browser"}));
}

// What a stop covers; "*" is all, "-" is none.
struct Scope {
  std::string body;
  std::string user, kind, address, channel, purpose;
};

TEST(Withdrawal, WidensWhatItDoesNotUnderstand) {
  const Scope rows[] = {
      {R"({"userId":"u"})", "u", "-", "", "*", "*"},
      {R"({"userId":7})", "7", "-", "", "*", "*"},
      {R"({"userId":"u","channel":"email"})", "u", "-", "", "email", "*"},
      {R"({"userId":"u","channel":" E-Mail "})", "u", "-", "", "*", "*"},
      {R"({"userId":"u","channel":"Email "})", "u", "-", "", "email", "*"},
      {R"({"userId":"u","channel":"fax"})", "u", "-", "", "*", "*"},
      {R"({"userId":"u","channel":"sms"})", "u", "-", "", "sms", "*"},
      {R"({"userId":"u","channel":"social.line"})", "u", "-", "", "social.line", "*"},
      {R"({"userId":"u","channel":"social.lien"})", "u", "-", "", "*", "*"},
      {R"({"userId":"u","channel":["email"]})", "u", "-", "", "*", "*"},
      {R"({"userId":"u","channel":null})", "u", "-", "", "*", "*"},
      {R"({"userId":"u","purpose":"tips"})", "u", "-", "", "*", "tips"},
      {R"({"userId":"u","purpose":"Tipps"})", "u", "-", "", "*", "*"},
      {R"({"userId":"u","purpose":{"a":1}})", "u", "-", "", "*", "*"},
      {R"({"userId":"u","purpose":7})", "u", "-", "", "*", "*"},
      {R"({"userId":["u"],"address":"a@b.example"})", "", "-", "a@b.example", "*", "*"},
      {R"({"userId":"u","address":"A@B.example"})", "u", "-", "a@b.example", "*", "*"},
      {R"({"address":" A@B.example ","channel":"email"})", "", "email", "a@b.example", "email", "*"},
      {R"({"address":"+33 1 23 45 67 89"})", "", "-", "+33123456789", "*", "*"},
      {R"({"address":"+33 1 23 45 67 89","channel":"phone"})", "", "phone", "+33123456789", "*", "*"},
      {R"({"address":"+33 1 23 45 67 89","channel":"voice"})", "", "phone", "+33123456789", "voice", "*"},
      {R"({"address":"0033123456789","channel":"sms"})", "", "phone", "+33123456789", "sms", "*"},
      {R"({"address":"0123456789","channel":"sms"})", "", "phone", "+33123456789", "sms", "*"},
      {R"({"address":"0033123456789"})", "", "-", "+33123456789", "*", "*"},
      {R"({"address":33123456789})", "", "-", "+33123456789", "*", "*"},
      {R"({"address":"tel:+33123456789","channel":"sms"})", "", "phone", "+33123456789", "sms", "*"},
      {R"({"address":"A <a@b.example>","channel":"email"})", "", "email", "a@b.example", "email", "*"},
      {R"({"address":"mailto:a@b.example","channel":"sms"})", "", "-", "a@b.example", "*", "*"},
      {R"({"address":"a@b.example, c@d.example"})", "", "-", "a@b.example, c@d.example", "*", "*"},
      {R"({"userId":" u "})", "u", "-", "", "*", "*"},
      {R"({"address":"not an address","channel":"email"})", "", "-", "not an address", "email", "*"},
      {R"({"address":"U123","channel":"social.line"})", "", "social.line", "U123", "social.line", "*"},
      {R"({"address":"a@b.example","channel":"sms"})", "", "-", "a@b.example", "*", "*"},
  };
  for (const Scope& row : rows) {
    auto parsed = parse(row.body);
    ASSERT_TRUE(parsed.has_value()) << row.body << ": " << parsed.error().message;
    const WithdrawalCommand& w = parsed.value();
    EXPECT_EQ(w.user_id, row.user) << row.body;
    EXPECT_EQ(w.kind ? w.kind->text() : "-", row.kind) << row.body;
    EXPECT_EQ(w.address, row.address) << row.body;
    EXPECT_EQ(w.channel ? w.channel->text() : "*", row.channel) << row.body;
    EXPECT_EQ(w.purpose.value_or("*"), row.purpose) << row.body;
    EXPECT_FALSE(w.objection) << row.body;
  }
}

TEST(Withdrawal, LongWordsAreCutBetweenCharactersNotRefused) {
  std::string words = "x";
  while (words.size() <= limits::evidence_bytes)
    words += "é";  // odd start: the limit falls inside a character
  auto parsed = parse(R"({"userId":"u","verbatim":")" + words + "\"}");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed.value().verbatim.size(), limits::evidence_bytes - 1);
}

struct Nobody {
  std::string body;
  Errc code;
};

TEST(Withdrawal, RefusesOnlyWhatNamesNobody) {
  const Nobody rows[] = {
      {"", Errc::malformed},
      {"[]", Errc::malformed},
      {"\"stop\"", Errc::malformed},
      {R"({"userId":"u")", Errc::malformed},
      {"{}", Errc::invalid},
      {R"({"userId":"","address":""})", Errc::invalid},
      {R"({"userId":null,"address":[],"channel":"email"})", Errc::invalid},
      {R"({"address":"   "})", Errc::invalid},
  };
  for (const Nobody& row : rows) {
    auto parsed = parse(row.body);
    ASSERT_FALSE(parsed.has_value()) << row.body;
    EXPECT_EQ(parsed.error().code, row.code) << row.body;
    EXPECT_EQ(parsed.error().field, row.code == Errc::invalid ? "userId" : "") << row.body;
  }
}

// Whatever the other members say, a stop that names somebody is taken.
RC_GTEST_PROP(Withdrawal, IsNeverRefusedForItsContent, (const std::string& raw)) {
  json::object body{{"userId", "u"}};
  std::string text;
  for (char c : raw) text += static_cast<char>(c & 0x7f);
  for (std::string_view name :
       {"address", "channel", "purpose", "method", "verbatim", "kind", "ip", "userAgent"}) {
    const json::value values[] = {nullptr,          true, 1.5, json::array{1}, json::object{{"a", 1}},
                                  json::value(text)};
    body[name] = values[*rc::gen::inRange<std::size_t>(0, std::size(values))];
  }
  auto parsed = parse(canonical_json(body));
  RC_ASSERT(parsed.has_value());
  RC_ASSERT(parsed.value().user_id == "u");
}

}  // namespace
}  // namespace assent::engine
