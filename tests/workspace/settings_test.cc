#include "engine/workspace/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/workspace/folder.h"

namespace assent::engine {
namespace {

// What is reported about good_settings with one line replaced.
std::string issues_with(std::string_view line_start, std::string_view replacement) {
  std::string text(good_settings);
  auto at = text.find(line_start);
  text.replace(at, text.find('\n', at) - at, replacement);
  Issues issues("assent.yaml", text);
  auto settings = load_settings(text, "/srv/acme", issues);
  EXPECT_EQ(settings.has_value(), !issues.any_error());
  std::string found;
  for (const Issue& issue : issues.all()) {
    found += std::to_string(issue.line) + ":" + std::to_string(issue.column) + " " +
             (issue.severity == Severity::warning ? "warning: " : "") + issue.message + "\n";
  }
  return found;
}

TEST(Settings, EveryMistakeHasItsPlace) {
  struct Row {
    std::string_view line, replacement, found;
  };
  const Row rows[] = {
      {"listen", "listen: '[::1]:0'", ""},
      {"listen", "listen: localhost:80", ""},
      {"listen", "listen: localhost", "1:9 \"localhost\" is no address to listen on\n"},
      {"listen", "listen: 127.0.0.1:70000", "1:9 \"127.0.0.1:70000\" is no address to listen on\n"},
      {"listen", "listen: 127.0.0.1:+1", "1:9 \"127.0.0.1:+1\" is no address to listen on\n"},
      {"listen", "listen: ::1:80", "1:9 \"::1:80\" is no address to listen on\n"},
      {"listen", "listen: 0.0.0.0:80",
       "1:9 0.0.0.0:80 can be reached from other machines, and nothing encrypts what they send\n"},
      {"listen", "listen: 0.0.0.0:80\nbehind_proxy: true", ""},
      {"listen", "behind_proxy: yes", "1:15 behind_proxy is \"yes\"\n"},
      {"listen", "brand: {name: Acme, colour: '#0a5c36'}", ""},
      {"listen", "brand: {name: ''}", "1:15 the brand's name is empty\n"},
      {"listen", "brand: {colour: green}", "1:17 \"green\" is no colour\n"},
      {"listen", "brand: {color: '#0a5c36'}", "1:9 unknown key \"color\" in brand\n"},
      {"listen", "brand: {logo: https://acme.example/logo.png}", ""},
      {"listen", "brand: {logo: 'data:image/png;base64,AAAA'}", ""},
      {"listen", "brand: {logo: 'data:image/png;base64,A'}",
       "1:15 the logo is no picture that a page can hold\n"},
      {"listen", "brand: {logo: 'data:text/html;base64,AAAA'}",
       "1:15 the logo is no picture that a page can hold\n"},
      {"listen", "brand: {logo: http://acme.example/logo.png}",
       "1:15 \"http://acme.example/logo.png\" is no address that a logo may have\n"},
      {"listen", "tls: {certificate: a, key: b}", "1:6 tls: is not available in this version\n"},
      {"listen", "lisen: 127.0.0.1:7420", "1:1 unknown key \"lisen\" in assent.yaml\n"},
      {"public_url", "public_url: https://news.acme.example/a/", ""},
      {"public_url", "public_url: http://127.0.0.1:7420", ""},
      {"public_url", "public_url: http://localhost", ""},
      {"public_url", "public_url: http://news.acme.example",
       "2:13 warning: links that start with http:// can be read and changed on their way\n"},
      {"public_url", "public_url: news.acme.example",
       "2:13 \"news.acme.example\" is nothing that a link can start with\n"},
      {"public_url", "public_url: ftp://news.acme.example",
       "2:13 \"ftp://news.acme.example\" is nothing that a link can start with\n"},
      {"public_url", "public_url: https://a.example/?x=1",
       "2:13 \"https://a.example/?x=1\" is nothing that a link can start with\n"},
      {"public_url", "public_url: https://", "2:13 \"https://\" is nothing that a link can start with\n"},
      {"public_url", "# none", "1:1 assent.yaml needs \"public_url:\"\n"},
      {"audit", "audit: {origin: acme example}", "6:17 the log's name can hold neither spaces nor +\n"},
      {"audit", "audit: {}", "6:8 audit needs \"origin:\"\n"},
      {"keys", "keys: {master: env:ASSENT_KEY}", ""},
      {"keys", "keys: {master: 'env:'}", "7:16 this names no master key\n"},
      {"keys", "keys: {mastr: keys/master}",
       "7:7 keys needs \"master:\"\n7:8 unknown key \"mastr\" in keys\n"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.replacement);
    EXPECT_EQ(issues_with(row.line, row.replacement), row.found);
  }
}

TEST(Settings, EveryMistakeOfAChannelHasItsPlace) {
  struct Row {
    std::string_view replacement, found;
  };
  const Row rows[] = {
      {"  email: {transport: smtp, url: 'smtp://127.0.0.1:25', from: a@b.example, connections: 4}", ""},
      {"  email: {transport: smtp, url: 'smtp://127.0.0.1:25', from: a@b.example, connections: 0}",
       "4:88 0 connections at once cannot be\n"},
      {"  email: {transport: smtp, url: 'smtps://u:p@host', from: a@b.example}",
       "4:33 \"smtps://u:p@host\" is no SMTP server\n"},
      {"  email: {transport: smtp, from: a@b.example}", "4:10 channel email needs \"url:\"\n"},
      {"  email: {transport: smtp, url: 'smtp://host', path: out, from: a@b.example}",
       "4:48 unknown key \"path\" in channel email\n"},
      {"  email: {transport: maildir, from: a@b.example}", "4:10 channel email needs \"path:\"\n"},
      {"  email: {transport: maildir, path: out/mail}", "4:10 channel email needs \"from:\"\n"},
      {"  email: {transport: maildir, path: out/mail, from: Acme}", "4:53 \"Acme\" is no sender\n"},
      {"  email: {transport: spool, path: out/mail, from: a@b.example}", "4:22 spool cannot carry email\n"},
      {"  email: {transport: mialdir, path: out/mail, from: a@b.example}",
       "4:22 there is no transport \"mialdir\"\n"},
      {"  email: {path: out/mail, from: a@b.example}", "4:10 channel email needs \"transport:\"\n"},
      {"  email: {connector: ses, from: a@b.example}", "4:22 connectors are not available in this version\n"},
      {"  email: {transport: maildir, path: out/sms.jsonl, from: a@b.example}",
       "5:33 email already writes to out/sms.jsonl\n"},
      {"  emial: {transport: maildir, path: out/mail, from: a@b.example}",
       "4:3 there is no channel \"emial\"\n"},
      {"  social.line: {transport: spool, path: out/line.jsonl}", ""},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.replacement);
    EXPECT_EQ(issues_with("  email", row.replacement), row.found);
  }
}

TEST(Settings, PathsAreAbsoluteAndLinksHaveNoTrailingSlash) {
  std::string text(good_settings);
  text.replace(text.find("acme.example\n"), 12, "acme.example//");
  Issues issues("assent.yaml", text);
  auto settings = load_settings(text, "/srv/acme", issues);
  ASSERT_TRUE(settings.has_value());
  EXPECT_EQ(settings->public_url, "https://news.acme.example");
  EXPECT_EQ(settings->data, "/srv/acme/data");
  EXPECT_EQ(settings->master_key, "keys/master");
  EXPECT_EQ(settings->audit_origin, "acme.example/audit");
  ASSERT_EQ(settings->channels.size(), 2u);
  EXPECT_EQ(settings->channel(*Channel::parse("sms"))->path, "/srv/acme/out/sms.jsonl");
  EXPECT_EQ(settings->channel(*Channel::parse("voice")), nullptr);
}

TEST(Settings, LoopbackIsToldFromTheRest) {
  EXPECT_TRUE(parse_listen("127.8.9.1:1")->loopback());
  EXPECT_TRUE(parse_listen("[::1]:1")->loopback());
  EXPECT_FALSE(parse_listen("[::]:1")->loopback());
  EXPECT_FALSE(parse_listen("192.0.2.1:1")->loopback());
}

}  // namespace
}  // namespace assent::engine
