// `assent expr` at the terminal and in batches.
#include "engine/cli/expr.h"

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace assent {
namespace {

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

Outcome run(std::vector<std::string> args, const std::string& input = "") {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  int status = run_expr(args, in, out, err);
  return {status, out.str(), err.str()};
}

TEST(Expr, PrintsValueAndType) {
  EXPECT_EQ(run({"1 + 1"}).out, "2 : int\n");
  EXPECT_EQ(run({"{'a': [1u, 2.0, null]}"}).out, "{'a': [1u, 2.0, null]} : map\n");
  EXPECT_EQ(run({"-1"}).out, "-1 : int\n");
  EXPECT_EQ(run({"1 + 1"}).status, 0);
}

TEST(Expr, ReadsData) {
  std::string data = R"({"contact":{"plan":"trial"},"seats":3,"now":"2026-11-21T10:00:00Z",
                         "history":[{"event":"Login","at":"2026-11-21T09:00:00Z"}]})";
  EXPECT_EQ(run({"contact.plan + string(seats)", "--data", "-"}, data).out, "'trial3' : string\n");
  EXPECT_EQ(run({"contact.count('Login', duration('2h'))", "--data", "-"}, data).out, "1 : int\n");
  EXPECT_EQ(run({"contact.plan == 'pro'", "--data", "-", "--explain"}, data).out,
            "false : bool\ncontact.plan == 'pro' is false: plan is 'trial'\n");
}

TEST(Expr, ShowsTheMistakeWithACaret) {
  Outcome o = run({"1 +\n  contat.plan"});
  EXPECT_EQ(o.status, 1);
  EXPECT_EQ(o.out, "");
  EXPECT_NE(o.err.find("expression:2:3: unknown name \"contat\""), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("^~~~~~"), std::string::npos) << o.err;
  EXPECT_NE(o.err.find("did you mean \"contact\"?"), std::string::npos) << o.err;
  Outcome late = run({"1 / 0"});
  EXPECT_EQ(late.status, 1);
  EXPECT_NE(late.err.find("division by zero"), std::string::npos) << late.err;
}

TEST(Expr, RefusesAWrongCall) {
  EXPECT_EQ(run({}).status, 2);
  EXPECT_EQ(run({"1", "2"}).status, 2);
  EXPECT_EQ(run({"--data"}).status, 2);
  EXPECT_EQ(run({"--unknown", "1"}).status, 2);
  EXPECT_EQ(run({"--batch", "1"}).status, 2);
  EXPECT_EQ(run({"1", "--data", "/nowhere/at/all.json"}).status, 1);
}

TEST(Expr, AnswersBatchesInOrder) {
  Outcome o = run({"--batch"},
                  "{\"id\":\"a\",\"expr\":\"1 + 1\"}\n"
                  "{\"id\":\"b\",\"expr\":\"1 +\"}\n"
                  "not json\n"
                  "{\"id\":\"c\",\"expr\":\"[x]\",\"check_only\":true,\"type_env\":[{\"name\":\"x\","
                  "\"ident\":{\"type\":{\"primitive\":\"BOOL\"}}}]}\n");
  std::istringstream lines(o.out);
  std::string a, b, c, d;
  std::getline(lines, a);
  std::getline(lines, b);
  std::getline(lines, c);
  std::getline(lines, d);
  EXPECT_EQ(a, R"({"id":"a","value":{"int64Value":"2"}})");
  EXPECT_EQ(b, R"({"id":"b","error":"the expression ends too early"})");
  EXPECT_NE(c.find("\"error\""), std::string::npos);
  EXPECT_EQ(d, R"({"id":"c","type":{"listType":{"elemType":{"primitive":"BOOL"}}}})");
  EXPECT_EQ(o.status, 0);
}

}  // namespace
}  // namespace assent
