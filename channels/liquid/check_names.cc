// Names: whether they are known, and whether what they name may be absent.
#include <fmt/format.h>

#include <algorithm>

#include "base/issue.h"
#include "base/limits.h"
#include "channels/liquid/checker.h"
#include "channels/liquid/filters.h"

namespace assent::channels::liquid {
namespace {

const std::vector<std::string> kLoopMembers{"first", "index",  "index0",  "last",      "length",
                                            "name",  "rindex", "rindex0", "parentloop"};
const std::vector<std::string> kTableMembers{"col",    "col0", "col_first", "col_last", "first",   "index",
                                             "index0", "last", "length",    "rindex",   "rindex0", "row"};

bool is_name(const Segment& s) {
  return s.step == Step::dot || s.step == Step::name;
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::string Checker::spelled(const Program& p, const Path& path) const {
  if (path.computed) return {};
  std::string out(p.variables[path.variable]);
  for (std::uint32_t i = 0; i < path.segment_count; ++i) {
    const Segment& s = p.segments[path.segments + i];
    if (s.step == Step::computed) return {};
    out += is_name(s) ? fmt::format(".{}", s.name) : fmt::format("[{}]", s.place);
  }
  return out;
}

void Checker::unknown_name(Walk& w, const Expression& x, std::string_view name) {
  std::vector<std::string> roots, all;
  for (const Root& root : outline_.roots) roots.push_back(root.name);
  all = roots;
  for (const auto& [variable, known] : w.known.variables) all.push_back(variable);
  Place place = x.place;
  place.length = std::min(place.length, static_cast<std::uint32_t>(name.size()));
  wrong(w, place, fmt::format("unknown name \"{}\"", name), "one of: " + join(roots), nearest(name, all));
}

bool Checker::expression(Walk& w, std::uint32_t id) {
  const Expression& x = w.p.expressions[id];
  bool absent = false;
  switch (x.term) {
    case Term::literal:
      break;
    case Term::range:
      absent = expression(w, w.p.ranges[x.index].first);
      absent = expression(w, w.p.ranges[x.index].last) || absent;
      break;
    case Term::path:
      absent = path(w, x);
      break;
  }
  return filters(w, x, absent);
}

bool Checker::filters(Walk& w, const Expression& x, bool absent) {
  for (std::uint32_t i = 0; i < x.filter_count; ++i) {
    const FilterUse& use = w.p.filters[x.filters + i];
    bool argument_absent = false;
    for (std::uint32_t j = 0; j < use.argument_count; ++j)
      argument_absent = expression(w, w.p.arguments[use.arguments + j]) || argument_absent;
    if (use.allow_false != 0) expression(w, use.allow_false - 1);
    if (use.spec->name == "default") {
      if (use.argument_count == 0) wrong(w, use.place, "this default says not what", "default: 'a text'");
      absent = absent && argument_absent;
    } else if (use.spec->name == "size" || use.spec->name == "has") {
      absent = false;
    }
  }
  return absent;
}

bool Checker::path(Walk& w, const Expression& x) {
  const Path& path = w.p.paths[x.index];
  for (std::uint32_t i = 0; i < path.segment_count; ++i) {
    const Segment& s = w.p.segments[path.segments + i];
    if (s.step == Step::computed) expression(w, s.expression);
  }
  if (path.computed) {
    wrong(w, x.place, "a name in brackets at the beginning cannot be checked",
          "the name itself, such as contact");
    return false;
  }
  std::string_view name = w.p.variables[path.variable];
  if (auto known = w.known.variables.find(name); known != w.known.variables.end()) {
    if (known->second.loop || known->second.table) return in_loop(w, x, known->second, path);
    if (guarded(w, spelled(w.p, path))) return false;
    if (path.segment_count == 0) return known->second.may_be_absent;
    const Segment& last = w.p.segments[path.segments + path.segment_count - 1];
    return last.step != Step::dot || last.name != "size" || path.segment_count > 1;
  }
  auto root = std::find_if(outline_.roots.begin(), outline_.roots.end(),
                           [&](const Root& r) { return r.name == name; });
  if (root != outline_.roots.end()) return in_root(w, x, *root, path);
  unknown_name(w, x, name);
  return false;
}

bool Checker::in_root(Walk& w, const Expression& x, const Root& root, const Path& path) {
  if (path.segment_count == 0) {
    wrong(w, x.place, fmt::format("\"{}\" says not which of its values", root.name),
          fmt::format("{0}.name or {0}['a name']", root.name));
    return false;
  }
  if (root.open) return !guarded(w, spelled(w.p, path));
  const Segment& first = w.p.segments[path.segments];
  if (is_name(first) && path.segment_count == 1 && contains(root.members, first.name)) return false;
  std::vector<std::string> known;
  for (const std::string& member : root.members) known.push_back(fmt::format("{}.{}", root.name, member));
  std::string written(w.p.written(x.place));
  wrong(w, x.place, fmt::format("unknown name \"{}\"", written),
        (known.size() > 1 ? "one of: " : "") + join(known),
        known.size() == 1 ? known.front() : nearest(written, known));
  return false;
}

bool Checker::in_loop(Walk& w, const Expression& x, const KnownVariable& v, const Path& path) {
  const auto& members = v.loop ? kLoopMembers : kTableMembers;
  for (std::uint32_t i = 0; i < path.segment_count; ++i) {
    const Segment& s = w.p.segments[path.segments + i];
    if (is_name(s) && contains(members, s.name)) continue;
    if (is_name(s)) {
      wrong(w, x.place, fmt::format("{} has no \"{}\"", v.loop ? "forloop" : "tablerowloop", s.name),
            "one of: " + join(members), nearest(s.name, members));
    }
    return false;
  }
  return false;
}

void Checker::partial(Walk& w, const Op& op) {
  const Partial& partial = w.p.partials[op.b];
  const Expression& target = w.p.expressions[partial.target];
  std::string_view tag = partial.isolated ? "render" : "include";
  bool with_absent = partial.with != ~0U && expression(w, partial.with);
  Known inner;
  inner.inside_render = true;
  for (std::uint32_t i = 0; i < partial.argument_count; ++i) {
    const Argument& a = w.p.named[partial.arguments + i];
    inner.variables[std::string(a.name)].may_be_absent = expression(w, a.expression);
  }
  if (target.term != Term::literal || !w.p.literals[target.index].is_string()) {
    wrong(w, target.place, fmt::format("which template this {} means cannot be checked", tag),
          fmt::format("its name in quotes: {} 'name'", tag));
    return;
  }
  std::string name(w.p.literals[target.index].string());
  std::string why;
  const Program* program = outline_.partials == nullptr ? nullptr : outline_.partials->partial(name, why);
  if (program == nullptr) {
    // One that is there and has a mistake of its own is reported where it stands.
    if (!contains(outline_.partial_names, name)) {
      wrong(w, target.place, fmt::format("unknown template \"{}\"", name),
            "a file in templates/partials, without its .liquid", nearest(name, outline_.partial_names));
    }
    return;
  }
  used_.insert(name);
  if (!partial.isolated && w.known.inside_render) {
    wrong(w, op.place, "include cannot be used inside a template that is rendered", "render");
    return;
  }
  if (contains(under_way_, name)) {
    wrong(w, target.place,
          fmt::format("\"{}\" comes to include itself: {}, {}", name, join(under_way_), name),
          "templates that do not go round in a circle");
    return;
  }
  if (++visits_ > limits::liquid_partial_count || under_way_.size() >= limits::liquid_partials) {
    wrong(w, target.place, "too many templates in templates");
    return;
  }
  std::string_view last = name;
  if (std::size_t slash = last.rfind('/'); slash != std::string_view::npos) last.remove_prefix(slash + 1);
  std::string bound(partial.alias.empty() ? last : partial.alias);
  inner.variables[bound].may_be_absent = partial.with == ~0U || with_absent;
  if (partial.each) inner.variables["forloop"].loop = true;
  under_way_.push_back(name);
  if (partial.isolated) {
    walk(*program, inner, name);
  } else {
    Known shared = w.known;
    for (const auto& [variable, known] : inner.variables) shared.variables[variable] = known;
    walk(*program, shared, name);
    // What it assigned stays.
    for (const auto& [variable, known] : shared.variables) {
      if (!inner.variables.contains(variable)) w.known.variables[variable] = known;
    }
  }
  under_way_.pop_back();
}

}  // namespace assent::channels::liquid
