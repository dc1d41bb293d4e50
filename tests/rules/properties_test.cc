#include "properties.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "expression_maker.h"

namespace assent::rules {
namespace {

using Tape = std::vector<std::uint8_t>;

RC_GTEST_PROP(Properties, PrintAndReparseGivesTheSameTree, (const Tape& tape)) {
  RC_ASSERT(prints_and_reparses(ExpressionMaker(tape).any()) == "");
}

RC_GTEST_PROP(Properties, FoldingNeverChangesAResult, (const Tape& tape)) {
  RC_ASSERT(folds_to_the_same(ExpressionMaker(tape).any()) == "");
  RC_ASSERT(folds_to_the_same(ExpressionMaker(tape).typed('b')) == "");
}

RC_GTEST_PROP(Properties, WhatTheCheckerAcceptsRaisesNoTypeError, (const Tape& tape)) {
  for (char type : std::string_view("biudslmtr")) {
    RC_ASSERT(has_no_type_error(ExpressionMaker(tape).typed(type)) == "");
  }
}

// The typed generator is only worth something when most of what it makes passes the checker.
TEST(Properties, TheMakerMakesWhatCompiles) {
  std::size_t compiled = 0;
  for (std::uint8_t seed = 0; seed < 200; ++seed) {
    Tape tape;
    for (std::uint32_t i = 0; i < 60; ++i)
      tape.push_back(static_cast<std::uint8_t>((seed + 1u) * 2654435761u * (i + 7u) >> 13));
    compiled += compile(ExpressionMaker(tape).typed('b'), typed_world().environment()).program ? 1 : 0;
  }
  EXPECT_GT(compiled, 180u);
}

// Found by the properties and the fuzzers.
TEST(Properties, HoldForWhatWasFound) {
  for (const char* text : {"-(-9223372036854775808)", "- 5", "--5", "-(5)", "-(-5)", "!(-x.y)", "a.`in`.b",
                           "(1 + 2) * 3 - (4 - 5)", "(a ? b : c) ? d : e", "x == (y == z)", "has(m.`a b`)",
                           "math.greatest(1, 2, 3)", "-0.0", "-((1).all(x, 1))"}) {
    EXPECT_EQ(prints_and_reparses(text), "") << text;
    EXPECT_EQ(folds_to_the_same(text), "") << text;
    EXPECT_EQ(has_no_type_error(text), "") << text;
  }
}

}  // namespace
}  // namespace assent::rules
