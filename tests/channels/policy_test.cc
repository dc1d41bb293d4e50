#include "channels/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "channels/limit_phrases.h"

namespace assent::channels {
namespace {

using testing::ElementsAre;

// The example of the specification.
constexpr std::string_view kAcme = R"(
controller: {name: Acme SARL, country: FR, postal_address: "1 rue de la Paix, 75002 Paris", contact: privacy@acme.example}
assume_country: FR
regimes: []
purposes:
  newsletter: {title: Monthly newsletter, description: News from Acme once a month., channels: [email]}
  product_tips: {title: Product tips, description: How to get more from your plan., channels: [email, sms, social.line]}
notices:
  tips-v1:
    language: en
    text: "Send me product tips by e-mail, text message or LINE, as I ticked. I can stop at any time."
    covers: [{purpose: product_tips, channels: [email, sms, social.line]}]
data_use: {third_party: never}
limits: {at_most: 3 messages per 7 days, quiet_hours: 21:00-08:00}
retention: {events: 400 days, unconfirmed: 30 days, evidence: 5 years}
)";

std::string all_issues(const Issues& issues) {
  std::string out;
  for (const Issue& i : issues.all()) out += render(i, issues.text());
  return out;
}

Channel channel(std::string_view text) {
  return *Channel::parse(text);
}

TEST(LoadPolicy, ReadsTheExample) {
  Issues issues("policy.yaml", std::string(kAcme));
  auto p = load_policy(kAcme, issues);
  ASSERT_TRUE(p) << all_issues(issues);
  EXPECT_EQ(p->controller.name, "Acme SARL");
  EXPECT_EQ(p->controller.country, "FR");
  EXPECT_EQ(p->controller.postal_address, "1 rue de la Paix, 75002 Paris");
  EXPECT_EQ(p->controller.contact, "privacy@acme.example");
  EXPECT_EQ(p->controller_zone.name(), "Europe/Paris");
  EXPECT_EQ(p->assume_country, "FR");
  EXPECT_TRUE(p->regimes.empty());
  ASSERT_NE(p->purpose("product_tips"), nullptr);
  EXPECT_EQ(p->purpose("product_tips")->title, "Product tips");
  EXPECT_THAT(p->purpose("product_tips")->channels,
              ElementsAre(channel("email"), channel("sms"), channel("social.line")));
  EXPECT_FALSE(p->purpose("product_tips")->third_party_data);
  EXPECT_EQ(p->purpose("product_tips")->consent_expires, std::nullopt);
  EXPECT_EQ(p->purpose("offers"), nullptr);
  const Notice* notice = p->notice("tips-v1");
  ASSERT_NE(notice, nullptr);
  EXPECT_EQ(notice->language, "en");
  EXPECT_EQ(notice->sha256, sha256(notice->text));
  EXPECT_TRUE(notice->covers_consent("product_tips", channel("sms")));
  EXPECT_FALSE(notice->covers_consent("product_tips", channel("voice")));
  EXPECT_FALSE(notice->covers_consent("newsletter", channel("email")));
  EXPECT_EQ(p->cap->messages, 3u);
  EXPECT_EQ(p->cap->window, std::chrono::days(7));
  EXPECT_EQ(p->quiet_hours->from_minute, 21 * 60);
  EXPECT_EQ(p->quiet_hours->to_minute, 8 * 60);
  EXPECT_EQ(p->keep_events, std::chrono::days(400));
  EXPECT_EQ(p->keep_unconfirmed, std::chrono::days(30));
  EXPECT_EQ(p->keep_evidence, std::chrono::days(5 * 365));
  EXPECT_EQ(p->sha256, sha256(kAcme));
}

TEST(LoadPolicy, ReadsWhereADoubleOptInIsWanted) {
  struct Row {
    std::string written;
    std::vector<Channel> wanted;
  };
  for (const Row& row :
       std::vector<Row>{{"", {}},
                        {", double_opt_in: false", {}},
                        {", double_opt_in: true", {channel("email"), channel("sms")}},
                        {", double_opt_in: email", {channel("email")}},
                        {", double_opt_in: [sms, email]", {channel("sms"), channel("email")}}}) {
    SCOPED_TRACE(row.written);
    std::string text =
        "controller: {name: A, country: FR, postal_address: Paris, contact: a@b.example}\n"
        "purposes:\n  tips: {title: Tips, description: Tips., channels: [email, sms]" +
        row.written + "}\n";
    Issues issues("policy.yaml", text);
    auto p = load_policy(text, issues);
    ASSERT_TRUE(p) << all_issues(issues);
    EXPECT_EQ(p->purpose("tips")->double_opt_in, row.wanted);
  }
}

TEST(LoadPolicy, WarnsOfAPurposeThatNobodyCanAgreeTo) {
  Issues issues("policy.yaml", std::string(kAcme));
  ASSERT_TRUE(load_policy(kAcme, issues));
  EXPECT_EQ(all_issues(issues),
            "policy.yaml:6:3: warning: nobody can agree to \"newsletter\" by email: no notice covers it\n"
            "  6 |   newsletter: {title: Monthly newsletter, description: News from Acme once a month., "
            "channels: [email]}\n"
            "    |   ^~~~~~~~~~\n");
}

TEST(LoadPolicy, ReadsWhatIsLeftOut) {
  constexpr std::string_view text = R"(
controller: {name: Acme, country: US, postal_address: "1 Main St", contact: a@b.example, time_zone: America/Denver}
purposes:
  tips: {title: Tips, description: Tips., channels: email, expires: 2 years}
notices:
  t: {language: pt-BR, text: "Sim.", covers: {purpose: tips, channels: email}}
data_use: {third_party: [tips]}
)";
  Issues issues("policy.yaml", std::string(text));
  auto p = load_policy(text, issues);
  ASSERT_TRUE(p) << all_issues(issues);
  EXPECT_EQ(p->controller_zone.name(), "America/Denver");
  EXPECT_EQ(p->purpose("tips")->consent_expires, std::chrono::days(730));
  EXPECT_TRUE(p->purpose("tips")->third_party_data);
  EXPECT_EQ(p->assume_country, std::nullopt);
  EXPECT_FALSE(p->cap || p->quiet_hours || p->keep_events || p->keep_unconfirmed || p->keep_evidence);
}

TEST(LimitPhrases, AtMostFollowsTheTable) {
  struct Row {
    std::string text;
    std::uint32_t messages;  // 0: not a limit
    std::chrono::hours window;
  };
  using std::chrono::hours;
  const std::vector<Row> rows{
      {"3 messages per 7 days", 3, hours(168)},
      {"1 message per day", 1, hours(24)},
      {"10 messages per 2 weeks", 10, hours(336)},
      {" 2  messages per 36 hours ", 2, hours(36)},
      {"3 messages", 0, {}},
      {"messages per day", 0, {}},
      {"0 messages per day", 0, {}},
      {"3 messages per", 0, {}},
      {"3 per day", 0, {}},
      {"3 messagesper day", 0, {}},
      {"-1 messages per day", 0, {}},
      {"3 messages per 0 days", 0, {}},
      {"99999999999 messages per day", 0, {}},
      {"", 0, {}},
  };
  for (const Row& row : rows) {
    auto cap = parse_at_most(row.text);
    EXPECT_EQ(cap ? cap->messages : 0, row.messages) << row.text;
    if (cap) {
      EXPECT_EQ(cap->window, row.window) << row.text;
    }
  }
}

TEST(LimitPhrases, HoursFollowTheTable) {
  struct Row {
    std::string text;
    int from;  // -1: no hours
    int to;
  };
  const std::vector<Row> rows{
      {"21:00-08:00", 1260, 480}, {"9:30 - 18:00", 570, 1080},
      {"00:00-24:00", -1, 0},     {"22:00-24:00", 1320, 0},
      {"08:00-08:00", -1, 0},     {"25:00-08:00", -1, 0},
      {"21:60-08:00", -1, 0},     {"21-08", -1, 0},
      {"21:00", -1, 0},           {"21:00-08:00 CET", -1, 0},
      {"21:0-08:00", -1, 0},      {"", -1, 0},
  };
  for (const Row& row : rows) {
    auto hours = parse_hours(row.text);
    EXPECT_EQ(hours ? hours->from_minute : -1, row.from) << row.text;
    if (hours) {
      EXPECT_EQ(hours->to_minute, row.to) << row.text;
    }
  }
}

}  // namespace
}  // namespace assent::channels
