// A workspace in a temporary folder, gone when the test ends; and golden files.
//
//   TemporaryFolder acme;
//   acme.write("assent.yaml", good_settings);
//   Workspace w = load_workspace(acme.path());
#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace assent::engine {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assent-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  void write(std::string_view name, std::string_view text) const {
    std::filesystem::path file = std::filesystem::path(path_) / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }

 private:
  std::string path_;
};

inline std::string slurp(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// The expected text of tests/workspace/golden/NAME; with ASSENT_GOLDEN=write in the environment it is written
// first.
inline std::string golden(const std::string& name, const std::string& actual) {
  std::string path = ASSENT_SOURCE_DIR "/tests/workspace/golden/" + name;
  const char* wish = std::getenv("ASSENT_GOLDEN");
  if (wish != nullptr && std::string_view(wish) == "write") std::ofstream(path, std::ios::binary) << actual;
  return slurp(path);
}

inline constexpr std::string_view good_settings = R"(listen: 127.0.0.1:7420
public_url: https://news.acme.example
channels:
  email: {transport: maildir, path: out/mail, from: "Acme <news@acme.example>"}
  sms: {transport: spool, path: out/sms.jsonl, from: "+33123456789"}
audit: {origin: acme.example/audit}
keys: {master: keys/master}
)";

inline constexpr std::string_view good_policy = R"(controller:
  name: Acme SARL
  country: FR
  postal_address: 1 rue de la Paix
  contact: privacy@acme.example
purposes:
  tips: {title: Tips, description: How to, channels: [email, sms]}
notices:
  tips-v1: {language: en, text: Yes, covers: [{purpose: tips, channels: [email, sms]}]}
)";

inline constexpr std::string_view good_template = R"(template: hello
email: {subject: Hello, text: "Hello {{ contact.first_name | default: 'there' }}"}
sms: {text: Hello}
)";

inline constexpr std::string_view good_journey = R"(journey: greet
purpose: tips
enter: {event: Signed Up}
steps:
  - send: hello
    by: email
)";

// Fills `folder` with one journey and one template that are all right.
inline void write_good_workspace(const TemporaryFolder& folder) {
  folder.write("assent.yaml", good_settings);
  folder.write("policy.yaml", good_policy);
  folder.write("templates/hello.yaml", good_template);
  folder.write("journeys/greet.yaml", good_journey);
}

}  // namespace assent::engine
