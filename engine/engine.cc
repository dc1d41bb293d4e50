#include "engine/engine.h"

#include <filesystem>

#include "base/codec.h"
#include "base/hash.h"
#include "engine/apply/operations.h"
#include "storage/layout.h"

namespace assent::engine {

namespace layout = storage::layout;

namespace {

Result<std::unique_ptr<channels::Transport>> open_transport(const ChannelSettings& settings,
                                                            const Clock& clock) {
  if (settings.transport == "maildir") return channels::open_maildir(settings.path, clock);
  if (settings.transport == "spool") return channels::open_spool(settings.path, clock);
  channels::SmtpSettings smtp;
  smtp.url = settings.url;
  smtp.connections = settings.connections;
  return channels::open_smtp(smtp, clock);
}

// Of where a channel leads. A claimed message may be repeated only where it was being handed over: another Maildir
// does not know what the first one has.
Bytes32 carrier_of(const ChannelSettings& settings) {
  return sha256({settings.transport, "\n", settings.path, "\n", settings.url});
}

// Copies of the store that a replay made and did not live to remove.
void remove_copies(const std::string& data) {
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(data, ec)) {
    std::string name = entry.path().filename().string();
    if (name.starts_with("replay-") || name.starts_with("rebuilt-"))
      std::filesystem::remove_all(entry.path(), ec);
  }
}

// The folder of the data, and the key that opens it.
Result<storage::MasterKey> prepare(const Workspace& workspace, const Stage* stage) {
  if (stage) return stage->master;
  TRY(auto master, storage::MasterKey::load(workspace.settings.master_key, workspace.folder));
  std::error_code ec;
  std::filesystem::create_directories(workspace.settings.data, ec);
  if (ec)
    return fail(Errc::system, "couldn't make the folder " + workspace.settings.data + ": " + ec.message());
  return master;
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::open(const Workspace& workspace, const EngineOptions& options) {
  std::unique_ptr<Engine> engine(new Engine());
  TRY(auto master, prepare(workspace, options.stage));
  TRY(engine->store_, storage::Store::open({.path = workspace.settings.data + "/store", .env = options.env}));
  TRY(storage::ensure_workspace_keys(*engine->store_, master));
  engine->keys_ = std::make_unique<storage::Keys>(*engine->store_, master);
  engine->own_entropy_ = std::make_unique<SystemEntropy>();
  engine->entropy_ = options.entropy ? options.entropy : engine->own_entropy_.get();
  TRY(engine->open_clock(options));
  engine->barrier_ = std::make_unique<Barrier>();
  Engine* self = engine.get();
  engine->dispatcher_ = std::make_unique<Dispatcher>(
      *engine->barrier_, [self](const Channel& c, std::uint32_t n) { self->writer_->wants(c, n); },
      [self](MessageId m, channels::SendResult r) { self->writer_->landed(m, std::move(r)); });
  TRY(engine->writer_, Writer::open({*engine->store_, *engine->keys_, *engine->clock_, engine->virtual_clock_,
                                     *engine->entropy_, *engine->barrier_}));
  engine->serving_ = options.serving;
  if (options.serving && !options.stage) remove_copies(workspace.settings.data);
  if (options.serving) {
    TRY(engine->open_transports(workspace.settings, options.stage));
    TRY(engine->recover(workspace));
  }
  engine->writer_->start(*engine->dispatcher_);
  engine->started_ = true;
  return engine;
}

Engine::~Engine() {
  stop();
}

Result<void> Engine::open_clock(const EngineOptions& options) {
  TRY(auto stored, store_->get(Space::state, layout::singleton("clock")));
  if (!options.virtual_start) {
    if (stored && options.serving) {
      return fail(Errc::conflict,
                  "this store lives on a virtual clock; serve it with --clock, or start a new store");
    }
    clock_ = std::make_unique<SystemClock>();
    if (!stored) return ok();
  }
  TRY(auto epoch, store_->get(Space::state, layout::singleton("epoch")));
  if (!stored && epoch && options.serving) {
    return fail(Errc::conflict,
                "this store has lived on real time; serve it without --clock, or start a new store (another "
                "`data:`) for a virtual clock");
  }
  Utc now = options.virtual_start.value_or(Utc{});
  if (stored) now = std::max(now, Decoder(*stored).time());  // survives restarts, and never goes back
  auto virtual_clock = std::make_unique<VirtualClock>(now);
  virtual_clock_ = virtual_clock.get();
  clock_ = std::move(virtual_clock);
  return ok();
}

Result<void> Engine::open_transports(const Settings& settings, const Stage* stage) {
  std::vector<std::pair<Channel, std::unique_ptr<channels::Transport>>> opened;
  for (const ChannelSettings& channel : settings.channels) {
    auto transport = stage ? Result<std::unique_ptr<channels::Transport>>(stage->transport(channel, *clock_))
                           : open_transport(channel, *clock_);
    if (!transport) return std::move(transport).error().within("channel " + channel.channel.text());
    if (virtual_clock_ && !transport.value()->embedded()) {
      return fail(Errc::conflict, "channel " + channel.channel.text() +
                                      " reaches beyond this machine; a virtual clock is refused unless every "
                                      "transport is maildir, spool or on loopback");
    }
    opened.emplace_back(channel.channel, std::move(transport).value());
  }
  for (auto& [channel, transport] : opened) {
    // Files and sinks open at once; a server that is down would hold the clock for ever.
    if (transport->idempotent()) writer_->expect_connections(channel);
    dispatcher_->add(channel, std::move(transport));
  }
  return ok();
}

// The same apply as everything else: what a start changes is in the log like any input.
Result<void> Engine::recover(const Workspace& workspace) {
  TRY(auto stored_epoch, store_->get(Space::state, layout::singleton("epoch")));
  std::uint64_t epoch = stored_epoch ? Decoder(*stored_epoch).big_endian64() + 1 : 1;
  TRY(auto led_to, store_->get(Space::state, layout::singleton("carriers")));
  std::map<std::string, Bytes32> before = carriers_in(led_to.value_or("")), carriers;
  for (const ChannelSettings& channel : workspace.settings.channels)
    carriers[channel.channel.text()] = carrier_of(channel);
  // Keys may have been made on real time before the first start; nobody has been heard of yet.
  if (virtual_clock_ && epoch == 1) writer_->begin_at(clock_->now());
  TRY(writer_->run_now(EngineStartCommand{kSemanticsVersion, Zone::database_version(), epoch, carriers}, ""));
  if (virtual_clock_) {
    TRY(writer_->run_now(ClockCommand{clock_->now()}, ""));
  }
  writer_->set_epoch(epoch);

  std::vector<MessageId> claimed;
  for (auto cursor = store_->scan(Space::time, layout::claimed_prefix()); cursor.valid(); cursor.next()) {
    claimed.push_back(layout::claimed_message(cursor.key()));
  }
  for (MessageId id : claimed) {
    TRY(auto message, writer_->message(id));
    if (!message) continue;
    std::string channel = message->channel.text();
    bool same_carrier =
        before.contains(channel) && carriers.contains(channel) && before[channel] == carriers[channel];
    bool again = same_carrier && dispatcher_->repeatable(message->channel);
    (again ? recovered_repeated_ : recovered_unknown_) += 1;
    OutcomeCommand outcome{id, again ? channels::Sent::not_begun : channels::Sent::unknown,
                           "the engine stopped between claim and outcome", true};
    TRY(writer_->run_now(outcome, ""));
  }

  DeploymentCommand deployment = deployment_of(workspace);
  deployment.deployer = "serve";
  TRY(auto in_force, store_->get(Space::state, layout::singleton("deployed_digest")));
  Bytes32 digest = digest_of(deployment);
  if (in_force && *in_force == as_view(digest)) return ok();
  TRY(Answer answer, writer_->run_now(deployment, ""));
  if (answer.refused) return fail(Errc::invalid, answer.message);
  return ok();
}

void Engine::stop() {
  if (std::exchange(stopped_, true)) return;
  if (started_) writer_->stop_claiming();
  if (dispatcher_) dispatcher_->stop();
  if (started_) writer_->stop();
}

}  // namespace assent::engine
