// What POST /v1/inbound makes of a body: it is wide where it can be, and refuses nothing but what is nobody's.
#include <gmock/gmock.h>

#include "engine/ingest/ingest.h"

namespace assent::engine {
namespace {

channels::Policy policy() {
  channels::Policy p;
  p.controller.country = "FR";
  return p;
}

struct Row {
  const char* body;
  const char *channel, *from;
  channels::Meaning meaning;
  bool authenticated;
};

TEST(Inbound, IsReadAsWideAsItCanBe) {
  using enum channels::Meaning;
  const Row rows[] = {
      {R"({"channel":"sms","from":"+33612345678","text":"STOP"})", "sms", "+33612345678", stop, true},
      {R"({"channel":"SMS","from":"06 12 34 56 78","text":"STOP"})", "sms", "+33612345678", stop, true},
      {R"({"channel":"phone","from":"33612345678","text":"stop it"})", "sms", "+33612345678", unclear, true},
      {R"({"channel":"voice","from":"+33612345678","text":"hello"})", "voice", "+33612345678", nothing, true},
      {R"({"channel":"social.line","from":"U1","text":"หยุด"})", "social.line", "U1", stop, true},
      {R"({"from":"Ada <ada@acme.example>","text":"hi"})", "email", "ada@acme.example", nothing, false},
      {R"({"channel":"fax","from":"+33612345678","text":"quit"})", "sms", "+33612345678", stop, true},
      {R"({"channel":"email","from":"ada@acme.example","text":"","subject":"Unsubscribe"})", "email",
       "ada@acme.example", stop, false},
      {R"({"channel":"email","from":"ada@acme.example","text":"x","authentication":{"dkim":"pass"}})",
       "email", "ada@acme.example", nothing, true},
      {R"({"channel":"email","from":"ada@acme.example","text":"x","authentication":{"dkim":"passed"}})",
       "email", "ada@acme.example", nothing, false},
      {R"({"channel":"email","from":"ada@acme.example","text":"x","authentication":"pass"})", "email",
       "ada@acme.example", nothing, false},
      {R"({"channel":"sms","from":"who knows","text":"stop"})", "sms", "who knows", stop, true},
      {R"({"from":"who knows","text":"stop"})", "", "who knows", stop, true},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.body);
    auto inbound = parse_inbound(row.body, Credential{}, policy());
    ASSERT_TRUE(inbound.has_value()) << inbound.error().message;
    EXPECT_EQ(inbound.value().channel ? inbound.value().channel->text() : "", row.channel);
    EXPECT_EQ(inbound.value().from, row.from);
    EXPECT_EQ(inbound.value().meaning, row.meaning);
    EXPECT_EQ(inbound.value().authenticated, row.authenticated);
  }
}

TEST(Inbound, IsRefusedOnlyWhereItIsNobodys) {
  for (const char* body :
       {R"({"text":"STOP"})", R"({"from":"  ","text":"STOP"})", R"({"from":{},"text":"STOP"})"}) {
    auto inbound = parse_inbound(body, Credential{}, policy());
    ASSERT_FALSE(inbound.has_value()) << body;
    EXPECT_EQ(inbound.error().field, "from");
  }
  EXPECT_FALSE(parse_inbound("[]", Credential{}, policy()).has_value());
  EXPECT_FALSE(parse_inbound("{", Credential{}, policy()).has_value());
}

}  // namespace
}  // namespace assent::engine
