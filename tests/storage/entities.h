// Entities with every field filled by chance, and their equality: both by one list of fields a struct.
//
//   Chance chance(seed);
//   Contact contact = chance.make<Contact>();
//   same(contact, other);
//
// The lists are structured bindings, so that a struct with a new field doesn't compile here until it is
// listed.
#pragma once

#include <boost/json/serialize.hpp>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "storage/contact.h"
#include "storage/message.h"

namespace assent::storage {

// clang-format off
inline auto fields(channels::Point& x) { auto& [a, b, c, d, e, f, g] = x; return std::tie(a, b, c, d, e, f, g); }
inline auto fields(channels::Suppression& x) { auto& [a, b] = x; return std::tie(a, b); }
inline auto fields(channels::Claim& x) { auto& [a, b, c, d, e, f, g, h] = x; return std::tie(a, b, c, d, e, f, g, h); }
inline auto fields(channels::Stop& x) { auto& [a, b, c, d, e] = x; return std::tie(a, b, c, d, e); }
inline auto fields(channels::Pause& x) { auto& [a, b, c] = x; return std::tie(a, b, c); }
inline auto fields(channels::Cap& x) { auto& [a, b] = x; return std::tie(a, b); }
inline auto fields(channels::Person& x) { auto& [a, b, c, d, e, f, g, h, i] = x; return std::tie(a, b, c, d, e, f, g, h, i); }
inline auto fields(channels::Evidence& x) { auto& [a, b, c, d, e, f, g, h, i, j, k] = x; return std::tie(a, b, c, d, e, f, g, h, i, j, k); }
inline auto fields(channels::ConsentEvent& x) { auto& [a, b, c, d, e, f, g, h, i] = x; return std::tie(a, b, c, d, e, f, g, h, i); }
inline auto fields(channels::Asking& x) { auto& [a, b, c] = x; return std::tie(a, b, c); }
inline auto fields(channels::Address& x) { auto& [a, b, c, d, e, f, g, h, i, j, k] = x; return std::tie(a, b, c, d, e, f, g, h, i, j, k); }
inline auto fields(workflows::EnteringEvent& x) { auto& [a, b, c, d, e] = x; return std::tie(a, b, c, d, e); }
inline auto fields(workflows::Seen& x) { auto& [a, b, c] = x; return std::tie(a, b, c); }
inline auto fields(workflows::Run& x) {
  auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q] = x;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
}
inline auto fields(Attribute& x) { auto& [a, b, c, d] = x; return std::tie(a, b, c, d); }
inline auto fields(HistoryEntry& x) { auto& [a, b, c, d] = x; return std::tie(a, b, c, d); }
inline auto fields(JourneyMemory& x) { auto& [a, b, c, d] = x; return std::tie(a, b, c, d); }
inline auto fields(Contact::Hold& x) { auto& [a, b] = x; return std::tie(a, b); }
inline auto fields(Contact& x) {
  auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o] = x;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o);
}
inline auto fields(Message& x) {
  auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, y, z, aa, ab, ac, ad, ae, af] = x;
  return std::tie(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, y, z, aa, ab, ac, ad, ae, af);
}
// clang-format on

template <class T>
concept HasFields = requires(T& x) {
  fields(x);
};

inline std::uint8_t last_of(Source) {
  return 5;
}
inline std::uint8_t last_of(channels::ProvidedBy) {
  return 4;
}
inline std::uint8_t last_of(channels::SuppressionCause) {
  return 4;
}
inline std::uint8_t last_of(channels::ConsentAct) {
  return 9;
}
inline std::uint8_t last_of(workflows::Phase) {
  return 5;
}
inline std::uint8_t last_of(workflows::Happening) {
  return 5;
}
inline std::uint8_t last_of(MessageState) {
  return 8;
}
inline std::uint8_t last_of(channels::Service) {
  return 2;
}

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}

  template <class T>
  T make() {
    T x{};
    fill(x);
    return x;
  }
  std::uint64_t below(std::uint64_t n) { return random_() % n; }

  void fill(bool& x) { x = below(2) == 1; }
  void fill(int& x) { x = static_cast<int>(random_()); }
  void fill(std::uint8_t& x) { x = static_cast<std::uint8_t>(random_()); }
  void fill(std::uint32_t& x) { x = static_cast<std::uint32_t>(wide()); }
  void fill(std::uint64_t& x) { x = wide(); }
  void fill(Utc& x) { x = from_unix_ms(static_cast<std::int64_t>(wide())); }
  void fill(Millis& x) { x = Millis(static_cast<std::int64_t>(wide())); }
  void fill(channels::QuietHours& x) {
    x = {static_cast<std::uint16_t>(below(1440)), static_cast<std::uint16_t>(below(1440))};
  }
  void fill(std::string& x) {
    static const char* const words[] = {"", "Login", "newsletter", "Trial Started", "\xc3\xa9t\xc3\xa9"};
    x = words[below(5)];
    if (below(4) == 0) x.append(below(300), static_cast<char>(random_()));
  }
  void fill(PointKind& x) { x = *PointKind::parse(kinds()[below(3)]); }
  void fill(Channel& x) { x = *Channel::parse(media()[below(4)]); }
  template <std::size_t N>
  void fill(std::array<std::uint8_t, N>& x) {
    for (auto& byte : x) byte = static_cast<std::uint8_t>(random_());
  }
  template <char K>
  void fill(Id<K>& x) {
    x = Id<K>::from(make<Bytes16>());
  }
  void fill(json::value& x, int depth = 0) {
    switch (below(depth > 3 ? 7 : 9)) {
      case 0:
        x = nullptr;
        break;
      case 1:
        x = true;
        break;
      case 2:
        x = false;
        break;
      case 3:
        x = static_cast<std::int64_t>(wide());
        break;
      case 4:
        x = wide();
        break;
      case 5:
        x = static_cast<double>(static_cast<std::int64_t>(wide())) / 8;
        break;
      case 6:
        x = make<std::string>();
        break;
      case 7:
        x = json::array();
        for (auto left = below(4); left > 0; --left) fill(x.as_array().emplace_back(nullptr), depth + 1);
        break;
      default:
        fill(x.emplace_object(), depth + 1);
    }
  }
  void fill(json::object& x, int depth = 0) {
    for (auto left = below(5); left > 0; --left) fill(x[make<std::string>()], depth + 1);
  }
  template <class T>
  void fill(std::optional<T>& x) {
    if (below(2) == 1) x = make<T>();
  }
  template <class T>
  void fill(std::vector<T>& x) {
    for (auto left = below(6); left > 0; --left) x.push_back(make<T>());
  }
  template <class K, class V, class C>
  void fill(std::map<K, V, C>& x) {
    for (auto left = below(6); left > 0; --left) x.insert_or_assign(make<K>(), make<V>());
  }
  template <class E>
  requires std::is_enum_v<E>
  void fill(E& x) { x = static_cast<E>(1 + below(last_of(x))); }
  template <HasFields T>
  void fill(T& x) {
    std::apply([&](auto&... field) { (fill(field), ...); }, fields(x));
    if constexpr (std::is_same_v<T, Contact>) x.person.id = x.id;
  }

 private:
  static const char* const* kinds() {
    static const char* const all[] = {"email", "phone", "social.line"};
    return all;
  }
  static const char* const* media() {
    static const char* const all[] = {"email", "sms", "voice", "social.mastodon"};
    return all;
  }
  // Numbers of all lengths, the longest included.
  std::uint64_t wide() { return random_() >> below(64); }
  std::mt19937_64 random_;
};

template <class T>
bool same(const T& a, const T& b);

template <class T>
struct Same {
  static bool of(const T& a, const T& b) {
    if constexpr (HasFields<T>) {
      auto left = fields(const_cast<T&>(a));  // fields() only looks
      auto right = fields(const_cast<T&>(b));
      return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (same(std::get<I>(left), std::get<I>(right)) && ...);
      }
      (std::make_index_sequence<std::tuple_size_v<decltype(left)>>());
    } else {
      return a == b;
    }
  }
};
template <>
struct Same<json::value> {  // 1 and 1.0 are not the same, nor are two orders of members
  static bool of(const json::value& a, const json::value& b) {
    return a.kind() == b.kind() && a == b && json::serialize(a) == json::serialize(b);
  }
};
template <class T>
struct Same<std::vector<T>> {
  static bool of(const std::vector<T>& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), same<T>);
  }
};
template <class T>
struct Same<std::optional<T>> {
  static bool of(const std::optional<T>& a, const std::optional<T>& b) {
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
  }
};
template <class K, class V, class C>
struct Same<std::map<K, V, C>> {
  static bool of(const std::map<K, V, C>& a, const std::map<K, V, C>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
      return x.first == y.first && same(x.second, y.second);
    });
  }
};

template <class T>
bool same(const T& a, const T& b) {
  return Same<T>::of(a, b);
}

}  // namespace assent::storage
