// What a contact's own page shows of their choices, as data and as HTML.
//
//   std::string html = choices_html(choices, words, "Acme SARL");
//
// Each choice is a form of its own that works without scripts: fieldsets with legends, labels around their fields,
// native controls only. With the link of a message (`access` false) a form offers no more than what is in force; with
// an access link it offers all. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "channels/address.h"
#include "channels/policy.h"
#include "engine/pages/words.h"

namespace assent::engine {

struct Topic {
  std::string purpose, title, description;
  std::vector<Channel> given;  // consented to, somewhere among their addresses
};

struct Choices {
  std::string address;  // of the link: masked but with an access link; empty: it has none
  std::vector<Topic> topics;
  std::optional<channels::Cap> pace;
  std::optional<channels::QuietHours> quiet_hours;
  std::optional<Channel> preferred;
  std::optional<Utc> paused_until;
  std::optional<Utc> erasure_asked;
  Zone zone = Zone::utc();
  bool access = false;
  Utc until{};           // of the access link
  bool may_ask = false;  // for an access link: there is a point to send it to
};

// The paces that can be chosen, by the name in the form; "any" is no pace of their own.
struct PaceOption {
  const char* name;
  const char* words;
  std::optional<channels::Cap> cap;
};
const std::vector<PaceOption>& pace_options();

// Breaks: the name in the form, its words, how long.
struct PauseOption {
  const char* name;
  const char* words;
  Millis length;
};
const std::vector<PauseOption>& pause_options();

// May what was asked for take the place of what is? A message's link only reduces.
bool no_looser(const std::optional<channels::Cap>& asked, const std::optional<channels::Cap>& is);
bool no_looser(const std::optional<channels::QuietHours>& asked,
               const std::optional<channels::QuietHours>& is);

// The shortest quiet hours that hold both.
std::optional<channels::QuietHours> both_quiet(const std::optional<channels::QuietHours>& a,
                                               const std::optional<channels::QuietHours>& b);

std::string choices_html(const Choices& choices, const Words& words, const std::string& controller);

// "Saved." or what was wrong, above everything else; `text` is plain.
std::string said_html(const Words& words, bool good, const std::string& text);

// One choice: a section with a heading that names it.
std::string section_html(std::string_view id, const std::string& title_html, const std::string& body_html);

// A form's submit button; its kind is "", "q" (quiet) or "stop".
std::string button_html(std::string_view kind, std::string_view action, const std::string& label_html);

std::string channel_label(const Words& words, const Channel& channel);  // "E-mail", "Message on Line"

}  // namespace assent::engine
