// Plays a scene on a rehearsal's stage: first what is given, at the times when it was so, then what happens.
//
//   TRY(Played played, play(workspace, scene, {.until = 30 days}));
//   played.told.at("items");          // the timeline of the contact, from `begun` on
//   played.stage->letters();
//
// The past is lived through, not asserted: a consent of 20 days ago is a submission made 20 days earlier, an
// event of last week was reacted to. The workspace says which journeys are there.
#pragma once

#include <memory>

#include "engine/rehearsal/rehearsal.h"
#include "engine/rehearsal/scene.h"

namespace assent::engine {

inline constexpr std::string_view kSceneUser = "test-contact";

struct Played {
  std::unique_ptr<Rehearsal> stage;
  Zone zone = Zone::utc();
  Utc begun{};          // when `when` began
  Seq given_until = 0;  // the last input of what was given
  json::object told;    // timeline() of the contact; empty where nobody came to be known
};

struct PlayOptions {
  std::optional<Utc> from;      // in place of given.now
  std::optional<Millis> until;  // after the beginning; absent: until the last thing that happens has settled
};

Result<Played> play(Workspace workspace, const Scene& scene, const PlayOptions& options);

}  // namespace assent::engine
