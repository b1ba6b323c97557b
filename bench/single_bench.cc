// What it takes to score one lead that just came in: twenty attributes and some
// ten activities as texts and numbers, 50 or 500 explicit rules, 20 implicit
// ones, and the stage that follows.
//
//   build/release/bench/single_bench
//
// Question: how long does the caller wait, in the median and for the slowest
// lead in a hundred, beside code that an expert wrote for exactly these rules?
// Both begin with the same texts: of attributes that are numbers too, which
// both read. A lead has just been received, so its own bytes are near; what was
// learned of others is as near as it happens to be. Each lead is timed by
// itself, all leads by the expert and by the library in turns; the medians of
// all turns are printed.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "bench/opponents/activities_opponent.h"
#include "bench/opponents/rows_opponent.h"
#include "bench/rule_sets/activity_rules.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/combined.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/scorer.h"

namespace leadscore::bench {
namespace {

constexpr size_t kLeads = 20'000;
constexpr int kTurns = 15;
constexpr int kImplicitRules = 20;

// A lead as it comes in: of data null is what it does not have.
struct RawLead {
  std::string_view texts[kTexts];
  std::string numbers[kNumbers];
  std::vector<RawActivity> activities;
};

// Where leads are received, one after the other.
class Inbox {
 public:
  const RawLead& Receive(const RawLead& sent) {
    size_t bytes = 0;
    for (const std::string_view text : sent.texts) bytes += text.size();
    for (const RawActivity& one : sent.activities) bytes += one.asset.size();
    bytes_.clear();
    bytes_.reserve(bytes);  // What was received stays where it is.
    received_ = sent;
    for (std::string_view& text : received_.texts) text = Receive(text);
    for (RawActivity& activity : received_.activities) {
      activity.asset = Receive(activity.asset);
    }
    return received_;
  }

 private:
  std::string_view Receive(std::string_view text) {
    if (text.data() == nullptr) return text;
    const size_t begin = bytes_.size();
    bytes_.append(text);
    return std::string_view(bytes_).substr(begin, text.size());
  }

  RawLead received_;
  std::string bytes_;
};

std::vector<RawLead> MakeRawLeads() {
  const BenchLeads leads = MakeLeads(kLeads, 2);
  const BenchActivities activities = MakeActivities(kLeads, 3);
  std::vector<RawLead> raw(kLeads);
  for (size_t i = 0; i < kLeads; ++i) {
    for (int column = 0; column < kTexts; ++column) {
      const auto index = static_cast<size_t>(column);
      const std::vector<std::string>& texts = Dictionary(column);
      const auto code = static_cast<size_t>(leads.codes[index][i]);
      if (code < texts.size()) raw[i].texts[index] = texts[code];
    }
    for (size_t column = 0; column < kNumbers; ++column) {
      const int64_t number = leads.numbers[column][i];
      if (number != kNoNumber) raw[i].numbers[column] = absl::StrCat(number);
    }
    for (uint32_t a = activities.begins[i]; a < activities.begins[i + 1]; ++a) {
      RawActivity activity{activities.types[a], activities.times[a], {}};
      if (activities.assets[a] < kAssets) {
        activity.asset = AssetName(activities.assets[a]);
      }
      raw[i].activities.push_back(activity);
    }
  }
  return raw;
}

int64_t ReadNumber(const std::string& text) {
  int64_t number = kNoNumber;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Each scores a lead: its total in millionths.
using ScoreRaw = std::function<int64_t(const RawLead&)>;

ScoreRaw Expert(int32_t (*score_row)(const RowLead&)) {
  const auto opponent = std::make_shared<ActivitiesOpponent>(
      MakeActivityRules(kImplicitRules, kSeed));
  return [opponent, score_row](const RawLead& raw) {
    RowLead lead;
    std::copy(std::begin(raw.texts), std::end(raw.texts),
              std::begin(lead.texts));
    for (size_t column = 0; column < kNumbers; ++column) {
      lead.numbers[column] = ReadNumber(raw.numbers[column]);
    }
    const int64_t total = score_row(lead) * Points::kMicrosPerPoint +
                          opponent->ScoreOne(raw.activities, ActivityNow());
    return total;
  };
}

class Library {
 public:
  explicit Library(int rules)
      : scorer_(Model::Create(ToModel(MakeRuleSet(rules, kSeed),
                                      MakeActivityRules(kImplicitRules, kSeed)))
                    .value()),
        attributes_(scorer_.model().lead_schema().columns.size()),
        now_(absl::FromUnixMicros(ActivityNow())) {
    const std::vector<ColumnSchema>& columns =
        scorer_.model().lead_schema().columns;
    for (int column = 0; column < kTexts + kNumbers; ++column) {
      const bool is_text = column < kTexts;
      const std::string name = is_text
                                   ? absl::StrCat("text", column)
                                   : absl::StrCat("number", column - kTexts);
      positions_.push_back(PositionOf(columns, name));
    }
    if (PositionOf(scorer_.model().activity_schema().properties, "asset") !=
        0) {
      std::abort();
    }
  }

  int64_t Score(const RawLead& raw) {
    for (size_t column = 0; column < kTexts; ++column) {
      const std::string_view text = raw.texts[column];
      Set(column, text.data() != nullptr ? ValueView(text) : ValueView());
    }
    for (size_t column = 0; column < kNumbers; ++column) {
      const std::string& text = raw.numbers[column];
      Set(kTexts + column,
          text.empty() ? ValueView() : ValueView(ReadNumber(text)));
    }
    const size_t count = raw.activities.size();
    if (assets_.size() < count) assets_.resize(count);
    activities_.resize(count);
    for (size_t i = 0; i < count; ++i) {
      const RawActivity& activity = raw.activities[i];
      activities_[i].type = activity.type;
      activities_[i].time_micros = activity.time;
      const bool has_asset = activity.asset.data() != nullptr;
      if (has_asset) assets_[i] = activity.asset;
      activities_[i].properties =
          absl::MakeConstSpan(&assets_[i], has_asset ? 1 : 0);
    }
    if (!scorer_.Score({attributes_, activities_}, now_, &context_, &score_)
             .ok()) {
      std::abort();
    }
    return score_.total.micros();
  }

 private:
  // Attributes that no rule reads are not in the model.
  void Set(size_t column, const ValueView& value) {
    if (positions_[column] < 0) return;
    attributes_[static_cast<size_t>(positions_[column])] = value;
  }

  const Scorer scorer_;
  ScoreContext context_;
  LeadScore score_;
  std::vector<int> positions_;
  std::vector<ValueView> attributes_;
  std::vector<ActivityView> activities_;
  std::vector<ValueView> assets_;
  const absl::Time now_;
};

struct Times {
  std::vector<double> medians;
  std::vector<double> slowest;  // One in a hundred takes longer.
};

double At(std::vector<double>* values, double share) {
  const auto index =
      static_cast<ptrdiff_t>(share * static_cast<double>(values->size() - 1));
  std::nth_element(values->begin(), values->begin() + index, values->end());
  return (*values)[static_cast<size_t>(index)];
}

void TimeAll(const std::vector<RawLead>& leads, const ScoreRaw& score,
             Times* times) {
  using Clock = std::chrono::steady_clock;
  std::vector<double> nanos;
  nanos.reserve(leads.size());
  int64_t sum = 0;
  Inbox inbox;
  for (const RawLead& sent : leads) {
    const RawLead& lead = inbox.Receive(sent);
    const Clock::time_point begin = Clock::now();
    sum += score(lead);
    nanos.push_back(
        std::chrono::duration<double, std::nano>(Clock::now() - begin).count());
  }
  volatile int64_t sink = sum;
  (void)sink;
  times->medians.push_back(At(&nanos, 0.5));
  times->slowest.push_back(At(&nanos, 0.99));
}

void Compare(const std::vector<RawLead>& leads, int rules,
             const ScoreRaw& expert) {
  Library library(rules);
  const ScoreRaw score = [&library](const RawLead& lead) {
    return library.Score(lead);
  };
  for (size_t i = 0; i < leads.size(); ++i) {
    if (expert(leads[i]) == score(leads[i])) continue;
    std::fprintf(stderr, "lead %zu: %lld of the expert, %lld of the library\n",
                 i, static_cast<long long>(expert(leads[i])),
                 static_cast<long long>(score(leads[i])));
    std::abort();
  }
  // What reading the clock costs is in all of them.
  Times clock;
  Times by_expert;
  Times by_library;
  for (int turn = 0; turn < kTurns; ++turn) {
    TimeAll(leads, [](const RawLead&) { return 0; }, &clock);
    TimeAll(leads, expert, &by_expert);
    TimeAll(leads, score, &by_library);
  }
  const double none = At(&clock.medians, 0.5);
  const auto print = [&](const char* what, bool is_median) {
    const double of_expert =
        At(is_median ? &by_expert.medians : &by_expert.slowest, 0.5) - none;
    const double of_library =
        At(is_median ? &by_library.medians : &by_library.slowest, 0.5) - none;
    std::printf(
        "%5d + %d rules  %-7s  expert %6.0f ns  library %6.0f ns  %.2f\n",
        rules, kImplicitRules, what, of_expert, of_library,
        of_library / of_expert);
  };
  print("median", true);
  print("p99", false);
}

int Main() {
  const std::vector<RawLead> leads = MakeRawLeads();
  Compare(leads, 50, Expert(ScoreRow50));
  Compare(leads, 500, Expert(ScoreRow500));
  return 0;
}

}  // namespace
}  // namespace leadscore::bench

int main() { return leadscore::bench::Main(); }
