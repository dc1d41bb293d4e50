#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/limits.h"
#include "engine/ingest/ingest.h"

namespace assent::engine {
namespace {

std::vector<Channel> channels_of(std::initializer_list<std::string_view> names) {
  std::vector<Channel> out;
  for (auto name : names) out.push_back(*Channel::parse(name));
  return out;
}

const channels::Policy& policy() {
  static const channels::Policy made = [] {
    channels::Policy p;
    channels::Purpose tips;
    tips.id = "tips";
    tips.channels = channels_of({"email", "sms", "social.line"});
    channels::Purpose news;
    news.id = "news";
    news.channels = channels_of({"email"});
    p.purposes = {{"tips", tips}, {"news", news}};
    channels::Notice tips_v1;
    tips_v1.id = "tips-v1";
    tips_v1.covers = {{"tips", channels_of({"email", "sms"})}};
    channels::Notice news_v1;
    news_v1.id = "news-v1";
    news_v1.covers = {{"news", channels_of({"email"})}};
    p.notices = {{"tips-v1", tips_v1}, {"news-v1", news_v1}};
    return p;
  }();
  return made;
}

Credential form_key() {
  return {.name = "site", .role = Role::form, .third_party = false, .forms = {}, .notices = {}};
}

const std::string_view kFull = R"({
  "submissionId":"f-1001","userId":"u1","timestamp":"2026-11-21T10:00:00Z",
  "form":{"id":"signup","url":"https://acme.example/signup","notice":"tips-v1","language":"en"},
  "provided":[{"channel":"email","address":"Ada@Acme.example"},{"channel":"phone","address":"+66 81 234 5678"}],
  "consents":[{"purpose":"tips","channels":["email","sms"]},{"purpose":"news","channels":["email"],"notice":"news-v1"}],
  "traits":{"first_name":"Ada","country":"TH"},
  "evidence":{"ip":"203.0.113.7","userAgent":"browser","action":"tick"}})";

TEST(Submission, ReadsTheWholeOfIt) {
  auto parsed = parse_submission(kFull, form_key(), policy());
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  SubmissionCommand expected{.submission_id = "f-1001",
                             .user_id = "u1",
                             .timestamp = parse_rfc3339("2026-11-21T10:00:00Z"),
                             .form_id = "signup",
                             .form_url = "https://acme.example/signup",
                             .language = "en",
                             .provided = {},
                             .consents = {},
                             .traits = {{"first_name", "Ada"}, {"country", "TH"}},
                             .ip = "203.0.113.7",
                             .user_agent = "browser",
                             .action = "tick",
                             .method = "form",
                             .source = Source::contact};
  expected.provided.push_back({*PointKind::parse("email"), "ada@acme.example"});
  expected.provided.push_back({*PointKind::parse("phone"), "+66812345678"});
  expected.consents.push_back({"tips", channels_of({"email", "sms"}), "tips-v1"});
  expected.consents.push_back({"news", channels_of({"email"}), "news-v1"});
  EXPECT_EQ(parsed.value(), expected);
}

TEST(Submission, WithoutConsentsNeedsOnlyItsId) {
  auto parsed = parse_submission(R"({"submissionId":7,"traits":{"a":1}})", form_key(), policy());
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed.value().submission_id, "7");
  EXPECT_EQ(parsed.value().user_id, "");
  EXPECT_EQ(parsed.value().traits, (json::object{{"a", 1}}));
}

TEST(Submission, SaidTwiceIsSaidOnce) {
  auto parsed = parse_submission(
      R"({"submissionId":"f","timestamp":"2026-11-21T10:00:00Z","form":{"id":"signup","notice":"tips-v1"},
          "provided":[{"channel":"email","address":"a@b.example"},{"channel":"email","address":"A@b.example"}],
          "consents":[{"purpose":"tips","channels":["email","email"]}],"evidence":{"action":"tick"}})",
      form_key(), policy());
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(parsed.value().provided.size(), 1u);
  EXPECT_EQ(parsed.value().consents[0].channels.size(), 1u);
}

// Each row sets one member of the full submission (a JSON pointer; "-" removes) and breaks it.
struct BadSubmission {
  std::string pointer, value;
  Errc code;
  std::string field, message;
};

std::string changed(const std::string& pointer, const std::string& value) {
  json::value body = json::parse(kFull);
  if (value != "-") {
    body.at_pointer(pointer) = json::parse(value);
    return json::serialize(body);
  }
  auto slash = pointer.rfind('/');
  json::value& parent = slash == 0 ? body : body.at_pointer(pointer.substr(0, slash));
  parent.as_object().erase(pointer.substr(slash + 1));
  return json::serialize(body);
}

void expect_refused(const BadSubmission& row) {
  auto parsed = parse_submission(changed(row.pointer, row.value), form_key(), policy());
  std::string what = row.pointer + " = " + row.value.substr(0, 60);
  ASSERT_FALSE(parsed.has_value()) << what;
  EXPECT_EQ(parsed.error().code, row.code) << what;
  EXPECT_EQ(parsed.error().field, row.field) << what;
  EXPECT_EQ(parsed.error().message, row.message) << what;
}

TEST(Submission, RefusesMissingEvidenceByField) {
  const BadSubmission rows[] = {
      {"/submissionId", "-", Errc::invalid, "submissionId", "submissionId is missing: it makes a retry safe"},
      {"/submissionId", "null", Errc::invalid, "submissionId",
       "submissionId is missing: it makes a retry safe"},
      {"/submissionId", "[]", Errc::invalid, "submissionId", "submissionId must be a string, not an array"},
      {"/timestamp", "-", Errc::invalid, "timestamp",
       "timestamp is missing: a consent needs the time at which it was given"},
      {"/timestamp", "\"noon\"", Errc::invalid, "timestamp",
       "timestamp must be a time such as 2026-11-21T10:00:00Z"},
      {"/form", "-", Errc::invalid, "form.id",
       "form.id is missing: a consent needs the form in which it was given"},
      {"/form/id", "-", Errc::invalid, "form.id",
       "form.id is missing: a consent needs the form in which it was given"},
      {"/form/notice", "-", Errc::invalid, "form.notice",
       "form.notice is missing: a consent needs the wording that was shown"},
      {"/form/notice", "\"tips-v9\"", Errc::invalid, "form.notice",
       "notice \"tips-v9\" is not declared in policy.yaml"},
      {"/consents/1/notice", "\"news-v9\"", Errc::invalid, "consents[1].notice",
       "notice \"news-v9\" is not declared in policy.yaml"},
      {"/consents/1/notice", "7", Errc::invalid, "consents[1].notice",
       "consents[1].notice must be a string, not a number"},
      {"/evidence", "-", Errc::invalid, "evidence.action",
       "evidence.action is missing: a consent needs the act by which it was given, such as \"tick\""},
      {"/evidence/action", "\"\"", Errc::invalid, "evidence.action",
       "evidence.action is missing: a consent needs the act by which it was given, such as \"tick\""},
      {"/evidence/action", "true", Errc::invalid, "evidence.action",
       "evidence.action must be a string, not a boolean"},
      {"/evidence", "\"tick\"", Errc::invalid, "evidence", "evidence must be an object, not a string"},
      {"/evidence/ip", "7", Errc::invalid, "evidence.ip", "evidence.ip must be a string, not a number"},
  };
  for (const BadSubmission& row : rows) expect_refused(row);
}

TEST(Submission, RefusesConsentsThatNobodyGave) {
  const std::string purpose = "consents[0].purpose", zero = "consents[0].channels[0]",
                    one = "consents[0].channels[1]";
  const BadSubmission rows[] = {
      {"/consents", "{}", Errc::invalid, "consents", "consents must be an array, not an object"},
      {"/consents/0", "\"tips\"", Errc::invalid, "consents[0]",
       "consents[0] must be an object, not a string"},
      {"/consents/0/purpose", "-", Errc::invalid, purpose, "consents[0].purpose is missing"},
      {"/consents/0/purpose", "\"spam\"", Errc::invalid, purpose,
       "purpose \"spam\" is not declared in policy.yaml"},
      {"/consents/0/channels", "-", Errc::invalid, "consents[0].channels",
       "consents[0].channels is missing: name the channels agreed to"},
      {"/consents/0/channels", "[]", Errc::invalid, "consents[0].channels",
       "consents[0].channels is missing: name the channels agreed to"},
      {"/consents/0/channels", "\"email\"", Errc::invalid, "consents[0].channels",
       "consents[0].channels must be an array, not a string"},
      {"/consents/0/channels/0", "7", Errc::invalid, zero,
       "consents[0].channels[0] must be a string, not a number"},
      {"/consents/0/channels/1", "\"fax\"", Errc::invalid, one,
       "purpose \"tips\" has no channel \"fax\"; it has email, sms, social.line"},
      {"/consents/0/channels/1", "\"voice\"", Errc::invalid, one,
       "purpose \"tips\" has no channel \"voice\"; it has email, sms, social.line"},
      {"/consents/0/channels/1", "\"social.line\"", Errc::invalid, one,
       "notice \"tips-v1\" does not cover purpose \"tips\" on channel \"social.line\": who read it did not "
       "agree to "
       "that"},
      {"/consents/1/notice", "\"tips-v1\"", Errc::invalid, "consents[1].channels[0]",
       "notice \"tips-v1\" does not cover purpose \"news\" on channel \"email\": who read it did not agree "
       "to that"},
      {"/provided", "-", Errc::invalid, zero,
       "no email point in provided for channel \"email\": a consent covers the points of its own submission, "
       "so send "
       "a known one again"},
      {"/provided/1", R"({"channel":"social.line","address":"U1"})", Errc::invalid, one,
       "no phone point in provided for channel \"sms\": a consent covers the points of its own submission, "
       "so send a "
       "known one again"},
  };
  for (const BadSubmission& row : rows) expect_refused(row);
}

TEST(Submission, RefusesWrongFields) {
  const BadSubmission rows[] = {
      {"/userId", "{}", Errc::invalid, "userId", "userId must be a string, not an object"},
      {"/form", "[]", Errc::invalid, "form", "form must be an object, not an array"},
      {"/form/url", "1", Errc::invalid, "form.url", "form.url must be a string, not a number"},
      {"/traits", "[]", Errc::invalid, "traits", "traits must be an object, not an array"},
      {"/provided", "{}", Errc::invalid, "provided", "provided must be an array, not an object"},
      {"/provided/0", "null", Errc::invalid, "provided[0]", "provided[0] must be an object, not null"},
      {"/provided/0/channel", "-", Errc::invalid, "provided[0].channel", "provided[0].channel is missing"},
      {"/provided/0/channel", "\"sms\"", Errc::invalid, "provided[0].channel",
       "provided[0].channel must be email, phone or social.<network>, not \"sms\""},
      {"/provided/0/address", "-", Errc::invalid, "provided[0].address", "provided[0].address is missing"},
      {"/provided/0/address", "\"ada\"", Errc::invalid, "provided[0].address",
       "provided[0].address is no email address"},
      {"/provided/1/address", "\"0812345678\"", Errc::invalid, "provided[1].address",
       "provided[1].address is no phone address in E.164, such as +66812345678"},
      {"/provided/1/address", "66812345678", Errc::invalid, "provided[1].address",
       "provided[1].address must be a string, not a number"},
      {"/submissionId", "\"" + std::string(257, 'x') + "\"", Errc::invalid, "submissionId",
       "submissionId is longer than 256 bytes"},
  };
  for (const BadSubmission& row : rows) expect_refused(row);
}

struct BadBody {
  std::string body;
  Errc code;
};

TEST(Submission, RefusesWhatIsNoSubmission) {
  const BadBody rows[] = {
      {"", Errc::malformed},
      {"{", Errc::malformed},
      {"[]", Errc::malformed},
      {"\"x\"", Errc::malformed},
      {std::string(kFull.substr(0, kFull.size() / 2)), Errc::malformed},
      {R"({"submissionId":"f","traits":{"x":")" + std::string(limits::submission_bytes, 'x') + "\"}}",
       Errc::too_large},
  };
  for (const BadBody& row : rows) {
    auto parsed = parse_submission(row.body, form_key(), policy());
    ASSERT_FALSE(parsed.has_value()) << row.body.substr(0, 60);
    EXPECT_EQ(parsed.error().code, row.code) << row.body.substr(0, 60);
  }
}

TEST(Submission, AThirdPartyCannotVouchForConsents) {
  Credential key = form_key();
  key.third_party = true;
  auto refused = parse_submission(kFull, key, policy());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::forbidden);
  EXPECT_EQ(refused.error().field, "consents");
  auto points = parse_submission(changed("/consents", "[]"), key, policy());
  ASSERT_TRUE(points.has_value()) << points.error().message;
  EXPECT_EQ(points.value().source, Source::third_party);
}

TEST(Submission, ABoundKeyKeepsToItsFormsAndNotices) {
  struct Row {
    std::vector<std::string> forms, notices;
    std::string field;  // empty: taken
  };
  const Row rows[] = {
      {{"signup"}, {"tips-v1", "news-v1"}, ""},
      {{"other", "signup"}, {}, ""},
      {{"other"}, {}, "form.id"},
      {{}, {"news-v1"}, "form.notice"},
      {{}, {"tips-v1"}, "consents[1].notice"},
  };
  for (const Row& row : rows) {
    Credential key = form_key();
    key.forms = row.forms;
    key.notices = row.notices;
    auto parsed = parse_submission(kFull, key, policy());
    EXPECT_EQ(parsed.has_value(), row.field.empty()) << row.field;
    if (parsed.has_value()) continue;
    EXPECT_EQ(parsed.error().code, Errc::forbidden);
    EXPECT_EQ(parsed.error().field, row.field);
  }
}

RC_GTEST_PROP(Submission, AnyBytesAreReadOrRefused, (const std::string& bytes)) {
  (void)parse_submission(bytes, form_key(), policy());
}

}  // namespace
}  // namespace assent::engine
