// A contact as one purpose may see it: third-party values are absent unless the policy names them for it (P6).
//
//   PurposeView view(contact, policy, "product_tips");
//   view.attribute("plan");            // nullptr: absent, or not given for this
//   view.hides("plan");                // true: there, but not to be seen
//
// Borrows the contact; use and drop.
#pragma once

#include "channels/policy.h"
#include "rules/expression.h"
#include "storage/contact.h"

namespace assent::engine {

class PurposeView final : public rules::ContactView, public workflows::Provenance {
 public:
  PurposeView(const storage::Contact& contact, const channels::Policy& policy, std::string_view purpose);
  const json::value* attribute(std::string_view name) const override;
  std::int64_t count(std::string_view name, std::optional<Utc> since) const override;
  std::optional<Utc> last(std::string_view name) const override;
  bool third_party(std::span<const rules::Read> reads) const override;
  bool hides(std::string_view name) const;
  bool may_see(Source source) const { return third_party_ || source != Source::third_party; }

 private:
  const storage::Contact& contact_;
  bool third_party_;
};

// The contact's own time zone, where they or upstream told a real one; nullopt: unknown.
std::optional<Zone> own_zone(const storage::Contact& contact);

// "fr" as "FR"; nullopt: no two letters.
std::optional<std::string> country_code(const json::value& value);

// The countries that every source but third parties named, each its last.
std::vector<std::string> own_countries(const storage::Contact& contact);

}  // namespace assent::engine
