// Rebuilding a store from its input log: same inputs, same state, same audit root (P8).
//
//   TRY(ReplayReport r, replay(source, master, {.scratch = "/tmp/replay", .batch_inputs = 1000}));
//   // r.state_matches && r.root_matches
//
// The scratch folder must not exist; it holds the rebuilt store afterwards. `progress` is called now and then.
#pragma once

#include <functional>
#include <string>

#include "base/result.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

struct ReplayOptions {
  std::string scratch;
  std::size_t batch_inputs = 1000;
  std::function<void(std::uint64_t inputs)> progress;
};
struct ReplayReport {
  std::uint64_t inputs = 0;
  std::uint64_t leaves = 0;
  Bytes32 recorded_state{}, rebuilt_state{};
  Bytes32 recorded_root{}, rebuilt_root{};
  std::string
      other_semantics;  // not empty: the log was written by another semantics version; a difference is no alarm
  // Not 0: retention deleted inputs, the first of them this one, so nothing could be rebuilt or compared.
  std::uint64_t retired_input = 0;
  Utc retired_at{};
  bool matches() const {
    return retired_input == 0 && recorded_state == rebuilt_state && recorded_root == rebuilt_root;
  }
};
Result<ReplayReport> replay(const storage::Store& source, const storage::MasterKey& master,
                            const ReplayOptions& options);

}  // namespace assent::engine
