// Who may call what: roles, labels and bindings of API keys.
#include <fmt/format.h>
#include <string>

#include "base/hash.h"
#include "base/hex.h"
#include "tests/engine/workspace_text.h"
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Route {
  std::string method, path, body,
      allowed;  // roles that may, among i f a r x (ingest form author reviewer admin)
};

const Route kRoutes[] = {
    {"POST", "/v1/batch", R"({"batch":[]})", "ix"},
    {"POST", "/v1/track", R"({"userId":"u","event":"E"})", "ix"},
    {"POST", "/v1/identify", R"({"userId":"u"})", "ix"},
    {"POST", "/v1/page", R"({"userId":"u"})", "ix"},
    {"POST", "/v1/screen", R"({"userId":"u"})", "ix"},
    {"POST", "/v1/group", R"({"userId":"u","groupId":"g"})", "ix"},
    {"POST", "/v1/alias", R"({"userId":"u","previousId":"p"})", "ix"},
    {"POST", "/v1/submissions", R"({"submissionId":"f"})", "fx"},
    {"POST", "/v1/withdrawals", R"({"userId":"u"})", "ifx"},
    {"GET", "/v1/decisions", "", "arx"},
    {"GET", "/v1/messages", "", "arx"},
    {"POST", "/v1/pause", "{}", "x"},
    {"POST", "/v1/resume", "{}", "x"},
    {"POST", "/v1/reload", "", "x"},
};

TEST(Keys, OpenWhatTheirRoleMayAndNothingElse) {
  World world;
  const std::pair<char, const char*> roles[] = {
      {'i', "website"}, {'f', "signup"}, {'a', "author"}, {'r', "reviewer"}, {'x', "admin"}};
  for (const Route& route : kRoutes) {
    for (const auto& [letter, key] : roles) {
      unsigned expected = route.allowed.find(letter) == std::string::npos ? 403 : 200;
      Reply reply = world.call(route.method, route.path, route.body, key);
      EXPECT_EQ(reply.status, expected)
          << route.method << " " << route.path << " as " << key << ": " << reply.text;
    }
    for (const char* stranger : {"", "ak_nobodysKey", "website "}) {
      EXPECT_EQ(world.call(route.method, route.path, route.body, stranger).status, 401U) << route.path;
    }
  }
}

TEST(Keys, TheOperatorsOwnHandIsNotReachedFromOutside) {
  World world;
  for (const char* path : {"/local/keys", "/local/clock", "/local/checkpoint"}) {
    EXPECT_EQ(world.call("POST", path, "{}", "admin").status, 404U) << path;
    EXPECT_EQ(world.call("POST", path, "{}", "").status, 404U) << path;
  }
  EXPECT_EQ(world.call("GET", "/local/explain", "", "admin", {{"contact", "u1"}}).status, 404U);
}

TEST(Keys, ARefusedCallChangesNothing) {
  World world;
  world.invite("u1", "ada@acme.example");
  Bytes32 before = world.state_hash();
  world.call("POST", "/v1/pause", "{}", "website");
  world.call("POST", "/v1/withdrawals", R"({"userId":"u1"})", "reviewer");
  world.call("POST", "/v1/withdrawals", R"({"userId":"u1"})", "ak_unknown");
  world.call("POST", "/v1/track", R"({"userId":"u1","event":"Start"})", "signup");
  EXPECT_EQ(world.state_hash(), before);
}

Reply submit_with(World& world, const std::string& key, const std::string& form, const std::string& notice) {
  return world.submit({.user = "u1",
                       .provided = {{"email", "ada@acme.example"}},
                       .consents = {{"tips", {"email"}}},
                       .form = form,
                       .notice = notice,
                       .as = key});
}

TEST(Keys, OfAFormAreBoundToItAndItsNotices) {
  std::string policy = policy_text();
  policy.insert(policy.find("notices:\n") + 9,
                "  another: {language: en, text: Other., covers: [{purpose: tips, channels: [sms]}]}\n");
  World world({.files = {{"policy.yaml", policy}}});
  EXPECT_EQ(world.add_key(R"({"name":"x","role":"form","notices":["no such"]})").status, 422U);
  EXPECT_EQ(world.add_key(R"({"name":"x","role":"ingest","forms":["footer"]})").status, 422U);
  Reply made = world.add_key(R"({"name":"footer","role":"form","forms":["footer"],"notices":["all"]})");
  ASSERT_EQ(made.status, 200U) << made.text;
  std::string key(made.body.at("key").as_string());
  Reply other_notice = world.add_key(R"({"name":"elsewhere","role":"form","notices":["another"]})");
  EXPECT_EQ(submit_with(world, key, "footer", "all").status, 200U);
  EXPECT_EQ(submit_with(world, key, "signup", "all").status, 403U);
  EXPECT_EQ(submit_with(world, key, "", "all").status, 403U);
  EXPECT_EQ(submit_with(world, std::string(other_notice.body.at("key").as_string()), "footer", "all").status,
            403U);
}

TEST(Keys, OfAnAuthorShowNoAddresses) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.track("u1", "Start");
  world.settle();
  for (const char* path : {"/v1/decisions", "/v1/messages"}) {
    EXPECT_THAT(world.call("GET", path, "", "reviewer").text, HasSubstr("ada@acme.example")) << path;
    Reply masked = world.call("GET", path, "", "author");
    EXPECT_THAT(masked.text, Not(HasSubstr("ada@acme.example"))) << path;
    EXPECT_THAT(masked.text, HasSubstr("a***@acme.example")) << path;
  }
  Reply list = world.call("GET", "/v1/decisions", "", "author");
  std::string id(list.body.at("decisions").as_array().at(0).at("id").as_string());
  EXPECT_THAT(world.call("GET", "/v1/decisions/" + id, "", "author").text,
              Not(HasSubstr("ada@acme.example")));
}

TEST(Keys, SurviveARestartAndAreStoredAsHashes) {
  World world;
  Reply made = world.add_key(R"({"name":"second","role":"admin"})");
  std::string key(made.body.at("key").as_string());
  world.restart();
  EXPECT_EQ(world.call("POST", "/v1/resume", "{}", key).status, 200U);
  EXPECT_EQ(world.call("POST", "/v1/resume", "{}", "admin").status, 200U);
  EXPECT_EQ(world.call("POST", "/v1/resume", "{}", "website").status, 403U);
  for (auto space : {storage::Space::log, storage::Space::state, storage::Space::time}) {
    for (auto cursor = world.engine().store().scan(space, ""); cursor.valid(); cursor.next()) {
      EXPECT_THAT(std::string(cursor.value()), Not(HasSubstr(key)));
    }
  }
}

TEST(Keys, NeedANameOfTheirOwnAndARoleThatExists) {
  World world;
  EXPECT_EQ(world.add_key(R"({"name":"website","role":"form"})").status, 409U);
  world.restart();
  EXPECT_EQ(world.add_key(R"({"name":"website","role":"ingest"})").status, 409U);
  EXPECT_EQ(world.add_key(R"({"name":"x","role":"emperor"})").status, 422U);
  EXPECT_EQ(world.add_key(R"({"name":"","role":"ingest"})").status, 422U);
  EXPECT_EQ(world.add_key(R"({"name":"x","role":"ingest","source":"contact"})").status, 422U);
  EXPECT_EQ(world.add_key("[]").status, 400U);
}

TEST(Keys, CountAsBasicAndAsBearer) {
  World world;
  Reply made = world.add_key(R"({"name":"second","role":"ingest"})");
  std::string key(made.body.at("key").as_string());
  for (const std::string& header : {"Bearer " + key, "bearer " + key, "Basic " + to_base64(key + ":"),
                                    "basic " + to_base64(key + ":ignored")}) {
    EXPECT_EQ(world.call("POST", "/v1/track", R"({"userId":"u","event":"E"})", "header " + header).status,
              200U)
        << header;
  }
}

}  // namespace
}  // namespace assent::engine
