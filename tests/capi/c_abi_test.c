/* Uses the library as a program in C does, and misuses it. Compiled as C11 and,
 * the same file, as C++17. Ends with 0 if all is as it should be. */

#include "leadscore/c.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int num_failed = 0;

#define EXPECT(condition)                                             \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ++num_failed;                                                   \
    }                                                                 \
  } while (0)

/* Expects a call to fail, with a message that has a text in it. */
#define EXPECT_ERROR(call, code, text)                                       \
  do {                                                                       \
    leadscore_error* error = NULL;                                           \
    EXPECT((call) == (code));                                                \
    EXPECT(leadscore_error_code(error) == (code));                           \
    if (strstr(leadscore_error_message(error), (text)) == NULL) {            \
      fprintf(stderr, "%s:%d: another message: %s\n", __FILE__, __LINE__,    \
              leadscore_error_message(error));                               \
      ++num_failed;                                                          \
    }                                                                        \
    leadscore_error_destroy(error);                                          \
  } while (0)

#define EXPECT_OK(call)                                              \
  do {                                                               \
    leadscore_error* error = NULL;                                   \
    if ((call) != LEADSCORE_OK) {                                    \
      fprintf(stderr, "%s:%d: failed: %s\n", __FILE__, __LINE__,     \
              leadscore_error_message(error));                       \
      ++num_failed;                                                  \
    }                                                                \
    EXPECT(error == NULL);                                           \
    leadscore_error_destroy(error);                                  \
  } while (0)

static const char kModel[] =
    "name: 'small' attributes { name: 'employees' type: INT }\n"
    "activities { type: 'visit' }\n"
    "scores { name: 'fit' groups { name: 'company'\n"
    "  rules { name: 'size' points: 12.5 when: 'lead.employees >= 200' }\n"
    "  rules { name: 'visits' points: 1 each { types: 'visit' } } } }\n";

/* 2026-11-20T00:00:00Z. */
static const int64_t kAsOf = INT64_C(1763596800000000);

/* ---- Batches --------------------------------------------------------------
 * In static memory: what counts is how often they are released. */

static int num_released = 0;

static void release_schema(struct ArrowSchema* schema) {
  ++num_released;
  schema->release = NULL;
}

static void release_array(struct ArrowArray* array) {
  ++num_released;
  array->release = NULL;
}

#define MAX_COLUMNS 3

struct batch {
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowSchema schemas[MAX_COLUMNS];
  struct ArrowArray arrays[MAX_COLUMNS];
  struct ArrowSchema* schema_pointers[MAX_COLUMNS];
  struct ArrowArray* array_pointers[MAX_COLUMNS];
  const void* buffers[MAX_COLUMNS][3];
  const void* no_buffer[1];
};

static void set_column(struct batch* batch, int index, const char* name,
                       const char* format, int64_t length, const void* first,
                       const void* second) {
  struct ArrowSchema* schema = &batch->schemas[index];
  struct ArrowArray* array = &batch->arrays[index];
  batch->buffers[index][1] = first;
  batch->buffers[index][2] = second;
  schema->format = format;
  schema->name = name;
  schema->release = release_schema;
  array->length = length;
  array->n_buffers = second == NULL ? 2 : 3;
  array->buffers = batch->buffers[index];
  array->release = release_array;
  batch->schema_pointers[index] = schema;
  batch->array_pointers[index] = array;
}

static void set_batch(struct batch* batch, int num_columns, int64_t length) {
  batch->schema.format = "+s";
  batch->schema.name = "";
  batch->schema.n_children = num_columns;
  batch->schema.children = batch->schema_pointers;
  batch->schema.release = release_schema;
  batch->array.length = length;
  batch->array.n_buffers = 1;
  batch->array.buffers = batch->no_buffer;
  batch->array.n_children = num_columns;
  batch->array.children = batch->array_pointers;
  batch->array.release = release_array;
}

static const int64_t kEmployees[2] = {300, 20};
static const int64_t kIds[2] = {1, 2};

static void make_leads(struct batch* batch) {
  memset(batch, 0, sizeof(*batch));
  set_column(batch, 0, "employees", "l", 2, kEmployees, NULL);
  set_column(batch, 1, "id", "l", 2, kIds, NULL);
  set_batch(batch, 2, 2);
}

static void make_activities(struct batch* batch) {
  static const int64_t times[1] = {INT64_C(1763596700000000)};
  static const int64_t leads[1] = {2};
  static const int32_t offsets[2] = {0, 5};
  memset(batch, 0, sizeof(*batch));
  set_column(batch, 0, "lead_id", "l", 1, leads, NULL);
  set_column(batch, 1, "type", "u", 1, offsets, "visit");
  set_column(batch, 2, "time", "tsu:UTC", 1, times, NULL);
  set_batch(batch, 3, 1);
}

/* A stream of so many batches of leads, which then ends, or fails. */
struct stream {
  struct ArrowArrayStream stream;
  struct batch batch;
  int num_left;
  int fails;
};

static int stream_schema(struct ArrowArrayStream* stream,
                         struct ArrowSchema* out) {
  struct stream* self = (struct stream*)stream->private_data;
  if (self->fails == 1) return EIO;
  *out = self->batch.schema;
  return 0;
}

static int stream_next(struct ArrowArrayStream* stream,
                       struct ArrowArray* out) {
  struct stream* self = (struct stream*)stream->private_data;
  if (self->num_left-- > 0) {
    *out = self->batch.array;
    return 0;
  }
  if (self->fails == 2) return EIO;
  memset(out, 0, sizeof(*out));
  return 0;
}

static const char* stream_error(struct ArrowArrayStream* stream) {
  (void)stream;
  return "the disk is gone";
}

static void release_stream(struct ArrowArrayStream* stream) {
  ++num_released;
  stream->release = NULL;
}

static void make_stream(struct stream* stream, int num_batches, int fails) {
  memset(stream, 0, sizeof(*stream));
  make_leads(&stream->batch);
  stream->num_left = num_batches;
  stream->fails = fails;
  stream->stream.get_schema = stream_schema;
  stream->stream.get_next = stream_next;
  stream->stream.get_last_error = stream_error;
  stream->stream.release = release_stream;
  stream->stream.private_data = stream;
}

static double total_of(const struct ArrowSchema* schema,
                       const struct ArrowArray* scores, int row) {
  int64_t i;
  for (i = 0; i < schema->n_children; ++i) {
    if (strcmp(schema->children[i]->name, "total") == 0) {
      return ((const double*)scores->children[i]->buffers[1])[row];
    }
  }
  return -1;
}

/* ---- Tests -------------------------------------------------------------- */

static leadscore_model* make_model(void) {
  leadscore_model* model = NULL;
  EXPECT_OK(leadscore_model_parse(kModel, strlen(kModel), LEADSCORE_MODEL_TEXT,
                                  NULL, &model, &error));
  return model;
}

static leadscore_scorer* make_scorer(const leadscore_model* model) {
  leadscore_scorer* scorer = NULL;
  EXPECT_OK(leadscore_scorer_create(model, NULL, &scorer, &error));
  return scorer;
}

static void test_versions(void) {
  EXPECT(leadscore_abi_version() == LEADSCORE_ABI_VERSION);
  EXPECT(strchr(leadscore_version(), '.') != NULL);
}

static void test_models(void) {
  static const char wrong[] = "name: 'x'\nscores { name: 'fit' bonus: 3 }\n";
  /* Field 4095, of a number: no version of the schema has it yet. */
  static const unsigned char newer[] = {0xf8, 0xff, 0x01, 0x01};
  leadscore_model* model = make_model();
  leadscore_model_options options = LEADSCORE_MODEL_OPTIONS_INIT;
  EXPECT(strcmp(leadscore_model_name(model), "small") == 0);
  EXPECT(strcmp(leadscore_model_version(model), "") == 0);
  EXPECT(strlen(leadscore_model_fingerprint(model)) == 32);
  leadscore_model_destroy(model);
  model = NULL;

  EXPECT_ERROR(leadscore_model_parse(wrong, strlen(wrong), LEADSCORE_MODEL_TEXT,
                                     NULL, &model, &error),
               LEADSCORE_INVALID_ARGUMENT, "2:");
  EXPECT_ERROR(leadscore_model_parse(newer, sizeof(newer),
                                     LEADSCORE_MODEL_BINARY, NULL, &model,
                                     &error),
               LEADSCORE_INVALID_ARGUMENT, "newer");
  EXPECT_ERROR(leadscore_model_parse(NULL, 1, LEADSCORE_MODEL_TEXT, NULL,
                                     &model, &error),
               LEADSCORE_INVALID_ARGUMENT, "bytes: a null pointer");
  EXPECT_ERROR(leadscore_model_parse("", 0, LEADSCORE_MODEL_TEXT, NULL, NULL,
                                     &error),
               LEADSCORE_INVALID_ARGUMENT, "model: a null pointer");
  EXPECT_ERROR(leadscore_model_parse(NULL, 0, LEADSCORE_MODEL_TEXT, NULL,
                                     &model, &error),
               LEADSCORE_INVALID_ARGUMENT, "name");
  EXPECT_ERROR(leadscore_model_parse(kModel, strlen(kModel), 7, NULL, &model,
                                     &error),
               LEADSCORE_INVALID_ARGUMENT, "format: none of");
  EXPECT_ERROR(leadscore_model_load(NULL, NULL, &model, &error),
               LEADSCORE_INVALID_ARGUMENT, "path: a null pointer");
  EXPECT_ERROR(leadscore_model_load("/", NULL, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "model: a null pointer");
  EXPECT_ERROR(leadscore_model_load("no such file", NULL, &model, &error),
               LEADSCORE_NOT_FOUND, "no such file");

  options.max_model_bytes = 10;
  EXPECT_ERROR(leadscore_model_parse(kModel, strlen(kModel),
                                     LEADSCORE_MODEL_TEXT, &options, &model,
                                     &error),
               LEADSCORE_RESOURCE_EXHAUSTED, "");
  options.max_model_bytes = 0;
  options.max_rules = 1;
  EXPECT_ERROR(leadscore_model_parse(kModel, strlen(kModel),
                                     LEADSCORE_MODEL_TEXT, &options, &model,
                                     &error),
               LEADSCORE_INVALID_ARGUMENT, "rules");
  options.max_rules = -1;
  EXPECT_ERROR(leadscore_model_parse(kModel, strlen(kModel),
                                     LEADSCORE_MODEL_TEXT, &options, &model,
                                     &error),
               LEADSCORE_INVALID_ARGUMENT, "max_rules is negative");
  EXPECT(model == NULL);
  /* Nobody has to take the error. */
  EXPECT(leadscore_model_load(NULL, NULL, &model, NULL) ==
         LEADSCORE_INVALID_ARGUMENT);
}

static void test_options(void) {
  leadscore_model* model = make_model();
  leadscore_scorer* scorer = NULL;
  leadscore_scorer_options options = LEADSCORE_SCORER_OPTIONS_INIT;
  struct {
    leadscore_scorer_options known;
    int64_t unknown;
  } newer = {LEADSCORE_SCORER_OPTIONS_INIT, 0};

  EXPECT_ERROR(leadscore_scorer_create(NULL, NULL, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "model: a null pointer");
  EXPECT_ERROR(leadscore_scorer_create(model, NULL, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "scorer: a null pointer");
  options.struct_size = 0;
  EXPECT_ERROR(leadscore_scorer_create(model, &options, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "struct_size is 0");
  options.struct_size = (size_t)-1;
  EXPECT_ERROR(leadscore_scorer_create(model, &options, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "struct_size");
  options.struct_size = sizeof(options);
  options.threads = -1;
  EXPECT_ERROR(leadscore_scorer_create(model, &options, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "threads");
  options.threads = 0;
  options.points = 2;
  EXPECT_ERROR(leadscore_scorer_create(model, &options, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "points");
  options.points = 0;
  options.validation = 2;
  EXPECT_ERROR(leadscore_scorer_create(model, &options, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "validation");
  options.validation = 0;
  options.reasons = -1;
  EXPECT_ERROR(leadscore_scorer_create(model, &options, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "reasons");
  /* What an older header did not have keeps its default. */
  options.struct_size = offsetof(leadscore_scorer_options, reasons);
  EXPECT_OK(leadscore_scorer_create(model, &options, &scorer, &error));
  leadscore_scorer_destroy(scorer);
  scorer = NULL;
  newer.known.struct_size = sizeof(newer);
  EXPECT_OK(leadscore_scorer_create(model, &newer.known, &scorer, &error));
  leadscore_scorer_destroy(scorer);
  scorer = NULL;
  newer.unknown = 1;
  EXPECT_ERROR(leadscore_scorer_create(model, &newer.known, &scorer, &error),
               LEADSCORE_INVALID_ARGUMENT, "load a newer one");
  EXPECT(scorer == NULL);
  leadscore_model_destroy(model);
}

static void test_score(void) {
  struct ArrowSchema schema;
  struct ArrowArray scores;
  struct batch leads;
  struct batch activities;
  leadscore_model* model = make_model();
  leadscore_text* report = NULL;
  leadscore_scorer* scorer = make_scorer(model);
  leadscore_model_destroy(model);

  num_released = 0;
  make_activities(&activities);
  EXPECT_OK(leadscore_add_activities(scorer, &activities.schema,
                                     &activities.array, &error));
  EXPECT(num_released == 2);
  make_leads(&leads);
  EXPECT_OK(leadscore_score(scorer, &leads.schema, &leads.array, kAsOf, &schema,
                            &scores, &error));
  EXPECT(num_released == 4);
  EXPECT(leads.schema.release == NULL && leads.array.release == NULL);
  EXPECT(scores.length == 2);
  EXPECT(total_of(&schema, &scores, 0) == 12.5);
  EXPECT(total_of(&schema, &scores, 1) == 1);
  schema.release(&schema);
  scores.release(&scores);
  EXPECT(schema.release == NULL && scores.release == NULL);

  EXPECT_OK(leadscore_report(scorer, &report, &error));
  EXPECT(strcmp(leadscore_text_data(report),
                "{\"missing_columns\":[],\"unknown_types\":{},\"activities_later\":0,"
                "\"screened\":{},\"rule_errors\":{}}") == 0);
  leadscore_text_destroy(report);
  leadscore_scorer_destroy(scorer);
}

/* Every path releases what it was given, and gives nothing. */
static void test_misuse(void) {
  struct ArrowSchema schema;
  struct ArrowArray scores;
  struct batch leads;
  leadscore_text* text = NULL;
  leadscore_model* model = make_model();
  leadscore_scorer* scorer = make_scorer(model);
  leadscore_scorer* other = make_scorer(model);
  schema.release = NULL;
  scores.release = NULL;

  num_released = 0;
  make_leads(&leads);
  EXPECT_ERROR(leadscore_score(NULL, &leads.schema, &leads.array, kAsOf,
                               &schema, &scores, &error),
               LEADSCORE_INVALID_ARGUMENT, "scorer: a null pointer");
  EXPECT(num_released == 2);
  make_leads(&leads);
  EXPECT_ERROR(leadscore_score(scorer, NULL, &leads.array, kAsOf, &schema,
                               &scores, &error),
               LEADSCORE_INVALID_ARGUMENT, "schema: a null pointer");
  EXPECT(num_released == 3);
  EXPECT_ERROR(leadscore_score(scorer, &leads.schema, NULL, kAsOf, &schema,
                               &scores, &error),
               LEADSCORE_INVALID_ARGUMENT, "leads: a null pointer");
  EXPECT(num_released == 4);
  make_leads(&leads);
  EXPECT_ERROR(leadscore_score(scorer, &leads.schema, &leads.array, kAsOf,
                               &schema, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "scores: a null pointer");
  EXPECT(num_released == 6);
  /* Both were released by that. */
  EXPECT_ERROR(leadscore_score(scorer, &leads.schema, &leads.array, kAsOf,
                               &schema, &scores, &error),
               LEADSCORE_INVALID_ARGUMENT, "has been released");
  EXPECT(num_released == 6);
  make_leads(&leads);
  leads.arrays[0].length = 1;
  EXPECT_ERROR(leadscore_score(scorer, &leads.schema, &leads.array, kAsOf,
                               &schema, &scores, &error),
               LEADSCORE_INVALID_ARGUMENT, "column \"employees\": it is shorter");
  EXPECT(num_released == 8);
  make_leads(&leads);
  EXPECT_ERROR(leadscore_score(scorer, &leads.schema, &leads.array, INT64_MAX,
                               &schema, &scores, &error),
               LEADSCORE_OUT_OF_RANGE, "");
  EXPECT(num_released == 10);
  EXPECT(schema.release == NULL && scores.release == NULL);

  make_leads(&leads);
  EXPECT_ERROR(leadscore_add_activities(NULL, &leads.schema, &leads.array,
                                        &error),
               LEADSCORE_INVALID_ARGUMENT, "scorer: a null pointer");
  EXPECT_ERROR(leadscore_add_activities(scorer, NULL, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "schema: a null pointer");
  make_leads(&leads);
  EXPECT_ERROR(leadscore_add_activities(scorer, &leads.schema, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "activities: a null pointer");
  make_leads(&leads);
  EXPECT_ERROR(leadscore_add_activities(other, &leads.schema, &leads.array,
                                        &error),
               LEADSCORE_INVALID_ARGUMENT, "no column \"lead_id\"");
  EXPECT(num_released == 15);

  EXPECT_ERROR(leadscore_report(NULL, &text, &error),
               LEADSCORE_INVALID_ARGUMENT, "scorer: a null pointer");
  EXPECT_ERROR(leadscore_report(scorer, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "text: a null pointer");
  make_leads(&leads);
  EXPECT_ERROR(leadscore_explain(NULL, &leads.schema, &leads.array, 0, kAsOf,
                                 LEADSCORE_EXPLANATION_TEXT, &text, &error),
               LEADSCORE_INVALID_ARGUMENT, "scorer: a null pointer");
  make_leads(&leads);
  EXPECT_ERROR(leadscore_explain(scorer, &leads.schema, &leads.array, 0, kAsOf,
                                 LEADSCORE_EXPLANATION_TEXT, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "text: a null pointer");
  make_leads(&leads);
  EXPECT_ERROR(leadscore_explain(scorer, &leads.schema, &leads.array, 0, kAsOf,
                                 5, &text, &error),
               LEADSCORE_INVALID_ARGUMENT, "format: none of");
  make_leads(&leads);
  EXPECT_ERROR(leadscore_explain(scorer, &leads.schema, &leads.array, 2, kAsOf,
                                 LEADSCORE_EXPLANATION_TEXT, &text, &error),
               LEADSCORE_OUT_OF_RANGE, "no row of index 2");
  make_leads(&leads);
  EXPECT_ERROR(leadscore_explain(scorer, &leads.schema, &leads.array, -1, kAsOf,
                                 LEADSCORE_EXPLANATION_TEXT, &text, &error),
               LEADSCORE_OUT_OF_RANGE, "row: a negative number");
  EXPECT(text == NULL);
  EXPECT(num_released == 25);
  leadscore_scorer_destroy(other);
  leadscore_scorer_destroy(scorer);
  leadscore_model_destroy(model);

  EXPECT(leadscore_error_code(NULL) == LEADSCORE_OK);
  EXPECT(strcmp(leadscore_error_message(NULL), "") == 0);
  EXPECT(leadscore_model_name(NULL) == NULL);
  EXPECT(leadscore_model_version(NULL) == NULL);
  EXPECT(leadscore_model_fingerprint(NULL) == NULL);
  EXPECT(strcmp(leadscore_text_data(NULL), "") == 0);
  EXPECT(leadscore_text_size(NULL) == 0);
  leadscore_error_destroy(NULL);
  leadscore_model_destroy(NULL);
  leadscore_scorer_destroy(NULL);
  leadscore_text_destroy(NULL);
}

static void test_streams(void) {
  struct stream leads;
  struct ArrowArrayStream scores;
  struct ArrowSchema schema;
  struct ArrowArray batch;
  int num_batches = 0;
  leadscore_model* model = make_model();
  leadscore_scorer* scorer = make_scorer(model);
  leadscore_model_destroy(model);

  make_stream(&leads, 3, 0);
  EXPECT_OK(leadscore_score_stream(scorer, &leads.stream, kAsOf, &scores,
                                   &error));
  EXPECT(leads.stream.release == NULL);
  /* The stream has what it needs. */
  leadscore_scorer_destroy(scorer);
  EXPECT(scores.get_schema(&scores, &schema) == 0);
  for (;;) {
    EXPECT(scores.get_next(&scores, &batch) == 0);
    if (batch.release == NULL) break;
    ++num_batches;
    EXPECT(total_of(&schema, &batch, 0) == 12.5);
    batch.release(&batch);
  }
  EXPECT(num_batches == 3);
  EXPECT(scores.get_next(&scores, &batch) == 0 && batch.release == NULL);
  EXPECT(scores.get_last_error(&scores) == NULL);
  schema.release(&schema);
  num_released = 0;
  scores.release(&scores);
  EXPECT(scores.release == NULL);
  /* The schema of the leads, and their stream. */
  EXPECT(num_released == 2);

  model = make_model();
  scorer = make_scorer(model);
  make_stream(&leads, 0, 1);
  EXPECT_ERROR(leadscore_score_stream(scorer, &leads.stream, kAsOf, &scores,
                                      &error),
               LEADSCORE_INVALID_ARGUMENT, "leads: the disk is gone");
  EXPECT(leads.stream.release == NULL);
  make_stream(&leads, 1, 2);
  EXPECT_OK(leadscore_score_stream(scorer, &leads.stream, kAsOf, &scores,
                                   &error));
  EXPECT(scores.get_next(&scores, &batch) == 0);
  batch.release(&batch);
  EXPECT(scores.get_next(&scores, &batch) == EINVAL);
  EXPECT(batch.release == NULL);
  EXPECT(strstr(scores.get_last_error(&scores), "the disk is gone") != NULL);
  scores.release(&scores);

  make_stream(&leads, 1, 0);
  EXPECT_OK(leadscore_score_stream(scorer, &leads.stream, INT64_MIN, &scores,
                                   &error));
  EXPECT(scores.get_next(&scores, &batch) == EDOM);
  scores.release(&scores);

  make_stream(&leads, 1, 0);
  EXPECT_ERROR(leadscore_score_stream(NULL, &leads.stream, kAsOf, &scores,
                                      &error),
               LEADSCORE_INVALID_ARGUMENT, "scorer: a null pointer");
  EXPECT(leads.stream.release == NULL);
  EXPECT_ERROR(leadscore_score_stream(scorer, &leads.stream, kAsOf, &scores,
                                      &error),
               LEADSCORE_INVALID_ARGUMENT, "leads: the stream has been released");
  EXPECT_ERROR(leadscore_score_stream(scorer, NULL, kAsOf, &scores, &error),
               LEADSCORE_INVALID_ARGUMENT, "leads: a null pointer");
  make_stream(&leads, 1, 0);
  EXPECT_ERROR(leadscore_score_stream(scorer, &leads.stream, kAsOf, NULL,
                                      &error),
               LEADSCORE_INVALID_ARGUMENT, "scores: a null pointer");
  EXPECT(leads.stream.release == NULL);
  EXPECT_ERROR(leadscore_add_activity_stream(scorer, NULL, &error),
               LEADSCORE_INVALID_ARGUMENT, "activities: a null pointer");
  make_stream(&leads, 1, 0);
  EXPECT_ERROR(leadscore_add_activity_stream(NULL, &leads.stream, &error),
               LEADSCORE_INVALID_ARGUMENT, "scorer: a null pointer");
  EXPECT(leads.stream.release == NULL);
  leadscore_scorer_destroy(scorer);

  scorer = make_scorer(model);
  make_stream(&leads, 0, 2);
  make_activities(&leads.batch);
  EXPECT_ERROR(leadscore_add_activity_stream(scorer, &leads.stream, &error),
               LEADSCORE_INVALID_ARGUMENT, "activities: the disk is gone");
  EXPECT(leads.stream.release == NULL);
  leadscore_scorer_destroy(scorer);
  leadscore_model_destroy(model);
}

static void test_explanations(void) {
  struct batch leads;
  leadscore_text* text = NULL;
  leadscore_model* model = make_model();
  leadscore_scorer* scorer = make_scorer(model);
  leadscore_model_destroy(model);
  make_leads(&leads);
  EXPECT_OK(leadscore_explain(scorer, &leads.schema, &leads.array, 0, kAsOf,
                              LEADSCORE_EXPLANATION_TEXT, &text, &error));
  EXPECT(strstr(leadscore_text_data(text), "12.5") != NULL);
  EXPECT(leadscore_text_size(text) == strlen(leadscore_text_data(text)));
  leadscore_text_destroy(text);
  make_leads(&leads);
  EXPECT_OK(leadscore_explain(scorer, &leads.schema, &leads.array, 1, kAsOf,
                              LEADSCORE_EXPLANATION_JSON, &text, &error));
  EXPECT(leadscore_text_data(text)[0] == '{');
  leadscore_text_destroy(text);
  leadscore_scorer_destroy(scorer);
}

static int32_t stop(void* state, uint64_t rows) {
  *(uint64_t*)state = rows;
  return 1;
}

static void test_progress(void) {
  struct batch leads;
  struct ArrowArray scores;
  uint64_t rows = 0;
  leadscore_scorer_options options = LEADSCORE_SCORER_OPTIONS_INIT;
  leadscore_model* model = make_model();
  leadscore_scorer* scorer = NULL;
  options.progress = stop;
  options.progress_state = &rows;
  EXPECT_OK(leadscore_scorer_create(model, &options, &scorer, &error));
  make_leads(&leads);
  EXPECT_ERROR(leadscore_score(scorer, &leads.schema, &leads.array, kAsOf, NULL,
                               &scores, &error),
               LEADSCORE_CANCELLED, "");
  EXPECT(rows == 2);
  leadscore_scorer_destroy(scorer);
  leadscore_model_destroy(model);
}

int main(void) {
  test_versions();
  test_models();
  test_options();
  test_score();
  test_misuse();
  test_streams();
  test_explanations();
  test_progress();
  if (num_failed > 0) fprintf(stderr, "%d are not so\n", num_failed);
  return num_failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
