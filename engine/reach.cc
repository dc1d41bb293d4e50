#include "engine/reach.h"

#include <algorithm>

#include "engine/apply/judge.h"
#include "engine/apply/operations.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

constexpr std::uint64_t kContactsAtOnce = 1000;

// Nothing is handed over.
class ClosedFence final : public channels::Fence {
 public:
  bool begin(MessageId) override { return false; }
};

class Asking {
 public:
  Asking(storage::Store& store, storage::Keys& keys, storage::AuditLog audit, Utc now)
      : deployed_(store), tx_(store, keys, std::move(audit)) {
    input_.now = now;
  }

  Result<void> open(const ReachQuestion& question) {
    TRY(deployed_.install(deployment_of(question.workspace), 0));
    auto found = deployed_.in_force().find(question.journey);
    if (found == deployed_.in_force().end())
      return fail(Errc::not_found, "there is no journey \"" + question.journey + "\"");
    bundle_ = deployed_.version(found->second.version);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < bundle_->journey.steps.size(); ++i) {
      const workflows::Step& step = bundle_->journey.steps[i];
      const auto* send = std::get_if<workflows::Send>(&step.does);
      if (!send) continue;
      names.push_back(step.name);
      if (!question.step.empty() && question.step != step.name) continue;
      steps_.push_back(i);
      Reach one;
      one.step = step.name;
      one.template_name = send->template_name;
      report_.push_back(std::move(one));
    }
    if (!steps_.empty()) return ok();
    return fail(Errc::not_found, question.step.empty() ? "the journey sends nothing"
                                                       : "no step \"" + question.step +
                                                             "\" sends; those that do: " + join(names));
  }

  Result<void> ask_about(ContactId id) {
    Contact* contact = tx_.contact(id);
    if (!contact || contact->merged_into) return ok();
    for (std::size_t i = 0; i < steps_.size(); ++i) ask(*contact, steps_[i], report_[i]);
    if (++asked_ % kContactsAtOnce == 0) forget();
    return failure();
  }

  Result<void> failure() const {
    if (tx_.failure()) return *tx_.failure();
    return ok();
  }
  std::vector<Reach> take() { return std::move(report_); }

 private:
  // Lets the cache shrink; there is nothing to write.
  void forget() {
    tx_.take_writes();
    tx_.committed();
  }

  void ask(Contact& contact, std::size_t step, Reach& report) {
    const auto& send = std::get<workflows::Send>(bundle_->journey.steps[step].does);
    Applied nothing;
    Applying a{tx_, deployed_, fence_, input_, nothing};
    Message m;
    m.contact = contact.id;
    m.journey = bundle_->journey.name;
    m.step = static_cast<std::uint32_t>(step);
    m.step_name = bundle_->journey.steps[step].name;
    m.template_name = send.template_name;
    m.purpose = bundle_->journey.purpose;
    m.expires_at = a.now() + send.expires;
    ++report.contacts;
    std::vector<std::pair<std::string, std::string>> against;
    for (const Channel& channel : send.by) {
      m.channel = channel;
      channels::Decision d = judge(a, contact, m, nullptr, *bundle_, channels::Stage::plan).decision;
      if (d.outcome == channels::Outcome::allow) {
        ++report.now[channel.text()];
        return;
      }
      if (d.outcome == channels::Outcome::defer) {
        ++report.waiting;
        for (channels::Reason r : d.reasons) ++report.later[std::string(channels::name(r))];
        return;
      }
      for (channels::Reason r : d.reasons) against.emplace_back(channel.text(), channels::name(r));
      if (!channels::may_fall_back(d)) break;
    }
    ++report.refused;
    for (auto& one : against) ++report.not_now[one];
  }

  Deployed deployed_;
  Transaction tx_;
  ClosedFence fence_;
  storage::Input input_;
  const Bundle* bundle_ = nullptr;
  std::vector<std::size_t> steps_;
  std::vector<Reach> report_;
  std::uint64_t asked_ = 0;
};

}  // namespace

std::uint64_t Reach::reached() const {
  std::uint64_t all = 0;
  for (const auto& [channel, count] : now) all += count;
  return all;
}

Result<std::vector<Reach>> reach(storage::Store& store, storage::Keys& keys, const ReachQuestion& question,
                                 const std::function<void(std::uint64_t contacts)>& progress) {
  TRY(auto audit, storage::AuditLog::load(store));
  Asking asking(store, keys, std::move(audit), question.now);
  TRY(asking.open(question));
  std::uint64_t seen = 0;
  auto cursor = store.scan(storage::Space::state, storage::layout::contacts_prefix());
  for (; cursor.valid(); cursor.next()) {
    TRY(asking.ask_about(storage::layout::contact_of(cursor.key())));
    if (++seen % kContactsAtOnce == 0 && progress) progress(seen);
  }
  TRY(cursor.status());
  return asking.take();
}

}  // namespace assent::engine
