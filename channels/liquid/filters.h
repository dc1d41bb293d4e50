// The filters of Shopify's Liquid, one function each, found by name when a template is parsed.
//
//   const FilterSpec* spec = find_filter("upcase");     // nullptr: there is no such filter
//   Value v = spec->run(call);                          // e.failed() where Ruby would raise
//
// A filter reads its input and arguments and makes a new value in the evaluation's arena. Flags: `call.made`
// gives a text what its inputs had; a text that is HTML already (Value::markup) stays that way where the
// filter only cuts or joins, with every other text escaped first.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "channels/liquid/evaluation.h"
#include "channels/liquid/value.h"

namespace assent::channels::liquid {

class Call {
 public:
  Call(Evaluation& evaluation, const Value& in, std::span<const Value> args, bool allow)
      : e(evaluation), input(in), arguments(args), allow_false(allow) {}

  Evaluation& e;
  Value input;
  std::span<const Value> arguments;
  bool allow_false;  // of default

  bool has(std::size_t i) const { return i < arguments.size(); }
  // Arguments that are left out are nil.
  Value argument(std::size_t i) const { return has(i) ? arguments[i] : Value(); }

  // The input and an argument as text, as Ruby's to_s. Where one of them is HTML, the others are escaped.
  std::string_view text();
  std::string_view text(std::size_t i);
  // A new text; HTML where one of the inputs was.
  Value made(std::string_view text) const;
  // A new text that is never HTML, whatever the inputs were.
  Value made_plain(std::string_view text) const { return Value::of(text, input.flags & Value::travelling); }
  // The number of argument i; nullopt and failed() where it is none.
  std::optional<std::int64_t> integer(std::size_t i) const;
  Value fail(std::string message) const { return e.fail(std::move(message)); }

 private:
  bool html() const;
  std::string_view text_of(const Value& v);
};

struct FilterSpec {
  std::string_view name;
  std::uint8_t least, most;  // arguments
  Value (*run)(Call&);
};

const FilterSpec* find_filter(std::string_view name);
const std::vector<std::string>& filter_names();  // sorted, for "did you mean"

// By family, each in a file of its own.
std::span<const FilterSpec> text_filters();
std::span<const FilterSpec> cutting_filters();
std::span<const FilterSpec> web_filters();
std::span<const FilterSpec> list_filters();
std::span<const FilterSpec> choosing_filters();
std::span<const FilterSpec> number_filters();
Value date_filter(Call& call);

// What a filter on lists sees: lists flattened, an object as one item, a text as one item, nil as none.
// Empty and failed() where there are too many.
std::span<const Value> items_of(const Value& v, Evaluation& e);

// `item[property]` as Ruby's objects answer it: where an object has no such thing, its class decides how.
enum class Picked : std::uint8_t { found, wrong_type, no_brackets };
Picked pick(const Value& item, const Value& property, Value& out, Evaluation& e);
Value cannot_pick(const Value& property, Evaluation& e);

}  // namespace assent::channels::liquid
