#include "tests/engine/world.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <future>
#include <sstream>
#include <stdexcept>

#include "storage/entity_codec.h"
#include "storage/input_log.h"
#include "storage/layout.h"
#include "tests/engine/workspace_text.h"

namespace assent::engine {
namespace {

namespace fs = std::filesystem;

// What a test cannot go on without; GoogleTest reports it as the test's failure.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(result).value();
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : "";
}

// The value of a header, unfolded; "": there is none.
std::string header_of(const std::string& mail, const std::string& name) {
  std::istringstream lines(mail);
  std::string line, value;
  bool inside = false;
  while (std::getline(lines, line) && !line.empty() && line != "\r") {
    if (inside && (line[0] == ' ' || line[0] == '\t')) {
      value += line;
      continue;
    }
    inside = line.starts_with(name + ":");
    if (inside) value = line.substr(name.size() + 1);
  }
  auto first = value.find_first_not_of(" \t");
  return first == std::string::npos ? "" : value.substr(first);
}

std::string bare_address(const std::string& text) {
  auto open = text.find('<');
  return open == std::string::npos ? text : text.substr(open + 1, text.find('>') - open - 1);
}

std::vector<Knock> mails_in(const fs::path& maildir) {
  std::vector<Knock> found;
  if (!fs::exists(maildir / "new")) return found;
  for (const auto& entry : fs::directory_iterator(maildir / "new")) {
    std::string mail = read_file(entry.path());
    found.push_back({entry.path().filename(), "email", bare_address(header_of(mail, "To")),
                     header_of(mail, "Subject"), mail});
  }
  return found;
}

std::vector<Knock> lines_in(const fs::path& spool) {
  std::vector<Knock> found;
  std::ifstream in(spool);
  for (std::string line; std::getline(in, line);) {
    json::object knock = must(parse_json(line)).as_object();
    std::string text = text_of(knock, "text");
    found.push_back({text_of(knock, "message"), text_of(knock, "channel"), text_of(knock, "to"),
                     text.substr(0, text.find(' ')), line});
  }
  return found;
}

}  // namespace

std::vector<std::string> Reply::list(std::string_view name) const {
  std::vector<std::string> out;
  const json::value* found = body.if_contains(name);
  if (!found || !found->is_array()) return out;
  for (const json::value& item : found->get_array()) out.emplace_back(item.as_string());
  return out;
}

World::World(Setting given) : started_at_(*parse_rfc3339(given.clock)), entropy_(given.seed) {
  std::string pattern = (fs::temp_directory_path() / "assent-world-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  std::map<std::string, std::string> files = workspace_files(given.email);
  for (const auto& [name, text] : given.files) files[name] = text;
  for (const auto& [name, text] : files) write(name, text);
  fs::create_directories(folder_ + "/keys");
  must(storage::MasterKey::create_file(folder_ + "/keys/master"));
  if (given.forgetful_disk) {
    disk_ = std::make_unique<storage::UnsyncedEnv>(folder_);
    write("assent.yaml", files["assent.yaml"] + "data: " + disk_->path() + "\n");  // or it forgets nothing
  }
  must(start());
  const char* keys[] = {
      R"({"name":"website","role":"ingest"})", R"({"name":"broker","role":"ingest","source":"third_party"})",
      R"({"name":"signup","role":"form"})",    R"({"name":"partner","role":"form","source":"third_party"})",
      R"({"name":"author","role":"author"})",  R"({"name":"reviewer","role":"reviewer"})",
      R"({"name":"admin","role":"admin"})"};
  for (const char* key : keys) {
    Reply made = add_key(key);
    if (made.status != 200) throw std::runtime_error(made.text);
    keys_[text_of(must(parse_json(key)).as_object(), "name")] = text_of(made.body, "key");
  }
}

World::~World() {
  stop();
  disk_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

EngineOptions World::options() {
  EngineOptions options;
  options.virtual_start = started_at_;
  options.env = disk_ ? disk_->env() : nullptr;
  options.entropy = &entropy_;
  return options;
}

Result<void> World::start() {
  Workspace workspace = load_workspace(folder_);
  if (has_errors(workspace.issues)) {
    std::ostringstream issues;
    print_issues(workspace, issues);
    return fail(Errc::invalid, issues.str());
  }
  TRY(engine_, Engine::open(workspace, options()));
  api_ = std::make_unique<Api>(*engine_, workspace);
  return api_->load_keys();
}

void World::stop() {
  if (engine_) engine_->stop();
  api_.reset();
  engine_.reset();
}

void World::restart() {
  stop();
  must(start());
}

void World::while_nobody_sends(const std::function<void(Writer&)>& act) {
  stop();
  EngineOptions idle = options();
  idle.serving = false;
  auto engine = must(Engine::open(load_workspace(folder_), idle));
  act(engine->writer());
  engine->stop();
}

void World::write(std::string_view file, std::string_view text) {
  fs::path path = fs::path(folder_) / file;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

Request World::request(std::string_view method, std::string_view path, std::string_view body,
                       const std::string& as) const {
  Request request;
  request.method = std::string(method);
  request.path = std::string(path);
  request.body = std::string(body);
  request.peer = "203.0.113.9";
  request.local = as == "operator";
  auto known = keys_.find(as);
  std::string key = known == keys_.end() ? as : known->second;
  bool whole = as.starts_with("header ");
  if (!request.local && !key.empty())
    request.headers["authorization"] = whole ? as.substr(7) : "Bearer " + key;
  return request;
}

Reply World::call(std::string_view method, std::string_view path, std::string_view body,
                  const std::string& as, std::map<std::string, std::string> query) {
  Request asked = request(method, path, body, as);
  asked.query = std::move(query);
  auto promise = std::make_shared<std::promise<Response>>();
  auto answered = promise->get_future();
  api_->handle(std::move(asked), [promise](Response r) { promise->set_value(std::move(r)); });
  if (answered.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
    throw std::runtime_error(fmt::format("{} {} was not answered", method, path));
  }
  Response response = answered.get();
  Reply reply{response.status, {}, response.body, response.retry_after_s};
  if (auto parsed = parse_json(response.body); parsed && parsed.value().is_object()) {
    reply.body = parsed.value().get_object();
  }
  return reply;
}

void World::call_later(std::string_view path, std::string_view body, const std::string& as,
                       std::function<void(const Response&)> then) {
  api_->handle(request("POST", path, body, as), [then = std::move(then)](const Response& r) { then(r); });
}

std::string World::now() const {
  return format_rfc3339(engine_->clock().now());
}

Reply World::track(const Event& event) {
  json::object body{{"event", event.name}, {"properties", event.properties}};
  body["messageId"] = event.id.empty() ? fmt::format("e-{}", ++made_up_) : event.id;
  if (!event.user.empty()) body["userId"] = event.user;
  if (!event.anonymous.empty()) body["anonymousId"] = event.anonymous;
  if (!event.at.empty()) body["timestamp"] = event.at;
  return call("POST", "/v1/track", json::serialize(body), event.as);
}

Reply World::identify(const std::string& user, json::object traits, const std::string& as,
                      const std::string& anonymous) {
  json::object body{{"traits", std::move(traits)}, {"messageId", fmt::format("e-{}", ++made_up_)}};
  if (!user.empty()) body["userId"] = user;
  if (!anonymous.empty()) body["anonymousId"] = anonymous;
  return call("POST", "/v1/identify", json::serialize(body), as);
}

Reply World::alias(const std::string& user, const std::string& previous) {
  json::object body{
      {"userId", user}, {"previousId", previous}, {"messageId", fmt::format("e-{}", ++made_up_)}};
  return call("POST", "/v1/alias", json::serialize(body), "website");
}

Reply World::submit(const Form& form) {
  json::array provided, consents;
  for (const auto& [kind, address] : form.provided)
    provided.push_back({{"channel", kind}, {"address", address}});
  for (const auto& [purpose, channels] : form.consents) {
    consents.push_back({{"purpose", purpose}, {"channels", json::value_from(channels)}});
  }
  json::object body{{"submissionId", form.id.empty() ? fmt::format("f-{}", ++made_up_) : form.id},
                    {"timestamp", form.at.empty() ? now() : form.at},
                    {"form", {{"id", form.form}, {"notice", form.notice}, {"language", form.language}}},
                    {"provided", std::move(provided)},
                    {"consents", std::move(consents)},
                    {"traits", form.traits},
                    {"evidence", {{"ip", form.ip}, {"userAgent", "Firefox"}, {"action", "tick"}}}};
  if (!form.user.empty()) body["userId"] = form.user;
  return call("POST", "/v1/submissions", json::serialize(body), form.as);
}

Reply World::invite(const std::string& user, const std::string& email, const std::string& purpose) {
  return submit({.user = user, .provided = {{"email", email}}, .consents = {{purpose, {"email"}}}});
}

Reply World::withdraw(std::string_view json, const std::string& as) {
  return call("POST", "/v1/withdrawals", json, as);
}

Reply World::click(const std::string& token) {
  return call("POST", "/u/" + token, "List-Unsubscribe=One-Click", "");
}

void World::advance(std::string_view duration) {
  Reply moved =
      call("POST", "/local/clock", json::serialize(json::object{{"advance", duration}}), "operator");
  if (moved.status != 200) throw std::runtime_error(moved.text);
}

void World::advance_to(std::string_view time) {
  Reply moved = call("POST", "/local/clock", json::serialize(json::object{{"to", time}}), "operator");
  if (moved.status != 200) throw std::runtime_error(moved.text);
}

void World::settle() {
  if (call("GET", "/readyz", "", "").status == 200) call("POST", "/local/clock", "", "operator");
}

std::vector<Knock> World::sinks() {
  std::vector<Knock> all = mails_in(folder_ + "/out/mail");
  for (const char* spool : {"/out/sms.jsonl", "/out/line.jsonl"}) {
    for (Knock& line : lines_in(folder_ + spool)) all.push_back(std::move(line));
  }
  return all;
}

std::vector<std::string> World::knocks() {
  settle();
  std::vector<std::string> out;
  for (const Knock& k : sinks()) out.push_back(k.channel + " " + k.to + " " + k.what);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> World::decisions(const std::string& contact) {
  settle();
  Reply found = call("GET", "/v1/decisions", "", "reviewer", {{"contact", contact}, {"limit", "1000"}});
  std::vector<std::string> out;
  for (const json::value& item : found.body.at("decisions").as_array()) {
    const json::object& d = item.as_object();
    std::string line =
        fmt::format("{} {} {}", text_of(d, "stage"), text_of(d, "channel"), text_of(d, "outcome"));
    std::string reasons;
    for (const json::value& r : d.at("reasons").as_array()) {
      reasons += (reasons.empty() ? " " : ",") + std::string(r.as_string());
    }
    out.push_back(line + reasons);
  }
  return out;
}

std::string World::verdict(const std::string& contact) {
  std::vector<std::string> all = decisions(contact);
  if (all.empty()) return "";
  std::string last = all.back().substr(all.back().find(' ') + 1);
  return last.substr(last.find(' ') + 1);
}

std::vector<std::string> World::states(const std::string& contact) {
  settle();
  Reply found = call("GET", "/v1/messages", "", "reviewer", {{"contact", contact}});
  std::vector<std::string> out;
  for (const json::value& item : found.body.at("messages").as_array()) {
    out.push_back(text_of(item.as_object(), "channel") + " " + text_of(item.as_object(), "state"));
  }
  return out;
}

json::object World::explain(const std::string& contact) {
  settle();
  return call("GET", "/local/explain", "", "operator", {{"contact", contact}}).body;
}

std::string World::silence(const std::string& contact, const std::string& journey) {
  json::object story = explain(contact);
  for (const json::value& item : story.at("journeys").as_array()) {
    const json::object& j = item.as_object();
    if (text_of(j, "journey") != journey) continue;
    const json::value* why = j.if_contains("did_not_enter");
    return why ? text_of(why->as_object(), "because") : "";
  }
  return "never asked";
}

std::string World::token(const std::string& address) {
  settle();
  std::string token;
  for (const Knock& k : sinks()) {
    if (k.to != address || k.channel != "email") continue;
    std::string link = bare_address(header_of(k.text, "List-Unsubscribe"));
    token = link.substr(link.find("/u/") + 3);
  }
  if (token.empty()) throw std::runtime_error("no mail went to " + address);
  return token;
}

std::vector<std::string> World::confirm_links(const std::string& address) {
  settle();
  std::vector<Knock> all = sinks();
  std::sort(all.begin(), all.end(), [](const Knock& x, const Knock& y) { return x.message < y.message; });
  std::vector<std::string> links;
  for (Knock& k : all) {
    if (k.to != address) continue;
    std::string text = std::move(k.text);
    for (const char* soft : {"=\r\n", "=\n"}) {  // quoted-printable folds a long line
      for (auto at = text.find(soft); at != std::string::npos; at = text.find(soft, at))
        text.erase(at, std::string_view(soft).size());
    }
    auto at = text.find("https://news.acme.example/o/");
    if (at == std::string::npos) continue;
    std::string link = text.substr(at + std::string_view("https://news.acme.example").size());
    links.push_back(
        link.substr(0, link.find_first_not_of("/ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                              "0123456789-_")));
  }
  return links;
}

std::vector<storage::Leaf> World::leaves() {
  settle();
  std::uint64_t size = must(storage::AuditLog::load(engine_->store())).size();
  std::vector<storage::Leaf> all;
  for (Seq seq = 0; seq < size; ++seq) all.push_back(must(storage::read_leaf(engine_->store(), seq)).value());
  return all;
}

Bytes32 World::state_hash() {
  settle();
  return must(storage::state_hash(engine_->store()));
}

Result<ReplayReport> World::replay(std::size_t batch, const std::function<void(storage::Store&)>& tamper) {
  settle();
  std::string copy = fmt::format("{}/copy-{}", folder_, ++made_up_);
  std::string scratch = copy + "-rebuilt";
  must(engine_->store().checkpoint(copy));
  auto master = must(storage::MasterKey::load("keys/master", folder_));
  Result<ReplayReport> report = fail(Errc::system, "not begun");
  {
    auto source = must(storage::Store::open({.path = copy}));
    if (tamper) tamper(*source);
    report = engine::replay(*source, master, {scratch, batch, {}});
  }
  fs::remove_all(copy);
  fs::remove_all(scratch);
  return report;
}

}  // namespace assent::engine
