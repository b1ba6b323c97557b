#include <cerrno>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "leadscore/arrow.h"
#include "leadscore/c.h"
#include "leadscore/explanation_json.h"
#include "leadscore/score_files.h"
#include "src/capi/c_error.h"
#include "src/capi/c_model.h"
#include "src/core/status_macros.h"
#include "src/core/time_text.h"

// Shared with the streams of scores that were made from it.
struct leadscore_scorer {
  std::shared_ptr<leadscore::ArrowScorer> scorer;
  bool scores_accounts = false;
};

struct leadscore_text {
  std::string text;
};

namespace leadscore::internal {
namespace {

absl::StatusOr<ArrowOptions> OptionsOf(
    const leadscore_scorer_options* options) {
  ArrowOptions known;
  if (options == nullptr) return known;
  leadscore_scorer_options given = LEADSCORE_SCORER_OPTIONS_INIT;
  LEADSCORE_RETURN_IF_ERROR(ReadOptions(options, &given));
  const auto fail = [](const char* what) {
    return absl::InvalidArgumentError(std::string("options: ") + what);
  };
  constexpr int32_t kMostThreads = 4096;
  if (given.threads < 0 || given.threads > kMostThreads) {
    return fail("threads is negative or more than 4096");
  }
  if (given.reasons < 0) return fail("reasons is negative");
  if (given.points != LEADSCORE_POINTS_DOUBLE &&
      given.points != LEADSCORE_POINTS_DECIMAL) {
    return fail("points is none of LEADSCORE_POINTS_...");
  }
  if (given.validation != LEADSCORE_VALIDATE_READ &&
      given.validation != LEADSCORE_VALIDATE_ALL) {
    return fail("validation is none of LEADSCORE_VALIDATE_...");
  }
  if (given.threads != 0) known.scoring.threads = given.threads;
  known.scoring.stages = given.stages != 0;
  known.scoring.valid_until = given.valid_until != 0;
  known.scoring.reasons = given.reasons;
  if (given.points == LEADSCORE_POINTS_DECIMAL) {
    known.points = ArrowPoints::kDecimal;
  }
  known.check_all = given.validation == LEADSCORE_VALIDATE_ALL;
  if (given.max_text_bytes != 0) known.max_text_bytes = given.max_text_bytes;
  if (given.progress != nullptr) {
    known.scoring.progress = [progress = given.progress,
                              state = given.progress_state](size_t rows) {
      return progress(state, rows) == 0;
    };
  }
  return known;
}

// What is wrong with a stream, in its own words if it has some.
absl::Status ErrorOf(ArrowArrayStream* stream, int code, const char* what) {
  const char* const message = stream->get_last_error == nullptr
                                  ? nullptr
                                  : stream->get_last_error(stream);
  return absl::InvalidArgumentError(
      std::string(what) + ": " +
      (message == nullptr ? "error " + std::to_string(code) : message));
}

absl::Status CheckStream(const ArrowArrayStream* stream, const char* argument) {
  LEADSCORE_RETURN_IF_ERROR(CheckNotNull(stream, argument));
  if (stream->release != nullptr && stream->get_schema != nullptr &&
      stream->get_next != nullptr) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(std::string(argument) +
                                    ": the stream has been released");
}

// What a batch is made of, as arguments.
absl::Status CheckBatch(const ArrowSchema* schema, const ArrowArray* array,
                        const char* argument) {
  LEADSCORE_RETURN_IF_ERROR(CheckNotNull(schema, "schema"));
  return CheckNotNull(array, argument);
}

// Batches of leads in, batches of scores out.
class ScoreStream {
 public:
  ScoreStream(std::shared_ptr<ArrowScorer> scorer, absl::Time as_of)
      : scorer_(std::move(scorer)), as_of_(as_of) {}
  ~ScoreStream() {
    if (schema_.release != nullptr) schema_.release(&schema_);
    if (leads_.release != nullptr) leads_.release(&leads_);
    leadscore_error_destroy(last_error_);
  }
  ScoreStream(const ScoreStream&) = delete;
  ScoreStream& operator=(const ScoreStream&) = delete;

  // Takes the stream over.
  absl::Status Open(ArrowArrayStream* leads) {
    leads_ = *leads;
    leads->release = nullptr;
    const int code = leads_.get_schema(&leads_, &schema_);
    if (code == 0) return absl::OkStatus();
    schema_.release = nullptr;
    return ErrorOf(&leads_, code, "leads");
  }

  // Gives a stream that owns this one.
  static void Give(std::unique_ptr<ScoreStream> stream,
                   ArrowArrayStream* given) {
    given->get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
      return Of(self)->Do([&](ScoreStream* of) {
        of->scorer_->GetSchema(schema);
        return absl::OkStatus();
      });
    };
    given->get_next = [](ArrowArrayStream* self, ArrowArray* scores) {
      return Of(self)->Do(
          [&](ScoreStream* of) { return of->ScoreNext(scores); });
    };
    given->get_last_error = [](ArrowArrayStream* self) {
      return Of(self)->last_error();
    };
    given->release = [](ArrowArrayStream* self) {
      delete Of(self);
      self->release = nullptr;
    };
    given->private_data = stream.release();
  }

 private:
  static ScoreStream* Of(ArrowArrayStream* stream) {
    return static_cast<ScoreStream*>(stream->private_data);
  }

  absl::Status ScoreNext(ArrowArray* scores) {
    *scores = ArrowArray{};
    if (is_at_end_) return absl::OkStatus();
    ArrowArray batch = {};
    const int code = leads_.get_next(&leads_, &batch);
    if (code != 0) return ErrorOf(&leads_, code, "leads");
    const Taken<ArrowArray> taken(&batch);
    if (batch.release == nullptr) {
      is_at_end_ = true;
      return absl::OkStatus();
    }
    return scorer_->Score({&schema_, &batch}, as_of_, scores);
  }

  template <typename Body>
  int Do(Body body) noexcept {
    leadscore_error* error = nullptr;
    const leadscore_code code = Guarded(&error, [&] { return body(this); });
    leadscore_error_destroy(last_error_);
    last_error_ = error;
    switch (code) {
      case LEADSCORE_OK:
        return 0;
      case LEADSCORE_INVALID_ARGUMENT:
        return EINVAL;
      case LEADSCORE_OUT_OF_RANGE:
        return EDOM;
      case LEADSCORE_CANCELLED:
        return ECANCELED;
      case LEADSCORE_OUT_OF_MEMORY:
        return ENOMEM;
      default:
        return EIO;
    }
  }

  const char* last_error() const {
    return last_error_ == nullptr ? nullptr
                                  : leadscore_error_message(last_error_);
  }

  std::shared_ptr<ArrowScorer> scorer_;
  absl::Time as_of_;
  ArrowArrayStream leads_ = {};
  ArrowSchema schema_ = {};
  bool is_at_end_ = false;
  leadscore_error* last_error_ = nullptr;
};

absl::Status AddStream(ArrowScorer* scorer, ArrowArrayStream* stream) {
  ArrowSchema schema = {};
  int code = stream->get_schema(stream, &schema);
  if (code != 0) return ErrorOf(stream, code, "activities");
  const Taken<ArrowSchema> taken_schema(&schema);
  while (true) {
    ArrowArray batch = {};
    code = stream->get_next(stream, &batch);
    if (code != 0) return ErrorOf(stream, code, "activities");
    const Taken<ArrowArray> taken(&batch);
    if (batch.release == nullptr) return absl::OkStatus();
    LEADSCORE_RETURN_IF_ERROR(scorer->AddActivities({&schema, &batch}));
  }
}

}  // namespace
}  // namespace leadscore::internal

using leadscore::internal::CheckBatch;
using leadscore::internal::CheckNotNull;
using leadscore::internal::CheckStream;
using leadscore::internal::FromMicros;
using leadscore::internal::Guarded;
using leadscore::internal::ScoreStream;
using leadscore::internal::Taken;

leadscore_code leadscore_scorer_create(const leadscore_model* model,
                                       const leadscore_scorer_options* options,
                                       leadscore_scorer** scorer,
                                       leadscore_error** error) {
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(model, "model"));
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scorer, "scorer"));
    LEADSCORE_ASSIGN_OR_RETURN(auto known,
                               leadscore::internal::OptionsOf(options));
    auto made = std::make_unique<leadscore_scorer>();
    made->scorer = std::make_shared<leadscore::ArrowScorer>(model->scorer,
                                                            std::move(known));
    made->scores_accounts = !leadscore::CanScoreFiles(model->scorer.model());
    *scorer = made.release();
    return absl::OkStatus();
  });
}

void leadscore_scorer_destroy(leadscore_scorer* scorer) { delete scorer; }

leadscore_code leadscore_add_activities(leadscore_scorer* scorer,
                                        struct ArrowSchema* schema,
                                        struct ArrowArray* activities,
                                        leadscore_error** error) {
  const Taken<ArrowSchema> taken_schema(schema);
  const Taken<ArrowArray> taken(activities);
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scorer, "scorer"));
    LEADSCORE_RETURN_IF_ERROR(CheckBatch(schema, activities, "activities"));
    return scorer->scorer->AddActivities({schema, activities});
  });
}

leadscore_code leadscore_add_activity_stream(
    leadscore_scorer* scorer, struct ArrowArrayStream* activities,
    leadscore_error** error) {
  const Taken<ArrowArrayStream> taken(activities);
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scorer, "scorer"));
    LEADSCORE_RETURN_IF_ERROR(CheckStream(activities, "activities"));
    return leadscore::internal::AddStream(scorer->scorer.get(), activities);
  });
}

leadscore_code leadscore_score(leadscore_scorer* scorer,
                               struct ArrowSchema* schema,
                               struct ArrowArray* leads, int64_t as_of_micros,
                               struct ArrowSchema* scores_schema,
                               struct ArrowArray* scores,
                               leadscore_error** error) {
  const Taken<ArrowSchema> taken_schema(schema);
  const Taken<ArrowArray> taken(leads);
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scorer, "scorer"));
    LEADSCORE_RETURN_IF_ERROR(CheckBatch(schema, leads, "leads"));
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scores, "scores"));
    // Given at the end, so that there are both or none.
    ArrowSchema made_schema = {};
    const Taken<ArrowSchema> unused(&made_schema);
    if (scores_schema != nullptr) scorer->scorer->GetSchema(&made_schema);
    LEADSCORE_RETURN_IF_ERROR(scorer->scorer->Score(
        {schema, leads}, FromMicros(as_of_micros), scores));
    if (scores_schema != nullptr) {
      *scores_schema = made_schema;
      made_schema.release = nullptr;
    }
    return absl::OkStatus();
  });
}

leadscore_code leadscore_score_stream(leadscore_scorer* scorer,
                                      struct ArrowArrayStream* leads,
                                      int64_t as_of_micros,
                                      struct ArrowArrayStream* scores,
                                      leadscore_error** error) {
  const Taken<ArrowArrayStream> taken(leads);
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scorer, "scorer"));
    LEADSCORE_RETURN_IF_ERROR(CheckStream(leads, "leads"));
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scores, "scores"));
    if (scorer->scores_accounts) {
      return absl::FailedPreconditionError(
          "leads: the model has signals over accounts, for which all leads "
          "have to be in one batch: join the batches and use leadscore_score");
    }
    auto stream =
        std::make_unique<ScoreStream>(scorer->scorer, FromMicros(as_of_micros));
    LEADSCORE_RETURN_IF_ERROR(stream->Open(leads));
    ScoreStream::Give(std::move(stream), scores);
    return absl::OkStatus();
  });
}

leadscore_code leadscore_report(leadscore_scorer* scorer, leadscore_text** text,
                                leadscore_error** error) {
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scorer, "scorer"));
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(text, "text"));
    const leadscore::ArrowScorer& of = *scorer->scorer;
    *text =
        new leadscore_text{leadscore::ArrowReportJson(of.report(), of.model())};
    return absl::OkStatus();
  });
}

leadscore_code leadscore_explain(leadscore_scorer* scorer,
                                 struct ArrowSchema* schema,
                                 struct ArrowArray* leads, int64_t row,
                                 int64_t as_of_micros, int32_t format,
                                 leadscore_text** text,
                                 leadscore_error** error) {
  const Taken<ArrowSchema> taken_schema(schema);
  const Taken<ArrowArray> taken(leads);
  return Guarded(error, [&]() -> absl::Status {
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(scorer, "scorer"));
    LEADSCORE_RETURN_IF_ERROR(CheckBatch(schema, leads, "leads"));
    LEADSCORE_RETURN_IF_ERROR(CheckNotNull(text, "text"));
    if (format != LEADSCORE_EXPLANATION_TEXT &&
        format != LEADSCORE_EXPLANATION_JSON) {
      return absl::InvalidArgumentError(
          "format: none of LEADSCORE_EXPLANATION_...");
    }
    if (row < 0) return absl::OutOfRangeError("row: a negative number");
    LEADSCORE_ASSIGN_OR_RETURN(
        const leadscore::Explanation explanation,
        scorer->scorer->Explain({schema, leads}, static_cast<size_t>(row),
                                FromMicros(as_of_micros)));
    *text = new leadscore_text{format == LEADSCORE_EXPLANATION_JSON
                                   ? leadscore::ExplanationJson(explanation)
                                   : leadscore::ExplanationText(explanation)};
    return absl::OkStatus();
  });
}

const char* leadscore_text_data(const leadscore_text* text) {
  return text == nullptr ? "" : text->text.c_str();
}

size_t leadscore_text_size(const leadscore_text* text) {
  return text == nullptr ? 0 : text->text.size();
}

void leadscore_text_destroy(leadscore_text* text) { delete text; }
