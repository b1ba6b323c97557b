#include "src/draft/draft_thresholds.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/scorer.h"
#include "src/core/number_text.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/draft/share_text.h"

namespace leadscore::internal {
namespace {

using Use = DraftColumn::Use;

// Of more leads than this, every n-th is scored.
constexpr size_t kMostLeads = 20'000;
// Points below the threshold at which a lead leaves a stage again: a third of
// doubled odds.
constexpr int64_t kHysteresis = 3;

// The value of a cell as the model reads it.
AttributeValue ValueOf(const ColumnKind& kind, std::string_view cell) {
  if (!kind.marks.empty()) return std::string(cell);
  const std::string_view text = TrimWhitespace(cell);
  switch (kind.type) {
    case ValueType::kBool:
      return *ParseBool(text);
    case ValueType::kInt:
      return *ParseInt64(text);
    case ValueType::kDouble:
      return *ParseDouble(text);
    default:
      return std::string(cell);
  }
}

// The attribute that a cell is the value of.
const std::string& InputOf(const DraftedColumn& column) {
  return column.as_written.empty() ? column.attribute : column.as_written;
}

// As a condition writes it.
std::string Literal(const AttributeValue& value) {
  if (const bool* flag = std::get_if<bool>(&value)) {
    return *flag ? "true" : "false";
  }
  if (const int64_t* number = std::get_if<int64_t>(&value)) {
    return absl::StrCat(*number);
  }
  if (const double* number = std::get_if<double>(&value)) {
    std::string text = FormatDouble(*number);
    if (text.find_first_of(".e") == std::string::npos) text += ".0";
    return text;
  }
  std::string literal = "'";
  for (const char c : std::get<std::string>(value)) {
    if (c == '\n') {
      literal += "\\n";
    } else if (c == '\r') {
      literal += "\\r";
    } else {
      if (c == '\'' || c == '\\') literal += '\\';
      literal += c;
    }
  }
  return literal + "'";
}

class Thresholds {
 public:
  Thresholds(const DraftedLeads& from, const DraftOptions& options,
             ModelSpec* spec, DraftNotes* notes)
      : from_(from), options_(options), spec_(*spec), notes_(*notes) {
    const size_t rows = from.leads->num_rows();
    const size_t step = (rows + kMostLeads - 1) / kMostLeads;
    for (size_t row = 0; row < rows; row += std::max<size_t>(step, 1)) {
      rows_.push_back(row);
    }
  }

  absl::Status Add() && {
    LEADSCORE_RETURN_IF_ERROR(Score());
    const auto [least, most] =
        std::minmax_element(scores_.total.begin(), scores_.total.end());
    if (*least == *most) return absl::OkStatus();
    for (size_t i = 0; i < spec_.scores.size(); ++i) {
      AddBands(scores_.scores[i], i == 0 ? "ABCD" : "1234", &spec_.scores[i]);
      spec_.grade.push_back(spec_.scores[i].name);
    }
    AddStages();
    return AddAgreed();
  }

 private:
  absl::Status Score() {
    LEADSCORE_ASSIGN_OR_RETURN(const Model model, Model::Create(spec_));
    TableBuilder builder(model.lead_schema(), model.activity_schema());
    std::vector<int32_t> number(from_.leads->num_rows(), -1);
    for (size_t i = 0; i < rows_.size(); ++i) {
      number[rows_[i]] = static_cast<int32_t>(i);
      LEADSCORE_RETURN_IF_ERROR(builder.Add(LeadOf(i)));
    }
    if (from_.activities != nullptr) {
      for (size_t row = 0; row < from_.activities->leads.size(); ++row) {
        const int32_t lead = from_.activities->leads[row];
        const int32_t type = from_.activities->type_of_row[row];
        if (lead < 0 || type < 0 || number[static_cast<size_t>(lead)] < 0) {
          continue;
        }
        Activity activity;
        activity.type = from_.activities->types[static_cast<size_t>(type)].name;
        activity.time = FromMicros(from_.activities->times[row]);
        LEADSCORE_RETURN_IF_ERROR(builder.AddActivity(
            absl::StrCat(number[static_cast<size_t>(lead)]), activity));
      }
    }
    return Scorer(model).Score(builder.Build(), from_.as_of, {}, &scores_);
  }

  Lead LeadOf(size_t number) const {
    Lead lead;
    lead.id = absl::StrCat(number);
    const size_t row = rows_[number];
    for (size_t i = 0; i < from_.columns->size(); ++i) {
      const DraftedColumn& column = (*from_.columns)[i];
      if (column.use != Use::kScored) continue;
      const int32_t code = from_.leads->codes(i)[row];
      if (column.kind.value_of_code[static_cast<size_t>(code)] < 0) continue;
      lead.attributes.emplace_back(
          InputOf(column), ValueOf(column.kind, from_.leads->cell(i, row)));
    }
    return lead;
  }

  // The whole points that as close to a share of the leads as can be have.
  static int64_t PointsOfShare(std::vector<Points> points, double share) {
    std::sort(points.begin(), points.end());
    const auto size = static_cast<double>(points.size());
    const size_t above =
        std::min(points.size() - 1, static_cast<size_t>(size * (1 - share)));
    const double threshold = points[above].ToDouble();
    // Where many leads have the same points, just above them may be closer.
    const auto share_from = [&points, size](double from) {
      return static_cast<double>(std::count_if(
                 points.begin(), points.end(),
                 [from](Points p) { return p.ToDouble() >= from; })) /
             size;
    };
    const double low = std::floor(threshold);
    const double next = share_from(low + 1);
    return static_cast<int64_t>(next == 0 ||
                                        std::fabs(share_from(low) - share) <=
                                            std::fabs(next - share)
                                    ? low
                                    : low + 1);
  }

  // Bands that leads are in: fewer, where many have the same points.
  static void AddBands(const std::vector<Points>& points,
                       std::string_view labels, ScoreSpec* score) {
    std::optional<int64_t> above;
    size_t label = 0;
    const int64_t least = static_cast<int64_t>(
        std::floor(std::min_element(points.begin(), points.end())->ToDouble()));
    for (const double share : {0.2, 0.5, 0.8}) {
      const int64_t from = PointsOfShare(points, share);
      if (from <= least || (above.has_value() && from >= *above)) continue;
      score->bands.push_back(
          {std::string(1, labels[label++]), static_cast<double>(from)});
      above = from;
    }
    score->bands.push_back({std::string(1, labels[label])});
  }

  void AddStages() {
    StageSpec first;
    first.name = "LEAD";
    first.label = "Marketing keeps in touch";
    spec_.stages.push_back(std::move(first));
    const int64_t mql = PointsOfShare(scores_.total, options_.mql_share);
    AddStage("MQL", "Sales calls", mql);
    int64_t sql = PointsOfShare(scores_.total, options_.sql_share);
    // Above MQL are those whose points are, if there are any.
    if (sql <= mql) sql = mql + 1;
    const bool is_reached = std::any_of(
        scores_.total.begin(), scores_.total.end(),
        [sql](Points total) { return total >= Points::FromWhole(sql); });
    if (is_reached) AddStage("SQL", "Sales works on a deal", sql);
  }

  void AddStage(const std::string& name, const std::string& label,
                int64_t threshold) {
    StageSpec stage;
    stage.name = name;
    stage.label = label;
    WaySpec way;
    way.name = "score";
    way.at_least = {{"total", static_cast<double>(threshold)}};
    stage.enter.push_back(std::move(way));
    stage.hold = HoldSpec();
    stage.hold->at_least = {
        {"total", static_cast<double>(threshold - kHysteresis)}};
    spec_.stages.push_back(std::move(stage));

    int64_t leads = 0;
    int64_t decided = 0;
    int64_t won = 0;
    for (size_t i = 0; i < rows_.size(); ++i) {
      if (scores_.total[i] < Points::FromWhole(threshold)) continue;
      ++leads;
      if (from_.outcome == nullptr) continue;
      const int8_t outcome = from_.outcome->of_row[rows_[i]];
      if (outcome == kUndecided) continue;
      ++decided;
      won += outcome;
    }
    std::string note = absl::StrCat(
        ShareText(leads, static_cast<int64_t>(rows_.size())), " of the leads");
    if (rows_.size() < from_.leads->num_rows()) {
      absl::StrAppend(&note, " (tried on one in ",
                      FormatGrouped(static_cast<int64_t>(rows_[1] - rows_[0])),
                      ")");
    }
    if (from_.activities != nullptr) {
      absl::StrAppend(
          &note, " on ",
          absl::FormatTime("%Y-%m-%d", from_.as_of, absl::UTCTimeZone()));
    }
    if (decided > 0) {
      absl::StrAppend(&note, "; ", ShareText(won, decided),
                      " of them were won");
    }
    notes_.stages[name] = note;
  }

  // The lead that has the most common value everywhere, as it is now.
  absl::Status AddAgreed() {
    Lead lead;
    std::vector<std::string> members;
    for (const DraftedColumn& column : *from_.columns) {
      if (column.use != Use::kScored) continue;
      const auto most = std::max_element(column.kind.counts.begin(),
                                         column.kind.counts.end());
      const auto value = static_cast<size_t>(most - column.kind.counts.begin());
      // More of them without one than with this one.
      const int64_t missing = column.groups.groups[0].leads;
      if (*most < missing) continue;
      const AttributeValue read =
          ValueOf(column.kind, column.kind.values[value]);
      lead.attributes.emplace_back(InputOf(column), read);
      members.push_back(absl::StrCat(InputOf(column), ": ", Literal(read)));
    }
    lead.id = "agreed";
    LEADSCORE_ASSIGN_OR_RETURN(const Model model, Model::Create(spec_));
    LEADSCORE_ASSIGN_OR_RETURN(const LeadResult result,
                               Scorer(model).Score(lead, from_.as_of));
    AgreedSpec agreed;
    agreed.name = "A lead like most, that did nothing yet";
    agreed.lead = absl::StrCat("{", absl::StrJoin(members, ", "), "}");
    agreed.expect.stage = result.qualifies_for;
    agreed.expect.grade = result.grade;
    spec_.agreed.push_back(std::move(agreed));
    return absl::OkStatus();
  }

  const DraftedLeads& from_;
  const DraftOptions& options_;
  ModelSpec& spec_;
  DraftNotes& notes_;
  std::vector<size_t> rows_;
  ScoreTable scores_;
};

}  // namespace

absl::Status AddThresholds(const DraftedLeads& from,
                           const DraftOptions& options, ModelSpec* spec,
                           DraftNotes* notes) {
  return Thresholds(from, options, spec, notes).Add();
}

}  // namespace leadscore::internal
