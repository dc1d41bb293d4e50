// `assent audit verify-proof --batch`: RFC 6962 proofs, one JSON object a line in, one line out, in order.
//
//   {"id":"a","leafIdx":0,"treeSize":1,"leafHash":"bjQL...","root":"bjQL...","proof":null}
//   {"id":"b","size1":1,"size2":2,"root1":"...","root2":"...","proof":["..."]}
//   -> {"id":"a","ok":true}
//      {"id":"b","ok":false}
//
// Hashes are base64; an absent or null proof is empty. Lines that hold only a bracket, and a comma after an
// object, are passed over, so that a file which is an array of such lines can be piped in as it is.
#pragma once

#include <iosfwd>

namespace assent::engine {

// Exit status: 0; 1 when a line was no such object. It is named on `err` by its number, and answered
// "ok":false.
int run_verify_proof_batch(std::istream& in, std::ostream& out, std::ostream& err);

}  // namespace assent::engine
