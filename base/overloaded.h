// One visitor out of lambdas:
//
//   std::visit(overloaded{[](Entered) { ... }, [](Woken) { ... }}, stimulus);
//
// Name every alternative and no generic one: then a new alternative does not compile until it is handled.
#pragma once

namespace assent {

template <class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

}  // namespace assent
