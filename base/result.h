// Result<T>: a value, or the reason why there is none.
//
//   Result<Journey> load(std::string_view text) {
//     TRY(auto tree, parse(text));
//     TRY(check(tree));                     // Result<void>
//     return build(std::move(tree));
//   }
//
// For "cannot continue" only. The author's mistakes are a std::vector<Issue> (base/issue.h); a denied
// message is a Decision: neither is an Error. Reading value() of a failed Result ends the process, so
// check or TRY first. The policy never throws.
#pragma once

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace assent {

// What kind of failure it is; the edge maps it to an HTTP status or an exit status.
enum class Errc : std::uint8_t {
  malformed,     // the input cannot be read at all            400, exit 1
  invalid,       // readable, but a field is wrong             422, exit 1
  unauthorized,  // no such key                                401
  forbidden,     // the key's role may not do this             403
  not_found,     // an id that nobody has                      404
  too_large,     // over a limit of base/limits.h              413
  overloaded,    // a queue is full: try again later           429 or 503 with Retry-After
  unavailable,   // stopping, or the disk is full              503 with Retry-After
  conflict,      // the store is in use, or a name is taken    409, exit 1
  corrupt,       // stored bytes contradict themselves         500
  system,        // the operating system or a library refused  500
};

// As answers spell it: "not_found".
constexpr std::string_view name(Errc code) {
  switch (code) {
    case Errc::malformed:
      return "malformed";
    case Errc::invalid:
      return "invalid";
    case Errc::unauthorized:
      return "unauthorized";
    case Errc::forbidden:
      return "forbidden";
    case Errc::not_found:
      return "not_found";
    case Errc::too_large:
      return "too_large";
    case Errc::overloaded:
      return "overloaded";
    case Errc::unavailable:
      return "unavailable";
    case Errc::conflict:
      return "conflict";
    case Errc::corrupt:
      return "corrupt";
    case Errc::system:
      return "system";
  }
  return "system";
}

// A failure with a sentence for people. `field` names the input's field where one is to blame.
struct Error {
  Errc code;
  std::string message;
  std::string field;

  Error(Errc code_, std::string message_, std::string field_ = {})
      : code(code_), message(std::move(message_)), field(std::move(field_)) {}

  // The same error seen from further out: "couldn't open data: No such file or directory".
  Error within(std::string_view context) && {
    message = std::string(context) + ": " + message;
    return std::move(*this);
  }
};

template <class T>
using Result = boost::outcome_v2::basic_result<T, Error, boost::outcome_v2::policy::terminate>;

inline auto ok() {
  return boost::outcome_v2::success();
}

template <class... Args>
Error fail(Errc code, std::string message, Args&&... args) {
  return Error(code, std::move(message), std::forward<Args>(args)...);
}

}  // namespace assent

#define TRY(...) BOOST_OUTCOME_TRY(__VA_ARGS__)
