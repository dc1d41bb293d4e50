#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/workflows/fixture.h"
#include "workflows/phrase.h"

namespace assent::workflows {
namespace {

std::string in_words(const Step& step) {
  std::string does = std::visit(
      overloaded{[](const Send& s) {
                   std::string by;
                   for (const Channel& c : s.by) by += " " + c.text();
                   return fmt::format("send {} by{} within {}{}", s.template_name, by,
                                      format_duration(s.expires), s.stop_if_denied ? " else stop" : "");
                 },
                 [](const Wait& w) {
                   if (auto* d = std::get_if<Millis>(&w.until)) return "wait " + format_duration(*d);
                   return "wait until " + describe(std::get<UntilWeekday>(w.until));
                 },
                 [](const Branch& b) { return fmt::format("if {} else {}", b.condition.text, b.otherwise); },
                 [](const Jump& j) { return fmt::format("jump {}", j.to); },
                 [](const Stop& s) { return "stop " + s.reason; }},
      step.does);
  return fmt::format("{} ({}) {}", step.name, step.line, does);
}

std::vector<std::string> in_words(const std::vector<Step>& steps) {
  std::vector<std::string> out;
  for (const Step& step : steps) out.push_back(in_words(step));
  return out;
}

TEST(Load, AWholeJourney) {
  const std::string text =
      "journey: trial-onboarding            # the file's name\n"
      "purpose: product_tips\n"
      "why: Help a new trial reach its first project.\n"
      "owner: lifecycle@acme.example\n"
      "priority: 60\n"
      "enter:\n"
      "  event: Trial Started\n"
      "  if: event.plan != 'enterprise'     # CEL\n"
      "  again: after 90 days\n"
      "  key: event.order_id\n"
      "  stale_after: 2 days\n"
      "limits: {at_most: 3 messages per 7 days}\n"
      "steps:\n"
      "  - send: welcome\n"  // 14
      "    by: email\n"
      "  - wait: 2 days\n"
      "  - wait: until tue-thu 09:30\n"
      "  - if: contact.score >= 50\n"  // 18
      "    then:\n"
      "      - send: first-project\n"
      "        by: [social.line, email]\n"
      "        expires: 36 hours\n"
      "        if_denied: stop\n"
      "    else:\n"
      "      - stop: not ready yet\n"  // 25
      "  - send: need-a-hand\n";
  Issues issues("journeys/trial-onboarding.yaml", text);
  auto j = load_journey(text, "trial-onboarding", acme(), issues);
  for (const Issue& issue : issues.all()) ADD_FAILURE() << render(issue, text);
  ASSERT_TRUE(j);
  EXPECT_EQ(j->name, "trial-onboarding");
  EXPECT_EQ(j->purpose, "product_tips");
  EXPECT_EQ(j->why, "Help a new trial reach its first project.");
  EXPECT_EQ(j->owner, "lifecycle@acme.example");
  EXPECT_EQ(j->priority, 60);
  EXPECT_EQ(j->enter.event, "Trial Started");
  EXPECT_EQ(j->enter.condition->text, "event.plan != 'enterprise'");
  EXPECT_EQ(j->enter.again, Again::after);
  EXPECT_EQ(j->enter.again_after, std::chrono::hours(24 * 90));
  EXPECT_EQ(j->enter.key->text, "event.order_id");
  EXPECT_EQ(j->enter.stale_after, std::chrono::hours(48));
  EXPECT_EQ(j->at_most->messages, 3u);
  EXPECT_EQ(j->at_most->window, std::chrono::hours(24 * 7));
  EXPECT_EQ(in_words(j->steps),
            (std::vector<std::string>{
                "1 (14) send welcome by email within 3 days",
                "2 (16) wait 2 days",
                "3 (17) wait until tue-thu 09:30",
                "4 (18) if contact.score >= 50 else 6",
                "4.then.1 (20) send first-project by social.line email within 1 day 12 hours else stop",
                "4 (18) jump 7",
                "4.else.1 (25) stop not ready yet",
                "5 (26) send need-a-hand by email sms social.line within 3 days",
            }));
}

TEST(Load, Defaults) {
  Journey j = journey_of("  - send: welcome\n");
  EXPECT_EQ(j.priority, 50);
  EXPECT_EQ(j.enter.again, Again::never);
  EXPECT_EQ(j.enter.stale_after, limits::stale_after);
  EXPECT_FALSE(j.enter.condition);
  EXPECT_FALSE(j.enter.key);
  EXPECT_FALSE(j.at_most);
  EXPECT_EQ(in_words(j.steps),
            std::vector<std::string>{"1 (5) send welcome by email sms social.line within 3 days"});
}

TEST(Load, BranchesBecomeJumps) {
  Journey j = journey_of(
      "  - if: contact.a == 1\n"
      "    then:\n"
      "      - wait: 1 day\n"
      "    else:\n"
      "      - if: contact.b == 2\n"
      "        then:\n"
      "          - wait: 2 days\n"
      "      - wait: 3 days\n"
      "  - if: contact.c == 3\n"
      "    then:\n"
      "      - stop:\n");
  EXPECT_EQ(in_words(j.steps), (std::vector<std::string>{
                                   "1 (5) if contact.a == 1 else 3",
                                   "1.then.1 (7) wait 1 day",
                                   "1 (5) jump 6",
                                   "1.else.1 (9) if contact.b == 2 else 5",
                                   "1.else.1.then.1 (11) wait 2 days",
                                   "1.else.2 (12) wait 3 days",
                                   "2 (13) if contact.c == 3 else 8",
                                   "2.then.1 (15) stop ",
                               }));
}

TEST(Load, BoundsOnSizeAndNumber) {
  auto mistakes = [](const std::string& text) {
    Issues issues("journeys/j.yaml", text);
    EXPECT_FALSE(load_journey(text, "j", acme(), issues));
    std::vector<std::string> out;
    for (const Issue& issue : issues.all()) out.push_back(fmt::format("{} {}", issue.line, issue.message));
    return out;
  };
  std::string text = "journey: j\npurpose: product_tips\nenter: {event: E}\nsteps:\n";
  std::string many = text;
  for (std::size_t i = 0; i < limits::journey_steps; ++i) many += "  - wait: 1 day\n";
  EXPECT_EQ(journey_of(many.substr(text.size())).steps.size(), limits::journey_steps);
  EXPECT_EQ(mistakes(many + "  - wait: 1 day\n  - wait: 1 day\n"),
            std::vector<std::string>{"505 the journey has too many steps"});
  EXPECT_EQ(mistakes(text + "  - wait: 1 day #" + std::string(limits::journey_bytes, 'x')),
            std::vector<std::string>{"0 the journey is too large"});
}

TEST(Load, AtMostIsAlsoReadByThePolicy) {
  const std::string text = "at_most: 1 message per 3 hours\n";
  Issues issues("policy.yaml", text);
  auto root = parse_yaml(text, issues);
  auto limit = read_at_most(*root->find("at_most"), issues);
  ASSERT_TRUE(limit);
  EXPECT_EQ(limit->messages, 1u);
  EXPECT_EQ(limit->window, std::chrono::hours(3));
}

}  // namespace
}  // namespace assent::workflows
