#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "tests/transports/full_disk.h"
#include "tests/transports/letters.h"
#include "tests/transports/smtp_server.h"

namespace assent::channels {
namespace {

namespace fs = std::filesystem;
using test::approved;
using ::testing::HasSubstr;

class SpoolTest : public ::testing::Test {
 protected:
  std::unique_ptr<Transport> open() { return std::move(open_spool(path(), clock_).value()); }
  std::string path() const { return folder_.file("out/sms.jsonl"); }
  std::string bytes() const { return test::read_file(path()); }
  std::size_t lines() const {
    const std::string all = bytes();
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
  }
  Letter letter(std::uint8_t n = 1) const {
    Letter l = test::letter(n);
    l.channel = *Channel::parse("sms");
    l.to = "+33612345678";
    l.from = "+33123456789";
    return l;
  }
  SendResult send(Transport& spool, const Letter& l) { return spool.send(approved(l, clock_.now(), fence_)); }

  test::TemporaryFolder folder_;
  VirtualClock clock_{from_unix_ms(test::kNoonMs)};
  test::TestFence fence_;
};

TEST_F(SpoolTest, WritesOneLineOfJson) {
  const auto spool = open();
  Letter l = letter(7);
  l.text = "Grüße, \"Ada\"\nsecond line";
  EXPECT_EQ(send(*spool, l).sent, Sent::accepted);
  EXPECT_EQ(bytes(), R"({"message":"m_ababababababababababababababab07","channel":"sms","to":"+33612345678",)"
                     R"("from":"+33123456789","text":"Grüße, \"Ada\"\nsecond line","purpose":"newsletter"})"
                     "\n");
  EXPECT_EQ(fence_.asked, 1u);
  EXPECT_TRUE(spool->embedded());
  EXPECT_EQ(spool->idempotent()->window, std::chrono::milliseconds::max());
}

TEST_F(SpoolTest, ARepeatIsNotWrittenAgain) {
  auto spool = open();
  send(*spool, letter(1));
  send(*spool, letter(2));
  for (const bool reopened : {false, true}) {
    if (reopened) {
      spool.reset();
      spool = open();
    }
    EXPECT_EQ(send(*spool, letter(1)).sent, Sent::accepted);
    EXPECT_EQ(send(*spool, letter(2)).sent, Sent::accepted);
    EXPECT_EQ(lines(), 2u);
  }
  EXPECT_EQ(fence_.asked, 2u);
  EXPECT_EQ(send(*spool, letter(3)).sent, Sent::accepted);
  EXPECT_EQ(lines(), 3u);
}

TEST_F(SpoolTest, WhatWasCancelledIsNotWritten) {
  const auto spool = open();
  fence_.open = false;
  EXPECT_EQ(send(*spool, letter()).sent, Sent::not_begun);
  fence_.open = true;
  auto late = approved(letter(), clock_.now(), fence_);
  clock_.set(clock_.now() + std::chrono::minutes(1));
  EXPECT_EQ(spool->send(std::move(late)).sent, Sent::not_begun);
  EXPECT_EQ(bytes(), "");
  EXPECT_EQ(send(*spool, letter()).sent, Sent::accepted);  // neither counts as a repeat
}

// A crash may stop a write at any byte. That line was never accepted; the others stay.
TEST_F(SpoolTest, ATornLastLineIsCutOff) {
  auto spool = open();
  send(*spool, letter(1));
  const std::string whole = bytes();
  send(*spool, letter(2));
  const std::string both = bytes();
  for (std::size_t cut = whole.size(); cut < both.size(); ++cut) {
    spool.reset();
    test::write_file(path(), both.substr(0, cut));
    spool = open();
    ASSERT_EQ(bytes(), whole) << cut;
  }
  EXPECT_EQ(send(*spool, letter(1)).sent, Sent::accepted);
  EXPECT_EQ(send(*spool, letter(2)).sent, Sent::accepted);
  EXPECT_EQ(bytes(), both);
}

TEST_F(SpoolTest, AFullDiskLeavesWholeLines) {
  const auto spool = open();
  send(*spool, letter(1));
  const std::string before = bytes();
  SendResult result;
  {
    const test::FullDisk full(before.size() + 40);  // in the middle of the next line
    result = send(*spool, letter(2));
  }
  EXPECT_EQ(result.sent, Sent::not_begun);
  EXPECT_EQ(result.detail, "couldn't write to the spool: File too large");
  EXPECT_EQ(bytes(), before);
  EXPECT_EQ(send(*spool, letter(2)).sent, Sent::accepted);
  EXPECT_EQ(lines(), 2u);
}

TEST_F(SpoolTest, ManyThreadsWriteWholeLines) {
  const auto spool = open();
  {
    std::vector<std::jthread> threads;
    for (std::uint8_t t = 0; t < spool->connections(); ++t) {
      threads.emplace_back([&, t] {
        for (std::uint8_t i = 0; i < 25; ++i) {
          EXPECT_EQ(send(*spool, letter(static_cast<std::uint8_t>(t * 25 + i))).sent, Sent::accepted);
        }
      });
    }
  }
  EXPECT_EQ(lines(), spool->connections() * 25u);
  EXPECT_EQ(fence_.asked, spool->connections() * 25u);
}

TEST_F(SpoolTest, ReadsALongFile) {
  auto spool = open();
  Letter l = letter();
  l.text = std::string(400'000, 'x');  // lines that cross the reader's chunks
  for (std::uint8_t n = 0; n < 8; ++n) {
    l.message = test::message_id(n);
    send(*spool, l);
  }
  const std::string before = bytes();
  spool.reset();
  spool = open();
  for (std::uint8_t n = 0; n < 8; ++n) EXPECT_EQ(send(*spool, letter(n)).sent, Sent::accepted);
  EXPECT_EQ(bytes(), before);
}

TEST_F(SpoolTest, OnlyItsOwnerMayReadIt) {
  open();
  struct stat found {};
  ASSERT_EQ(::stat(path().c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

// A path written by mistake must not cost somebody their file.
TEST_F(SpoolTest, AFileThatIsNoSpoolIsLeftAlone) {
  const std::string line = R"({"message":"m_ababababababababababababababab07","channel":"sms"})";
  const struct {
    std::string bytes;
    const char* place;
  } kCases[] = {
      {"root:x:0:0\n", ":1:"},
      {"no end of line", ":0:"},
      {line + "\n{\"message\":\"42\"}\n", ":2:"},
      {line + "\nnot ours", ":1:"},
      {line.substr(0, 40) + "\n", ":1:"},
      {"\n", ":1:"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.bytes);
    fs::create_directories(folder_.file("out"));
    test::write_file(path(), c.bytes);
    const auto opened = open_spool(path(), clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Errc::corrupt);
    EXPECT_THAT(opened.error().message, HasSubstr(c.place));
    EXPECT_EQ(bytes(), c.bytes);
  }
}

TEST_F(SpoolTest, RefusesAPathThatCannotBeOne) {
  const auto spool = open();
  const struct {
    std::string path;
    const char* words;
  } kCases[] = {
      {path(), "in use"},          {"out/sms.jsonl", "absolute"},          {folder_.path(), "couldn't open"},
      {"/dev/full", "not a file"}, {path() + "/below", "is not a folder"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.path);
    const auto refused = open_spool(c.path, clock_);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr(c.words));
  }
}

}  // namespace
}  // namespace assent::channels
