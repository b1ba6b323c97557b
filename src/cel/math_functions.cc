#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "src/cel/function_groups.h"

namespace leadscore::internal::cel {
namespace {

// ---- Least and greatest --------------------------------------------------

// The first of several numbers, given one by one or as one list, that none of
// the others exceeds in the direction of `sign`.
template <int sign>
Value Extreme(Args args, CallContext& context) {
  if (args.size() == 1 && args[0].is(Kind::kList)) args = args[0].as_list();
  if (!context.budget.Spend(static_cast<int64_t>(args.size()))) {
    return OutOfBudget();
  }
  if (args.empty()) return Invalid();
  const Value* extreme = &args[0];
  for (const Value& arg : args) {
    if (!arg.is_numeric()) return NoOverload();
    if (sign * CompareNumbers(arg, *extreme).value_or(0) > 0) extreme = &arg;
  }
  return *extreme;
}

// Numbers, or one list of numbers; of one type, if all are of that type.
std::optional<Type> ExtremeRule(absl::Span<const Type> args) {
  const auto is_number = [](const Type& type) {
    return type.is_numeric() || type.is(Kind::kDyn) || type.is(Kind::kError);
  };
  if (args.size() == 1 && args[0].is(Kind::kList)) {
    const Type& element = args[0].param(0);
    return is_number(element) ? std::optional<Type>(element) : std::nullopt;
  }
  std::optional<Type> result;
  for (const Type& type : args) {
    if (!is_number(type)) return std::nullopt;
    result = !result.has_value() || *result == type ? type : Type();
  }
  return result;
}

// ---- Of one number -------------------------------------------------------

double Ceil(double real) { return std::ceil(real); }
double Floor(double real) { return std::floor(real); }
double Round(double real) { return std::round(real); }  // Half away from 0.
double Trunc(double real) { return std::trunc(real); }

template <double (*round)(double)>
Value Rounded(Args args, CallContext&) {
  if (!Are(args, {Kind::kDouble})) return NoOverload();
  return Value::Double(round(args[0].as_double()));
}

Value SquareRoot(Args args, CallContext&) {
  switch (args[0].kind()) {
    case Kind::kInt:
      return Value::Double(std::sqrt(static_cast<double>(args[0].as_int())));
    case Kind::kUint:
      return Value::Double(std::sqrt(static_cast<double>(args[0].as_uint())));
    case Kind::kDouble:
      return Value::Double(std::sqrt(args[0].as_double()));
    default:
      return NoOverload();
  }
}

Value AbsoluteValue(Args args, CallContext&) {
  switch (args[0].kind()) {
    case Kind::kInt:
      if (args[0].as_int() == std::numeric_limits<int64_t>::min()) {
        return Overflow();
      }
      return Value::Int(std::abs(args[0].as_int()));
    case Kind::kUint:
      return args[0];
    case Kind::kDouble:
      return Value::Double(std::fabs(args[0].as_double()));
    default:
      return NoOverload();
  }
}

// -1, 0 or 1 in the number's type; NaN of NaN.
Value Sign(Args args, CallContext&) {
  const Value& a = args[0];
  switch (a.kind()) {
    case Kind::kInt:
      return Value::Int((a.as_int() > 0) - (a.as_int() < 0));
    case Kind::kUint:
      return Value::Uint(a.as_uint() > 0 ? 1 : 0);
    case Kind::kDouble: {
      const double real = a.as_double();
      if (std::isnan(real)) return a;
      return Value::Double((real > 0) - (real < 0));
    }
    default:
      return NoOverload();
  }
}

bool IsNan(double real) { return std::isnan(real); }
bool IsInf(double real) { return std::isinf(real); }
bool IsFinite(double real) { return std::isfinite(real); }

template <bool (*holds)(double)>
Value RealTest(Args args, CallContext&) {
  if (!Are(args, {Kind::kDouble})) return NoOverload();
  return Value::Bool(holds(args[0].as_double()));
}

// ---- Bits ----------------------------------------------------------------

uint64_t And(uint64_t a, uint64_t b) { return a & b; }
uint64_t Or(uint64_t a, uint64_t b) { return a | b; }
uint64_t Xor(uint64_t a, uint64_t b) { return a ^ b; }

template <uint64_t (*combine)(uint64_t, uint64_t)>
Value CombineBits(Args args, CallContext&) {
  if (Are(args, {Kind::kInt, Kind::kInt})) {
    return Value::Int(
        static_cast<int64_t>(combine(static_cast<uint64_t>(args[0].as_int()),
                                     static_cast<uint64_t>(args[1].as_int()))));
  }
  if (Are(args, {Kind::kUint, Kind::kUint})) {
    return Value::Uint(combine(args[0].as_uint(), args[1].as_uint()));
  }
  return NoOverload();
}

Value InvertBits(Args args, CallContext&) {
  if (Are(args, {Kind::kInt})) return Value::Int(~args[0].as_int());
  if (Are(args, {Kind::kUint})) return Value::Uint(~args[0].as_uint());
  return NoOverload();
}

uint64_t Left(uint64_t bits, uint64_t places) { return bits << places; }
uint64_t Right(uint64_t bits, uint64_t places) { return bits >> places; }

// The bits as they lie in memory: what moves in is 0, for negative numbers
// too.
template <uint64_t (*shift)(uint64_t, uint64_t)>
Value ShiftBits(Args args, CallContext&) {
  if (!args[1].is(Kind::kInt)) return NoOverload();
  const int64_t places = args[1].as_int();
  const auto shifted = [places](uint64_t bits) {
    return places < 64 ? shift(bits, static_cast<uint64_t>(places)) : 0;
  };
  if (!args[0].is(Kind::kInt) && !args[0].is(Kind::kUint)) return NoOverload();
  if (places < 0) return Invalid();
  if (args[0].is(Kind::kUint)) return Value::Uint(shifted(args[0].as_uint()));
  return Value::Int(
      static_cast<int64_t>(shifted(static_cast<uint64_t>(args[0].as_int()))));
}

// ---- The table -----------------------------------------------------------

std::vector<Overload> OfNumbers() {
  return {Global({Kind::kInt}, Kind::kInt), Global({Kind::kUint}, Kind::kUint),
          Global({Kind::kDouble}, Kind::kDouble)};
}

std::vector<Overload> OfReal(Kind result) {
  return {Global({Kind::kDouble}, result)};
}

std::vector<Overload> OfBits() {
  return {Global({Kind::kInt, Kind::kInt}, Kind::kInt),
          Global({Kind::kUint, Kind::kUint}, Kind::kUint)};
}

std::vector<Overload> Shifts() {
  return {Global({Kind::kInt, Kind::kInt}, Kind::kInt),
          Global({Kind::kUint, Kind::kInt}, Kind::kUint)};
}

Function Extremes(std::string_view name, Implementation call) {
  constexpr size_t kAny = std::numeric_limits<size_t>::max();
  return Function{name, {}, ExtremeRule, call, /*min_args=*/1, kAny};
}

}  // namespace

std::vector<Function> MathFunctions() {
  return {
      Extremes("math.greatest", Extreme<1>),
      Extremes("math.least", Extreme<-1>),
      {"math.ceil", OfReal(Kind::kDouble), nullptr, Rounded<Ceil>},
      {"math.floor", OfReal(Kind::kDouble), nullptr, Rounded<Floor>},
      {"math.round", OfReal(Kind::kDouble), nullptr, Rounded<Round>},
      {"math.trunc", OfReal(Kind::kDouble), nullptr, Rounded<Trunc>},
      {"math.sqrt",
       {Global({Kind::kInt}, Kind::kDouble),
        Global({Kind::kUint}, Kind::kDouble),
        Global({Kind::kDouble}, Kind::kDouble)},
       nullptr,
       SquareRoot},
      {"math.abs", OfNumbers(), nullptr, AbsoluteValue},
      {"math.sign", OfNumbers(), nullptr, Sign},
      {"math.isNaN", OfReal(Kind::kBool), nullptr, RealTest<IsNan>},
      {"math.isInf", OfReal(Kind::kBool), nullptr, RealTest<IsInf>},
      {"math.isFinite", OfReal(Kind::kBool), nullptr, RealTest<IsFinite>},
      {"math.bitAnd", OfBits(), nullptr, CombineBits<And>},
      {"math.bitOr", OfBits(), nullptr, CombineBits<Or>},
      {"math.bitXor", OfBits(), nullptr, CombineBits<Xor>},
      {"math.bitNot",
       {Global({Kind::kInt}, Kind::kInt), Global({Kind::kUint}, Kind::kUint)},
       nullptr,
       InvertBits},
      {"math.bitShiftLeft", Shifts(), nullptr, ShiftBits<Left>},
      {"math.bitShiftRight", Shifts(), nullptr, ShiftBits<Right>},
  };
}

}  // namespace leadscore::internal::cel
