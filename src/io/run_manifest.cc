#include "src/io/run_manifest.h"

#include <simdjson.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/io/json_writer.h"
#include "src/io/new_record_file.h"

namespace leadscore::internal {
namespace {

constexpr int64_t kVersion = 1;

// A text of which JSON can be made.
std::string ValidUtf8(std::string_view text) {
  std::string valid;
  while (true) {
    const size_t wrong = FindInvalidUtf8(text);
    valid += text.substr(0, wrong);
    if (wrong == std::string_view::npos) return valid;
    valid += "\xEF\xBF\xBD";
    text.remove_prefix(wrong + 1);
  }
}

// ---- Writing ---------------------------------------------------------------

class ManifestWriter {
 public:
  explicit ManifestWriter(std::string* out) : json_(/*indented=*/true, out) {}

  void Write(const RunManifest& manifest) {
    json_.BeginObject();
    Number("manifest_version", kVersion);
    Text("leadscore_version", manifest.leadscore_version);
    Text("time_zone_data", manifest.time_zone_data);
    WriteModel(manifest.model);
    if (manifest.as_of_column.empty()) {
      Text("as_of", manifest.as_of);
    } else {
      Text("as_of_column", manifest.as_of_column);
    }
    Text("delimiter", manifest.delimiter);
    json_.Key("inputs");
    json_.BeginArray();
    for (const ReadResult::File& input : manifest.inputs) WriteInput(input);
    json_.EndArray();
    Number("leads_scored", manifest.leads_scored);
    WriteActivities(manifest.activities);
    Number("rule_errors", manifest.rule_errors);
    WriteOutput(manifest.output);
    if (manifest.shard.has_value()) WriteShard(*manifest.shard);
    json_.EndObject();
  }

 private:
  void Text(const char* key, const std::string& text) {
    json_.Key(key);
    json_.Text(ValidUtf8(text));
  }

  void Number(const char* key, int64_t number) {
    json_.Key(key);
    json_.Number(number);
  }

  void WriteModel(const RunManifest::ModelFile& model) {
    json_.Key("model");
    json_.BeginObject();
    Text("file", model.file);
    Text("name", model.name);
    Text("version", model.version);
    Text("fingerprint", model.fingerprint);
    json_.EndObject();
  }

  void WriteInput(const ReadResult::File& input) {
    json_.BeginObject();
    Text("file", input.path);
    Text("holds", std::string(NameOfContent(input.holds)));
    Text("format", std::string(NameOfFormat(input.format)));
    Number("bytes", input.bytes);
    Text("xxh3_128", input.xxh3_128);
    Number("records", input.records);
    Number("rejected", input.rejected);
    json_.EndObject();
  }

  void WriteActivities(const RunManifest::Activities& activities) {
    json_.Key("activities");
    json_.BeginObject();
    Number("of_scored_leads", activities.of_scored_leads);
    Number("of_rejected_leads", activities.of_rejected_leads);
    Number("of_unknown_leads", activities.of_unknown_leads);
    Number("of_unknown_types", activities.of_unknown_types);
    Number("repeated", activities.repeated);
    Number("later_than_as_of", activities.later_than_as_of);
    json_.EndObject();
  }

  void WriteOutput(const RunManifest::Output& output) {
    json_.Key("output");
    json_.BeginObject();
    Text("file", output.file);
    Text("format", output.format);
    Number("reasons", output.reasons);
    json_.Key("keep");
    json_.BeginArray();
    for (const std::string& column : output.keep) {
      json_.Text(ValidUtf8(column));
    }
    json_.EndArray();
    if (!output.sort.empty()) Text("sort", output.sort);
    if (output.top > 0) Number("top", output.top);
    Number("rows", output.rows);
    Number("bytes", output.bytes);
    Text("xxh3_128", output.xxh3_128);
    json_.EndObject();
  }

  void WriteShard(const Shard& shard) {
    json_.Key("shard");
    json_.BeginObject();
    Number("number", shard.number);
    Number("of", shard.of);
    json_.EndObject();
  }

  JsonWriter json_;
};

// ---- Reading ---------------------------------------------------------------

// Reads the members of objects, and remembers the first that is not as it has
// to be. After that it looks at nothing any more and gives empty values.
class ManifestReader {
 public:
  using Object = simdjson::dom::object;

  RunManifest Read(const Object& root) {
    RunManifest manifest;
    if (Number(root, "manifest_version") != kVersion) {
      Fail("manifest_version", "of another version of this program");
    }
    manifest.leadscore_version = Text(root, "leadscore_version");
    manifest.time_zone_data = Text(root, "time_zone_data");
    manifest.model = ReadModel(Member(root, "model"));
    if (Has(root, "as_of_column")) {
      manifest.as_of_column = Text(root, "as_of_column");
    } else {
      manifest.as_of = Text(root, "as_of");
    }
    manifest.delimiter = Text(root, "delimiter");
    if (manifest.delimiter.size() != 1) Fail("delimiter", "no character");
    for (const Object& input :
         Array<Object>(root, "inputs", "no array of objects")) {
      manifest.inputs.push_back(ReadInput(input));
    }
    manifest.leads_scored = Number(root, "leads_scored");
    manifest.activities = ReadActivities(Member(root, "activities"));
    manifest.rule_errors = Number(root, "rule_errors");
    manifest.output = ReadOutput(Member(root, "output"));
    if (Has(root, "shard")) manifest.shard = ReadShard(Member(root, "shard"));
    return manifest;
  }

  // What is wrong, in words; empty if nothing is.
  const std::string& fault() const { return fault_; }

 private:
  void Fail(std::string_view member, std::string_view what) {
    if (!fault_.empty()) return;
    fault_ = absl::StrCat("the member ", Quoted(member), " is ", ToAbsl(what));
  }

  bool Has(const Object& object, std::string_view key) const {
    return fault_.empty() && object.at_key(key).error() == simdjson::SUCCESS;
  }

  // The member of a type; `what` says what it is if it is not of that type.
  template <typename Type>
  Type Get(const Object& object, std::string_view key, std::string_view what) {
    Type value{};
    if (!fault_.empty()) return value;
    const simdjson::error_code error = object.at_key(key).get(value);
    if (error == simdjson::SUCCESS) return value;
    Fail(key, error == simdjson::NO_SUCH_FIELD ? "missing" : what);
    return Type{};
  }

  Object Member(const Object& object, std::string_view key) {
    return Get<Object>(object, key, "no object");
  }

  std::string Text(const Object& object, std::string_view key) {
    return std::string(Get<std::string_view>(object, key, "no text"));
  }

  int64_t Number(const Object& object, std::string_view key) {
    const auto number = Get<int64_t>(object, key, "no number");
    if (number < 0) Fail(key, "below zero");
    return number;
  }

  template <typename Type>
  std::vector<Type> Array(const Object& object, std::string_view key,
                          std::string_view what) {
    std::vector<Type> values;
    const auto array = Get<simdjson::dom::array>(object, key, what);
    if (!fault_.empty()) return values;
    for (const simdjson::dom::element element : array) {
      values.emplace_back();
      if (element.get(values.back()) != simdjson::SUCCESS) {
        Fail(key, what);
        return {};
      }
    }
    return values;
  }

  std::string Digest(const Object& object, std::string_view key) {
    constexpr size_t kDigits = 32;
    std::string digest = Text(object, key);
    if (digest.size() != kDigits ||
        digest.find_first_not_of("0123456789abcdef") != std::string::npos) {
      Fail(key, "no hash of 32 hexadecimal digits");
    }
    return digest;
  }

  RunManifest::ModelFile ReadModel(const Object& object) {
    RunManifest::ModelFile model;
    model.file = Text(object, "file");
    model.name = Text(object, "name");
    model.version = Text(object, "version");
    model.fingerprint = Text(object, "fingerprint");
    return model;
  }

  ReadResult::File ReadInput(const Object& object) {
    ReadResult::File input;
    input.path = Text(object, "file");
    const std::optional<FileContent> holds =
        ContentNamed(Text(object, "holds"));
    if (!holds.has_value()) {
      Fail("holds", "neither leads, activities nor sets");
    }
    input.holds = holds.value_or(FileContent::kLeads);
    const std::optional<FileFormat> format =
        FormatNamed(Text(object, "format"));
    if (!format.has_value()) Fail("format", "neither csv, jsonl nor messages");
    input.format = format.value_or(FileFormat::kCsv);
    input.bytes = Number(object, "bytes");
    input.xxh3_128 = Digest(object, "xxh3_128");
    input.records = Number(object, "records");
    input.rejected = Number(object, "rejected");
    return input;
  }

  RunManifest::Activities ReadActivities(const Object& object) {
    RunManifest::Activities activities;
    activities.of_scored_leads = Number(object, "of_scored_leads");
    activities.of_rejected_leads = Number(object, "of_rejected_leads");
    activities.of_unknown_leads = Number(object, "of_unknown_leads");
    activities.of_unknown_types = Number(object, "of_unknown_types");
    activities.repeated = Number(object, "repeated");
    activities.later_than_as_of = Number(object, "later_than_as_of");
    return activities;
  }

  RunManifest::Output ReadOutput(const Object& object) {
    RunManifest::Output output;
    output.file = Text(object, "file");
    output.format = Text(object, "format");
    if (!FormatNamed(output.format).has_value()) {
      Fail("format", "neither csv, jsonl nor messages");
    }
    output.reasons = Number(object, "reasons");
    for (const std::string_view column :
         Array<std::string_view>(object, "keep", "no array of texts")) {
      output.keep.emplace_back(column);
    }
    if (Has(object, "sort")) output.sort = Text(object, "sort");
    if (Has(object, "top")) output.top = Number(object, "top");
    output.rows = Number(object, "rows");
    output.bytes = Number(object, "bytes");
    output.xxh3_128 = Digest(object, "xxh3_128");
    return output;
  }

  Shard ReadShard(const Object& object) {
    Shard shard;
    shard.number = Number(object, "number");
    shard.of = Number(object, "of");
    if (shard.number < 1 || shard.number > shard.of) {
      Fail("shard", "none of those that there are");
    }
    return shard;
  }

  std::string fault_;
};

absl::Status NotAManifest(std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("not a manifest of scores: ", ToAbsl(why)));
}

}  // namespace

std::string ToJson(const RunManifest& manifest) {
  std::string json;
  ManifestWriter(&json).Write(manifest);
  json += '\n';
  return json;
}

absl::StatusOr<RunManifest> ParseRunManifest(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS) {
    return NotAManifest("it is no JSON object");
  }
  ManifestReader reader;
  RunManifest manifest = reader.Read(root);
  if (!reader.fault().empty()) return NotAManifest(reader.fault());
  return manifest;
}

std::string ManifestPathOf(const std::string& output) {
  std::error_code error;
  const std::filesystem::path target =
      std::filesystem::canonical(output, error);
  // Without a folder a name stays one, as it does in messages.
  const bool is_link = std::filesystem::is_symlink(output, error);
  return absl::StrCat(is_link && !target.empty() ? target.string() : output,
                      ".manifest.json");
}

absl::StatusOr<RunManifest> ReadManifestOf(const std::string& output) {
  constexpr size_t kMostBytes = size_t{16} << 20;
  const std::string path = ManifestPathOf(output);
  const absl::StatusOr<std::string> json = ReadFile(path, kMostBytes);
  if (!json.ok()) return WithPath(path, json.status());
  absl::StatusOr<RunManifest> manifest = ParseRunManifest(*json);
  if (!manifest.ok()) return WithPath(path, manifest.status());
  return manifest;
}

}  // namespace leadscore::internal
