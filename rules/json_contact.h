// A contact made of JSON: attributes, and the events it is remembered for.
//
//   JsonContact ada(attributes, {{"Login", t1}, {"Login", t2}});     // in any order
//
// For dry runs, the command line and tests; the engine has its own view over its state.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rules/expression.h"
#include "rules/members.h"

namespace assent::rules {

class JsonContact final : public ContactView {
 public:
  JsonContact(json::object attributes, std::vector<std::pair<std::string, Utc>> events = {})
      : attributes_(std::move(attributes)), events_(std::move(events)) {}

  const json::value* attribute(std::string_view name) const override {
    return find_member(attributes_, name);
  }

  std::int64_t count(std::string_view name, std::optional<Utc> since) const override {
    std::int64_t n = 0;
    for (const auto& [event, at] : events_) n += event == name && (!since || at > *since) ? 1 : 0;
    return n;
  }

  std::optional<Utc> last(std::string_view name) const override {
    std::optional<Utc> latest;
    for (const auto& [event, at] : events_) {
      if (event == name && (!latest || at > *latest)) latest = at;
    }
    return latest;
  }

 private:
  json::object attributes_;
  std::vector<std::pair<std::string, Utc>> events_;
};

}  // namespace assent::rules
