#include "leadscore/diagnostics.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"

namespace leadscore {
namespace {

// The line that points at a column of another; tabs stay tabs.
std::string CaretLine(const std::string& source_line, int column, int length) {
  std::string line;
  size_t pos = 0;
  for (int i = 1; i < column && pos < source_line.size(); ++i) {
    line += internal::NextCodePoint(source_line, &pos) == '\t' ? '\t' : ' ';
  }
  line += '^';
  const auto rest = static_cast<int>(
      internal::CountCodePoints(std::string_view(source_line).substr(pos)));
  line.append(static_cast<size_t>(std::max(0, std::min(length, rest) - 1)),
              '~');
  return line;
}

}  // namespace

std::string Diagnostic::PathText() const {
  std::string text;
  for (const PathStep& step : path) {
    absl::StrAppend(&text, text.empty() ? "" : ".", step.field);
    if (step.index >= 0 && step.name.empty()) {
      absl::StrAppend(&text, "[", step.index, "]");
    } else if (step.index >= 0) {
      absl::StrAppend(&text, "[", step.name, "]");
    }
  }
  return text;
}

std::string Diagnostic::ToString() const {
  std::string text;
  if (!file.empty()) absl::StrAppend(&text, file, ":");
  if (line > 0) absl::StrAppend(&text, line, ":", column, ":");
  absl::StrAppend(
      &text, text.empty() ? "" : " ",
      severity == Severity::kError ? "error: " : "warning: ", message, "\n");
  if (!path.empty()) absl::StrAppend(&text, "  in ", PathText(), "\n");
  if (!source_line.empty()) {
    absl::StrAppend(&text, "    ", source_line, "\n    ",
                    CaretLine(source_line, column, length), "\n");
  }
  if (!remedy.empty()) absl::StrAppend(&text, "  remedy: ", remedy, "\n");
  return text;
}

bool HasErrors(const Diagnostics& diagnostics) {
  return std::any_of(
      diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Diagnostic::Severity::kError;
      });
}

}  // namespace leadscore
