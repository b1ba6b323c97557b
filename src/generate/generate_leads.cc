#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/generate.h"
#include "src/core/time_text.h"
#include "src/generate/random.h"
#include "src/generate/value_pools.h"
#include "src/model/checked_model.h"

namespace leadscore {
namespace internal {
namespace {

constexpr int64_t kNamedPercent = 65;  // Of values, that the model mentions.
constexpr int64_t kReachMinutes = 200 * 24 * 60;  // Of activities.

// A text that no rule mentions: some are common, most are rare.
std::string OtherText(Random& random) {
  static constexpr const char* kWords[] = {
      "Alder", "Birch", "Cedar",   "Dogwood", "Elder", "Fir",    "Ginkgo",
      "Hazel", "Ivy",   "Juniper", "Larch",   "Maple", "Nutmeg", "Oak"};
  constexpr int64_t kCount = sizeof(kWords) / sizeof(kWords[0]);
  const int64_t index = random.LowBelow(kCount * 40);
  std::string text = kWords[index % kCount];
  if (index >= kCount) absl::StrAppend(&text, " ", index / kCount);
  return text;
}

absl::Time OtherTime(Random& random, absl::Time as_of) {
  constexpr int64_t kPastMinutes = 700 * 24 * 60;
  constexpr int64_t kFutureMinutes = 120 * 24 * 60;
  const absl::Time time =
      random.Percent(20)
          ? as_of + absl::Minutes(random.LowBelow(kFutureMinutes))
          : as_of - absl::Minutes(random.LowBelow(kPastMinutes));
  return FromMicros(ToMicros(time));
}

// One type's values: those of a pool, others around them, and none.
class ValueSource {
 public:
  ValueSource(ValueType type, ValuePool pool, int64_t missing_percent)
      : type_(type), pool_(std::move(pool)), missing_percent_(missing_percent) {
    for (const AttributeValue& value : pool_) {
      if (const auto* whole = std::get_if<int64_t>(&value)) {
        low_ = std::min(low_, *whole);
        high_ = std::max(high_, *whole);
      } else if (const auto* real = std::get_if<double>(&value)) {
        low_ = std::min(low_, static_cast<int64_t>(*real));
        high_ = std::max(high_, static_cast<int64_t>(*real));
      }
    }
  }

  AttributeValue Next(Random& random, absl::Time as_of) const {
    if (random.Percent(missing_percent_)) return AttributeValue();
    if (type_ == ValueType::kStringList) return NextList(random);
    return NextOne(random, as_of);
  }

 private:
  AttributeValue NextOne(Random& random, absl::Time as_of) const {
    if (!pool_.empty() && random.Percent(kNamedPercent)) {
      return random.PickEarly(pool_);
    }
    switch (type_) {
      case ValueType::kBool:
        return random.Percent(40);
      case ValueType::kInt:
        return OtherNumber(random);
      case ValueType::kDouble:
        return static_cast<double>(OtherNumber(random)) +
               static_cast<double>(random.Below(4)) / 4;
      case ValueType::kTimestamp:
        return OtherTime(random, as_of);
      default:
        return OtherText(random);
    }
  }

  AttributeValue NextList(Random& random) const {
    std::vector<std::string> texts;
    for (int64_t i = random.Below(4); i > 0; --i) {
      texts.push_back(!pool_.empty() && random.Percent(kNamedPercent)
                          ? std::get<std::string>(random.PickEarly(pool_))
                          : OtherText(random));
    }
    return texts;
  }

  int64_t OtherNumber(Random& random) const {
    return low_ + random.LowBelow(2 * (high_ - low_) + 1);
  }

  ValueType type_;
  ValuePool pool_;
  int64_t missing_percent_;
  // Of its numbers, and what is usual.
  int64_t low_ = 0;
  int64_t high_ = 100;
};

}  // namespace

struct LeadGeneratorState {
  LeadGeneratorState(const Model& the_model, const GenerateOptions& the_options)
      : model(the_model), options(the_options), random(the_options.seed) {
    const CheckedModel& checked = model.checked();
    ValuePools pools = FindValues(checked, options.as_of);
    for (size_t i = 0; i < checked.attributes.size(); ++i) {
      if (checked.attributes[i].column < 0) continue;
      // Some are nearly always known, others often not.
      const int64_t missing = 3 + 7 * static_cast<int64_t>(i % 4);
      attributes.emplace_back(
          checked.attributes[i].name,
          ValueSource(checked.attributes[i].type,
                      std::move(pools.attributes[i]), missing));
    }
    for (size_t i = 0; i < checked.properties.size(); ++i) {
      constexpr int64_t kMissingPercent = 5;
      properties.emplace(
          checked.properties[i].name,
          ValueSource(checked.properties[i].type,
                      std::move(pools.properties[i]), kMissingPercent));
    }
  }

  Lead Next() {
    Lead lead;
    lead.id = absl::StrCat(++count);
    if (random.Percent(67)) {
      constexpr int64_t kLeadsPerAccount = 3;
      lead.account =
          absl::StrCat("A", 1 + random.Below(count) / kLeadsPerAccount);
    }
    for (const auto& [name, source] : attributes) {
      AttributeValue value = source.Next(random, options.as_of);
      if (!std::holds_alternative<std::monostate>(value)) {
        lead.attributes.emplace_back(name, std::move(value));
      }
    }
    AddKnownAt(&lead);
    AddActivities(&lead);
    return lead;
  }

  // Since when attributes are known, where columns of their own tell.
  void AddKnownAt(Lead* lead) {
    const LeadSchema& schema = model.lead_schema();
    for (size_t i = attributes.size(); i < schema.columns.size(); ++i) {
      if (random.Percent(30)) continue;
      lead->attributes.emplace_back(schema.columns[i].name,
                                    Before(random.LowBelow(kReachMinutes)));
    }
  }

  absl::Time Before(int64_t minutes) const {
    return FromMicros(ToMicros(options.as_of - absl::Minutes(minutes)));
  }

  void AddActivities(Lead* lead) {
    if (model.spec().activities.empty()) return;
    int64_t left = random.LowBelow(4 * options.activities_per_lead + 1);
    while (left > 0) {
      // A session: some activities within minutes of each other.
      absl::Time time = Before(random.LowBelow(kReachMinutes));
      for (int64_t i = std::min(left, 1 + random.LowBelow(8)); i > 0; --i) {
        lead->activities.push_back(NextActivity(time));
        --left;
        constexpr int64_t kSessionSeconds = 600;
        time = std::min(time + absl::Seconds(random.LowBelow(kSessionSeconds)),
                        Before(0));
      }
    }
  }

  Activity NextActivity(absl::Time time) {
    const ActivitySpec& type = random.PickEarly(model.spec().activities);
    Activity activity;
    activity.type = type.type;
    activity.time = time;
    for (const PropertySpec& property : type.properties) {
      AttributeValue value =
          properties.at(property.name).Next(random, options.as_of);
      if (!std::holds_alternative<std::monostate>(value)) {
        activity.properties.emplace_back(property.name, std::move(value));
      }
    }
    return activity;
  }

  Model model;
  GenerateOptions options;
  Random random;
  std::vector<std::pair<std::string, ValueSource>> attributes;
  std::map<std::string, ValueSource> properties;
  int64_t count = 0;
};

}  // namespace internal

LeadGenerator::LeadGenerator(const Model& model, const GenerateOptions& options)
    : state_(std::make_unique<internal::LeadGeneratorState>(model, options)) {}
LeadGenerator::~LeadGenerator() = default;
LeadGenerator::LeadGenerator(LeadGenerator&&) noexcept = default;
LeadGenerator& LeadGenerator::operator=(LeadGenerator&&) noexcept = default;

Lead LeadGenerator::Next() { return state_->Next(); }

Tables GenerateLeads(const Model& model, size_t leads,
                     const GenerateOptions& options) {
  LeadGenerator generator(model, options);
  TableBuilder builder(model.lead_schema(), model.activity_schema());
  for (size_t i = 0; i < leads; ++i) {
    // What fits a model's own schema is taken.
    (void)builder.Add(generator.Next()).ok();
  }
  return builder.Build();
}

}  // namespace leadscore
