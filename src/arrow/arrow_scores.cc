#include "src/arrow/arrow_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_join.h"
#include "src/core/bits.h"
#include "src/core/time_text.h"

namespace leadscore::internal {
namespace {

size_t WordsOf(size_t rows, size_t bytes) {
  return (rows * bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t);
}

template <typename T>
T* As(ExportedBuffer& buffer) {
  return reinterpret_cast<T*>(buffer.data());
}

// As files have it.
double RoundedShare(double share) {
  constexpr double kDigits = 1e6;
  return std::round(share * kDigits) / kDigits;
}

size_t CountNulls(const ExportedBuffer& present, size_t rows) {
  size_t count = 0;
  for (const uint64_t word : present) count += PopCount(word);
  return rows - count;
}

}  // namespace

std::vector<ExportedField> FieldsOfScores(const Model& model,
                                          const ArrowOptions& options) {
  const char* const points =
      options.points == ArrowPoints::kDecimal ? "d:19,6" : "g";
  const ScoreOptions& scoring = options.scoring;
  std::vector<ExportedField> fields;
  for (const std::string& name : model.score_names()) {
    fields.push_back({name, points});
  }
  fields.push_back({"total", points});
  for (const char* name : {"grade", "qualifies_for", "way"}) {
    fields.push_back({name, "i", true});
  }
  fields.push_back({"coverage", "g"});
  if (scoring.stages) {
    fields.push_back({"stage", "i", true});
    fields.push_back({"since", "tsu:UTC"});
  }
  if (scoring.valid_until) fields.push_back({"valid_until", "tsu:UTC"});
  if (scoring.reasons > 0) fields.push_back({"reasons", "U"});
  return fields;
}

ArrowScores::ArrowScores(const Model& model, const ArrowOptions& options,
                         size_t num_rows, size_t chunk_rows)
    : model_(model),
      options_(options),
      num_rows_(num_rows),
      chunk_rows_(chunk_rows),
      grades_(NewCodes()),
      qualifies_for_(NewCodes()),
      ways_(NewCodes()),
      coverage_(NewNumbers(sizeof(double))) {
  const size_t bytes = options.points == ArrowPoints::kDecimal ? 16 : 8;
  for (size_t i = 0; i <= model.score_names().size(); ++i) {
    points_.push_back(NewNumbers(bytes));
  }
  if (options.scoring.stages) {
    stages_ = NewCodes();
    since_ = NewNumbers(sizeof(Micros));
  }
  if (options.scoring.valid_until) valid_until_ = NewNumbers(sizeof(Micros));
  if (options.scoring.reasons > 0) reasons_.resize(num_rows);
}

ExportedColumn ArrowScores::NewNumbers(size_t bytes) const {
  ExportedColumn column;
  column.length = num_rows_;
  column.buffers.emplace_back(num_rows_ / kWordBits + 1);
  // One more, so that a batch without rows has a buffer too.
  column.buffers.emplace_back(WordsOf(num_rows_, bytes) + 1);
  return column;
}

ArrowScores::Codes ArrowScores::NewCodes() const {
  Codes codes;
  codes.present.resize(num_rows_ / kWordBits + 1);
  codes.values.resize(WordsOf(num_rows_, sizeof(int32_t)) + 1);
  codes.texts.resize(num_rows_ / chunk_rows_ + 1);
  return codes;
}

void ArrowScores::TakePoints(size_t row, const std::vector<Points>& points,
                             ExportedBuffer* values) const {
  if (options_.points == ArrowPoints::kDouble) {
    double* const to = As<double>(*values) + row;
    for (size_t i = 0; i < points.size(); ++i) to[i] = points[i].ToDouble();
    return;
  }
  // Of 128 bits; the second half has the sign.
  int64_t* const to = As<int64_t>(*values) + 2 * row;
  for (size_t i = 0; i < points.size(); ++i) {
    to[2 * i] = points[i].micros();
    to[2 * i + 1] = points[i].micros() < 0 ? -1 : 0;
  }
}

// A code whose text is empty, and one below zero, are null.
void ArrowScores::TakeCodes(size_t row, const std::vector<int32_t>& codes,
                            size_t count, std::vector<std::string> texts,
                            Codes* into) const {
  if (codes.empty()) return;
  int32_t* const to = As<int32_t>(into->values) + row;
  for (size_t i = 0; i < count; ++i) {
    const int32_t code = codes[i];
    if (code < 0 || texts[static_cast<size_t>(code)].empty()) continue;
    to[i] = code;
    into->present[(row + i) / kWordBits] |= BitOf((row + i) % kWordBits);
  }
  into->texts[row / chunk_rows_] = std::move(texts);
}

void ArrowScores::TakeInstants(size_t row, const std::vector<absl::Time>& times,
                               ExportedColumn* into) const {
  Micros* const to = As<Micros>(into->buffers[1]) + row;
  for (size_t i = 0; i < times.size(); ++i) {
    if (times[i] == absl::InfinitePast() ||
        times[i] == absl::InfiniteFuture()) {
      continue;
    }
    to[i] = ToMicros(times[i]);
    into->buffers[0][(row + i) / kWordBits] |= BitOf((row + i) % kWordBits);
  }
}

void ArrowScores::Take(size_t row, const ScoreTable& scores) {
  const size_t count = scores.size();
  for (size_t s = 0; s < scores.scores.size(); ++s) {
    TakePoints(row, scores.scores[s], &points_[s].buffers[1]);
  }
  TakePoints(row, scores.total, &points_.back().buffers[1]);
  TakeCodes(row, scores.grade, count, scores.grades, &grades_);
  TakeCodes(row, scores.qualifies_for, count, model_.stage_names(),
            &qualifies_for_);
  TakeCodes(row, scores.way, count, scores.ways, &ways_);
  double* const coverage = As<double>(coverage_.buffers[1]) + row;
  for (size_t i = 0; i < count; ++i) {
    coverage[i] = RoundedShare(scores.coverage(i));
  }
  const ScoreOptions& scoring = options_.scoring;
  if (scoring.stages) {
    TakeCodes(row, scores.stage, count, model_.stage_names(), &stages_);
    TakeInstants(row, scores.since, &since_);
  }
  if (scoring.valid_until) TakeInstants(row, scores.valid_until, &valid_until_);
  if (scoring.reasons == 0) return;
  for (size_t i = 0; i < count; ++i) {
    reasons_[row + i] = absl::StrJoin(
        scores.reasons[i], "; ", [](std::string* out, const Reason& reason) {
          out->append(reason.ToString());
        });
  }
}

ExportedColumn ArrowScores::ColumnOf(Codes codes) const {
  ExportedColumn column;
  column.length = num_rows_;
  column.null_count = CountNulls(codes.present, num_rows_);
  column.dictionary.emplace(codes.texts.front());
  std::vector<std::string>& dictionary = *column.dictionary;
  absl::flat_hash_map<std::string, int32_t> code_of;
  int32_t* const values = As<int32_t>(codes.values);
  for (size_t chunk = 1; chunk < codes.texts.size(); ++chunk) {
    const std::vector<std::string>& texts = codes.texts[chunk];
    if (texts.empty() || texts == codes.texts.front()) continue;
    if (code_of.empty()) {
      for (size_t i = 0; i < dictionary.size(); ++i) {
        code_of.emplace(dictionary[i], static_cast<int32_t>(i));
      }
    }
    std::vector<int32_t> new_codes;
    for (const std::string& text : texts) {
      const auto [found, is_new] =
          code_of.emplace(text, static_cast<int32_t>(dictionary.size()));
      if (is_new) dictionary.push_back(text);
      new_codes.push_back(found->second);
    }
    const size_t end = std::min((chunk + 1) * chunk_rows_, num_rows_);
    for (size_t row = chunk * chunk_rows_; row < end; ++row) {
      values[row] = new_codes[static_cast<size_t>(values[row])];
    }
  }
  column.buffers.push_back(std::move(codes.present));
  column.buffers.push_back(std::move(codes.values));
  return column;
}

void ArrowScores::Export(ArrowArray* array) {
  std::vector<ExportedColumn> columns = std::move(points_);
  for (Codes* codes : {&grades_, &qualifies_for_, &ways_}) {
    columns.push_back(ColumnOf(std::move(*codes)));
  }
  columns.push_back(std::move(coverage_));
  const auto add_instants = [&](ExportedColumn* instants) {
    instants->null_count = CountNulls(instants->buffers[0], num_rows_);
    columns.push_back(std::move(*instants));
  };
  if (options_.scoring.stages) {
    columns.push_back(ColumnOf(std::move(stages_)));
    add_instants(&since_);
  }
  if (options_.scoring.valid_until) add_instants(&valid_until_);
  if (options_.scoring.reasons > 0) columns.push_back(ExportTexts(reasons_));
  ExportArray(std::move(columns), num_rows_, array);
}

}  // namespace leadscore::internal
