// policy.yaml: the controller, purposes, notices, data use, limits and retention.
//
//   Issues issues("policy.yaml", text);
//   auto policy = load_policy(text, issues);      // nullopt exactly when issues.any_error()
//   policy->notice("tips-v1")->covers_consent("product_tips", *Channel::parse("sms"));   // true
//
// Immutable once loaded; safe from any thread. Policy can only tighten: nothing in it makes the gate say yes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/channel.h"
#include "base/ids.h"
#include "base/source.h"
#include "base/time.h"
#include "base/yaml.h"
#include "channels/limit_values.h"

namespace assent::channels {

struct Controller {
  std::string name;
  std::string country;  // ISO 3166-1 alpha-2
  std::string postal_address;
  std::string contact;
};

struct Purpose {
  std::string id;
  std::string title;
  std::string description;
  std::vector<Channel> channels;          // in order of preference
  std::optional<Millis> consent_expires;  // `expires:`; absent: consents of it do not expire
  std::vector<Channel> double_opt_in{};   // on these a consent counts only once the address has confirmed it
  bool third_party_data = false;          // data_use names third_party for it
};

struct Covers {
  std::string purpose;
  std::vector<Channel> channels;
};
struct Notice {
  std::string id;
  std::string language;
  std::string version{};  // `version:`, else the -vN its id ends in, else the beginning of its hash
  std::string text;
  Bytes32 sha256{};  // of `text`
  std::vector<Covers> covers;
  bool covers_consent(std::string_view purpose, const Channel& channel) const;
};

// A word that somebody sends to agree: `keywords:`. It is worth a consent only as an authenticated message (design, 4).
struct Keyword {
  std::string word;    // as written
  std::string folded;  // base/fold.h
  std::vector<Channel> channels;
  std::vector<std::string> purposes;
  std::string notice;  // that invites to send it, and covers all of them
};

struct Policy {
  Controller controller;
  Zone controller_zone = Zone::utc();  // the country's first zone in zone1970.tab, or `time_zone:`
  std::optional<std::string> assume_country;
  std::vector<std::string> regimes;
  std::map<std::string, Purpose, std::less<>> purposes;
  std::map<std::string, Notice, std::less<>> notices;
  std::vector<Keyword> keywords;
  std::optional<Cap> cap;
  std::optional<QuietHours> quiet_hours;
  Millis consent_expiring = std::chrono::days(30);  // how long before a consent ends journeys hear of it
  std::optional<Millis> keep_events, keep_unconfirmed, keep_evidence;
  Bytes32 sha256{};  // of the file's bytes

  const Purpose* purpose(std::string_view id) const;  // nullptr: not declared
  const Notice* notice(std::string_view id) const;
  // Whose national numbers people write without a prefix: the assumed country, else the controller's.
  const std::string& home_country() const { return assume_country ? *assume_country : controller.country; }
  const Keyword* keyword(const Channel& channel,
                         std::string_view folded) const;  // nullptr: it means nothing here
};

// Also checks across: notices cover declared purposes and their channels, every purpose is coverable
// (warning).
std::optional<Policy> load_policy(std::string_view text, Issues& issues);

}  // namespace assent::channels
