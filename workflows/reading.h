// What the readers of one journey file share. Part of load_journey, not for other modules.
//
//   Reading reading{.declared = declared, .issues = issues};
//   auto condition = read_condition(*node, reading.issues);
//
// Every reader reports into `issues` and goes on, so that all mistakes of a file are seen at once; what it
// returns is only used when there was none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "workflows/journey.h"
#include "workflows/phrase.h"

namespace assent::workflows {

struct Reading {
  const Declared& declared;
  Issues& issues;
  const PurposeChannels* purpose = nullptr;  // nullptr: absent or unknown, and reported
  std::string_view journey = {};             // its name
  const Enter* enter = nullptr;              // nullptr: not read yet, or unreadable
};

// Compiles; every mistake is reported at its place inside the scalar, whose first `skip` bytes are left out.
// nullopt exactly then.
std::optional<Expression> read_expression(const YamlNode& node, Issues& issues, std::string_view what,
                                          std::size_t skip = 0);

// An expression that may be true or false: of `if:`. One whose type only the data can tell is taken.
std::optional<Expression> read_condition(const YamlNode& node, Issues& issues);

// The same two inside a step: `event` is there only where an event lets people in.
std::optional<Expression> read_step_condition(const YamlNode& node, const Reading& reading);
void check_reads(const Expression& expression, const YamlNode& node, const Reading& reading);

// A plain value, or text that begins with = and is computed.
std::optional<Written> read_written(const YamlNode& node, const Reading& reading, std::string_view what);

// `enter:`, without its default for what is missing being a mistake.
Enter read_enter(const YamlNode& node, Issues& issues);

// `leave:` and `migrate:`.
Leave read_leave(const YamlNode& node, const Enter& enter, Issues& issues);
Migrate read_migrate(const YamlNode& node, const std::vector<Step>& steps, Issues& issues);

// What only all steps together show: a message too many for a cap, a consent that has expired by then. Warnings.
void check_paths(const Journey& journey, const Reading& reading);

// The list under `steps:`, flattened.
std::vector<Step> read_steps(const YamlNode& node, const Reading& reading);

// One of a few words, exactly; reported with "did you mean" where it is none of them.
std::optional<std::size_t> read_word(const YamlNode& node, Issues& issues, std::string_view what,
                                     const std::vector<std::string>& words);

// At its place inside the phrase; a list or a map in a phrase's place counts as an empty phrase.
void report_phrase(const YamlNode& node, const PhraseMistake& wrong, Issues& issues);

// "one of: a, b, c", or the first few where there are many.
std::string one_of(const std::vector<std::string>& names);

}  // namespace assent::workflows
