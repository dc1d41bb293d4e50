#include "channels/consent.h"

namespace assent::channels {
namespace {

enum class Bearing : std::uint8_t { grants, asks, ends };

Bearing bearing(ConsentAct act) {
  switch (act) {
    case ConsentAct::given:
    case ConsentAct::confirmed:
      return Bearing::grants;
    case ConsentAct::requested:
      return Bearing::asks;
    case ConsentAct::refused:
    case ConsentAct::withdrawn:
    case ConsentAct::objected:
    case ConsentAct::expired:
    case ConsentAct::revoked:
    case ConsentAct::invalidated:
      return Bearing::ends;
  }
  return Bearing::ends;
}

ConsentState state_after(ConsentAct act) {
  switch (act) {
    case ConsentAct::requested:
      return ConsentState::pending;
    case ConsentAct::given:
    case ConsentAct::confirmed:
      return ConsentState::given;
    case ConsentAct::refused:
      return ConsentState::refused;
    case ConsentAct::withdrawn:
      return ConsentState::withdrawn;
    case ConsentAct::objected:
      return ConsentState::objected;
    case ConsentAct::expired:
      return ConsentState::expired;
    case ConsentAct::revoked:
    case ConsentAct::invalidated:
      return ConsentState::invalidated;
  }
  return ConsentState::missing;
}

// Which of two ends at the same instant is told: the person's own word first, the strongest first.
int weight(ConsentState end) {
  switch (end) {
    case ConsentState::objected:
      return 5;
    case ConsentState::withdrawn:
      return 4;
    case ConsentState::invalidated:
      return 3;
    case ConsentState::refused:
      return 2;
    case ConsentState::expired:
      return 1;
    case ConsentState::missing:
    case ConsentState::given:
    case ConsentState::pending:
      return 0;
  }
  return 0;
}

// What one (contact, channel, purpose) is asked about.
struct Scope {
  ContactId contact;
  const Channel& channel;
  std::string_view purpose;

  bool binds(const ConsentEvent& e) const {
    if (e.act == ConsentAct::objected) return true;  // everything, for whoever holds the address
    if (e.channel != channel || e.purpose != purpose) return false;
    return e.contact == contact || e.act == ConsentAct::withdrawn;
  }
};

struct End {
  Utc at{};  // when it counts
  ConsentState state{};
  Utc since{};  // when it happened
};

// Takes records in any order, and keeps of each kind the one that counts.
class Fold {
 public:
  void add(const ConsentEvent& e) {
    switch (bearing(e.act)) {
      case Bearing::grants:
        if (grant_ == nullptr || governs(e, *grant_)) grant_ = &e;
        if (e.act == ConsentAct::confirmed && (confirmed_ == nullptr || governs(e, *confirmed_)))
          confirmed_ = &e;
        return;
      case Bearing::asks:
        asked_at_ = std::max(asked_at_.value_or(granted_at(e)), granted_at(e));
        return;
      case Bearing::ends:
        end({ended_at(e), state_after(e.act), happened_at(e)});
        return;
    }
  }
  void add(const Stop& stop) {
    ConsentState state = stop.objection ? ConsentState::objected : ConsentState::withdrawn;
    end({stop.recorded_at, state, stop.recorded_at});
  }

  Standing standing(Utc now) const {
    if (grant_ != nullptr && (!end_ || granted_at(*grant_) > end_->at)) {
      if (!grant_->expires_at || *grant_->expires_at > now) {
        return {ConsentState::given, grant_, granted_at(*grant_), still_confirmed(now)};
      }
      return unless_asked_since({*grant_->expires_at, ConsentState::expired, *grant_->expires_at});
    }
    if (end_) return unless_asked_since(*end_);
    if (asked_at_) return {ConsentState::pending, grant_, *asked_at_};
    return {};
  }

  std::optional<Utc> latest_end() const {
    if (!end_) return std::nullopt;
    return end_->at;
  }

  std::optional<Utc> unlifted_end() const {
    if (!end_ || (grant_ != nullptr && granted_at(*grant_) > end_->at)) return std::nullopt;
    return end_->at;
  }

 private:
  // At the same instant the stricter expiry governs, then the first on the record: whatever came in first.
  static bool governs(const ConsentEvent& a, const ConsentEvent& b) {
    if (granted_at(a) != granted_at(b)) return granted_at(a) > granted_at(b);
    Utc a_until = a.expires_at.value_or(Utc::max());
    Utc b_until = b.expires_at.value_or(Utc::max());
    if (a_until != b_until) return a_until < b_until;
    return a.leaf_seq < b.leaf_seq;
  }

  // A form sent again after the confirmation does not undo it; an end does.
  bool still_confirmed(Utc now) const {
    return confirmed_ != nullptr && (!end_ || granted_at(*confirmed_) > end_->at) &&
           (!confirmed_->expires_at || *confirmed_->expires_at > now);
  }

  static Utc happened_at(const ConsentEvent& e) {
    return e.act == ConsentAct::expired ? e.expires_at.value_or(ended_at(e)) : ended_at(e);
  }

  void end(End e) {
    bool stronger = end_ && e.at == end_->at && weight(e.state) > weight(end_->state);
    bool later_of_a_kind = end_ && e.at == end_->at && e.state == end_->state && e.since > end_->since;
    if (!end_ || e.at > end_->at || stronger || later_of_a_kind) end_ = e;
  }

  Standing unless_asked_since(End e) const {
    if (asked_at_ && *asked_at_ > e.since) return {ConsentState::pending, grant_, *asked_at_};
    return {e.state, grant_, e.since};
  }

  const ConsentEvent* grant_ = nullptr;
  const ConsentEvent* confirmed_ = nullptr;
  std::optional<End> end_;
  std::optional<Utc> asked_at_;
};

}  // namespace

std::string_view name(ConsentAct act) {
  switch (act) {
    case ConsentAct::requested:
      return "requested";
    case ConsentAct::given:
      return "given";
    case ConsentAct::confirmed:
      return "confirmed";
    case ConsentAct::refused:
      return "refused";
    case ConsentAct::withdrawn:
      return "withdrawn";
    case ConsentAct::objected:
      return "objected";
    case ConsentAct::expired:
      return "expired";
    case ConsentAct::revoked:
      return "revoked";
    case ConsentAct::invalidated:
      return "invalidated";
  }
  return {};
}

std::string_view name(ConsentState state) {
  switch (state) {
    case ConsentState::missing:
      return "missing";
    case ConsentState::given:
      return "given";
    case ConsentState::pending:
      return "pending";
    case ConsentState::refused:
      return "refused";
    case ConsentState::withdrawn:
      return "withdrawn";
    case ConsentState::objected:
      return "objected";
    case ConsentState::expired:
      return "expired";
    case ConsentState::invalidated:
      return "invalidated";
  }
  return {};
}

Standing consent_standing(std::span<const ConsentEvent> events, ContactId contact, const Channel& channel,
                          std::string_view purpose, std::span<const Stop* const> stops, Utc now) {
  Scope scope{contact, channel, purpose};
  Fold fold;
  for (const ConsentEvent& e : events) {
    if (scope.binds(e)) fold.add(e);
  }
  for (const Stop* stop : stops) {
    if (stop->covers(channel, purpose)) fold.add(*stop);
  }
  return fold.standing(now);
}

std::optional<Utc> last_end(std::span<const ConsentEvent> events, ContactId contact, const Channel& channel,
                            std::string_view purpose, std::span<const Stop* const> stops) {
  Scope scope{contact, channel, purpose};
  Fold fold;
  for (const ConsentEvent& e : events) {
    if (scope.binds(e)) fold.add(e);
  }
  for (const Stop* stop : stops) {
    if (stop->covers(channel, purpose)) fold.add(*stop);
  }
  return fold.latest_end();
}

std::optional<Utc> objection_in_force(std::span<const ConsentEvent> events, ContactId contact,
                                      const Channel& channel, std::string_view purpose,
                                      std::span<const Stop* const> stops) {
  Scope scope{contact, channel, purpose};
  Fold fold;
  for (const ConsentEvent& e : events) {
    bool counts = e.act == ConsentAct::objected || bearing(e.act) == Bearing::grants;
    if (counts && scope.binds(e)) fold.add(e);
  }
  for (const Stop* stop : stops) {
    if (stop->objection) fold.add(*stop);
  }
  return fold.unlifted_end();
}

}  // namespace assent::channels
