// The rows of the decision table: a world in which everything is allowed, one change to it, and what the gate says.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/channels/world.h"

namespace assent::channels {

struct Row {
  std::string name;
  std::function<void(World&)> change;
  Outcome outcome;
  std::vector<Reason> reasons;
};

extern const std::vector<Row> kRowsAboutThePerson;
extern const std::vector<Row> kRowsAboutThePoint;
extern const std::vector<Row> kRowsAboutMessageAndTime;

inline Stop stop_of(std::optional<std::string> by, std::optional<std::string> purpose, bool objection) {
  Stop stop{{}, std::move(purpose), objection, minute(30), 0};
  if (by) stop.channel = channel(*by);
  return stop;
}

}  // namespace assent::channels
