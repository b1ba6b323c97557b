// Numbers to text and back, the same in every locale.

#ifndef LEADSCORE_SRC_CORE_NUMBER_TEXT_H_
#define LEADSCORE_SRC_CORE_NUMBER_TEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadscore::internal {

// Reads a whole decimal number with an optional sign, and nothing else.
// Nothing on a syntax error or when it does not fit.
std::optional<int64_t> ParseInt64(std::string_view text);
std::optional<uint64_t> ParseUint64(std::string_view text);

// Reads a decimal number ("12", "-0.5", "+1.5e3"), correctly rounded; nothing
// on a syntax error. Takes no hexadecimal, no blanks and neither "nan" nor
// "inf"; a number too large for a double gives nothing, one too small gives
// zero.
std::optional<double> ParseDouble(std::string_view text);

// The shortest text that reads back as the same double: "0.1", "1e+30",
// "NaN", "Infinity".
std::string FormatDouble(double value);

// "1,234,567": for people.
std::string FormatGrouped(int64_t value);

// Reads "true", "yes", "y", "1" and their opposites, in any case.
std::optional<bool> ParseBool(std::string_view text);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_CORE_NUMBER_TEXT_H_
