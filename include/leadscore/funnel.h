// What the histories of many leads come to in a period: how many leads came
// into each stage, what became of them, and how long they stayed.
//
//   absl::StatusOr<std::vector<LeadHistory>> histories =
//       scorer.Histories(tables, to - absl::Microseconds(1));
//   if (!histories.ok()) return histories.status();
//   FunnelOptions options;
//   options.from = from;
//   options.to = to;
//   absl::StatusOr<Funnel> funnel = MakeFunnel(model, *histories, options);
//
// A lead is in the first stage from the first entry of its log on; from then on
// a transition ends its stay in one stage and begins that in another. One
// without entries has been in its stage since before all time.

#ifndef LEADSCORE_FUNNEL_H_
#define LEADSCORE_FUNNEL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "leadscore/history.h"
#include "leadscore/model.h"

namespace leadscore {

struct FunnelOptions {
  // The period: from the one instant up to, but not including, the other. What
  // is later is as if it had not happened.
  absl::Time from = absl::InfinitePast();
  absl::Time to = absl::InfiniteFuture();

  // The segment of each history, such as its owner; asks for a part for each.
  const std::vector<std::string>* by = nullptr;

  // Asks for a part for each week.
  bool weekly = false;
};

// What went through a stage.
struct StageFlow {
  // Entries within the period, and the leads that they are of.
  int64_t entries = 0;
  int64_t leads = 0;

  // Entries of leads that came back: that had been in this stage before, or
  // that sales had given back before. What was before the period counts.
  int64_t recycled = 0;

  // How their stays ended before the end of the period, if they did; these add
  // up to `entries`.
  int64_t went_up = 0;
  int64_t fell_back = 0;
  int64_t remained = 0;

  // Of `leads`, those that entered a higher stage after that and before the end
  // of the period. Those that came late had less time for it.
  int64_t converted = 0;

  // Stays that ended within the period, whenever they began, if that is known:
  // their number and nearest-rank percentiles of their lengths.
  int64_t ended = 0;
  absl::Duration median;
  absl::Duration p90;

  // Stays that have not ended before the end of the period, whenever they
  // began: the leads that are in the stage then.
  int64_t open = 0;
};

// The flow of all leads, of a segment, of a week, or of a segment in a week. A
// stay belongs to the week of its entry; one that began before the period, or
// before all time, belongs to none.
struct FunnelPart {
  std::optional<std::string> segment;
  std::optional<absl::CivilDay> week;  // Its Monday, in the model's time zone.
  std::vector<StageFlow> stages;       // In the order of the model.
};

struct Funnel {
  // That of all leads, then its weeks; then the segments, in the order of their
  // texts, each with its weeks. Weeks without entries are left out.
  std::vector<FunnelPart> parts;

  // Leads that a disqualification keeps in the first stage in the end of their
  // histories, in the order of ModelSpec::disqualify.
  std::vector<int64_t> kept_out;
};

// `histories` are those of the model, up to the end of the period or later.
//
// Errors:
//   kInvalidArgument  a model without stages, a period that ends before it
//                     begins, another number of segments than of histories, or
//                     a history with a stage that the model does not have
absl::StatusOr<Funnel> MakeFunnel(const Model& model,
                                  absl::Span<const LeadHistory> histories,
                                  const FunnelOptions& options = {});

}  // namespace leadscore

#endif  // LEADSCORE_FUNNEL_H_
