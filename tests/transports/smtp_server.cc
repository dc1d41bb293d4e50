#include "tests/transports/smtp_server.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace assent::test {
namespace {

constexpr const char* kPython = "/usr/bin/python3";

std::string script(const std::string& name) {
  return ASSENT_SOURCE_DIR "/tests/servers/" + name;
}

[[noreturn]] void give_up(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::abort();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  path_ = (std::filesystem::temp_directory_path() / "assent-XXXXXX").string();
  if (::mkdtemp(path_.data()) == nullptr) give_up("couldn't make a temporary folder");
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

json::array read_mail(const std::string& path) {
  const std::string command = fmt::format("{} {} '{}'", kPython, script("read_mail.py"), path);
  FILE* out = ::popen(command.c_str(), "r");
  if (out == nullptr) give_up("couldn't run read_mail.py");
  std::string text;
  char chunk[4096];
  while (const std::size_t got = ::fread(chunk, 1, sizeof chunk, out)) text.append(chunk, got);
  if (::pclose(out) != 0) give_up("read_mail.py failed");
  return parse_json(text).value().as_array();
}

SmtpServer::SmtpServer(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {kPython, script("smtp_server.py"), "--folder", folder_.path()});
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  int in[2];
  int out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) give_up("couldn't make a pipe");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  if (::posix_spawn(&process_, kPython, &actions, nullptr, words.data(), environ) != 0) give_up("no python3");
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  orders_ = in[1];
  answers_ = out[0];
  const std::string line = answer_line();
  if (!line.starts_with("port ")) give_up("smtp_server.py didn't start: is python3-aiosmtpd installed?");
  port_ = std::atoi(line.c_str() + 5);
}

SmtpServer::~SmtpServer() {
  ::close(orders_);
  ::waitpid(process_, nullptr, 0);
  ::close(answers_);
}

std::string SmtpServer::url() const {
  return fmt::format("smtp://127.0.0.1:{}", port_);
}

std::string SmtpServer::answer_line() const {
  std::string line;
  char c = 0;
  while (::read(answers_, &c, 1) == 1 && c != '\n') line += c;
  return line;
}

void SmtpServer::set_modes(const std::string& modes) {
  const std::string order = "mode " + modes + "\n";
  if (::write(orders_, order.data(), order.size()) != static_cast<ssize_t>(order.size()))
    give_up("server is gone");
  if (answer_line() + "\n" != order) give_up("server didn't obey");
}

std::vector<json::object> SmtpServer::events(std::string_view kind) const {
  std::vector<json::object> found;
  std::istringstream lines(read_file(folder_.file("events.jsonl")));
  for (std::string line; std::getline(lines, line) && !lines.eof();) {
    auto event = parse_json(line).value().as_object();
    if (*string_member(event, "event") == kind) found.push_back(std::move(event));
  }
  return found;
}

std::size_t SmtpServer::taken() const {
  std::size_t count = 0;
  for (const auto& message : events("message")) count += message.at("taken").as_bool() ? 1 : 0;
  return count;
}

void SmtpServer::await(std::string_view kind) const {
  using namespace std::chrono_literals;
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (events(kind).empty()) {
    if (std::chrono::steady_clock::now() > until) give_up(fmt::format("the server never saw: {}", kind));
    std::this_thread::yield();
  }
}

}  // namespace assent::test
