// What happened to one contact, oldest first, with what did not happen and why: the story of explain, in one line.
//
//   TRY(json::object told, timeline(store, keys, {.contact = "u1"}));
//   // {"contact","userId","zone","items":[{"at","local","input","kind","journey","step","text",...}]}
//
// Kinds, each with `text` for people and these members besides:
//   provided     point, address, provided_by          entered      journey
//   consented    act, purpose, channel, notice        not_entered  journey, because (a code of silence.h)
//   stopped      purpose, channel (null: all)         step         journey, step
//   event        event                                ended        journey
//   decision     journey, step, template, message, channel, outcome, reasons, until, id,
//                instead: what would have had to be different (counterfactual.h)
//   message      journey, step, template, message, channel, state: what became of one that was handed over
//
// Everything comes from the record: events in the history, traces, leaves. Of what was erased nothing is left.
// Reads committed data only; safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

struct Span {
  std::string contact;  // c_... or userId
  std::string journey;  // empty: all
  std::optional<Utc> from, to;
};

Result<json::object> timeline(const storage::Store& store, const storage::Keys& keys, const Span& span);

// For a terminal: local times, what did not happen in its place.
std::string timeline_text(const json::object& told);
std::string timeline_lines(const json::array& items);

}  // namespace assent::engine
