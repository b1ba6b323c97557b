#include "src/cli/funnel_rows.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace leadscore::internal {
namespace {

const char* NameOf(const FunnelPart& part) {
  if (part.segment.has_value()) {
    return part.week.has_value() ? "segment_week" : "segment";
  }
  return part.week.has_value() ? "week" : "all";
}

}  // namespace

RowTable FunnelRows(const Model& model, const Funnel& funnel) {
  RowTable rows({"part", "segment", "week", "stage", "leads", "entries",
                 "recycled", "went_up", "fell_back", "remained", "converted",
                 "ended", "median_seconds", "p90_seconds", "open"});
  for (const FunnelPart& part : funnel.parts) {
    for (size_t i = 0; i < part.stages.size(); ++i) {
      const StageFlow& flow = part.stages[i];
      std::vector<Cell> cells = {
          Cell::Text(NameOf(part)), Cell::Text(part.segment.value_or("")),
          Cell::Text(part.week.has_value() ? absl::FormatCivilTime(*part.week)
                                           : ""),
          Cell::Text(model.stage_names()[i])};
      for (const int64_t count :
           {flow.leads, flow.entries, flow.recycled, flow.went_up,
            flow.fell_back, flow.remained, flow.converted, flow.ended}) {
        cells.push_back(Cell::Whole(count));
      }
      const bool has_ended = flow.ended > 0;
      cells.push_back(has_ended ? Cell::Seconds(flow.median) : Cell());
      cells.push_back(has_ended ? Cell::Seconds(flow.p90) : Cell());
      cells.push_back(Cell::Whole(flow.open));
      rows.Add(std::move(cells));
    }
  }
  return rows;
}

}  // namespace leadscore::internal
