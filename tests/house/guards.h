// The house rules that a machine can hold. Each reads one file and says where it breaks.
#pragma once

#include <string>
#include <vector>

#include "tests/house/source_tree.h"

namespace assent::house {

using Findings = std::vector<std::string>;

Findings long_files(const SourceFile& file);           // over 500 lines
Findings long_functions(const SourceFile& file);       // over 70 lines
Findings unfinished_marks(const SourceFile& file);     // notes to oneself in a comment
Findings empty_names(const SourceFile& file);          // names that say nothing
Findings headers_unexplained(const SourceFile& file);  // a header without its manual, or without #pragma once
Findings clocks_and_dice(const SourceFile& file);      // time and chance elsewhere than at their one place
Findings exceptions_in_pure_code(const SourceFile& file);

// GCC 12 frees twice, or too early, when an awaited call stands in a conditional expression, or is given a
// braced temporary or a lambda that captures by value.
Findings miscompiled_awaits(const SourceFile& file);

// clang 14 with libstdc++ 12 lacks it, so clang-tidy could not read the file.
Findings source_locations(const SourceFile& file);

}  // namespace assent::house
