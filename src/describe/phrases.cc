#include "src/describe/phrases.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/number_text.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/explain/facts.h"

namespace leadscore::internal {
namespace {

// A model's points have been checked.
Points PointsOf(double points) { return Points::FromDouble(points).value(); }

std::string InstantWords(Instant instant, absl::TimeZone zone) {
  const absl::Time time =
      absl::FromUnixSeconds(instant.seconds) + absl::Nanoseconds(instant.nanos);
  const bool is_minute = instant.seconds % 60 == 0 && instant.nanos == 0;
  return absl::FormatTime(is_minute ? "%Y-%m-%d %H:%M" : "%Y-%m-%d %H:%M:%E*S",
                          time, zone);
}

}  // namespace

DescribedText Words(std::string text) {
  if (text.empty()) return {};
  return {DescribedSpan{std::move(text), false}};
}

DescribedText Formula(std::string text) {
  return {DescribedSpan{std::move(text), true}};
}

void Append(std::string_view words, DescribedText* text) {
  if (words.empty()) return;
  if (text->empty() || text->back().is_formula) text->emplace_back();
  text->back().text += words;
}

void Append(const DescribedText& more, DescribedText* text) {
  for (const DescribedSpan& span : more) {
    if (span.is_formula) {
      text->push_back(span);
    } else {
      Append(span.text, text);
    }
  }
}

std::string Named(const std::string& label, const std::string& name) {
  if (label.empty()) return name;
  if (FoldText(label) == FoldText(name)) return label;
  return absl::StrCat(label, " (", name, ")");
}

std::string JoinWords(const std::vector<std::string>& words,
                      std::string_view last) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0 && i + 1 == words.size()) {
      absl::StrAppend(&text, " ", ToAbsl(last), " ");
    } else if (i > 0) {
      text += ", ";
    }
    text += words[i];
  }
  return text;
}

std::string QuotedText(std::string_view text) {
  return Quoted(text, std::numeric_limits<size_t>::max());
}

std::vector<std::string> QuotedTexts(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(QuotedText(text));
  return quoted;
}

std::string Counted(size_t count, std::string_view noun) {
  return absl::StrCat(FormatGrouped(static_cast<int64_t>(count)), " ",
                      ToAbsl(noun), count == 1 ? "" : "s");
}

std::string PointsWords(double points) { return PointsOf(points).ToString(); }

std::string SignedPointsWords(double points) {
  return absl::StrCat(PointsOf(points) > Points() ? "+" : "",
                      PointsWords(points));
}

std::string BoundsWords(const std::optional<double>& min,
                        const std::optional<double>& max) {
  if (!min.has_value() && !max.has_value()) return "";
  std::string text;
  if (min.has_value()) absl::StrAppend(&text, "at least ", PointsWords(*min));
  if (max.has_value()) {
    absl::StrAppend(&text, text.empty() ? "" : " and ", "at most ",
                    PointsWords(*max));
  }
  return absl::StrCat(text, " points");
}

std::string ExactDurationWords(absl::Duration duration) {
  struct Unit {
    const char* noun;
    int64_t micros;
  };
  static constexpr Unit kUnits[] = {
      {"day", 86'400'000'000}, {"hour", 3'600'000'000}, {"minute", 60'000'000},
      {"second", 1'000'000},   {"millisecond", 1'000},  {"microsecond", 1}};
  int64_t micros = absl::ToInt64Microseconds(duration);
  std::string text;
  for (const Unit& unit : kUnits) {
    const int64_t count = micros / unit.micros;
    micros %= unit.micros;
    if (count == 0) continue;
    absl::StrAppend(&text, text.empty() ? "" : " ",
                    Counted(static_cast<size_t>(count), unit.noun));
  }
  return text.empty() ? "0 seconds" : text;
}

std::optional<std::string> ValueWords(const cel::Value& value,
                                      absl::TimeZone zone) {
  switch (value.kind()) {
    case cel::Kind::kDouble:
      if (!std::isfinite(value.as_double())) return std::nullopt;
      return ValueText(value, zone);
    case cel::Kind::kBool:
    case cel::Kind::kInt:
      return ValueText(value, zone);
    case cel::Kind::kString:
      return QuotedText(value.as_string());
    case cel::Kind::kTimestamp:
      return InstantWords(value.as_timestamp(), zone);
    case cel::Kind::kDuration: {
      constexpr int64_t kNanosPerMicro = 1'000;
      const int64_t nanos = value.as_duration();
      if (nanos < 0 || nanos % kNanosPerMicro != 0) return std::nullopt;
      return ExactDurationWords(absl::Microseconds(nanos / kNanosPerMicro));
    }
    case cel::Kind::kList: {
      std::vector<std::string> items;
      for (const cel::Value& item : value.as_list()) {
        std::optional<std::string> words = ValueWords(item, zone);
        if (!words.has_value() || item.is(cel::Kind::kList)) {
          return std::nullopt;
        }
        items.push_back(*std::move(words));
      }
      return JoinWords(items, "and");
    }
    default:
      return std::nullopt;
  }
}

std::string_view TypeWords(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return "yes or no";
    case ValueType::kInt:
      return "whole number";
    case ValueType::kDouble:
      return "number";
    case ValueType::kString:
      return "text";
    case ValueType::kTimestamp:
      return "time";
    case ValueType::kStringList:
      return "texts";
    case ValueType::kUnspecified:
      break;
  }
  return "";
}

}  // namespace leadscore::internal
