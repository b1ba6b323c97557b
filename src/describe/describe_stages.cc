#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/describe/condition_words.h"
#include "src/describe/phrases.h"
#include "src/describe/sections.h"

namespace leadscore::internal {
namespace {

void AddPart(DescribedText part, DescribedText* text) {
  if (part.empty()) return;
  if (!text->empty()) Append(" and ", text);
  Append(part, text);
}

// "Fit is at least 50 and Engagement is at least 30 and ...".
DescribedText NeedsWords(const std::vector<CheckedThreshold>& thresholds,
                         const Condition& when, const CheckedModel& model) {
  DescribedText text;
  for (const CheckedThreshold& threshold : thresholds) {
    AddPart(Words(absl::StrCat(ScoreWords(model, threshold.score),
                               " is at least ", threshold.points.ToString())),
            &text);
  }
  AddPart(LeadConditionWords(
              when, model,
              text.empty() ? WordsPlace::kAlone : WordsPlace::kBesideAnd),
          &text);
  return text;
}

DescribedTable WaysTable(const CheckedStage& stage, const CheckedModel& model) {
  DescribedTable table;
  table.columns = {{"Way in"}, {"Needs"}};
  for (const CheckedWay& way : stage.enter) {
    DescribedText needs = NeedsWords(way.at_least, way.when, model);
    if (way.needs_evidence) {
      AddPart(Words("the answer to all evidence is yes"), &needs);
    }
    if (needs.empty()) needs = Words("nothing: it is always open");
    if (way.even_in_cooldown) {
      Append("; even before a lead that was given back has rested", &needs);
    }
    table.rows.push_back({Words(way.name), std::move(needs)});
  }
  return table;
}

DescribedText HoldWords(const CheckedStage& stage, const CheckedModel& model) {
  if (!stage.hold.has_value()) {
    return Words("A lead stays as long as any of these ways is open");
  }
  const DescribedText needs =
      NeedsWords(stage.hold->at_least, stage.hold->when, model);
  const bool is_always =
      needs.empty() || (needs.size() == 1 && needs[0].text == "always");
  if (is_always) return Words("A lead stays, whatever becomes of its points");
  DescribedText text = Words("A lead stays as long as this holds: ");
  Append(needs, &text);
  return text;
}

std::string RestWords(const StageSpec& stage) {
  std::vector<std::string> parts;
  if (stage.cooldown.has_value()) {
    parts.push_back(
        absl::StrCat("after ", ExactDurationWords(*stage.cooldown)));
  }
  if (stage.fresh_points.has_value()) {
    parts.push_back(absl::StrCat("with at least ",
                                 PointsWords(*stage.fresh_points),
                                 " points of the total from what it did "
                                 "since"));
  }
  if (parts.empty()) return "";
  return absl::StrCat("A lead that sales gave back comes in again only ",
                      JoinWords(parts, "and"));
}

void DescribeStage(const StageSpec& spec, const CheckedStage& stage,
                   bool is_first, const CheckedModel& model, Page* page) {
  page->AddHeading(2, Named(spec.label, spec.name));
  if (is_first) page->AddParagraph("Every lead begins here.");
  page->AddTable(WaysTable(stage, model));
  Sentences sentences;
  if (!is_first) sentences.Add(HoldWords(stage, model));
  sentences.Add(RestWords(spec));
  page->AddParagraph(sentences.Finish());
  DescribedTable evidence;
  evidence.columns = {{"Evidence"}, {"Yes if"}};
  for (const CheckedEvidence& item : stage.evidence) {
    evidence.rows.push_back(
        {Words(item.name), LeadConditionWords(item.when, model)});
  }
  page->AddTable(std::move(evidence));
}

void DescribeDisqualify(const CheckedModel& model, Page* page) {
  if (model.disqualify.empty()) return;
  DescribedTable table;
  table.columns = {{"Disqualified as"}, {"If"}};
  for (const CheckedDisqualify& reason : model.disqualify) {
    table.rows.push_back(
        {Words(reason.name), LeadConditionWords(reason.when, model)});
  }
  page->AddHeading(2, "Who is left out");
  page->AddParagraph(
      "Such a lead is in the first stage, whatever else it has "
      "or did.");
  page->AddTable(std::move(table));
}

std::string RollUpWords(const AccountScoreSpec& spec, const std::string& of) {
  switch (spec.take) {
    case RollUp::kSum:
      return absl::StrCat("the sum of ", of, " over its leads");
    case RollUp::kMax:
      return absl::StrCat("the greatest ", of, " of its leads");
    case RollUp::kMin:
      return absl::StrCat("the least ", of, " of its leads");
    case RollUp::kAverage:
      return absl::StrCat("the average ", of, " of its leads");
    case RollUp::kTop:
      return absl::StrCat("the sum of the ", spec.top, " greatest ", of,
                          " of its leads");
    case RollUp::kUnspecified:
      break;
  }
  return "";
}

void DescribeAccounts(const CheckedModel& model, Page* page) {
  if (model.account_scores.empty()) return;
  DescribedTable table;
  table.columns = {{"Score of an account"}, {"Is"}};
  for (size_t i = 0; i < model.account_scores.size(); ++i) {
    const AccountScoreSpec& spec = model.spec.account_scores[i];
    const int score = model.account_scores[i].score;
    table.rows.push_back(
        {Words(Named(spec.label, spec.name)),
         Words(RollUpWords(spec,
                           score < 0 ? "total" : ScoreWords(model, score)))});
  }
  page->AddHeading(1, "Accounts");
  page->AddTable(std::move(table));
}

}  // namespace

void DescribeStages(const CheckedModel& model, Page* page) {
  if (!model.stages.empty() || !model.disqualify.empty()) {
    page->AddHeading(1, "Who gets it, and when");
    if (model.stages.size() > 1) {
      page->AddParagraph(
          "A lead comes into the highest stage that has a way open for it; of "
          "several the first counts.");
    }
  }
  DescribeDisqualify(model, page);
  for (size_t i = 0; i < model.stages.size(); ++i) {
    DescribeStage(model.spec.stages[i], model.stages[i], i == 0, model, page);
  }
  DescribeAccounts(model, page);
}

}  // namespace leadscore::internal
