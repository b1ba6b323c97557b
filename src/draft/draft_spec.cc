#include "src/draft/draft_spec.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "src/core/number_text.h"
#include "src/draft/share_text.h"

namespace leadscore::internal {
namespace {

using Use = DraftColumn::Use;
using What = ValueGroup::What;

// Without points to give, so many columns are prepared for those that people
// give.
constexpr size_t kMostWithoutPoints = 40;
// ... each with so many of its most frequent values.
constexpr size_t kMostRowsWithoutPoints = 12;
// A type of activity that everybody does says least, the rarest most.
constexpr double kMostForRarity = 10;

// A number in a condition: whole ones without an exponent.
std::string Bound(double number) {
  return std::fabs(number) < 1e15 && std::floor(number) == number
             ? absl::StrCat(static_cast<int64_t>(number))
             : FormatDouble(number);
}

class SpecMaker {
 public:
  SpecMaker(const DraftedPoints& points, int64_t num_leads, ModelSpec* spec,
            DraftNotes* notes)
      : points_(points), num_leads_(num_leads), spec_(*spec), notes_(*notes) {
    if (points.outcome != nullptr) {
      share_ = static_cast<double>(points.outcome->won) /
               static_cast<double>(points.outcome->decided);
    }
  }

  void Make() && {
    ScoreSpec fit;
    fit.name = "fit";
    fit.label = "Fit";
    fit.base = static_cast<double>(points_.base);
    fit.groups.push_back({"What it is"});
    ScoreSpec engagement;
    engagement.name = "engagement";
    engagement.label = "Engagement";
    engagement.groups.push_back({"What it is known to have done"});
    for (DraftedColumn& column : *points_.columns) {
      AddColumn(column, &fit.groups[0], &engagement.groups[0]);
    }
    GroupSpec activities{"What it does"};
    if (points_.activities != nullptr) AddActivities(&activities);
    if (engagement.groups[0].rules.empty()) engagement.groups.clear();
    if (!activities.rules.empty()) {
      engagement.groups.push_back(std::move(activities));
    }
    if (fit.groups[0].rules.empty()) fit.groups.clear();
    spec_.scores.push_back(std::move(fit));
    if (!engagement.groups.empty()) {
      spec_.scores.push_back(std::move(engagement));
    }
  }

 private:
  struct Row {
    std::string condition;  // Of a tier.
    std::string value;      // Of a row of a table.
    int64_t points = 0;
    int64_t leads = 0;
    int64_t decided = 0;
    int64_t won = 0;
  };

  // That of a column; and before it, if its numbers have marks, their texts, of
  // which they are made.
  std::vector<AttributeSpec> AttributesOf(const DraftedColumn& column) const {
    AttributeSpec attribute = AttributeOf(column);
    if (column.kind.marks.empty()) return {attribute};
    AttributeSpec text = attribute;
    text.name = column.as_written;
    text.type = ValueType::kString;
    text.column = column.name;
    text.label = absl::StrCat(column.name, ", as it is written");
    attribute.column.clear();
    attribute.null_values.clear();
    attribute.label = column.name;
    attribute.from = absl::StrCat("lead.", text.name);
    for (const std::string& mark : column.kind.marks) {
      absl::StrAppend(&attribute.from, ".replace('", mark, "', '')");
    }
    attribute.from = absl::StrCat("double(", attribute.from, ")");
    return {text, attribute};
  }

  AttributeSpec AttributeOf(const DraftedColumn& column) const {
    AttributeSpec attribute;
    attribute.name = column.attribute;
    attribute.type = column.kind.type;
    if (column.name != column.attribute) {
      attribute.column = column.name;
      attribute.label = column.name;
    }
    attribute.fold = column.kind.fold;
    // Those that the model names hold for all columns.
    for (const std::string& spelling : column.kind.null_values) {
      if (std::find(spec_.null_values.begin(), spec_.null_values.end(),
                    spelling) == spec_.null_values.end()) {
        attribute.null_values.push_back(spelling);
      }
    }
    attribute.time_format = column.kind.time_format;
    return attribute;
  }

  std::string RuleName(const std::string& wanted) {
    std::string name = wanted;
    for (int i = 2; !rule_names_.insert(name).second; ++i) {
      name = absl::StrCat(wanted, " (", i, ")");
    }
    return name;
  }

  void AddColumn(DraftedColumn& column, GroupSpec* fit, GroupSpec* engagement) {
    if (column.use != Use::kDeclared) return;
    const bool is_scored =
        column.can_score() &&
        (points_.are_learned
             ? std::any_of(column.points.begin(), column.points.end(),
                           [](int64_t points) { return points != 0; })
             : num_scored_ < kMostWithoutPoints);
    if (!is_scored) {
      std::string note = column.note;
      if (note.empty()) {
        note = column.kind.shape == ColumnKind::Shape::kTimes
                   ? "a time: for conditions such as as_of - lead." +
                         column.attribute + " < days(30)"
               : points_.are_learned ? "tells nothing that the others do not"
                                     : "";
      }
      column.note = note;
      for (AttributeSpec& attribute : AttributesOf(column)) {
        notes_.unused.push_back({std::move(attribute), note});
      }
      return;
    }
    ++num_scored_;
    column.use = Use::kScored;
    for (AttributeSpec& attribute : AttributesOf(column)) {
      spec_.attributes.push_back(std::move(attribute));
    }
    RuleSpec rule;
    rule.name = RuleName(column.name);
    DraftNotes::OfRule& notes = notes_.rules[rule.name];
    if (column.groups.are_ranges) {
      rule.tiers = TiersOf(column, &notes);
    } else {
      rule.table = TableOf(column, &notes);
    }
    (column.is_behaviour ? engagement : fit)->rules.push_back(std::move(rule));
  }

  Row RowOf(const DraftedColumn& column, size_t group) const {
    Row row;
    row.leads = column.groups.groups[group].leads;
    if (!column.points.empty()) row.points = column.points[group];
    if (!column.counts.empty()) {
      row.decided = column.counts[group].all_decided();
      row.won = column.counts[group].all_won();
    }
    return row;
  }

  std::string NoteOf(const Row& row) const {
    if (points_.outcome == nullptr) {
      return absl::StrCat(CountText(static_cast<uint64_t>(row.leads), "lead"),
                          ", ", ShareText(row.leads, num_leads_));
    }
    std::string note = CountText(static_cast<uint64_t>(row.leads), "lead");
    if (row.decided == 0) return note;
    const double won =
        static_cast<double>(row.won) / static_cast<double>(row.decided);
    absl::StrAppend(&note, ", ", PercentOf(won), " won, lift ",
                    TwoDigits(won / share_));
    return note;
  }

  TableSpec TableOf(const DraftedColumn& column,
                    DraftNotes::OfRule* notes) const {
    TableSpec table;
    table.of = "lead." + column.attribute;
    Row others = RowOf(column, 1);
    for (size_t i = 2; i < column.groups.groups.size(); ++i) {
      Row row = RowOf(column, i);
      // A value that gets what all others get needs no row.
      if (points_.are_learned ? row.points == others.points
                              : table.row.size() == kMostRowsWithoutPoints) {
        others.leads += row.leads;
        others.decided += row.decided;
        others.won += row.won;
        continue;
      }
      table.row.push_back(
          {{column.groups.groups[i].value}, static_cast<double>(row.points)});
      notes->rows.push_back(NoteOf(row));
    }
    if (table.row.empty()) {
      // Only what is missing, or rare, counts: the most frequent value says so.
      const size_t first = column.groups.groups.size() > 2 ? 2 : 1;
      const Row row = RowOf(column, first);
      table.row.push_back({{first == 2 ? column.groups.groups[2].value
                                       : std::string(column.kind.values[0])},
                           static_cast<double>(row.points)});
      notes->rows.push_back(first == 2 ? NoteOf(row) : "one of the rare ones");
    }
    table.otherwise = static_cast<double>(others.points);
    if (others.leads > 0) {
      notes->others.push_back(absl::StrCat("all others: ", NoteOf(others)));
    }
    AddMissing(column, &table.missing, notes);
    return table;
  }

  void AddMissing(const DraftedColumn& column, double* missing,
                  DraftNotes::OfRule* notes) const {
    const Row row = RowOf(column, 0);
    *missing = static_cast<double>(row.points);
    if (row.leads > 0) {
      notes->others.push_back(absl::StrCat("none: ", NoteOf(row)));
    }
  }

  TiersSpec TiersOf(const DraftedColumn& column,
                    DraftNotes::OfRule* notes) const {
    TiersSpec tiers;
    const std::string name = "lead." + column.attribute;
    // From the highest range down, neighbours of equal points together.
    Row row;
    for (size_t i = column.groups.groups.size(); i-- > 1;) {
      const Row range = RowOf(column, i);
      row.leads += range.leads;
      row.decided += range.decided;
      row.won += range.won;
      row.points = range.points;
      if (i == 1) break;
      if (points_.are_learned && RowOf(column, i - 1).points == row.points) {
        continue;
      }
      tiers.tier.push_back(
          {absl::StrCat(name, " >= ", Bound(column.groups.groups[i].from)),
           static_cast<double>(row.points)});
      notes->rows.push_back(NoteOf(row));
      row = Row();
    }
    if (tiers.tier.empty()) {
      // All numbers are worth the same, but not what is missing.
      tiers.tier.push_back(
          {absl::StrCat("has(", name, ")"), static_cast<double>(row.points)});
      notes->rows.push_back(NoteOf(row));
      AddMissing(column, &tiers.otherwise, notes);
      return tiers;
    }
    tiers.otherwise = static_cast<double>(row.points);
    notes->others.push_back(absl::StrCat("below: ", NoteOf(row)));
    AddMissing(column, &tiers.missing, notes);
    return tiers;
  }

  void AddActivities(GroupSpec* group) {
    group->decay = DecaySpec();
    group->decay->half_life = absl::Hours(24 * 30);
    for (DraftedType& type : points_.activities->types) {
      ActivitySpec activity;
      activity.type = type.name;
      for (const size_t index : type.properties) {
        const DraftedProperty& from = points_.activities->properties[index];
        PropertySpec property;
        property.name = from.property;
        property.type = from.kind.type;
        if (from.name != from.property) property.column = from.name;
        property.time_format = from.kind.time_format;
        activity.properties.push_back(std::move(property));
      }
      spec_.activities.push_back(std::move(activity));
      if (points_.outcome == nullptr && type.use == Use::kDeclared) {
        type.points = PointsForRarity(type);
      }
      if (type.points == 0) continue;
      type.use = Use::kScored;
      RuleSpec rule;
      rule.name = RuleName(type.name);
      rule.points = static_cast<double>(type.points);
      rule.each = EachSpec();
      rule.each->types = {type.name};
      // What was learned is whether a lead did it; how often was not.
      const int64_t most = type.points * (points_.are_learned ? 1 : 3);
      (most > 0 ? rule.max : rule.min) = static_cast<double>(most);
      Row row;
      row.leads = type.leads;
      if (type.counts.size() == 2) {
        row.decided = type.counts[1].all_decided();
        row.won = type.counts[1].all_won();
      }
      notes_.rules[rule.name].others = {NoteOf(row)};
      group->rules.push_back(std::move(rule));
    }
  }

  int64_t PointsForRarity(const DraftedType& type) const {
    if (type.leads == 0) return 0;
    int64_t rarest = num_leads_;
    for (const DraftedType& other : points_.activities->types) {
      if (other.leads >= kFewestInGroup) rarest = std::min(rarest, other.leads);
    }
    const auto all = static_cast<double>(num_leads_);
    const double most = std::log(all / static_cast<double>(rarest) + 1);
    const double here =
        std::log(all / static_cast<double>(std::max(type.leads, rarest)) + 1);
    return std::max<int64_t>(1, std::llround(kMostForRarity * here / most));
  }

  const DraftedPoints& points_;
  const int64_t num_leads_;
  ModelSpec& spec_;
  DraftNotes& notes_;
  double share_ = 1;
  size_t num_scored_ = 0;
  std::set<std::string> rule_names_;
};

}  // namespace

void AddScores(const DraftedPoints& points, int64_t num_leads, ModelSpec* spec,
               DraftNotes* notes) {
  SpecMaker(points, num_leads, spec, notes).Make();
}

}  // namespace leadscore::internal
