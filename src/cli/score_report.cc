#include "src/cli/score_report.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "src/core/number_text.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {
namespace {

class Report {
 public:
  explicit Report(std::ostream& out) : out_(out) {}

  void Line(const std::string& text) { out_ << "leadscore: " << text << "\n"; }

  // "1 activity is ..." or "5 activities are ..."; nothing for none.
  void Count(int64_t count, const std::string& one, const std::string& many) {
    if (count == 0) return;
    Line(absl::StrCat(FormatGrouped(count), " ", count == 1 ? one : many));
  }

 private:
  std::ostream& out_;
};

void ReportLeftOut(const ReadResult& tables, Report& report) {
  report.Count(tables.leads_rejected, "bad record of a lead was left out",
               "bad records of leads were left out");
  report.Count(tables.activities_rejected,
               "bad record of an activity was left out",
               "bad records of activities were left out");
  report.Count(tables.activities_of_rejected_leads,
               "activity belongs to a lead that was left out",
               "activities belong to leads that were left out");
  report.Count(tables.activities_of_unknown_leads,
               "activity belongs to a lead that is not in the file",
               "activities belong to leads that are not in the file");
  report.Count(tables.sets_rejected, "bad record of a set was left out",
               "bad records of sets were left out");
  report.Count(tables.sets_of_rejected_leads,
               "set belongs to a lead that was left out",
               "sets belong to leads that were left out");
  report.Count(tables.sets_of_unknown_leads,
               "set belongs to a lead that is not in the file",
               "sets belong to leads that are not in the file");
  report.Count(tables.activities_repeated, "activity repeats another",
               "activities repeat others");
}

// Only how many: what they are called may be anything.
void ReportUnknownTypes(const ReadResult& tables, const char* who,
                        bool hint_is_profile, Report& report) {
  int64_t count = 0;
  for (const auto& [type, of_type] : tables.unknown_types) count += of_type;
  const auto types = static_cast<int64_t>(tables.unknown_types.size());
  const bool is_one = types == 1;
  const std::string rest = absl::StrCat(
      is_one ? "a type" : absl::StrCat(FormatGrouped(types), " types"),
      " that ", who,
      !hint_is_profile ? ""
      : is_one         ? "; --profile names it"
                       : "; --profile names them");
  report.Count(count, "activity is of " + rest, "activities are of " + rest);
}

// One line a file and purpose, whatever number of columns it lacks. What one of
// several files of activities has is there.
void ReportAbsentColumns(const TableInput& input, const ReadResult& tables,
                         Report& report) {
  std::map<std::string, size_t> files_without;
  for (const ReadResult::AbsentColumn& absent : tables.absent_columns) {
    if (absent.file != input.leads) ++files_without[absent.column];
  }
  std::map<std::pair<std::string, std::string>, std::string> columns;
  for (const ReadResult::AbsentColumn& absent : tables.absent_columns) {
    if (absent.file != input.leads &&
        files_without[absent.column] < input.activities.size()) {
      continue;
    }
    std::string& list = columns[{absent.file, absent.purpose}];
    absl::StrAppend(&list, list.empty() ? "" : ", ", Quoted(absent.column));
  }
  for (const auto& [file_and_purpose, list] : columns) {
    const auto& [file, purpose] = file_and_purpose;
    report.Line(
        absl::StrCat(file, " has no column ", list,
                     purpose == "known_at"
                         ? " (known_at); what it dates counts as always known"
                         : "; for the model it is missing"));
  }
}

void ReportRuleErrors(const Model& model, const ScoreCounts& counts,
                      Report& report) {
  size_t index = 0;
  for (const CheckedScore& score : model.checked().scores) {
    for (const CheckedGroup& group : score.groups) {
      for (const CheckedRule& rule : group.rules) {
        if (index == counts.rule_errors.size()) return;
        const std::string rest =
            absl::StrCat(" the rule ", Quoted(rule.name),
                         " has a condition that ended in an error, such as a "
                         "division by zero, and counts as not true");
        report.Count(counts.rule_errors[index++], "lead: for it" + rest,
                     "leads: for them" + rest);
      }
    }
  }
}

// Without --as-of the present instant counts, which is seldom meant of data
// that ends long before.
void ReportLateNow(const ReadResult& tables, Report& report) {
  constexpr int64_t kManyDays = 30;
  if (!tables.last_activity.has_value()) return;
  const absl::Time last = *tables.last_activity;
  const int64_t days = absl::ToInt64Hours(absl::Now() - last) / 24;
  if (days < kManyDays) return;
  report.Line(absl::StrCat("the last activity is ", FormatGrouped(days),
                           " days old; to score as of then say --as-of ",
                           FormatInstant(ToMicros(last))));
}

}  // namespace

std::string ModelText(const Model& model) {
  return absl::StrCat(model.name(), model.version().empty() ? "" : " ",
                      model.version());
}

void PrintReport(const ScoreRequest& request, const Model& model,
                 const ReadResult& tables, const ScoreCounts& counts,
                 const std::string& as_of, std::ostream& out) {
  Report report(out);
  report.Line(absl::StrCat(
      "scored ", FormatGrouped(counts.leads),
      counts.leads == 1 ? " lead" : " leads", " with ", ModelText(model), " (",
      model.fingerprint(), ") as of ", as_of,
      request.output.empty() ? "" : absl::StrCat(" into ", request.output)));
  ReportLeftOut(tables, report);
  ReportUnknownTypes(tables, "the model does not know", !request.profile,
                     report);
  ReportAbsentColumns(request.input, tables, report);
  report.Count(counts.activities_later,
               "activity is later than that instant and does not count yet",
               "activities are later than that instant and do not count yet");
  const auto& screens = model.checked().screens;
  for (size_t i = 0; i < screens.size(); ++i) {
    const std::string by =
        absl::StrCat(" dropped by the screen ", Quoted(screens[i].name));
    report.Count(counts.screened[i], "activity was" + by,
                 "activities were" + by);
  }
  if (request.input.activities.empty() && tables.activities_read == 0 &&
      !model.activity_schema().types.empty()) {
    report.Line("no --activities were given, so that nobody did anything");
  }
  ReportRuleErrors(model, counts, report);
  if (!request.as_of.has_value() && request.input.as_of_column.empty()) {
    ReportLateNow(tables, report);
  }
}

void PrintInputReport(const TableInput& input, const ReadResult& tables,
                      const char* who, std::ostream& out) {
  Report report(out);
  ReportLeftOut(tables, report);
  ReportUnknownTypes(tables, who, /*hint_is_profile=*/false, report);
  ReportAbsentColumns(input, tables, report);
  if (input.activities.empty() && tables.activities_read == 0) {
    report.Line("no --activities were given, so that nobody did anything");
  }
}

}  // namespace leadscore::internal
