#include "engine/commands.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

namespace assent::engine {
namespace {

using storage::InputKind;

constexpr InputKind kKinds[] = {
    InputKind::event,      InputKind::submission, InputKind::withdrawal, InputKind::inbound,
    InputKind::receipt,    InputKind::timer,      InputKind::claim,      InputKind::outcome,
    InputKind::deployment, InputKind::key_change, InputKind::erasure,    InputKind::engine_start,
    InputKind::clock_jump, InputKind::effect,     InputKind::import,     InputKind::review,
};

MessageId message(std::uint8_t first) {
  Bytes16 bytes{};
  bytes[0] = first;
  return MessageId::from(bytes);
}

ReviewCommand review() {
  return {.act = ReviewAct::rectify_point,
          .contact = "u1",
          .reason = "misspelt",
          .consent = 17,
          .channel = Channel::parse("sms"),
          .purpose = "tips",
          .kind = PointKind::parse("phone"),
          .address = "+33123456789",
          .replacement = "+33123456780",
          .attribute = "plan",
          .value = {{"x", 1.5}},
          .other = "u2"};
}

// Those by which people answer.
std::vector<Command> answers() {
  std::vector<Command> all;
  all.push_back(ConfirmationCommand{
      .request = message(3), .refused = true, .ip = "203.0.113.7", .user_agent = "browser"});
  all.push_back(PreferenceCommand{.what = Preference::pause,
                                  .contact = ContactId::from({1}),
                                  .address = AddressId::from({2}),
                                  .access = true,
                                  .messages = 3,
                                  .window = Millis(7),
                                  .until = from_unix_ms(8),
                                  .from_minute = 60,
                                  .to_minute = 120,
                                  .channel = Channel::parse("sms"),
                                  .language = "de",
                                  .ip = "203.0.113.7",
                                  .user_agent = "browser"});
  all.push_back(review());
  all.push_back(AccessCommand{
      .contact = ContactId::from({3}), .what = "export", .ip = "203.0.113.7", .user_agent = "browser"});
  all.push_back(InboundCommand{.channel = Channel::parse("social.line"),
                               .from = "U1",
                               .to = "+33123456789",
                               .message_id = "in-1",
                               .timestamp = from_unix_ms(-7),
                               .authenticated = true,
                               .third_party = true,
                               .notices = {"tips-v1", "tips-v2"},
                               .meaning = channels::Meaning::unclear,
                               .by = "no more",
                               .folded = "please no more",
                               .verbatim = "Please, no more!"});
  all.push_back(
      JudgementCommand{.address = AddressId::from({4}), .stop = true, .reason = "asks for no more calls"});
  return all;
}

ImportCommand import() {
  return {.import = "ab",
          .row_id = "import:17",
          .user_id = "u1",
          .timestamp = from_unix_ms(5),
          .points = {{*PointKind::parse("phone"), "+33123456789", true}},
          .traits = {{"plan", "pro"}},
          .third_party_traits = {{"score", 3}},
          .why = "no consent",
          .file = "old.csv",
          .rows = 1,
          .consents = 2,
          .points_only = 3,
          .refused = 4,
          .repeated = 5};
}

// One of each, no member left at its default, so that a member forgotten in the codec shows.
std::vector<Command> one_of_each() {
  std::vector<Command> all;
  all.push_back(EventCommand{.type = EventType::identify,
                             .name = "Trial Started",
                             .user_id = "u1",
                             .anonymous_id = "a1",
                             .previous_id = "p1",
                             .message_id = "m1",
                             .timestamp = from_unix_ms(-5),
                             .source = Source::third_party,
                             .data = {{"plan", "pro"}, {"price", 19.99}, {"tags", {"x", nullptr, true}}}});
  SubmissionCommand submission{.submission_id = "f-1001",
                               .user_id = "u1",
                               .timestamp = from_unix_ms(1'800'000'000'000),
                               .form_id = "signup",
                               .form_url = "https://acme.example/signup",
                               .language = "en",
                               .provided = {},
                               .consents = {},
                               .traits = {{"first_name", "Ada"}},
                               .ip = "203.0.113.7",
                               .user_agent = "browser",
                               .action = "tick",
                               .method = "form",
                               .source = Source::third_party};
  submission.provided.push_back({*PointKind::parse("email"), "ada@acme.example"});
  submission.provided.push_back({*PointKind::parse("social.line"), "U123"});
  submission.consents.push_back(
      {"tips", {*Channel::parse("sms"), *Channel::parse("social.line")}, "tips-v1"});
  all.push_back(submission);
  all.push_back(WithdrawalCommand{.user_id = "u1",
                                  .kind = PointKind::parse("phone"),
                                  .address = "+33123456789",
                                  .message = message(7),
                                  .channel = Channel::parse("voice"),
                                  .purpose = "",  // said, and empty: not the same as absent
                                  .objection = true,
                                  .method = "reply",
                                  .verbatim = "please stop",
                                  .ip = "203.0.113.7",
                                  .user_agent = "browser"});
  all.push_back(TimerCommand{.due = from_unix_ms(12), .what = 'w', .entity = {1, 2}, .detail = {3}});
  all.push_back(ClaimCommand{.message = message(1), .epoch = 1ull << 60, .connection = 0xffffffff});
  all.push_back(OutcomeCommand{
      .message = message(2), .sent = channels::Sent::rejected, .detail = "550 no", .recovered = true});
  DeploymentCommand deployment{
      .policy = "controller: x", .settings = "{}", .journeys = {}, .deployer = "cli"};
  deployment.journeys.push_back({"welcome", {9, 8}, "{\"journey\":\"x\"}"});
  all.push_back(deployment);
  all.push_back(BrakeCommand{.paused = false, .journey = "welcome", .channel = Channel::parse("email")});
  all.push_back(KeyCommand{.key_sha256 = {5},
                           .credential = {.name = "site",
                                          .role = Role::admin,
                                          .third_party = true,
                                          .forms = {"signup", "other"},
                                          .notices = {"tips-v1"}}});
  all.push_back(EngineStartCommand{
      .semantics = 3, .tzdata = "2025b", .epoch = 77, .carriers = {{"email", Bytes32{7}}}});
  all.push_back(ClockCommand{.to = from_unix_ms(99)});
  for (Command& answer : answers()) all.push_back(std::move(answer));
  all.push_back(import());
  return all;
}

TEST(Commands, ComeBackAsTheyWere) {
  auto all = one_of_each();
  ASSERT_EQ(all.size(), std::variant_size_v<Command>);
  for (std::size_t i = 0; i < all.size(); ++i) {
    ASSERT_EQ(all[i].index(), i) << "one of each, in the variant's order";
    auto same = decode(kind_of(all[i]), encode(all[i]));
    ASSERT_TRUE(same.has_value()) << i << ": " << same.error().message;
    EXPECT_EQ(same.value(), all[i]) << i;
  }
}

TEST(Commands, ComeBackWhenEverythingIsAbsent) {
  const Command empty[] = {EventCommand{},   SubmissionCommand{}, WithdrawalCommand{},  DeploymentCommand{},
                           BrakeCommand{},   KeyCommand{},        EngineStartCommand{}, ConfirmationCommand{},
                           InboundCommand{}, JudgementCommand{}};
  for (const Command& command : empty) {
    auto same = decode(kind_of(command), encode(command));
    ASSERT_TRUE(same.has_value()) << command.index();
    EXPECT_EQ(same.value(), command) << command.index();
  }
}

TEST(Commands, ABrakeAndADeploymentShareAKindAndStayApart) {
  EXPECT_EQ(kind_of(BrakeCommand{}), kind_of(DeploymentCommand{}));
  auto brake = decode(InputKind::deployment, encode(BrakeCommand{}));
  ASSERT_TRUE(brake.has_value());
  EXPECT_TRUE(std::holds_alternative<BrakeCommand>(brake.value()));
}

TEST(Commands, EveryTruncationAndEveryAdditionIsRefused) {
  for (const Command& command : one_of_each()) {
    std::string body = encode(command);
    for (std::size_t size = 0; size < body.size(); ++size) {
      auto cut = decode(kind_of(command), std::string_view(body).substr(0, size));
      ASSERT_FALSE(cut.has_value()) << command.index() << " cut to " << size << " of " << body.size();
      EXPECT_EQ(cut.error().code, Errc::corrupt);
    }
    EXPECT_FALSE(decode(kind_of(command), body + '\0').has_value()) << command.index();
  }
}

// Whatever lies on the disk is read or refused; the process goes on. Run under AddressSanitizer by
// scripts/prove.
RC_GTEST_PROP(Commands, AnyBytesAreReadOrRefused, (const std::string& bytes)) {
  for (InputKind kind : kKinds) {
    for (char first : {'\1', '\2'}) {
      auto command = decode(kind, first + bytes);
      if (command.has_value()) RC_ASSERT(kind_of(command.value()) == kind);
    }
  }
}

RC_GTEST_PROP(Commands, AFlippedByteIsReadOrRefused, (std::uint64_t seed)) {
  std::mt19937_64 random(seed);
  for (const Command& command : one_of_each()) {
    std::string body = encode(command);
    body[random() % body.size()] = static_cast<char>(random());
    auto other = decode(kind_of(command), body);
    if (other.has_value()) RC_ASSERT(kind_of(other.value()) == kind_of(command));
  }
}

TEST(Commands, AnUnknownLayoutIsRefusedNotGuessed) {
  std::string body = encode(ClockCommand{});
  body[0] = 9;
  auto command = decode(InputKind::clock_jump, body);
  ASSERT_FALSE(command.has_value());
  EXPECT_EQ(command.error().message,
            "2 bytes stored as an input of kind 13 are no such command (first byte 9)");
}

TEST(Roles, HaveNames) {
  for (Role role : {Role::ingest, Role::form, Role::author, Role::reviewer, Role::admin}) {
    EXPECT_EQ(parse_role(name(role)), role);
  }
  EXPECT_EQ(parse_role("root"), std::nullopt);
  EXPECT_EQ(parse_role(""), std::nullopt);
}

}  // namespace
}  // namespace assent::engine
