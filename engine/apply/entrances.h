// Which journeys an event may let a contact into: those that wait for its name and, where a condition demands that
// an attribute equal a constant, only those whose constant the event or the contact carries. What an event costs
// grows with the journeys that can match it, not with those deployed.
//
//   Entrances entrances;
//   for (const Bundle* b : by_name) entrances.add(*b);
//   for (const Bundle* b : entrances.candidates("Trial Started", properties, contact)) ...admit...
//
// candidates() leaves out only journeys that admit() would refuse with condition_false or condition_error; it may
// name others that refuse. It looks at all that is known of the contact: what a purpose may not see (P6) is for
// admit(). Borrows the bundles. Safe to read from many threads.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/workspace/workspace.h"
#include "storage/contact.h"

namespace assent::engine {

class Entrances {
 public:
  void add(const Bundle& bundle);
  // In the order in which they were added.
  std::vector<const Bundle*> candidates(std::string_view event, const json::object& properties,
                                        const storage::Contact& contact) const;

 private:
  struct Numbered {
    std::size_t number;
    const Bundle* bundle;
  };
  struct Demand {  // `variable.attribute == constant`
    std::string variable, attribute;
    std::unordered_map<std::string, std::vector<Numbered>> by_constant;
  };
  struct Listeners {
    std::vector<Numbered> undemanding;
    std::vector<Demand> demands;
  };
  std::unordered_map<std::string, Listeners> by_event_;
  std::size_t size_ = 0;
};

}  // namespace assent::engine
