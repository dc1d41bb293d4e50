// The hand-over itself, with a transport that is held between the claim and the first byte: what the stop
// (P2), the two seconds of an approval (P1) and the outcome (P3) make of it.
#include <gmock/gmock.h>

#include <atomic>
#include <future>

#include "tests/engine/world.h"

namespace assent::engine {
namespace {

using channels::Sent;
using storage::MessageState;
using testing::ElementsAre;
using testing::IsEmpty;
using namespace std::chrono_literals;

// Takes one message, says which, and goes on when it is told to; what comes after it waits for nothing.
class HeldTransport final : public channels::Transport {
 public:
  explicit HeldTransport(const Clock& clock) : clock_(clock) {}

  channels::SendResult send(channels::Approved approved) override {
    if (sends++ == 0) {
      taken.set_value(approved.letter().message);
      go_on.get_future().wait();
    }
    if (!approved.begin(clock_.now())) return {Sent::not_begun, "may not begin"};
    begun = true;
    return {Sent::accepted, ""};
  }
  std::optional<channels::Idempotence> idempotent() const override { return std::nullopt; }
  unsigned connections() const override { return 1; }
  bool embedded() const override { return true; }

  std::promise<MessageId> taken;
  std::promise<void> go_on;
  std::atomic<int> sends = 0;
  std::atomic<bool> begun = false;

 private:
  const Clock& clock_;
};

// A writer and a dispatcher on the store of a World, with the held transport for e-mail. u1 agreed to tips by
// e-mail and SMS, and `message` to them is held.
class HandOver {
 public:
  HandOver() : clock_(*parse_rfc3339("2026-11-23T10:00:00Z")), entropy_(1) {
    world_.submit({.user = "u1",
                   .provided = {{"email", "ada@acme.example"}, {"phone", "+33612345678"}},
                   .consents = {{"tips", {"email", "sms"}}}});
    world_.stop();
    store_ = storage::Store::open({.path = world_.folder() + "/data/store"}).value();
    keys_ = std::make_unique<storage::Keys>(*store_,
                                            storage::MasterKey::load("keys/master", world_.folder()).value());
    dispatcher_ = std::make_unique<Dispatcher>(
        barrier_, [this](const Channel& c, std::uint32_t n) { writer_->wants(c, n); },
        [this](MessageId m, channels::SendResult r) {
          run(Lane::internal, OutcomeCommand{m, r.sent, r.detail, false});
          if (!landed_) landed_ = true, landing_.set_value();
        });
    writer_ = Writer::open({*store_, *keys_, clock_, &clock_, entropy_, barrier_}).value();
    writer_->start(*dispatcher_);
    auto held = std::make_unique<HeldTransport>(clock_);
    transport = held.get();
    dispatcher_->add(*Channel::parse("email"), std::move(held));
    EventCommand event;
    event.name = "Ladder";
    event.user_id = "u1";
    event.message_id = "e1";
    run(Lane::ingest, event);
    message = transport->taken.get_future().get();
  }
  ~HandOver() {
    if (!let_go_) transport->go_on.set_value();
    writer_->stop_claiming();
    dispatcher_->stop();
    writer_->stop();
  }

  json::object run(Lane lane, Command command) {
    std::promise<json::object> answered;
    writer_->submit(lane, {{std::move(command)}, "website", [&](const Result<std::vector<Answer>>& answers) {
                             answered.set_value(answers.value().front().body);
                           }});
    return answered.get_future().get();
  }
  json::object stop() {
    WithdrawalCommand everything;
    everything.user_id = "u1";
    return run(Lane::withdrawal, everything);
  }
  void let_go() {  // and wait until the outcome is durable
    let_go_ = true;
    transport->go_on.set_value();
    landing_.get_future().wait();
  }
  void pass(Millis time) { clock_.set(clock_.now() + time); }
  MessageState state() const { return writer_->message(message).value()->state; }

  HeldTransport* transport = nullptr;
  MessageId message;

 private:
  World world_;
  VirtualClock clock_;
  SeededEntropy entropy_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<storage::Keys> keys_;
  Barrier barrier_;
  std::unique_ptr<Dispatcher> dispatcher_;
  std::unique_ptr<Writer> writer_;
  std::promise<void> landing_;
  std::atomic<bool> landed_ = false;
  bool let_go_ = false;
};

std::vector<std::string> listed(const json::object& answer, std::string_view name) {
  std::vector<std::string> out;
  for (const json::value& item : answer.at(name).as_array()) out.emplace_back(item.as_string());
  return out;
}

TEST(HandOver, ThatNobodyStoppedBegins) {
  HandOver held;
  held.let_go();
  EXPECT_TRUE(held.transport->begun);
  EXPECT_EQ(held.state(), MessageState::accepted);
}

TEST(HandOver, ThatHasNotBegunWhenTheStopIsAnsweredNeverBegins) {
  HandOver held;
  json::object answer = held.stop();
  EXPECT_THAT(listed(answer, "cancelled"), ElementsAre(held.message.text()));
  EXPECT_THAT(listed(answer, "already_sent"), IsEmpty());
  EXPECT_THAT(listed(answer, "in_flight"), IsEmpty());
  held.let_go();
  EXPECT_FALSE(held.transport->begun);
  EXPECT_EQ(held.transport->sends, 1);
  EXPECT_EQ(held.state(), MessageState::cancelled);
}

TEST(HandOver, ThatWaitedLongerThanTwoSecondsDoesNotBegin) {
  HandOver held;
  held.pass(2001ms);
  held.let_go();
  EXPECT_FALSE(held.transport->begun);
}

struct Ending {
  Sent sent;
  MessageState state;  // of a message that was stopped after its claim
};

TEST(HandOver, AfterAStopEndsAsTheTransportSaysAndIsNotTriedAgain) {
  const Ending rows[] = {
      {Sent::not_begun, MessageState::cancelled},
      {Sent::rejected, MessageState::rejected},
      {Sent::accepted, MessageState::accepted},
      {Sent::unknown, MessageState::unknown},
  };
  for (const Ending& row : rows) {
    SCOPED_TRACE(channels::name(row.sent));
    HandOver held;
    held.stop();
    held.run(Lane::internal, OutcomeCommand{held.message, row.sent, "", false});
    EXPECT_EQ(held.state(), row.state);
    held.let_go();
    EXPECT_FALSE(held.transport->begun);
    EXPECT_EQ(held.state(), row.state) << "the first outcome stands";
  }
}

}  // namespace
}  // namespace assent::engine
