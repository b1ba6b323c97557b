// What all checks of a model share: where they are in the spec, what they found
// wrong, and the checks that many members need.

#ifndef LEADSCORE_SRC_MODEL_CHECK_CONTEXT_H_
#define LEADSCORE_SRC_MODEL_CHECK_CONTEXT_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model.h"
#include "leadscore/points.h"
#include "src/cel/environment.h"
#include "src/model/checked_model.h"

namespace leadscore::internal {

class CheckContext {
 public:
  CheckContext(const ModelLimits& limits, Diagnostics* diagnostics)
      : limits_(limits), diagnostics_(diagnostics) {}
  CheckContext(const CheckContext&) = delete;
  CheckContext& operator=(const CheckContext&) = delete;

  // Adds a step to the path while it lives.
  class Scope {
   public:
    Scope(CheckContext& context, std::string field, size_t index,
          std::string name)
        : context_(context) {
      context_.path_.push_back(
          PathStep{std::move(field), static_cast<int>(index), std::move(name)});
    }
    Scope(CheckContext& context, std::string field) : context_(context) {
      context_.path_.push_back(PathStep{std::move(field), -1, ""});
    }
    ~Scope() { context_.path_.pop_back(); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    CheckContext& context_;
  };

  // Reports a mistake at `field` of the present path; an empty field is the
  // path itself.
  void Error(std::string_view field, std::string message,
             std::string remedy = "");
  void Warning(std::string_view field, std::string message,
               std::string remedy = "");
  // At some bytes of a text member.
  void WarningIn(std::string_view field, size_t begin, size_t end,
                 std::string message, std::string remedy);
  // At the element of a repeated text member.
  void WarningAt(std::string_view field, size_t index, std::string message,
                 std::string remedy);
  void ErrorAt(std::string_view field, size_t index, std::string message,
               std::string remedy = "");

  // At places within a text member; `index` is that of an element of a repeated
  // one, or -1.
  void Errors(std::string_view field, int index,
              std::vector<cel::Issue> issues);

  // A name that has to be there. `taken` holds the names before it.
  void CheckName(std::string_view noun, const std::string& name,
                 std::set<std::string>* taken);
  // The same of a name that conditions can spell.
  void CheckIdentifier(std::string_view noun, const std::string& name,
                       std::set<std::string>* taken);

  // Points within the limits of a model; zero after a mistake.
  Points CheckPoints(std::string_view field, double value);
  // A weight.
  Points CheckWeight(std::string_view field, double value);
  // Bounds; leaves `min` and `max` as they are where there is none.
  void CheckBounds(const std::optional<double>& min,
                   const std::optional<double>& max, Points* low, Points* high);

  // A duration above zero, in microseconds; nothing after a mistake.
  std::optional<Micros> CheckDuration(std::string_view field,
                                      std::optional<absl::Duration> duration);

  // Compiles a condition, which has to be a bool; null if it is empty or
  // wrong. `required` says that it must not be empty.
  Condition CheckCondition(std::string_view field, const std::string& text,
                           const cel::Environment& environment,
                           bool required = false);
  // The same for an expression of any of the given types.
  Condition CheckExpression(std::string_view field, const std::string& text,
                            const cel::Environment& environment,
                            const cel::Type& type);

  // Finds a name among others, or reports which was meant; -1 if none.
  int CheckReference(std::string_view field, std::string_view noun,
                     const std::string& name,
                     const std::vector<std::string>& names);

  // The types of activity that a member names, by code.
  std::vector<bool> CheckTypes(const std::vector<std::string>& types,
                               const ActivitySchema& schema);

  const ModelLimits& limits() const { return limits_; }
  cel::Limits cel_limits() const;
  bool has_errors() const { return has_errors_; }

 private:
  Diagnostic& Add(Diagnostic::Severity severity, std::string_view field,
                  std::string message, std::string remedy);
  Condition Compile(std::string_view field, const std::string& text,
                    const cel::Environment& environment);

  const ModelLimits& limits_;
  Diagnostics* diagnostics_;
  std::vector<PathStep> path_;
  bool has_errors_ = false;
};

// kInvalidArgument with the first error among some diagnostics, and how many
// there are: "the model has 2 errors: name: ...".
//
// REQUIRES: HasErrors(diagnostics).
absl::Status FirstError(const char* what, const Diagnostics& diagnostics);

// The type in conditions of a value of the model.
cel::Type ToCelType(ValueType type);

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_MODEL_CHECK_CONTEXT_H_
