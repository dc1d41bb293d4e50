#include "engine/replay.h"

#include <fmt/format.h>

#include "base/codec.h"
#include "engine/apply/apply.h"
#include "engine/apply/retention.h"
#include "storage/input_log.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

// A replay hands nothing over.
class ClosedFence final : public channels::Fence {
 public:
  bool begin(MessageId) override { return false; }
};

class Replayer {
 public:
  Replayer(storage::Store& store, storage::Keys& keys, storage::AuditLog audit)
      : store_(store), deployed_(store), tx_(store, keys, std::move(audit)) {}

  Result<void> apply_record(storage::Input input) {
    TRY(Command command, decode(input.kind, input.body));
    if (needs_clean_batch(command)) {
      TRY(commit());
    }
    storage::Subject recorded = input.subject;
    apply({tx_, deployed_, fence_}, input, command);
    if (input.subject != recorded) {
      return fail(Errc::corrupt,
                  fmt::format("input {} settles on another subject than the one recorded", input.seq));
    }
    last_ = {input.seq, input.now};
    if (needs_clean_batch(command)) return commit();
    return ok();
  }

  Result<void> commit() {
    if (last_.first == 0) return ok();
    Encoder tail;
    tail.big_endian64(last_.first).time(last_.second);
    tx_.put(Space::state, storage::layout::singleton("tail"), tail.take());
    storage::WriteSet writes = tx_.take_writes();
    if (tx_.failure()) return *tx_.failure();
    TRY(store_.commit(std::move(writes)));
    tx_.committed();
    return ok();
  }

  const storage::AuditLog& audit() { return tx_.audit(); }

 private:
  storage::Store& store_;
  Deployed deployed_;
  Transaction tx_;
  ClosedFence fence_;
  std::pair<Seq, Utc> last_{};
};

}  // namespace

Result<ReplayReport> replay(const storage::Store& source, const storage::MasterKey& master,
                            const ReplayOptions& options) {
  ReplayReport report;
  storage::Keys keys(source, master);
  TRY(auto scratch, storage::Store::open({.path = options.scratch}));
  TRY(storage::copy_keys(source, *scratch));
  storage::Keys scratch_keys(*scratch, master);
  TRY(auto empty, storage::AuditLog::load(*scratch));
  Replayer replayer(*scratch, scratch_keys, std::move(empty));
  storage::InputReader reader(source, keys);
  RetiredSoFar gone = retired_so_far(source);
  while (true) {
    TRY(auto record, reader.next());
    if (!record) break;
    if (gone.at != Utc{} && record->input.seq != report.inputs + 1) {
      report.retired_input = report.inputs + 1;
      report.retired_at = gone.at;
      return report;
    }
    if (record->erased) {
      return fail(Errc::corrupt,
                  fmt::format("the key of input {} is gone; this version cannot replay past an erasure",
                              record->input.seq));
    }
    if (record->input.seq != report.inputs + 1) {
      return fail(Errc::corrupt, fmt::format("input {} is missing from the log", report.inputs + 1));
    }
    TRY(Command command, decode(record->input.kind, record->input.body));
    if (auto* start = std::get_if<EngineStartCommand>(&command);
        start && start->semantics != kSemanticsVersion) {
      report.other_semantics = std::to_string(start->semantics);
    }
    TRY(replayer.apply_record(std::move(record->input)));
    if (++report.inputs % options.batch_inputs == 0) {
      TRY(replayer.commit());
    }
    if (options.progress && report.inputs % 10'000 == 0) options.progress(report.inputs);
  }
  TRY(replayer.commit());
  TRY(report.recorded_state, storage::state_hash(source));
  TRY(report.rebuilt_state, storage::state_hash(*scratch));
  TRY(auto recorded, storage::AuditLog::load(source));
  report.recorded_root = recorded.root();
  report.rebuilt_root = replayer.audit().root();
  report.leaves = replayer.audit().size();
  return report;
}

}  // namespace assent::engine
