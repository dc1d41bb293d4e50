// How many a message would reach now, and why not the others: the gate, asked for everybody, and nothing of it kept.
//
//   TRY(auto report, reach(store, keys, {workspace, "trial-onboarding", "", now}, progress));
//   report[0].now;                      // {email: 812}
//   report[0].not_now[{"email", "consent_missing"}];
//
// The journeys, templates and policy are the workspace's, as they stand in its files; the people are the store's.
// Asked is what a run would ask that came to the step this moment, channel after channel; what only an event would
// bring (its values in a template, a repeat of the same occasion) is not known here. Reads only; memory is bounded by
// limits::contact_cache, whatever the store holds.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/workspace/workspace.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

struct Reach {
  std::string step, template_name;
  std::uint64_t contacts = 0;                                            // asked about
  std::map<std::string, std::uint64_t> now;                              // by channel
  std::map<std::string, std::uint64_t> later;                            // deferred, by reason
  std::map<std::pair<std::string, std::string>, std::uint64_t> not_now;  // by channel and reason
  std::uint64_t reached() const;
  std::uint64_t waiting = 0, refused = 0;  // contacts
};

struct ReachQuestion {
  const Workspace& workspace;
  std::string journey;
  std::string step;  // empty: every step that sends
  Utc now{};
};

// Of each step, in its order. Errc::not_found: no such journey, or no such step that sends.
Result<std::vector<Reach>> reach(storage::Store& store, storage::Keys& keys, const ReachQuestion& question,
                                 const std::function<void(std::uint64_t contacts)>& progress);

}  // namespace assent::engine
