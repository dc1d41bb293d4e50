#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "tests/transports/full_disk.h"
#include "tests/transports/letters.h"
#include "tests/transports/smtp_server.h"

namespace assent::channels {
namespace {

namespace fs = std::filesystem;
using test::approved;
using test::letter;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MaildirTest : public ::testing::Test {
 protected:
  std::unique_ptr<Transport> open() { return std::move(open_maildir(path(), clock_).value()); }
  std::string path() const { return folder_.file("out/mail"); }
  std::string name(std::uint8_t n) const { return test::message_id(n).text(); }
  SendResult send(Transport& maildir, const Letter& l) {
    return maildir.send(approved(l, clock_.now(), fence_));
  }
  std::vector<std::string> in(const std::string& part) const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(path() + "/" + part))
      names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  void move_to_cur(std::uint8_t n, const std::string& flags) {
    fs::rename(path() + "/new/" + name(n), path() + "/cur/" + name(n) + flags);
  }

  test::TemporaryFolder folder_;
  VirtualClock clock_{from_unix_ms(test::kNoonMs)};
  test::TestFence fence_;
};

TEST_F(MaildirTest, DeliversOneFileToNew) {
  const auto maildir = open();
  EXPECT_EQ(send(*maildir, letter(7)).sent, Sent::accepted);
  EXPECT_THAT(in("new"), ElementsAre(name(7)));
  EXPECT_THAT(in("tmp"), IsEmpty());
  EXPECT_EQ(fence_.asked, 1u);
  EXPECT_TRUE(maildir->embedded());
  EXPECT_EQ(maildir->idempotent()->window, std::chrono::milliseconds::max());
}

TEST_F(MaildirTest, AReaderFindsTheMessage) {
  const auto maildir = open();
  Letter l = letter(7);
  l.subject = "Grüße";
  l.html = "<p>Hi</p>";
  send(*maildir, l);
  const auto mails = test::read_mail(path());
  ASSERT_EQ(mails.size(), 1u);
  const auto& mail = mails[0].as_object();
  EXPECT_EQ(mail.at("headers").at("subject").as_string(), "Grüße");
  EXPECT_EQ(mail.at("problems").as_array(), json::array());  // LF alone, among other things
  EXPECT_EQ(mail.at("parts").as_array().size(), 2u);
}

// A repeat, wherever the first one is by now, is accepted, not written, and begins nothing.
TEST_F(MaildirTest, ARepeatIsNotDeliveredAgain) {
  for (const char* flags : {"(still in new)", "", ":2,", ":2,S", ":2,FRSab"}) {
    SCOPED_TRACE(flags);
    fs::remove_all(path());
    fence_.asked = 0;
    auto maildir = open();
    send(*maildir, letter(1));
    if (*flags != '(') move_to_cur(1, flags);
    for (const bool reopened : {false, true}) {
      if (reopened) maildir = open();
      EXPECT_EQ(send(*maildir, letter(1)).sent, Sent::accepted);
      EXPECT_EQ(in("new").size() + in("cur").size(), 1u);
      EXPECT_THAT(in("tmp"), IsEmpty());
    }
    EXPECT_EQ(fence_.asked, 1u);
    EXPECT_EQ(send(*maildir, letter(2)).sent, Sent::accepted);  // another one is
    EXPECT_EQ(in("new").size() + in("cur").size(), 2u);
  }
}

TEST_F(MaildirTest, WhatWasCancelledLeavesNothing) {
  const auto maildir = open();
  fence_.open = false;
  EXPECT_EQ(send(*maildir, letter()).sent, Sent::not_begun);
  EXPECT_THAT(in("new"), IsEmpty());
  EXPECT_THAT(in("tmp"), IsEmpty());
}

TEST_F(MaildirTest, AnApprovalThatLapsedLeavesNothing) {
  const auto maildir = open();
  auto late = approved(letter(), clock_.now(), fence_);
  clock_.set(clock_.now() + std::chrono::minutes(1));
  EXPECT_EQ(maildir->send(std::move(late)).sent, Sent::not_begun);
  EXPECT_THAT(in("new"), IsEmpty());
  EXPECT_EQ(fence_.asked, 0u);
}

TEST_F(MaildirTest, AFullDiskLeavesNothing) {
  const auto maildir = open();
  Letter l = letter();
  l.text = std::string(100'000, 'x');
  SendResult result;
  {
    const test::FullDisk full(10'000);
    result = send(*maildir, l);
  }
  EXPECT_EQ(result.sent, Sent::not_begun);
  EXPECT_THAT(result.detail, HasSubstr("couldn't write to the Maildir"));
  EXPECT_THAT(in("new"), IsEmpty());
  EXPECT_THAT(in("tmp"), IsEmpty());
  EXPECT_EQ(send(*maildir, l).sent, Sent::accepted);
}

TEST_F(MaildirTest, AMissingFolderIsNotBegun) {
  for (const char* missing : {"tmp", "new", "cur"}) {
    SCOPED_TRACE(missing);
    fs::remove_all(path());
    const auto maildir = open();
    fs::remove(path() + "/" + missing);
    const SendResult result = send(*maildir, letter());
    EXPECT_EQ(result.sent, Sent::not_begun);
    EXPECT_THAT(result.detail, HasSubstr("No such file"));
    EXPECT_THAT(result.detail, HasSubstr(missing));
  }
}

TEST_F(MaildirTest, ALetterThatIsNoMailIsRejected) {
  const auto maildir = open();
  Letter l = letter();
  l.to = "nobody";
  const SendResult result = send(*maildir, l);
  EXPECT_EQ(result.sent, Sent::rejected);
  EXPECT_EQ(result.detail, "the recipient is not an e-mail address in ASCII");
  EXPECT_EQ(fence_.asked, 0u);
  EXPECT_THAT(in("new"), IsEmpty());
}

TEST_F(MaildirTest, OpeningDeletesWhatACrashLeft) {
  open();
  test::write_file(path() + "/tmp/" + name(3), "half a mess");
  test::write_file(path() + "/tmp/1234.M5P6.host", "somebody else's");
  open();
  EXPECT_THAT(in("tmp"), ElementsAre("1234.M5P6.host"));
}

TEST_F(MaildirTest, OnlyItsOwnerMayReadIt) {
  const auto maildir = open();
  send(*maildir, letter(1));
  struct stat found {};
  ASSERT_EQ(::stat((path() + "/new/" + name(1)).c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat((path() + "/new").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0700u);
}

TEST_F(MaildirTest, RefusesAPathThatCannotBeOne) {
  test::write_file(folder_.file("file"), "");
  const auto taken = open_maildir(folder_.file("file"), clock_);
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().message, HasSubstr("is not a folder"));
  const auto relative = open_maildir("out/mail", clock_);
  ASSERT_FALSE(relative);
  EXPECT_THAT(relative.error().message, HasSubstr("absolute"));
  const auto nowhere = open_maildir("/proc/mail", clock_);
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error().message, HasSubstr("/proc/mail"));
}

}  // namespace
}  // namespace assent::channels
