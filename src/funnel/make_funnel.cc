#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "leadscore/funnel.h"
#include "src/core/status_macros.h"
#include "src/funnel/stays.h"

namespace leadscore {
namespace internal {
namespace {

// The least value that so many percent are not above.
absl::Duration NearestRank(const std::vector<absl::Duration>& sorted,
                           size_t percent) {
  const size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<size_t>(rank, 1) - 1];
}

struct Period {
  absl::Time from;
  absl::Time to;

  bool Holds(absl::Time time) const { return time >= from && time < to; }
};

// Adds up the stays of a part, lead by lead.
class FlowMaker {
 public:
  explicit FlowMaker(size_t stages)
      : flows_(stages), lengths_(stages), last_lead_(stages, -1) {}

  // `lead` numbers the leads in the order in which they come.
  void Add(int64_t lead, const Stay& stay, const Period& period) {
    StageFlow& flow = flows_[stay.stage];
    if (period.Holds(stay.begin)) {
      AddEntry(stay, &flow);
      const bool is_first = last_lead_[stay.stage] != lead;
      last_lead_[stay.stage] = lead;
      if (is_first) ++flow.leads;
      if (is_first && stay.leads_on) ++flow.converted;
    }
    if (!stay.end.has_value()) {
      ++flow.open;
    } else if (period.Holds(*stay.end) && stay.begin != absl::InfinitePast()) {
      lengths_[stay.stage].push_back(*stay.end - stay.begin);
    }
  }

  std::vector<StageFlow> Finish() {
    for (size_t i = 0; i < flows_.size(); ++i) {
      std::vector<absl::Duration>& lengths = lengths_[i];
      if (lengths.empty()) continue;
      std::sort(lengths.begin(), lengths.end());
      flows_[i].ended = static_cast<int64_t>(lengths.size());
      flows_[i].median = NearestRank(lengths, 50);
      flows_[i].p90 = NearestRank(lengths, 90);
    }
    return std::move(flows_);
  }

 private:
  static void AddEntry(const Stay& stay, StageFlow* flow) {
    ++flow->entries;
    if (stay.is_recycled) ++flow->recycled;
    ++(!stay.end.has_value() ? flow->remained
       : stay.went_up        ? flow->went_up
                             : flow->fell_back);
  }

  std::vector<StageFlow> flows_;
  std::vector<std::vector<absl::Duration>> lengths_;  // Of ended stays.
  std::vector<int64_t> last_lead_;  // That entered each stage.
};

// All leads, or a segment: as a whole, and by the weeks of entries.
class SegmentMaker {
 public:
  SegmentMaker(size_t stages, bool weekly, const Period& period,
               absl::TimeZone zone)
      : stages_(stages),
        weekly_(weekly),
        period_(period),
        zone_(zone),
        whole_(stages) {}

  void Add(int64_t lead, const std::vector<Stay>& stays) {
    for (const Stay& stay : stays) {
      whole_.Add(lead, stay, period_);
      if (!weekly_ || stay.begin == absl::InfinitePast() ||
          !period_.Holds(stay.begin)) {
        continue;
      }
      const absl::CivilDay day = absl::ToCivilDay(stay.begin, zone_);
      const absl::CivilDay monday =
          absl::PrevWeekday(day + 1, absl::Weekday::monday);
      weeks_.try_emplace(monday, stages_)
          .first->second.Add(lead, stay, period_);
    }
  }

  void Finish(const std::optional<std::string>& segment,
              std::vector<FunnelPart>* parts) {
    parts->push_back({segment, std::nullopt, whole_.Finish()});
    for (auto& [monday, maker] : weeks_) {
      parts->push_back({segment, monday, maker.Finish()});
    }
  }

 private:
  const size_t stages_;
  const bool weekly_;
  const Period period_;
  const absl::TimeZone zone_;
  FlowMaker whole_;
  std::map<absl::CivilDay, FlowMaker> weeks_;
};

absl::Status CheckOptions(const Model& model, size_t num_histories,
                          const FunnelOptions& options) {
  if (model.stage_names().empty()) {
    return absl::InvalidArgumentError("the model has no stages");
  }
  if (options.from > options.to) {
    return absl::InvalidArgumentError("the period ends before it begins");
  }
  if (options.by != nullptr && options.by->size() != num_histories) {
    return absl::InvalidArgumentError(absl::StrCat(
        options.by->size(), " segments for ", num_histories, " histories"));
  }
  return absl::OkStatus();
}

std::vector<int64_t> CountKeptOut(const Model& model,
                                  absl::Span<const LeadHistory> histories) {
  const std::vector<DisqualifySpec>& reasons = model.spec().disqualify;
  std::vector<int64_t> counts(reasons.size());
  for (const LeadHistory& history : histories) {
    if (history.disqualified_by.empty()) continue;
    for (size_t i = 0; i < reasons.size(); ++i) {
      if (reasons[i].name == history.disqualified_by) ++counts[i];
    }
  }
  return counts;
}

}  // namespace
}  // namespace internal

absl::StatusOr<Funnel> MakeFunnel(const Model& model,
                                  absl::Span<const LeadHistory> histories,
                                  const FunnelOptions& options) {
  using internal::SegmentMaker;
  LEADSCORE_RETURN_IF_ERROR(
      internal::CheckOptions(model, histories.size(), options));
  const std::vector<std::string>& names = model.stage_names();
  internal::StageIndex index;
  for (size_t i = 0; i < names.size(); ++i) index[names[i]] = i;
  const SegmentMaker none(names.size(), options.weekly,
                          {options.from, options.to}, model.time_zone());
  SegmentMaker all = none;
  std::map<std::string, SegmentMaker> segments;
  for (size_t row = 0; row < histories.size(); ++row) {
    LEADSCORE_ASSIGN_OR_RETURN(
        const std::vector<internal::Stay> stays,
        internal::StaysOf(histories[row], index, options.to));
    const auto lead = static_cast<int64_t>(row);
    all.Add(lead, stays);
    if (options.by == nullptr) continue;
    segments.try_emplace((*options.by)[row], none)
        .first->second.Add(lead, stays);
  }
  Funnel funnel;
  all.Finish(std::nullopt, &funnel.parts);
  for (auto& [segment, maker] : segments) {
    maker.Finish(segment, &funnel.parts);
  }
  funnel.kept_out = internal::CountKeptOut(model, histories);
  return funnel;
}

}  // namespace leadscore
