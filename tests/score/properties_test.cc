// What has to hold for every model and every lead, on generated ones. A failure
// names the seed, which makes it again: LEADSCORE_SEED=N runs that one alone,
// LEADSCORE_MODELS=N that many.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "leadscore/leadscore.h"
#include "tests/testing/generator.h"
#include "tests/testing/seeds.h"

namespace leadscore {
namespace {

using testing::GeneratedNow;
using testing::GenerateLeads;
using testing::GenerateModel;
using testing::Random;

constexpr int kModels = 250;
constexpr int kLeads = 8;

Model MakeModel(const ModelSpec& spec) {
  Diagnostics diagnostics;
  absl::StatusOr<Model> model = Model::Create(spec, &diagnostics);
  for (const Diagnostic& diagnostic : diagnostics) {
    ADD_FAILURE() << diagnostic.ToString();
  }
  return *std::move(model);
}

Tables MakeTables(const Model& model, const std::vector<Lead>& leads) {
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (const Lead& lead : leads) {
    const absl::Status status = builder.Add(lead);
    EXPECT_TRUE(status.ok()) << status;
  }
  return builder.Build();
}

// All that a result says, as text, by id of the lead.
using Outcomes = std::map<std::string, std::string>;

std::string Describe(const Model& model, const ScoreTable& scores, size_t row) {
  std::string text;
  for (const auto& score : scores.scores) text += score[row].ToString() + " ";
  const int stage =
      scores.qualifies_for.empty() ? -1 : scores.qualifies_for[row];
  return text + scores.total[row].ToString() + " " +
         std::string(scores.grade_of(row)) + " " +
         (stage < 0 ? "" : model.stage_names()[static_cast<size_t>(stage)]) +
         " " + std::to_string(scores.stage[row]) + " since " +
         absl::FormatTime(scores.since[row], absl::UTCTimeZone()) + " " +
         std::string(scores.way_of(row)) + " " +
         std::to_string(scores.coverage(row));
}

Outcomes Score(const Model& model, const std::vector<Lead>& leads,
               absl::Time as_of = GeneratedNow()) {
  const Tables tables = MakeTables(model, leads);
  ScoreTable scores;
  ScoreOptions options;
  options.stages = true;
  const absl::Status status =
      Scorer(model).Score(tables, as_of, options, &scores);
  EXPECT_TRUE(status.ok()) << status;
  Outcomes outcomes;
  for (size_t row = 0; row < scores.size(); ++row) {
    outcomes[std::string(tables.leads.id(row))] = Describe(model, scores, row);
  }
  return outcomes;
}

// Calls `check` with many models and their leads.
template <typename Check>
void ForGenerated(const Check& check) {
  for (uint64_t seed : testing::SeedsToTry(kModels)) {
    Random random(seed);
    const ModelSpec spec = GenerateModel(random);
    const std::vector<Lead> leads = GenerateLeads(spec, kLeads, random);
    check(spec, leads, random);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
}

TEST(ScoringProperty, OrderOfLeadsAndActivitiesDoesNotShow) {
  ForGenerated(
      [](const ModelSpec& spec, std::vector<Lead> leads, Random& random) {
        const Model model = MakeModel(spec);
        const Outcomes expected = Score(model, leads);
        std::shuffle(leads.begin(), leads.end(), random.engine());
        for (Lead& lead : leads) {
          std::shuffle(lead.activities.begin(), lead.activities.end(),
                       random.engine());
          std::shuffle(lead.attributes.begin(), lead.attributes.end(),
                       random.engine());
        }
        EXPECT_EQ(Score(model, leads), expected);
      });
}

TEST(ScoringProperty, OrderOfRulesDoesNotShow) {
  ForGenerated([](ModelSpec spec, const std::vector<Lead>& leads,
                  Random& random) {
    const Outcomes expected = Score(MakeModel(spec), leads);
    for (ScoreSpec& score : spec.scores) {
      std::shuffle(score.groups.begin(), score.groups.end(), random.engine());
      for (GroupSpec& group : score.groups) {
        std::shuffle(group.rules.begin(), group.rules.end(), random.engine());
      }
    }
    std::shuffle(spec.screens.begin(), spec.screens.end(), random.engine());
    std::shuffle(spec.lists.begin(), spec.lists.end(), random.engine());
    EXPECT_EQ(Score(MakeModel(spec), leads), expected);
  });
}

TEST(ScoringProperty, OrderOfDeclarationsDoesNotShow) {
  ForGenerated(
      [](ModelSpec spec, const std::vector<Lead>& leads, Random& random) {
        const Outcomes expected = Score(MakeModel(spec), leads);
        std::shuffle(spec.attributes.begin(), spec.attributes.end(),
                     random.engine());
        std::shuffle(spec.activities.begin(), spec.activities.end(),
                     random.engine());
        std::shuffle(spec.signals.begin(), spec.signals.end(), random.engine());
        EXPECT_EQ(Score(MakeModel(spec), leads), expected);
      });
}

TEST(ScoringProperty, WhatIsLaterDoesNotExistYet) {
  ForGenerated(
      [](const ModelSpec& spec, std::vector<Lead> leads, Random& random) {
        const Model model = MakeModel(spec);
        const Outcomes expected = Score(model, leads);
        for (Lead& lead : leads) {
          std::vector<Lead> later = GenerateLeads(spec, 1, random);
          for (Activity& activity : later[0].activities) {
            if (activity.type == "$adjust") continue;  // May end before.
            activity.time = GeneratedNow() +
                            absl::Microseconds(1 + random.Below(2'000'000'000));
            lead.activities.push_back(activity);
          }
        }
        EXPECT_EQ(Score(model, leads), expected);
      });
}

TEST(ScoringProperty, AScoreIsThatOfTheLogCutAtItsInstant) {
  ForGenerated(
      [](const ModelSpec& spec, std::vector<Lead> leads, Random& random) {
        const Model model = MakeModel(spec);
        const absl::Time as_of =
            GeneratedNow() - absl::Minutes(random.Below(100'000));
        const Outcomes expected = Score(model, leads, as_of);
        for (Lead& lead : leads) {
          lead.activities.erase(
              std::remove_if(lead.activities.begin(), lead.activities.end(),
                             [as_of](const Activity& activity) {
                               return activity.time > as_of;
                             }),
              lead.activities.end());
        }
        EXPECT_EQ(Score(model, leads, as_of), expected);
      });
}

TEST(ScoringProperty, OneLeadScoresAsInABatch) {
  ForGenerated([](ModelSpec spec, std::vector<Lead> leads, Random&) {
    // Alone, a lead does not see the others of its account.
    for (Lead& lead : leads) lead.account.clear();
    const Model model = MakeModel(spec);
    const Outcomes expected = Score(model, leads);
    Outcomes found;
    for (const Lead& lead : leads) {
      found.merge(Score(model, {lead}));
    }
    EXPECT_EQ(found, expected);
  });
}

TEST(ScoringProperty, OneInstantForAllIsThatInstantForEach) {
  ForGenerated(
      [](const ModelSpec& spec, const std::vector<Lead>& leads, Random&) {
        const Model model = MakeModel(spec);
        const Tables tables = MakeTables(model, leads);
        ScoreTable one;
        ScoreTable each;
        const std::vector<absl::Time> instants(leads.size(), GeneratedNow());
        ScoreOptions options;
        options.stages = true;
        const Scorer scorer(model);
        ASSERT_TRUE(scorer.Score(tables, GeneratedNow(), options, &one).ok());
        ASSERT_TRUE(scorer.Score(tables, instants, options, &each).ok());
        for (size_t row = 0; row < leads.size(); ++row) {
          EXPECT_EQ(Describe(model, one, row), Describe(model, each, row));
        }
      });
}

// Scores, grade and stage: what valid_until speaks of.
std::string Describe(const LeadResult& result) {
  std::string text;
  for (const ScoreResult& score : result.scores) {
    text += score.points.ToString() + " ";
  }
  return text + result.grade + " " + result.stage;
}

// Nothing happens after the instant.
void RemoveFuture(Lead* lead) {
  const auto is_later = [](const Activity& activity) {
    return activity.time > GeneratedNow();
  };
  lead->activities.erase(std::remove_if(lead->activities.begin(),
                                        lead->activities.end(), is_later),
                         lead->activities.end());
}

TEST(ScoringProperty, NothingChangesBeforeValidUntilAndSomethingDoesThen) {
  static constexpr absl::Duration kHorizon = absl::Hours(24 * 400);
  ForGenerated([](const ModelSpec& spec, std::vector<Lead> leads,
                  Random& random) {
    for (Lead& lead : leads) {
      RemoveFuture(&lead);
      for (NamedValue& attribute : lead.attributes) {
        if (attribute.first != "known") continue;
        attribute.second =
            std::min(std::get<absl::Time>(attribute.second), GeneratedNow());
      }
    }
    const Model model = MakeModel(spec);
    const Tables tables = MakeTables(model, leads);
    const Scorer scorer(model);
    ScoreOptions options;
    options.valid_until = true;
    for (size_t row = 0; row < leads.size(); ++row) {
      const LeadResult now =
          *scorer.ScoreRow(tables, row, GeneratedNow(), options);
      const auto at = [&](absl::Time time) {
        return Describe(*scorer.ScoreRow(tables, row, time));
      };
      const absl::Time end = now.valid_until.has_value()
                                 ? now.valid_until->time
                                 : GeneratedNow() + kHorizon;
      const int64_t span = (end - GeneratedNow()) / absl::Microseconds(1);
      for (int i = 0; i < 4; ++i) {
        const auto micros = static_cast<int64_t>(random.engine()() %
                                                 static_cast<uint64_t>(span));
        const absl::Time before =
            i == 0 ? end - absl::Microseconds(1)
                   : GeneratedNow() + absl::Microseconds(micros);
        EXPECT_EQ(at(before), Describe(now)) << row << " at " << before;
      }
      if (!now.valid_until.has_value()) continue;
      EXPECT_NE(at(end), Describe(now)) << row << " at " << end;
      EXPECT_FALSE(now.valid_until->changes.empty());
    }
  });
}

TEST(ScoringProperty, BoundsHoldHoweverMissingAttributesTurnOut) {
  const char* text = std::getenv("LEADSCORE_COMPLETIONS");
  int completions = 20;
  if (text != nullptr) {
    ASSERT_TRUE(absl::SimpleAtoi(text, &completions));
  }
  int missing_seen = 0;
  ForGenerated(
      [&](const ModelSpec& spec, std::vector<Lead> leads, Random& random) {
        const Model model = MakeModel(spec);
        const Scorer scorer(model);
        for (Lead& lead : leads) {
          // Alone, so that one lead can be completed at a time.
          lead.account.clear();
          const Explanation explanation = *scorer.Explain(lead, GeneratedNow());
          std::vector<std::string> missing;
          for (const AttributeSpec& attribute : spec.attributes) {
            if (attribute.from.empty()) missing.push_back(attribute.name);
          }
          for (const std::string& known : explanation.known) {
            missing.erase(std::remove(missing.begin(), missing.end(), known),
                          missing.end());
          }
          missing_seen += missing.empty() ? 0 : 1;
          for (int i = 0; i < completions && !missing.empty(); ++i) {
            Activity set{"$set", GeneratedNow(), {}};
            const Lead other = GenerateLeads(spec, 1, random)[0];
            for (const NamedValue& value : other.attributes) {
              if (std::count(missing.begin(), missing.end(), value.first) > 0) {
                set.properties.push_back(value);
              }
            }
            if (set.properties.empty()) continue;
            Lead completed = lead;
            completed.activities.push_back(set);
            const LeadResult result = *scorer.Score(completed, GeneratedNow());
            for (size_t s = 0; s < result.scores.size(); ++s) {
              const PointsBounds& bounds = explanation.scores[s].bounds;
              EXPECT_LE(bounds.low, result.scores[s].points) << lead.id;
              EXPECT_GE(bounds.high, result.scores[s].points) << lead.id;
            }
            EXPECT_LE(explanation.total_bounds.low, result.total) << lead.id;
            EXPECT_GE(explanation.total_bounds.high, result.total) << lead.id;
          }
        }
      });
  EXPECT_GT(missing_seen, 0);
}

TEST(ScoringProperty, ExplanationsAddUpExactly) {
  ForGenerated(
      [](const ModelSpec& spec, const std::vector<Lead>& leads, Random&) {
        const Model model = MakeModel(spec);
        const Tables tables = MakeTables(model, leads);
        // What points would be if nothing decayed, by a model without decay.
        ModelSpec undecayed_spec = spec;
        for (ScoreSpec& score : undecayed_spec.scores) {
          for (GroupSpec& group : score.groups) {
            group.decay.reset();
            for (RuleSpec& rule : group.rules) {
              if (rule.each.has_value()) rule.each->decay.reset();
            }
          }
        }
        const Model undecayed = MakeModel(undecayed_spec);
        for (size_t row = 0; row < leads.size(); ++row) {
          const Explanation explanation =
              *Scorer(model).ExplainRow(tables, row, GeneratedNow());
          const LeadResult without_decay =
              *Scorer(undecayed).ScoreRow(tables, row, GeneratedNow());
          for (size_t s = 0; s < explanation.scores.size(); ++s) {
            const ScoreExplanation& score = explanation.scores[s];
            Points sum = score.base + score.clamp + score.adjustment +
                         score.adjustment_clamp;
            for (size_t g = 0; g < score.groups.size(); ++g) {
              const GroupExplanation& group = score.groups[g];
              Points group_sum = group.clamp;
              for (size_t r = 0; r < group.rules.size(); ++r) {
                const RuleExplanation& rule = group.rules[r];
                const RuleResult& plain =
                    without_decay.scores[s].groups[g].rules[r];
                EXPECT_EQ(rule.result.undecayed, plain.raw) << plain.name;
                EXPECT_EQ(rule.result.undecayed + rule.decay + rule.clamp,
                          rule.result.points)
                    << plain.name;
                EXPECT_EQ(rule.activities.size(),
                          static_cast<size_t>(rule.result.activities));
                group_sum += rule.result.points;
              }
              EXPECT_EQ(group.points, group_sum);
              sum += group.points;
            }
            EXPECT_EQ(score.points, sum);
            EXPECT_EQ(score.points, explanation.result.scores[s].points);
            EXPECT_LE(score.bounds.low, score.points);
            EXPECT_GE(score.bounds.high, score.points);
          }
        }
      });
}

Points Within(Points points, const std::optional<double>& min,
              const std::optional<double>& max) {
  if (min.has_value()) points = std::max(points, *Points::FromDouble(*min));
  if (max.has_value()) points = std::min(points, *Points::FromDouble(*max));
  return points;
}

// Contributions, bases and clamps give the scores, each step exactly.
void CheckAddsUp(const ModelSpec& spec, const LeadResult& result) {
  Points total_of_thousandths;
  for (size_t s = 0; s < spec.scores.size(); ++s) {
    const ScoreSpec& score_spec = spec.scores[s];
    const ScoreResult& score = result.scores[s];
    Points score_sum = *Points::FromDouble(score_spec.base);
    EXPECT_EQ(score.base, score_sum);
    for (size_t g = 0; g < score_spec.groups.size(); ++g) {
      const GroupSpec& group_spec = score_spec.groups[g];
      const GroupResult& group = score.groups[g];
      Points group_sum;
      for (size_t r = 0; r < group_spec.rules.size(); ++r) {
        const RuleSpec& rule_spec = group_spec.rules[r];
        const RuleResult& rule = group.rules[r];
        const bool is_silent = rule.raw == Points() && rule.points == Points();
        if (!is_silent) {
          EXPECT_EQ(rule.points, Within(rule.raw, rule_spec.min, rule_spec.max))
              << rule.name;
        }
        group_sum += rule.points;
      }
      EXPECT_EQ(group.raw, group_sum);
      EXPECT_EQ(group.points,
                Within(group_sum, group_spec.min, group_spec.max));
      score_sum += group.points;
    }
    EXPECT_EQ(score.raw, score_sum);
    EXPECT_EQ(score.unadjusted,
              Within(score_sum, score_spec.min, score_spec.max));
    EXPECT_EQ(score.points, Within(score.unadjusted + score.adjustment,
                                   score_spec.min, score_spec.max));
    // The weights are eighths, so that thousandths of points are exact.
    const auto eighths = static_cast<int64_t>(score_spec.weight * 8);
    total_of_thousandths += Points::FromMicros(score.points.micros() * eighths);
  }
  // Half away from zero to a millionth.
  const int64_t eighths = total_of_thousandths.micros();
  const int64_t micros = (eighths + (eighths >= 0 ? 4 : -4)) / 8;
  EXPECT_EQ(result.total,
            Within(Points::FromMicros(micros), spec.total.min, spec.total.max));
}

TEST(ScoringProperty, ContributionsAddUpExactly) {
  ForGenerated(
      [](const ModelSpec& spec, const std::vector<Lead>& leads, Random&) {
        const Model model = MakeModel(spec);
        const Scorer scorer(model);
        const Tables tables = MakeTables(model, leads);
        for (size_t row = 0; row < leads.size(); ++row) {
          CheckAddsUp(spec, *scorer.ScoreRow(tables, row, GeneratedNow()));
        }
      });
}

// What of the memory of stages a model uses.
void AddMechanisms(const ModelSpec& spec,
                   std::map<std::string, bool>* in_model) {
  if (!spec.lifecycle.returned.empty()) (*in_model)["returns"] = true;
  for (const StageSpec& stage : spec.stages) {
    if (stage.hold.has_value()) (*in_model)["hold"] = true;
    if (stage.cooldown.has_value()) (*in_model)["cooldown"] = true;
    if (stage.fresh_points.has_value()) (*in_model)["fresh points"] = true;
    for (const WaySpec& way : stage.enter) {
      if (way.even_in_cooldown) (*in_model)["even in cooldown"] = true;
      if (way.evidence) (*in_model)["evidence"] = true;
    }
  }
}

// What other than plain activities is in the log of a lead.
void AddEntries(const Lead& lead, std::map<std::string, bool>* in_model) {
  std::map<std::string, int> versions;
  for (const Activity& activity : lead.activities) {
    if (activity.type[0] == '$') (*in_model)[activity.type] = true;
    if (activity.time > GeneratedNow()) (*in_model)["future"] = true;
    for (const NamedValue& property : activity.properties) {
      if (activity.type == "$adjust" && property.first == "until") {
        (*in_model)["adjustment with an end"] = true;
      }
    }
    if (!activity.id.empty() && activity.type != "$retract" &&
        ++versions[activity.id] > 1) {
      (*in_model)["versions"] = true;
    }
  }
}

// The stage and grade alone hold longer than the points.
TEST(ScoringProperty, StageAndGradeHoldUntilTheySay) {
  int changes = 0;
  int later = 0;  // Than the points.
  ForGenerated([&](const ModelSpec& spec, std::vector<Lead> leads,
                   Random& random) {
    for (Lead& lead : leads) RemoveFuture(&lead);
    const Model model = MakeModel(spec);
    const Tables tables = MakeTables(model, leads);
    const Scorer scorer(model);
    const auto outcome_at = [&](size_t row, absl::Time time) {
      const LeadResult result = *scorer.ScoreRow(tables, row, time);
      return result.stage + " " + result.grade;
    };
    for (size_t row = 0; row < leads.size(); row += 2) {
      const Explanation why = *scorer.ExplainRow(tables, row, GeneratedNow());
      if (!why.outcome_valid_until.has_value()) continue;
      const absl::Time end = why.outcome_valid_until->time;
      const std::string now = outcome_at(row, GeneratedNow());
      ASSERT_TRUE(why.result.valid_until.has_value());
      EXPECT_GE(end, why.result.valid_until->time);
      if (end > why.result.valid_until->time) ++later;
      EXPECT_NE(outcome_at(row, end), now) << row;
      EXPECT_EQ(outcome_at(row, end - absl::Microseconds(1)), now) << row;
      const int64_t span = (end - GeneratedNow()) / absl::Microseconds(1);
      const auto micros =
          static_cast<int64_t>(random.engine()() % static_cast<uint64_t>(span));
      EXPECT_EQ(outcome_at(row, GeneratedNow() + absl::Microseconds(micros)),
                now)
          << row;
      ++changes;
    }
  });
  EXPECT_GT(changes, 0);
  EXPECT_GT(later, 0);
}

TEST(ScoringProperty, GeneratedModelsHaveEveryConstruct) {
  std::map<std::string, int> seen;
  for (uint64_t seed = 1; seed <= kModels; ++seed) {
    Random random(seed);
    const ModelSpec spec = GenerateModel(random);
    const Model model = MakeModel(spec);
    const std::vector<Lead> leads = GenerateLeads(spec, 4, random);
    const Tables tables = MakeTables(model, leads);
    std::map<std::string, bool> in_model;
    for (size_t row = 0; row < 4; ++row) {
      const LeadResult result =
          *Scorer(model).ScoreRow(tables, row, GeneratedNow());
      for (size_t s = 0; s < spec.scores.size(); ++s) {
        for (size_t g = 0; g < spec.scores[s].groups.size(); ++g) {
          const auto& rules = spec.scores[s].groups[g].rules;
          for (size_t r = 0; r < rules.size(); ++r) {
            const RuleOutcome outcome =
                result.scores[s].groups[g].rules[r].outcome;
            const std::string shape = rules[r].points  ? "points"
                                      : rules[r].tiers ? "tiers"
                                      : rules[r].table ? "table"
                                                       : "curve";
            in_model[shape + (rules[r].each ? " each " : " ") +
                     std::to_string(static_cast<int>(outcome))] = true;
          }
        }
      }
      in_model["stage " + result.qualifies_for] = true;
      if (!result.disqualified_by.empty()) in_model["disqualified"] = true;
      for (const ScreenResult& screen : result.screens) {
        if (screen.dropped > 0) in_model["screened"] = true;
      }
      const LeadHistory history =
          *Scorer(model).History(tables, row, GeneratedNow());
      for (const Transition& transition : history.transitions) {
        in_model["cause " + CauseName(transition.cause)] = true;
      }
    }
    AddMechanisms(spec, &in_model);
    for (size_t row = 0; row < leads.size(); ++row) {
      AddEntries(leads[row], &in_model);
    }
    for (const auto& [construct, unused] : in_model) ++seen[construct];
  }
  const auto outcome = [](RuleOutcome value) {
    return std::to_string(static_cast<int>(value));
  };
  const std::string fired = outcome(RuleOutcome::kFired);
  for (const std::string& construct :
       {"points " + fired,
        "tiers " + fired,
        "table " + fired,
        "curve " + fired,
        "points each " + fired,
        "table each " + fired,
        "curve each " + fired,
        "tiers " + outcome(RuleOutcome::kOtherwise),
        "tiers " + outcome(RuleOutcome::kMissing),
        "table " + outcome(RuleOutcome::kOtherwise),
        "table " + outcome(RuleOutcome::kMissing),
        "points " + outcome(RuleOutcome::kFalse),
        "points " + outcome(RuleOutcome::kMissing),
        "points " + outcome(RuleOutcome::kError),
        "points each " + outcome(RuleOutcome::kNoActivity),
        std::string("stage STAGE1"),
        std::string("disqualified"),
        std::string("screened"),
        std::string("returns"),
        std::string("hold"),
        std::string("cooldown"),
        std::string("fresh points"),
        std::string("even in cooldown"),
        std::string("evidence"),
        std::string("$set"),
        std::string("$stage"),
        std::string("$adjust"),
        std::string("$retract"),
        std::string("future"),
        std::string("versions"),
        std::string("adjustment with an end"),
        std::string("cause stated"),
        std::string("cause returned"),
        std::string("cause activity"),
        std::string("cause attribute"),
        std::string("cause adjustment"),
        std::string("cause retraction"),
        std::string("cause cooldown"),
        std::string("cause window"),
        std::string("cause decay"),
        std::string("cause time")}) {
    // In at least one of a hundred models.
    EXPECT_GE(seen[construct], kModels / 100) << construct;
  }
}

// What a profile sums, by name.
class ProfiledSums {
 public:
  void Add(const std::string& name, Points points, Points cut, Points raised) {
    sums_[name] += points;
    sums_["cut of " + name] += cut;
    sums_["raised of " + name] += raised;
  }
  void AddFired(const std::string& name, int64_t leads, Points points) {
    sums_["fired " + name] += Points::FromWhole(leads);
    sums_["points when fired " + name] += points;
  }

  std::string ToString() const {
    std::string text;
    for (const auto& [name, sum] : sums_) {
      text += name + ": " + sum.ToString() + "\n";
    }
    return text;
  }

 private:
  std::map<std::string, Points> sums_;
};

ProfiledSums SumsOf(const Profile& profile) {
  ProfiledSums sums;
  const auto add = [&sums](const std::string& name, Points points,
                           const BoundsEffect& bounds) {
    sums.Add(name, points, bounds.cut, bounds.raised);
  };
  sums.Add("total", profile.total, Points(), Points());
  for (const ScoreProfile& score : profile.scores) {
    add(score.name, score.points, score.bounds);
    for (const GroupProfile& group : score.groups) {
      add(score.name + "." + group.name, group.points, group.bounds);
      for (const RuleProfile& rule : group.rules) {
        add(rule.name, rule.points, rule.bounds);
        sums.AddFired(rule.name, rule.fired, rule.points_when_fired);
      }
    }
  }
  return sums;
}

ProfiledSums SumsOf(const std::vector<LeadResult>& results) {
  ProfiledSums sums;
  const auto add = [&sums](const std::string& name, Points raw, Points points) {
    sums.Add(name, points, std::max(raw - points, Points()),
             std::max(points - raw, Points()));
  };
  for (const LeadResult& result : results) {
    add("total", result.total, result.total);
    for (const ScoreResult& score : result.scores) {
      add(score.name, score.raw, score.unadjusted);
      add(score.name, score.unadjusted + score.adjustment, score.points);
      sums.Add(score.name, -score.unadjusted, Points(), Points());
      for (const GroupResult& group : score.groups) {
        add(score.name + "." + group.name, group.raw, group.points);
        for (const RuleResult& rule : group.rules) {
          const bool has_fired = rule.outcome == RuleOutcome::kFired;
          add(rule.name, rule.raw, rule.points);
          sums.AddFired(rule.name, has_fired ? 1 : 0,
                        has_fired ? rule.points : Points());
        }
      }
    }
  }
  return sums;
}

TEST(ScoringProperty, AProfileIsTheSumOfItsLeads) {
  ForGenerated([](const ModelSpec& spec, const std::vector<Lead>& leads,
                  Random&) {
    const Model model = MakeModel(spec);
    const Tables tables = MakeTables(model, leads);
    const Scorer scorer(model);
    ScoreOptions options;
    options.profile = true;
    ScoreTable scores;
    ASSERT_TRUE(scorer.Score(tables, GeneratedNow(), options, &scores).ok());
    std::vector<LeadResult> results;
    for (size_t row = 0; row < leads.size(); ++row) {
      results.push_back(*scorer.ScoreRow(tables, row, GeneratedNow()));
    }
    EXPECT_EQ(SumsOf(scores.profile).ToString(), SumsOf(results).ToString());
    int64_t graded = 0;
    for (const GradeProfile& grade : scores.profile.grades) {
      for (int64_t count : grade.leads) graded += count;
    }
    EXPECT_EQ(graded, scores.profile.leads);
  });
}

}  // namespace
}  // namespace leadscore
