// An expression that has been parsed and checked, ready to be evaluated.
// The front door of this folder; src/model uses it for every condition.

#ifndef LEADSCORE_SRC_CEL_PROGRAM_H_
#define LEADSCORE_SRC_CEL_PROGRAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/cel/ast.h"
#include "src/cel/checker.h"
#include "src/cel/environment.h"
#include "src/cel/issue.h"
#include "src/cel/value.h"

namespace leadscore::internal::cel {

// The values of variables while an expression is evaluated.
class Activation {
 public:
  virtual ~Activation() = default;

  // The value of the environment's variable with this index: of its declared
  // type, or Value::Missing(variable).
  virtual Value Get(int variable) const = 0;
};

// Immutable and thread-safe once made.
class Program {
 public:
  // Parses and checks `text`. Null, with one issue for each mistake, if it
  // cannot be evaluated.
  static std::unique_ptr<const Program> Compile(
      std::string_view text, const Environment& environment,
      std::vector<Issue>* issues, Typing typing = Typing::kStatic);

  // The value of the expression, which may be an error value; never fails
  // otherwise, never runs for long (Limits::max_steps). If `steps` is not null,
  // it is set to the steps that were taken.
  Value Evaluate(const Activation& activation, int64_t* steps = nullptr) const;

  const Type& type() const { return root_->type; }
  const Expr& root() const { return *root_; }
  const std::string& text() const { return text_; }
  const Limits& limits() const { return limits_; }

  // The variables it reads, ascending, each once.
  const std::vector<int>& variables() const { return variables_; }

 private:
  Program(std::string text, std::unique_ptr<Expr> root, const Limits& limits);

  std::string text_;
  std::unique_ptr<const Expr> root_;
  std::vector<int> variables_;
  Limits limits_;
};

// The line and column, both from 1, of a byte of a text; columns count code
// points.
struct LineColumn {
  int line = 1;
  int column = 1;
};
LineColumn FindLineColumn(std::string_view text, size_t offset);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_PROGRAM_H_
