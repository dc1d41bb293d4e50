#include "channels/findings.h"

#include <algorithm>

namespace assent::channels {

Findings::Findings() : checks_(kReasons.size()) {
  for (std::size_t i = 0; i < kReasons.size(); ++i) {
    checks_[i].check = kReasons[i];
    checks_[i].result = CheckResult::fail;
  }
}

void Findings::pass(Reason reason, std::string detail) {
  pass(reason);
  at(reason).detail = std::move(detail);
}

void Findings::skip(Reason reason, std::string_view why) {
  Check& check = at(reason);
  check.result = CheckResult::skip;
  check.detail = why;
}

void Findings::fail(Reason reason, std::string detail) {
  Check& check = at(reason);
  check.result = CheckResult::fail;
  check.detail = std::move(detail);
}

void Findings::fail_until(Reason reason, Utc until, std::string detail) {
  fail(reason, std::move(detail));
  latest_end_ = std::max(latest_end_.value_or(until), until);
  ++with_end_;
}

Decision Findings::decision() && {
  Decision d;
  bool denies = false;
  for (const Check& check : checks_) {
    if (check.result != CheckResult::fail) continue;
    d.reasons.push_back(check.check);
    denies = denies || about(check.check) != About::deferring;
  }
  if (d.reasons.empty()) {
    d.outcome = Outcome::allow;
  } else if (denies) {
    d.outcome = Outcome::deny;
  } else {
    d.outcome = Outcome::defer;
    if (with_end_ == d.reasons.size()) d.until = latest_end_;
  }
  d.checks = std::move(checks_);
  return d;
}

}  // namespace assent::channels
