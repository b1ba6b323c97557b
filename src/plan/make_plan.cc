#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "src/core/fixed.h"
#include "src/model/number_keys.h"
#include "src/plan/condition_planner.h"
#include "src/plan/plan.h"

namespace leadscore::internal {
namespace {

// Beyond this many, tests of several sources cost more memory than they save
// time.
constexpr size_t kMostTerms = 16'384;

// As many as the numbers of those that are present can count.
constexpr size_t kMostAttributes = 65'535;

// Millionths of points where a combination is true. Those of one rule exclude
// each other.
struct Alternative {
  Combination where;
  int64_t amount = 0;
};
using Alternatives = std::vector<Alternative>;

class PlanMaker {
 public:
  explicit PlanMaker(const CheckedModel& model)
      : model_(model), planner_(model, &plan_.sources) {}

  Plan Run() {
    plan_.plain_because = WhyPlain();
    for (size_t s = 0; s < model_.scores.size(); ++s) {
      plan_.group_lane.emplace_back();
      for (size_t g = 0; g < model_.scores[s].groups.size(); ++g) {
        plan_.group_lane[s].push_back(
            AddLane(static_cast<int>(s), static_cast<int>(g)));
        for (const CheckedRule& rule : model_.scores[s].groups[g].rules) {
          AddRule(rule, plan_.group_lane[s][g]);
        }
      }
    }
    for (const CheckedDisqualify& disqualify : model_.disqualify) {
      plan_.disqualify.push_back(PlanCondition(disqualify.when));
    }
    for (const CheckedStage& stage : model_.stages) {
      PlannedStage planned;
      bool needs_evidence = false;
      for (const CheckedWay& way : stage.enter) {
        planned.ways.push_back(PlanCondition(way.when));
        needs_evidence = needs_evidence || way.needs_evidence;
      }
      if (needs_evidence) {
        for (const CheckedEvidence& evidence : stage.evidence) {
          planned.evidence.push_back(PlanCondition(evidence.when));
        }
      }
      if (stage.hold.has_value()) {
        planned.hold = PlanCondition(stage.hold->when);
      }
      plan_.stages.push_back(std::move(planned));
    }
    return std::move(plan_);
  }

 private:
  std::string WhyPlain() const {
    for (const CheckedSignal& signal : model_.signals) {
      if (signal.over_account) {
        return "the signal " + signal.name + " counts over accounts";
      }
    }
    if (model_.attributes_read.size() > kMostAttributes) {
      return "it reads too many attributes";
    }
    return "";
  }

  int AddLane(int score, int group) {
    Lane lane;
    lane.score = score;
    lane.group = group;
    plan_.lanes.push_back(lane);
    return static_cast<int>(plan_.lanes.size()) - 1;
  }

  // ---- Emitting ----------------------------------------------------------

  void Emit(const Combination& where, int lane, int64_t amount,
            PlannedRule* rule) {
    if (amount == 0) return;
    for (const Product& product : where) {
      for (const Factor& factor : product.factors) {
        if (rule != nullptr) AddSource(factor.source, rule);
      }
      const int64_t part = product.coefficient * amount;
      if (product.factors.empty()) {
        plan_.lanes[static_cast<size_t>(lane)].base += part;
      } else if (product.factors.size() == 1) {
        const Factor& only = product.factors[0];
        plan_.sources[static_cast<size_t>(only.source)].gains.push_back(
            {only.predicate, lane, part});
      } else {
        plan_.terms.push_back({product.factors, lane, part});
        if (rule != nullptr) ++rule->terms;
      }
    }
  }

  static void AddSource(int source, PlannedRule* rule) {
    const auto at =
        std::lower_bound(rule->sources.begin(), rule->sources.end(), source);
    if (at == rule->sources.end() || *at != source) {
      rule->sources.insert(at, source);
    }
  }

  static size_t CountTerms(const Combination& where) {
    return static_cast<size_t>(std::count_if(
        where.begin(), where.end(),
        [](const Product& product) { return product.factors.size() > 1; }));
  }

  // The flag that tells where a combination is true; -1 if it always is.
  int MakeFlag(const Combination& where, PlannedRule* rule = nullptr) {
    if (where.size() == 1 && where[0].factors.empty() &&
        where[0].coefficient == 1) {
      return -1;
    }
    const int lane = AddLane(-1, -1);
    plan_.lanes[static_cast<size_t>(lane)].bound = 1;
    Emit(where, lane, 1, rule);
    return lane;
  }

  // ---- Rules -------------------------------------------------------------

  // Of points that a shape gave, after the weight and bounds of the rule.
  static int64_t AmountOf(const CheckedRule& rule, Points points) {
    return Clamp(Weighted(points, rule.weight), rule.min, rule.max).micros();
  }

  void AddRule(const CheckedRule& rule, int lane) {
    PlannedRule planned;
    planned.rule = &rule;
    planned.lane = lane;
    const std::optional<Combination> when = planner_.WhereTrue(rule.when);
    if (!when.has_value() || !PlanRule(rule, *when, &planned)) {
      planner_.HasOverflowed();
      planned.method = RuleMethod::kReference;
      planned.why = planner_.why();
    }
    plan_.rules.push_back(std::move(planned));
  }

  bool PlanRule(const CheckedRule& rule, const Combination& when,
                PlannedRule* planned) {
    if (rule.each != nullptr) {
      planned->method = RuleMethod::kActivities;
      planned->gate = MakeFlag(when, planned);
      return true;
    }
    if (rule.shape == RuleShape::kCurve && !rule.curve.is_step) {
      planned->source = NumberSource(rule.curve.of.variable);
      if (planned->source < 0) return false;
      planned->method = RuleMethod::kCurve;
      AddSource(planned->source, planned);
      planned->gate = MakeFlag(when, planned);
      return true;
    }
    std::optional<Alternatives> alternatives = AlternativesOf(rule);
    if (!alternatives.has_value()) return false;
    size_t terms = plan_.terms.size();
    int64_t bound = 0;
    for (Alternative& alternative : *alternatives) {
      if (alternative.amount == 0) continue;
      alternative.where = planner_.combiner().And(when, alternative.where);
      terms += CountTerms(alternative.where);
      bound = std::max(bound, std::abs(alternative.amount));
    }
    if (planner_.HasOverflowed()) return false;
    if (terms > kMostTerms)
      return planner_.Refuse("the model has too many tests");
    for (const Alternative& alternative : *alternatives) {
      Emit(alternative.where, planned->lane, alternative.amount, planned);
    }
    plan_.lanes[static_cast<size_t>(planned->lane)].bound += bound;
    return true;
  }

  std::optional<Alternatives> AlternativesOf(const CheckedRule& rule) {
    switch (rule.shape) {
      case RuleShape::kPoints:
        return Alternatives{
            {Combiner::Constant(true), AmountOf(rule, rule.points)}};
      case RuleShape::kTiers:
        return OfTiers(rule);
      case RuleShape::kTable:
        return OfTable(rule);
      case RuleShape::kCurve:
        break;
    }
    return OfSteps(rule);
  }

  std::optional<Alternatives> OfTiers(const CheckedRule& rule) {
    std::vector<const CheckedTier*> tiers;
    for (const CheckedTier& tier : rule.tiers.tiers) tiers.push_back(&tier);
    if (rule.tiers.take_max) {
      std::stable_sort(tiers.begin(), tiers.end(),
                       [](const CheckedTier* a, const CheckedTier* b) {
                         return a->points > b->points;
                       });
    }
    Combiner& combiner = planner_.combiner();
    Alternatives made;
    Combination none_true = Combiner::Constant(true);
    Combination all_false = Combiner::Constant(true);
    Combination none_missing = Combiner::Constant(true);
    const bool has_otherwise = AmountOf(rule, rule.tiers.otherwise) != 0;
    const bool has_missing = AmountOf(rule, rule.tiers.missing) != 0;
    for (const CheckedTier* tier : tiers) {
      std::optional<Combination> is_true = planner_.WhereTrue(tier->when);
      if (!is_true.has_value()) return std::nullopt;
      made.push_back(
          {combiner.And(none_true, *is_true), AmountOf(rule, tier->points)});
      none_true = combiner.And(none_true, combiner.Not(*std::move(is_true)));
      if (has_otherwise) {
        const auto is_false = planner_.Where(tier->when, kIsFalse);
        if (!is_false.has_value()) return std::nullopt;
        all_false = combiner.And(all_false, *is_false);
      }
      if (has_missing) {
        auto is_missing = planner_.Where(tier->when, kIsMissing);
        if (!is_missing.has_value()) return std::nullopt;
        none_missing =
            combiner.And(none_missing, combiner.Not(*std::move(is_missing)));
      }
    }
    if (has_otherwise) {
      made.push_back(
          {std::move(all_false), AmountOf(rule, rule.tiers.otherwise)});
    }
    if (has_missing) {
      made.push_back(
          {combiner.And(none_true, combiner.Not(std::move(none_missing))),
           AmountOf(rule, rule.tiers.missing)});
    }
    return made;
  }

  std::optional<Alternatives> OfTable(const CheckedRule& rule) {
    const CheckedTable& table = rule.table;
    const int index = planner_.SourceOf(table.of.variable);
    if (index < 0) return std::nullopt;
    const bool is_text = plan_.sources[static_cast<size_t>(index)].is_text();
    const bool is_source = planner_.IsSource(table.of.variable);
    const Source& source = plan_.sources[static_cast<size_t>(index)];
    if (source.signal >= 0 && !is_source) {
      planner_.Refuse("its table is over what is derived from a signal");
      return std::nullopt;
    }
    // The rows that give the same.
    std::map<int64_t, std::vector<int>> rows;
    for (size_t row = 0; row < table.row_points.size(); ++row) {
      rows[AmountOf(rule, table.row_points[row])].push_back(
          static_cast<int>(row));
    }
    Alternatives made;
    if (!is_source || table.match_words) {
      rows[AmountOf(rule, table.otherwise)].push_back(Atom::kOtherwiseRow);
      rows[AmountOf(rule, table.missing)].push_back(Atom::kMissingRow);
      for (auto& [amount, choices] : rows) {
        Atom atom;
        atom.kind = Atom::Kind::kTableRow;
        atom.table = &table;
        atom.variable = table.of.variable;
        atom.choices = choices;
        std::sort(atom.choices.begin(), atom.choices.end());
        made.push_back({WhereTrue(index, std::move(atom)), amount});
      }
      return made;
    }
    Combination listed = Combiner::Constant(false);
    Combiner& combiner = planner_.combiner();
    for (const auto& [amount, choices] : rows) {
      Combination where = is_text ? WhereTextOf(index, table, choices)
                                  : WhereNumberOf(index, table, choices);
      listed = combiner.Or(std::move(listed), where);
      made.push_back({std::move(where), amount});
    }
    const Combination present = WherePresent(index);
    made.push_back({combiner.And(present, combiner.Not(std::move(listed))),
                    AmountOf(rule, table.otherwise)});
    made.push_back({combiner.Not(present), AmountOf(rule, table.missing)});
    return made;
  }

  Combination WhereTrue(int source, Atom atom) {
    return planner_.combiner().Where(
        source, planner_.AddAtom(source, std::move(atom)), kIsTrue);
  }

  Combination WherePresent(int source) {
    Atom atom;
    atom.kind = Atom::Kind::kPresent;
    return WhereTrue(source, std::move(atom));
  }

  // Where a text is a literal of one of some rows, which ascend.
  Combination WhereTextOf(int source, const CheckedTable& table,
                          const std::vector<int>& rows) {
    Atom atom;
    atom.kind = Atom::Kind::kLiteral;
    for (const auto& [text, row] : table.text_rows) {
      if (std::binary_search(rows.begin(), rows.end(), row)) {
        atom.choices.push_back(planner_.LiteralOf(source, text));
      }
    }
    std::sort(atom.choices.begin(), atom.choices.end());
    return WhereTrue(source, std::move(atom));
  }

  Combination WhereNumberOf(int source, const CheckedTable& table,
                            const std::vector<int>& rows) {
    Combiner& combiner = planner_.combiner();
    Combination where = Combiner::Constant(false);
    for (const auto& [number, row] : table.number_rows) {
      if (!std::binary_search(rows.begin(), rows.end(), row)) continue;
      where =
          combiner.Or(std::move(where),
                      WhereBetween(source, number, absl::int128(number) + 1));
    }
    return where;
  }

  // Where the key of a number is at least `begin` and below `end`.
  Combination WhereBetween(int source, absl::int128 begin, absl::int128 end) {
    return planner_.combiner().And(planner_.WhereBelow(source, begin, kIsFalse),
                                   planner_.WhereBelow(source, end, kIsTrue));
  }

  // The source of a number that a curve is over, or -1.
  int NumberSource(int variable) {
    const int index = planner_.SourceOf(variable);
    if (index < 0) return -1;
    const ValueType type = plan_.sources[static_cast<size_t>(index)].type;
    if (planner_.IsSource(variable) &&
        (type == ValueType::kInt || type == ValueType::kDouble)) {
      return index;
    }
    planner_.Refuse("its curve is over what is derived");
    return -1;
  }

  std::optional<Alternatives> OfSteps(const CheckedRule& rule) {
    const CheckedCurve& curve = rule.curve;
    const int index = NumberSource(curve.of.variable);
    if (index < 0) return std::nullopt;
    const ValueType type = plan_.sources[static_cast<size_t>(index)].type;
    const KeyRange keys = KeysOf(type);
    std::vector<absl::int128> cuts;
    for (const CurvePoint& point : curve.at) {
      cuts.push_back(FirstKey(keys, [&](int64_t key) {
        const double x = type == ValueType::kDouble ? DoubleOfKey(key)
                                                    : static_cast<double>(key);
        return x >= point.x;
      }));
    }
    Alternatives made;
    made.push_back({planner_.WhereBelow(index, cuts.front(), kIsTrue),
                    AmountOf(rule, Points())});
    for (size_t i = 0; i < cuts.size(); ++i) {
      made.push_back({i + 1 < cuts.size()
                          ? WhereBetween(index, cuts[i], cuts[i + 1])
                          : planner_.WhereBelow(index, cuts[i], kIsFalse),
                      AmountOf(rule, curve.at[i].points)});
    }
    made.push_back({planner_.combiner().Not(WherePresent(index)),
                    AmountOf(rule, curve.missing)});
    return made;
  }

  // ---- Stages ------------------------------------------------------------

  PlannedCondition PlanCondition(const Condition& condition) {
    PlannedCondition planned;
    if (condition == nullptr) return planned;
    planned.program = condition.get();
    const std::optional<Combination> where = planner_.WhereTrue(condition);
    if (!where.has_value() ||
        plan_.terms.size() + CountTerms(*where) > kMostTerms) {
      planned.why =
          where.has_value() ? "the model has too many tests" : planner_.why();
      return planned;
    }
    planned.flag = MakeFlag(*where);
    if (planned.flag < 0) planned.program = nullptr;
    return planned;
  }

  const CheckedModel& model_;
  Plan plan_;
  ConditionPlanner planner_;
};

}  // namespace

Plan MakePlan(const CheckedModel& model) { return PlanMaker(model).Run(); }

}  // namespace leadscore::internal
