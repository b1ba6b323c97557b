// Everything that a model says stands on its page.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <typeinfo>
#include <vector>

#include "absl/strings/str_cat.h"
#include "leadscore/describe.h"
#include "src/model/spec_fields.h"
#include "tests/describe/description_words.h"
#include "tests/model/spec_samples.h"
#include "tests/testing/score_testing.h"

namespace leadscore {
namespace {

using testing::AllText;
using ::testing::HasSubstr;
using testing::IsSame;
using ::testing::Not;
using testing::ParseModelText;

// A model with every member of a ModelSpec.
constexpr char kWholeModel[] = R"pb(
  name: "whole"
  version: "v7"
  description: "All there is"
  time_zone: "Europe/Berlin"
  tick: "15m"
  null_values: "n/a"
  columns {
    id: "c_id"
    account: "c_account"
    activity_lead: "c_lead"
    activity_type: "c_type"
    activity_time: "c_time"
    activity_time_format: "%d.%m.%Y"
    activity_id: "c_key"
    activity_revision: "c_rev"
  }
  attributes {
    name: "title"
    type: STRING
    label: "Job title"
    fold: true
    column: "Job"
    null_values: "none at all"
    known_at: "since"
  }
  attributes { name: "size" type: INT label: "Employees" }
  attributes { name: "share" type: DOUBLE }
  attributes { name: "vip" type: BOOL }
  attributes { name: "tags" type: STRING_LIST separator: "+" }
  attributes { name: "born" type: TIMESTAMP time_format: "%Y/%m/%d" }
  attributes { name: "twice" type: INT from: "lead.size * 2" }
  lists { name: "bad" values: "b.example" values: "c.example" }
  activities {
    type: "visit"
    label: "Web visit"
    properties { name: "path" type: STRING column: "c_path" }
    properties { name: "due" type: TIMESTAMP time_format: "%s" }
    properties { name: "amount" type: DOUBLE }
    properties { name: "count" type: INT }
  }
  activities { type: "mail" label: "Mail" }
  lifecycle {
    assigned: "visit"
    touched: "mail"
    replied: "visit"
    accepted: "mail"
    returned: "visit"
    won: "mail"
    lost: "visit"
  }
  screens {
    name: "robots"
    types: "visit"
    where: "activity.path == '/bot'"
    burst { count: 4 within: "11s" }
  }
  signals {
    name: "visits"
    kind: COUNT
    types: "visit"
    label: "Visits lately"
    where: "activity.path == '/seen'"
    within: "33d"
    after: "3d"
    over: ACCOUNT
  }
  signals { name: "mails" kind: COUNT types: "mail" }
  signals { name: "paid" kind: SUM types: "visit" property: "amount" }
  signals { name: "rate" kind: RATIO of: "visits" to: "mails" min_to: 6.5 }
  scores {
    name: "fit"
    label: "The fit"
    base: 2.5
    weight: 1.25
    min: -7
    max: 97
    bands { label: "High" from: 51 }
    bands { label: "Low" }
    groups {
      name: "who"
      label: "Who it is"
      min: -8
      max: 61
      rules {
        name: "tiers"
        label: "By tiers"
        when: "lead.vip"
        weight: 1.75
        min: -9
        max: 62
        tiers {
          tier { when: "lead.size > 500" points: 12 }
          tier { when: "lead.size > 50" points: 11 }
          otherwise: -1.5
          missing: -2.5
          take: MAX
        }
      }
      rules {
        name: "table"
        table {
          of: "lead.title"
          match: WORD
          row { is: "boss" is: "chief" points: 21 }
          row { is: "clerk" points: 22 }
          otherwise: -3.5
          missing: -4.5
        }
      }
      rules {
        name: "listed"
        table {
          of: "lead.tags"
          row { is: "gold" points: 23 }
        }
      }
      rules {
        name: "curve"
        curve {
          of: "lead.share"
          at { x: 0.25 points: 31 }
          at { x: 0.75 points: 32 }
          missing: -5.5
        }
      }
      rules {
        name: "steps"
        curve {
          of: "signal.rate"
          shape: STEP
          at { x: 1.5 points: 33 }
          at { x: 2.5 points: 34 }
        }
      }
    }
  }
  scores {
    name: "engagement"
    bands { label: "1" from: 13 }
    bands { label: "2" }
    groups {
      name: "did"
      decay { half_life: "17d" }
      rules {
        name: "as the group"
        points: 41
        each { types: "mail" }
      }
      rules {
        name: "days"
        points: 42
        each {
          types: "visit"
          where: "activity.path == '/p'"
          keep_first_per_day: 3
          within: "18d"
          keep_latest: 5
          decay { linear: "19d" }
        }
      }
      rules {
        name: "weeks"
        points: 43
        each {
          types: "visit"
          types: "mail"
          once_per: "WEEK"
          decay { step { percent: 12.5 every: "20d" } }
        }
      }
      rules {
        name: "values"
        points: 44
        each {
          types: "visit"
          once_per: "path"
          decay { step { percent: 40 every: "21d" compounding: true } }
        }
      }
      rules {
        name: "never fades"
        curve {
          of: "activity.count"
          at { x: 1 points: 45 }
        }
        each {
          types: "visit"
          decay { none: true }
        }
      }
    }
  }
  total { min: -99 max: 199 }
  grade: "fit"
  grade: "engagement"
  disqualify { name: "rival" when: "lead.title in list.bad" }
  stages {
    name: "LEAD"
    label: "Kept warm"
    evidence { name: "Interest" when: "signal.visits > 1" }
  }
  stages {
    name: "MQL"
    label: "Called"
    cooldown: "22d"
    fresh_points: 14
    enter {
      name: "score"
      at_least { score: "fit" points: 52 }
      when: "signal.mails > 8"
      evidence: true
      even_in_cooldown: true
    }
    enter {
      name: "sum"
      at_least { score: "total" points: 77 }
    }
    hold {
      at_least { score: "engagement" points: 4 }
      when: "lead.size > 9"
    }
    evidence { name: "Budget" when: "signal.paid > 70.5" }
  }
  agreed {
    name: "A chief"
    lead: "{title: 'chief', size: 300}"
    did: "2d visit /seen"
    did: "1d mail"
    as_of: "2026-03-04T05:06:00Z"
    expect {
      stage: "LEAD"
      grade: "Low1"
      way: "score"
      points { score: "fit" points: 1 }
    }
  }
  account_scores { name: "best" of: "fit" take: TOP top: 3 label: "Best fit" }
)pb";

TEST(DescribeModelTest, TellsApartWhateverDiffersInAModel) {
  const ModelSpec spec = testing::ParseSpec(kWholeModel);
  const Model original = ParseModelText(kWholeModel);
  const std::string before = AllText(original);
  int valid = 0;
  const int changes = testing::SpecMutator::ForEachChange(
      spec, [&](const ModelSpec& changed, int index) {
        const absl::StatusOr<Model> model = Model::Create(changed);
        if (!model.ok() || IsSame(*model, original)) return;
        ++valid;
        EXPECT_TRUE(AllText(*model) != before) << "change " << index;
      });
  EXPECT_GT(changes, 400);
  EXPECT_GT(valid, 230);
}

// Whether every member of a spec has, somewhere, a value of its own: a new one
// has to be added to the model above, and so to the page.
class MemberFinder {
 public:
  template <typename T>
  void Find(const T& spec, const std::string& type) {
    internal::SpecFields<T>::Visit(
        spec, [this, &type](const char* name, const auto& member) {
          const std::string path = absl::StrCat(type, ".", name);
          all_.insert(path);
          FindMember(member, path);
        });
  }

  std::vector<std::string> Missing() const {
    std::vector<std::string> missing;
    std::set_difference(all_.begin(), all_.end(), set_.begin(), set_.end(),
                        std::back_inserter(missing));
    return missing;
  }

 private:
  template <typename T>
  void FindMember(const T& member, const std::string& path) {
    if constexpr (internal::kIsSpec<T>) {
      set_.insert(path);
      // By the type, wherever it stands.
      Find(member, typeid(T).name());
    } else if constexpr (internal::kIsVector<T>) {
      for (const auto& one : member) FindMember(one, path);
    } else if constexpr (internal::kIsOptional<T>) {
      if (member.has_value()) {
        set_.insert(path);
        FindMember(*member, path);
      }
    } else if (!(member == T())) {
      set_.insert(path);
    }
  }

  std::set<std::string> all_;
  std::set<std::string> set_;
};

TEST(DescribeModelTest, IsTriedOnEveryMember) {
  MemberFinder finder;
  finder.Find(testing::ParseSpec(kWholeModel), "model");
  std::vector<std::string> missing = finder.Missing();
  // Files of lists stand in models/b2b_software of the examples.
  const auto is_file = [](const std::string& path) {
    return path.find(".file") != std::string::npos;
  };
  missing.erase(std::remove_if(missing.begin(), missing.end(), is_file),
                missing.end());
  EXPECT_THAT(missing, ::testing::IsEmpty());
}

TEST(DescribeModelTest, SaysWhatFadesHow) {
  const std::string all = AllText(ParseModelText(kWholeModel));
  for (const char* words :
       {"fades: half of it is gone after 17 days, three quarters after 34 days "
        "and so on",
        "each Mail\n", "fades evenly, until nothing is left after 19 days",
        "fades by 12.5 % of its first value every 20 days, until nothing is "
        "left after 160 days",
        "fades by 40 % of what is left every 21 days",
        "each Web visit; never fades:"}) {
    EXPECT_THAT(all, HasSubstr(words));
  }
}

TEST(DescribeModelTest, SaysInWhichOrderActivitiesAreChosen) {
  const std::string all = AllText(ParseModelText(kWholeModel));
  EXPECT_THAT(all, HasSubstr("each Web visit where path is \"/p\"; of each day "
                             "only the first 3; only of the last 18 days; of "
                             "all these only the latest 5; fades"));
  EXPECT_THAT(all, HasSubstr("each Web visit or Mail; of each week only the "
                             "first; fades"));
  EXPECT_THAT(all, HasSubstr("of several with the same path only the latest"));
}

TEST(DescribeModelTest, SaysWhatLimitsWhat) {
  const std::string all = AllText(ParseModelText(kWholeModel));
  EXPECT_THAT(all, HasSubstr("in all times 1.75 and then at least -9 and at "
                             "most 62 points"));
  EXPECT_THAT(all, HasSubstr("All of this together gives at least -8 and at "
                             "most 61 points."));
  EXPECT_THAT(all, HasSubstr("The score is at least -7 and at most 97 points"));
  EXPECT_THAT(all, HasSubstr("The total is 1.25 times The fit + engagement, at "
                             "least -99 and at most 199 points."));
}

TEST(DescribeModelTest, SaysWhatIsMissingFrom) {
  const std::string all = AllText(ParseModelText(kWholeModel));
  EXPECT_THAT(all, HasSubstr("-2.5\nnone of these holds, but for one of them a "
                             "value is not known\n"));
  EXPECT_THAT(all, HasSubstr("-4.5\nJob title is not known\n"));
  EXPECT_THAT(all, HasSubstr("-5.5\nshare is not known\n"));
}

TEST(DescribeModelTest, ShowsTheGradesOfTwoScores) {
  const std::string all = AllText(ParseModelText(kWholeModel));
  for (const char* grade : {"High1", "High2", "Low1", "Low2"}) {
    EXPECT_THAT(all, HasSubstr(absl::StrCat("\n", grade, "\n")));
  }
}

TEST(DescribeModelTest, SaysWhetherExamplesAreAsAgreed) {
  ModelSpec spec = testing::ParseSpec(kWholeModel);
  EXPECT_THAT(AllText(*Model::Create(spec)), HasSubstr("not as agreed: "));
  spec.agreed[0].expect = ExpectSpec{"LEAD"};
  const std::string all = AllText(*Model::Create(spec));
  EXPECT_THAT(all, HasSubstr("Job title \"chief\", Employees 300\n"));
  EXPECT_THAT(all, HasSubstr("2 days before: Web visit, path \"/seen\"\n"));
  EXPECT_THAT(all, HasSubstr("stage LEAD, as of 2026-03-04 06:06\n"));
  EXPECT_THAT(all, HasSubstr("\nas agreed\n"));
  EXPECT_THAT(all, Not(HasSubstr("not as agreed")));
}

TEST(DescribeModelTest, ShowsSomeValuesOfLongLists) {
  ModelSpec spec = testing::ParseSpec(kWholeModel);
  spec.lists[0].values.clear();
  for (int i = 0; i < 2000; ++i) {
    spec.lists[0].values.push_back(absl::StrCat("v", i % 1000));
  }
  const std::string all = AllText(*Model::Create(spec));
  EXPECT_THAT(all, HasSubstr("\nbad\n1000\n\"v0\", \"v1\", \"v10\", \"v100\", "
                             "\"v101\", ...\n"));
}

}  // namespace
}  // namespace leadscore
