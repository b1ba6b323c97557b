// Scores one lead by a fused model, from values by position: the panels and
// kernels of ChunkScorer without columns.

#ifndef LEADSCORE_SRC_EXEC_SINGLE_SCORER_H_
#define LEADSCORE_SRC_EXEC_SINGLE_SCORER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "leadscore/lead_view.h"
#include "src/activity/single_pass.h"
#include "src/core/text_memo.h"
#include "src/exec/curve_memo.h"
#include "src/exec/fused_model.h"
#include "src/exec/kernels.h"
#include "src/exec/number_bins.h"
#include "src/exec/panel_sums.h"
#include "src/exec/text_bins.h"
#include "src/exec/timed_gains.h"

namespace leadscore::internal {

// For one thread. Allocates nothing for leads whose texts it has seen.
class SingleScorer {
 public:
  // All have to outlive it.
  //
  // REQUIRES: MayScore(model).
  SingleScorer(const FusedModel& model, const Kernels& kernels);

  // Whether leads of the model are not all for the plain scorer.
  static bool MayScore(const FusedModel& model);

  // False if the lead is for the plain scorer, or something about it is wrong.
  bool Score(const LeadView& lead, Micros as_of);

  // The same of the last lead, whose Score or Rescore was true, with other
  // activities or at another instant. Its attributes are not looked at again,
  // nor counted.
  bool Rescore(absl::Span<const ActivityView> activities, Micros as_of);

  // Of the last lead: its flags and scores, as its only row.
  const PanelSums& sums() const { return sums_; }

  // What of a lead time alone may change, as the last Score found it.
  struct TimedState {
    struct Part {
      bool has = false;
      int64_t key = 0;

      bool operator==(const Part& other) const {
        return has == other.has && key == other.key;
      }
    };

    std::vector<uint16_t> bins;
    std::vector<int64_t> keys;
    std::vector<Part> parts;      // Of ratios: what of what.
    std::vector<int64_t> points;  // By rule with activities.
  };
  void GetTimedState(TimedState* state) const;
  // Finds between which points the last lead is at all instants from that of an
  // earlier state of it to the last one, if its log is the same all the time
  // and no activity entered or left a window of two-way signals. False if
  // nothing can be said, such as that a flag is the same all the time.
  bool FindBounds(const TimedState& earlier);
  // Whether the model has signals that go up and down while nothing happens.
  bool has_two_way_signals() const { return has_two_way_signals_; }
  // Of the last lead: the points of the model's rules with activities, in the
  // order of the model; none where `when` is not true.
  void GetRulePoints(std::vector<int64_t>* points) const;

  // After FindBounds: whether all points are what they are; otherwise their
  // bounds, with all of which at once the scores are found.
  bool is_constant() const { return is_constant_; }
  enum class Bound { kLow, kHigh };
  void ScoreBound(const TimedState& earlier, Bound bound);

  // As of SinglePass.
  uint64_t dropped() const { return activities_.dropped(); }
  // How many of the model's attributes_read have a value.
  int attributes_present() const { return attributes_present_; }

  size_t MemoryBytes() const;

 private:
  // A source that is an attribute, by its place in the lead.
  struct Input {
    size_t source = 0;
    size_t column = 0;
    std::optional<size_t> known_at;
    ValueType type = ValueType::kUnspecified;
    bool is_age = false;
    bool missing_is_plain = false;
    bool counts_present = false;
    std::unique_ptr<TextBins> texts;
    TextMemo<uint16_t> bin_of_text;
    TextKey key;  // Of the lead's text.
    std::unique_ptr<NumberBins> numbers;
    const BinSearch* search = nullptr;
  };
  // A source that time alone changes.
  struct TimedSource {
    TimedSource(const FusedModel& model, size_t of)
        : source(of), gains(model, of) {}

    size_t source = 0;
    // Its values are computed with, so that no bin stands for several.
    bool is_exact = false;
    bool has_curve = false;
    const CheckedSignal* ratio = nullptr;  // If it is one.
    TimedGains gains;
  };
  struct SignalInput {
    size_t source = 0;
    size_t signal = 0;
    bool missing_is_plain = false;
    const BinSearch* search = nullptr;
  };
  struct Attribute {
    size_t column = 0;
    std::optional<size_t> known_at;
  };
  struct Curve {
    const PlannedRule* rule = nullptr;
    CurveMemo points;
    int timed = -1;  // In timed_sources_; -1: time does not change it.
  };

  std::optional<size_t> KnownAtOf(const CheckedAttribute& attribute) const;
  const ValueView& ValueAt(size_t column) const;
  // Whether what is known since then is known; false in `is_right` if it is no
  // instant.
  bool IsKnown(const std::optional<size_t>& known_at, bool* is_right) const;
  bool StartBin(Input* input);
  bool FindTextBin(Input* input);
  bool FindNumberBin(Input* input, const ValueView& value, uint16_t* bin);
  bool FindSignalBins();
  void UpdatePanelInputs();
  void AddCurves();
  bool Applies(const PlannedRule& rule) const;
  void AddCurve(Curve* curve);
  void AddActivityRules();
  TimedState::Part PartOf(int signal) const;
  // The bins that a source goes through.
  struct BinRange {
    uint16_t first = 0;
    uint16_t last = 0;
  };
  std::optional<BinRange> BinsOfRatio(const TimedSource& timed,
                                      TimedState::Part of,
                                      TimedState::Part to) const;
  std::optional<BinRange> BinsOf(size_t timed, const TimedState& earlier,
                                 const TimedState::Part* parts) const;
  void FindTimedSources();
  bool CountOthers();
  bool RunActivities();
  // Adds the points up, once there are all bins.
  void Add();

  const FusedModel& model_;
  std::vector<Input> inputs_;
  std::vector<size_t> timed_inputs_;  // Whose bins depend on the instant.
  std::vector<SignalInput> signals_;
  std::vector<Attribute> others_;  // Attributes that are read by no source.
  std::vector<const BinTables*> tables_;  // By source.
  bool has_new_bins_ = true;
  std::vector<std::vector<PanelInput>> panel_inputs_;
  SinglePass activities_;
  PanelSums sums_;
  std::vector<Curve> curves_;
  std::vector<const PlannedRule*> activity_rules_;
  std::vector<TimedSource> timed_sources_;
  bool is_constant_ = false;
  std::vector<int64_t> lane_low_;  // By lane, of timed sources.
  std::vector<int64_t> lane_high_;
  bool has_two_way_signals_ = false;

  // Of the lead.
  LeadView lead_;
  Micros as_of_ = 0;
  std::vector<uint16_t> bins_;  // By source.
  std::vector<int64_t> keys_;   // By source of numbers.
  std::vector<int64_t> scores_;
  std::vector<int64_t*> score_pointers_;
  int attributes_present_ = 0;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_EXEC_SINGLE_SCORER_H_
