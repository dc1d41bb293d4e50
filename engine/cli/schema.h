// `assent schema NAME`: the JSON Schema (draft 2020-12) of a kind of file of a workspace, for editors.
//
//   assent schema journey > journey.schema.json
//   # yaml-language-server: $schema=../journey.schema.json      at the top of journeys/welcome.yaml
//
// They lie in engine/schema and are built into the program. They know shapes: keys, types, words to choose from.
// What needs the other files (a template that is not there, a purpose without this channel) is for `assent check`.
// Exit status 0: printed; 2: there is no such schema.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>

namespace assent::engine {

struct Schema {
  std::string_view name, text;
};
std::span<const Schema> schemas();  // by name; written by cmake/schemas.cmake

int run_schema(std::span<const std::string> args, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
