// The scores of a batch on their way out, as columns of Arrow.

#ifndef LEADSCORE_SRC_ARROW_ARROW_SCORES_H_
#define LEADSCORE_SRC_ARROW_ARROW_SCORES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/arrow.h"
#include "leadscore/arrow_c_data.h"
#include "leadscore/model.h"
#include "leadscore/score_table.h"
#include "src/arrow/arrow_export.h"

namespace leadscore::internal {

// The columns that a scorer with these options gives.
std::vector<ExportedField> FieldsOfScores(const Model& model,
                                          const ArrowOptions& options);

// Filled by several threads, each with rows of its own.
class ArrowScores {
 public:
  // All rows but the last ones come `chunk_rows` at a time, a multiple of 64.
  ArrowScores(const Model& model, const ArrowOptions& options, size_t num_rows,
              size_t chunk_rows);

  // Takes the scores of some rows, of which `row` is the first.
  void Take(size_t row, const ScoreTable& scores);

  // Once all rows are there.
  void Export(ArrowArray* array);

 private:
  // Codes of texts; each chunk may have a list of its own.
  struct Codes {
    ExportedBuffer present;
    ExportedBuffer values;                        // Of 32 bits.
    std::vector<std::vector<std::string>> texts;  // By chunk.
  };

  void TakePoints(size_t row, const std::vector<Points>& points,
                  ExportedBuffer* values) const;
  void TakeCodes(size_t row, const std::vector<int32_t>& codes, size_t count,
                 std::vector<std::string> texts, Codes* into) const;
  void TakeInstants(size_t row, const std::vector<absl::Time>& times,
                    ExportedColumn* into) const;
  ExportedColumn NewNumbers(size_t bytes) const;
  Codes NewCodes() const;
  ExportedColumn ColumnOf(Codes codes) const;

  const Model& model_;
  const ArrowOptions& options_;
  const size_t num_rows_;
  const size_t chunk_rows_;
  std::vector<ExportedColumn> points_;  // The total is the last.
  Codes grades_;
  Codes qualifies_for_;
  Codes ways_;
  ExportedColumn coverage_;
  Codes stages_;
  ExportedColumn since_;
  ExportedColumn valid_until_;
  std::vector<std::string> reasons_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_SCORES_H_
