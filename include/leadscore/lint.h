// What in a model is hardly meant so, although it can be used.
//
//   for (Diagnostic& warning : LintModel(model)) {
//     source.Locate(&warning);
//     std::cerr << warning.ToString();
//   }

#ifndef LEADSCORE_LINT_H_
#define LEADSCORE_LINT_H_

#include "leadscore/diagnostics.h"
#include "leadscore/model.h"

namespace leadscore {

// Warnings, in the order of the model. Each is certain: what it calls never
// true is so for every lead at every instant. They are not complete: what is
// hard to see is not looked for. docs/guide.md lists them.
//
// Takes time in proportion to the model; call it when a model is written, not
// whenever it is loaded.
Diagnostics LintModel(const Model& model);

}  // namespace leadscore

#endif  // LEADSCORE_LINT_H_
