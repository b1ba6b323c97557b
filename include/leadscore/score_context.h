// ScoreContext: what a scorer remembers from one batch to the next, in memory
// that belongs to the caller: room to work in, and what it found out about the
// texts of dictionaries.
//
//   ScoreContext context;
//   for (const Tables& batch : batches) {
//     absl::Status status = scorer.Score(batch, as_of, {}, &scores, &context);
//   }
//
// Results are the same without it. A batch of texts that are known allocates
// nothing for its rows and asks no condition about a text again.

#ifndef LEADSCORE_SCORE_CONTEXT_H_
#define LEADSCORE_SCORE_CONTEXT_H_

#include <cstddef>
#include <memory>

namespace leadscore {

namespace internal {
struct ScoreContextState;
}  // namespace internal

// For one batch at a time, whatever number of threads score it. One context may
// serve several scorers in turn, but remembers only the last.
class ScoreContext {
 public:
  ScoreContext();
  ~ScoreContext();
  ScoreContext(ScoreContext&&) noexcept;
  ScoreContext& operator=(ScoreContext&&) noexcept;

  // How much memory it holds, in bytes.
  size_t MemoryBytes() const;

  internal::ScoreContextState& state() { return *state_; }

 private:
  std::unique_ptr<internal::ScoreContextState> state_;
};

}  // namespace leadscore

#endif  // LEADSCORE_SCORE_CONTEXT_H_
