// GMime from C++: started once, and its objects owned.
//
//   start_gmime();
//   auto message = adopt(g_mime_message_new(FALSE));   // unreferenced at the end of the scope
//
// start_gmime is safe from any thread, and must have returned before any other call into GMime.
#pragma once

#include <gmime/gmime.h>

#include <memory>

namespace assent::channels {

inline void start_gmime() {
  static const bool started = [] {
    g_mime_init();
    return true;
  }();
  static_cast<void>(started);
}

struct Unreference {
  template <class Object>
  void operator()(Object* object) const {
    g_object_unref(object);
  }
};

template <class Object>
using Owned = std::unique_ptr<Object, Unreference>;

// Takes over the caller's reference; nullptr stays nullptr.
template <class Object>
Owned<Object> adopt(Object* object) {
  return Owned<Object>(object);
}

}  // namespace assent::channels
