#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "tests/workflows/design_example.h"
#include "tests/workflows/fixture.h"
#include "workflows/phrase.h"

namespace assent::workflows {
namespace {

std::string in_words(const Send& s) {
  std::string by;
  for (const Channel& c : s.by) by += " " + c.text();
  return fmt::format("{} by{}{} within {}{}", s.template_name, s.preferred ? " preferred of" : "", by,
                     format_duration(s.expires), s.stop_if_denied ? " else stop" : "");
}

std::string in_words(const Wait& w) {
  if (auto* d = std::get_if<Millis>(&w.until)) return "wait " + format_duration(*d);
  if (auto* u = std::get_if<UntilWeekday>(&w.until)) return "wait until " + describe(*u);
  return "wait until " + describe(std::get<DateOf>(w.until));
}

std::string in_words(const Choose& c) {
  std::string out = "choose";
  for (const Choose::Case& one : c.cases) out += fmt::format(" ({} to {})", one.condition.text, one.to);
  return out + fmt::format(" else {}", c.otherwise);
}

std::string in_words(const Split& s) {
  std::string out = "split " + s.name;
  for (const Split::Way& way : s.ways)
    out += fmt::format(" ({} {} to {})", way.name, describe_share(way.share), way.to);
  return out;
}

std::string in_words(const SetAttributes& s) {
  std::string out = "set";
  for (const auto& [name, value] : s.values)
    out += fmt::format(" {}={}", name, value.computed ? value.computed->text : canonical_json(value.literal));
  return out;
}

std::string in_words(const Step& step) {
  std::string does = std::visit(
      overloaded{[](const Send& s) { return "send " + in_words(s); },
                 [](const Wait& w) { return in_words(w); },
                 [](const WaitFor& w) {
                   return fmt::format("wait for {} {}{} up to {} else {}", static_cast<int>(w.what), w.name,
                                      w.condition ? " if " + w.condition->text : "", format_duration(w.up_to),
                                      w.otherwise);
                 },
                 [](const Branch& b) { return fmt::format("if {} else {}", b.condition.text, b.otherwise); },
                 [](const Choose& c) { return in_words(c); }, [](const Split& s) { return in_words(s); },
                 [](const SetAttributes& s) { return in_words(s); },
                 [](const Score& s) { return fmt::format("score {:+}", s.by); },
                 [](const Tag& t) { return fmt::format("tag {} not {}", join(t.add), join(t.remove)); },
                 [](const Ask& a) {
                   return fmt::format("ask {} [{}] as {}", in_words(a.message), join(a.choices), a.attribute);
                 },
                 [](const HandOver& h) { return fmt::format("hand over to {}: {}", h.to, h.note); },
                 [](const Call& c) {
                   return fmt::format("call {} with {} within {}{}", c.hook, c.with.size(),
                                      format_duration(c.expires), c.stop_if_failed ? " else stop" : "");
                 },
                 [](const StartJourney& s) { return "start " + s.journey; },
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
  EXPECT_EQ(j->enter.event(), "Trial Started");
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

TEST(Load, TheExampleOfTheDesignAsItStands) {
  Issues issues("journeys/trial-onboarding.yaml", std::string(kDesignExample));
  auto j = load_journey(kDesignExample, "trial-onboarding", acme(), issues);
  for (const Issue& issue : issues.all()) ADD_FAILURE() << render(issue, kDesignExample);
  ASSERT_TRUE(j);
  EXPECT_EQ(j->enter.hold_out, 500u);
  EXPECT_EQ(j->leave.goal->event, "Subscribed");
  EXPECT_EQ(j->leave.goal->within, std::chrono::hours(24 * 30));
  EXPECT_EQ(j->leave.goal->value->text, "event.amount");
  ASSERT_EQ(j->leave.when.size(), 2u);
  EXPECT_EQ(j->leave.when[0].event, "Account Closed");
  EXPECT_EQ(j->leave.when[1].condition->text, "contact.plan == 'churned'");
  ASSERT_TRUE(j->tests);
  EXPECT_EQ(j->tests->items.size(), 1u);
  EXPECT_EQ(in_words(j->steps),
            (std::vector<std::string>{
                "1 (23) send welcome by email within 3 days",
                "2 (25) wait 2 days",
                "3 (26) wait until tue-thu 09:30",
                "4 (27) wait for 1 Project Created if event.kind == 'real' up to 3 days else 6",
                "4.then.1 (31) send first-project by email social.line within 3 days",
                "4 (27) jump 7",
                "4.otherwise.1 (34) send need-a-hand by preferred of email sms social.line within 2 days",
                "5 (38) if contact.score >= 50 && contact.count('Login', duration('168h')) > 3 else 11",
                "5.then.1 (40) score +10",
                "5.then.2 (41) hand over to sales: Active trial, ask about the team plan.",
                "5 (38) jump 12",
                "5.else.1 (44) stop not ready yet",
                "6 (45) split subject-test (short 50% to 13) (long 50% to 15)",
                "6.short.1 (47) send tips-short by email sms social.line within 3 days",
                "6 (45) jump 16",
                "6.long.1 (48) send tips-long by email sms social.line within 3 days",
            }));
}

TEST(Load, EveryOtherStep) {
  const Journey j = journey_of(
      "  - choose:\n"
      "      - if: contact.plan == 'pro'\n"
      "        then: [{tag: pro}]\n"
      "      - if: contact.plan == 'team'\n"
      "        then: [{tag: {add: [team, big], remove: small}}]\n"
      "      - else: [{set: {stage: new, visits: = contact.visits + 1, old: null}}]\n"
      "  - ask: how-was-it\n"
      "    by: email\n"
      "    scale: 0-10\n"
      "    name: question\n"
      "  - wait_for: {answer: how-was-it}\n"
      "    up_to: 7 days\n"
      "  - wait_for: {reply: any}\n"
      "    up_to: 1 day\n"
      "    otherwise: [{stop: no word}]\n"
      "  - wait: until contact.renewal_date - 3 days\n"
      "  - call: crm\n"
      "    with: {plan: = contact.plan}\n"
      "    if_failed: stop\n"
      "  - start: win-back\n");
  EXPECT_EQ(in_words(j.steps),
            (std::vector<std::string>{
                "1 (5) choose (contact.plan == 'pro' to 1) (contact.plan == 'team' to 3) else 5",
                "1.1.1 (7) tag pro not ",
                "1 (5) jump 6",
                "1.2.1 (9) tag team, big not small",
                "1 (5) jump 6",
                "1.else.1 (10) set stage=\"new\" visits=contact.visits + 1 old=null",
                "2 (11) ask how-was-it by email within 3 days [] as how_was_it",
                "3 (15) wait for 2 how-was-it up to 1 week else 8",
                "4 (17) wait for 3  up to 1 day else 10",
                "4 (17) jump 11",
                "4.otherwise.1 (19) stop no word",
                "5 (20) wait until contact.renewal_date - 3 days",
                "6 (21) call crm with 1 within 1 day else stop",
                "7 (24) start win-back",
            }));
  EXPECT_EQ(j.steps[6].label, "question");
}

std::string door_in_words(const Door& door) {
  return std::visit(overloaded{[](const ByEvent& e) { return "event " + e.event; },
                               [](const BySegment& s) {
                                 std::string once =
                                     s.once ? " once " + format_rfc3339(Utc(s.once->time_since_epoch())) : "";
                                 return (s.left ? "left " : "in ") + s.segment + once;
                               },
                               [](const BySchedule& s) { return describe(s); },
                               [](const ByDate& d) { return describe(d.date); },
                               [](const ByInbound& i) {
                                 std::string by = "inbound";
                                 for (const Channel& c : i.channels) by += " " + c.text();
                                 return by;
                               }},
                    door);
}

TEST(Load, EveryDoor) {
  struct Row {
    std::string enter, door;
  };
  for (const Row& row : std::vector<Row>{
           {"{event: Trial Started}", "event Trial Started"},
           {"{segment: vip}", "in vip"},
           {"{segment_left: vip}", "left vip"},
           {"{segment: vip, once: 2026-12-01 09:00, zone: Europe/Paris}",
            "in vip once 2026-12-01T09:00:00.000Z"},
           {"{schedule: every monday 09:00}", "every mon 09:00"},
           {"{schedule: every day at 09:00, zone: contact}", "every day 09:00"},
           {"{schedule: 'every mon, wed 8:00'}", "every mon, wed 08:00"},
           {"{schedule: on the 1st at 08:00}", "on the 1st at 08:00"},
           {"{schedule: on the last day at 08:00}", "on the last day at 08:00"},
           {"{date: contact.renewal_date - 30 days}", "contact.renewal_date - 30 days"},
           {"{date: contact.birthday every year at 09:00}", "contact.birthday every year at 09:00"},
           {"{date: contact.trial_end + 12 hours}", "contact.trial_end + 12 hours"},
           {"{inbound: any}", "inbound"},
           {"{inbound: [sms, social.line], if: event.text == 'INFO'}", "inbound sms social.line"},
       }) {
    EXPECT_EQ(door_in_words(journey_of("  - send: welcome\n", row.enter).enter.door), row.door) << row.enter;
  }
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
