#include "src/cli/diff_page.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/cli/diff_rows.h"
#include "src/cli/text_table.h"
#include "src/core/number_text.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/diff/distribution.h"
#include "src/explain/phrases.h"

namespace leadscore::internal {
namespace {

using Align = TextTable::Align;

constexpr size_t kMostCauses = 20;
constexpr size_t kMostGradeMoves = 20;
constexpr size_t kMostValues = 20;
constexpr size_t kCausesOfMover = 3;

std::string ModelText(const Model& model) {
  return absl::StrCat(model.name(), model.version().empty() ? "" : " ",
                      model.version(), " (", model.fingerprint(), ")");
}

std::string InstantText(absl::Time time) {
  return FormatInstant(ToMicros(time));
}

// "1 lead", "1,204 leads"
std::string LeadsText(int64_t count) {
  return absl::StrCat(FormatGrouped(count), count == 1 ? " lead" : " leads");
}

// Nothing of none, so that what moves stands out.
std::string CountText(int64_t count) {
  return count == 0 ? "" : FormatGrouped(count);
}

std::string NameOr(const std::string& name, const char* otherwise) {
  return name.empty() ? otherwise : name;
}

// "MQL", or "LEAD -> MQL".
std::string MoveText(const std::string& from, const std::string& to) {
  if (from == to) return from;
  return absl::StrCat(NameOr(from, "none"), " -> ", NameOr(to, "none"));
}

std::string MoveText(const PointsMove& points) {
  return MoveText(points.from.ToShortString(), points.to.ToShortString());
}

// "... and 12 more"
std::string RestText(size_t shown, size_t all, const std::string& where = "") {
  if (shown >= all) return "";
  return absl::StrCat("  ... and ",
                      FormatGrouped(static_cast<int64_t>(all - shown)), " more",
                      where, "\n");
}

const char* OutcomeText(AgreedOutcome outcome) {
  switch (outcome) {
    case AgreedOutcome::kAsAgreed:
      return "as agreed";
    case AgreedOutcome::kNotAsAgreed:
      return "not as agreed";
    case AgreedOutcome::kImpossible:
      break;
  }
  return "not possible";
}

class Page {
 public:
  Page(const DiffParts& parts, size_t top) : parts_(parts), top_(top) {}

  std::string Make() {
    if (IsEmpty()) return NothingText();
    AddHead();
    if (parts_.models != nullptr) AddModels(*parts_.models);
    if (parts_.scores != nullptr) AddScores(*parts_.scores);
    return std::move(text_);
  }

 private:
  bool IsEmpty() const {
    const bool is_one_model =
        parts_.models == nullptr || parts_.models->differences.empty();
    return is_one_model &&
           (parts_.scores == nullptr ||
            (parts_.scores->movers.empty() &&
             parts_.scores->only_in_from + parts_.scores->only_in_to == 0));
  }

  std::string NothingText() const {
    std::string text = "No difference: ";
    if (parts_.models != nullptr) {
      absl::StrAppend(&text, "both models are ", ModelText(parts_.to->model));
    }
    if (parts_.scores != nullptr) {
      absl::StrAppend(&text, parts_.models != nullptr ? "; " : "",
                      LeadsText(parts_.scores->leads),
                      parts_.scores->leads == 1 ? " keeps its" : " keep their",
                      " stage, grade and points ", InstantsText());
    }
    return text + "\n";
  }

  // When the leads were scored.
  std::string InstantsText() const {
    if (parts_.models != nullptr) {
      return absl::StrCat("as of ", InstantText(parts_.to->as_of));
    }
    return absl::StrCat("from ", InstantText(parts_.from->as_of), " to ",
                        InstantText(parts_.to->as_of));
  }

  void AddTitle(const std::string& title) {
    absl::StrAppend(&text_, "\n", title, "\n");
  }

  void AddHead() {
    if (parts_.models != nullptr) {
      absl::StrAppend(&text_, "From ", ModelText(parts_.from->model), "\nto   ",
                      ModelText(parts_.to->model), "\n");
    } else {
      absl::StrAppend(&text_, ModelText(parts_.to->model), "\n");
    }
    if (parts_.scores != nullptr) {
      absl::StrAppend(&text_, InstantsText(), "\n");
    }
  }

  // ---- The models ----------------------------------------------------------

  void AddModels(const ModelDiff& models) {
    if (!models.differences.empty()) {
      AddTitle("What differs in the models");
      for (const SpecDifference& difference : models.differences) {
        absl::StrAppend(&text_, "  ", difference.ToString(), "\n");
      }
    }
    if (!models.agreed.empty()) AddTitle("Agreed examples");
    for (const AgreedChange& change : models.agreed) AddAgreed(change);
    AddWarnings("Warnings that are new", models.warnings_new);
    AddWarnings("Warnings that are gone", models.warnings_gone);
  }

  void AddAgreed(const AgreedChange& change) {
    absl::StrAppend(&text_, "  ", Quoted(change.name, change.name.size() + 2),
                    ": ", OutcomeText(change.before), " -> ",
                    OutcomeText(change.after), "\n");
    for (const AgreedMismatch& mismatch : change.mismatches) {
      const bool is_now = change.after == AgreedOutcome::kNotAsAgreed;
      absl::StrAppend(&text_, "    ", mismatch.name, is_now ? " is " : " was ",
                      NameOr(mismatch.found, "none"), ", agreed is ",
                      NameOr(mismatch.agreed, "none"), "\n");
    }
  }

  void AddWarnings(const std::string& title, const Diagnostics& warnings) {
    if (!warnings.empty()) AddTitle(title);
    for (const Diagnostic& warning : warnings) {
      absl::StrAppend(&text_, "  ", warning.PathText(), ": ", warning.message,
                      "\n");
    }
  }

  // ---- The leads -----------------------------------------------------------

  void AddScores(const ScoreDiff& scores) {
    AddCounts(scores);
    if (scores.movers.empty()) return;
    AddStages(scores);
    AddGrades(scores);
    AddPoints(scores);
    AddCauses(scores);
    AddLoad(scores);
    AddMovers(scores);
  }

  void AddCounts(const ScoreDiff& scores) {
    if (scores.movers.empty()) {
      AddTitle(absl::StrCat(LeadsText(scores.leads),
                            ", none of which changes its stage, grade or "
                            "points"));
    } else {
      AddTitle(LeadsText(scores.leads));
      TextTable table;
      for (Align align : {Align::kRight, Align::kRight, Align::kLeft}) {
        table.AddColumn("", align);
      }
      const auto add = [&](int64_t count, const char* what) {
        table.AddRow(
            {FormatGrouped(count), PercentText(count, scores.leads), what});
      };
      if (!scores.stages.empty()) add(scores.stage_changes, "to another stage");
      if (!scores.grades.empty()) add(scores.grade_changes, "to another grade");
      add(scores.points_changes, "to other points");
      text_ += table.ToString();
    }
    AddOnly(scores.only_in_from, "first");
    AddOnly(scores.only_in_to, "second");
  }

  void AddOnly(int64_t count, const char* which) {
    if (count == 0) return;
    absl::StrAppend(&text_, "  ", LeadsText(count), count == 1 ? " is" : " are",
                    " left out, which only the ", which, " model could read\n");
  }

  void AddStages(const ScoreDiff& scores) {
    if (scores.stages.size() < 2) return;
    AddTitle("Stages, from those on the left to those on top");
    TextTable table;
    table.AddColumn("", Align::kLeft);
    for (const std::string& stage : scores.stages) {
      table.AddColumn(NameOr(stage, "none"), Align::kRight);
    }
    table.AddColumn("before", Align::kRight);
    std::vector<int64_t> after(scores.stages.size());
    for (size_t from = 0; from < scores.stages.size(); ++from) {
      const std::vector<int64_t>& row = scores.stage_moves[from];
      std::vector<std::string> cells = {NameOr(scores.stages[from], "none")};
      for (size_t to = 0; to < row.size(); ++to) {
        cells.push_back(CountText(row[to]));
        after[to] += row[to];
      }
      cells.push_back(
          FormatGrouped(std::accumulate(row.begin(), row.end(), int64_t{0})));
      table.AddRow(std::move(cells));
    }
    std::vector<std::string> cells = {"after"};
    for (int64_t count : after) cells.push_back(FormatGrouped(count));
    cells.emplace_back();
    table.AddRow(std::move(cells));
    text_ += table.ToString();
  }

  void AddGrades(const ScoreDiff& scores) {
    if (scores.grade_moves.empty()) return;
    AddTitle("Grades");
    TextTable table;
    table.AddColumn("", Align::kLeft);
    table.AddColumn("", Align::kRight);
    const size_t shown = std::min(scores.grade_moves.size(), kMostGradeMoves);
    for (size_t i = 0; i < shown; ++i) {
      const GradeMove& move = scores.grade_moves[i];
      table.AddRow(
          {MoveText(GradeName(scores, move.from), GradeName(scores, move.to)),
           FormatGrouped(move.leads)});
    }
    absl::StrAppend(&text_, table.ToString(),
                    RestText(shown, scores.grade_moves.size()));
  }

  void AddPoints(const ScoreDiff& scores) {
    AddTitle("Points of all leads, before and after");
    TextTable table;
    for (const char* title : {"", ""}) table.AddColumn(title, Align::kLeft);
    for (const char* title : {"min", "p10", "p25", "median", "p75", "p90",
                              "max", "mean", "up", "down", "mean change"}) {
      table.AddColumn(title, Align::kRight);
    }
    for (const ScoreShift& score : scores.scores) AddShift(score, &table);
    AddShift(scores.total, &table);
    text_ += table.ToString();
  }

  static void AddShift(const ScoreShift& shift, TextTable* table) {
    const auto add = [&](const std::string& label, const char* when,
                         const PointsDistribution& points, bool is_there,
                         std::vector<std::string> ends) {
      std::vector<std::string> cells = {label, when};
      for (Points value : {points.min, points.p10, points.p25, points.median,
                           points.p75, points.p90, points.max, points.mean}) {
        cells.push_back(is_there ? PointsText(value) : "");
      }
      for (std::string& end : ends) cells.push_back(std::move(end));
      table->AddRow(std::move(cells));
    };
    add(shift.label, "before", shift.from, shift.is_in_from, {"", "", ""});
    add("", "after", shift.to, shift.is_in_to,
        {CountText(shift.up), CountText(shift.down),
         shift.up + shift.down == 0 ? "" : SignedPoints(shift.mean_change)});
  }

  // "of 12 leads that move", or of some of them.
  std::string ExplainedText(const ScoreDiff& scores) const {
    const auto movers = static_cast<int64_t>(scores.movers.size());
    if (scores.explained == scores.movers.size()) {
      return absl::StrCat("over ", LeadsText(movers), " that ",
                          movers == 1 ? "moves" : "move");
    }
    return absl::StrCat("over the first ",
                        FormatGrouped(static_cast<int64_t>(scores.explained)),
                        " of ", LeadsText(movers),
                        " that move (--explain-movers)");
  }

  void AddCauses(const ScoreDiff& scores) {
    if (scores.causes.empty()) return;
    AddTitle(absl::StrCat("What causes it, ", ExplainedText(scores)));
    std::vector<const MoveCause*> causes;
    for (const MoveCause& cause : scores.causes) causes.push_back(&cause);
    std::stable_sort(causes.begin(), causes.end(),
                     [](const MoveCause* a, const MoveCause* b) {
                       return Magnitude(a->points) > Magnitude(b->points);
                     });
    TextTable table;
    table.AddColumn("", Align::kLeft);
    table.AddColumn("score", Align::kLeft);
    table.AddColumn("leads", Align::kRight);
    table.AddColumn("points", Align::kRight);
    const size_t shown = std::min(causes.size(), kMostCauses);
    for (size_t i = 0; i < shown; ++i) {
      const MoveCause& cause = *causes[i];
      table.AddRow({cause.text, cause.score, FormatGrouped(cause.leads),
                    absl::StrCat(cause.points > Points() ? "+" : "",
                                 PointsText(cause.points))});
    }
    absl::StrAppend(&text_, table.ToString(), RestText(shown, causes.size()));
  }

  void AddLoad(const ScoreDiff& scores) {
    if (scores.load.empty()) return;
    AddTitle(absl::StrCat("Leads by ", parts_.by, ", before -> after"));
    TextTable table;
    table.AddColumn(parts_.by, Align::kLeft);
    table.AddColumn("leads", Align::kRight);
    table.AddColumn("moved", Align::kRight);
    for (const std::string& stage : scores.stages) {
      table.AddColumn(NameOr(stage, "none"), Align::kRight);
    }
    const size_t shown = std::min(scores.load.size(), kMostValues);
    for (size_t i = 0; i < shown; ++i) {
      AddLoadRow(scores.load[i],
                 scores.load[i].value.empty() ? "(none)"
                                              : OneLine(scores.load[i].value),
                 &table);
    }
    if (shown < scores.load.size()) {
      LoadShift rest;
      rest.from.resize(scores.stages.size());
      rest.to.resize(scores.stages.size());
      for (size_t i = shown; i < scores.load.size(); ++i) {
        const LoadShift& shift = scores.load[i];
        rest.leads += shift.leads;
        rest.moved += shift.moved;
        for (size_t s = 0; s < rest.from.size(); ++s) {
          rest.from[s] += shift.from[s];
          rest.to[s] += shift.to[s];
        }
      }
      AddLoadRow(
          rest,
          absl::StrCat(
              "(",
              FormatGrouped(static_cast<int64_t>(scores.load.size() - shown)),
              " others)"),
          &table);
    }
    text_ += table.ToString();
  }

  static void AddLoadRow(const LoadShift& shift, std::string value,
                         TextTable* table) {
    std::vector<std::string> cells = {
        std::move(value), FormatGrouped(shift.leads), CountText(shift.moved)};
    for (size_t s = 0; s < shift.from.size(); ++s) {
      cells.push_back(
          MoveText(FormatGrouped(shift.from[s]), FormatGrouped(shift.to[s])));
    }
    table->AddRow(std::move(cells));
  }

  void AddMovers(const ScoreDiff& scores) {
    const size_t shown = std::min(scores.movers.size(), top_);
    if (shown == 0) return;
    AddTitle("Leads that move, those to another stage first, then by how far");
    bool has_accounts = false;
    for (size_t i = 0; i < shown; ++i) {
      has_accounts = has_accounts || !AccountOf(scores.movers[i]).empty();
    }
    TextTable table;
    table.AddColumn("id", Align::kLeft);
    if (has_accounts) table.AddColumn("account", Align::kLeft);
    if (!scores.stages.empty()) table.AddColumn("stage", Align::kLeft);
    if (!scores.grades.empty()) table.AddColumn("grade", Align::kLeft);
    table.AddColumn("total", Align::kRight);
    for (const ScoreShift& score : scores.scores) {
      table.AddColumn(score.name, Align::kRight);
    }
    table.AddColumn("causes", Align::kLeft);
    for (size_t i = 0; i < shown; ++i) {
      const Mover& mover = scores.movers[i];
      std::vector<std::string> cells = {
          std::string(parts_.from->tables.leads.id(mover.from_row))};
      if (has_accounts) cells.push_back(AccountOf(mover));
      if (!scores.stages.empty()) {
        cells.push_back(MoveText(StageName(scores, mover.stage_from),
                                 StageName(scores, mover.stage_to)));
      }
      if (!scores.grades.empty()) {
        cells.push_back(MoveText(GradeName(scores, mover.grade_from),
                                 GradeName(scores, mover.grade_to)));
      }
      cells.push_back(MoveText(mover.total));
      for (const PointsMove& score : mover.scores) {
        cells.push_back(MoveText(score));
      }
      cells.push_back(CausesText(scores, mover));
      table.AddRow(std::move(cells));
    }
    absl::StrAppend(&text_, table.ToString(),
                    RestText(shown, scores.movers.size(),
                             "; --movers FILE writes all, --top N shows more"));
  }

  std::string AccountOf(const Mover& mover) const {
    return std::string(parts_.from->tables.leads.account(mover.from_row));
  }

  // The strongest ones.
  static std::string CausesText(const ScoreDiff& scores, const Mover& mover) {
    std::string text;
    for (size_t i = 0; i < mover.causes.size() && i < kCausesOfMover; ++i) {
      const CausedChange& caused = mover.causes[i];
      absl::StrAppend(&text, text.empty() ? "" : "; ",
                      scores.causes[caused.cause].text, " ",
                      SignedPoints(caused.change));
    }
    if (mover.causes.size() > kCausesOfMover) {
      absl::StrAppend(&text, "; ", mover.causes.size() - kCausesOfMover,
                      " more");
    }
    return text;
  }

  const DiffParts& parts_;
  const size_t top_;
  std::string text_;
};

}  // namespace

std::string DiffPage(const DiffParts& parts, size_t top) {
  return Page(parts, top).Make();
}

}  // namespace leadscore::internal
