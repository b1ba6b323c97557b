#include "src/model/canonical.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/model/spec_samples.h"

namespace leadscore::internal {
namespace {

using testing::FullSpec;
using testing::SpecMutator;

TEST(FingerprintTest, IsStable) {
  // A fingerprint names models in stored results: if this fails, all of them
  // have changed their names.
  ModelSpec spec;
  spec.name = "acme";
  spec.scores = {{"fit", {{"Company", {}}}}};
  EXPECT_EQ(CanonicalText(spec),
            "{name=4:acme;time_zone=3:UTC;tick=3600000000us;"
            "scores=[{name=3:fit;groups=[{name=7:Company;},];},];}");
  EXPECT_EQ(Fingerprint(spec), "c2265e9a3a8f8cc655c44a362bbefc68");
}

TEST(FingerprintTest, EveryMemberCounts) {
  const ModelSpec spec = FullSpec();
  std::set<std::string> texts = {CanonicalText(spec)};
  const int changes = SpecMutator::ForEachChange(
      spec, [&texts](const ModelSpec& changed, int index) {
        EXPECT_TRUE(texts.insert(CanonicalText(changed)).second) << index;
      });
  EXPECT_GT(changes, 500);
}

TEST(FingerprintTest, DefaultsCountLikeTheirAbsence) {
  ModelSpec spec;
  ModelSpec same;
  same.time_zone = "UTC";
  same.tick = absl::Hours(1);
  EXPECT_EQ(CanonicalText(spec), CanonicalText(same));
  same.tick = absl::Minutes(30);
  EXPECT_NE(CanonicalText(spec), CanonicalText(same));
}

TEST(FingerprintTest, AListIsTheSetOfItsValues) {
  ModelSpec spec;
  spec.lists = {{"l", {"a", "b"}}};
  ModelSpec same = spec;
  same.lists[0].values = {"b", "a", "b"};
  EXPECT_EQ(Fingerprint(spec), Fingerprint(same));
  // From a file as well, whatever its name.
  same.lists[0].values = {"b"};
  same.lists[0].file = "list.txt";
  same.lists[0].file_values = {"a"};
  EXPECT_EQ(Fingerprint(spec), Fingerprint(same));
  same.lists[0].file_values = {"c"};
  EXPECT_NE(Fingerprint(spec), Fingerprint(same));
}

TEST(FingerprintTest, NoTextLooksLikeStructure) {
  ModelSpec one;
  one.null_values = {"a,1:b"};
  ModelSpec two;
  two.null_values = {"a", "b"};
  EXPECT_NE(CanonicalText(one), CanonicalText(two));
}

}  // namespace
}  // namespace leadscore::internal
