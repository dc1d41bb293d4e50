// Nothing that an author or a client writes makes an evaluation stall, eat the memory or overflow the stack.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <chrono>

#include "base/limits.h"
#include "rules/batch.h"
#include "rules/expression.h"

namespace assent::rules {
namespace {

std::string repeated(std::string_view piece, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += piece;
  return out;
}

// The error of compiling or deciding; "holds" or "does not hold" without one.
std::string outcome(const std::string& text, const json::object& event = {}) {
  Compiled compiled = compile(text, journey_environment());
  if (!compiled.program) return compiled.issues.at(0).message;
  Activation activation;
  activation.event = &event;
  Verdict v = decide(*compiled.program, activation);
  return v.error.empty() ? (v.holds ? "holds" : "does not hold") : v.error;
}

const std::string kTooLong = "it takes too long: more steps than an expression may take";
const std::string kTooMuch = "it takes too much memory";
const std::string kTooDeep = "nested more than 250 deep";

TEST(Limits, NestingIsRefusedByTheParser) {
  std::size_t deep = 4000;
  EXPECT_EQ(outcome(repeated("(", deep) + "1" + repeated(")", deep)), kTooDeep);
  EXPECT_EQ(outcome(repeated("[", deep) + repeated("]", deep)), kTooDeep);
  EXPECT_EQ(outcome(repeated("!", deep) + "true"), kTooDeep);
  EXPECT_EQ(outcome(repeated("-", deep) + "1"), kTooDeep);
  EXPECT_EQ(outcome(repeated("true ? true : ", 1000) + "true"), kTooDeep);
  EXPECT_EQ(outcome("1" + repeated("+1", deep) + " == 0"), kTooDeep);
  EXPECT_EQ(outcome("event" + repeated(".a", deep)), kTooDeep);
  EXPECT_EQ(outcome("event" + repeated("[0]", deep)), kTooDeep);
  EXPECT_EQ(outcome(repeated("{1:", deep) + "1" + repeated("}", deep)), kTooDeep);
}

TEST(Limits, LongChainsOfLogicAreFine) {
  EXPECT_EQ(outcome("true" + repeated(" && true", 1500)), "holds");
  EXPECT_EQ(outcome("false" + repeated(" || false", 1400)), "does not hold");
}

TEST(Limits, WhatTheSpecificationWantsAtLeast) {
  EXPECT_EQ(outcome(repeated("false ? false : ", 24) + "true"), "holds");
  EXPECT_EQ(outcome("1" + repeated(" + 1", 24) + " == 25"), "holds");
  EXPECT_EQ(outcome(repeated("[", 12) + "1" + repeated("]", 12) + repeated("[0]", 12) + " == 1"), "holds");
  EXPECT_EQ(outcome(repeated("int(", 12) + "7" + repeated(")", 12) + " == 7"), "holds");
}

TEST(Limits, LengthIsRefused) {
  EXPECT_EQ(outcome("'" + std::string(limits::expression_bytes, 'x') + "' == ''"), "longer than 16384 bytes");
}

TEST(Limits, LoopsRunOutOfSteps) {
  std::string ten = "[1,2,3,4,5,6,7,8,9,10]";
  std::string nested = "event.x > 0";
  for (char v : std::string("abcdefgh")) nested = ten + ".all(" + std::string(1, v) + ", " + nested + ")";
  EXPECT_EQ(outcome(nested, json::parse(R"({"x":1})").as_object()), kTooLong);
  // Absorbing the error does not save it.
  EXPECT_EQ(outcome("(" + nested + ") || true", json::parse(R"({"x":1})").as_object()), kTooLong);
}

TEST(Limits, ConstantLoopsDoNotStallTheCompiler) {
  std::string nested = "a + b + c + d + e + f + g + h > 0";
  for (char v : std::string("abcdefgh"))
    nested = "[1,2,3,4,5,6,7,8,9,10].all(" + std::string(1, v) + ", " + nested + ")";
  std::string many = nested;
  for (int i = 0; i < 40; ++i) many += " && " + nested;
  auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(outcome(many), kTooLong);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(Limits, DoublingRunsOutOfMemory) {
  std::string text = "size(a) > 0";
  for (int i = 0; i < 40; ++i) text = "cel.bind(a, a + a, " + text + ")";
  EXPECT_EQ(outcome("cel.bind(a, event.s, " + text + ")", json::parse(R"({"s":"0123456789"})").as_object()),
            kTooMuch);
  EXPECT_EQ(outcome("cel.bind(a, event.l, " + text + ")", json::parse(R"({"l":[1,2,3]})").as_object()),
            kTooMuch);
}

TEST(Limits, SharedStructureIsNotWalkedForEver) {
  // Each level holds the one before twice: comparing or printing it naively takes 2^40 steps.
  std::string text = "a == b";
  for (int i = 0; i < 40; ++i) text = "cel.bind(a, [a, a], cel.bind(b, [b, b], " + text + "))";
  EXPECT_EQ(outcome("cel.bind(a, event.s, cel.bind(b, event.s, " + text + "))",
                    json::parse(R"({"s":[1]})").as_object()),
            kTooLong);
  std::string grown = "a";
  for (int i = 0; i < 40; ++i) grown = "cel.bind(a, [a, a], " + grown + ")";
  Compiled compiled = compile("cel.bind(a, event.s, " + grown + ")", journey_environment());
  json::object event = json::parse(R"({"s":[1]})").as_object();
  Activation activation;
  activation.event = &event;
  std::string error;
  EXPECT_EQ(evaluate(*compiled.program, activation, &error), std::nullopt);
  EXPECT_EQ(error, kTooLong);
  EXPECT_NE(explain(*compiled.program, activation), "");
  EXPECT_EQ(outcome("cel.bind(a, event.s, '%s'.format([" + grown + "])) == ''", event), kTooLong);
}

TEST(Limits, TextFunctionsRunOutOfSteps) {
  json::object event;
  event["s"] = std::string(30000, 'a');
  event["n"] = json::array(200, json::value(1));
  EXPECT_EQ(outcome("event.n.all(a, event.n.all(b, !event.s.contains('ab')))", event), kTooLong);
  EXPECT_EQ(outcome("event.n.all(a, event.n.all(b, event.s.matches('a+' + string(b) + '?$')))", event),
            kTooLong);
  EXPECT_EQ(outcome("event.s.replace('a', event.s).size() > 1", event), kTooMuch);
}

TEST(Limits, CatastrophicPatternsAreLinear) {
  json::object event;
  event["s"] = std::string(20000, 'a') + "!";
  EXPECT_EQ(outcome("event.s.matches('^(a+)+$')", event), "does not hold");
  EXPECT_NE(outcome("event.s.matches('(((a{1,100}){1,100}){1,100})')", event).find("bad regular expression"),
            std::string::npos);
}

TEST(Limits, DeepDataIsCompared) {
  json::value deep = 1;
  for (int i = 0; i < 60; ++i) deep = json::array{deep};
  json::object event;
  event["d"] = deep;
  EXPECT_EQ(outcome("event.d == event.d", event), "holds");
}

}  // namespace
}  // namespace assent::rules
