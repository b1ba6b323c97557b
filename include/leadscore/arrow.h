// Scores batches of Arrow where they lie: the rows of a table of pyarrow,
// Polars, DuckDB or of your own, through the Arrow C data interface.
//
//   ArrowScorer scorer(Scorer(model), {});
//   ArrowArray scores;
//   absl::Status status =
//       scorer.Score({&leads_schema, &leads_array}, absl::Now(), &scores);
//   ArrowSchema schema;
//   scorer.GetSchema(&schema);
//
// A batch is a struct whose fields are the columns. They are called as the
// model says for files (docs/guide.md), and become its attributes:
//
//   BOOL         bool, whole numbers 0 and 1, text
//   INT          whole numbers, float, double and decimal without fractions,
//                text
//   DOUBLE       whole numbers, float, double, decimal, text
//   STRING       text, whole numbers, bool
//   TIMESTAMP    timestamps with a zone; those without, and dates, are local
//                times in the model's zone; text; whole numbers if the
//                attribute has a time_format
//   STRING_LIST  lists of text, text
//
// each of them also as a dictionary, whatever type its codes have. Text is
// utf8, large_utf8 or utf8_view, and is read as in a CSV file: it is missing if
// it is empty or one of the model's null_values. A NaN is missing. Columns that
// the model does not have are passed over, and those that a batch lacks are
// missing.
//
// Numbers, codes and texts are read from the memory of the arrays, some
// thousand rows at a time. What is kept of a batch are the texts that are new,
// and of each column its dictionary, up to 16 MiB, so that an equal one need
// not be looked up again.
//
// Part of leadscore::arrow, which needs no library of Arrow.

#ifndef LEADSCORE_ARROW_H_
#define LEADSCORE_ARROW_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/arrow_c_data.h"
#include "leadscore/explain.h"
#include "leadscore/scorer.h"

namespace leadscore {

// A batch of the caller, who goes on to own both and releases them.
struct ArrowBatch {
  const ArrowSchema* schema = nullptr;
  const ArrowArray* array = nullptr;
};

// How points are given away.
enum class ArrowPoints {
  kDouble,   // The nearest double; prints as the points do.
  kDecimal,  // decimal128(19, 6): exactly the points.
};

struct ArrowOptions {
  // `profile` is of no use here.
  ScoreOptions scoring;

  ArrowPoints points = ArrowPoints::kDouble;

  // Whether every row of every column is checked before any is read, those
  // included that the model does not read. What is read is checked in any case.
  bool check_all = false;

  // A longer text is an error.
  size_t max_text_bytes = size_t{256} << 10;
};

// What was passed over in all batches so far, as of ReadResult and ScoreTable.
struct ArrowReport {
  // The columns of attributes that the last batch of leads did not have.
  std::vector<std::string> missing_columns;
  // How many activities had types that the model does not have, by type.
  std::map<std::string, int64_t> unknown_types;
  // How many activities of the leads that were scored were later than as_of.
  int64_t activities_later = 0;
  std::vector<int64_t> screened;     // By screen of the model.
  std::vector<int64_t> rule_errors;  // By rule of the model.
};

// The same as JSON on one line, by the names of the model:
// {"missing_columns":["Industry"],"unknown_types":{"webinar":3},
//  "activities_later":0,"screened":{"Bots":2},"rule_errors":{}}
std::string ArrowReportJson(const ArrowReport& report, const Model& model);

// Scores one batch after the other, and remembers the texts of the last ones;
// the results are the same without. For one thread at a time, which
// options.scoring.threads help.
class ArrowScorer {
 public:
  ArrowScorer(Scorer scorer, ArrowOptions options);
  ~ArrowScorer();
  ArrowScorer(ArrowScorer&&) noexcept;
  ArrowScorer& operator=(ArrowScorer&&) noexcept;

  // Rows in messages are counted from 1.

  // Adds activities of leads that are scored afterwards: a batch with the
  // columns of a file of activities, in any order of rows. The leads then need
  // the column of their ids. What is needed of the batch is copied.
  //
  // Errors:
  //   kInvalidArgument     a batch or a value that is wrong, with the column
  //                        and the row
  //   kFailedPrecondition  leads have been scored already, or a batch before
  //                        was refused: then the scorer is of no use
  absl::Status AddActivities(const ArrowBatch& activities);

  // Scores the leads of a batch. Their activities are those that were added; or
  // else those in a column "activities", a list of structs with the columns of
  // a file of activities but that of the leads. Signals over accounts see the
  // leads of the batch.
  //
  // `scores` becomes a batch that the caller has to release, with a row for
  // each lead, in their order. Its columns are those of files of scores
  // (score_writer.h) from the scores on: one for each score, total, grade,
  // qualifies_for, way, coverage, stage and since, valid_until and reasons as
  // options.scoring asks for them. Grades, stages and ways are dictionaries
  // (int32 to large_utf8), null where files are empty; reasons are large_utf8,
  // empty where there are none; instants are timestamps in microseconds and
  // UTC.
  //
  // After an error `scores` is as it was.
  //
  // Errors:
  //   kInvalidArgument  a batch or a value that is wrong, with the column and
  //                     the row; activities both ways
  //   kFailedPrecondition  AddActivities refused a batch
  //   kOutOfRange       an instant outside the years 1 to 9999
  //   kCancelled        by options.scoring.progress
  absl::Status Score(const ArrowBatch& leads, absl::Time as_of,
                     ArrowArray* scores);

  // The schema of all scores, which the caller has to release.
  void GetSchema(ArrowSchema* schema) const;

  const Model& model() const;

  // What was passed over since the scorer was made.
  ArrowReport report() const;

  // Explains the score of a row, as Scorer::Explain does. The lead has an id if
  // the batch has the column of ids.
  //
  // Errors: as of Score; kOutOfRange, no such row.
  absl::StatusOr<Explanation> Explain(const ArrowBatch& leads, size_t row,
                                      absl::Time as_of);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leadscore

#endif  // LEADSCORE_ARROW_H_
