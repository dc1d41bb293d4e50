// Tests beside journeys: each word of `given`, `when` and `then` does what it says, and a wrong expectation fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "base/json.h"
#include "engine/cli/test.h"
#include "engine/rehearsal/run_test.h"
#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

using testing::HasSubstr;

constexpr std::string_view kPolicy = R"(controller:
  name: Acme SARL
  country: FR
  postal_address: 1 rue de la Paix
  contact: privacy@acme.example
assume_country: FR
purposes:
  tips: {title: Tips, description: How to, channels: [email, sms]}
  news: {title: News, description: What is new, channels: [email]}
notices:
  all: {language: en, text: Yes, covers: [{purpose: tips, channels: [email, sms]}, {purpose: news, channels: [email]}]}
limits: {at_most: 3 messages per 7 days, quiet_hours: 21:00-08:00}
)";

constexpr std::string_view kJourney = R"(journey: greet
purpose: tips
enter: {event: Signed Up, if: "event.?plan.orValue('') != 'enterprise'", again: after 5 days}
steps:
  - send: hello
    by: [email, sms]
  - wait: 2 days
  - if: contact.did('Login')
    then:
      - stop: has found the way alone
  - send: more
    by: email
    expires: 2 hours
)";

std::string template_of(const std::string& name) {
  return "template: " + name + "\nemail: {subject: " + name + ", text: " + name + "}\nsms: {text: " + name +
         "}\n";
}

void write_workspace(const TemporaryFolder& folder, const std::string& tests) {
  folder.write("assent.yaml", good_settings);
  folder.write("policy.yaml", kPolicy);
  folder.write("templates/hello.yaml", template_of("hello"));
  folder.write("templates/more.yaml", template_of("more"));
  folder.write("journeys/greet.yaml", std::string(kJourney) + tests);
}

struct Told {
  int status;
  std::string out, err;
};
Told run(const std::vector<std::string>& args) {
  std::ostringstream out, err;
  int status = run_journey_tests(args, out, err);
  return {status, out.str(), err.str()};
}

// What `then` did not come true, in words; "": all of it did.
std::string unmet(const std::string& test) {
  TemporaryFolder folder;
  write_workspace(folder, "tests:\n  - name: one\n" + test);
  Workspace workspace = load_workspace(folder.path());
  std::ostringstream issues;
  print_issues(workspace, issues);
  if (has_errors(workspace.issues)) return issues.str();
  const LoadedJourney& loaded = workspace.journeys.at(0);
  TestRun run = run_test(workspace, loaded, loaded.tests.at(0));
  std::string out = run.error;
  for (std::size_t i = 0; i < run.verdicts.size(); ++i) {
    if (!run.verdicts[i].met) out += (out.empty() ? "" : "; ") + in_words(loaded.tests[0].then[i]);
  }
  return out;
}

const std::string kAda =
    "    given: {points: [{channel: email, address: ada@acme.example}], consents: [tips]}\n";
const std::string kSignUp = "    when: [{event: Signed Up}]\n";
const std::string kThreeDays = "    when: [{event: Signed Up}, {after: 3 days}]\n";

struct Row {
  std::string what, test, unmet;
};
const Row kRows[] = {
    {"sent", kAda + kSignUp + "    then: [{sent: hello}]\n", ""},
    {"sent by the right channel", kAda + kSignUp + "    then: [{sent: hello, by: sms}]\n",
     "sent hello by sms"},
    {"sent to somebody", kAda + kSignUp + "    then: [{sent: hello, to: ada@acme.example}]\n", ""},
    {"sent to nobody else", kAda + kSignUp + "    then: [{sent: hello, to: bob@acme.example}]\n",
     "sent hello to bob@acme.example"},
    {"sent at a time", kAda + kThreeDays + "    then: [{sent: more, at: 2026-11-25 10:00}]\n", ""},
    {"sent at a time of day", kAda + kThreeDays + "    then: [{sent: more, at: 10:00}]\n", ""},
    {"not sent at another", kAda + kThreeDays + "    then: [{sent: more, at: 2026-11-26 10:00}]\n",
     "sent more at 2026-11-26 10:00"},
    {"sent once, expected twice", kAda + kSignUp + "    then: [{sent: hello}, {sent: hello}]\n",
     "sent hello"},
    {"nothing sent", kSignUp + "    then: [{nothing_sent: true}]\n", ""},
    {"something was sent", kAda + kSignUp + "    then: [{nothing_sent: true}]\n", "nothing sent"},
    {"exactly these", kAda + kThreeDays + "    then: [{sent_only: [hello, more]}]\n", ""},
    {"not only this one", kAda + kThreeDays + "    then: [{sent_only: [hello]}]\n", "sent only: hello"},
    {"in any order", kAda + kThreeDays + "    then: [{sent: more}, {sent: hello}]\n", ""},
    {"in this order", kAda + kThreeDays + "    then: [{sent: more}, {sent: hello}]\n    in_order: true\n",
     "sent hello"},
    {"denied", kSignUp + "    then: [{denied: hello, because: no_address}]\n", ""},
    {"denied by channel", kSignUp + "    then: [{denied: hello, because: no_address, by: sms}]\n", ""},
    {"denied for another reason", kSignUp + "    then: [{denied: hello, because: consent_missing}]\n",
     "denied hello because consent_missing"},
    {"a third party's address",
     "    given: {points: [{channel: email, address: ada@acme.example, provided_by: third_party}]}\n" +
         kSignUp + "    then: [{denied: hello, because: not_provided_by_contact}, {nothing_sent: true}]\n",
     ""},
    {"an operator's address",
     "    given: {points: [{channel: email, address: ada@acme.example, provided_by: operator}]}\n" + kSignUp +
         "    then: [{denied: hello, because: not_provided_by_contact}]\n",
     ""},
    {"an address without consent",
     "    given: {points: [{channel: email, address: ada@acme.example}]}\n" + kSignUp +
         "    then: [{denied: hello, because: consent_missing}]\n",
     ""},
    {"a withdrawal",
     kAda + "    when: [{withdraw: email}, {event: Signed Up}]\n" +
         "    then: [{denied: hello, because: consent_withdrawn}]\n",
     ""},
    {"an objection",
     kAda + "    when: [{withdraw: {objection: true}}, {event: Signed Up}]\n" +
         "    then: [{denied: hello, because: objected}]\n",
     ""},
    {"a withdrawal of another purpose",
     kAda + "    when: [{withdraw: news}, {event: Signed Up}]\n    then: [{sent: hello}]\n", ""},
    {"coming back",
     kAda + "    when: [{withdraw: everything}, {after: 1 hour}, {consent: tips}, {event: Signed Up}]\n" +
         "    then: [{sent: hello}]\n",
     ""},
    {"at night it waits",
     kAda + "    when: [{at: 22:30}, {event: Signed Up}, {after: 1 day}]\n" +
         "    then: [{deferred: hello, because: quiet_hours, until: 2026-11-24 08:00}, {sent: hello, at: "
         "08:00}]\n",
     ""},
    {"or expires",
     kAda + "    when: [{at: 22:30}, {event: Signed Up}, {after: 4 days}]\n" +
         "    then: [{sent: hello, at: 2026-11-24 08:00}, {expired: more}]\n",
     "expired more"},
    {"a carrier that rejects falls back",
     "    given: {points: [{channel: email, address: ada@acme.example}, {channel: phone, address: "
     "\"+33612345678\"}], "
     "consents: [tips], carriers: {email: rejects}}\n" +
         kSignUp + "    then: [{sent: hello, by: sms}]\n",
     ""},
    {"a carrier that loses does not",
     "    given: {points: [{channel: email, address: ada@acme.example}, {channel: phone, address: "
     "\"+33612345678\"}], "
     "consents: [tips], carriers: {email: loses}}\n" +
         kSignUp + "    then: [{sent_only: [hello]}, {sent: hello, by: email}]\n",
     ""},
    {"all that a carrier rejects",
     "    given: {points: [{channel: email, address: ada@acme.example}], consents: [tips], carriers: "
     "{email: "
     "rejects}}\n" +
         kSignUp + "    then: [{nothing_sent: true}]\n",
     ""},
    {"entered", kSignUp + "    then: [{entered: true}]\n", ""},
    {"not entered",
     "    when: [{event: Signed Up, properties: {plan: enterprise}}]\n" +
         std::string("    then: [{entered: false, because: condition_false}]\n"),
     ""},
    {"not entered again",
     kAda + "    when: [{event: Signed Up}, {after: 4 days}, {event: Signed Up}]\n" +
         "    then: [{not_entered: true, because: again_too_soon}]\n",
     ""},
    {"still under way",
     kAda + "    when: [{event: Signed Up}, {after: 1 hour}, {event: Signed Up}]\n" +
         "    then: [{not_entered: true, because: under_way}]\n",
     ""},
    {"entered again",
     kAda + "    when: [{event: Signed Up}, {after: 6 days}, {event: Signed Up}]\n" +
         "    then: [{entered: true}, {entered: true}]\n",
     ""},
    {"left",
     kAda + "    when: [{event: Signed Up}, {event: Login}, {after: 3 days}]\n" +
         "    then: [{left: has found the way alone}, {sent_only: [hello]}]\n",
     ""},
    {"what was before counts",
     "    given: {points: [{channel: email, address: ada@acme.example}], consents: [tips], events: "
     "[{event: Login, "
     "ago: 3 days}]}\n" +
         kThreeDays + "    then: [{left: has found the way alone}]\n",
     ""},
    {"where they wait", kAda + kSignUp + "    then: [{waiting_at: \"2\"}]\n", ""},
    {"where they do not", kAda + kSignUp + "    then: [{waiting_at: \"4\"}]\n", "waiting at 4"},
    {"by which steps", kAda + kThreeDays + "    then: [{reached: 3}, {reached: 4}]\n", ""},
    {"attributes",
     "    given: {contact: {plan: free}}\n    when: [{identify: {plan: pro}}]\n" +
         std::string("    then: [{attribute: plan, is: pro}, {attribute: age, is: null}]\n"),
     ""},
    {"another attribute",
     "    given: {contact: {plan: free}}\n" + kSignUp + "    then: [{attribute: plan, is: pro}]\n",
     "attribute plan is \"pro\""},
    {"their own time",
     "    given: {time_zone: Asia/Bangkok, points: [{channel: email, address: ada@acme.example}], "
     "consents: [tips]}\n"
     "    when: [{at: 22:00}, {event: Signed Up}, {after: 1 day}]\n" +
         std::string("    then: [{sent: hello, at: 2026-11-24T01:00:00Z}]\n"),
     ""},
    {"a consent of long ago",
     "    given: {points: [{channel: email, address: ada@acme.example}], consents: [{purpose: tips, ago: "
     "300 days}]}\n" +
         kSignUp + "    then: [{sent: hello}]\n",
     ""},
    {"the brake",
     kAda + "    when: [{pause: greet}, {event: Signed Up}, {after: 1 hour}, {resume: greet}]\n" +
         "    then: [{deferred: hello, because: journey_paused}, {sent: hello, at: 11:00}]\n",
     ""},
    {"an address that they give later",
     kAda + "    when: [{provide: {channel: phone, address: \"+33612345678\"}}, {consent: {purpose: tips, "
            "channels: "
            "[sms]}}, {withdraw: email}, {event: Signed Up}]\n    then: [{sent: hello, by: sms}]\n",
     ""},
    {"time does not run back", kAda + "    when: [{at: 2026-11-01}]\n    then: [{nothing_sent: true}]\n",
     "line 17: 2026-10-31T23:00:00.000Z is past; it is 2026-11-23T09:00:00.000Z already"},
};

TEST(JourneyTests, EachWordDoesWhatItSays) {
  for (const auto& row : kRows) EXPECT_EQ(unmet(row.test), row.unmet) << row.what;
}

TEST(JourneyTests, MistakesAreShownAtTheirPlace) {
  TemporaryFolder folder;
  write_workspace(folder, R"(tests:
  - name: a
    given:
      time_zone: Asia/Bangkock
      contact: [pro]
      sources: {plan: third_party}
      points:
        - {channel: emial, address: ada@acme.example}
        - {channel: email, address: ada, provided_by: contct}
        - {channel: phone, address: "+33612345678", provided_by: third_party}
      consents: [tipps, tips, {purpose: news, channels: [sms]}]
      carriers: {email: refuses}
      seeds: 3
    when:
      - {evnt: Signed Up}
      - {event: Signed Up, at: tomorrow}
      - {after: soon}
      - {withdraw: tip}
      - {pause: gret}
    then:
      - {snet: hello}
      - {sent: helo}
      - {denied: hello, because: consent_mising}
      - {not_entered: true, because: again}
      - {waiting_at: "9"}
      - {attribute: plan}
      - {sent: hello, becuase: pace}
  - name: a
    then: []
  - when: [{event: Signed Up}]
)");
  Workspace workspace = load_workspace(folder.path());
  std::ostringstream out;
  print_issues(workspace, out);
  EXPECT_EQ(out.str(), golden("test-mistakes.txt", out.str()));
}

TEST(JourneyTests, AFailureShowsWhatHappened) {
  TemporaryFolder folder;
  write_workspace(
      folder, "tests:\n  - name: gets both\n" + kAda + kThreeDays +
                  "    then:\n      - {sent: hello, by: email}\n      - {sent: more, by: sms}\n"
                  "  - name: silent at \"night\" & <early>\n" +
                  kAda + "    when: [{at: 22:30}, {event: Signed Up}]\n    then: [{nothing_sent: true}]\n");
  Told told = run({folder.path(), "--junit", folder / "junit.xml"});
  EXPECT_EQ(told.status, 1);
  EXPECT_EQ(told.out, golden("test-failed.txt", told.out));
  std::string junit = slurp(folder / "junit.xml");
  EXPECT_EQ(junit, golden("test-failed.xml", junit));
  EXPECT_EQ(told.err, "");
}

TEST(JourneyTests, ExitStatusesAreThoseOfEveryCommand) {
  TemporaryFolder good, bad;
  write_workspace(good, "tests:\n  - name: one\n" + kAda + kSignUp + "    then: [{sent: hello}]\n");
  write_workspace(bad, "tests: 3\n");
  const struct {
    std::vector<std::string> args;
    int status;
    std::string says;
  } rows[] = {
      {{good.path()}, 0, "1 passed, 0 failed"},
      {{good.path(), "greet"}, 0, "1 passed, 0 failed"},
      {{good.path(), "--json"}, 0, "\"passed\":true"},
      {{good.path(), "gret"}, 2, "did you mean \"greet\"?"},
      {{bad.path()}, 1, "tests is no list"},
      {{good.path() + "/none"}, 2, "there is no such folder"},
      {{"--junit"}, 2, "try: assent test --help"},
      {{"--help"}, 0, "docs/testing-journeys.md"},
  };
  for (const auto& row : rows) {
    Told told = run(row.args);
    EXPECT_EQ(told.status, row.status) << told.out << told.err;
    EXPECT_THAT(told.out + told.err, HasSubstr(row.says));
  }
}

TEST(JourneyTests, TheExamplePassesAndReachesEveryStep) {
  Told told = run({ASSENT_SOURCE_DIR "/examples/acme"});
  EXPECT_EQ(told.status, 0) << told.out << told.err;
  EXPECT_THAT(told.out, HasSubstr("18 passed, 0 failed; 1 of 5 journeys have no tests"));
  EXPECT_THAT(told.out, testing::Not(HasSubstr("no test reaches")));
  EXPECT_THAT(told.out, testing::Not(HasSubstr("no test takes")));
}

}  // namespace
}  // namespace assent::engine
