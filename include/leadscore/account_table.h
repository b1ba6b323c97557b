// The scores of accounts, in columns: one row an account, in the order in which
// their first leads stand in the table of leads.

#ifndef LEADSCORE_ACCOUNT_TABLE_H_
#define LEADSCORE_ACCOUNT_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "leadscore/points.h"

namespace leadscore {

struct AccountTable {
  size_t size() const { return accounts.size(); }

  std::vector<std::string> accounts;
  std::vector<int64_t> leads;  // How many each has.
  // [account score of the model][row]
  std::vector<std::vector<Points>> scores;
  // The furthest stage that one of its leads is in, as an index into the
  // model's stages; empty if it has none, or those of leads are not known
  // (ScoreTable::stage).
  std::vector<int32_t> stage;
};

}  // namespace leadscore

#endif  // LEADSCORE_ACCOUNT_TABLE_H_
