#include "rules/fault.h"

#include <fmt/format.h>

#include "rules/evaluation.h"
#include "rules/text_of.h"

namespace assent::rules {

std::string brief(Value value) {
  constexpr std::size_t longest = 80;
  Evaluation scratch(64 * 1024, 1000);
  std::string text;
  bool complete = literal_text(scratch, value, text);
  if (complete && text.size() <= longest) return text;
  std::size_t cut = std::min(text.size(), longest);
  while (cut > 0 && (static_cast<unsigned char>(text[std::min(cut, text.size() - 1)]) & 0xC0) == 0x80) --cut;
  return text.substr(0, cut) + "...";
}

std::string describe(const Failure& f) {
  switch (f.fault) {
    case Fault::no_overload:
      return fmt::format("{} does not work with these types", f.detail);
    case Fault::no_attribute:
      return fmt::format("no such attribute: {}", f.subject.text());
    case Fault::no_key:
      return fmt::format("no such key: {}", brief(f.subject));
    case Fault::no_event:
      return fmt::format("there was never an event {}", brief(f.subject));
    case Fault::no_field:
      return fmt::format("{} has no field \"{}\"", brief(f.subject), f.detail);
    case Fault::unknown_name:
      return fmt::format("unknown name \"{}\"", f.detail);
    case Fault::unknown_function:
      return fmt::format("unknown function \"{}\"", f.detail);
    case Fault::bad_index:
      return fmt::format("no such index: {}", brief(f.subject));
    case Fault::bad_key_type:
      return fmt::format("{} can't be a key", brief(f.subject));
    case Fault::repeated_key:
      return fmt::format("the key {} stands twice in the map", brief(f.subject));
    case Fault::divide_by_zero:
      return "division by zero";
    case Fault::overflow:
      return fmt::format("{} overflow", f.detail);
    case Fault::out_of_range:
      return fmt::format("{} out of range", f.detail);
    case Fault::conversion:
      return fmt::format("{} is not a {}", brief(f.subject), f.detail);
    case Fault::invalid_utf8:
      return "the bytes are not valid UTF-8";
    case Fault::bad_pattern:
      return fmt::format("bad regular expression: {}", f.detail);
    case Fault::bad_format:
    case Fault::bad_argument:
      return std::string(f.detail);
    case Fault::no_optional_value:
      return "the optional has no value";
    case Fault::not_bool:
      return fmt::format("{} is neither true nor false", brief(f.subject));
    case Fault::not_listable:
      return "the contact's attributes can be looked up, not listed";
    case Fault::out_of_steps:
      return "it takes too long: more steps than an expression may take";
    case Fault::out_of_memory:
      return "it takes too much memory";
  }
  return "";
}

}  // namespace assent::rules
