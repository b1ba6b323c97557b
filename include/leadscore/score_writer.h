// Scores as rows of CSV, JSON lines or messages, for files and pipes.
//
//   ScoreRows rows(model, tables.leads, scores);
//   std::string text;
//   rows.AppendHeader(&text);
//   for (size_t row = 0; row < scores.size(); ++row) rows.AppendRow(row,
//   &text);
//
// The columns are row (only of a shard), id, account (empty: none), one for
// each score by its name, total, grade, qualifies_for, way, coverage (a share
// of 1), stage, since, valid_until if the scores have it, those that are passed
// through, reasons if they are asked for, and what the row was made with:
// model, model_version, fingerprint and as_of. Instants are RFC 3339 in UTC;
// since is empty for a lead that was never in another stage, valid_until if
// nothing changes within 400 days. Part of leadscore::io.

#ifndef LEADSCORE_SCORE_WRITER_H_
#define LEADSCORE_SCORE_WRITER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/score_table.h"
#include "leadscore/table.h"

namespace leadscore {

enum class RowFormat {
  kCsv,
  kJsonLines,
  kMessages,  // leadscore.v1.ScoreRow, each behind its length as a varint.
};

// A column of the leads' file, to be passed through.
struct KeptColumn {
  std::string name;
  const std::vector<std::string>* values = nullptr;  // By lead.
};

struct ScoreRowsOptions {
  RowFormat format = RowFormat::kCsv;
  char delimiter = ',';  // Of CSV.
  std::vector<KeptColumn> kept;

  // How many of the scores' reasons to write; with 0 there is no such column.
  int reasons = 0;

  // The record of each lead (ReadResult::record_numbers), for a first column
  // "row"; without it there is none.
  const std::vector<int64_t>* record_numbers = nullptr;

  // The instant of each lead, if the scores have none in common.
  const std::vector<absl::Time>* as_of = nullptr;
};

// The rows of scores of leads. Refers to its arguments, and to what its options
// refer to, which have to outlive it. Thread-safe.
class ScoreRows {
 public:
  ScoreRows(const Model& model, const LeadTable& leads,
            const ScoreTable& scores, ScoreRowsOptions options = {});

  const std::vector<std::string>& column_names() const { return names_; }

  // The cells of a row as text, by column; numbers in full.
  std::vector<std::string> Cells(size_t row) const;

  // Appends the header, which JSON lines do not have; of messages it is one
  // with the schema.
  void AppendHeader(std::string* out) const;

  // Appends a row with its line end, or its length in front.
  void AppendRow(size_t row, std::string* out) const;

 private:
  // What stands in a column, as it is written: with what separates it from the
  // cell before. Few different ones are made beforehand, by code.
  struct Texts {
    std::string before_row;
    std::string before_id;
    std::string before_account;
    std::vector<std::string> before_scores;  // The total is the last.
    std::vector<std::string> grades;
    std::vector<std::string> qualifies_for;  // One more than the code: -1.
    std::vector<std::string> ways;
    std::vector<std::string> shares;  // By number of attributes.
    std::vector<std::string> stages;  // As of qualifies_for.
    std::string before_since;
    std::string before_valid_until;
    std::vector<std::string> before_kept;
    std::string before_reasons;
    std::string end;  // Without as_of, if each row has one of its own.
    std::string before_as_of;
  };

  void MakeTexts();
  std::vector<Reason> ReasonsOf(size_t row) const;
  absl::Time AsOf(size_t row) const;
  std::string StageName(int32_t stage) const;

  // Appends a text, which may be anything, as a cell.
  void AppendText(std::string_view text, std::string* out) const;
  void AppendReasons(size_t row, std::string* out) const;
  void AppendMessage(size_t row, std::string* out) const;

  const Model& model_;
  const LeadTable& leads_;
  const ScoreTable& scores_;
  const ScoreRowsOptions options_;
  bool has_stages_ = false;
  bool has_valid_until_ = false;
  bool has_as_of_ = false;  // In common.
  std::vector<std::string> names_;
  Texts texts_;
};

}  // namespace leadscore

#endif  // LEADSCORE_SCORE_WRITER_H_
