#include "src/cel/cost.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace leadscore::internal::cel {
namespace {

int64_t Sum(int64_t a, int64_t b) {
  return std::min(a, Extent::kUnlimited) >= Extent::kUnlimited - b
             ? Extent::kUnlimited
             : a + b;
}

int64_t Product(int64_t a, int64_t b) {
  int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return Extent::kUnlimited;
  return std::min(product, Extent::kUnlimited);
}

// The longest text of a number, time or duration that string() makes.
constexpr int64_t kScalarText = 64;

// What one clause of format() makes of one unit of a value, and of a precision.
constexpr int64_t kFormattedUnit = 400;
constexpr int64_t kFormattedClause = 1500;

// Of matches() where the pattern is not known before.
constexpr int64_t kRegexSteps = 10'000;

Extent Text(int64_t bytes) { return Extent{Sum(1, bytes), 0, 1}; }

// An element of something, all that is known of which is its size.
Extent ElementOf(const Extent& whole) {
  return Extent{whole.element, whole.element, whole.element};
}

Extent Larger(const Extent& a, const Extent& b) {
  return Extent{std::max(a.size, b.size), std::max(a.count, b.count),
                std::max(a.element, b.element)};
}

Extent Both(const Extent& a, const Extent& b) {
  return Extent{Sum(a.size, b.size), Sum(a.count, b.count),
                std::max(a.element, b.element)};
}

// How large the result of a function of any number of arguments up to four is;
// those that are not there have the size of nothing.
Extent ResultOf(std::string_view name, const std::vector<Extent>& args) {
  const int64_t first = args[0].size;
  if (name == "_+_") return Both(args[0], args[1]);
  if (name == "_[_]") return ElementOf(args[0]);
  if (name == "dyn" || name == "substring" || name == "trim" ||
      name == "lowerAscii" || name == "upperAscii" || name == "reverse" ||
      name == "bytes" || name == "base64.decode") {
    return args[0];
  }
  if (name == "string") return Text(std::max(first, kScalarText));
  if (name == "charAt") return Text(4);
  if (name == "strings.quote" || name == "base64.encode") {
    return Text(Sum(Product(2, first), 4));
  }
  if (name == "replace") return Text(Sum(first, Product(first, args[2].size)));
  if (name == "join") {
    return Text(Sum(first, Product(args[0].count, args[1].size)));
  }
  if (name == "split") {
    return Extent{Sum(1, Product(2, first)), first, first};
  }
  if (name == "format") {
    return Text(Sum(Product(first, kFormattedClause),
                    Product(args[1].size, kFormattedUnit)));
  }
  if (name == "math.greatest" || name == "math.least") {
    return Larger(args[0], ElementOf(args[0]));
  }
  return Extent();
}

class Bounder {
 public:
  explicit Bounder(const std::function<Extent(int)>& extent_of)
      : extent_of_(extent_of) {}

  struct Bound {
    int64_t cost = 1;
    Extent extent;
  };

  Bound Visit(const Expr& expr) {
    switch (expr.binding) {
      case Binding::kVariable:
        return {1, expr.is_presence ? Extent() : extent_of_(expr.index)};
      case Binding::kLocal:
        return {1,
                locals_[locals_.size() - 1 - static_cast<size_t>(expr.index)]};
      default:
        break;
    }
    switch (expr.kind) {
      case ExprKind::kConstant:
        return {1, Extent::Of(expr.constant)};
      case ExprKind::kIdentifier:
        return {};
      case ExprKind::kSelect: {
        Bound bound = Visit(*expr.children[0]);
        bound.cost = Sum(bound.cost, 1);
        bound.extent = expr.is_presence ? Extent() : ElementOf(bound.extent);
        return bound;
      }
      case ExprKind::kMacro:
        return OfMacro(expr);
      case ExprKind::kCall:
        return OfCall(expr);
      default:
        return OfParts(expr);
    }
  }

 private:
  // && and ||, lists and maps.
  Bound OfParts(const Expr& expr) {
    Bound bound;
    Extent whole;
    for (const auto& child : expr.children) {
      const Bound part = Visit(*child);
      bound.cost = Sum(bound.cost, part.cost);
      whole = Extent{Sum(whole.size, part.extent.size), whole.count + 1,
                     std::max(whole.element, part.extent.size)};
    }
    const bool holds_parts =
        expr.kind == ExprKind::kList || expr.kind == ExprKind::kMap;
    bound.extent = holds_parts ? whole : Extent();
    return bound;
  }

  Bound OfCall(const Expr& expr) {
    int64_t parts = 1;
    int64_t sizes = 0;
    std::vector<Extent> args;
    std::vector<int64_t> costs;
    for (const auto& child : expr.children) {
      const Bound arg = Visit(*child);
      parts = Sum(parts, arg.cost);
      sizes = Sum(sizes, arg.extent.size);
      args.push_back(arg.extent);
      costs.push_back(arg.cost);
    }
    if (expr.name == "_?_:_") {
      return {Sum(1, Sum(costs[0], std::max(costs[1], costs[2]))),
              Larger(args[1], args[2])};
    }
    // Unchecked calls may lack arguments; they give an error and no value.
    constexpr size_t kMostArguments = 4;
    if (args.size() < kMostArguments) args.resize(kMostArguments);
    const Extent result = ResultOf(expr.name, args);
    // Every function reads its arguments, at most twice, and makes its result.
    int64_t cost = Sum(parts, Sum(2, Sum(Product(2, sizes), result.size)));
    if (expr.name == "matches" && expr.regex == nullptr) {
      cost = Sum(cost, kRegexSteps);
    }
    return {cost, result};
  }

  Bound OfMacro(const Expr& expr) {
    const Bound range = Visit(*expr.children[0]);
    const size_t outer = locals_.size();
    const bool binds = expr.macro == Macro::kBind;
    locals_.push_back(binds ? range.extent : ElementOf(range.extent));
    if (!expr.second_name.empty()) locals_.push_back(ElementOf(range.extent));
    int64_t body = 0;
    Extent last;
    for (size_t i = 1; i < expr.children.size(); ++i) {
      const Bound part = Visit(*expr.children[i]);
      body = Sum(body, part.cost);
      last = part.extent;
    }
    locals_.resize(outer);
    const int64_t before = Sum(1, range.cost);
    if (binds) return {Sum(before, body), last};
    const int64_t count = range.extent.count;
    const int64_t each = Sum(Sum(1, body), last.size);
    return {Sum(before, Product(count, each)),
            MacroResult(expr, range.extent, last)};
  }

  static Extent MacroResult(const Expr& expr, const Extent& range,
                            const Extent& last) {
    switch (expr.macro) {
      case Macro::kFilter:
        return range;
      case Macro::kMap:
        return Extent{Sum(1, Product(range.count, last.size)), range.count,
                      last.size};
      case Macro::kTransformMap:
        return Extent{
            Sum(1, Product(range.count, Sum(range.element, last.size))),
            range.count, std::max(range.element, last.size)};
      case Macro::kTransformMapEntry:
        return Extent{Sum(1, Product(range.count, last.size)),
                      Product(range.count, last.count), last.element};
      default:
        return Extent();
    }
  }

  const std::function<Extent(int)>& extent_of_;
  std::vector<Extent> locals_;
};

}  // namespace

Extent Extent::Of(const Value& value) {
  Extent extent;
  const auto add = [&extent](const Value& part) {
    const int64_t size = Of(part).size;
    extent.size = Sum(extent.size, size);
    extent.element = std::max(extent.element, size);
  };
  switch (value.kind()) {
    case Kind::kString:
    case Kind::kBytes:
      return Text(static_cast<int64_t>(value.as_string().size()));
    case Kind::kList:
      for (const Value& item : value.as_list()) add(item);
      extent.count = static_cast<int64_t>(value.as_list().size());
      return extent;
    case Kind::kMap:
      for (const auto& [key, item] : value.as_map()) {
        add(key);
        add(item);
      }
      extent.count = static_cast<int64_t>(value.as_map().size());
      return extent;
    default:
      return extent;
  }
}

Extent Extent::Largest(const Type& type, int64_t text_bytes, int64_t elements) {
  switch (type.kind()) {
    case Kind::kString:
    case Kind::kBytes:
      return Text(text_bytes);
    case Kind::kList: {
      const Extent element = Largest(type.param(0), text_bytes, elements);
      return Extent{Sum(1, Product(elements, element.size)), elements,
                    element.size};
    }
    case Kind::kMap: {
      const Extent entry = Larger(Largest(type.param(0), text_bytes, elements),
                                  Largest(type.param(1), text_bytes, elements));
      return Extent{Sum(1, Product(2 * elements, entry.size)), elements,
                    entry.size};
    }
    case Kind::kDyn:
      return Extent{kUnlimited, kUnlimited, kUnlimited};
    default:
      return Extent();
  }
}

int64_t CostBound(const Program& program,
                  const std::function<Extent(int variable)>& extent_of) {
  return Bounder(extent_of).Visit(program.root()).cost;
}

}  // namespace leadscore::internal::cel
