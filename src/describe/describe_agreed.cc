#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "leadscore/agreed.h"
#include "leadscore/scorer.h"
#include "src/describe/condition_words.h"
#include "src/describe/phrases.h"
#include "src/describe/sections.h"
#include "src/model/bound_tables.h"

namespace leadscore::internal {
namespace {

// "Title "CTO"", "Budget not known".
std::string ValueOfWords(const std::string& label, const AttributeValue& value,
                         const CheckedModel& model) {
  const cel::Value cel_value = ValueOf(value, 0);
  if (cel_value.is_missing()) return absl::StrCat(label, " not known");
  std::string words = ValueWords(cel_value, model.zone).value_or("");
  return absl::StrCat(label, " ", words.empty() ? "none" : words);
}

std::string AttributeLabel(const CheckedModel& model, const std::string& name) {
  for (const CheckedAttribute& attribute : model.attributes) {
    if (attribute.name == name) return attribute.label;
  }
  return name;
}

std::string LeadWords(const Lead& lead, const CheckedModel& model) {
  return absl::StrJoin(
      lead.attributes, ", ", [&](std::string* out, const NamedValue& named) {
        *out += ValueOfWords(AttributeLabel(model, named.first), named.second,
                             model);
      });
}

std::string ActivityLabel(const CheckedModel& model, const std::string& type) {
  for (const ActivitySpec& activity : model.spec.activities) {
    if (activity.type == type && !activity.label.empty()) return activity.label;
  }
  return type;
}

// "1 day before: Download, asset "ebook"".
std::string ActivityWords(const Activity& activity, Micros as_of,
                          const CheckedModel& model) {
  const absl::Duration age = FromMicros(as_of) - activity.time;
  std::string text =
      absl::StrCat(ExactDurationWords(age),
                   " before: ", ActivityLabel(model, activity.type));
  const bool is_set = activity.type == "$set";
  for (const NamedValue& named : activity.properties) {
    absl::StrAppend(
        &text, ", ",
        ValueOfWords(is_set ? AttributeLabel(model, named.first) : named.first,
                     named.second, model));
  }
  return text;
}

std::string ExpectWords(const ExpectSpec& expect, const CheckedAgreed& agreed,
                        const CheckedModel& model) {
  std::vector<std::string> parts;
  const auto add = [&parts](const char* noun, const std::string& value) {
    if (!value.empty()) parts.push_back(absl::StrCat(noun, value));
  };
  add("stage ", expect.stage);
  add("way ", expect.way);
  add("grade ", expect.grade);
  for (const CheckedThreshold& threshold : agreed.thresholds) {
    parts.push_back(absl::StrCat(ScoreWords(model, threshold.score), " ",
                                 threshold.points.ToString()));
  }
  return absl::StrJoin(parts, ", ");
}

std::string FoundWords(const AgreedResult& result) {
  if (result.mismatches.empty()) return "as agreed";
  return absl::StrCat(
      "not as agreed: ",
      absl::StrJoin(result.mismatches, ", ",
                    [](std::string* out, const AgreedMismatch& mismatch) {
                      absl::StrAppend(
                          out, mismatch.name, " is ",
                          mismatch.found.empty() ? "none" : mismatch.found);
                    }));
}

void DescribeExample(const AgreedSpec& spec, const CheckedAgreed& agreed,
                     const AgreedResult& result, const CheckedModel& model,
                     Page* page) {
  DescribedTable table;
  table.columns = {{""}, {""}};
  const auto add = [&table](const char* what, std::string text) {
    table.rows.push_back({Words(what), Words(std::move(text))});
  };
  if (!agreed.lead.attributes.empty()) {
    add("Lead", LeadWords(agreed.lead, model));
  }
  const char* did = "Did";
  for (const Activity& activity : agreed.lead.activities) {
    add(did, ActivityWords(activity, agreed.as_of, model));
    did = "";
  }
  add("Agreed",
      absl::StrCat(ExpectWords(spec.expect, agreed, model), ", as of ",
                   ValueWords(cel::Value::Timestamp(agreed.as_of), model.zone)
                       .value_or("")));
  add("Now", FoundWords(result));
  page->AddHeading(2, spec.name);
  page->AddTable(std::move(table));
}

}  // namespace

void DescribeAgreed(const Model& model, Page* page) {
  const CheckedModel& checked = model.checked();
  if (checked.agreed.empty()) return;
  const std::vector<AgreedResult> results = Scorer(model).RunAgreed();
  size_t held = 0;
  for (const AgreedResult& result : results) {
    if (result.mismatches.empty()) ++held;
  }
  page->AddHeading(1, "What we agreed on, by example");
  page->AddParagraph(absl::StrCat(
      Counted(results.size(), "example"), ", ",
      held == results.size()
          ? "as agreed."
          : absl::StrCat(results.size() - held, " not as agreed.")));
  for (size_t i = 0; i < results.size(); ++i) {
    DescribeExample(checked.spec.agreed[i], checked.agreed[i], results[i],
                    checked, page);
  }
}

}  // namespace leadscore::internal
