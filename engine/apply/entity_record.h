// A contact's or address's record as it lies in the store: the seq that sealed it, then the sealed bytes.
#pragma once

#include <optional>
#include <string>

#include "storage/contact.h"
#include "storage/input.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

std::string seal_record(const storage::Subject& subject, const storage::SubjectKeys& keys, Seq sealed_by,
                        std::string_view plain);

// nullopt: there is none, or its key is gone. Safe from any thread.
Result<std::optional<storage::Contact>> read_contact(const storage::Store& store, const storage::Keys& keys,
                                                     ContactId id);
Result<std::optional<channels::Address>> read_address(const storage::Store& store, const storage::Keys& keys,
                                                      AddressId id);

}  // namespace assent::engine
