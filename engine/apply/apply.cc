#include "engine/apply/apply.h"

#include "engine/apply/confirmations.h"
#include "engine/apply/events.h"
#include "engine/apply/expiry.h"
#include "engine/apply/identity.h"
#include "engine/apply/imports.h"
#include "engine/apply/inbound.h"
#include "engine/apply/operations.h"
#include "engine/apply/outbox.h"
#include "engine/apply/preferences.h"
#include "engine/apply/retention.h"
#include "engine/apply/reviews.h"
#include "engine/apply/runs.h"
#include "engine/apply/submissions.h"
#include "engine/apply/withdrawals.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

template <class... F>
struct overloaded : F... {
  using F::operator()...;
};

void apply_timer(Applying& a, const TimerCommand& timer) {
  a.tx.erase(Space::time, storage::layout::timer(timer.due, timer.what, timer.entity, timer.detail));
  if (timer.what == 'w') wake(a, ContactId::from(timer.entity), RunId::from(timer.detail));
  if (timer.what == 'm') expire_message(a, MessageId::from(timer.entity));
  if (timer.what == 'o') end_confirmation(a, timer);
  if (timer.what == 'x') consent_due(a, AddressId::from(timer.entity), expiring_grant(timer.detail));
  if (timer.what == 'r') sweep(a, timer.due);
}

Subject subject_of_message(Transaction& tx, MessageId id) {
  auto message = tx.message(id);
  return message ? Subject::of(message->contact) : Subject::workspace();
}

// The workspace's key where nobody is held under this id any more.
Subject subject_of_contact(Transaction& tx, ContactId id) {
  Contact* contact = find_contact(tx, id);
  return contact ? Subject::of(contact->id) : Subject::workspace();
}

Subject subject_of_user(Transaction& tx, const std::string& user_id, const storage::Input& input) {
  if (auto id = ContactId::parse(user_id); id && tx.contact(*id)) return Subject::of(*id);
  if (auto id = tx.who("user", user_id)) return Subject::of(*id);
  return Subject::of(ContactId::from(input.entropy.derive("contact", 0)));
}

// Whose key seals the record: known before anything is applied, from the state and the input's entropy alone.
Subject subject_of(Machine& machine, const storage::Input& input, const Command& command) {
  Transaction& tx = machine.tx;
  return std::visit(
      overloaded{
          [&](const EventCommand& e) { return Subject::of(foresee_contact(tx, input.entropy, e)); },
          [&](const SubmissionCommand& s) {
            if (!s.user_id.empty()) return subject_of_user(tx, s.user_id, input);
            return Subject::of(ContactId::from(input.entropy.derive("contact", 0)));
          },
          [&](const WithdrawalCommand& w) {
            if (w.message) return subject_of_message(tx, w.message);
            if (!w.user_id.empty()) return subject_of_user(tx, w.user_id, input);
            return Subject::of(foresee_address(tx, machine.deployed.policy(), input.entropy, w));
          },
          [&](const TimerCommand& t) {
            if (t.what == 'w') return Subject::of(ContactId::from(t.entity));
            if (t.what == 'o') return subject_of_confirmation(tx, {MessageId::from(t.entity), false, "", ""});
            if (t.what == 'x') return Subject::of(AddressId::from(t.entity));
            if (t.what == 'r') return Subject::workspace();
            return subject_of_message(tx, MessageId::from(t.entity));
          },
          [&](const ClaimCommand& c) { return subject_of_message(tx, c.message); },
          [&](const OutcomeCommand& o) { return subject_of_message(tx, o.message); },
          [&](const DeploymentCommand&) { return Subject::workspace(); },
          [&](const BrakeCommand&) { return Subject::workspace(); },
          [&](const KeyCommand&) { return Subject::workspace(); },
          [&](const EngineStartCommand&) { return Subject::workspace(); },
          [&](const ClockCommand&) { return Subject::workspace(); },
          [&](const ReviewCommand& r) { return subject_of_user(tx, r.contact, input); },
          [&](const ConfirmationCommand& c) { return subject_of_confirmation(tx, c); },
          [&](const PreferenceCommand& p) { return subject_of_contact(tx, p.contact); },
          [&](const AccessCommand& c) { return subject_of_contact(tx, c.contact); },
          [&](const InboundCommand& i) {
            return Subject::of(
                foresee_address(tx, machine.deployed.policy(), input.entropy, as_withdrawal(i)));
          },
          [&](const JudgementCommand& j) {
            return tx.address(j.address) ? Subject::of(j.address) : Subject::workspace();
          },
          [&](const ImportCommand& i) {
            if (i.row_id.empty()) return Subject::workspace();
            if (!i.user_id.empty()) return subject_of_user(tx, i.user_id, input);
            return Subject::of(ContactId::from(input.entropy.derive("contact", 0)));
          },
      },
      command);
}

}  // namespace

Applied apply(Machine machine, storage::Input& input, const Command& command) {
  Applied out;
  machine.tx.begin(input);
  input.subject = subject_of(machine, input, command);
  machine.tx.append_input(input);
  Applying a{machine.tx, machine.deployed, machine.fence, input, out};
  std::visit(overloaded{
                 [&](const EventCommand& c) { apply_event(a, c); },
                 [&](const SubmissionCommand& c) { apply_submission(a, c); },
                 [&](const WithdrawalCommand& c) { apply_withdrawal(a, c); },
                 [&](const TimerCommand& c) { apply_timer(a, c); },
                 [&](const ClaimCommand& c) { apply_claim(a, c); },
                 [&](const OutcomeCommand& c) { apply_outcome(a, c); },
                 [&](const DeploymentCommand& c) { apply_deployment(a, c); },
                 [&](const BrakeCommand& c) { apply_brake(a, c); },
                 [&](const KeyCommand& c) { apply_key(a, c); },
                 [&](const EngineStartCommand& c) { apply_engine_start(a, c); },
                 [&](const ClockCommand& c) { apply_clock(a, c); },
                 [&](const ReviewCommand& c) { apply_review(a, c); },
                 [&](const ConfirmationCommand& c) { apply_confirmation(a, c); },
                 [&](const PreferenceCommand& c) { apply_preference(a, c); },
                 [&](const AccessCommand& c) { apply_access(a, c); },
                 [&](const InboundCommand& c) { apply_inbound(a, c); },
                 [&](const JudgementCommand& c) { apply_judgement(a, c); },
                 [&](const ImportCommand& c) { apply_import(a, c); },
             },
             command);
  return out;
}

std::optional<Answer> answer_without_input(Transaction& tx, const Command& command,
                                           const std::string& credential, Utc now) {
  if (auto* event = std::get_if<EventCommand>(&command)) {
    if (seen_before(tx, *event, credential, now)) return Answer{};
  }
  if (auto* submission = std::get_if<SubmissionCommand>(&command)) {
    if (auto first = answered_before(tx, *submission, credential)) {
      Answer answer;
      answer.body = std::move(*first);
      answer.repeat = true;
      return answer;
    }
    return refusal_of_submission(tx, *submission);
  }
  if (auto* review = std::get_if<ReviewCommand>(&command)) return refusal_of_review(tx, *review);
  if (auto* inbound = std::get_if<InboundCommand>(&command)) return answered_before(tx, *inbound, credential);
  if (auto* confirmation = std::get_if<ConfirmationCommand>(&command))
    return answered_before(tx, *confirmation);
  if (auto* import = std::get_if<ImportCommand>(&command);
      import && imported_before(tx, *import, credential)) {
    Answer answer;
    answer.repeat = true;
    return answer;
  }
  return std::nullopt;
}

bool stops_hand_overs(const Command& command) {
  if (auto* review = std::get_if<ReviewCommand>(&command)) {
    return review->act == ReviewAct::restrict || review->act == ReviewAct::invalidate ||
           review->act == ReviewAct::rectify_point;
  }
  if (auto* inbound = std::get_if<InboundCommand>(&command))
    return inbound->meaning != channels::Meaning::nothing;
  if (auto* judgement = std::get_if<JudgementCommand>(&command)) return judgement->stop;
  return std::holds_alternative<WithdrawalCommand>(command);
}

bool needs_clean_batch(const Command& command) {
  const auto* timer = std::get_if<TimerCommand>(&command);
  return std::holds_alternative<BrakeCommand>(command) || (timer && timer->what == 'r');
}

}  // namespace assent::engine
