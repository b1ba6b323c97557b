#include "src/exec/text_matcher.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "src/activity/shapes.h"
#include "src/cel/evaluator.h"
#include "src/core/text.h"
#include "src/exec/lead_facts.h"

namespace leadscore::internal {
namespace {

bool Fits(Atom::Kind kind, std::string_view text, std::string_view part) {
  switch (kind) {
    case Atom::Kind::kStartsWith:
      return text.substr(0, part.size()) == part;
    case Atom::Kind::kEndsWith:
      return text.size() >= part.size() &&
             text.substr(text.size() - part.size()) == part;
    default:
      return text.find(part) != std::string_view::npos;
  }
}

}  // namespace

SourceFacts::SourceFacts(const CheckedModel& model, int variable,
                         cel::Value value)
    : model_(model), variable_(variable), value_(std::move(value)) {}

cel::Value SourceFacts::Get(int variable) const {
  if (variable == variable_) return value_;
  const LeadVariables& variables = model_.lead_variables;
  const auto list = static_cast<size_t>(variable - variables.lists);
  if (variable >= variables.lists && list < model_.lists.size()) {
    return model_.lists[list].value;
  }
  const auto attribute = static_cast<size_t>(variable - variables.attributes);
  if (variable >= variables.attributes &&
      attribute < model_.attributes.size() &&
      model_.attributes[attribute].from != nullptr) {
    const CheckedAttribute& derived = model_.attributes[attribute];
    return DerivedValue(derived, variable, derived.from->Evaluate(*this));
  }
  return cel::Value::Missing(variable);
}

Outcome EvaluateAtom(const Atom& atom, const cel::Activation& facts) {
  if (atom.kind == Atom::Kind::kTableRow) {
    const ShapeValue found = TablePoints(*atom.table, facts.Get(atom.variable));
    const int row = found.outcome == RuleOutcome::kMissing ? Atom::kMissingRow
                    : found.outcome == RuleOutcome::kFired
                        ? found.choice
                        : Atom::kOtherwiseRow;
    return std::binary_search(atom.choices.begin(), atom.choices.end(), row)
               ? kIsTrue
               : kIsFalse;
  }
  const cel::Value value = cel::Evaluate(*atom.expression, facts, *atom.limits);
  if (value.is_true()) return kIsTrue;
  if (value.is_false()) return kIsFalse;
  return value.is_missing() ? kIsMissing : kIsError;
}

void EvaluatePredicates(const Source& source,
                        const std::vector<uint8_t>& outcomes,
                        std::vector<uint8_t>* predicates) {
  predicates->resize(source.predicates.size());
  for (size_t i = 0; i < source.predicates.size(); ++i) {
    const Predicate& predicate = source.predicates[i];
    const auto a = static_cast<size_t>(predicate.a);
    bool is_true = false;
    switch (predicate.kind) {
      case Predicate::Kind::kAtom:
        is_true = (outcomes[a] & predicate.outcomes) != 0;
        break;
      case Predicate::Kind::kAnd:
        is_true = (*predicates)[a] != 0 &&
                  (*predicates)[static_cast<size_t>(predicate.b)] != 0;
        break;
      case Predicate::Kind::kNot:
        is_true = (*predicates)[a] == 0;
        break;
    }
    (*predicates)[i] = is_true ? 1 : 0;
  }
}

TextMatcher::TextMatcher(const CheckedModel& model, const Source& source)
    : model_(model),
      source_(source),
      fold_(source.attribute >= 0 &&
            model.attributes[static_cast<size_t>(source.attribute)].fold) {
  for (size_t i = 0; i < source.literals.size(); ++i) {
    literals_.emplace(source.literals[i], static_cast<int32_t>(i));
  }
  for (size_t i = 0; i < source.atoms.size(); ++i) {
    const Atom& atom = source.atoms[i];
    switch (atom.kind) {
      case Atom::Kind::kContains:
      case Atom::Kind::kStartsWith:
      case Atom::Kind::kEndsWith:
        patterns_.push_back({atom.kind, atom.text, i});
        break;
      case Atom::Kind::kTableRow:
      case Atom::Kind::kExpression:
        evaluated_.push_back(i);
        break;
      default:
        break;
    }
  }
}

// A signature is the number of the literal that the text is, a byte for each
// pattern, and a byte for each atom that is evaluated.
bool TextMatcher::Match(std::string_view text, std::string* signature) const {
  if (text.size() > kLongestText) return false;
  std::string folded;
  if (fold_) {
    folded = FoldText(text);
    text = folded;
  }
  const auto literal = literals_.find(text);
  const int32_t index = literal == literals_.end() ? -1 : literal->second;
  signature->resize(sizeof(index));
  std::memcpy(signature->data(), &index, sizeof(index));
  for (const Pattern& pattern : patterns_) {
    signature->push_back(static_cast<char>(
        Fits(pattern.kind, text, pattern.text) ? kIsTrue : kIsFalse));
  }
  if (evaluated_.empty()) return true;
  const SourceFacts facts(model_, source_.variable,
                          cel::Value::BorrowedString(text));
  for (size_t atom : evaluated_) {
    const Outcome outcome = EvaluateAtom(source_.atoms[atom], facts);
    if (outcome == kIsError) return false;
    signature->push_back(static_cast<char>(outcome));
  }
  return true;
}

void TextMatcher::ReadOutcomes(const std::string& signature,
                               std::vector<uint8_t>* outcomes) const {
  int32_t literal = -1;
  std::memcpy(&literal, signature.data(), sizeof(literal));
  outcomes->assign(source_.atoms.size(), kIsTrue);
  for (size_t i = 0; i < source_.atoms.size(); ++i) {
    const Atom& atom = source_.atoms[i];
    if (atom.kind == Atom::Kind::kLiteral) {
      (*outcomes)[i] =
          std::binary_search(atom.choices.begin(), atom.choices.end(), literal)
              ? kIsTrue
              : kIsFalse;
    }
  }
  size_t at = sizeof(literal);
  for (const Pattern& pattern : patterns_) {
    (*outcomes)[pattern.atom] = static_cast<uint8_t>(signature[at++]);
  }
  for (size_t atom : evaluated_) {
    (*outcomes)[atom] = static_cast<uint8_t>(signature[at++]);
  }
}

bool TextMatcher::OutcomesOfMissing(std::vector<uint8_t>* outcomes) const {
  const SourceFacts facts(model_, source_.variable,
                          cel::Value::Missing(source_.variable));
  outcomes->clear();
  for (const Atom& atom : source_.atoms) {
    switch (atom.kind) {
      case Atom::Kind::kPresent:
        outcomes->push_back(kIsFalse);
        break;
      case Atom::Kind::kTableRow:
      case Atom::Kind::kExpression:
        outcomes->push_back(EvaluateAtom(atom, facts));
        break;
      default:
        outcomes->push_back(kIsMissing);
    }
  }
  return std::find(outcomes->begin(), outcomes->end(), kIsError) ==
         outcomes->end();
}

}  // namespace leadscore::internal
