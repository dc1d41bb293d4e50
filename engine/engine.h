// One workspace at work: store, keys, writer, dispatcher and clock, opened and recovered in order.
//
//   TRY(auto engine, Engine::open(workspace, {.serving = true, .virtual_start = ...}));
//   engine->writer().submit(...);
//   engine->stop();                       // hand-overs under way end first; then the store closes
//
// Opening for serving recovers: what a crash left claimed becomes unknown, or is repeated where the transport is
// idempotent; a changed workspace is deployed; all of it as inputs, through the same apply as everything else.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "engine/barrier.h"
#include "engine/dispatcher.h"
#include "engine/workspace/workspace.h"
#include "engine/writer.h"

namespace rocksdb {
class Env;
}

namespace assent::engine {

// In place of what settings name, so that nothing of this machine is read, written or called (engine/rehearsal).
struct Stage {
  storage::MasterKey master;
  std::function<std::unique_ptr<channels::Transport>(const ChannelSettings&, const Clock&)> transport;
};

struct EngineOptions {
  bool serving = true;  // false: for a command of the operator; nothing is deployed, nothing sent
  std::optional<Utc> virtual_start;  // the virtual clock of `assent serve --clock`
  rocksdb::Env* env = nullptr;       // tests inject faults
  EntropySource* entropy = nullptr;  // tests inject a seed; null: the operating system's
  const Stage* stage = nullptr;      // of a rehearsal, with an env that is no disk; borrowed while opening
};

class Engine {
 public:
  static Result<std::unique_ptr<Engine>> open(const Workspace& workspace, const EngineOptions& options);
  ~Engine();

  Writer& writer() { return *writer_; }
  storage::Store& store() { return *store_; }
  storage::Keys& keys() { return *keys_; }
  const Clock& clock() const { return *clock_; }
  bool serving() const { return serving_; }
  bool virtual_time() const { return virtual_clock_ != nullptr; }
  EntropySource& entropy() { return *entropy_; }
  std::uint64_t recovered_unknown() const { return recovered_unknown_; }
  std::uint64_t recovered_repeated() const { return recovered_repeated_; }
  void stop();

 private:
  Engine() = default;
  Result<void> open_clock(const EngineOptions& options);
  Result<void> open_transports(const Settings& settings, const Stage* stage);
  Result<void> recover(const Workspace& workspace);

  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<storage::Keys> keys_;
  std::unique_ptr<SystemEntropy> own_entropy_;
  EntropySource* entropy_ = nullptr;
  std::unique_ptr<Clock> clock_;
  VirtualClock* virtual_clock_ = nullptr;
  std::unique_ptr<Barrier> barrier_;  // outlives the dispatcher: transports ask it
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Writer> writer_;
  std::uint64_t recovered_unknown_ = 0, recovered_repeated_ = 0;
  bool serving_ = false, started_ = false, stopped_ = false;
};

}  // namespace assent::engine
