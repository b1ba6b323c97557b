#include "leadscore/model_file.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"
#include "src/model/checks.h"
#include "src/model/spec_fields.h"
#include "src/proto/spec_conversion.h"
#include "src/proto/text_source.h"
#include "src/proto/wire_check.h"

namespace leadscore {

struct ModelSource::State {
  std::string name;
  std::unique_ptr<internal::TextSource> text;  // Null for other formats.
};

namespace internal {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

// Far more than a model nests, far less than a stack holds.
constexpr int kMaxMessageDepth = 32;

std::string_view NameOr(std::string_view name) {
  return name.empty() ? std::string_view("the model") : name;
}

Diagnostic MakeError(std::string_view name, std::string message,
                     std::string remedy = "") {
  Diagnostic diagnostic;
  diagnostic.file = std::string(name);
  diagnostic.message = std::move(message);
  diagnostic.remedy = std::move(remedy);
  return diagnostic;
}

absl::Status Refuse(Diagnostic diagnostic, Diagnostics* diagnostics) {
  std::string text = absl::StrCat(
      diagnostic.file, diagnostic.file.empty() ? "" : ": ", diagnostic.message);
  diagnostics->push_back(std::move(diagnostic));
  return absl::InvalidArgumentError(std::move(text));
}

// ---- Text ----------------------------------------------------------------

// The part of `text` between two others; empty if they are not there.
std::string Between(const std::string& text, std::string_view before,
                    std::string_view after) {
  const size_t begin = text.find(before);
  if (begin == std::string::npos) return "";
  const size_t from = begin + before.size();
  const size_t end = text.find(after, from);
  return end == std::string::npos ? "" : text.substr(from, end - from);
}

std::vector<std::string_view> FieldNames(const Descriptor& message) {
  std::vector<std::string_view> names;
  for (int i = 0; i < message.field_count(); ++i) {
    names.push_back(message.field(i)->name());
  }
  return names;
}

std::string Join(const std::vector<std::string_view>& names) {
  std::string joined;
  for (std::string_view name : names) {
    if (!joined.empty()) joined += ", ";
    joined += name;
  }
  return joined;
}

// The fields of this name that have an enum, in a message or what it holds; the
// parser does not say which message it means.
void FindEnums(const Descriptor& message, const std::string& field, int depth,
               std::set<const FieldDescriptor*>* found) {
  const FieldDescriptor* own = message.FindFieldByName(field);
  if (own != nullptr && own->enum_type() != nullptr) found->insert(own);
  for (int i = 0; i < message.field_count() && depth < kMaxMessageDepth; ++i) {
    const Descriptor* inner = message.field(i)->message_type();
    if (inner != nullptr) FindEnums(*inner, field, depth + 1, found);
  }
}

std::vector<std::string_view> ValuesOf(const FieldDescriptor& field) {
  std::vector<std::string_view> names;
  for (int i = 0; i < field.enum_type()->value_count(); ++i) {
    const std::string& name = field.enum_type()->value(i)->name();
    if (name.find("UNSPECIFIED") == std::string::npos) names.push_back(name);
  }
  return names;
}

void RewordEnum(const std::string& value, const std::string& field,
                Diagnostic* diagnostic) {
  std::set<const FieldDescriptor*> fields;
  FindEnums(*v1::Model::descriptor(), field, 0, &fields);
  std::set<const google::protobuf::EnumDescriptor*> types;
  for (const FieldDescriptor* found : fields) types.insert(found->enum_type());
  std::vector<std::string_view> candidates;
  std::set<std::string> lists;
  for (const FieldDescriptor* found : fields) {
    const std::vector<std::string_view> names = ValuesOf(*found);
    candidates.insert(candidates.end(), names.begin(), names.end());
    lists.insert(types.size() == 1
                     ? Join(names)
                     : absl::StrCat(Join(names), " in ",
                                    found->containing_type()->name()));
  }
  diagnostic->message = absl::StrCat("unknown value ", Quoted(value), " of ",
                                     field, DidYouMean(value, candidates));
  diagnostic->remedy = absl::StrCat("one of ", absl::StrJoin(lists, "; "));
}

// Says in our words what protobuf's parser says in its own. Returns the word
// that it complains of; empty if it names none.
std::string Reword(const std::string& message, Diagnostic* diagnostic) {
  diagnostic->message = message;
  const std::string type = Between(message, "Message type \"", "\"");
  const std::string field = Between(message, "has no field named \"", "\"");
  const Descriptor* descriptor =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(
          type);
  if (!field.empty() && descriptor != nullptr) {
    const std::vector<std::string_view> names = FieldNames(*descriptor);
    const std::string hint = DidYouMean(field, names);
    diagnostic->message = absl::StrCat("unknown field ", Quoted(field), hint);
    if (hint.empty()) {
      diagnostic->remedy =
          absl::StrCat("a ", descriptor->name(), " has ", Join(names));
    }
    return field;
  }
  const std::string value =
      Between(message, "Unknown enumeration value of \"", "\"");
  if (!value.empty()) {
    RewordEnum(value, Between(message, "for field \"", "\""), diagnostic);
    return value;
  }
  if (message == "Expected identifier, got: ") {
    diagnostic->message = "the model ends within a { ... }";
    diagnostic->remedy = "close it with }";
  } else if (message == "String literals cannot cross line boundaries.") {
    diagnostic->message = "a text whose closing quote is missing";
  } else if (const std::string twice =
                 Between(message, "Non-repeated field \"", "\"");
             !twice.empty()) {
    diagnostic->message =
        absl::StrCat("the field ", Quoted(twice), " is given twice");
    return twice;
  }
  return "";
}

class ErrorCollector : public google::protobuf::io::ErrorCollector {
 public:
  ErrorCollector(std::string_view name, const TextSource& source,
                 Diagnostics* diagnostics)
      : name_(name), source_(source), diagnostics_(diagnostics) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    constexpr int kMostReported = 20;
    if (++count_ > kMostReported) return;
    Diagnostic diagnostic = MakeError(name_, "");
    const std::string word = Reword(message, &diagnostic);
    const bool is_behind_quote =
        source_.LocateToken(line, column, word, &diagnostic);
    if (is_behind_quote && !word.empty()) {
      diagnostic.message = "a quote that ends the text before it";
      diagnostic.remedy =
          "text within a condition stands in single quotes: when: \"lead.x == "
          "'a'\"";
    }
    diagnostics_->push_back(std::move(diagnostic));
  }

 private:
  std::string_view name_;
  const TextSource& source_;
  Diagnostics* diagnostics_;
  int count_ = 0;
};

absl::Status ParseText(std::string_view text, std::string_view name,
                       TextSource* source, v1::Model* proto,
                       Diagnostics* diagnostics) {
  ErrorCollector errors(name, *source, diagnostics);
  TextFormat::Parser parser;
  parser.SetRecursionLimit(kMaxMessageDepth);
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(source->tree());
  google::protobuf::io::ArrayInputStream input(text.data(),
                                               static_cast<int>(text.size()));
  if (parser.Parse(&input, proto)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(ToAbsl(NameOr(name)), " is not a model in the text format"));
}

// ---- JSON and binary -----------------------------------------------------

absl::Status ParseJson(std::string_view text, std::string_view name,
                       v1::Model* proto, Diagnostics* diagnostics) {
  const google::protobuf::util::Status status =
      google::protobuf::util::JsonStringToMessage(
          google::protobuf::StringPiece(text.data(), text.size()), proto);
  if (status.ok()) return absl::OkStatus();
  // The parser shows the place on lines of its own.
  const std::string message(status.message().data(), status.message().size());
  return Refuse(
      MakeError(name, absl::StrCat("not a model in JSON: ",
                                   message.substr(0, message.find('\n')))),
      diagnostics);
}

// The name of a message that has a field this version does not know; empty if
// there is none.
std::string FindUnknownField(const Message& message) {
  const auto* reflection = message.GetReflection();
  if (!reflection->GetUnknownFields(message).empty()) {
    return message.GetDescriptor()->name();
  }
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int count =
        field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      std::string found = FindUnknownField(
          field->is_repeated()
              ? reflection->GetRepeatedMessage(message, field, i)
              : reflection->GetMessage(message, field));
      if (!found.empty()) return found;
    }
  }
  return "";
}

absl::Status ParseBinary(std::string_view bytes, std::string_view name,
                         v1::Model* proto, Diagnostics* diagnostics) {
  const std::string invalid =
      FindInvalidUtf8Field(bytes, v1::Model::descriptor());
  if (!invalid.empty()) {
    return Refuse(
        MakeError(name, absl::StrCat("the text of a field ", Quoted(invalid),
                                     " is not valid UTF-8")),
        diagnostics);
  }
  google::protobuf::io::ArrayInputStream input(bytes.data(),
                                               static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream coded(&input);
  coded.SetRecursionLimit(kMaxMessageDepth);
  if (!proto->ParseFromCodedStream(&coded) || !coded.ConsumedEntireMessage()) {
    return Refuse(MakeError(name,
                            "not a model in the binary format of Protocol "
                            "Buffers",
                            "text models end in .textproto, JSON in .json"),
                  diagnostics);
  }
  const std::string unknown = FindUnknownField(*proto);
  if (!unknown.empty()) {
    return Refuse(MakeError(name,
                            absl::StrCat("a ", unknown,
                                         " has a field that this version does "
                                         "not know"),
                            "the model may be made for a newer version of "
                            "leadscore"),
                  diagnostics);
  }
  return absl::OkStatus();
}

// ---- All formats ---------------------------------------------------------

absl::Status CheckBytes(std::string_view bytes, ModelFormat format,
                        std::string_view name, const ModelFileLimits& limits,
                        Diagnostics* diagnostics) {
  if (bytes.size() > limits.max_model_bytes) {
    const absl::Status refused =
        Refuse(MakeError(name,
                         absl::StrCat("a model of more than ",
                                      limits.max_model_bytes, " bytes"),
                         "put long lists of values into files of lists"),
               diagnostics);
    return absl::ResourceExhaustedError(refused.message());
  }
  if (format == ModelFormat::kBinary) return absl::OkStatus();
  const size_t nul = bytes.find('\0');
  if (nul != std::string_view::npos) {
    return Refuse(
        MakeError(name, absl::StrCat("a NUL byte at byte ", nul + 1),
                  "the file may be binary (.pb, .bin, .binpb) or UTF-16"),
        diagnostics);
  }
  const size_t invalid = FindInvalidUtf8(bytes);
  if (invalid == std::string_view::npos) return absl::OkStatus();
  return Refuse(
      MakeError(name, absl::StrCat("not valid UTF-8 at byte ", invalid + 1),
                "save the file as UTF-8"),
      diagnostics);
}

ModelFormat FormatOf(const std::string& path) {
  const auto ends_with = [&path](std::string_view suffix) {
    return path.size() >= suffix.size() &&
           path.compare(path.size() - suffix.size(), suffix.size(), suffix) ==
               0;
  };
  if (ends_with(".json")) return ModelFormat::kJson;
  for (const char* suffix : {".pb", ".bin", ".binpb"}) {
    if (ends_with(suffix)) return ModelFormat::kBinary;
  }
  return ModelFormat::kText;
}

// The values in the file of a list.
absl::StatusOr<std::vector<std::string>> ReadValues(const std::string& folder,
                                                    const std::string& path,
                                                    size_t max_bytes) {
  LEADSCORE_ASSIGN_OR_RETURN(const std::string bytes,
                             ReadFileBelow(folder, path, max_bytes));
  std::vector<std::string> values;
  int line = 0;
  for (std::string_view rest = bytes; !rest.empty();) {
    ++line;
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!IsValidUtf8(text)) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", line, " of the file is not valid UTF-8"));
    }
    const std::string_view value = TrimWhitespace(text);
    if (!value.empty() && value.front() != '#') values.emplace_back(value);
  }
  return values;
}

// Whether some text in a spec is not UTF-8.
template <typename T>
bool HasInvalidUtf8(const T& value) {
  bool found = false;
  if constexpr (kIsSpec<T>) {
    SpecFields<T>::Visit(value, [&found](const char*, const auto& member) {
      found = found || HasInvalidUtf8(member);
    });
  } else if constexpr (kIsVector<T>) {
    for (const auto& element : value) found = found || HasInvalidUtf8(element);
  } else if constexpr (kIsOptional<T>) {
    found = value.has_value() && HasInvalidUtf8(*value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    found = !IsValidUtf8(value);
  }
  return found;
}

}  // namespace
}  // namespace internal

ModelSource::ModelSource() = default;
ModelSource::~ModelSource() = default;
ModelSource::ModelSource(ModelSource&&) noexcept = default;
ModelSource& ModelSource::operator=(ModelSource&&) noexcept = default;
ModelSource::ModelSource(std::unique_ptr<State> state)
    : state_(std::move(state)) {}

void ModelSource::Locate(Diagnostic* diagnostic) const {
  if (state_ == nullptr) return;
  if (diagnostic->file.empty()) diagnostic->file = state_->name;
  if (state_->text != nullptr && diagnostic->line == 0) {
    state_->text->Locate(v1::Model::descriptor(), diagnostic);
  }
}

absl::StatusOr<ModelSpec> ParseModel(std::string_view bytes, ModelFormat format,
                                     std::string_view name,
                                     const ModelFileLimits& limits,
                                     Diagnostics* diagnostics,
                                     ModelSource* source) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (format != ModelFormat::kBinary &&
      bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  LEADSCORE_RETURN_IF_ERROR(
      internal::CheckBytes(bytes, format, name, limits, diagnostics));
  auto state = std::make_unique<ModelSource::State>();
  state->name = std::string(name);
  v1::Model proto;
  switch (format) {
    case ModelFormat::kText:
      state->text = std::make_unique<internal::TextSource>(bytes);
      LEADSCORE_RETURN_IF_ERROR(internal::ParseText(
          bytes, name, state->text.get(), &proto, diagnostics));
      break;
    case ModelFormat::kJson:
      LEADSCORE_RETURN_IF_ERROR(
          internal::ParseJson(bytes, name, &proto, diagnostics));
      break;
    case ModelFormat::kBinary:
      LEADSCORE_RETURN_IF_ERROR(
          internal::ParseBinary(bytes, name, &proto, diagnostics));
      break;
  }
  ModelSource made(std::move(state));
  Diagnostics found;
  ModelSpec spec = internal::SpecFromProto(proto, &found);
  // Bytes are UTF-8, but the escapes of a text may not be.
  const ModelLimits model_limits;
  internal::CheckContext context(model_limits, &found);
  internal::CheckUtf8(context, spec);
  for (Diagnostic& diagnostic : found) made.Locate(&diagnostic);
  if (source != nullptr) *source = std::move(made);
  if (found.empty()) return spec;
  const std::string first =
      absl::StrCat(found[0].PathText(), ": ", found[0].message);
  diagnostics->insert(diagnostics->end(), found.begin(), found.end());
  return absl::InvalidArgumentError(first);
}

absl::Status ReadListFiles(const std::string& folder,
                           const ModelFileLimits& limits, ModelSpec* spec,
                           Diagnostics* diagnostics) {
  absl::Status first_error;
  for (size_t i = 0; i < spec->lists.size(); ++i) {
    ListSpec& list = spec->lists[i];
    if (list.file.empty()) continue;
    absl::StatusOr<std::vector<std::string>> values =
        internal::ReadValues(folder, list.file, limits.max_list_file_bytes);
    if (values.ok()) {
      list.file_values = *std::move(values);
      continue;
    }
    Diagnostic diagnostic;
    diagnostic.path = {PathStep{"lists", static_cast<int>(i), list.name},
                       PathStep{"file", -1, ""}};
    diagnostic.message = std::string(values.status().message());
    diagnostic.remedy =
        "files of lists stand below the folder of the model, named from there";
    diagnostics->push_back(std::move(diagnostic));
    if (first_error.ok()) first_error = values.status();
  }
  return first_error;
}

absl::StatusOr<ModelSpec> LoadModelFile(const std::string& path,
                                        const ModelFileLimits& limits,
                                        Diagnostics* diagnostics,
                                        ModelSource* source) {
  absl::StatusOr<std::string> bytes =
      internal::ReadFile(path, limits.max_model_bytes);
  if (!bytes.ok()) {
    diagnostics->push_back(
        internal::MakeError(path, std::string(bytes.status().message())));
    return absl::Status(bytes.status().code(),
                        absl::StrCat(path, ": ", bytes.status().message()));
  }
  ModelSource local;
  ModelSource* const used = source != nullptr ? source : &local;
  LEADSCORE_ASSIGN_OR_RETURN(
      ModelSpec spec, ParseModel(*bytes, internal::FormatOf(path), path, limits,
                                 diagnostics, used));
  Diagnostics found;
  const absl::Status status =
      ReadListFiles(internal::FolderOf(path), limits, &spec, &found);
  for (Diagnostic& diagnostic : found) used->Locate(&diagnostic);
  diagnostics->insert(diagnostics->end(), found.begin(), found.end());
  if (!status.ok()) return status;
  return spec;
}

absl::StatusOr<Model> LoadModel(const std::string& path,
                                Diagnostics* diagnostics,
                                const ModelFileLimits& file_limits,
                                const ModelLimits& limits,
                                ModelSource* source) {
  Diagnostics unread;
  if (diagnostics == nullptr) diagnostics = &unread;
  ModelSource unused;
  if (source == nullptr) source = &unused;
  LEADSCORE_ASSIGN_OR_RETURN(
      const ModelSpec spec,
      LoadModelFile(path, file_limits, diagnostics, source));
  const size_t num_before = diagnostics->size();
  absl::StatusOr<Model> model = Model::Create(spec, diagnostics, limits);
  for (size_t i = num_before; i < diagnostics->size(); ++i) {
    source->Locate(&(*diagnostics)[i]);
  }
  return model;
}

absl::StatusOr<std::string> SerializeModel(const ModelSpec& spec,
                                           ModelFormat format) {
  if (internal::HasInvalidUtf8(spec)) {
    return absl::InvalidArgumentError("the model has text that is not UTF-8");
  }
  const v1::Model proto = internal::SpecToProto(spec);
  std::string bytes;
  switch (format) {
    case ModelFormat::kText: {
      google::protobuf::TextFormat::Printer printer;
      printer.SetUseUtf8StringEscaping(true);
      if (!printer.PrintToString(proto, &bytes)) {
        return absl::InternalError("the model could not be written as text");
      }
      return "# proto-message: leadscore.v1.Model\n" + bytes;
    }
    case ModelFormat::kJson: {
      google::protobuf::util::JsonPrintOptions options;
      options.add_whitespace = true;
      options.preserve_proto_field_names = true;
      const auto status =
          google::protobuf::util::MessageToJsonString(proto, &bytes, options);
      if (!status.ok()) {
        return absl::InternalError("the model could not be written as JSON");
      }
      return bytes;
    }
    case ModelFormat::kBinary:
      break;
  }
  if (!proto.SerializeToString(&bytes)) {
    return absl::InternalError("the model could not be written");
  }
  return bytes;
}

}  // namespace leadscore
