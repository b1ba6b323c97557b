// The syntax tree of an expression. The parser makes it, the checker writes
// types and resolved names into it, the evaluator walks it.

#ifndef LEADSCORE_SRC_CEL_AST_H_
#define LEADSCORE_SRC_CEL_AST_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "src/cel/type.h"
#include "src/cel/value.h"

namespace re2 {
class RE2;
}  // namespace re2

namespace leadscore::internal::cel {

struct Function;

enum class ExprKind : uint8_t {
  kConstant,    // constant
  kIdentifier,  // name
  kSelect,      // children[0].name, or has(children[0].name)
  kCall,        // name(children...), or children[0].name(...) if is_member
  kAnd,         // children[0] && children[1] && ...: two or more
  kOr,          // children[0] || children[1] || ...: two or more
  kList,        // [children...]
  kMap,         // {children[0]: children[1], ...}
  kMacro,       // children[0].all(variable, children[1]) and the like
};

// The macros that bind a variable. children[0] is the range; the others are
// evaluated once for each of its elements.
//
// With one variable it stands for the element of a list or the key of a map;
// with two, for the index and the element or the key and the value.
enum class Macro : uint8_t {
  kAll,                // children[1]: predicate
  kExists,             // children[1]: predicate
  kExistsOne,          // children[1]: predicate
  kFilter,             // children[1]: predicate; one variable only
  kMap,                // a list of children.back(), where a predicate
                       // children[1], if there are three, holds; written
                       // transformList with two variables
  kTransformMap,       // the same, a map from the keys; two variables
  kTransformMapEntry,  // the same, children.back() is a map of new entries
  kBind,  // cel.bind(variable, children[0], children[1]); one variable, the
          // value of children[0] itself
};

// What an identifier or a chain of selections stands for.
enum class Binding : uint8_t {
  kNone,      // An operator, a field of a map, or a name nobody declared.
  kVariable,  // index: of the environment.
  kLocal,     // index: distance from the innermost variable of a macro, 0 up.
  kType,      // constant holds the type.
};

struct Expr {
  ExprKind kind = ExprKind::kConstant;

  // In bytes of the text: the whole, and the token to point at in messages
  // (the operator, the function's name, the field).
  size_t begin = 0;
  size_t end = 0;
  size_t token_begin = 0;
  size_t token_end = 0;

  Value constant;
  // Of a call to an operator, CEL's name of it: "_+_", "!_", "_[_]".
  std::string name;
  bool is_absolute = false;   // Of an identifier: written with a dot before.
  bool is_quoted = false;     // Of a selection: the field is in backticks.
  bool is_presence = false;   // Of a selection: has(...).
  bool is_member = false;     // Of a call: children[0] stands before a dot.
  Macro macro = Macro::kAll;  // Of a macro; name is its first variable.
  std::string second_name;    // Of a macro: its second variable, if any.
  std::vector<std::unique_ptr<Expr>> children;
  int depth = 1;  // Of this tree; a leaf has 1.

  // Written by the checker.
  Type type;
  Binding binding = Binding::kNone;
  int index = -1;
  const Function* function = nullptr;
  std::shared_ptr<const re2::RE2> regex;  // Of matches() on a literal pattern.
};

}  // namespace leadscore::internal::cel

#endif  // LEADSCORE_SRC_CEL_AST_H_
