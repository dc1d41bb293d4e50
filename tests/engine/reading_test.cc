// P9, a GET changes nothing: neither state nor log, whoever asks for whatever.
#include "tests/engine/world.h"

namespace assent::engine {
namespace {

TEST(AGetChangesNothing, OnAnyRoute) {
  World world;
  world.invite("u1", "ada@acme.example");
  world.invite("u2", "bob@acme.example");
  world.track("u1", "Start");
  world.track("u1", "Nap");
  world.pause(R"({"channel":"email"})");
  world.track("u2", "Start");  // queued: a GET must not stop it either
  world.settle();
  std::string token = world.token("ada@acme.example");
  Reply list = world.call("GET", "/v1/decisions", "", "reviewer");
  std::string decision(list.body.at("decisions").as_array().at(0).at("id").as_string());

  struct {
    std::string path, as;
    std::map<std::string, std::string> query;
    unsigned status;
  } const gets[] = {
      {"/u/" + token, "", {}, 200},
      {"/u/" + token, "", {{"List-Unsubscribe", "One-Click"}, {"confirm", "yes"}}, 200},
      {"/u/nonsense", "", {}, 404},
      {"/v1/decisions", "reviewer", {{"contact", "u1"}, {"outcome", "allow"}}, 200},
      {"/v1/decisions", "author", {}, 200},
      {"/v1/decisions", "reviewer", {{"no_such", "filter"}}, 422},
      {"/v1/decisions/" + decision, "reviewer", {}, 200},
      {"/v1/decisions/d_99999", "reviewer", {}, 404},
      {"/v1/messages", "reviewer", {{"contact", "u1"}}, 200},
      {"/v1/messages", "author", {{"contact", "nobody"}}, 200},
      {"/healthz", "", {}, 200},
      {"/readyz", "", {}, 200},
      {"/metrics", "", {}, 200},
      {"/local/explain", "operator", {{"contact", "u1"}}, 200},
      {"/local/explain", "operator", {{"contact", "never seen"}}, 404},
      {"/local/root", "operator", {}, 200},
      // What POST does, by GET.
      {"/v1/withdrawals", "website", {{"userId", "u1"}}, 405},
      {"/v1/submissions", "signup", {}, 405},
      {"/v1/track", "website", {{"userId", "u1"}, {"event", "Start"}}, 405},
      {"/v1/resume", "admin", {}, 405},
      {"/v1/reload", "admin", {}, 405},
      {"/local/clock", "operator", {{"advance", "3d"}}, 405},
      {"/local/keys", "operator", {}, 405},
      {"/local/checkpoint", "operator", {}, 405},
      {"/nothing/here", "", {}, 404},
  };
  Bytes32 state = world.state_hash();
  std::size_t leaves = world.leaves().size();
  Seq inputs = world.engine().writer().last_seq();
  for (const char* method : {"GET", "HEAD"}) {
    for (const auto& get : gets) {
      SCOPED_TRACE(std::string(method) + " " + get.path);
      EXPECT_EQ(world.call(method, get.path, "List-Unsubscribe=One-Click", get.as, get.query).status,
                get.status);
      EXPECT_EQ(world.state_hash(), state);
      EXPECT_EQ(world.leaves().size(), leaves);
      EXPECT_EQ(world.engine().writer().last_seq(), inputs);
    }
  }
  world.resume(R"({"channel":"email"})");
  EXPECT_EQ(world.verdict("u2"), "allow");
}

}  // namespace
}  // namespace assent::engine
