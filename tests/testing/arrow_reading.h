// Batches of scores as text, column by column, and what they are to be.

#ifndef LEADSCORE_TESTS_TESTING_ARROW_READING_H_
#define LEADSCORE_TESTS_TESTING_ARROW_READING_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "leadscore/arrow_c_data.h"
#include "leadscore/points.h"
#include "leadscore/score_writer.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"

namespace leadscore::testing {

// By name; what is null is empty, as in files.
using TextColumns = std::map<std::string, std::vector<std::string>>;

inline std::string TextOfRow(const ArrowSchema& schema, const ArrowArray& array,
                             int64_t row) {
  const auto* const validity = static_cast<const uint8_t*>(array.buffers[0]);
  if (validity != nullptr && (validity[row / 8] >> (row % 8) & 1) == 0) {
    return "";
  }
  const std::string format = schema.format;
  if (schema.dictionary != nullptr) {
    const int32_t code = static_cast<const int32_t*>(array.buffers[1])[row];
    EXPECT_LT(code, array.dictionary->length);
    return TextOfRow(*schema.dictionary, *array.dictionary, code);
  }
  if (format == "U") {
    const auto* const offsets = static_cast<const int64_t*>(array.buffers[1]);
    return {static_cast<const char*>(array.buffers[2]) + offsets[row],
            static_cast<const char*>(array.buffers[2]) + offsets[row + 1]};
  }
  if (format == "g") {
    return internal::FormatDouble(
        static_cast<const double*>(array.buffers[1])[row]);
  }
  const auto* const numbers = static_cast<const int64_t*>(array.buffers[1]);
  if (format == "tsu:UTC") return internal::FormatInstant(numbers[row]);
  EXPECT_EQ(format, "d:19,6");
  EXPECT_EQ(numbers[2 * row + 1], numbers[2 * row] < 0 ? -1 : 0);
  return Points::FromMicros(numbers[2 * row]).ToString();
}

// Releases both.
inline TextColumns ReadScores(ArrowSchema* schema, ArrowArray* array) {
  TextColumns columns;
  EXPECT_EQ(std::string(schema->format), "+s");
  EXPECT_EQ(schema->n_children, array->n_children);
  for (int64_t i = 0; i < array->n_children; ++i) {
    const ArrowArray& child = *array->children[i];
    EXPECT_EQ(child.length, array->length);
    std::vector<std::string>& column = columns[schema->children[i]->name];
    int64_t nulls = 0;
    for (int64_t row = 0; row < child.length; ++row) {
      column.push_back(TextOfRow(*schema->children[i], child, row));
      nulls += column.back().empty() ? 1 : 0;
    }
    if (std::string(schema->children[i]->format) != "U") {
      EXPECT_EQ(child.null_count, nulls) << schema->children[i]->name;
    }
  }
  schema->release(schema);
  array->release(array);
  EXPECT_EQ(schema->release, nullptr);
  EXPECT_EQ(array->release, nullptr);
  return columns;
}

// The same columns as rows of files have them.
inline TextColumns ColumnsOfScores(const Model& model, const LeadTable& leads,
                                   const ScoreTable& scores, int reasons) {
  ScoreRowsOptions options;
  options.reasons = reasons;
  const ScoreRows rows(model, leads, scores, options);
  const std::vector<std::string>& names = rows.column_names();
  constexpr size_t kBefore = 2;  // The id and the account.
  constexpr size_t kBehind = 4;  // What the rows were made with.
  TextColumns columns;
  for (size_t i = kBefore; i + kBehind < names.size(); ++i) {
    columns[names[i]];
  }
  for (size_t row = 0; row < scores.size(); ++row) {
    const std::vector<std::string> cells = rows.Cells(row);
    for (size_t i = kBefore; i + kBehind < names.size(); ++i) {
      columns[names[i]].push_back(cells[i]);
    }
  }
  return columns;
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_TESTING_ARROW_READING_H_
