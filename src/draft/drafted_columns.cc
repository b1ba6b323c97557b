#include "src/draft/drafted_columns.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/draft/column_names.h"

namespace leadscore::internal {
namespace {

using Shape = ColumnKind::Shape;
using Use = DraftColumn::Use;
using What = ValueGroup::What;

// What is known before the outcome hardly ever tells more than this by itself:
// a share of pairs, and information (above 0.5 Siddiqi calls it suspicious; on
// real leads honest columns reach twice as much).
constexpr double kSuspectAuc = 0.8;
constexpr double kSuspectInformation = 1.5;
// Won leads only, where chance would do that once in a million.
constexpr double kChance = 1e-6;

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Of each row: twice its fold, and one more if it was won; kTags if it is
// undecided.
constexpr size_t kTags = 2 * kFolds;

std::vector<uint8_t> TagRows(const Outcome& outcome) {
  std::vector<uint8_t> tags(outcome.of_row.size());
  for (size_t row = 0; row < tags.size(); ++row) {
    const int8_t of_row = outcome.of_row[row];
    tags[row] = static_cast<uint8_t>(
        of_row == kUndecided ? kTags : 2 * FoldOfRow(row) + of_row);
  }
  return tags;
}

// `group_of_row(row)` gives groups.
template <typename GroupOfRow>
std::vector<GroupCounts> CountTags(const std::vector<uint8_t>& tags,
                                   size_t num_groups, GroupOfRow group_of_row) {
  std::vector<int64_t> counts(num_groups * (kTags + 1));
  for (size_t row = 0; row < tags.size(); ++row) {
    ++counts[group_of_row(row) * (kTags + 1) + tags[row]];
  }
  std::vector<GroupCounts> groups(num_groups);
  for (size_t i = 0; i < num_groups; ++i) {
    for (size_t fold = 0; fold < kFolds; ++fold) {
      const int64_t* const of_fold = &counts[i * (kTags + 1) + 2 * fold];
      groups[i].decided[fold] = of_fold[0] + of_fold[1];
      groups[i].won[fold] = of_fold[1];
    }
  }
  return groups;
}

// What groups are called that may be of won leads only. That the largest
// numbers are says little; that all but one range are says that one of them
// means that there is no number yet.
std::vector<std::string> NamesOf(const ValueGroups& groups,
                                 const std::vector<GroupCounts>& counts) {
  size_t with_lost = 0;
  for (size_t i = 1; i < counts.size(); ++i) {
    if (counts[i].all_won() < counts[i].all_decided()) ++with_lost;
  }
  std::vector<std::string> names;
  for (const ValueGroup& group : groups.groups) {
    names.emplace_back();
    if (group.what == What::kValue) {
      names.back() = Quoted(group.value);
    } else if (group.what == What::kFrom && with_lost <= 1) {
      names.back() = absl::StrCat("numbers from ", FormatDouble(group.from));
    }
  }
  return names;
}

}  // namespace

std::vector<DraftedColumn> FindColumns(const RawTable& leads,
                                       const DraftOptions& options) {
  std::vector<DraftedColumn> columns;
  std::set<std::string> taken;
  for (size_t i = 0; i < leads.columns().size(); ++i) {
    DraftedColumn column;
    column.name = leads.columns()[i];
    column.attribute = IdentifierFor(column.name, &taken);
    column.code_counts.resize(static_cast<size_t>(leads.texts(i).size()));
    for (const int32_t code : leads.codes(i)) {
      ++column.code_counts[static_cast<size_t>(code)];
    }
    const auto format = options.time_formats.find(column.name);
    column.kind = FindColumnKind(
        column.name, leads.texts(i), column.code_counts, options.null_values,
        format == options.time_formats.end() ? "" : format->second);
    column.note = column.kind.note;
    if (!column.kind.marks.empty()) {
      column.as_written = IdentifierFor(column.attribute + "_text", &taken);
    }
    column.is_behaviour = IsNameOfBehaviour(column.name);
    switch (column.kind.shape) {
      case Shape::kValues:
      case Shape::kTimes:
        break;
      case Shape::kAmbiguous:
        column.use = Use::kQuestion;
        break;
      default:
        column.use = Use::kLeftOut;
    }
    if (Contains(options.leave_out, column.name)) {
      column.use = Use::kLeftOut;
      column.note = "as asked";
    } else if (column.name == options.outcome) {
      column.use = Use::kKnown;
      column.note = "the outcome";
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

ptrdiff_t FindRepeatingIds(const RawTable& leads, const DraftOptions& options) {
  ptrdiff_t found = -1;
  for (size_t i = 0; i < leads.columns().size(); ++i) {
    const std::string& name = leads.columns()[i];
    if (options.id.empty() ? !IsNameOfId(name) : name != options.id) continue;
    const Dictionary& texts = leads.texts(i);
    const auto rows = static_cast<int64_t>(leads.num_rows());
    const int64_t ids = texts.size();
    const int32_t none = texts.Find("");
    const auto is_text = [&](int32_t code) {
      return !TrimWhitespace(texts.value(code)).empty();
    };
    bool has_all = none < 0;
    for (int32_t code = 0; has_all && code < texts.size(); ++code) {
      has_all = is_text(code);
    }
    // One that is right as it is comes first.
    if (ids == rows && has_all) return -1;
    if (!has_all || (rows - ids) * 20 > rows) continue;
    if (found < 0) found = static_cast<ptrdiff_t>(i);
  }
  return found;
}

absl::StatusOr<LeadIds> FindIds(const DraftOptions& options, size_t num_rows,
                                std::vector<DraftedColumn>* columns) {
  LeadIds ids;
  const auto is_id = [num_rows](const DraftedColumn& column) {
    return column.use != Use::kKnown &&
           column.kind.distinct == static_cast<int64_t>(num_rows) &&
           (column.kind.type == ValueType::kString ||
            column.kind.type == ValueType::kInt);
  };
  for (size_t i = 0; i < columns->size(); ++i) {
    const DraftedColumn& column = (*columns)[i];
    if (!options.id.empty()) {
      if (column.name != options.id) continue;
      if (!is_id(column)) {
        return absl::InvalidArgumentError(
            absl::StrCat("column ", Quoted(column.name),
                         " does not hold a different id for each lead: ",
                         column.kind.distinct, " values in ", num_rows,
                         " rows; without ids, say \"#\""));
      }
      ids.id = static_cast<ptrdiff_t>(i);
      break;
    }
    if (!is_id(column) || !IsNameOfId(column.name)) continue;
    // "id" and "lead_id" before "Lead Number"; otherwise the first.
    const auto rank = [](const std::string& name) {
      return WordsOfName(name).back() == "id" ? 0 : 1;
    };
    if (ids.id < 0 || rank(column.name) <
                          rank((*columns)[static_cast<size_t>(ids.id)].name)) {
      ids.id = static_cast<ptrdiff_t>(i);
    }
  }
  if (!options.id.empty() && options.id != "#" && ids.id < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("no column ", Quoted(options.id), " for the ids"));
  }
  // Keys of texts, whatever they are called.
  for (size_t i = 0; options.id.empty() && ids.id < 0 && i < columns->size();
       ++i) {
    const DraftedColumn& column = (*columns)[i];
    if (is_id(column) && column.kind.shape == Shape::kKey) {
      ids.id = static_cast<ptrdiff_t>(i);
    }
  }
  for (size_t i = 0; i < columns->size() && ids.account < 0; ++i) {
    const DraftedColumn& column = (*columns)[i];
    if (static_cast<ptrdiff_t>(i) != ids.id && column.use == Use::kDeclared &&
        column.kind.type == ValueType::kString &&
        IsNameOfAccount(column.name)) {
      ids.account = static_cast<ptrdiff_t>(i);
    }
  }
  if (ids.id >= 0) {
    DraftedColumn& column = (*columns)[static_cast<size_t>(ids.id)];
    column.use = Use::kKnown;
    column.note = "the id";
  }
  if (ids.account >= 0) {
    DraftedColumn& column = (*columns)[static_cast<size_t>(ids.account)];
    column.use = Use::kKnown;
    column.note = "the account";
  }
  return ids;
}

void GroupColumns(std::vector<DraftedColumn>* columns) {
  for (DraftedColumn& column : *columns) {
    if (column.use != Use::kDeclared || column.kind.shape != Shape::kValues) {
      continue;
    }
    column.groups = GroupValues(column.kind, column.code_counts);
  }
}

void JudgeColumns(const RawTable& leads, const Outcome& outcome,
                  const DraftOptions& options,
                  std::vector<DraftedColumn>* columns) {
  const std::vector<uint8_t> tags = TagRows(outcome);
  for (size_t i = 0; i < columns->size(); ++i) {
    DraftedColumn& column = (*columns)[i];
    if (column.use == Use::kKnown || column.kind.value_of_code.empty()) {
      continue;
    }
    const std::vector<int32_t>& codes = leads.codes(i);
    std::vector<std::string> names;
    std::vector<GroupCounts> counts;
    if (column.can_score()) {
      const std::vector<uint16_t>& group_of_code = column.groups.group_of_code;
      counts = CountTags(tags, column.groups.groups.size(), [&](size_t row) {
        return size_t{group_of_code[static_cast<size_t>(codes[row])]};
      });
      names = NamesOf(column.groups, counts);
    } else {
      // Whether there is a value may tell the outcome, whatever it is.
      counts = CountTags(tags, 2, [&](size_t row) {
        return size_t{
            column.kind.value_of_code[static_cast<size_t>(codes[row])] >= 0};
      });
      names = {"", "any value"};
    }
    std::string evidence = EvidenceOfLeak(counts, names);
    if (column.can_score()) column.counts = std::move(counts);
    if (Contains(options.keep, column.name) ||
        Contains(options.leave_out, column.name)) {
      continue;
    }
    if (evidence.empty() && column.can_score() &&
        InformationOf(column.counts) >= 0.02) {
      evidence = SuspicionByName(column.name);
    }
    if (evidence.empty()) continue;
    column.use = Use::kLeak;
    column.note = std::move(evidence);
  }
}

std::vector<GroupCounts> CountGroups(const std::vector<uint8_t>& groups,
                                     size_t num_groups,
                                     const Outcome& outcome) {
  return CountTags(TagRows(outcome), num_groups,
                   [&groups](size_t row) { return size_t{groups[row]}; });
}

std::string EvidenceOfLeak(const std::vector<GroupCounts>& counts,
                           const std::vector<std::string>& names) {
  int64_t decided = 0;
  int64_t won = 0;
  for (const GroupCounts& group : counts) {
    decided += group.all_decided();
    won += group.all_won();
  }
  const double share = static_cast<double>(won) / static_cast<double>(decided);
  for (size_t i = 0; i < counts.size(); ++i) {
    const int64_t here = counts[i].all_decided();
    if (names[i].empty() || here < kFewestInGroup ||
        counts[i].all_won() < here ||
        static_cast<double>(here) * std::log(share) > std::log(kChance)) {
      continue;
    }
    return absl::StrCat("all ", FormatGrouped(here), " leads with ", names[i],
                        " were won");
  }
  const double auc = AucOfGroups(counts);
  const double information = InformationOf(counts);
  if (auc < kSuspectAuc && information < kSuspectInformation) return "";
  return absl::StrCat("alone it puts ", std::llround(auc * 100),
                      " % of pairs of a won and a lost lead in the right "
                      "order");
}

}  // namespace leadscore::internal
