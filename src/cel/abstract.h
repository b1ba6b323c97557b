// What an expression can give while not all of its variables are known exactly:
// over a span of time, or while attributes are missing. Sound: whatever value
// it takes for values of the variables within what is known of them, the result
// allows for it. Used by src/qualify, src/explain and src/lint.

#ifndef LEADSCORE_SRC_CEL_ABSTRACT_H_
#define LEADSCORE_SRC_CEL_ABSTRACT_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "src/cel/program.h"
#include "src/cel/value.h"

namespace leadscore::internal::cel {

// What is known of a value.
class Abstract {
 public:
  using Texts = std::set<std::string, std::less<>>;

  // It is this one, which may be an error.
  static Abstract Exactly(Value value);

  // A number, instant or duration of the kind of both, neither below `low` nor
  // above `high`; NaN is none of them.
  static Abstract Between(Value low, Value high);

  // A bool, a missing value or another error.
  static Abstract Truth(bool may_be_true, bool may_be_false,
                        bool may_be_missing = false, bool may_fail = false);

  // A text that is none of these.
  static Abstract TextOtherThan(std::shared_ptr<const Texts> texts);

  // Nothing is known: any value, an error too.
  static Abstract Anything();

  bool is_exact() const { return form_ == Form::kExact; }
  bool is_between() const { return form_ == Form::kBetween; }
  bool is_other_text() const { return form_ == Form::kOtherText; }
  // REQUIRES: is_other_text().
  bool may_be_text(std::string_view text) const {
    return texts_->count(text) == 0;
  }
  // Of an exact one.
  const Value& value() const { return low_; }
  // Of an exact number and of one that lies between others.
  const Value& low() const { return low_; }
  const Value& high() const { return is_exact() ? low_ : high_; }

  bool may_be_true() const;
  bool may_be_false() const;
  bool may_be_missing() const;
  bool may_fail() const;  // Be an error other than missing.
  bool may_be_error() const { return may_be_missing() || may_fail(); }
  // Is true, whatever the variables are.
  bool is_true() const {
    return may_be_true() && !may_be_false() && !may_be_error();
  }
  // Is not true, whatever they are.
  bool is_never_true() const { return !may_be_true(); }

 private:
  friend class AbstractEvaluator;

  enum class Form : uint8_t { kExact, kBetween, kTruth, kOtherText, kAnything };

  explicit Abstract(Form form) : form_(form) {}

  Form form_;
  bool may_be_true_ = false;
  bool may_be_false_ = false;
  bool may_be_missing_ = false;
  bool may_fail_ = false;
  Value low_;  // Also the exact value.
  Value high_;
  std::shared_ptr<const Texts> texts_;
};

// What is known of the variables.
class AbstractActivation {
 public:
  virtual ~AbstractActivation() = default;
  virtual Abstract Get(int variable) const = 0;
};

Abstract EvaluateAbstractly(const Program& program,
                            const AbstractActivation& activation);

// Of a part of a program that no macro stands around.
Abstract EvaluateAbstractly(const Expr& part, const Limits& limits,
                            const AbstractActivation& activation);

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_ABSTRACT_H_
