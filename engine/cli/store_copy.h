// The store of a workspace as it is now, to look at and not to change: of a running server a copy that it makes of
// hard links, else the store itself, opened for reading.
//
//   StoreCopy copy;
//   TRY(auto store, copy.open(workspace));
//
// The copy goes when the object does; the store must be closed before.
#pragma once

#include <memory>
#include <string>

#include "engine/workspace/workspace.h"
#include "storage/store.h"

namespace assent::engine {

class StoreCopy {
 public:
  StoreCopy() = default;
  ~StoreCopy();
  StoreCopy(const StoreCopy&) = delete;
  StoreCopy& operator=(const StoreCopy&) = delete;

  Result<std::unique_ptr<storage::Store>> open(const Workspace& workspace);

 private:
  std::string path_;  // of the copy; empty: there is none
};

}  // namespace assent::engine
