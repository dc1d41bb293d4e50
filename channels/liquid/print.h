// Values as text, the way Ruby's Liquid prints them. Pure.
//
//   print(Value::of(20.0), out);       // "20.0"
//   print(list, out);                  // ["a", 1]: as a filter sees it; an output writes the items in a row
#pragma once

#include <string>
#include <string_view>

#include "channels/liquid/value.h"

namespace assent::channels::liquid {

void print(const Value& v, std::string& out);
void inspect(const Value& v, std::string& out);
void print_decimal(double d, std::string& out);
void print_integer(std::int64_t i, std::string& out);

// & < > " ' as entities.
void append_escaped(std::string_view text, std::string& out);
bool needs_escaping(std::string_view text);

}  // namespace assent::channels::liquid
