// Who is who, what counts once, and what comes too late (design, section 4).
#include <string>

#include "engine/apply/entity_record.h"
#include "storage/input_log.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kAda = "ada@acme.example";

Event anonymous(const std::string& cookie, const std::string& name) {
  return {.name = name, .anonymous = cookie};
}
Event both(const std::string& user, const std::string& cookie, const std::string& name) {
  return {.user = user, .name = name, .anonymous = cookie};
}

TEST(Identity, AnAnonymousIdBindsToTheFirstUserWhoClaimsIt) {
  World world;
  world.track(anonymous("cookie", "Login"));
  world.track(both("u1", "cookie", "Habit"));
  EXPECT_EQ(world.silence("u1", "habit"), "") << "u1 did what the cookie did";
  std::string u1 = world.contact("u1");
  world.track(both("u2", "cookie", "Habit"));
  EXPECT_NE(world.contact("u2"), u1) << "a later user starts fresh";
  EXPECT_EQ(world.silence("u2", "habit"), "condition_false");
  world.track(anonymous("cookie", "Once"));
  EXPECT_EQ(world.silence("u1", "once"), "") << "the cookie stays with the first";
  EXPECT_EQ(world.silence("u2", "once"), "never asked");
}

TEST(Identity, BindingMergesIntoAContactThatIsKnown) {
  World world;
  world.invite("u1", kAda);
  world.identify("", {{"plan", "pro"}, {"phone", "+33612345678"}}, "website", "cookie");
  world.track(anonymous("cookie", "Login"));
  std::string u1 = world.contact("u1");
  world.track(both("u1", "cookie", "Habit"));
  EXPECT_EQ(world.contact("u1"), u1);
  json::object story = world.explain("u1");
  EXPECT_EQ(story.at("attributes").at("plan").at("value"), json::value("pro"));
  EXPECT_THAT(story.at("points").as_array(), SizeIs(2));
  EXPECT_EQ(world.silence("u1", "habit"), "");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example habit"));
}

TEST(Identity, AMergedContactIsFoundUnderItsOldId) {
  World world;
  world.identify("", {{"plan", "pro"}}, "website", "cookie");
  world.track(anonymous("cookie", "Start"));
  Reply list = world.call("GET", "/v1/messages", "", "reviewer");
  std::string old(list.body.at("messages").as_array().at(0).at("contact").as_string());
  EXPECT_EQ(world.contact(old), old);
  world.track(both(old, "cookie", "Once"));  // themselves, by both names
  EXPECT_EQ(world.contact(old), old);
  world.invite("u1", kAda);
  world.track(both("u1", "cookie", "Login"));
  EXPECT_NE(world.contact("u1"), old);
  EXPECT_EQ(world.contact(old), world.contact("u1"));
  EXPECT_EQ(world.decisions(old), world.decisions("u1"));
  world.withdraw(R"({"userId":")" + old + R"("})");
  EXPECT_THAT(world.explain("u1").at("stops").as_array(), SizeIs(1));
}

TEST(Identity, EveryPlaceThatNamesAContactTakesItsIdToo) {
  World world;
  std::string id(world.submit({.provided = {{"email", kAda}}}).body.at("contact").as_string());
  EXPECT_EQ(world.invite(id, kAda).body.at("contact"), json::value(id));
  world.identify(id, {{"plan", "pro"}});
  world.track(id, "Plan");
  EXPECT_EQ(world.contact(id), id);
  EXPECT_THAT(world.explain(id).at("points").as_array(), SizeIs(1));
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example plan"));
  world.withdraw(R"({"userId":")" + id + R"("})");
  world.track(id, "Start");
  EXPECT_EQ(world.verdict(id), "deny consent_withdrawn");
  EXPECT_FALSE(world.replay(1).has_error());
}

TEST(Identity, ASubmissionNeverLooksPeopleUpByEmail) {
  World world;
  world.invite("u1", kAda);
  Reply fresh = world.submit({.provided = {{"email", kAda}}});
  EXPECT_NE(std::string(fresh.body.at("contact").as_string()), world.contact("u1"));
}

TEST(Identity, AnAliasBindsAnAnonymousIdAndIsWithoutEffectBetweenUsers) {
  World world;
  world.track(anonymous("cookie", "Login"));
  world.alias("u1", "cookie");
  world.track("u1", "Habit");
  EXPECT_EQ(world.silence("u1", "habit"), "");
  world.track("u2", "Login");
  std::string u1 = world.contact("u1"), u2 = world.contact("u2");
  EXPECT_EQ(world.alias("u2", "u1").status, 200U);
  EXPECT_EQ(world.contact("u1"), u1);
  EXPECT_EQ(world.contact("u2"), u2);
}

TEST(Identity, AMergeKeepsStopsAndTheOlderRun) {
  World world;
  world.track(anonymous("cookie", "Nap"));
  world.advance("1 day");
  world.invite("u1", kAda);
  world.track("u1", "Nap");
  world.track(both("u1", "cookie", "Login"));  // merges: one of two naps stays, the older
  world.advance("23 hours");
  EXPECT_THAT(world.knocks(), IsEmpty());
  world.advance("1 hour");
  EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example after-nap"))
      << "two days after the older began";
  world.advance("5 days");
  EXPECT_THAT(world.knocks(), SizeIs(1));
}

TEST(Identity, AMergeKeepsAStopOfEither) {
  World world;
  world.track(anonymous("cookie", "Login"));
  world.identify("", {{"email", kAda}}, "website", "cookie");
  world.withdraw(R"({"address":"ada@acme.example"})");
  world.advance("1 minute");
  world.submit({.user = "u1",
                .provided = {{"email", kAda}},
                .consents = {{"tips", {"email"}}},
                .at = "2026-11-23T09:00:00Z"});
  world.track(both("u1", "cookie", "Start"));
  EXPECT_EQ(world.verdict("u1"), "deny consent_withdrawn");
}

TEST(Once, AnEventIsCountedOncePerCredentialForSevenDays) {
  struct {
    std::string later, as;
    bool counts;  // the second of the same id
  } const rows[] = {
      {"0 ms", "website", false},      {"1 hour", "website", false},
      {"167 hours", "website", false},  // seven days less an hour
      {"168 hours", "website", true},  {"30 days", "website", true},
      {"1 hour", "admin", true},  // another key
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.later + " " + row.as);
    World world;
    world.invite("u1", kAda);
    EXPECT_EQ(world.track({.user = "u1", .name = "Nap", .id = "same"}).status, 200U);
    world.advance(row.later);
    Seq before = world.engine().writer().last_seq();
    EXPECT_EQ(world.track({.user = "u1", .name = "Login", .id = "same", .as = row.as}).status, 200U);
    EXPECT_EQ(world.engine().writer().last_seq() - before, row.counts ? 1U : 0U);
    world.track("u1", "Habit");
    EXPECT_EQ(world.silence("u1", "habit"), row.counts ? "" : "condition_false");
  }
}

TEST(Once, AWindowThatBeginsAnywhere) {
  for (int hours = 0; hours < 168; hours += 41) {  // the generations of the index turn at fixed times
    World world;
    world.advance(std::to_string(hours) + " hours");
    world.track({.user = "u1", .name = "News", .id = "same"});
    world.advance("167 hours");
    Seq before = world.engine().writer().last_seq();
    world.track({.user = "u1", .name = "News", .id = "same"});
    EXPECT_EQ(world.engine().writer().last_seq(), before) << hours;
    world.advance("1 hour");
    before = world.engine().writer().last_seq();
    world.track({.user = "u1", .name = "News", .id = "same"});
    EXPECT_EQ(world.engine().writer().last_seq(), before + 1) << hours;
  }
}

TEST(Once, ARepeatedSubmissionGetsTheFirstAnswerAndUndoesNoStop) {
  World world;
  Form form{.user = "u1", .provided = {{"email", kAda}}, .consents = {{"tips", {"email"}}}, .id = "f-1"};
  Reply first = world.submit(form);
  world.withdraw(R"({"userId":"u1"})");
  world.advance("400 days");
  form.at = "2027-12-28T10:00:00Z";
  Seq before = world.engine().writer().last_seq();
  Reply again = world.submit(form);
  EXPECT_EQ(again.status, 200U);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(world.engine().writer().last_seq(), before);
  world.restart();
  EXPECT_EQ(world.submit(form).body, first.body);
  world.track("u1", "Start");
  EXPECT_EQ(world.verdict("u1"), "deny consent_withdrawn");
}

TEST(Once, ASubmissionWithoutUserIdMakesOneContact) {
  World world;
  Form form{.provided = {{"email", kAda}}, .id = "f-1"};
  Reply first = world.submit(form), second = world.submit(form);
  EXPECT_EQ(first.body, second.body);
}

TEST(Once, ARepeatWithinOneBatchToo) {
  World world;
  Seq before = world.engine().writer().last_seq();
  Reply batch = world.call("POST", "/v1/batch",
                           R"({"batch":[{"type":"track","event":"Login","userId":"u1","messageId":"m"},
                                        {"type":"track","event":"Login","userId":"u1","messageId":"m"}]})",
                           "website");
  EXPECT_EQ(batch.status, 200U);
  EXPECT_EQ(world.engine().writer().last_seq(), before + 1);
}

TEST(InTime, AStaleEventIsHistoryAndLetsNobodyIn) {
  struct {
    std::string at, silence;
  } const rows[] = {
      {"2026-11-23T10:00:00Z", ""},
      {"2026-11-22T10:00:00Z", ""},  // 24 hours
      {"2026-11-22T09:59:59Z", "event_too_old"},
      {"2020-01-01T00:00:00Z", "event_too_old"},
      {"2030-01-01T00:00:00Z", ""},  // clamped to now
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.at);
    World world;
    world.invite("u1", kAda);
    world.track({.user = "u1", .name = "Start", .at = row.at});
    EXPECT_EQ(world.silence("u1", "start"), row.silence);
    EXPECT_THAT(world.knocks(), SizeIs(row.silence.empty() ? 1 : 0));
    if (row.silence.empty()) continue;
    std::string text(world.explain("u1").at("text").as_string());
    EXPECT_THAT(text, HasSubstr("did not enter"));
    EXPECT_THAT(text, HasSubstr("event too old"));
  }
}

TEST(InTime, AnOldEventStillCountsInHistory) {
  World world;
  world.track({.user = "u1", .name = "Login", .at = "2026-11-01T00:00:00Z"});
  world.track("u1", "Habit");
  EXPECT_EQ(world.silence("u1", "habit"), "");
}

TEST(InTime, ATraitFromTheFutureDoesNotBeatALaterOne) {
  World world;
  world.call("POST", "/v1/identify",
             R"({"userId":"u1","traits":{"plan":"free"},"timestamp":"2030-01-01T00:00:00Z"})", "website");
  world.advance("1 minute");
  world.identify("u1", {{"plan", "pro"}});
  EXPECT_EQ(world.explain("u1").at("attributes").at("plan").at("value"), json::value("pro"));
}

TEST(InTime, AJourneyEnteredOnceIsNotEnteredAgain) {
  World world;
  world.invite("u1", kAda);
  world.track("u1", "Once");
  world.advance("30 days");
  world.track("u1", "Once");
  EXPECT_EQ(world.silence("u1", "once"), "again_never");
  EXPECT_THAT(world.knocks(), SizeIs(1));
}

// Whose key seals a record is told before it is applied. With another key it would outlive the contact's own (P7).
TEST(Identity, TheRecordThatMakesAContactLiesUnderTheirOwnKey) {
  World world;
  world.submit({.user = "by form", .provided = {{"email", "a@acme.example"}}});
  world.submit({.provided = {{"email", "b@acme.example"}}});
  world.track("by event", "Login");
  world.track({.name = "Login", .anonymous = "cookie"});
  world.identify("by identify", {{"email", "c@acme.example"}});
  world.withdraw(R"({"userId":"by stop"})");
  world.settle();
  const storage::Store& store = world.engine().store();
  const storage::Keys& keys = world.engine().keys();
  std::size_t found = 0;
  storage::InputReader log(store, keys);
  while (auto record = log.next().value()) {
    const storage::Subject& subject = record->input.subject;
    if (subject.kind != storage::Subject::Kind::contact) continue;
    ++found;
    EXPECT_TRUE(read_contact(store, keys, ContactId::from(subject.id)).value())
        << "a " << storage::name(record->input.kind) << " lies under the key of nobody";
  }
  EXPECT_EQ(found, 6u);
}

}  // namespace
}  // namespace assent::engine
