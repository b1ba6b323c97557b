#include "src/plan/combination.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace leadscore::internal {
namespace {

constexpr int64_t kLargestCoefficient = 1024;

bool IsLess(const Product& a, const Product& b) {
  return std::lexicographical_compare(
      a.factors.begin(), a.factors.end(), b.factors.begin(), b.factors.end(),
      [](const Factor& x, const Factor& y) {
        return x.source != y.source ? x.source < y.source
                                    : x.predicate < y.predicate;
      });
}

// Adds up equal products and drops those that cancel out.
void Normalise(Combination* combination) {
  std::sort(combination->begin(), combination->end(), IsLess);
  Combination merged;
  for (Product& product : *combination) {
    if (!merged.empty() && merged.back().factors == product.factors) {
      merged.back().coefficient += product.coefficient;
    } else {
      merged.push_back(std::move(product));
    }
  }
  merged.erase(std::remove_if(merged.begin(), merged.end(),
                              [](const Product& product) {
                                return product.coefficient == 0;
                              }),
               merged.end());
  *combination = std::move(merged);
}

}  // namespace

Combination Combiner::Constant(bool value) {
  if (!value) return {};
  return {Product()};
}

int Combiner::AddPredicate(int source, Predicate predicate) {
  std::vector<Predicate>& predicates =
      sources_[static_cast<size_t>(source)].predicates;
  const auto [found, is_new] =
      known_.emplace(std::make_tuple(source, predicate.kind, predicate.a,
                                     predicate.b, predicate.outcomes),
                     static_cast<int>(predicates.size()));
  if (is_new) predicates.push_back(predicate);
  return found->second;
}

int Combiner::NotPredicate(int source, int predicate) {
  const Predicate& of = sources_[static_cast<size_t>(source)]
                            .predicates[static_cast<size_t>(predicate)];
  if (of.kind == Predicate::Kind::kNot) return of.a;
  if (of.kind == Predicate::Kind::kAtom) {
    return AddPredicate(source,
                        {Predicate::Kind::kAtom, of.a, 0,
                         static_cast<uint8_t>(of.outcomes ^ kAnyOutcome)});
  }
  return AddPredicate(source, {Predicate::Kind::kNot, predicate, 0, 0});
}

int Combiner::AndPredicate(int source, int a, int b) {
  if (a == b) return a;
  return AddPredicate(
      source, {Predicate::Kind::kAnd, std::min(a, b), std::max(a, b), 0});
}

Combination Combiner::Where(int source, int atom, uint8_t outcomes) {
  if (outcomes == 0 || outcomes == kAnyOutcome) return Constant(outcomes != 0);
  const int predicate =
      AddPredicate(source, {Predicate::Kind::kAtom, atom, 0, outcomes});
  return {Product{{Factor{source, predicate}}}};
}

Combination Combiner::Not(Combination a) {
  if (a.size() == 1 && a[0].coefficient == 1 && a[0].factors.size() == 1) {
    Factor& only = a[0].factors[0];
    only.predicate = NotPredicate(only.source, only.predicate);
    return a;
  }
  for (Product& product : a) product.coefficient = -product.coefficient;
  a.push_back(Product());
  Normalise(&a);
  return a;
}

Combination Combiner::And(const Combination& a, const Combination& b) {
  Combination made;
  if (a.size() * b.size() > kMostProducts) has_overflowed_ = true;
  if (has_overflowed_) return made;
  for (const Product& left : a) {
    for (const Product& right : b) {
      Product product;
      product.coefficient = left.coefficient * right.coefficient;
      if (std::abs(product.coefficient) > kLargestCoefficient) {
        has_overflowed_ = true;
        return made;
      }
      auto i = left.factors.begin();
      auto j = right.factors.begin();
      while (i != left.factors.end() || j != right.factors.end()) {
        if (j == right.factors.end() ||
            (i != left.factors.end() && i->source < j->source)) {
          product.factors.push_back(*i++);
        } else if (i == left.factors.end() || j->source < i->source) {
          product.factors.push_back(*j++);
        } else {
          product.factors.push_back(
              {i->source, AndPredicate(i->source, i->predicate, j->predicate)});
          ++i;
          ++j;
        }
      }
      made.push_back(std::move(product));
    }
  }
  Normalise(&made);
  return made;
}

Combination Combiner::Or(Combination a, Combination b) {
  return Not(And(Not(std::move(a)), Not(std::move(b))));
}

}  // namespace leadscore::internal
