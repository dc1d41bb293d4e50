// The HTTP interface of design.md, section 7: who may call what, and which command or read it becomes.
//
//   Api api(engine, workspace);
//   Server::open(options, api);
//   api.handle(request, respond);     // also called in process, by commands that find no server running
//
// handle() never blocks: commands go to the writer, reads to a thread of their own. Requests over the socket in the
// data folder are the operator's own hand and need no key. Safe from any thread.
#pragma once

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <map>
#include <memory>
#include <set>
#include <shared_mutex>

#include "engine/api/export.h"
#include "engine/api/own_page_posts.h"
#include "engine/api/pages.h"
#include "engine/api/reads.h"
#include "engine/api/refusals.h"
#include "engine/engine.h"
#include "engine/http/message.h"

namespace assent::engine {

class Api final : public Handler {
 public:
  Api(Engine& engine, const Workspace& workspace);
  ~Api() override;  // waits for reads under way

  Result<void> load_keys();  // once, before the first request
  void handle(Request request, Respond respond) override;

 private:
  struct Call {
    Request request;
    Respond respond;
    Credential credential;
  };
  using Action = void (Api::*)(Call);
  struct Route {
    const char* method;
    const char* path;         // one '*' matches anything: the rest, or what stands between
    std::vector<Role> roles;  // empty: open
    bool local_only;
    Action action;
  };
  static const std::vector<Route>& routes();
  std::optional<Credential> authenticate(const Request& request) const;

  void health(Call call);
  void ready(Call call);
  void metrics(Call call);
  void events(Call call);
  void submission(Call call);
  void withdrawal(Call call);
  void unsubscribe_page(Call call);
  void unsubscribe(Call call);
  void confirm_page(Call call);
  void confirm(Call call);
  void own_page_shown(Call call);
  void own_page_posted(Call call);
  void contact(Call call);
  void requests(Call call);
  void inbound(Call call);
  void paused_addresses(Call call);
  void judge_address(Call call);
  void decisions(Call call);
  void decision(Call call);
  void messages(Call call);
  void timeline(Call call);
  void brake(Call call);
  void review(Call call);
  void wording(Call call);
  void imports(Call call);
  void report_list(Call call);
  void report(Call call);
  void finish_import(Call call, const json::object& finish, const std::string& import);
  void reload(Call call);
  void add_key(Call call);
  void explain(Call call);
  void move_clock(Call call);
  void audit_root(Call call);
  void checkpoint(Call call);

  void show_own_page(const Call& call, const RecipientLink& link, bool good, const std::string& said);
  void busy(const Call& call);
  void stop_address(const Call& call, const RecipientLink& link);
  void take_post(const Call& call, const RecipientLink& link);
  void carry_out(const Call& call, const RecipientLink& link, Posted posted);
  void hand_out(const Call& call, ContactId contact, bool as_page);
  ExportParts export_parts(const channels::Policy& policy) const;
  void submit(Lane lane, Work work, const Respond& respond);
  void read(std::function<Result<Response>(const Reads&)> look, Respond respond);
  std::shared_ptr<const channels::Policy> policy() const;
  bool deployed(const std::string& journey) const;
  std::shared_ptr<const Pages> pages() const;
  static std::shared_ptr<const Pages> pages_of(const Workspace& workspace);
  static std::set<std::string> names_of(const Workspace& workspace);

  Engine& engine_;
  std::string workspace_folder_;
  std::string data_folder_;
  mutable std::shared_mutex mutex_;
  std::map<Bytes32, Credential> keys_;              // guarded by mutex_
  std::shared_ptr<const channels::Policy> policy_;  // guarded by mutex_
  std::set<std::string> journeys_;                  // in force; guarded by mutex_
  std::shared_ptr<const Pages> pages_;              // guarded by mutex_
  Reads reads_;
  Refusals refusals_;
  boost::asio::thread_pool readers_{1};
  std::atomic<std::size_t> exports_waiting_ = 0;
  boost::asio::thread_pool exports_{1};  // what reads the whole log
};

}  // namespace assent::engine
