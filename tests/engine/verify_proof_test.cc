#include "engine/cli/verify_proof.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"

namespace assent::engine {
namespace {

struct Ran {
  int status;
  std::string out, err;
};
Ran run(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out, err;
  int status = run_verify_proof_batch(in, out, err);
  return {status, out.str(), err.str()};
}

const std::string kLeaf = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=";

TEST(VerifyProof, AnswersLineByLineAndNamesBadLines) {
  const std::string good = R"("leafIdx":0,"treeSize":1,"leafHash":")" + kLeaf + R"(","root":")" + kLeaf + '"';
  struct {
    std::string line, out, err;
  } rows[] = {
      {R"({"id":"a",)" + good + R"(,"proof":null})", R"({"id":"a","ok":true})", ""},
      {R"({"id":"b",)" + good + "}", R"({"id":"b","ok":true})", ""},
      {R"({"id":3,)" + good + R"(,"proof":[""]},)", R"({"id":3,"ok":false})", ""},
      {R"({)" + good + "}", R"({"id":null,"ok":true})", ""},
      {R"({"id":"c","size1":0,"size2":0,"root1":"","root2":""})", R"({"id":"c","ok":false})", ""},
      {R"({"id":"d"})", R"({"id":"d","ok":false})", "line 1: \"size1\" is missing or isn't of its kind\n"},
      {R"({"id":"e",)" + good + R"(,"proof":1})", R"({"id":"e","ok":false})",
       "line 1: \"proof\" is missing or isn't of its kind\n"},
      {R"({"id":"f","leafIdx":-1})", R"({"id":"f","ok":false})",
       "line 1: \"leafIdx\" is missing or isn't of its kind\n"},
      {R"("x")", R"({"id":null,"ok":false})", "line 1: not a JSON object\n"},
  };
  for (auto& row : rows) {
    Ran ran = run(row.line + "\n");
    EXPECT_EQ(ran.out, row.out + "\n");
    EXPECT_EQ(ran.err, row.err) << row.line;
    EXPECT_EQ(ran.status, row.err.empty() ? 0 : 1) << row.line;
  }
  Ran broken = run("\n{\n");
  EXPECT_EQ(broken.out, "{\"id\":null,\"ok\":false}\n");
  EXPECT_NE(broken.err.find("line 2: not JSON"), std::string::npos) << broken.err;
}

TEST(VerifyProof, AgreesWithTheConformanceCases) {
  const char* set = std::getenv("ASSENT_CONFORMANCE_DIR");
  std::string folder = set != nullptr ? set : ASSENT_SOURCE_DIR "/../shared/conformance";
  if (!std::filesystem::exists(folder + "/merkle")) GTEST_SKIP() << "no conformance data in " << folder;
  for (const char* file : {"inclusion.json", "consistency.json"}) {
    std::ifstream in(folder + "/merkle/" + file);
    std::stringstream text;
    text << in.rdbuf();
    std::string expected;
    json::value tests = parse_json(text.str()).value();
    for (const json::value& test : tests.as_array()) {
      bool good = !test.at("wantErr").as_bool();
      expected += R"({"id":")" + std::string(test.at("id").as_string()) + R"(","ok":)" +
                  (good ? "true" : "false") + "}\n";
    }
    Ran ran = run(text.str());
    EXPECT_EQ(ran.out, expected);
    EXPECT_EQ(ran.err, "");
    EXPECT_EQ(ran.status, 0);
  }
}

}  // namespace
}  // namespace assent::engine
