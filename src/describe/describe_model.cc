#include <string>

#include "absl/strings/str_cat.h"
#include "leadscore/describe.h"
#include "src/describe/page.h"
#include "src/describe/phrases.h"
#include "src/describe/sections.h"
#include "src/model/checked_model.h"

namespace leadscore {
namespace {

using internal::CheckedModel;
using internal::Page;

void DescribeHead(const CheckedModel& model, Page* page) {
  const ModelSpec& spec = model.spec;
  page->AddParagraph(spec.description);
  internal::Sentences sentences;
  sentences.Add(absl::StrCat("Fingerprint ", model.fingerprint));
  sentences.Add(absl::StrCat(
      "Days, weeks and times are those of ",
      spec.time_zone.empty() ? "UTC" : spec.time_zone,
      "; ages grow in steps of ",
      internal::ExactDurationWords(absl::Microseconds(model.tick))));
  page->AddParagraph(sentences.Finish());
}

void DescribeReading(Page* page) {
  page->AddHeading(1, "How to read this page");
  page->AddParagraph(
      "A score is the sum of its groups, a group the sum of its rules. Each "
      "limit holds where it stands: first that of the rule, then that of the "
      "group, then that of the score. What is not named gives no points.");
  page->AddParagraph(
      "Where a value is not known, a condition that needs it does not hold, "
      "not even one that denies something; with \"or\" another part may still "
      "hold. \"Now\" is the instant at which a lead is scored. A time from one "
      "instant to another is below zero if the second is the earlier one. What "
      "words would not say exactly stands as the formula that it is.");
}

}  // namespace

ModelDescription DescribeModel(const Model& model) {
  const CheckedModel& checked = model.checked();
  ModelDescription description;
  description.title = absl::StrCat(
      model.name(), model.version().empty() ? "" : " ", model.version());
  Page page;
  DescribeHead(checked, &page);
  DescribeScores(checked, &page);
  DescribeStages(checked, &page);
  internal::DescribeAgreed(model, &page);
  DescribeInputs(checked, &page);
  DescribeReading(&page);
  page.AddSignatures({"Marketing", "Sales"});
  description.blocks = page.Finish();
  return description;
}

}  // namespace leadscore
