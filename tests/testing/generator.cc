#include "tests/testing/generator.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"

namespace leadscore::testing {
namespace {

// Few values, so that they meet; some that fold, some that are no ASCII.
const std::vector<std::string>& Texts() {
  static const auto* const texts = new std::vector<std::string>(
      {"alpha", "Beta", "gamma delta", "ALPHA", " beta ", "", "Gr\u00fc\u00dfe",
       "GR\u00dcSSE", "a@x.example", "b@Y.example", "VP, Sales",
       "vice president", "it's", "\u65e5\u672c"});
  return *texts;
}

const std::vector<int64_t>& Wholes() {
  static const auto* const wholes =
      new std::vector<int64_t>({0, 1, -1, 2, 3, 5, 7, 10, 100, 1000, -50,
                                9007199254740993, INT64_MAX, INT64_MIN + 1});
  return *wholes;
}

const std::vector<double>& Reals() {
  static const auto* const reals =
      new std::vector<double>({0, -0.0, 0.5, 1, 1.5, -2.25, 3, 9.999999, 10,
                               100.125, 1e6, -1e6, 1e300, 0.1, 0.3, 1e-9});
  return *reals;
}

const std::vector<absl::Duration>& Windows() {
  static const auto* const windows = new std::vector<absl::Duration>(
      {absl::Hours(1), absl::Hours(24), absl::Hours(24 * 7),
       absl::Hours(24 * 30), absl::Hours(24 * 90), absl::Minutes(90)});
  return *windows;
}

std::string Literal(const std::string& text) {
  std::string literal = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "'";
}

std::string Literal(double real) {
  std::string text = internal::FormatDouble(real);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string Literal(absl::Time time) {
  return absl::StrCat("timestamp('",
                      internal::FormatInstant(internal::ToMicros(time)), "')");
}

// Decimals of few digits, as models have them.
double RandomPoints(Random& random) {
  const int whole = random.Between(-40, 60);
  switch (random.Below(4)) {
    case 0:
      return whole + 0.5;
    case 1:
      return whole / 8.0;  // At most three digits.
    default:
      return whole;
  }
}

// How far back times lie by default.
constexpr absl::Duration kReach = absl::Minutes(200'000);

absl::Time RandomTime(Random& random, absl::Duration reach = kReach) {
  absl::Time time = GeneratedNow();
  const auto minutes = static_cast<int>(absl::ToInt64Minutes(reach));
  const absl::Duration window = random.Pick(Windows());
  // Exactly at the edge of a window, or beside it, or anywhere.
  const int where = window <= reach ? random.Below(4) : 2;
  switch (where) {
    case 0:
      time -= window;
      break;
    case 1:
      time -= window + absl::Microseconds(random.Between(-1, 1));
      break;
    default:
      time -= absl::Minutes(random.Between(-minutes / 64, minutes));
  }
  return time;
}

class ConditionGenerator {
 public:
  ConditionGenerator(const ModelSpec& spec, Random& random)
      : spec_(spec), random_(random) {}

  // A variable with its type: "lead.a3".
  struct Variable {
    std::string name;
    ValueType type;
  };

  std::string Condition(const std::vector<Variable>& variables, int depth) {
    if (depth > 1 && !random_.OneIn(3)) return Logic(variables, depth);
    if (variables.empty() || random_.OneIn(20)) {
      return random_.OneIn(2) ? "true" : "false";
    }
    return Test(random_.Pick(variables));
  }

  std::vector<Variable> LeadVariables() const {
    std::vector<Variable> variables;
    for (const AttributeSpec& attribute : spec_.attributes) {
      variables.push_back({"lead." + attribute.name, attribute.type});
    }
    for (const SignalSpec& signal : spec_.signals) {
      variables.push_back({"signal." + signal.name, TypeOf(signal)});
    }
    return variables;
  }

  std::vector<Variable> ActivityVariables() const {
    std::vector<Variable> variables = {
        {"activity.type", ValueType::kString},
        {"activity.time", ValueType::kTimestamp}};
    std::vector<std::string> names;
    for (const ActivitySpec& activity : spec_.activities) {
      for (const PropertySpec& property : activity.properties) {
        const std::string name = "activity." + property.name;
        if (std::count(names.begin(), names.end(), name) > 0) continue;
        names.push_back(name);
        variables.push_back({name, property.type});
      }
    }
    return variables;
  }

  ValueType TypeOf(const SignalSpec& signal) const {
    if (signal.kind == SignalKind::kRatio) return ValueType::kDouble;
    if (signal.kind != SignalKind::kSum && signal.kind != SignalKind::kMin &&
        signal.kind != SignalKind::kMax) {
      return ValueType::kInt;
    }
    for (const ActivitySpec& activity : spec_.activities) {
      for (const PropertySpec& property : activity.properties) {
        if (property.name == signal.property) return property.type;
      }
    }
    return ValueType::kInt;
  }

  std::vector<Variable> StageVariables() const {
    std::vector<Variable> variables = LeadVariables();
    for (const ScoreSpec& score : spec_.scores) {
      variables.push_back({"score." + score.name, ValueType::kDouble});
      if (!score.bands.empty()) {
        variables.push_back({"band." + score.name, ValueType::kString});
      }
    }
    variables.push_back({"total", ValueType::kDouble});
    return variables;
  }

 private:
  std::string Logic(const std::vector<Variable>& variables, int depth) {
    const auto part = [&] { return Condition(variables, depth - 1); };
    switch (random_.Below(6)) {
      case 0:
      case 1:
        return absl::StrCat("(", part(), " && ", part(), ")");
      case 2:
      case 3:
        return absl::StrCat("(", part(), " || ", part(), " || ", part(), ")");
      case 4:
        return absl::StrCat("!(", part(), ")");
      default:
        return absl::StrCat("(", part(), " ? ", part(), " : ", part(), ")");
    }
  }

  std::string Comparison() {
    return random_.Pick<std::string>({"==", "!=", "<", "<=", ">", ">="});
  }

  std::string Test(const Variable& variable) {
    const std::string& name = variable.name;
    // has() takes only names with a dot.
    if (random_.OneIn(8) && name.find('.') != std::string::npos &&
        name.substr(0, 4) == "lead") {
      return absl::StrCat("has(", name, ")");
    }
    switch (variable.type) {
      case ValueType::kBool:
        return random_.OneIn(2) ? name : absl::StrCat(name, " == false");
      case ValueType::kInt:
        return NumberTest(name, /*is_int=*/true);
      case ValueType::kDouble:
        return NumberTest(name, /*is_int=*/false);
      case ValueType::kString:
        return TextTest(name);
      case ValueType::kTimestamp:
        return TimeTest(name);
      default:
        return ListTest(name);
    }
  }

  std::string NumberTest(const std::string& name, bool is_int) {
    const auto whole = [this] { return absl::StrCat(random_.Pick(Wholes())); };
    switch (random_.Below(5)) {
      case 0:
        return absl::StrCat(name, " in [", whole(), ", ", whole(), ", ",
                            Literal(random_.Pick(Reals())), "]");
      case 1:
        return absl::StrCat(name, " ", Comparison(), " ", whole());
      case 2:
        return is_int ? absl::StrCat("100 ", random_.OneIn(2) ? "/ " : "% ",
                                     name, " > 1")
                      : absl::StrCat(name, " * 2.0 > ",
                                     Literal(random_.Pick(Reals())));
      case 3:
        return is_int ? absl::StrCat(name, " + 1 ", Comparison(), " ", whole())
                      : absl::StrCat("1.0 / ", name, " < 0.5");
      default:
        return absl::StrCat(name, " ", Comparison(), " ",
                            Literal(random_.Pick(Reals())));
    }
  }

  std::string TextTest(const std::string& name) {
    const std::string text = Literal(random_.Pick(Texts()));
    switch (random_.Below(8)) {
      case 0:
        return absl::StrCat(name, ".contains(", text, ")");
      case 1:
        return absl::StrCat(name, ".startsWith(", text, ")");
      case 2:
        return absl::StrCat(name, ".endsWith(", text, ")");
      case 3:
        return absl::StrCat(name, ".matches('(?i)^[a-g]')");
      case 4:
        return absl::StrCat(name, " in [", text, ", ",
                            Literal(random_.Pick(Texts())), "]");
      case 5:
        if (!spec_.lists.empty()) {
          return absl::StrCat(name, " in list.",
                              random_.Pick(spec_.lists).name);
        }
        return absl::StrCat("size(", name, ") > 4");
      case 6:
        return absl::StrCat(name, ".split('@')[1] == 'x.example'");
      default:
        return absl::StrCat(name, " ", Comparison(), " ", text);
    }
  }

  std::string TimeTest(const std::string& name) {
    const bool is_activity = name.substr(0, 8) == "activity";
    switch (random_.Below(is_activity ? 2 : 3)) {
      case 0:
        return absl::StrCat(name, ".getDayOfWeek('Europe/Berlin') < 3");
      case 1:
        return absl::StrCat(name, " ", Comparison(), " ",
                            Literal(RandomTime(random_)));
      default:
        return absl::StrCat("as_of - ", name, " < days(",
                            random_.Between(0, 100), ")");
    }
  }

  std::string ListTest(const std::string& name) {
    const std::string text = Literal(random_.Pick(Texts()));
    switch (random_.Below(4)) {
      case 0:
        return absl::StrCat(text, " in ", name);
      case 1:
        return absl::StrCat(name, ".exists(x, x.startsWith(", text, "))");
      case 2:
        return absl::StrCat(name, ".all(x, x != ", text, ")");
      default:
        return absl::StrCat("size(", name, ".filter(x, x > ", text, ")) == 1");
    }
  }

  const ModelSpec& spec_;
  Random& random_;
};

class ModelGenerator {
 public:
  explicit ModelGenerator(Random& random)
      : random_(random), conditions_(spec_, random) {}

  ModelSpec Generate() {
    spec_.name = "generated";
    spec_.version = absl::StrCat(random_.Below(1000));
    if (random_.OneIn(2)) {
      spec_.time_zone = random_.Pick<std::string>(
          {"Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe"});
    }
    if (random_.OneIn(3)) {
      spec_.tick = random_.Pick<absl::Duration>(
          {absl::Minutes(15), absl::Hours(24), absl::Hours(6)});
    }
    AddAttributes();
    AddLists();
    AddActivities();
    AddScreens();
    AddSignals();
    AddDerivedAttributes();
    AddScores();
    AddStages();
    return std::move(spec_);
  }

 private:
  std::string LeadCondition() {
    return conditions_.Condition(conditions_.LeadVariables(),
                                 random_.Between(1, 4));
  }

  std::string ActivityCondition() {
    if (random_.OneIn(2)) return "";
    return conditions_.Condition(conditions_.ActivityVariables(),
                                 random_.Between(1, 3));
  }

  std::string StageCondition() {
    return conditions_.Condition(conditions_.StageVariables(),
                                 random_.Between(1, 3));
  }

  // ---- Inputs ------------------------------------------------------------

  void AddAttributes() {
    const std::vector<ValueType> types = {
        ValueType::kBool,   ValueType::kInt,       ValueType::kDouble,
        ValueType::kString, ValueType::kTimestamp, ValueType::kStringList};
    const int count = random_.Between(1, 8);
    for (int i = 0; i < count; ++i) {
      AttributeSpec attribute;
      attribute.name = absl::StrCat("a", i);
      attribute.type = random_.Pick(types);
      attribute.fold = (attribute.type == ValueType::kString ||
                        attribute.type == ValueType::kStringList) &&
                       random_.OneIn(2);
      if (random_.OneIn(5)) attribute.known_at = "known";
      spec_.attributes.push_back(std::move(attribute));
    }
  }

  // Each derived from those before it.
  void AddDerivedAttributes() {
    const int count = random_.Below(3);
    for (int i = 0; i < count; ++i) {
      AttributeSpec attribute;
      attribute.name = absl::StrCat("d", i);
      attribute.type = ValueType::kBool;
      attribute.from = LeadCondition();
      if (random_.OneIn(4) && !spec_.signals.empty()) {
        attribute.type = ValueType::kInt;
        attribute.from = absl::StrCat("signal.", spec_.signals[0].name, " + 1");
        if (conditions_.TypeOf(spec_.signals[0]) != ValueType::kInt) {
          attribute.type = ValueType::kBool;
          attribute.from =
              absl::StrCat("has(signal.", spec_.signals[0].name, ")");
        }
      }
      for (const AttributeSpec& other : spec_.attributes) {
        if (other.type != ValueType::kString || !random_.OneIn(2)) continue;
        attribute.type = ValueType::kString;
        attribute.fold = random_.OneIn(2);
        attribute.from = absl::StrCat("lead.", other.name, ".split('@')[1]");
        break;
      }
      spec_.attributes.push_back(std::move(attribute));
    }
  }

  void AddLists() {
    const int count = random_.Below(3);
    for (int i = 0; i < count; ++i) {
      ListSpec list;
      list.name = absl::StrCat("l", i);
      for (int j = random_.Between(1, 5); j > 0; --j) {
        list.values.push_back(random_.Pick(Texts()));
      }
      spec_.lists.push_back(std::move(list));
    }
  }

  void AddActivities() {
    const std::vector<PropertySpec> properties = {
        {"path", ValueType::kString, "", ""},
        {"amount", ValueType::kDouble, "", ""},
        {"count", ValueType::kInt, "", ""},
        {"paid", ValueType::kBool, "", ""},
        {"due", ValueType::kTimestamp, "", ""}};
    const int count = random_.Between(1, 4);
    for (int i = 0; i < count; ++i) {
      ActivitySpec activity;
      activity.type = absl::StrCat("t", i);
      for (const PropertySpec& property : properties) {
        if (random_.OneIn(2)) activity.properties.push_back(property);
      }
      spec_.activities.push_back(std::move(activity));
    }
    if (random_.OneIn(2)) {
      spec_.lifecycle.returned = {random_.Pick(spec_.activities).type};
    }
  }

  std::vector<std::string> SomeTypes() {
    std::vector<std::string> types;
    for (const ActivitySpec& activity : spec_.activities) {
      if (random_.OneIn(2)) types.push_back(activity.type);
    }
    if (types.empty()) types.push_back(random_.Pick(spec_.activities).type);
    return types;
  }

  // A property of one of the types with one of the value types; empty if there
  // is none.
  std::string PropertyOf(const std::vector<std::string>& types,
                         const std::vector<ValueType>& wanted) {
    std::vector<std::string> names;
    for (const ActivitySpec& activity : spec_.activities) {
      if (std::count(types.begin(), types.end(), activity.type) == 0) continue;
      for (const PropertySpec& property : activity.properties) {
        if (std::count(wanted.begin(), wanted.end(), property.type) > 0) {
          names.push_back(property.name);
        }
      }
    }
    return names.empty() ? "" : random_.Pick(names);
  }

  void AddScreens() {
    const int count = random_.Below(3);
    for (int i = 0; i < count; ++i) {
      ScreenSpec screen;
      screen.name = absl::StrCat("screen ", i);
      screen.types = SomeTypes();
      if (random_.OneIn(2)) screen.where = ActivityCondition();
      if (screen.where.empty() || random_.OneIn(3)) {
        screen.burst =
            BurstSpec{random_.Between(2, 4), random_.Pick(Windows()) / 16};
      }
      spec_.screens.push_back(std::move(screen));
    }
  }

  void AddSignals() {
    const int count = random_.Below(6);
    for (int i = 0; i < count; ++i) {
      SignalSpec signal;
      signal.name = absl::StrCat("s", i);
      signal.kind = static_cast<SignalKind>(random_.Between(1, 10));
      signal.types = SomeTypes();
      ChooseProperty(&signal);
      if (signal.kind == SignalKind::kRatio) {
        MakeRatio(&signal);
      } else {
        signal.where = ActivityCondition();
        if (random_.OneIn(2)) signal.within = random_.Pick(Windows());
        if (random_.OneIn(5)) signal.after = random_.Pick(Windows());
        if (signal.within.has_value() && signal.after.has_value() &&
            *signal.after >= *signal.within) {
          signal.after.reset();
        }
        if (random_.OneIn(5)) signal.over = SignalScope::kAccount;
      }
      spec_.signals.push_back(std::move(signal));
    }
  }

  void ChooseProperty(SignalSpec* signal) {
    std::vector<ValueType> wanted = {ValueType::kInt, ValueType::kDouble};
    switch (signal->kind) {
      case SignalKind::kDistinct:
        wanted.push_back(ValueType::kString);
        wanted.push_back(ValueType::kBool);
        break;
      case SignalKind::kMin:
      case SignalKind::kMax:
        wanted.push_back(ValueType::kTimestamp);
        break;
      case SignalKind::kSum:
        break;
      default:
        return;
    }
    signal->property = PropertyOf(signal->types, wanted);
    if (signal->property.empty()) signal->kind = SignalKind::kCount;
  }

  void MakeRatio(SignalSpec* signal) {
    std::vector<std::string> counts;
    for (const SignalSpec& other : spec_.signals) {
      if (other.kind == SignalKind::kCount ||
          other.kind == SignalKind::kActiveDays) {
        counts.push_back(other.name);
      }
    }
    if (counts.empty()) {
      signal->kind = SignalKind::kCount;
      return;
    }
    signal->types.clear();
    signal->of = random_.Pick(counts);
    signal->to = random_.Pick(counts);
    signal->min_to = random_.Below(4);
  }

  // ---- Scores ------------------------------------------------------------

  void SetBounds(std::optional<double>* min, std::optional<double>* max) {
    if (random_.OneIn(3)) *min = random_.Between(-30, 10);
    if (random_.OneIn(3)) *max = random_.Between(10, 60);
  }

  DecaySpec RandomDecay() {
    const std::vector<absl::Duration> durations = {
        absl::Hours(24), absl::Hours(24 * 7), absl::Hours(24 * 30)};
    DecaySpec decay;
    switch (random_.Below(4)) {
      case 0:
        decay.half_life = random_.Pick(durations);
        break;
      case 1:
        decay.linear = random_.Pick(durations);
        break;
      case 2:
        decay.step = StepDecaySpec{random_.Between(1, 400) / 4.0,
                                   random_.Pick(durations), random_.OneIn(2)};
        break;
      default:
        decay.none = true;
    }
    return decay;
  }

  void AddScores() {
    const int count = random_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      ScoreSpec score;
      score.name = absl::StrCat("score", i);
      if (random_.OneIn(3)) score.base = RandomPoints(random_);
      if (random_.OneIn(3)) score.weight = random_.Between(-12, 12) / 8.0;
      SetBounds(&score.min, &score.max);
      if (random_.OneIn(2)) {
        score.bands = {{"A", 20.5}, {"B", 0.0}, {"C", std::nullopt}};
        spec_.grade.push_back(score.name);
      }
      const int groups = random_.Between(0, 3);
      for (int j = 0; j < groups; ++j) AddGroup(j, &score);
      spec_.scores.push_back(std::move(score));
    }
    if (random_.OneIn(3)) SetBounds(&spec_.total.min, &spec_.total.max);
  }

  void AddGroup(int index, ScoreSpec* score) {
    GroupSpec group;
    group.name = absl::StrCat("group ", index);
    SetBounds(&group.min, &group.max);
    if (random_.OneIn(3)) group.decay = RandomDecay();
    const int rules = random_.Between(0, 6);
    for (int i = 0; i < rules; ++i) group.rules.push_back(RandomRule());
    score->groups.push_back(std::move(group));
  }

  RuleSpec RandomRule() {
    RuleSpec rule;
    rule.name = absl::StrCat("rule ", num_rules_++);
    if (random_.OneIn(2)) rule.when = LeadCondition();
    if (random_.OneIn(5)) rule.weight = random_.Between(-12, 12) / 8.0;
    SetBounds(&rule.min, &rule.max);
    const bool has_each = random_.OneIn(2);
    if (has_each) rule.each = RandomEach();
    switch (random_.Below(4)) {
      case 0:
        if (!has_each) {
          rule.tiers = RandomTiers();
          return rule;
        }
        break;
      case 1:
        if (SetTable(&rule)) return rule;
        break;
      case 2:
        if (SetCurve(&rule)) return rule;
        break;
      default:
        break;
    }
    rule.points = RandomPoints(random_);
    return rule;
  }

  EachSpec RandomEach() {
    EachSpec each;
    each.types = SomeTypes();
    each.where = ActivityCondition();
    if (random_.OneIn(4)) {
      each.keep_first_per_day = random_.Between(1, 3);
    } else if (random_.OneIn(4)) {
      each.once_per = random_.OneIn(2) ? "DAY" : "WEEK";
    }
    if (each.once_per.empty() && random_.OneIn(3)) {
      each.once_per = PropertyOf(
          each.types, {ValueType::kString, ValueType::kInt, ValueType::kDouble,
                       ValueType::kBool, ValueType::kTimestamp});
    }
    if (random_.OneIn(2)) each.within = random_.Pick(Windows());
    if (random_.OneIn(4)) each.keep_latest = random_.Between(1, 4);
    if (random_.OneIn(3)) each.decay = RandomDecay();
    return each;
  }

  TiersSpec RandomTiers() {
    TiersSpec tiers;
    for (int i = random_.Between(1, 4); i > 0; --i) {
      tiers.tier.push_back({LeadCondition(), RandomPoints(random_)});
    }
    tiers.otherwise = RandomPoints(random_);
    if (random_.OneIn(2)) tiers.missing = RandomPoints(random_);
    if (random_.OneIn(3)) tiers.take = TierChoice::kMax;
    return tiers;
  }

  // What a rule's table or curve may be over: "lead.a1".
  std::vector<ConditionGenerator::Variable> Operands(const RuleSpec& rule) {
    if (!rule.each.has_value()) return conditions_.LeadVariables();
    std::vector<ConditionGenerator::Variable> operands;
    for (const ActivitySpec& activity : spec_.activities) {
      if (std::count(rule.each->types.begin(), rule.each->types.end(),
                     activity.type) == 0) {
        continue;
      }
      for (const PropertySpec& property : activity.properties) {
        operands.push_back({"activity." + property.name, property.type});
      }
    }
    return operands;
  }

  bool SetTable(RuleSpec* rule) {
    const auto operands = Operands(*rule);
    if (operands.empty()) return false;
    const auto& of = random_.Pick(operands);
    const bool is_text =
        of.type == ValueType::kString || of.type == ValueType::kStringList;
    if (!is_text && of.type != ValueType::kInt && of.type != ValueType::kBool) {
      return false;
    }
    TableSpec table;
    table.of = of.name;
    if (is_text && random_.OneIn(2)) table.match = TableMatch::kWord;
    for (int i = random_.Between(1, 4); i > 0; --i) {
      TableRowSpec row;
      for (int j = random_.Between(1, 3); j > 0; --j) {
        row.is.push_back(RowValue(of.type, table.match));
      }
      row.points = RandomPoints(random_);
      table.row.push_back(std::move(row));
    }
    table.otherwise = RandomPoints(random_);
    table.missing = RandomPoints(random_);
    rule->table = std::move(table);
    return true;
  }

  std::string RowValue(ValueType type, TableMatch match) {
    if (type == ValueType::kBool) return random_.OneIn(2) ? "true" : "false";
    if (type == ValueType::kInt) return absl::StrCat(random_.Pick(Wholes()));
    if (match == TableMatch::kEqual) return random_.Pick(Texts());
    return random_.Pick<std::string>(
        {"alpha", "Vice President", "vp", "gr\u00fcsse", "x"});
  }

  bool SetCurve(RuleSpec* rule) {
    const auto operands = Operands(*rule);
    if (operands.empty()) return false;
    const auto& of = random_.Pick(operands);
    if (of.type != ValueType::kInt && of.type != ValueType::kDouble) {
      return false;
    }
    CurveSpec curve;
    curve.of = of.name;
    if (random_.OneIn(2)) curve.shape = CurveShape::kStep;
    double x = random_.Between(-20, 5);
    for (int i = random_.Between(1, 4); i > 0; --i) {
      curve.at.push_back({x, RandomPoints(random_)});
      x += random_.Between(1, 40) / 4.0;
    }
    curve.missing = RandomPoints(random_);
    rule->curve = std::move(curve);
    return true;
  }

  // ---- Stages ------------------------------------------------------------

  void AddStages() {
    const int count = random_.Below(4);
    if (count == 0) return;
    if (random_.OneIn(3)) {
      spec_.disqualify.push_back({"reason", StageCondition()});
    }
    for (int i = 0; i < count; ++i) {
      StageSpec stage;
      stage.name = absl::StrCat("STAGE", i);
      const int evidence = random_.Below(3);
      for (int j = 0; j < evidence; ++j) {
        stage.evidence.push_back(
            {absl::StrCat("evidence ", j), StageCondition()});
      }
      if (i > 0) AddWays(&stage);
      spec_.stages.push_back(std::move(stage));
    }
  }

  ScorePointsSpec RandomThreshold() {
    return {random_.OneIn(5) ? "total" : random_.Pick(spec_.scores).name,
            RandomPoints(random_)};
  }

  void AddWays(StageSpec* stage) {
    const int ways = random_.Between(1, 3);
    for (int i = 0; i < ways; ++i) {
      WaySpec way;
      way.name = absl::StrCat("way ", i);
      way.at_least.push_back(RandomThreshold());
      if (random_.OneIn(2)) way.when = StageCondition();
      way.evidence = !stage->evidence.empty() && random_.OneIn(3);
      way.even_in_cooldown = random_.OneIn(4);
      stage->enter.push_back(std::move(way));
    }
    if (random_.OneIn(2)) {
      HoldSpec hold;
      hold.at_least.push_back(RandomThreshold());
      if (random_.OneIn(3)) hold.when = StageCondition();
      stage->hold = std::move(hold);
    }
    if (random_.OneIn(3)) stage->cooldown = random_.Pick(Windows());
    if (random_.OneIn(3)) stage->fresh_points = random_.Between(0, 20);
  }

  Random& random_;
  ModelSpec spec_;
  ConditionGenerator conditions_;
  int num_rules_ = 0;
};

AttributeValue RandomValue(ValueType type, Random& random,
                           absl::Duration reach) {
  switch (type) {
    case ValueType::kBool:
      return random.OneIn(2);
    case ValueType::kInt:
      return random.Pick(Wholes());
    case ValueType::kDouble:
      return random.Pick(Reals());
    case ValueType::kString:
      return random.Pick(Texts());
    case ValueType::kTimestamp:
      return RandomTime(random, reach);
    default: {
      std::vector<std::string> texts;
      for (int i = random.Below(4); i > 0; --i) {
        texts.push_back(random.Pick(Texts()));
      }
      return texts;
    }
  }
}

// An entry of a reserved type other than $retract.
void MakeEntry(const ModelSpec& spec, Random& random, absl::Duration reach,
               Activity* activity) {
  const auto stage = [&]() -> NamedValue {
    return {"stage", random.Pick(spec.stages).name};
  };
  const int kind = random.Below(4);
  if (kind == 0 && !spec.stages.empty()) {
    activity->type = "$stage";
    activity->properties = {stage()};
  } else if (kind == 1) {
    activity->type = "$adjust";
    if (!spec.stages.empty() && random.OneIn(4)) {
      activity->properties = {stage()};
    } else {
      activity->properties = {{"score", random.Pick(spec.scores).name},
                              {"points", RandomPoints(random)},
                              {"reason", "generated"},
                              {"author", "generator"}};
    }
    if (!random.OneIn(3)) {
      activity->properties.emplace_back(
          "until", activity->time + reach / (4 + random.Below(40)));
    }
  } else {
    activity->type = "$set";
    for (const AttributeSpec& attribute : spec.attributes) {
      if (!attribute.from.empty() || random.OneIn(2)) continue;
      activity->properties.emplace_back(
          attribute.name, random.OneIn(5)
                              ? AttributeValue()
                              : RandomValue(attribute.type, random, reach));
    }
    if (activity->properties.empty()) {
      activity->properties.emplace_back(spec.attributes[0].name,
                                        AttributeValue());
    }
  }
}

Activity RandomActivity(const ModelSpec& spec, Random& random,
                        absl::Duration reach) {
  const ActivitySpec& type = random.Pick(spec.activities);
  Activity activity;
  activity.type = type.type;
  activity.time = RandomTime(random, reach);
  if (random.OneIn(4)) {
    activity.id = absl::StrCat("id", random.Below(4));
    activity.revision = random.Below(3);
    if (random.OneIn(5)) {
      activity.type = "$retract";
      return activity;
    }
  }
  if (random.OneIn(6)) {
    MakeEntry(spec, random, reach, &activity);
    return activity;
  }
  for (const PropertySpec& property : type.properties) {
    if (random.OneIn(4)) continue;
    activity.properties.emplace_back(property.name,
                                     RandomValue(property.type, random, reach));
  }
  return activity;
}

}  // namespace

absl::Time GeneratedNow() {
  // Beside a tick, so that rounding down to it shows.
  return absl::FromUnixSeconds(1'795'176'000) + absl::Minutes(17);
}

ModelSpec GenerateModel(Random& random) {
  return ModelGenerator(random).Generate();
}

std::vector<Lead> GenerateLeads(const ModelSpec& spec, int count,
                                Random& random,
                                std::optional<absl::Duration> how_far) {
  const absl::Duration reach = how_far.value_or(kReach);
  std::vector<Lead> leads;
  bool has_known = false;
  for (const AttributeSpec& attribute : spec.attributes) {
    has_known |= !attribute.known_at.empty();
  }
  for (int i = 0; i < count; ++i) {
    Lead lead;
    lead.id = absl::StrCat(i);
    if (random.OneIn(2)) lead.account = absl::StrCat("acc", random.Below(3));
    for (const AttributeSpec& attribute : spec.attributes) {
      if (!attribute.from.empty() || random.OneIn(4)) continue;
      lead.attributes.emplace_back(attribute.name,
                                   RandomValue(attribute.type, random, reach));
    }
    if (has_known && random.OneIn(2)) {
      lead.attributes.emplace_back("known", RandomTime(random, reach));
    }
    for (int j = random.Below(12); j > 0; --j) {
      lead.activities.push_back(RandomActivity(spec, random, reach));
      // The same again, or at the same instant.
      if (random.OneIn(6)) lead.activities.push_back(lead.activities.back());
    }
    leads.push_back(std::move(lead));
  }
  return leads;
}

std::string GenerateCondition(const ModelSpec& spec, int depth,
                              Random& random) {
  ConditionGenerator conditions(spec, random);
  return conditions.Condition(conditions.LeadVariables(), depth);
}

}  // namespace leadscore::testing
