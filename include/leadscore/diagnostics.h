// What is wrong with a model: where, what, and what to do about it.

#ifndef LEADSCORE_DIAGNOSTICS_H_
#define LEADSCORE_DIAGNOSTICS_H_

#include <string>
#include <vector>

namespace leadscore {

// A step from a part of a ModelSpec into one of its members.
struct PathStep {
  std::string field{};  // As in model_spec.h and model.proto: "rules".
  int index = -1;       // Of a repeated member; -1 for a single one.
  std::string name{};   // Of the element, if it has one: "Company size".
};

struct Diagnostic {
  enum class Severity {
    kError,    // The model cannot be used.
    kWarning,  // It can, but is hardly meant so.
  };

  Severity severity = Severity::kError;

  // From the ModelSpec to the member that is wrong.
  std::vector<PathStep> path{};

  // Which bytes of a text member, such as a condition, are wrong; -1 if it is
  // wrong as a whole.
  int offset = -1;
  int length = 0;

  std::string message{};
  std::string remedy{};  // May be empty.

  // Set by a loader of files.
  std::string file{};
  int line = 0;               // From 1; 0 if it is not known.
  int column = 0;             // From 1, in characters.
  std::string source_line{};  // Empty if it is not known.

  // "scores[fit].groups[Company].rules[Company size].when"
  std::string PathText() const;

  // All of it over several lines, as a compiler would say it.
  std::string ToString() const;
};

using Diagnostics = std::vector<Diagnostic>;

// Whether one of them is an error.
bool HasErrors(const Diagnostics& diagnostics);

}  // namespace leadscore

#endif  // LEADSCORE_DIAGNOSTICS_H_
