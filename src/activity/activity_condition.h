// A condition on activities, asked of many of them: where it reads one property
// of text only, it is evaluated once for each different text.

#ifndef LEADSCORE_SRC_ACTIVITY_ACTIVITY_CONDITION_H_
#define LEADSCORE_SRC_ACTIVITY_ACTIVITY_CONDITION_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "src/cel/program.h"
#include "src/model/bound_tables.h"
#include "src/model/checked_model.h"
#include "src/table/dictionary.h"

namespace leadscore::internal {

// For one thread. The model and the condition have to outlive it.
class ActivityCondition {
 public:
  enum class Answer : uint8_t { kNo, kYes, kError };  // Missing is no.

  // A null condition is true of all.
  ActivityCondition(const CheckedModel& model, const cel::Program* condition);

  // The tables of what follows, which have to outlive it.
  void Bind(const BoundTables& tables);

  Answer Ask(size_t activity) {
    if (condition_ == nullptr) return Answer::kYes;
    if (column_ == nullptr) return Evaluate(activity);
    uint8_t& known = answers_[static_cast<size_t>(column_->Code(activity) + 1)];
    if (known == kUnknown) known = static_cast<uint8_t>(Evaluate(activity));
    return static_cast<Answer>(known);
  }

  size_t MemoryBytes() const { return answers_.capacity(); }

 private:
  static constexpr uint8_t kUnknown = 0xff;

  Answer Evaluate(size_t activity) const;

  const CheckedModel& model_;
  const cel::Program* const condition_;
  int text_property_ = -1;  // The only variable that it reads, if it is one.
  const BoundTables* tables_ = nullptr;
  const Column* column_ = nullptr;
  std::shared_ptr<const Dictionary> dictionary_;
  std::vector<uint8_t> answers_;  // By code of the text, from -1 on.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ACTIVITY_ACTIVITY_CONDITION_H_
