// Numbers, times and names in words, and texts put together from pieces.

#ifndef LEADSCORE_SRC_DESCRIBE_PHRASES_H_
#define LEADSCORE_SRC_DESCRIBE_PHRASES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "leadscore/describe.h"
#include "leadscore/model_spec.h"
#include "leadscore/points.h"
#include "src/cel/value.h"

namespace leadscore::internal {

// ---- Texts of several pieces -----------------------------------------------

DescribedText Words(std::string text);
DescribedText Formula(std::string text);

// To the end of a text; pieces of one kind become one.
void Append(std::string_view words, DescribedText* text);
void Append(const DescribedText& more, DescribedText* text);

// ---- Phrases ---------------------------------------------------------------

// "Sales calls (MQL)"; one of them where they differ in capitals at most.
std::string Named(const std::string& label, const std::string& name);

// "a", "a or b", "a, b or c".
std::string JoinWords(const std::vector<std::string>& words,
                      std::string_view last);

// In double quotes, whole; what cannot be seen is escaped.
std::string QuotedText(std::string_view text);
std::vector<std::string> QuotedTexts(const std::vector<std::string>& texts);

// "2 stages", "1 stage".
std::string Counted(size_t count, std::string_view noun);

// The exact points of a number of a spec: "12.5"; with its sign: "+12.5".
std::string PointsWords(double points);
std::string SignedPointsWords(double points);

// "at least 0 and at most 100 points"; empty without bounds.
std::string BoundsWords(const std::optional<double>& min,
                        const std::optional<double>& max);

// Exactly: "30 days", "1 day 12 hours", "0 seconds".
//
// REQUIRES: duration is not negative and whole microseconds.
std::string ExactDurationWords(absl::Duration duration);

// A value as it stands in a sentence: texts in quotes, times to the last digit.
// Nothing for what has no such form.
std::optional<std::string> ValueWords(const cel::Value& value,
                                      absl::TimeZone zone);

// "yes or no", "whole number", "text".
std::string_view TypeWords(ValueType type);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_DESCRIBE_PHRASES_H_
