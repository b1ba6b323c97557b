// What the name of a column tells: how a model can call it, and what it may
// hold.

#ifndef LEADSCORE_SRC_DRAFT_COLUMN_NAMES_H_
#define LEADSCORE_SRC_DRAFT_COLUMN_NAMES_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace leadscore::internal {

// "Total Time Spent", "totalTimeSpent" and "total_time_spent" are "total",
// "time" and "spent".
std::vector<std::string> WordsOfName(std::string_view name);

// A name that conditions can spell, none of those taken: "total_time_spent".
// It is added to them.
std::string IdentifierFor(std::string_view name, std::set<std::string>* taken);

// Whether it is called like the id of something.
bool IsNameOfId(std::string_view name);

// Whether it is called like the account that a lead belongs to.
bool IsNameOfAccount(std::string_view name);

// Whether it is called like something that leads do, not like something that
// they are: visits, clicks, minutes spent.
bool IsNameOfBehaviour(std::string_view name);

// What a column of this name often is that makes it useless for a new lead;
// empty if it is called like others.
std::string SuspicionByName(std::string_view name);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DRAFT_COLUMN_NAMES_H_
