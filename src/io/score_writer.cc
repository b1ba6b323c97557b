#include "leadscore/score_writer.h"

#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/number_text.h"
#include "src/core/time_text.h"
#include "src/io/csv_cells.h"
#include "src/io/json_writer.h"
#include "src/io/score_messages.h"

namespace leadscore {
namespace {

// Six digits are more than a share of a few dozen attributes has.
std::string ShareText(double share) {
  constexpr double kDigits = 1e6;
  return internal::FormatDouble(std::round(share * kDigits) / kDigits);
}

bool IsInstant(absl::Time time) {
  return time != absl::InfinitePast() && time != absl::InfiniteFuture();
}

// Empty if there is no such instant.
std::string InstantText(absl::Time time) {
  return IsInstant(time) ? internal::FormatInstant(internal::ToMicros(time))
                         : "";
}

std::string ReasonsText(const std::vector<Reason>& reasons) {
  return absl::StrJoin(reasons, "; ",
                       [](std::string* out, const Reason& reason) {
                         out->append(reason.ToString());
                       });
}

void AppendJsonReasons(const std::vector<Reason>& reasons, std::string* out) {
  *out += '[';
  for (size_t i = 0; i < reasons.size(); ++i) {
    *out += i == 0 ? "{\"label\":" : ",{\"label\":";
    internal::AppendJsonText(reasons[i].label, out);
    absl::StrAppend(out, ",\"points\":", reasons[i].points.ToString(), "}");
  }
  *out += ']';
}

}  // namespace

ScoreRows::ScoreRows(const Model& model, const LeadTable& leads,
                     const ScoreTable& scores, ScoreRowsOptions options)
    : model_(model),
      leads_(leads),
      scores_(scores),
      options_(std::move(options)),
      has_stages_(!scores.stage.empty() || scores.size() == 0),
      has_valid_until_(!scores.valid_until.empty() || scores.size() == 0),
      has_as_of_(scores.as_of.has_value()) {
  if (options_.record_numbers != nullptr) names_.emplace_back("row");
  names_.emplace_back("id");
  names_.emplace_back("account");
  names_.insert(names_.end(), model.score_names().begin(),
                model.score_names().end());
  for (const char* name :
       {"total", "grade", "qualifies_for", "way", "coverage"}) {
    names_.emplace_back(name);
  }
  if (has_stages_) {
    names_.emplace_back("stage");
    names_.emplace_back("since");
  }
  if (has_valid_until_) names_.emplace_back("valid_until");
  for (const KeptColumn& column : options_.kept) names_.push_back(column.name);
  if (options_.reasons > 0) names_.emplace_back("reasons");
  for (const char* name : {"model", "model_version", "fingerprint", "as_of"}) {
    names_.emplace_back(name);
  }
  MakeTexts();
}

std::vector<Reason> ScoreRows::ReasonsOf(size_t row) const {
  std::vector<Reason> reasons = scores_.reasons[row];
  const auto most = static_cast<size_t>(options_.reasons);
  if (reasons.size() > most) reasons.resize(most);
  return reasons;
}

absl::Time ScoreRows::AsOf(size_t row) const {
  if (scores_.as_of.has_value()) return *scores_.as_of;
  return options_.as_of == nullptr ? absl::InfinitePast()
                                   : (*options_.as_of)[row];
}

std::string ScoreRows::StageName(int32_t stage) const {
  return stage < 0 ? "" : model_.stage_names()[static_cast<size_t>(stage)];
}

std::vector<std::string> ScoreRows::Cells(size_t row) const {
  std::vector<std::string> cells;
  if (options_.record_numbers != nullptr) {
    cells.push_back(absl::StrCat((*options_.record_numbers)[row]));
  }
  cells.emplace_back(leads_.id(row));
  cells.emplace_back(leads_.account(row));
  for (const std::vector<Points>& score : scores_.scores) {
    cells.push_back(score[row].ToString());
  }
  cells.push_back(scores_.total[row].ToString());
  cells.emplace_back(scores_.grade_of(row));
  cells.push_back(scores_.qualifies_for.empty()
                      ? ""
                      : StageName(scores_.qualifies_for[row]));
  cells.emplace_back(scores_.way_of(row));
  cells.push_back(ShareText(scores_.coverage(row)));
  if (has_stages_) {
    cells.push_back(StageName(scores_.stage[row]));
    cells.push_back(InstantText(scores_.since[row]));
  }
  if (has_valid_until_) {
    cells.push_back(InstantText(scores_.valid_until[row]));
  }
  for (const KeptColumn& column : options_.kept) {
    cells.push_back((*column.values)[row]);
  }
  if (options_.reasons > 0) cells.push_back(ReasonsText(ReasonsOf(row)));
  cells.push_back(model_.name());
  cells.push_back(model_.version());
  cells.push_back(model_.fingerprint());
  cells.push_back(InstantText(AsOf(row)));
  return cells;
}

// ---- Text ------------------------------------------------------------------

void ScoreRows::MakeTexts() {
  const bool is_csv = options_.format == RowFormat::kCsv;
  size_t column = 0;
  // What stands before the cells of the next column.
  const auto next = [&] {
    std::string text;
    if (is_csv) {
      if (column > 0) text += options_.delimiter;
    } else {
      text += column == 0 ? '{' : ',';
      internal::AppendJsonText(names_[column], &text);
      text += ':';
    }
    ++column;
    return text;
  };
  const auto with = [this](const std::string& before, std::string_view text) {
    std::string cell = before;
    AppendText(text, &cell);
    return cell;
  };
  const auto stage_texts = [&](const std::string& before) {
    std::vector<std::string> texts = {with(before, "")};
    for (const std::string& stage : model_.stage_names()) {
      texts.push_back(with(before, stage));
    }
    return texts;
  };
  if (options_.record_numbers != nullptr) texts_.before_row = next();
  texts_.before_id = next();
  texts_.before_account = next();
  for (size_t i = 0; i <= scores_.scores.size(); ++i) {
    texts_.before_scores.push_back(next());
  }
  const std::string before_grade = next();
  for (const std::string& grade : scores_.grades) {
    texts_.grades.push_back(with(before_grade, grade));
  }
  if (scores_.grade.empty()) texts_.grades = {with(before_grade, "")};
  texts_.qualifies_for = stage_texts(next());
  const std::string before_way = next();
  for (const std::string& way : scores_.ways) {
    texts_.ways.push_back(with(before_way, way));
  }
  if (scores_.way.empty()) texts_.ways = {with(before_way, "")};
  const std::string before_share = next();
  const int read = scores_.attributes_read;
  for (int present = 0; present <= std::min<int>(read, UINT16_MAX); ++present) {
    texts_.shares.push_back(
        before_share +
        ShareText(read == 0 ? 1.0 : static_cast<double>(present) / read));
  }
  if (has_stages_) {
    texts_.stages = stage_texts(next());
    texts_.before_since = next();
  }
  if (has_valid_until_) texts_.before_valid_until = next();
  for (size_t i = 0; i < options_.kept.size(); ++i) {
    texts_.before_kept.push_back(next());
  }
  if (options_.reasons > 0) texts_.before_reasons = next();
  for (const std::string& text :
       {model_.name(), model_.version(), model_.fingerprint()}) {
    texts_.end += with(next(), text);
  }
  texts_.before_as_of = next();
  if (has_as_of_) {
    texts_.end += with(texts_.before_as_of, InstantText(*scores_.as_of));
    texts_.end += is_csv ? "\n" : "}\n";
  }
}

void ScoreRows::AppendText(std::string_view text, std::string* out) const {
  if (options_.format == RowFormat::kCsv) {
    internal::AppendCsvCell(text, options_.delimiter, out);
  } else {
    internal::AppendJsonText(text, out);
  }
}

void ScoreRows::AppendReasons(size_t row, std::string* out) const {
  if (options_.format == RowFormat::kCsv) {
    AppendText(ReasonsText(ReasonsOf(row)), out);
  } else {
    AppendJsonReasons(ReasonsOf(row), out);
  }
}

void ScoreRows::AppendHeader(std::string* out) const {
  if (options_.format == RowFormat::kMessages) {
    return internal::AppendScoreSchema(model_, options_.kept, out);
  }
  if (options_.format != RowFormat::kCsv) return;
  for (size_t i = 0; i < names_.size(); ++i) {
    if (i > 0) *out += options_.delimiter;
    internal::AppendCsvCell(names_[i], options_.delimiter, out);
  }
  *out += '\n';
}

void ScoreRows::AppendMessage(size_t row, std::string* out) const {
  const auto stage_name = [this](int32_t stage) -> std::string_view {
    if (stage < 0) return "";
    return model_.stage_names()[static_cast<size_t>(stage)];
  };
  const auto micros = [](absl::Time time) {
    return IsInstant(time) ? std::optional<int64_t>(internal::ToMicros(time))
                           : std::nullopt;
  };
  internal::ScoreMessageRow message;
  if (options_.record_numbers != nullptr) {
    message.record_number = (*options_.record_numbers)[row];
  }
  message.id = leads_.id(row);
  message.account = leads_.account(row);
  for (const std::vector<Points>& score : scores_.scores) {
    message.scores_micros.push_back(score[row].micros());
  }
  message.total_micros = scores_.total[row].micros();
  message.grade = scores_.grade_of(row);
  if (!scores_.qualifies_for.empty()) {
    message.qualifies_for = stage_name(scores_.qualifies_for[row]);
  }
  message.way = scores_.way_of(row);
  message.coverage = scores_.coverage(row);
  if (has_stages_) {
    message.stage = stage_name(scores_.stage[row]);
    message.since_micros = micros(scores_.since[row]);
  }
  if (has_valid_until_) {
    message.valid_until_micros = micros(scores_.valid_until[row]);
  }
  for (const KeptColumn& column : options_.kept) {
    message.kept.push_back((*column.values)[row]);
  }
  if (options_.reasons > 0) message.reasons = ReasonsOf(row);
  message.as_of_micros = micros(AsOf(row)).value_or(0);
  internal::AppendScoreMessage(message, out);
}

void ScoreRows::AppendRow(size_t row, std::string* out) const {
  if (options_.format == RowFormat::kMessages) return AppendMessage(row, out);
  const auto append_instant = [&](const std::string& before, absl::Time time) {
    *out += before;
    AppendText(IsInstant(time) ? InstantText(time) : std::string(), out);
  };
  const auto by_code = [row](const std::vector<int32_t>& codes, int32_t first) {
    return codes.empty() ? size_t{0} : static_cast<size_t>(codes[row] - first);
  };
  if (options_.record_numbers != nullptr) {
    absl::StrAppend(out, texts_.before_row, (*options_.record_numbers)[row]);
  }
  *out += texts_.before_id;
  AppendText(leads_.id(row), out);
  *out += texts_.before_account;
  AppendText(leads_.account(row), out);
  for (size_t i = 0; i < scores_.scores.size(); ++i) {
    *out += texts_.before_scores[i];
    scores_.scores[i][row].AppendTo(out);
  }
  *out += texts_.before_scores.back();
  scores_.total[row].AppendTo(out);
  *out += texts_.grades[by_code(scores_.grade, 0)];
  *out += texts_.qualifies_for[by_code(scores_.qualifies_for, -1)];
  *out += texts_.ways[by_code(scores_.way, 0)];
  *out += texts_.shares[scores_.attributes_present[row]];
  if (has_stages_) {
    *out += texts_.stages[by_code(scores_.stage, -1)];
    append_instant(texts_.before_since, scores_.since[row]);
  }
  if (has_valid_until_) {
    append_instant(texts_.before_valid_until, scores_.valid_until[row]);
  }
  for (size_t i = 0; i < options_.kept.size(); ++i) {
    *out += texts_.before_kept[i];
    AppendText((*options_.kept[i].values)[row], out);
  }
  if (options_.reasons > 0) {
    *out += texts_.before_reasons;
    AppendReasons(row, out);
  }
  *out += texts_.end;
  if (has_as_of_) return;
  append_instant(texts_.before_as_of, AsOf(row));
  *out += options_.format == RowFormat::kCsv ? "\n" : "}\n";
}

}  // namespace leadscore
