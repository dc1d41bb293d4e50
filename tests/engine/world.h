// A whole engine in one process, for tests that read like the specification: a workspace in a temporary
// folder, a virtual clock, seeded entropy, and the HTTP interface called without sockets.
//
//   World world;
//   world.submit({.user = "u1", .provided = {{"email", "ada@acme.example"}}, .consents = {{"tips", {"email"}}}});
//   world.track("u1", "Start");
//   EXPECT_THAT(world.knocks(), ElementsAre("email ada@acme.example welcome"));
//
// It is Monday 2026-11-23, 10:00 UTC, 11:00 in Paris. The workspace has the purposes tips (email, sms,
// social.line), news (email) and brief (email, expires after 30 days), the notice `all` that covers them,
// quiet hours from 21:00 to 08:00, and one journey for each event:
//
//   Start   welcome by email                     Ladder  ladder by [email, sms, social.line]
//   Twin    welcome by email, another journey    Hurry   hurry by [email, sms], expires in 10 hours
//   Nap     after 2 days, after-nap by email     Order   order by email, one run per event.order
//   News    news by email (purpose news)         Plan    plan by email, if contact.plan == 'pro'
//   Brief   brief by email (purpose brief)       Habit   habit by email, if contact.did('Login')
//   Once    once by email, again: never
//
// A template's text starts with its name. Every verb waits for its answer; those that look at results wait
// until everything due has settled. Keys (the `as` of a call): website and broker (ingest, the latter
// third-party), signup (form), partner (form, third-party), author, reviewer, admin.
#pragma once

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/api/api.h"
#include "engine/replay.h"
#include "storage/audit_log.h"
#include "tests/storage/unsynced_env.h"

namespace assent::engine {

struct Reply {
  unsigned status = 0;
  json::object body;
  std::string text;
  std::optional<unsigned> retry_after;
  std::vector<std::string> list(std::string_view name) const;  // a member that is a list of strings
};

struct Event {
  std::string user{}, name{};
  json::object properties{};
  std::string anonymous{}, id{}, at{};  // id: made up where empty; at: no timestamp where empty
  std::string as = "website";
};

struct Form {
  std::string user{};
  std::vector<std::pair<std::string, std::string>> provided{};               // kind, address
  std::vector<std::pair<std::string, std::vector<std::string>>> consents{};  // purpose, channels
  json::object traits{};
  std::string id{}, at{}, form = "signup", notice = "all";  // id: made up where empty; at: now where empty
  std::string as = "signup", language = "en", ip = "203.0.113.7";
};

struct Knock {                             // what lies at a sink
  std::string message, channel, to, what;  // what: the template's name
  std::string text;                        // all of it, as it lies there
};

struct Setting {
  std::string clock = "2026-11-23T10:00:00Z";
  std::uint64_t seed = 1;
  std::string email = "{transport: maildir, path: out/mail, from: \"Acme <news@acme.example>\"}";
  bool forgetful_disk = false;                 // keeps only what was synced: see disk()
  std::map<std::string, std::string> files{};  // in place of the workspace's own
};

class World {
 public:
  explicit World(Setting given = {});
  ~World();

  // Upstream systems, forms and people.
  Reply track(const Event& event);
  Reply track(const std::string& user, const std::string& name) {
    return track(Event{.user = user, .name = name});
  }
  Reply identify(const std::string& user, json::object traits, const std::string& as = "website",
                 const std::string& anonymous = "");
  Reply alias(const std::string& user, const std::string& previous);
  Reply submit(const Form& form);
  Reply withdraw(std::string_view json, const std::string& as = "website");
  Reply click(const std::string& token);  // RFC 8058: one POST
  // u1 agreed to tips by e-mail at this address.
  Reply invite(const std::string& user, const std::string& email, const std::string& purpose = "tips");

  // The operator.
  Reply pause(std::string_view json = "{}") { return call("POST", "/v1/pause", json, "admin"); }
  Reply resume(std::string_view json = "{}") { return call("POST", "/v1/resume", json, "admin"); }
  Reply reload() { return call("POST", "/v1/reload", "", "admin"); }
  void write(std::string_view file, std::string_view text);
  void advance(std::string_view duration);
  void advance_to(std::string_view time);
  void settle();   // everything due has happened
  void restart();  // stops in order and starts again
  void stop();
  Result<void> start();
  // An engine without transports on the same store: what is queued stays, and a claim ends as in a crash.
  void while_nobody_sends(const std::function<void(Writer&)>& act);

  // Any call. `as`: a key's name; "operator": over the socket; "": no key; "header X": that header;
  // else the key itself.
  Reply call(std::string_view method, std::string_view path, std::string_view body, const std::string& as,
             std::map<std::string, std::string> query = {});
  // The same, answered whenever it is answered: `then` runs where the engine answers.
  void call_later(std::string_view path, std::string_view body, const std::string& as,
                  std::function<void(const Response&)> then);
  Reply add_key(std::string_view json) { return call("POST", "/local/keys", json, "operator"); }

  // Results.
  std::vector<Knock> sinks();                                      // as they are, without waiting
  std::vector<std::string> knocks();                               // "email ada@acme.example welcome", sorted
  std::vector<std::string> decisions(const std::string& contact);  // "plan email deny consent_missing"
  std::string verdict(const std::string& contact);  // the last one's end: "deny consent_missing", "allow"
  std::vector<std::string> states(const std::string& contact);  // of messages: "email accepted"
  json::object explain(const std::string& contact);
  std::string silence(const std::string& contact,
                      const std::string& journey);  // why they did not enter; "": they did
  std::string contact(const std::string& user) {
    return std::string(explain(user).at("contact").as_string());
  }
  std::string token(const std::string& address);  // unsubscribe token of the last mail to it
  // Paths like "/o/..." of the confirmation links that went to it, the last one at the end.
  std::vector<std::string> confirm_links(const std::string& address);
  std::vector<storage::Leaf> leaves();
  Bytes32 state_hash();
  Result<ReplayReport> replay(std::size_t batch, const std::function<void(storage::Store&)>& tamper = {});

  Engine& engine() { return *engine_; }
  storage::UnsyncedEnv& disk() { return *disk_; }
  const std::string& folder() const { return folder_; }

 private:
  class SharedEntropy final : public EntropySource {
   public:
    explicit SharedEntropy(std::uint64_t seed) : seeded_(seed) {}
    Entropy draw() override {
      std::lock_guard lock(mutex_);
      return seeded_.draw();
    }

   private:
    std::mutex mutex_;
    SeededEntropy seeded_;
  };
  EngineOptions options();
  Request request(std::string_view method, std::string_view path, std::string_view body,
                  const std::string& as) const;
  std::string now() const;

  std::string folder_;
  Utc started_at_;
  SharedEntropy entropy_;
  std::unique_ptr<storage::UnsyncedEnv> disk_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Api> api_;
  std::map<std::string, std::string> keys_;  // name -> key
  int made_up_ = 0;                          // ids so far
};

}  // namespace assent::engine
