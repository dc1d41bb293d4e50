// A workspace played through without anything coming of it: the whole engine (writer, apply, gate, outbox, HTTP
// interface) on a store in memory, a virtual clock, seeded entropy, and sinks instead of transports.
//
//   TRY(auto stage, Rehearsal::open(workspace, {.start = t}));
//   TRY(stage->call("POST", "/v1/track", {{"userId", "u1"}, {"event", "Trial Started"}}));
//   TRY(stage->advance_to(t + 30 days));              // everything due in between happens, in order
//   stage->letters();                                  // what would have gone out
//   TRY(auto story, stage->reads().story({.contact = "u1"}));
//
// It is the code of `assent serve`, opened with other parts; nothing here decides anything. No file is read,
// written or made: the workspace comes loaded, the keys are made up, nothing is synced. Thirty days take
// milliseconds, because the clock jumps from one due instant to the next. Same workspace, options and calls: same
// outcome.
//
// One thread calls. Each call answers once everything due at that moment has settled. Not copied, not moved.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "engine/api/api.h"
#include "engine/rehearsal/sinks.h"
#include "storage/memory_disk.h"

namespace assent::engine {

// Whose call it is. What a broker says is third-party data.
enum class Voice : std::uint8_t { website, form, broker, reviewer, author, host };

struct RehearsalOptions {
  Utc start{};
  std::uint64_t seed = 1;
  std::map<Channel, Carrier> carriers{};  // absent: accepts
};

class Rehearsal {
 public:
  static Result<std::unique_ptr<Rehearsal>> open(Workspace workspace, const RehearsalOptions& options);
  ~Rehearsal();

  // The body of a 2xx answer, or the error that was answered. "messageId", "submissionId" and "timestamp" are made
  // up where the body has none and needs one.
  Result<json::object> call(std::string_view method, const std::string& path, json::object body = {},
                            Voice as = Voice::website, std::map<std::string, std::string> query = {});
  Result<void> advance_to(Utc target);

  Utc now() const { return engine_->clock().now(); }
  Reads reads() { return Reads(engine_->store(), engine_->keys()); }
  std::vector<channels::Letter> letters() const { return sinks_.letters(); }
  const Workspace& workspace() const { return workspace_; }
  Engine& engine() { return *engine_; }

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
  Rehearsal(Workspace workspace, const RehearsalOptions& options);
  Result<void> add_voices();
  Result<json::object> ask(Request request);
  void complete(const std::string& path, json::object& body);

  Workspace workspace_;
  storage::MemoryDisk disk_;
  Sinks sinks_;
  SharedEntropy entropy_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Api> api_;
  std::map<Voice, std::string> keys_;
  int made_up_ = 0;  // ids so far
};

}  // namespace assent::engine
