// What an import brings besides submissions: points that are known and not dispatchable, traits with their sources,
// and the record of the whole. Nothing here lifts a stop or a suppression, and nothing grants.
//
// A value without a time of its own fills a gap and replaces nothing, so that an import never beats what is known.
#pragma once

#include "engine/apply/applying.h"

namespace assent::engine {

// True where this row came before with this credential: a repeat changes nothing.
bool imported_before(Transaction& tx, const ImportCommand& row, const std::string& credential);

void apply_import(Applying& a, const ImportCommand& import);

}  // namespace assent::engine
