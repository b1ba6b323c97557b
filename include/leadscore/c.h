/* leadscore for programs that are not written in C++: a C ABI over the Arrow C
 * data interface. Models from bytes, leads and scores as batches of Arrow.
 *
 *   leadscore_error* error = NULL;
 *   leadscore_model* model = NULL;
 *   leadscore_scorer* scorer = NULL;
 *   struct ArrowSchema scores_schema;
 *   struct ArrowArray scores;
 *   leadscore_code code = leadscore_model_load("acme.textproto", NULL, &model,
 *                                              &error);
 *   if (code == LEADSCORE_OK) {
 *     code = leadscore_scorer_create(model, NULL, &scorer, &error);
 *   }
 *   if (code == LEADSCORE_OK) {
 *     code = leadscore_score(scorer, &leads_schema, &leads, as_of_micros,
 *                            &scores_schema, &scores, &error);
 *   }
 *   if (code != LEADSCORE_OK) {
 *     fprintf(stderr, "%s\n", leadscore_error_message(error));
 *   }
 *   leadscore_error_destroy(error);
 *   leadscore_scorer_destroy(scorer);
 *   leadscore_model_destroy(model);
 *
 * Links to libleadscore_c, which shows these functions and nothing else. C11
 * and C++17.
 *
 * ERRORS. Every function that can fail returns a leadscore_code, and makes an
 * error object with the same code and a message that says which argument, file,
 * line, column or row (the first is row 1) is wrong, and why; never a lead's
 * values. `error` may be
 * NULL, and is written only by a call that fails. What a failed call was to
 * give is as it was. A null pointer where none may be is an error as well.
 *
 * OWNERSHIP. What a function gives belongs to the caller, who destroys it with
 * the function of its type; destroying NULL does nothing. Structs of Arrow that
 * are passed in are taken over: they have been released when the call returns,
 * whatever it returns, and their `release` is NULL then. Structs of Arrow that
 * a function gives are released by the caller. Texts that are returned as
 * `const char*` live as long as the object they were asked of.
 *
 * THREADS. Models and errors never change: any number of threads may use one.
 * A scorer, and a stream of scores that was made from it, are used by one
 * thread at a time; make one scorer for each thread, which is cheap.
 *
 * VERSIONS. Structs of options begin with their size, and may grow; functions
 * may be added; nothing else changes while LEADSCORE_ABI_VERSION is the same.
 */

#ifndef LEADSCORE_C_H_
#define LEADSCORE_C_H_

#include <stddef.h>
#include <stdint.h>

#include "leadscore/arrow_c_data.h"

#if defined(_WIN32)
#define LEADSCORE_API
#else
#define LEADSCORE_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

#define LEADSCORE_ABI_VERSION 1

/* That of the library which is loaded. */
LEADSCORE_API uint32_t leadscore_abi_version(void);

/* The version of the library, such as "0.1.0". */
LEADSCORE_API const char* leadscore_version(void);

/* ---- Errors ------------------------------------------------------------- */

typedef int32_t leadscore_code;

/* What to do next: mend the input (3, 5, 9, 11), raise a limit (8), give the
 * process memory (100). 13 is a mistake of the library. */
#define LEADSCORE_OK 0
#define LEADSCORE_CANCELLED 1
#define LEADSCORE_INVALID_ARGUMENT 3
#define LEADSCORE_NOT_FOUND 5
#define LEADSCORE_RESOURCE_EXHAUSTED 8
#define LEADSCORE_FAILED_PRECONDITION 9
#define LEADSCORE_OUT_OF_RANGE 11
#define LEADSCORE_INTERNAL 13
#define LEADSCORE_OUT_OF_MEMORY 100

typedef struct leadscore_error leadscore_error;

/* Of NULL: LEADSCORE_OK and an empty text. */
LEADSCORE_API leadscore_code leadscore_error_code(const leadscore_error* error);
LEADSCORE_API const char* leadscore_error_message(const leadscore_error* error);
LEADSCORE_API void leadscore_error_destroy(leadscore_error* error);

/* ---- Models ------------------------------------------------------------- */

typedef struct leadscore_model leadscore_model;

typedef int32_t leadscore_model_format;

#define LEADSCORE_MODEL_TEXT 0 /* The form that people write. */
#define LEADSCORE_MODEL_JSON 1
#define LEADSCORE_MODEL_BINARY 2 /* A serialized leadscore.v1.Model. */

/* What a model may ask for; more is LEADSCORE_RESOURCE_EXHAUSTED or
 * LEADSCORE_INVALID_ARGUMENT. 0 stands for the default. */
typedef struct leadscore_model_options {
  size_t struct_size;          /* LEADSCORE_MODEL_OPTIONS_INIT sets it. */
  uint64_t max_model_bytes;    /* 4 MiB. */
  uint64_t max_list_bytes;     /* Of each file of a list; 16 MiB. */
  uint64_t max_list_values;    /* Of all lists together; 1,000,000. */
  int32_t max_rules;           /* 20,000. */
  int32_t max_condition_depth; /* 64. */
} leadscore_model_options;

#define LEADSCORE_MODEL_OPTIONS_INIT \
  {sizeof(leadscore_model_options), 0, 0, 0, 0, 0}

/* Reads and checks a model. `bytes` are not needed afterwards, and may be NULL
 * if there are none; `options` may be NULL. The lists of a model that name
 * files are read by leadscore_model_load only.
 *
 * Fails with: INVALID_ARGUMENT, everything that is wrong with the model, with
 * lines and columns, a message for each; RESOURCE_EXHAUSTED, larger than its
 * limit. A model of a newer version of the schema is INVALID_ARGUMENT. */
LEADSCORE_API leadscore_code leadscore_model_parse(
    const void* bytes, size_t size, leadscore_model_format format,
    const leadscore_model_options* options, leadscore_model** model,
    leadscore_error** error);

/* The same of a file, and of the files that its lists name, which have to be
 * in its folder or below: ".json" is JSON, ".pb", ".bin" and ".binpb" are
 * binary, all else is text. The encoding of `path` is that of the system.
 *
 * Fails with: as above; NOT_FOUND and others of the file system. */
LEADSCORE_API leadscore_code
leadscore_model_load(const char* path, const leadscore_model_options* options,
                     leadscore_model** model, leadscore_error** error);

/* Of NULL they are NULL. The fingerprint names the model by its content: 32
 * hexadecimal digits, the same on every machine. */
LEADSCORE_API const char* leadscore_model_name(const leadscore_model* model);
LEADSCORE_API const char* leadscore_model_version(const leadscore_model* model);
LEADSCORE_API const char* leadscore_model_fingerprint(
    const leadscore_model* model);

/* Scorers that were made from it stay as they are. */
LEADSCORE_API void leadscore_model_destroy(leadscore_model* model);

/* ---- Scores ------------------------------------------------------------- */

typedef struct leadscore_scorer leadscore_scorer;

/* How points are given: as the nearest double, which prints as the points do,
 * or exactly, as decimal128(19, 6). */
#define LEADSCORE_POINTS_DOUBLE 0
#define LEADSCORE_POINTS_DECIMAL 1

/* What of a batch is checked before it is scored: what the model reads, row by
 * row as it is read; or before that every row of every column. How long
 * buffers are the interface does not say: a producer that lies about it cannot
 * be found out. */
#define LEADSCORE_VALIDATE_READ 0
#define LEADSCORE_VALIDATE_ALL 1

/* 0 stands for the default. */
typedef struct leadscore_scorer_options {
  size_t struct_size; /* LEADSCORE_SCORER_OPTIONS_INIT sets it. */

  /* How many threads score a batch, that of the caller among them; they end
   * with the call. 1. The scores are the same for any number. */
  int32_t threads;

  /* Not 0: finds the stage that each lead is in, for which its history is gone
   * through, and since when: the columns "stage" and "since". */
  int32_t stages;

  /* Not 0: finds out how long each score holds if nothing happens, which takes
   * a search: the column "valid_until". */
  int32_t valid_until;

  /* How many of the strongest contributions to name: the column "reasons". */
  int32_t reasons;

  int32_t points;     /* LEADSCORE_POINTS_... */
  int32_t validation; /* LEADSCORE_VALIDATE_... */

  uint64_t max_text_bytes; /* Of one value; 256 KiB. */

  /* Called now and then while a batch is scored, by any thread but never by
   * two at once, with the number of rows that are done; 0 goes on, anything
   * else ends the call with LEADSCORE_CANCELLED. May be NULL. */
  int32_t (*progress)(void* progress_state, uint64_t rows);
  void* progress_state;
} leadscore_scorer_options;

#define LEADSCORE_SCORER_OPTIONS_INIT \
  {sizeof(leadscore_scorer_options), 0, 0, 0, 0, 0, 0, 0, NULL, NULL}

/* Makes a scorer; `options` may be NULL. It does not need `model` any longer.
 *
 * Fails with: INVALID_ARGUMENT, options that are not possible, or of a newer
 * version of this header with anything set that is not known here. */
LEADSCORE_API leadscore_code leadscore_scorer_create(
    const leadscore_model* model, const leadscore_scorer_options* options,
    leadscore_scorer** scorer, leadscore_error** error);

LEADSCORE_API void leadscore_scorer_destroy(leadscore_scorer* scorer);

/* Adds activities of leads that are scored afterwards, in any order: a batch,
 * or all batches of a stream. Those of leads that are not scored do nothing.
 * The columns are those of a file of activities (lead_id, type, time and the
 * properties, unless the model calls them otherwise). What is needed is copied.
 * After an error the scorer is of no use any longer.
 *
 * Fails with: INVALID_ARGUMENT, a batch or a value that is wrong, with the
 * column and the row; FAILED_PRECONDITION, leads have been scored already. */
LEADSCORE_API leadscore_code leadscore_add_activities(
    leadscore_scorer* scorer, struct ArrowSchema* schema,
    struct ArrowArray* activities, leadscore_error** error);
LEADSCORE_API leadscore_code leadscore_add_activity_stream(
    leadscore_scorer* scorer, struct ArrowArrayStream* activities,
    leadscore_error** error);

/* Scores the leads of a batch as of an instant, in microseconds since 1970 in
 * UTC. Their activities are those that were added, found by the column of ids;
 * or else those in a column "activities", a list of structs. Signals over
 * accounts see the leads of the batch.
 *
 * include/leadscore/arrow.h says which types the columns may have and what they
 * become; a column that the batch lacks is missing for all leads, which
 * leadscore_report tells. `scores` becomes a batch with a row for each lead, in
 * their order. `scores_schema` may be NULL. Its columns:
 *
 *   each score, total                  "g" double, or "d:19,6" (options.points)
 *   grade, qualifies_for, way          "i" codes of a dictionary of "U"
 *                                      large_utf8; null: none
 *   coverage                           "g" double, 0 to 1
 *   stage, since (options.stages)      as grade; "tsu:UTC" microseconds
 *   valid_until (options.valid_until)  "tsu:UTC"; null: it holds for ever
 *   reasons (options.reasons)          "U" large_utf8; empty: there are none
 *
 * Fails with: INVALID_ARGUMENT, a batch or a value that is wrong, with the
 * column and the row; OUT_OF_RANGE, an instant outside the years 1 to 9999;
 * CANCELLED, by options.progress; FAILED_PRECONDITION, activities that were
 * added had a value that is wrong. */
LEADSCORE_API leadscore_code leadscore_score(leadscore_scorer* scorer,
                                             struct ArrowSchema* schema,
                                             struct ArrowArray* leads,
                                             int64_t as_of_micros,
                                             struct ArrowSchema* scores_schema,
                                             struct ArrowArray* scores,
                                             leadscore_error** error);

/* The same of a stream: `scores` becomes a stream that has a batch of scores
 * for each of leads, which is read and scored when it is asked for. It keeps
 * what it needs of the scorer, and the stream of leads, until it is released.
 *
 * Fails with: as above; FAILED_PRECONDITION, the model has signals over
 * accounts, for which all leads have to be in one batch. Errors of batches are
 * those of the stream: EINVAL, EDOM for an instant out of range, ECANCELED,
 * ENOMEM, or EIO, and a message. */
LEADSCORE_API leadscore_code
leadscore_score_stream(leadscore_scorer* scorer, struct ArrowArrayStream* leads,
                       int64_t as_of_micros, struct ArrowArrayStream* scores,
                       leadscore_error** error);

/* ---- Texts --------------------------------------------------------------- */

typedef struct leadscore_text leadscore_text;

/* UTF-8 with a NUL behind it, which `size` does not count. Of NULL: an empty
 * text. */
LEADSCORE_API const char* leadscore_text_data(const leadscore_text* text);
LEADSCORE_API size_t leadscore_text_size(const leadscore_text* text);
LEADSCORE_API void leadscore_text_destroy(leadscore_text* text);

/* ---- Reports ------------------------------------------------------------- */

/* Tells what the scorer has passed over so far, as JSON on one line:
 *
 *   {"missing_columns":["Industry"],"unknown_types":{"webinar":3},
 *    "activities_later":0,"screened":{"Bots":2},
 *    "rule_errors":{"Price per head":1}}
 *
 * which columns of attributes the last leads lacked; how many activities had a
 * type that the model does not have, by type; how many were later than as_of;
 * how many each screen of the model dropped; for how many leads a condition of
 * a rule ended in an error, such as a division by zero. What is 0 has no name.
 * Types may be any text.
 *
 * Fails with: INVALID_ARGUMENT, a NULL. */
LEADSCORE_API leadscore_code leadscore_report(leadscore_scorer* scorer,
                                              leadscore_text** text,
                                              leadscore_error** error);

/* ---- Explanations ------------------------------------------------------- */

#define LEADSCORE_EXPLANATION_TEXT 0 /* For people. */
#define LEADSCORE_EXPLANATION_JSON 1

/* Explains the score of a row of leads, counted from 0: every contribution and
 * its cause, what gave nothing and why, and what the next stage still asks for.
 * Unlike errors explanations hold values of the lead.
 *
 * Fails with: as of leadscore_score; OUT_OF_RANGE, no such row. */
LEADSCORE_API leadscore_code leadscore_explain(
    leadscore_scorer* scorer, struct ArrowSchema* schema,
    struct ArrowArray* leads, int64_t row, int64_t as_of_micros, int32_t format,
    leadscore_text** text, leadscore_error** error);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* LEADSCORE_C_H_ */
