// What the contact's own page shows, read from committed data.
//
//   TRY(auto page, own_page(store, keys, policy, link, now));
//   page->choices.topics;            // nullopt: nothing is held of this person any more
//
// Reads only; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "channels/policy.h"
#include "engine/pages/choices.h"
#include "engine/pages/held.h"
#include "engine/pages/link_token.h"
#include "storage/contact.h"
#include "storage/keys.h"
#include "storage/store.h"

namespace assent::engine {

struct OwnPage {
  ContactId contact;                         // merges followed
  std::optional<channels::Address> address;  // of the link
  std::vector<std::string> languages;        // their own, the most telling first
  Choices choices;
  Held held;                  // with an access link only
  std::vector<Offer> offers;  // with an access link only
};

Result<std::optional<OwnPage>> own_page(const storage::Store& store, const storage::Keys& keys,
                                        const channels::Policy& policy, const RecipientLink& link, Utc now);

// The contact that this id leads to, merges followed.
Result<std::optional<storage::Contact>> follow_contact(const storage::Store& store, const storage::Keys& keys,
                                                       ContactId id);

}  // namespace assent::engine
