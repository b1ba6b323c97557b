#include "src/cli/diff_json.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "src/cli/diff_rows.h"
#include "src/core/time_text.h"
#include "src/io/json_writer.h"

namespace leadscore::internal {
namespace {

std::string_view OutcomeName(AgreedOutcome outcome) {
  switch (outcome) {
    case AgreedOutcome::kAsAgreed:
      return "as_agreed";
    case AgreedOutcome::kNotAsAgreed:
      return "not_as_agreed";
    case AgreedOutcome::kImpossible:
      break;
  }
  return "impossible";
}

std::string_view CauseKindName(MoveCauseKind kind) {
  switch (kind) {
    case MoveCauseKind::kRule:
      return "rule";
    case MoveCauseKind::kGroupLimit:
      return "group_limit";
    case MoveCauseKind::kBase:
      return "base";
    case MoveCauseKind::kScoreLimit:
      return "score_limit";
    case MoveCauseKind::kAdjustment:
      return "adjustment";
    case MoveCauseKind::kWeight:
      return "weight";
    case MoveCauseKind::kTotalLimit:
      break;
  }
  return "total_limit";
}

class DiffWriter {
 public:
  DiffWriter(const DiffParts& parts, std::string* out)
      : parts_(parts), json_(/*indented=*/true, out) {}

  void Write(size_t top) {
    json_.BeginObject();
    WriteSide("from", *parts_.from);
    WriteSide("to", *parts_.to);
    if (parts_.models != nullptr) WriteModels(*parts_.models);
    if (parts_.scores != nullptr) WriteScores(*parts_.scores, top);
    json_.EndObject();
  }

 private:
  void Text(std::string_view name, std::string_view value) {
    json_.Key(name);
    json_.Text(value);
  }
  void Count(std::string_view name, int64_t count) {
    json_.Key(name);
    json_.Number(count);
  }
  void Number(std::string_view name, Points points) {
    json_.Key(name);
    json_.Number(points.ToString());
  }
  void Counts(const std::vector<int64_t>& counts) {
    json_.BeginArray();
    for (int64_t count : counts) json_.Number(count);
    json_.EndArray();
  }

  // An array of objects.
  template <typename T, typename WriteMembers>
  void Objects(std::string_view name, const std::vector<T>& values,
               const WriteMembers& write, size_t most = SIZE_MAX) {
    json_.Key(name);
    json_.BeginArray();
    for (size_t i = 0; i < std::min(values.size(), most); ++i) {
      json_.BeginObject();
      write(values[i]);
      json_.EndObject();
    }
    json_.EndArray();
  }

  void WriteSide(std::string_view name, const DiffSide& side) {
    json_.Key(name);
    json_.BeginObject();
    Text("model", side.model.name());
    Text("model_version", side.model.version());
    Text("fingerprint", side.model.fingerprint());
    if (parts_.scores != nullptr) {
      Text("as_of", FormatInstant(ToMicros(side.as_of)));
    }
    json_.EndObject();
  }

  // ---- The models ----------------------------------------------------------

  void WriteModels(const ModelDiff& models) {
    Objects("differences", models.differences,
            [this](const SpecDifference& difference) {
              Text("kind", DifferenceKindName(difference.kind));
              Text("path", difference.PathText());
              Text("before", difference.before);
              Text("after", difference.after);
              Text("text", difference.ToString());
            });
    Objects("agreed", models.agreed, [this](const AgreedChange& change) {
      Text("name", change.name);
      Text("before", OutcomeName(change.before));
      Text("after", OutcomeName(change.after));
      Objects("mismatches", change.mismatches,
              [this](const AgreedMismatch& mismatch) {
                Text("name", mismatch.name);
                Text("agreed", mismatch.agreed);
                Text("found", mismatch.found);
              });
    });
    WriteWarnings("warnings_gone", models.warnings_gone);
    WriteWarnings("warnings_new", models.warnings_new);
  }

  void WriteWarnings(std::string_view name, const Diagnostics& warnings) {
    Objects(name, warnings, [this](const Diagnostic& warning) {
      Text("path", warning.PathText());
      Text("message", warning.message);
    });
  }

  // ---- The leads -----------------------------------------------------------

  void WriteScores(const ScoreDiff& scores, size_t top) {
    Count("leads", scores.leads);
    Count("only_in_from", scores.only_in_from);
    Count("only_in_to", scores.only_in_to);
    Count("stage_changes", scores.stage_changes);
    Count("grade_changes", scores.grade_changes);
    Count("stage_or_grade_changes", scores.stage_or_grade_changes);
    Count("points_changes", scores.points_changes);
    json_.Key("stages");
    json_.BeginArray();
    for (const std::string& stage : scores.stages) json_.Text(stage);
    json_.EndArray();
    json_.Key("stage_moves");
    json_.BeginArray();
    for (const std::vector<int64_t>& row : scores.stage_moves) Counts(row);
    json_.EndArray();
    Objects("grade_moves", scores.grade_moves, [&](const GradeMove& move) {
      Text("from", GradeName(scores, move.from));
      Text("to", GradeName(scores, move.to));
      Count("leads", move.leads);
    });
    Objects("scores", scores.scores,
            [this](const ScoreShift& score) { WriteShift(score); });
    json_.Key("total");
    json_.BeginObject();
    WriteShift(scores.total);
    json_.EndObject();
    Count("explained", static_cast<int64_t>(scores.explained));
    Objects("causes", scores.causes, [this](const MoveCause& cause) {
      Text("kind", CauseKindName(cause.kind));
      Text("score", cause.score);
      Text("name", cause.name);
      Text("text", cause.text);
      Count("leads", cause.leads);
      Number("points", cause.points);
    });
    if (!parts_.by.empty()) {
      Text("by", parts_.by);
      Objects("load", scores.load, [this](const LoadShift& load) {
        Text("value", load.value);
        Count("leads", load.leads);
        Count("moved", load.moved);
        json_.Key("from");
        Counts(load.from);
        json_.Key("to");
        Counts(load.to);
      });
    }
    Count("moved", static_cast<int64_t>(scores.movers.size()));
    Objects(
        "movers", scores.movers,
        [&](const Mover& mover) { WriteMover(scores, mover); }, top);
  }

  void WriteDistribution(std::string_view name,
                         const PointsDistribution& points) {
    json_.Key(name);
    json_.BeginObject();
    Number("min", points.min);
    Number("p10", points.p10);
    Number("p25", points.p25);
    Number("median", points.median);
    Number("p75", points.p75);
    Number("p90", points.p90);
    Number("max", points.max);
    Number("mean", points.mean);
    json_.EndObject();
  }

  void WriteShift(const ScoreShift& shift) {
    Text("name", shift.name);
    Text("label", shift.label);
    if (shift.is_in_from) WriteDistribution("from", shift.from);
    if (shift.is_in_to) WriteDistribution("to", shift.to);
    Count("up", shift.up);
    Count("down", shift.down);
    Number("mean_change", shift.mean_change);
  }

  void WriteMove(std::string_view name, const PointsMove& move) {
    json_.Key(name);
    json_.BeginArray();
    json_.Number(move.from.ToString());
    json_.Number(move.to.ToString());
    json_.EndArray();
  }

  void WriteMove(std::string_view name, const std::string& from,
                 const std::string& to) {
    json_.Key(name);
    json_.BeginArray();
    json_.Text(from);
    json_.Text(to);
    json_.EndArray();
  }

  void WriteMover(const ScoreDiff& scores, const Mover& mover) {
    const LeadTable& leads = parts_.from->tables.leads;
    Text("id", leads.id(mover.from_row));
    Text("account", leads.account(mover.from_row));
    WriteMove("stage", StageName(scores, mover.stage_from),
              StageName(scores, mover.stage_to));
    WriteMove("grade", GradeName(scores, mover.grade_from),
              GradeName(scores, mover.grade_to));
    WriteMove("total", mover.total);
    json_.Key("scores");
    json_.BeginObject();
    for (size_t i = 0; i < mover.scores.size(); ++i) {
      WriteMove(scores.scores[i].name, mover.scores[i]);
    }
    json_.EndObject();
    Objects("causes", mover.causes, [&](const CausedChange& caused) {
      const MoveCause& cause = scores.causes[caused.cause];
      Text("score", cause.score);
      Text("text", cause.text);
      Number("change", caused.change);
    });
  }

  const DiffParts& parts_;
  JsonWriter json_;
};

}  // namespace

std::string DiffJson(const DiffParts& parts, size_t top) {
  std::string text;
  DiffWriter(parts, &text).Write(top);
  return text + "\n";
}

}  // namespace leadscore::internal
