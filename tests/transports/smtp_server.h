// A real SMTP server (tests/servers/smtp_server.py) for the time of one test.
//
//   SmtpServer server({"--mode", "drop-after-dot"});
//   open_smtp({.url = server.url()}, clock);
//   EXPECT_EQ(server.taken(), 1);
//
// Stops when it goes out of scope. What it cannot do ends the test with words on stderr.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/json.h"

namespace assent::test {

// A new folder under the system's temporary folder, deleted with all it holds.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }
  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string read_file(const std::string& path);  // empty: it is not there
void write_file(const std::string& path, std::string_view bytes);

// What tests/servers/read_mail.py makes of a Maildir, a folder or a file.
json::array read_mail(const std::string& path);

class SmtpServer {
 public:
  explicit SmtpServer(std::vector<std::string> arguments = {});
  ~SmtpServer();
  SmtpServer(const SmtpServer&) = delete;
  SmtpServer& operator=(const SmtpServer&) = delete;

  std::string url() const;
  const std::string& folder() const { return folder_.path(); }
  void set_modes(const std::string& modes);                       // "ok reject-data"
  std::vector<json::object> events(std::string_view kind) const;  // of events.jsonl
  std::size_t taken() const;                                      // messages that the server would deliver
  // Waits until an event of the kind is on the record; for what the server notices after the client has gone.
  void await(std::string_view kind) const;

 private:
  TemporaryFolder folder_;
  pid_t process_ = 0;
  int orders_ = -1;   // its stdin
  int answers_ = -1;  // its stdout
  int port_ = 0;
  std::string answer_line() const;
};

}  // namespace assent::test
