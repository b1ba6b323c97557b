#include "src/cli/score_profile.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/cli/text_table.h"
#include "src/core/fixed.h"
#include "src/core/number_text.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;

// How many bytes of a text are shown: the first 40 characters.
size_t ShownBytes(std::string_view text) {
  constexpr int kMostCharacters = 40;
  size_t end = 0;
  for (int i = 0; i < kMostCharacters && end < text.size(); ++i) {
    NextCodePoint(text, &end);
  }
  return end;
}

// Marks what is shown of a text, if there is more of it.
std::string CutShort(std::string shown, std::string_view text) {
  if (ShownBytes(text) < text.size()) shown += "...";
  return shown;
}

// A text from a file, escaped and cut short.
std::string Shown(std::string_view text) {
  return CutShort(Quoted(text.substr(0, ShownBytes(text)), std::string::npos),
                  text);
}

// A name of the model, cut short.
std::string Name(const std::string& name) {
  return CutShort(name.substr(0, ShownBytes(name)), name);
}

// "3 rules", "1 rule".
std::string CountText(int64_t count, const std::string& noun) {
  return absl::StrCat(FormatGrouped(count), " ", noun, count == 1 ? "" : "s");
}

// "did you mean ...?", or nothing.
std::string Hint(std::string_view name,
                 const std::vector<std::string_view>& candidates) {
  const std::string_view closest = ClosestName(name, candidates);
  return closest.empty() ? ""
                         : absl::StrCat("did you mean ", Shown(closest), "?");
}

// `beginning` and the items, broken into lines.
std::string ListText(const std::string& beginning,
                     const std::vector<std::string>& items) {
  constexpr size_t kWidth = 100;
  std::string text = absl::StrCat("  ", beginning);
  size_t width = DisplayWidth(text);
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string item =
        absl::StrCat(items[i], i + 1 < items.size() ? "," : "");
    if (width + 1 + DisplayWidth(item) > kWidth) {
      text += "\n   ";
      width = 3;
    }
    absl::StrAppend(&text, " ", item);
    width += 1 + DisplayWidth(item);
  }
  return text + "\n";
}

// ---- Values that no table lists ------------------------------------------

std::string UnlistedText(const UnlistedValues& values) {
  std::string text = absl::StrCat(
      "  ", Name(values.rule), ", ", Name(values.of), ": ",
      FormatGrouped(values.unlisted), " of ",
      CountText(values.looked_up, "value"),
      values.match == TableMatch::kWord ? " without a listed word, " : ", ",
      values.has_more_distinct ? "more than " : "",
      FormatGrouped(values.distinct), " different\n");
  TextTable table;
  table.AddColumn("", Align::kLeft);  // Indents the others.
  table.AddColumn("", Align::kRight);
  table.AddColumn("", Align::kLeft);
  int64_t others = values.unlisted;
  for (const ValueCount& value : values.most_frequent) {
    table.AddRow({"", FormatGrouped(value.count), Shown(value.value)});
    others -= value.count;
  }
  if (others > 0) table.AddRow({"", FormatGrouped(others), "others"});
  return text + table.ToString();
}

std::string UnlistedText(const Profile& profile) {
  if (profile.unlisted_values.empty()) return "";
  std::string text;
  for (const UnlistedValues& values : profile.unlisted_values) {
    if (values.unlisted > 0) text += UnlistedText(values);
  }
  return absl::StrCat("\nValues that no row of a table lists\n",
                      text.empty() ? "  none\n" : text);
}

// ---- What the model does not know, and files do not have -----------------

std::string TypesText(const Model& model, const ReadResult& files) {
  if (files.unknown_types.empty()) return "";
  const std::vector<std::string>& known = model.activity_schema().types;
  const std::vector<std::string_view> names(known.begin(), known.end());
  std::vector<std::pair<std::string_view, int64_t>> types(
      files.unknown_types.begin(), files.unknown_types.end());
  std::stable_sort(
      types.begin(), types.end(),
      [](const auto& a, const auto& b) { return a.second > b.second; });
  TextTable table;
  for (Align align : {Align::kRight, Align::kLeft, Align::kLeft}) {
    table.AddColumn("", align);
  }
  constexpr size_t kMostTypes = 20;
  int64_t others = 0;
  for (size_t i = 0; i < types.size(); ++i) {
    const auto& [type, count] = types[i];
    if (i < kMostTypes) {
      table.AddRow({FormatGrouped(count), Shown(type), Hint(type, names)});
    } else {
      others += count;
    }
  }
  if (others > 0) {
    table.AddRow(
        {FormatGrouped(others),
         absl::StrCat(
             "of ",
             CountText(static_cast<int64_t>(types.size() - kMostTypes), "type"),
             " more"),
         ""});
  }
  return absl::StrCat("\nTypes of activity that the model does not know\n",
                      table.ToString());
}

std::string UnreadColumnsText(const ReadResult& files) {
  std::string text;
  const auto& unread = files.unread_columns;
  for (size_t begin = 0; begin < unread.size();) {
    std::vector<std::string> columns;
    size_t end = begin;
    for (; end < unread.size() && unread[end].file == unread[begin].file;
         ++end) {
      columns.push_back(Shown(unread[end].column));
    }
    text += ListText(absl::StrCat(unread[begin].file, ":"), columns);
    begin = end;
  }
  return text.empty() ? ""
                      : absl::StrCat("\nColumns that nothing reads\n", text);
}

std::string AbsentColumnsText(const ReadResult& files) {
  if (files.absent_columns.empty()) return "";
  TextTable table;
  for (int i = 0; i < 4; ++i) table.AddColumn("", Align::kLeft);
  for (const ReadResult::AbsentColumn& absent : files.absent_columns) {
    std::vector<std::string_view> candidates;
    for (const ReadResult::UnreadColumn& unread : files.unread_columns) {
      if (unread.file == absent.file) candidates.push_back(unread.column);
    }
    table.AddRow({absent.file, Shown(absent.column), absent.purpose,
                  Hint(absent.column, candidates)});
  }
  return absl::StrCat("\nColumns that are not there\n", table.ToString());
}

// ---- Attributes ----------------------------------------------------------

std::string AttributesText(const Profile& profile) {
  if (profile.attributes.empty()) return "";
  TextTable table;
  for (Align align :
       {Align::kLeft, Align::kRight, Align::kRight, Align::kLeft}) {
    table.AddColumn("", align);
  }
  for (const AttributeCoverage& attribute : profile.attributes) {
    table.AddRow({Name(attribute.name), FormatGrouped(attribute.present),
                  PercentText(attribute.present, profile.leads),
                  attribute.is_read ? "" : "nothing reads it"});
  }
  return absl::StrCat("\nAttributes, and for how many leads they are known\n",
                      table.ToString());
}

// ---- Rules ---------------------------------------------------------------

std::string PointsOrNothing(Points points) {
  return points == Points() ? "" : PointsText(points);
}

std::string MeanText(Points sum, int64_t count) {
  return PointsText(Points::FromMicros(
      static_cast<int64_t>(DivideRounded(sum.micros(), count))));
}

// A tree of scores, groups and rules.
class RulesTable {
 public:
  explicit RulesTable(int64_t leads) : leads_(leads) {
    table_.AddColumn("", Align::kLeft);
    for (const char* title : {"fired", "", "points", "mean if fired",
                              "cut by max", "raised by min"}) {
      table_.AddColumn(title, Align::kRight);
    }
  }

  void Add(int depth, const std::string& name, Points points,
           const BoundsEffect& bounds) {
    AddRow(depth, name, "", "", points, "", bounds);
  }

  void Add(int depth, const RuleProfile& rule) {
    const bool has_fired = rule.fired > 0;
    AddRow(depth, rule.name, has_fired ? FormatGrouped(rule.fired) : "never",
           has_fired ? PercentText(rule.fired, leads_) : "", rule.points,
           has_fired ? MeanText(rule.points_when_fired, rule.fired) : "",
           rule.bounds);
  }

  std::string ToString() const { return table_.ToString(); }

 private:
  void AddRow(int depth, const std::string& name, std::string fired,
              std::string share, Points points, std::string mean,
              const BoundsEffect& bounds) {
    table_.AddRow(
        {absl::StrCat(std::string(2 * static_cast<size_t>(depth), ' '),
                      Name(name)),
         std::move(fired), std::move(share), PointsText(points),
         std::move(mean), PointsOrNothing(bounds.cut),
         PointsOrNothing(bounds.raised)});
  }

  int64_t leads_;
  TextTable table_;
};

std::string RulesText(const Profile& profile) {
  RulesTable table(profile.leads);
  std::vector<std::string> silent;
  for (const ScoreProfile& score : profile.scores) {
    table.Add(0, score.name, score.points, score.bounds);
    for (const GroupProfile& group : score.groups) {
      table.Add(1, group.name, group.points, group.bounds);
      for (const RuleProfile& rule : group.rules) {
        table.Add(2, rule);
        if (rule.fired == 0) silent.push_back(Shown(rule.name));
      }
    }
  }
  table.Add(0, "total", profile.total, profile.total_bounds);
  std::string text =
      absl::StrCat("\nRules, and the points of all leads\n", table.ToString());
  if (!silent.empty()) {
    text += ListText(
        absl::StrCat(CountText(static_cast<int64_t>(silent.size()), "rule"),
                     " never fired:"),
        silent);
  }
  return text;
}

// ---- Grades and stages ---------------------------------------------------

std::string GradesText(const Model& model, const Profile& profile) {
  const std::vector<std::string>& stages = model.stage_names();
  const bool has_grade = !model.spec().grade.empty();
  if (stages.empty() && !has_grade) return "";
  TextTable table;
  table.AddColumn("", Align::kLeft);
  for (const std::string& stage : stages) {
    table.AddColumn(Name(stage), Align::kRight);
  }
  if (stages.empty()) table.AddColumn("", Align::kRight);
  for (const GradeProfile& grade : profile.grades) {
    std::vector<std::string> cells = {Name(grade.grade)};
    for (int64_t leads : grade.leads) cells.push_back(FormatGrouped(leads));
    table.AddRow(std::move(cells));
  }
  return absl::StrCat(stages.empty() ? "\nGrades\n"
                      : has_grade    ? "\nGrades by stage\n"
                                     : "\nStages\n",
                      table.ToString());
}

}  // namespace

std::string ProfileText(const Model& model, const ReadResult& files,
                        const Profile& profile) {
  const std::string of_files =
      absl::StrCat(TypesText(model, files), UnreadColumnsText(files),
                   AbsentColumnsText(files));
  if (profile.leads == 0) return of_files;
  return absl::StrCat(UnlistedText(profile), of_files, AttributesText(profile),
                      RulesText(profile), GradesText(model, profile));
}

}  // namespace leadscore::internal
