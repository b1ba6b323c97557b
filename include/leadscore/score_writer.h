// Scores as rows of CSV or JSON lines, for files and pipes.
//
// The columns are id, one for each score by its name, total, grade,
// qualifies_for, way, coverage (a share of 1), stage, since, valid_until if the
// scores have it, then those that are passed through, and reasons if the scores
// have them. Instants are RFC 3339 in UTC; since is empty for a lead that was
// never in another stage, valid_until if nothing changes within 400 days. Part
// of leadscore::io.

#ifndef LEADSCORE_SCORE_WRITER_H_
#define LEADSCORE_SCORE_WRITER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "leadscore/model.h"
#include "leadscore/score_table.h"
#include "leadscore/table.h"

namespace leadscore {

enum class RowFormat { kCsv, kJsonLines };

// A column of the leads' file, to be passed through.
struct KeptColumn {
  std::string name;
  const std::vector<std::string>* values = nullptr;  // By lead.
};

// The rows of scores of leads. Refers to its arguments, which have to outlive
// it.
class ScoreRows {
 public:
  // `reasons` is how many of the scores' reasons to write; with 0 there is no
  // such column.
  ScoreRows(const Model& model, const LeadTable& leads,
            const ScoreTable& scores, std::vector<KeptColumn> kept,
            int reasons);

  const std::vector<std::string>& column_names() const { return names_; }

  // The cells of a row as text, by column; numbers in full.
  std::vector<std::string> Cells(size_t row) const;

  // Appends the header, which JSON lines do not have.
  void AppendHeader(RowFormat format, char delimiter, std::string* out) const;

  // Appends a row with its line end.
  void AppendRow(size_t row, RowFormat format, char delimiter,
                 std::string* out) const;

 private:
  enum class CellKind { kText, kNumber, kReasons };

  std::vector<Reason> ReasonsOf(size_t row) const;

  const Model& model_;
  const LeadTable& leads_;
  const ScoreTable& scores_;
  std::vector<KeptColumn> kept_;
  int num_reasons_;
  std::vector<std::string> names_;
  std::vector<CellKind> kinds_;
};

}  // namespace leadscore

#endif  // LEADSCORE_SCORE_WRITER_H_
