// Scores leads: from what is known about them and what they did to points, a
// grade and the stage they qualify for. All of the core library; the headers it
// includes can be used one by one as well.
//
//   model_spec.h   what a model is, as data
//   model.h        a model that has been checked
//   model_draft.h  a first model, from data (raw_table.h)
//   lint.h         what in it is hardly meant so
//   describe.h     it in words, as a page to be signed
//   lead.h         a lead, to score one
//   lead_view.h    the same by position, to score it at once
//   table.h        many leads and activities, to score them at once
//   scorer.h       scores them
//   result.h       one lead's score with all contributions
//   explain.h      why a lead has its score
//   agreed.h       the model's examples, and whether they are as agreed
//   history.h      the stages that a lead went through
//   funnel.h       what the histories of many leads come to
//   score_table.h  many leads' scores in columns
//   lead_score.h   what a lead by position gets
//   account_table.h  the scores of their accounts
//   generate.h     leads made up from a model, to try and measure it
//   profile.h      what many leads show of the model and the data
//   model_diff.h   what differs between two models
//   score_diff.h   what that, or the time that goes by, does to leads
//   business_calendar.h  opening hours, and the time that goes by in them
//   clock.h        clocks and attempts, without leads
//   sla_policy_spec.h  what an agreement is, as data
//   sla_policy.h   one that has been checked
//   sla.h          judges it
//   sla_summary.h  the figures of that
//
// Apart from it: model_file.h and sla_policy_file.h read and write models and
// policies, and messages.h turns leads, results and explanations into messages
// (leadscore::proto); table_reader.h and score_writer.h read and write tables,
// score_files.h scores from file to file, event_parser.h reads what happens to
// leads, explanation_json.h writes explanations (leadscore::io); arrow.h scores
// batches of Arrow (leadscore::arrow); durable_book.h keeps a live book on disk
// (leadscore::store); c.h is all that there is for C (leadscore::c).

#ifndef LEADSCORE_LEADSCORE_H_
#define LEADSCORE_LEADSCORE_H_

// IWYU pragma: begin_exports
#include "leadscore/account_history.h"
#include "leadscore/account_table.h"
#include "leadscore/agreed.h"
#include "leadscore/business_calendar.h"
#include "leadscore/clock.h"
#include "leadscore/describe.h"
#include "leadscore/diagnostics.h"
#include "leadscore/explain.h"
#include "leadscore/funnel.h"
#include "leadscore/generate.h"
#include "leadscore/history.h"
#include "leadscore/lead.h"
#include "leadscore/lead_score.h"
#include "leadscore/lead_view.h"
#include "leadscore/lint.h"
#include "leadscore/live_book.h"
#include "leadscore/model.h"
#include "leadscore/model_diff.h"
#include "leadscore/model_draft.h"
#include "leadscore/model_spec.h"
#include "leadscore/points.h"
#include "leadscore/profile.h"
#include "leadscore/raw_table.h"
#include "leadscore/result.h"
#include "leadscore/revenue_plan.h"
#include "leadscore/score_context.h"
#include "leadscore/score_diff.h"
#include "leadscore/score_table.h"
#include "leadscore/scorer.h"
#include "leadscore/scoring_plan.h"
#include "leadscore/sla.h"
#include "leadscore/sla_policy.h"
#include "leadscore/sla_policy_spec.h"
#include "leadscore/sla_summary.h"
#include "leadscore/sql.h"
#include "leadscore/table.h"
// IWYU pragma: end_exports

#endif  // LEADSCORE_LEADSCORE_H_
