#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/std_absl.h"
#include "src/describe/choice_words.h"
#include "src/describe/condition_words.h"
#include "src/describe/phrases.h"
#include "src/describe/sections.h"

namespace leadscore::internal {
namespace {

void AddNote(DescribedText note, DescribedText* notes) {
  if (!notes->empty()) Append("; ", notes);
  Append(note, notes);
}

void AddNote(std::string note, DescribedText* notes) {
  AddNote(Words(std::move(note)), notes);
}

std::string NullValuesWords(const std::vector<std::string>& values) {
  return absl::StrCat("no value where a file says ",
                      JoinWords(QuotedTexts(values), "or"));
}

DescribedText AttributeNotes(const AttributeSpec& spec,
                             const CheckedAttribute& attribute) {
  DescribedText notes;
  if (attribute.from != nullptr) {
    DescribedText derived = Words("derived: ");
    Append(Formula(spec.from), &derived);
    AddNote(std::move(derived), &notes);
  }
  if (spec.fold) {
    AddNote("capitals and blanks at the ends do not matter", &notes);
  }
  if (!spec.column.empty()) {
    AddNote(absl::StrCat("column ", QuotedText(spec.column)), &notes);
  }
  if (!spec.known_at.empty()) {
    AddNote(absl::StrCat("known since the time in ", QuotedText(spec.known_at)),
            &notes);
  }
  if (!spec.null_values.empty()) {
    AddNote(NullValuesWords(spec.null_values), &notes);
  }
  if (!spec.time_format.empty()) {
    AddNote(absl::StrCat("written as ", QuotedText(spec.time_format)), &notes);
  }
  if (!spec.separator.empty()) {
    AddNote(absl::StrCat("values separated by ", QuotedText(spec.separator)),
            &notes);
  }
  return notes;
}

void DescribeAttributes(const CheckedModel& model, Page* page) {
  DescribedTable table;
  table.columns = {{"What is known"}, {"In formulas"}, {"Is a"}, {"Notes"}};
  for (size_t i = 0; i < model.attributes.size(); ++i) {
    const AttributeSpec& spec = model.spec.attributes[i];
    table.rows.push_back({Words(model.attributes[i].label),
                          Formula(absl::StrCat("lead.", spec.name)),
                          Words(std::string(TypeWords(spec.type))),
                          AttributeNotes(spec, model.attributes[i])});
  }
  page->AddTable(std::move(table));
}

void DescribeLists(const CheckedModel& model, Page* page) {
  constexpr size_t kMostShown = 5;
  DescribedTable table;
  table.columns = {{"List"}, {"Values", true}, {"Among them"}};
  for (const ListSpec& spec : model.spec.lists) {
    std::vector<std::string> values = spec.values;
    if (spec.file_values.has_value()) {
      values.insert(values.end(), spec.file_values->begin(),
                    spec.file_values->end());
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    const size_t count = values.size();
    values.resize(std::min(count, kMostShown));
    std::string text = absl::StrJoin(QuotedTexts(values), ", ");
    if (count > kMostShown) text += ", ...";
    if (!spec.file.empty()) absl::StrAppend(&text, "; file ", spec.file);
    table.rows.push_back(
        {Words(spec.name), Words(absl::StrCat(count)), Words(std::move(text))});
  }
  page->AddTable(std::move(table));
}

std::string PropertyWords(const PropertySpec& property) {
  std::string text =
      absl::StrCat(property.name, " (", ToAbsl(TypeWords(property.type)));
  if (!property.column.empty()) {
    absl::StrAppend(&text, ", column ", QuotedText(property.column));
  }
  if (!property.time_format.empty()) {
    absl::StrAppend(&text, ", written as ", QuotedText(property.time_format));
  }
  return text + ")";
}

void DescribeActivities(const ModelSpec& spec, Page* page) {
  DescribedTable table;
  table.columns = {{"What a lead does"}, {"Type"}, {"With"}};
  for (const ActivitySpec& activity : spec.activities) {
    table.rows.push_back(
        {Words(activity.label.empty() ? activity.type : activity.label),
         Words(activity.type),
         Words(absl::StrJoin(activity.properties, ", ",
                             [](std::string* out, const PropertySpec& one) {
                               *out += PropertyWords(one);
                             }))});
  }
  page->AddTable(std::move(table));
  DescribedTable steps;
  steps.columns = {{"Step of its life"}, {"Told by"}};
  const auto add = [&](const char* step,
                       const std::vector<std::string>& types) {
    if (types.empty()) return;
    steps.rows.push_back({Words(step), Words(TypesWords(types, spec))});
  };
  add("assigned to somebody", spec.lifecycle.assigned);
  add("touched by sales", spec.lifecycle.touched);
  add("replied", spec.lifecycle.replied);
  add("accepted by sales", spec.lifecycle.accepted);
  add("given back by sales", spec.lifecycle.returned);
  add("won", spec.lifecycle.won);
  add("lost", spec.lifecycle.lost);
  page->AddTable(std::move(steps));
}

DescribedText ScreenWords(const ScreenSpec& spec, const CheckedScreen& screen,
                          const CheckedModel& model) {
  const std::string types = TypesWords(spec.types, model.spec);
  DescribedText text;
  if (screen.where != nullptr) {
    AddNote(absl::StrCat("each ", types, " where "), &text);
    Append(ActivityConditionWords(screen.where, model), &text);
  }
  if (spec.burst.has_value()) {
    const std::string within = ExactDurationWords(*spec.burst->within);
    AddNote(absl::StrCat("all of any ", spec.burst->count, " of ", types,
                         " that come within ", within),
            &text);
  }
  return text;
}

void DescribeScreens(const CheckedModel& model, Page* page) {
  DescribedTable table;
  table.columns = {{"Never counted, as made by machines"}, {"What it drops"}};
  for (size_t i = 0; i < model.screens.size(); ++i) {
    table.rows.push_back(
        {Words(model.screens[i].name),
         ScreenWords(model.spec.screens[i], model.screens[i], model)});
  }
  page->AddTable(std::move(table));
}

void DescribeSignals(const CheckedModel& model, Page* page) {
  DescribedTable table;
  table.columns = {{"What is counted"}, {"In formulas"}, {"Is"}};
  for (size_t i = 0; i < model.signals.size(); ++i) {
    table.rows.push_back(
        {Words(model.signals[i].label),
         Formula(absl::StrCat("signal.", model.signals[i].name)),
         SignalWords(model.spec.signals[i], model.signals[i], model)});
  }
  page->AddTable(std::move(table));
}

void DescribeFiles(const ModelSpec& spec, Page* page) {
  Sentences sentences;
  if (!spec.null_values.empty()) {
    std::string words = NullValuesWords(spec.null_values);
    sentences.Add(absl::StrCat("There is ", words));
  }
  const ColumnsSpec& columns = spec.columns;
  std::vector<std::string> parts;
  const auto add = [&parts](const char* what, const std::string& column) {
    if (!column.empty()) {
      parts.push_back(absl::StrCat(what, QuotedText(column)));
    }
  };
  add("the id of a lead in ", columns.id);
  add("its account in ", columns.account);
  add("the lead of an activity in ", columns.activity_lead);
  add("its type in ", columns.activity_type);
  add("its time in ", columns.activity_time);
  add("its id in ", columns.activity_id);
  add("its revision in ", columns.activity_revision);
  if (!parts.empty()) {
    sentences.Add(absl::StrCat("Files have ", JoinWords(parts, "and")));
  }
  if (!columns.activity_time_format.empty()) {
    sentences.Add(absl::StrCat("Times of activities are written as ",
                               QuotedText(columns.activity_time_format)));
  }
  page->AddParagraph(sentences.Finish());
}

}  // namespace

void DescribeInputs(const CheckedModel& model, Page* page) {
  page->AddHeading(1, "What it is made of");
  DescribeAttributes(model, page);
  DescribeActivities(model.spec, page);
  DescribeSignals(model, page);
  DescribeScreens(model, page);
  DescribeLists(model, page);
  DescribeFiles(model.spec, page);
}

}  // namespace leadscore::internal
