#include "engine/api/api.h"

#include <boost/asio/post.hpp>

#include "base/hash.h"
#include "base/hex.h"
#include "engine/apply/operations.h"
#include "storage/layout.h"

namespace assent::engine {
namespace {

// The key of `Authorization: Basic base64(key:)` or `Bearer key`; empty: none.
std::string key_of(const Request& request) {
  auto header = request.headers.find("authorization");
  if (header == request.headers.end()) return {};
  std::string_view value = header->second;
  auto space = value.find(' ');
  if (space == std::string_view::npos) return {};
  std::string scheme(value.substr(0, space));
  for (char& c : scheme) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  value.remove_prefix(space + 1);
  if (scheme == "bearer") return std::string(value);
  if (scheme != "basic") return {};
  auto decoded = from_base64(value);
  if (!decoded) return {};
  return decoded->substr(0, decoded->find(':'));
}

// Who carries the messages of each channel, as a person may be told.
std::map<std::string, std::string> carriers_of(const Settings& settings) {
  std::map<std::string, std::string> carriers;
  for (const ChannelSettings& channel : settings.channels)
    carriers[channel.channel.text()] = channel.url.empty() ? channel.transport : channel.url;
  return carriers;
}

bool path_matches(std::string_view pattern, std::string_view path) {
  auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == path;
  std::string_view before = pattern.substr(0, star), after = pattern.substr(star + 1);
  if (after.empty()) return path.starts_with(before);
  return path.size() > before.size() + after.size() && path.starts_with(before) && path.ends_with(after);
}

}  // namespace

const std::vector<Api::Route>& Api::routes() {
  static const std::vector<Role> ingest{Role::ingest, Role::admin};
  static const std::vector<Role> form{Role::form, Role::admin};
  static const std::vector<Role> stop{Role::ingest, Role::form, Role::admin};
  static const std::vector<Role> look{Role::author, Role::reviewer, Role::admin};
  static const std::vector<Role> review{Role::reviewer, Role::admin};
  static const std::vector<Role> admin{Role::admin};
  static const std::vector<Route> all{
      {"POST", "/v1/batch", ingest, false, &Api::events},
      {"POST", "/v1/track", ingest, false, &Api::events},
      {"POST", "/v1/identify", ingest, false, &Api::events},
      {"POST", "/v1/page", ingest, false, &Api::events},
      {"POST", "/v1/screen", ingest, false, &Api::events},
      {"POST", "/v1/group", ingest, false, &Api::events},
      {"POST", "/v1/alias", ingest, false, &Api::events},
      {"POST", "/v1/import", ingest, false, &Api::events},
      {"POST", "/v1/imports", admin, false, &Api::imports},
      {"POST", "/v1/submissions", form, false, &Api::submission},
      {"POST", "/v1/withdrawals", stop, false, &Api::withdrawal},
      {"GET", "/u/*", {}, false, &Api::unsubscribe_page},
      {"POST", "/u/*", {}, false, &Api::unsubscribe},
      {"POST", "/v1/inbound", form, false, &Api::inbound},
      {"GET", "/v1/addresses/paused", review, false, &Api::paused_addresses},
      {"POST", "/v1/addresses/*", review, false, &Api::judge_address},
      {"GET", "/o/*", {}, false, &Api::confirm_page},
      {"POST", "/o/*", {}, false, &Api::confirm},
      {"GET", "/c/*", {}, false, &Api::own_page_shown},
      {"POST", "/c/*", {}, false, &Api::own_page_posted},
      {"GET", "/v1/contacts/*/timeline", review, false, &Api::timeline},
      {"GET", "/v1/contacts/*", review, false, &Api::contact},
      {"GET", "/v1/requests", review, false, &Api::requests},
      {"GET", "/v1/decisions", look, false, &Api::decisions},
      {"GET", "/v1/decisions/*", look, false, &Api::decision},
      {"GET", "/v1/messages", look, false, &Api::messages},
      {"POST", "/v1/contacts/*/restrict", review, false, &Api::review},
      {"POST", "/v1/contacts/*/invalidate", review, false, &Api::review},
      {"POST", "/v1/contacts/*/rectify", review, false, &Api::review},
      {"GET", "/v1/reports", review, false, &Api::report_list},
      {"GET", "/v1/reports/*", review, false, &Api::report},
      {"GET", "/v1/wordings/*", review, false, &Api::wording},
      {"POST", "/v1/contacts/*/merge", admin, false, &Api::review},
      {"POST", "/v1/pause", admin, false, &Api::brake},
      {"POST", "/v1/resume", admin, false, &Api::brake},
      {"POST", "/v1/reload", admin, false, &Api::reload},
      {"GET", "/healthz", {}, false, &Api::health},
      {"GET", "/readyz", {}, false, &Api::ready},
      {"GET", "/metrics", {}, false, &Api::metrics},
      {"POST", "/local/keys", admin, true, &Api::add_key},
      {"GET", "/local/explain", admin, true, &Api::explain},
      {"POST", "/local/clock", admin, true, &Api::move_clock},
      {"GET", "/local/root", admin, true, &Api::audit_root},
      {"POST", "/local/checkpoint", admin, true, &Api::checkpoint},
  };
  return all;
}

Api::Api(Engine& engine, const Workspace& workspace)
    : engine_(engine),
      workspace_folder_(workspace.folder),
      data_folder_(workspace.settings.data),
      policy_(std::make_shared<const channels::Policy>(*workspace.policy)),
      journeys_(names_of(workspace)),
      pages_(pages_of(workspace)),
      reads_(engine.store(), engine.keys()) {}

Api::~Api() {
  exports_.join();
  readers_.join();
}

Result<void> Api::load_keys() {
  std::string prefix = storage::layout::api_key("");
  auto cursor = engine_.store().scan(Space::state, prefix);
  for (; cursor.valid(); cursor.next()) {
    Bytes32 hash{};
    std::string_view raw = cursor.key().substr(prefix.size());
    if (raw.size() != hash.size()) continue;
    std::copy(raw.begin(), raw.end(), reinterpret_cast<char*>(hash.data()));
    auto credential = decode_credential(cursor.value());
    if (!credential) return fail(Errc::corrupt, "an API key in the store can't be read");
    keys_[hash] = std::move(*credential);
  }
  return cursor.status();
}

std::optional<Credential> Api::authenticate(const Request& request) const {
  if (request.local) {
    Credential operator_hand;
    operator_hand.name = "operator";
    operator_hand.role = Role::admin;
    return operator_hand;
  }
  std::string key = key_of(request);
  if (key.empty()) return std::nullopt;
  std::shared_lock lock(mutex_);
  auto found = keys_.find(sha256(key));
  if (found == keys_.end()) return std::nullopt;
  return found->second;
}

void Api::handle(Request request, Respond respond) {
  std::string method = request.method == "HEAD" ? "GET" : request.method;
  std::string allowed;
  for (const Route& route : routes()) {
    if (!path_matches(route.path, request.path) || (route.local_only && !request.local)) continue;
    if (method != route.method) {
      allowed += (allowed.empty() ? "" : ", ") + std::string(route.method);
      continue;
    }
    Call call{std::move(request), std::move(respond), {}};
    if (!route.roles.empty()) {
      auto credential = authenticate(call.request);
      if (!credential) {
        call.respond(error_response(fail(Errc::unauthorized, "no such key; make one with `assent key add`")));
        return;
      }
      if (std::find(route.roles.begin(), route.roles.end(), credential->role) == route.roles.end()) {
        call.respond(
            error_response(fail(Errc::forbidden, "a key of role " + std::string(name(credential->role)) +
                                                     " may not call " + call.request.path)));
        return;
      }
      call.credential = std::move(*credential);
    }
    (this->*route.action)(std::move(call));
    return;
  }
  Error error = fail(Errc::not_found, "there is nothing at " + request.path);
  Response response = error_response(error);
  if (!allowed.empty()) {
    response =
        error_response(fail(Errc::malformed, method + " is not for " + request.path + ", but " + allowed));
    response.status = 405;
    response.allow = std::move(allowed);
  }
  respond(std::move(response));
}

void Api::submit(Lane lane, Work work, const Respond& respond) {
  if (engine_.writer().submit(lane, std::move(work))) return;
  respond(
      error_response(fail(Errc::overloaded, "the server has more to do than it can queue; send it again")));
}

void Api::read(std::function<Result<Response>(const Reads&)> look, Respond respond) {
  boost::asio::post(readers_, [this, look = std::move(look), respond = std::move(respond)] {
    auto answer = look(reads_);
    respond(answer ? std::move(answer).value() : error_response(answer.error()));
  });
}

std::shared_ptr<const channels::Policy> Api::policy() const {
  std::shared_lock lock(mutex_);
  return policy_;
}

std::shared_ptr<const Pages> Api::pages() const {
  std::shared_lock lock(mutex_);
  return pages_;
}

std::shared_ptr<const Pages> Api::pages_of(const Workspace& workspace) {
  return std::make_shared<const Pages>(Pages{workspace.settings.brand, Languages::with(workspace.sayings),
                                             workspace.settings.public_url, carriers_of(workspace.settings)});
}

bool Api::deployed(const std::string& journey) const {
  std::shared_lock lock(mutex_);
  return journeys_.contains(journey);
}

std::set<std::string> Api::names_of(const Workspace& workspace) {
  std::set<std::string> names;
  for (const LoadedJourney& loaded : workspace.journeys) names.insert(loaded.journey.name);
  return names;
}

}  // namespace assent::engine
