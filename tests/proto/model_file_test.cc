#include "leadscore/model_file.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "leadscore/model.h"
#include "leadscore/v1/model.pb.h"
#include "src/model/canonical.h"
#include "src/model/spec_fields.h"
#include "tests/model/spec_samples.h"
#include "tests/proto/spec_message_fields.h"
#include "tests/testing/generator.h"
#include "tests/testing/status_matchers.h"

namespace leadscore {
namespace {

using ::testing::HasSubstr;
using testing::IsOk;
using testing::StatusIs;

constexpr ModelFormat kFormats[] = {ModelFormat::kText, ModelFormat::kJson,
                                    ModelFormat::kBinary};

ModelSpec ParseBack(const std::string& bytes, ModelFormat format) {
  Diagnostics diagnostics;
  absl::StatusOr<ModelSpec> spec =
      ParseModel(bytes, format, "", ModelFileLimits(), &diagnostics);
  EXPECT_THAT(spec, IsOk());
  for (const Diagnostic& diagnostic : diagnostics) {
    ADD_FAILURE() << diagnostic.ToString();
  }
  return spec.ok() ? *spec : ModelSpec();
}

TEST(ModelRoundTrip, EveryFieldComesBack) {
  const ModelSpec spec = testing::FullSpec();
  for (ModelFormat format : kFormats) {
    const absl::StatusOr<std::string> bytes = SerializeModel(spec, format);
    ASSERT_THAT(bytes, IsOk());
    EXPECT_EQ(internal::CanonicalText(ParseBack(*bytes, format)),
              internal::CanonicalText(spec));
  }
}

TEST(ModelRoundTrip, EveryFieldComesBackAlone) {
  // Each change of one member at a time, so that none hides behind another.
  const ModelSpec spec = testing::FullSpec();
  testing::SpecMutator::ForEachChange(spec, [](const ModelSpec& changed,
                                               int index) {
    const std::string bytes = *SerializeModel(changed, ModelFormat::kBinary);
    EXPECT_EQ(internal::CanonicalText(ParseBack(bytes, ModelFormat::kBinary)),
              internal::CanonicalText(changed))
        << index;
  });
}

TEST(ModelRoundTrip, GeneratedModelsKeepTheirFingerprint) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    testing::Random random(seed);
    const ModelSpec spec = testing::GenerateModel(random);
    for (ModelFormat format : kFormats) {
      const ModelSpec back = ParseBack(*SerializeModel(spec, format), format);
      EXPECT_EQ(internal::Fingerprint(back), internal::Fingerprint(spec))
          << "seed " << seed;
    }
  }
}

TEST(ModelRoundTrip, MessageAndSpecHaveTheSameFields) {
  testing::CheckFields(testing::FullSpec(), *v1::Model::descriptor());
}

TEST(ModelRoundTrip, AByteOrderMarkIsPassedOver) {
  EXPECT_EQ(ParseBack("\xEF\xBB\xBFname: 'm'", ModelFormat::kText).name, "m");
  EXPECT_EQ(ParseBack("\xEF\xBB\xBF{\"name\": \"m\"}", ModelFormat::kJson).name,
            "m");
}

TEST(SerializeModelTest, TextThatIsNotUtf8IsRefused) {
  ModelSpec spec;
  spec.scores = {{"fit"}};
  spec.scores[0].label = "\xff";
  for (ModelFormat format : kFormats) {
    EXPECT_THAT(
        SerializeModel(spec, format),
        StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not UTF-8")));
  }
}

// ---- Bytes that are no model ---------------------------------------------

TEST(ParseModelTest, NothingIsPrintedAboutBadText) {
  ::testing::internal::CaptureStderr();
  ::testing::internal::CaptureStdout();
  Diagnostics diagnostics;
  const std::string bad_name = std::string("\x0a\x02\xff\xff", 4);
  for (ModelFormat format : kFormats) {
    EXPECT_FALSE(ParseModel(bad_name, format, "", {}, &diagnostics).ok());
    EXPECT_FALSE(ParseModel("{ name", format, "", {}, &diagnostics).ok());
  }
  // Deep within: scores > groups > name.
  const std::string nested = std::string("\x72\x05\x12\x03\x0a\x01\xff", 7);
  EXPECT_THAT(
      ParseModel(nested, ModelFormat::kBinary, "", {}, &diagnostics),
      StatusIs(absl::StatusCode::kInvalidArgument,
               HasSubstr("the text of a field \"name\" is not valid UTF-8")));
  // A name that reaches beyond the end of its score.
  const std::string beyond = std::string("\x72\x03\x0a\x04\x61\xff\xff\xff", 8);
  EXPECT_THAT(ParseModel(beyond, ModelFormat::kBinary, "", {}, &diagnostics),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("not a model in the binary format")));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
}

TEST(ParseModelTest, DeepNestingIsRefused) {
  std::string text;
  std::string json = "{\"a\":";
  for (int i = 0; i < 100'000; ++i) {
    text += "scores { ";
    json += "[";
  }
  Diagnostics diagnostics;
  EXPECT_FALSE(ParseModel(text, ModelFormat::kText, "", {}, &diagnostics).ok());
  EXPECT_FALSE(ParseModel(json, ModelFormat::kJson, "", {}, &diagnostics).ok());
  std::string binary;
  for (int i = 0; i < 1000; ++i) binary += "\x72\x7f";
  EXPECT_FALSE(
      ParseModel(binary, ModelFormat::kBinary, "", {}, &diagnostics).ok());
}

TEST(ParseModelTest, FieldsOfANewerVersionAreNotPassedOver) {
  Diagnostics diagnostics;
  // Field 1000 of the model, and of a score.
  EXPECT_THAT(ParseModel(std::string("\xc0\x3e\x01", 3), ModelFormat::kBinary,
                         "", {}, &diagnostics),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a Model has a field that this version")));
  EXPECT_THAT(ParseModel(std::string("\x72\x03\xc0\x3e\x01", 5),
                         ModelFormat::kBinary, "", {}, &diagnostics),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a Score has a field that this version")));
}

TEST(ParseModelTest, SizeIsBounded) {
  ModelFileLimits limits;
  limits.max_model_bytes = 10;
  Diagnostics diagnostics;
  EXPECT_THAT(ParseModel("name: 'abcdef'", ModelFormat::kText, "m", limits,
                         &diagnostics),
              StatusIs(absl::StatusCode::kResourceExhausted,
                       "m: a model of more than 10 bytes"));
}

TEST(ParseModelTest, ErrorsAreLocated) {
  struct Case {
    std::string text;
    int line;
    int column;
    std::string message;
  };
  for (const Case& c : std::vector<Case>{
           {"name: 'm'\nscorse { }", 2, 1, "unknown field \"scorse\""},
           {"name: 'm'\n  attributes { type: STRNG }", 2, 22,
            "unknown value \"STRNG\" of type"},
           {"\ttick: 'soon'", 1, 2, "not a duration"},
           {"name: \"\u00fc\"  tick: '1'", 1, 12, "not a duration"},
       }) {
    Diagnostics diagnostics;
    EXPECT_FALSE(
        ParseModel(c.text, ModelFormat::kText, "m", {}, &diagnostics).ok());
    ASSERT_EQ(diagnostics.size(), 1u) << c.text;
    EXPECT_THAT(diagnostics[0].message, HasSubstr(c.message));
    EXPECT_EQ(diagnostics[0].line, c.line) << c.text;
    EXPECT_EQ(diagnostics[0].column, c.column) << c.text;
  }
}

TEST(ModelSourceTest, FindsTheTokenInACondition) {
  struct Case {
    std::string text;
    int line;
    int column;
  };
  const std::string head =
      "name: 'm' scores { name: 's' groups { name: 'g' rules { name: 'r' "
      "points: 1\n";
  for (const Case& c : std::vector<Case>{
           {"when: 'lead.x > 1' } } }", 2, 13},
           {"when : \"true && lead.x > 1\" } } }", 2, 22},
           // A value of several pieces, over lines and comments.
           {"when: 'true' # ok\n  ' && lead.x' } } }", 3, 13},
           // Escapes take more bytes than they stand for.
           {"when: '\\'a\\' == \\x27b\\' || lead.x' } } }", 2, 33},
       }) {
    Diagnostics diagnostics;
    ModelSource source;
    const auto spec = ParseModel(head + c.text, ModelFormat::kText, "m", {},
                                 &diagnostics, &source);
    ASSERT_THAT(spec, IsOk()) << c.text;
    EXPECT_FALSE(Model::Create(*spec, &diagnostics).ok());
    ASSERT_EQ(diagnostics.size(), 1u);
    source.Locate(&diagnostics[0]);
    EXPECT_EQ(diagnostics[0].line, c.line) << c.text;
    EXPECT_EQ(diagnostics[0].column, c.column) << c.text;
  }
}

TEST(ModelSourceTest, FindsTheElementOfAList) {
  Diagnostics diagnostics;
  ModelSource source;
  const auto spec = ParseModel(
      "name: 'm' activities { type: 'a' } scores { name: 's' }\n"
      "signals { name: 'x' kind: COUNT types: ['a',\n  'b', 'c'] }",
      ModelFormat::kText, "m", {}, &diagnostics, &source);
  ASSERT_THAT(spec, IsOk());
  EXPECT_FALSE(Model::Create(*spec, &diagnostics).ok());
  ASSERT_EQ(diagnostics.size(), 2u);
  for (Diagnostic& diagnostic : diagnostics) source.Locate(&diagnostic);
  EXPECT_EQ(diagnostics[0].line, 3);
  EXPECT_EQ(diagnostics[0].column, 4);
  EXPECT_EQ(diagnostics[1].line, 3);
  EXPECT_EQ(diagnostics[1].column, 9);
}

// ---- Files ---------------------------------------------------------------

class ModelFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("leadscore_model_file_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_ / "models/lists");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = folder_ / name;
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

  // The message about a model with a list in this file.
  std::string ListProblem(const std::string& file) {
    const std::string path =
        Write("models/m.textproto",
              "name: 'm' lists { name: 'l' file: '" + file + "' }");
    Diagnostics diagnostics;
    EXPECT_FALSE(LoadModelFile(path, {}, &diagnostics).ok());
    return diagnostics.empty() ? "" : diagnostics[0].message;
  }

  std::filesystem::path folder_;
};

TEST_F(ModelFileTest, TheStatusOfAModelSaysWhere) {
  const std::string path =
      Write("models/m.textproto",
            "name: 'm'\nscores { name: 's' }\ntime_zone: 'Mars'\n");
  EXPECT_THAT(LoadModel(path),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("the model has 1 error: " + path +
                                 ":3:1: time_zone: unknown time zone")));
}

TEST_F(ModelFileTest, ListsAreReadFromBelowTheModelsFolder) {
  Write("models/lists/free.txt",
        "# free mail\r\n\r\n gmail.com \r\ngmx.de\n\n#x\nyahoo.com");
  const std::string path =
      Write("models/m.textproto",
            "name: 'm' lists { name: 'l' values: 'x' file: 'lists/free.txt' }");
  Diagnostics diagnostics;
  const auto spec = LoadModelFile(path, {}, &diagnostics);
  ASSERT_THAT(spec, IsOk());
  EXPECT_THAT(*spec->lists[0].file_values,
              ::testing::ElementsAre("gmail.com", "gmx.de", "yahoo.com"));
  // Written back it names the file and not what is in it.
  EXPECT_THAT(*SerializeModel(*spec, ModelFormat::kText),
              ::testing::Not(HasSubstr("gmail.com")));
}

TEST_F(ModelFileTest, NoOtherFileCanBeReadAsAList) {
  Write("secret.txt", "secret");
  Write("models/lists/latin1.txt", "ok\n\xfc\n");
  std::filesystem::create_symlink(folder_ / "secret.txt",
                                  folder_ / "models/lists/link.txt");
  EXPECT_EQ(ListProblem("../secret.txt"),
            "a file outside the folder of the one that names it");
  EXPECT_EQ(ListProblem("lists/../../secret.txt"),
            "a file outside the folder of the one that names it");
  EXPECT_EQ(ListProblem("/etc/passwd"),
            "a file outside the folder of the one that names it");
  EXPECT_EQ(
      ListProblem("lists/link.txt"),
      "a symbolic link to a file outside the folder of the one that names it");
  EXPECT_EQ(ListProblem("lists"), "a folder, not a file");
  EXPECT_EQ(ListProblem("lists/none.txt"),
            "cannot open: No such file or directory");
  EXPECT_EQ(ListProblem("lists/latin1.txt"),
            "line 2 of the file is not valid UTF-8");
}

TEST_F(ModelFileTest, TheFormatFollowsTheName) {
  const ModelSpec spec = [] {
    ModelSpec made;
    made.name = "m";
    return made;
  }();
  for (const auto& [name, format] :
       {std::pair<const char*, ModelFormat>("m.textproto", ModelFormat::kText),
        {"m.json", ModelFormat::kJson},
        {"m.pb", ModelFormat::kBinary},
        {"m.binpb", ModelFormat::kBinary}}) {
    const std::string path = Write(name, *SerializeModel(spec, format));
    Diagnostics diagnostics;
    const auto loaded = LoadModelFile(path, {}, &diagnostics);
    ASSERT_THAT(loaded, IsOk());
    EXPECT_EQ(loaded->name, "m");
  }
}

TEST_F(ModelFileTest, FilesThatCannotBeReadAreNamed) {
  Diagnostics diagnostics;
  EXPECT_THAT(LoadModelFile((folder_ / "none").string(), {}, &diagnostics),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("none")));
  EXPECT_THAT(LoadModelFile(folder_.string(), {}, &diagnostics),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("a folder, not a file")));
}

}  // namespace
}  // namespace leadscore
