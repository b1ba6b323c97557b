#include "src/exec/value_cells.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "src/cel/evaluator.h"
#include "src/core/text.h"

namespace leadscore::internal {
namespace {

using cel::Abstract;
using cel::Expr;
using cel::Value;

// Beyond this many the rest of the values is one cell.
constexpr size_t kMaxConstants = 64;

// Collects what an attribute is compared with.
class ConstantCollector {
 public:
  ConstantCollector(int variable, const cel::Limits& limits,
                    const cel::Activation& facts)
      : variable_(variable), limits_(limits), facts_(facts) {}

  std::vector<Value> Collect(const Expr& expr) {
    Visit(expr);
    return std::move(constants_);
  }

 private:
  bool IsVariable(const Expr& expr) const {
    return expr.binding == cel::Binding::kVariable && expr.index == variable_ &&
           !expr.is_presence;
  }

  // Whether an expression has the same value whatever the attribute is: neither
  // it nor a variable of a macro is read.
  bool IsConstant(const Expr& expr) const {
    if (expr.binding == cel::Binding::kLocal) return false;
    if (expr.binding == cel::Binding::kVariable && expr.index == variable_) {
      return false;
    }
    return std::all_of(
        expr.children.begin(), expr.children.end(),
        [this](const auto& child) { return IsConstant(*child); });
  }

  void Visit(const Expr& expr) {
    for (const auto& child : expr.children) Visit(*child);
    if (expr.kind != cel::ExprKind::kCall || expr.children.size() != 2) return;
    const Expr& left = *expr.children[0];
    const Expr& right = *expr.children[1];
    if (IsVariable(left) && IsConstant(right)) {
      Add(cel::Evaluate(right, facts_, limits_));
    } else if (IsVariable(right) && IsConstant(left)) {
      Add(cel::Evaluate(left, facts_, limits_));
    }
  }

  void Add(const Value& value) {
    if (value.is(cel::Kind::kList)) {
      if (value.as_list().size() > kMaxConstants) return;
      for (const Value& item : value.as_list()) constants_.push_back(item);
    } else if (!value.is_error()) {
      constants_.push_back(value);
    }
  }

  const int variable_;
  const cel::Limits& limits_;
  const cel::Activation& facts_;
  std::vector<Value> constants_;
};

// The points of a number line between and at `cuts`, which are sorted. `make`
// makes a value, `before` and `after` give its neighbours.
template <typename T, typename Make, typename Before, typename After>
std::vector<Abstract> Line(const std::set<T>& cuts, T least, T largest,
                           const Make& make, const Before& before,
                           const After& after) {
  std::vector<Abstract> cells;
  const auto add = [&](T low, T high) {
    cells.push_back(low == high ? Abstract::Exactly(make(low))
                                : Abstract::Between(make(low), make(high)));
  };
  T begin = least;
  bool has_rest = true;
  for (T cut : cuts) {
    if (cut < least || cut > largest) continue;
    if (cut > begin) add(begin, before(cut));
    add(cut, cut);
    has_rest = cut < largest;
    if (has_rest) begin = after(cut);
  }
  if (has_rest) add(begin, largest);
  return cells;
}

std::vector<Abstract> IntCells(const std::vector<Value>& constants,
                               int64_t least) {
  constexpr double kEnd = 9223372036854775808.0;
  std::set<int64_t> cuts;
  for (const Value& constant : constants) {
    if (constant.is(cel::Kind::kInt)) cuts.insert(constant.as_int());
    if (constant.is(cel::Kind::kDouble) &&
        std::fabs(constant.as_double()) < kEnd) {
      const auto below = static_cast<int64_t>(std::floor(constant.as_double()));
      cuts.insert(below);
      if (below < std::numeric_limits<int64_t>::max()) cuts.insert(below + 1);
    }
  }
  return Line<int64_t>(
      cuts, least, std::numeric_limits<int64_t>::max(),
      [](int64_t value) { return Value::Int(value); },
      [](int64_t value) { return value - 1; },
      [](int64_t value) { return value + 1; });
}

std::vector<Abstract> DoubleCells(const std::vector<Value>& constants,
                                  double least, double largest) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  std::set<double> cuts;
  for (const Value& constant : constants) {
    if (constant.is(cel::Kind::kDouble) && !std::isnan(constant.as_double())) {
      cuts.insert(constant.as_double());
    }
    if (constant.is(cel::Kind::kInt)) {
      // An int that is no double lies between two of them.
      const auto near = static_cast<double>(constant.as_int());
      cuts.insert(near);
      cuts.insert(std::nextafter(near, kInfinity));
      cuts.insert(std::nextafter(near, -kInfinity));
    }
  }
  return Line<double>(
      cuts, least, largest, [](double value) { return Value::Double(value); },
      [](double value) { return std::nextafter(value, -kInfinity); },
      [](double value) { return std::nextafter(value, kInfinity); });
}

std::vector<Abstract> TimeCells(const std::vector<Value>& constants) {
  std::set<Micros> cuts;
  for (const Value& constant : constants) {
    if (!constant.is(cel::Kind::kTimestamp)) continue;
    const Instant instant = constant.as_timestamp();
    const Micros micros =
        instant.seconds * kMicrosPerSecond + instant.nanos / 1000;
    cuts.insert(micros);
    cuts.insert(micros + 1);
  }
  return Line<Micros>(
      cuts, kMinInstant, kMaxInstant,
      [](Micros value) { return Value::Timestamp(value); },
      [](Micros value) { return value - 1; },
      [](Micros value) { return value + 1; });
}

std::vector<Abstract> TextCells(const std::vector<Value>& constants,
                                bool is_folded) {
  auto texts = std::make_shared<Abstract::Texts>();
  for (const Value& constant : constants) {
    if (constant.is(cel::Kind::kString)) {
      texts->insert(std::string(constant.as_string()));
    }
  }
  std::vector<Abstract> cells;
  for (const std::string& text : *texts) {
    // A folded attribute is never what is not folded.
    if (is_folded && FoldText(text) != text) continue;
    cells.push_back(Abstract::Exactly(Value::String(text)));
  }
  cells.push_back(Abstract::TextOtherThan(std::move(texts)));
  return cells;
}

}  // namespace

std::vector<Value> ConstantsComparedWith(int variable, const Expr& expr,
                                         const cel::Limits& limits,
                                         const cel::Activation& facts) {
  return ConstantCollector(variable, limits, facts).Collect(expr);
}

std::vector<Abstract> CellsOf(const ValueSpace& space,
                              std::vector<Value> constants) {
  if (constants.size() > kMaxConstants) constants.resize(kMaxConstants);
  std::vector<Abstract> cells;
  switch (space.type) {
    case ValueType::kBool:
      cells = {Abstract::Exactly(Value::Bool(true)),
               Abstract::Exactly(Value::Bool(false))};
      break;
    case ValueType::kInt:
      cells = IntCells(
          constants, space.is_count ? 0 : std::numeric_limits<int64_t>::min());
      break;
    case ValueType::kDouble:
      cells = DoubleCells(constants, space.least, space.largest);
      break;
    case ValueType::kTimestamp:
      cells = TimeCells(constants);
      break;
    case ValueType::kString:
      cells = TextCells(constants, space.is_folded);
      break;
    default:
      cells = {Abstract::Anything()};
  }
  if (space.may_be_missing) {
    cells.push_back(Abstract::Exactly(Value::Missing(space.variable)));
  }
  return cells;
}

}  // namespace leadscore::internal
