// One strict check under way; internal to check(). See check.h.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "channels/liquid/check.h"

namespace assent::channels::liquid {

// What is known of a variable: whether what it holds may be absent, and for a loop's own variable its name.
struct KnownVariable {
  bool may_be_absent = false;
  bool loop = false, table = false;  // forloop, tablerowloop
};

struct Known {
  std::map<std::string, KnownVariable, std::less<>> variables;
  bool inside_render = false;
};

class Checker {
 public:
  explicit Checker(const Outline& outline) : outline_(outline) {}
  Checked run(const Program& program);

 private:
  // A stretch of ops in which some paths are known to be there.
  struct Guard {
    std::uint32_t from, until;
    std::vector<std::string> present;
  };
  // The variables of a loop, until its end.
  struct Bound {
    std::uint32_t until;
    std::string name;
    bool was_known;
    KnownVariable before;
  };
  struct Walk {
    const Program& p;
    Known& known;
    std::string partial;  // empty: the template itself
    std::vector<Guard> guards{};
    std::vector<Bound> bound{};
    std::uint32_t at = 0;
  };

  void walk(const Program& p, Known& known, const std::string& partial);
  void op(Walk& w, const Op& op);
  void written(Walk& w, const Op& op, std::uint32_t expression);
  void assign(Walk& w, const Op& op);
  void guard(Walk& w, const Op& op);
  void bind_loop(Walk& w, const Op& op);
  void bind(Walk& w, std::uint32_t until, std::string_view name, KnownVariable variable);
  void unbind(Walk& w);
  void partial(Walk& w, const Op& op);

  // Notes what is wrong in an expression; true: what it gives may be absent.
  bool expression(Walk& w, std::uint32_t id);
  bool path(Walk& w, const Expression& x);
  bool in_root(Walk& w, const Expression& x, const Root& root, const Path& path);
  bool in_loop(Walk& w, const Expression& x, const KnownVariable& v, const Path& path);
  bool filters(Walk& w, const Expression& x, bool absent);
  void unknown_name(Walk& w, const Expression& x, std::string_view name);
  void condition(Walk& w, std::uint32_t id);

  // The path in one spelling; empty where it is computed.
  std::string spelled(const Program& p, const Path& path) const;
  std::vector<std::string> present_when(const Program& p, const Condition& c, bool holds) const;
  bool guarded(const Walk& w, const std::string& path) const;

  void wrong(Walk& w, Place place, std::string message, std::string expected = {},
             std::string suggestion = {});

  const Outline& outline_;
  Checked checked_;
  std::set<std::tuple<std::string, std::uint32_t, std::string>> said_;
  std::set<std::string> used_;
  std::vector<std::string> under_way_;  // partials in partials
  std::size_t visits_ = 0;
};

}  // namespace assent::channels::liquid
