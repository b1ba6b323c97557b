// Rows of scores as leadscore.v1.ScoreRow messages, each behind its length.

#ifndef LEADSCORE_SRC_IO_SCORE_MESSAGES_H_
#define LEADSCORE_SRC_IO_SCORE_MESSAGES_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/score_writer.h"

namespace leadscore::internal {

// A row.
struct ScoreMessageRow {
  int64_t record_number = 0;  // 0: none.
  std::string_view id;
  std::string_view account;
  std::vector<int64_t> scores_micros;
  int64_t total_micros = 0;
  std::string_view grade;
  std::string_view qualifies_for;
  std::string_view way;
  double coverage = 0;
  std::string_view stage;
  std::optional<int64_t> since_micros;
  std::optional<int64_t> valid_until_micros;
  std::vector<std::string_view> kept;
  std::vector<Reason> reasons;
  int64_t as_of_micros = 0;
};

// The message that comes first.
void AppendScoreSchema(const Model& model, const std::vector<KeptColumn>& kept,
                       std::string* out);

void AppendScoreMessage(const ScoreMessageRow& row, std::string* out);

// The record number of a message, which is taken off its beginning, length
// apart; none if it does not begin with one.
std::optional<int64_t> TakeRecordNumber(std::string_view* message);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_SCORE_MESSAGES_H_
