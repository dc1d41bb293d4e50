// What a form of the contact's own page asks for, as commands.
//
//   Posted p = read_post(form, link, page, policy, origin);
//   if (p.commands.empty()) ...      // nothing to record: p.said tells why, by its words' key
//
// Decides from what was shown a moment ago; what must hold whatever the page had shown (a message's link only
// reduces), apply decides again. Pure.
#pragma once

#include <string>
#include <vector>

#include "engine/api/own_page.h"
#include "engine/commands.h"
#include "engine/pages/form.h"

namespace assent::engine {

// Who vouches for what was agreed to on the page, and the form that it was agreed in.
inline constexpr const char* kContactPage = "contact page";

struct Origin {
  std::string ip, user_agent, language, url;
  Utc now{};
};

struct Posted {
  std::vector<Command> commands;
  bool good = false;
  std::string said;  // key of the words that tell what came of it
  std::optional<Utc> until;
  enum class Hand : std::uint8_t { nothing, file, page } hand = Hand::nothing;  // what is held, handed out
};

Posted read_post(const PageForm& form, const RecipientLink& link, const OwnPage& page,
                 const channels::Policy& policy, const Origin& origin);

}  // namespace assent::engine
