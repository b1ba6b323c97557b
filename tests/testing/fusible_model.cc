#include "tests/testing/fusible_model.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace leadscore::testing {
namespace {

const std::vector<absl::Duration>& Spans() {
  static const auto* const spans = new std::vector<absl::Duration>(
      {absl::Hours(1), absl::Hours(6), absl::Minutes(90), absl::Hours(24),
       absl::Hours(36), absl::Hours(24 * 7)});
  return *spans;
}

class Maker {
 public:
  explicit Maker(Random& random) : random_(random) {}

  ModelSpec Make() {
    spec_.name = "fusible";
    spec_.tick = absl::Minutes(30);
    if (random_.OneIn(3)) spec_.time_zone = "Europe/Berlin";
    spec_.attributes = {{"size", ValueType::kInt},
                        {"title", ValueType::kString},
                        {"budget", ValueType::kDouble},
                        {"created", ValueType::kTimestamp},
                        {"ready", ValueType::kBool}};
    if (random_.OneIn(3)) spec_.attributes[2].known_at = "known";
    for (const char* type : {"visit", "mail", "form", "back"}) {
      ActivitySpec activity;
      activity.type = type;
      activity.properties = {{"page", ValueType::kString}};
      spec_.activities.push_back(std::move(activity));
    }
    spec_.lifecycle.returned = {"back"};
    AddScreens();
    AddSignals();
    AddScores();
    AddStages();
    return std::move(spec_);
  }

 private:
  // Not "back", which has to do with stages only.
  std::vector<std::string> Types() {
    std::vector<std::string> types;
    for (const char* type : {"visit", "mail", "form"}) {
      if (types.empty() || random_.OneIn(2)) types.push_back(type);
    }
    return types;
  }

  std::string Where() {
    if (random_.OneIn(2)) return "";
    return random_.Pick(std::vector<std::string>{
        "activity.page == 'alpha'", "activity.page != 'Beta'",
        "has(activity.page)", "activity.page.contains('a')"});
  }

  void AddScreens() {
    if (!random_.OneIn(4)) return;
    ScreenSpec screen;
    screen.name = "screen";
    screen.types = Types();
    if (random_.OneIn(2)) {
      screen.where = "activity.page == 'it\\'s'";
    } else {
      screen.burst = BurstSpec{2, absl::Hours(2)};
    }
    spec_.screens.push_back(screen);
  }

  void AddSignal(const std::string& name, SignalKind kind, bool begins,
                 bool ends) {
    SignalSpec signal;
    signal.name = name;
    signal.kind = kind;
    signal.types = Types();
    signal.where = Where();
    if (kind == SignalKind::kDistinct) signal.property = "page";
    if (begins) signal.after = absl::Hours(3);
    if (ends) signal.within = random_.Pick(Spans());
    if (begins && ends) signal.within = absl::Hours(30);
    spec_.signals.push_back(std::move(signal));
  }

  void AddSignals() {
    AddSignal("count", SignalKind::kCount, random_.OneIn(3), !random_.OneIn(3));
    AddSignal("other", SignalKind::kCount, random_.OneIn(4), random_.OneIn(2));
    AddSignal("pages", SignalKind::kDistinct, false, random_.OneIn(2));
    AddSignal("first", SignalKind::kDaysSinceFirst, false, random_.OneIn(4));
    AddSignal("last", SignalKind::kDaysSinceLast, random_.OneIn(5),
              random_.OneIn(4));
    AddSignal("days", SignalKind::kActiveDays, false, random_.OneIn(2));
    SignalSpec ratio;
    ratio.name = "ratio";
    ratio.kind = SignalKind::kRatio;
    ratio.of = "count";
    ratio.to = "other";
    ratio.min_to = 1;
    spec_.signals.push_back(ratio);
  }

  std::string Test() {
    switch (random_.Below(8)) {
      case 0:
        return absl::StrCat("lead.size >= ", random_.Below(10));
      case 1:
        return "lead.title == 'alpha'";
      case 2:
        return "lead.ready";
      case 3:
        return absl::StrCat("as_of - lead.created > duration('",
                            random_.Below(60), "h')");
      case 4:
        return absl::StrCat("signal.ratio >= ", random_.Below(3), ".5");
      case 5:
        return "has(lead.budget)";
      default:
        break;
    }
    const std::string signal = random_.Pick(std::vector<std::string>{
        "count", "other", "pages", "first", "last", "days"});
    return absl::StrCat("signal.", signal, random_.OneIn(2) ? " >= " : " < ",
                        random_.Below(4));
  }

  std::string Condition() {
    switch (random_.Below(4)) {
      case 0:
        return absl::StrCat(Test(), " && ", Test());
      case 1:
        return absl::StrCat(Test(), " || !(", Test(), ")");
      default:
        return Test();
    }
  }

  double PointsOf() { return random_.Between(-8, 20) / 2.0; }

  DecaySpec Decay() {
    DecaySpec decay;
    switch (random_.Below(3)) {
      case 0:
        decay.half_life = random_.Pick(Spans());
        break;
      case 1:
        decay.linear = random_.Pick(Spans());
        break;
      default:
        decay.step = StepDecaySpec{30, absl::Hours(5), random_.OneIn(2)};
    }
    return decay;
  }

  RuleSpec EachRule() {
    RuleSpec rule;
    rule.points = PointsOf();
    EachSpec each;
    each.types = Types();
    each.where = Where();
    if (random_.OneIn(3)) each.within = random_.Pick(Spans());
    if (random_.OneIn(5)) each.keep_first_per_day = 1 + random_.Below(2);
    if (random_.OneIn(6)) each.once_per = "page";
    if (random_.OneIn(5)) each.keep_latest = 1 + random_.Below(3);
    if (random_.OneIn(2)) each.decay = Decay();
    rule.each = each;
    return rule;
  }

  RuleSpec Rule() {
    RuleSpec rule;
    switch (random_.Below(6)) {
      case 0:
        rule.points = PointsOf();
        rule.when = Condition();
        break;
      case 1: {
        TableSpec table;
        table.of = "lead.title";
        table.row = {{{"alpha", "Beta"}, PointsOf()}, {{"x"}, PointsOf()}};
        table.otherwise = PointsOf();
        rule.table = table;
        break;
      }
      case 2: {
        CurveSpec curve;
        curve.of = random_.Pick(std::vector<std::string>{
            "signal.count", "signal.first", "signal.last", "signal.ratio"});
        curve.at = {{0, PointsOf()}, {3, PointsOf()}};
        rule.curve = curve;
        break;
      }
      default:
        rule = EachRule();
    }
    if (random_.OneIn(4))
      rule.weight = random_.Pick(std::vector<double>{-1, 0.5, 2});
    if (random_.OneIn(4)) rule.max = 15;
    if (random_.OneIn(4)) rule.min = -15;
    if (rule.when.empty() && random_.OneIn(4)) rule.when = Condition();
    return rule;
  }

  void AddScores() {
    int rules = 0;
    for (const char* name : {"fit", "engagement"}) {
      ScoreSpec score;
      score.name = name;
      for (int g = 1 + random_.Below(2); g > 0; --g) {
        GroupSpec group;
        group.name = absl::StrCat("g", g);
        for (int r = 1 + random_.Below(4); r > 0; --r) {
          group.rules.push_back(Rule());
          group.rules.back().name = absl::StrCat("rule ", ++rules);
        }
        if (random_.OneIn(3)) group.max = 25;
        if (random_.OneIn(3)) group.min = -5;
        if (random_.OneIn(3)) group.decay = Decay();
        score.groups.push_back(std::move(group));
      }
      score.bands = {{"hot", 12}, {"warm", 4}, {"cold", std::nullopt}};
      if (random_.OneIn(3)) score.min = 0;
      if (random_.OneIn(5)) score.weight = random_.OneIn(2) ? -1 : 0.5;
      spec_.scores.push_back(std::move(score));
    }
    spec_.grade = {"fit", "engagement"};
  }

  std::vector<ScorePointsSpec> AtLeast() {
    std::vector<ScorePointsSpec> list;
    const auto add = [&](const char* score) {
      list.push_back({score, random_.Below(24) / 2.0});
    };
    if (random_.OneIn(2)) add("total");
    if (random_.OneIn(2)) add("engagement");
    if (list.empty() || random_.OneIn(4)) add("fit");
    return list;
  }

  void AddStages() {
    if (random_.OneIn(3)) {
      spec_.disqualify.push_back({"too small", "lead.size < 1"});
    }
    StageSpec first;
    first.name = "lead";
    spec_.stages.push_back(first);
    for (const char* name : {"MQL", "SQL"}) {
      StageSpec stage;
      stage.name = name;
      if (random_.OneIn(2)) {
        stage.evidence = {{"budget", "has(lead.budget)"},
                          {"interest", Condition()}};
      }
      for (int w = 1 + random_.Below(2); w > 0; --w) {
        WaySpec way;
        way.name = absl::StrCat("way ", w);
        way.at_least = AtLeast();
        if (random_.OneIn(3)) way.when = Condition();
        way.evidence = !stage.evidence.empty() && random_.OneIn(3);
        way.even_in_cooldown = random_.OneIn(4);
        stage.enter.push_back(std::move(way));
      }
      if (random_.OneIn(2)) {
        HoldSpec hold;
        hold.at_least = AtLeast();
        if (random_.OneIn(3)) hold.when = Condition();
        stage.hold = hold;
      }
      if (random_.OneIn(2)) stage.cooldown = random_.Pick(Spans());
      if (random_.OneIn(3)) stage.fresh_points = random_.Below(10);
      spec_.stages.push_back(std::move(stage));
    }
  }

  Random& random_;
  ModelSpec spec_;
};

}  // namespace

ModelSpec GenerateFusibleModel(Random& random) { return Maker(random).Make(); }

}  // namespace leadscore::testing
