#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/describe/choice_words.h"
#include "src/describe/phrases.h"
#include "src/describe/sections.h"

namespace leadscore::internal {
namespace {

// "A from 75, B from 50, C below".
std::string BandsWords(const ScoreSpec& score) {
  return absl::StrJoin(
      score.bands, ", ", [](std::string* out, const BandSpec& band) {
        absl::StrAppend(out, band.label,
                        band.from.has_value()
                            ? absl::StrCat(" from ", PointsWords(*band.from))
                            : " below");
      });
}

void DescribeGroup(const GroupSpec& spec, const CheckedGroup& group,
                   const CheckedModel& model, Page* page) {
  page->AddHeading(3, Named(spec.label, spec.name));
  Sentences sentences;
  if (const std::string bounds = BoundsWords(spec.min, spec.max);
      !bounds.empty()) {
    sentences.Add(absl::StrCat("All of this together gives ", bounds));
  }
  if (spec.decay.has_value()) {
    sentences.Add(
        absl::StrCat("What an activity gave, unless said otherwise, ",
                     spec.decay->half_life.has_value() ? "fades: " : "",
                     DecayWords(*spec.decay)));
  }
  page->AddParagraph(sentences.Finish());
  DescribedTable table;
  table.columns = {{"Reason"}, {"Points", true}, {"For"}};
  for (size_t i = 0; i < spec.rules.size(); ++i) {
    for (auto& row : RuleRows(spec.rules[i], group.rules[i], spec, model)) {
      table.rows.push_back(std::move(row));
    }
  }
  page->AddTable(std::move(table));
}

void DescribeScore(const ScoreSpec& spec, const CheckedScore& score,
                   const CheckedModel& model, Page* page) {
  page->AddHeading(2, Named(spec.label, spec.name));
  Sentences sentences;
  if (spec.base != 0) {
    sentences.Add(absl::StrCat("Every lead begins with ",
                               PointsWords(spec.base),
                               spec.base == 1 ? " point" : " points"));
  }
  if (const std::string bounds = BoundsWords(spec.min, spec.max);
      !bounds.empty()) {
    sentences.Add(absl::StrCat("The score is ", bounds));
  }
  if (!spec.bands.empty()) {
    sentences.Add(absl::StrCat("Its bands are ", BandsWords(spec)));
  }
  page->AddParagraph(sentences.Finish());
  for (size_t i = 0; i < spec.groups.size(); ++i) {
    DescribeGroup(spec.groups[i], score.groups[i], model, page);
  }
}

void DescribeTotal(const ModelSpec& spec, Page* page) {
  page->AddHeading(2, "Total");
  const std::string sum = absl::StrJoin(
      spec.scores, " + ", [](std::string* out, const ScoreSpec& score) {
        if (score.weight != 1) {
          absl::StrAppend(out, PointsWords(score.weight), " times ");
        }
        absl::StrAppend(out, score.label.empty() ? score.name : score.label);
      });
  const std::string bounds = BoundsWords(spec.total.min, spec.total.max);
  page->AddParagraph(absl::StrCat("The total is ", sum,
                                  bounds.empty() ? "" : ", ", bounds, "."));
}

// A matrix of the labels of two scores.
DescribedTable GradeMatrix(const CheckedModel& model) {
  const CheckedScore& down = model.scores[static_cast<size_t>(model.grade[0])];
  const CheckedScore& across =
      model.scores[static_cast<size_t>(model.grade[1])];
  DescribedTable table;
  table.columns.push_back({""});
  for (const CheckedBand& band : across.bands) {
    table.columns.push_back({absl::StrCat(across.label, " ", band.label)});
  }
  for (const CheckedBand& row : down.bands) {
    table.rows.push_back({Words(absl::StrCat(down.label, " ", row.label))});
    for (const CheckedBand& band : across.bands) {
      table.rows.back().push_back(Words(absl::StrCat(row.label, band.label)));
    }
  }
  return table;
}

void DescribeGrade(const CheckedModel& model, Page* page) {
  if (model.grade.empty()) return;
  page->AddHeading(2, "Grade");
  std::vector<std::string> labels;
  for (int score : model.grade) {
    labels.push_back(model.scores[static_cast<size_t>(score)].label);
  }
  page->AddParagraph(
      labels.size() == 1
          ? absl::StrCat("The grade is the band of ", labels[0], ".")
          : absl::StrCat("The grade is the bands of ", JoinWords(labels, "and"),
                         ", one behind the other."));
  if (model.grade.size() == 2) page->AddTable(GradeMatrix(model));
}

}  // namespace

void DescribeScores(const CheckedModel& model, Page* page) {
  page->AddHeading(1, "What counts, and how much");
  for (size_t i = 0; i < model.scores.size(); ++i) {
    DescribeScore(model.spec.scores[i], model.scores[i], model, page);
  }
  DescribeTotal(model.spec, page);
  DescribeGrade(model, page);
}

}  // namespace leadscore::internal
