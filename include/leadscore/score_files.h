// Scores from file to file, without the leads in memory: they are read, scored
// and written some thousands at a time, by as many threads as are asked for.
// What stays in memory is the activities, the ids of leads, and the different
// texts of each column.
//
//   ScoreFilesInput input;
//   input.leads = "leads.csv";
//   input.activities = {"activities.csv"};
//   ScoreFilesOptions options;
//   options.write = [&](std::string_view rows) { ... };
//   ScoreFilesResult result;
//   absl::Status status =
//       ScoreFiles(scorer, input, absl::Now(), options, &result);
//
// The rows are those of ScoreRows (score_writer.h), in the order of the leads'
// file, and the same for any number of threads. Several processes can each do a
// shard (ReadOptions::shard), and hold its activities and ids only. Part of
// leadscore::io.

#ifndef LEADSCORE_SCORE_FILES_H_
#define LEADSCORE_SCORE_FILES_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/score_writer.h"
#include "leadscore/scorer.h"
#include "leadscore/table_reader.h"

namespace leadscore {

struct ScoreFilesInput {
  std::string leads;                    // "-": standard input.
  std::vector<std::string> activities;  // Read before the leads; may be none.

  // How to read them. `on_error` and `on_rejected` are called by one thread at
  // a time: those of activities first, then those of leads, each in the order
  // of their file.
  ReadOptions reading;
};

// How far the scoring of a file of leads is.
struct ScoreFilesProgress {
  int64_t leads = 0;         // Whose rows are written.
  int64_t bytes_read = 0;    // Of the file.
  int64_t bytes_in_all = 0;  // 0 if that is not known, as of a pipe.
};

struct ScoreFilesOptions {
  RowFormat format = RowFormat::kCsv;
  int reasons = 0;  // How many of the strongest contributions to write.

  // This one among them. They live as long as the call.
  int threads = 1;

  // Takes the rows, some at a time and in their order, the header first. An
  // error ends the scoring.
  std::function<absl::Status(std::string_view rows)> write;

  // Takes the records of activities whose leads have no score, because there
  // are none or they were rejected, some at a time as they stand in their
  // files, the header first. For that the files of activities are read a second
  // time, when all rows are written. May be empty.
  std::function<absl::Status(std::string_view records)> write_unlinked;

  // Told now and then, by one thread at a time; false ends the scoring with
  // kCancelled. May be empty.
  std::function<bool(const ScoreFilesProgress& progress)> progress;
};

// What there is to say about the files and the scores, also after an error.
struct ScoreFilesResult {
  ReadResult read;  // Without rows.
  int64_t leads = 0;

  // As of ScoreTable.
  std::vector<int64_t> rule_errors;
  std::vector<int64_t> screened;
  int64_t activities_later = 0;

  // What was held when the last row was written, in bytes; nearly all that
  // grows with the files.
  struct Memory {
    int64_t ids = 0;         // Of leads.
    int64_t texts = 0;       // The different ones of each column.
    int64_t activities = 0;  // Without their texts.
    int64_t chunks = 0;      // The parts of the leads in work, of all threads.
  };
  Memory memory;
};

// Whether leads of a model can be scored some at a time: it has no signals over
// accounts, for which all leads of an account have to be known.
bool CanScoreFiles(const Model& model);

// Scores all leads at one instant, or each at its own if `input.reading` names
// an as_of_column.
//
// Errors: as of TableReader and Scorer::Score, those of options.write, and
//   kInvalidArgument     fewer threads than one, no options.write; with
//                        options.write_unlinked, activities of standard input,
//                        files of them with different headers, or one that
//                        changed before it was read a second time
//   kFailedPrecondition  CanScoreFiles(model) is false, or a shard if
//                        ShardsByAccount(model)
//   kCancelled           by options.progress
absl::Status ScoreFiles(const Scorer& scorer, const ScoreFilesInput& input,
                        absl::Time as_of, const ScoreFilesOptions& options,
                        ScoreFilesResult* result);

}  // namespace leadscore

#endif  // LEADSCORE_SCORE_FILES_H_
