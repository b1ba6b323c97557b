#include "src/proto/message_file.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/core/file.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/proto/text_source.h"
#include "src/proto/wire_check.h"

namespace leadscore {

struct ModelSource::State {
  std::string name;
  const google::protobuf::Descriptor* root = nullptr;
  std::unique_ptr<internal::TextSource> text;  // Null for other formats.
};

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
    state_->text->Locate(state_->root, diagnostic);
  }
}

namespace internal {

Diagnostic MakeError(std::string_view name, std::string message,
                     std::string remedy) {
  Diagnostic diagnostic;
  diagnostic.file = std::string(name);
  diagnostic.message = std::move(message);
  diagnostic.remedy = std::move(remedy);
  return diagnostic;
}

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;

// Far more than a model nests, far less than a stack holds.
constexpr int kMaxMessageDepth = 32;

// What is read, in words.
class Noun {
 public:
  explicit Noun(const Message& message)
      : root_(*message.GetDescriptor()),
        word_(root_.name() == "Model" ? "model" : "policy") {}

  const Descriptor& root() const { return root_; }
  const std::string& word() const { return word_; }

 private:
  const Descriptor& root_;
  std::string word_;
};

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

void RewordEnum(const Noun& noun, const std::string& value,
                const std::string& field, Diagnostic* diagnostic) {
  std::set<const FieldDescriptor*> fields;
  FindEnums(noun.root(), field, 0, &fields);
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
std::string Reword(const Noun& noun, const std::string& message,
                   Diagnostic* diagnostic) {
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
    RewordEnum(noun, value, Between(message, "for field \"", "\""), diagnostic);
    return value;
  }
  if (message == "Expected identifier, got: ") {
    diagnostic->message =
        absl::StrCat("the ", noun.word(), " ends within a { ... }");
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
  ErrorCollector(const Noun& noun, std::string_view name,
                 const TextSource& source, Diagnostics* diagnostics)
      : noun_(noun), name_(name), source_(source), diagnostics_(diagnostics) {}

  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string& message) override {
    constexpr int kMostReported = 20;
    if (++count_ > kMostReported) return;
    Diagnostic diagnostic = MakeError(name_, "");
    const std::string word = Reword(noun_, message, &diagnostic);
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
  const Noun& noun_;
  std::string_view name_;
  const TextSource& source_;
  Diagnostics* diagnostics_;
  int count_ = 0;
};

absl::Status ParseText(std::string_view text, std::string_view name,
                       TextSource* source, const Noun& noun, Message* proto,
                       Diagnostics* diagnostics) {
  ErrorCollector errors(noun, name, *source, diagnostics);
  TextFormat::Parser parser;
  parser.SetRecursionLimit(kMaxMessageDepth);
  parser.RecordErrorsTo(&errors);
  parser.WriteLocationsTo(source->tree());
  google::protobuf::io::ArrayInputStream input(text.data(),
                                               static_cast<int>(text.size()));
  if (parser.Parse(&input, proto)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      name.empty() ? absl::StrCat("the ", noun.word()) : std::string(name),
      " is not a ", noun.word(), " in the text format"));
}

// ---- JSON and binary -----------------------------------------------------

absl::Status ParseJson(std::string_view text, std::string_view name,
                       const Noun& noun, Message* proto,
                       Diagnostics* diagnostics) {
  const google::protobuf::util::Status status =
      google::protobuf::util::JsonStringToMessage(
          google::protobuf::StringPiece(text.data(), text.size()), proto);
  if (status.ok()) return absl::OkStatus();
  // The parser shows the place on lines of its own.
  const std::string message(status.message().data(), status.message().size());
  return Refuse(
      MakeError(name, absl::StrCat("not a ", noun.word(), " in JSON: ",
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
                         const Noun& noun, Message* proto,
                         Diagnostics* diagnostics) {
  const WireFinding wire = CheckWire(bytes, &noun.root());
  if (!wire.invalid_field.empty()) {
    return Refuse(MakeError(name, absl::StrCat("the text of a field ",
                                               Quoted(wire.invalid_field),
                                               " is not valid UTF-8")),
                  diagnostics);
  }
  google::protobuf::io::ArrayInputStream input(bytes.data(),
                                               static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream coded(&input);
  coded.SetRecursionLimit(kMaxMessageDepth);
  if (wire.is_malformed || !proto->ParseFromCodedStream(&coded) ||
      !coded.ConsumedEntireMessage()) {
    return Refuse(MakeError(name,
                            absl::StrCat("not a ", noun.word(),
                                         " in the binary format of Protocol "
                                         "Buffers"),
                            "text ends in .textproto, JSON in .json"),
                  diagnostics);
  }
  const std::string unknown = FindUnknownField(*proto);
  if (!unknown.empty()) {
    return Refuse(MakeError(name,
                            absl::StrCat("a ", unknown,
                                         " has a field that this version does "
                                         "not know"),
                            absl::StrCat("the ", noun.word(),
                                         " may be made for a newer version of "
                                         "leadscore")),
                  diagnostics);
  }
  return absl::OkStatus();
}

// ---- All formats ---------------------------------------------------------

absl::Status CheckBytes(std::string_view bytes, ModelFormat format,
                        std::string_view name, size_t max_bytes,
                        const Noun& noun, Diagnostics* diagnostics) {
  if (bytes.size() > max_bytes) {
    const absl::Status refused =
        Refuse(MakeError(name,
                         absl::StrCat("a ", noun.word(), " of more than ",
                                      max_bytes, " bytes"),
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

}  // namespace

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

absl::StatusOr<ModelSource> ParseMessage(std::string_view bytes,
                                         ModelFormat format,
                                         std::string_view name,
                                         size_t max_bytes, Message* message,
                                         Diagnostics* diagnostics) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (format != ModelFormat::kBinary &&
      bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    bytes.remove_prefix(kByteOrderMark.size());
  }
  const Noun noun(*message);
  LEADSCORE_RETURN_IF_ERROR(
      CheckBytes(bytes, format, name, max_bytes, noun, diagnostics));
  auto state = std::make_unique<ModelSource::State>();
  state->name = std::string(name);
  state->root = message->GetDescriptor();
  switch (format) {
    case ModelFormat::kText:
      state->text = std::make_unique<TextSource>(bytes);
      LEADSCORE_RETURN_IF_ERROR(ParseText(bytes, name, state->text.get(), noun,
                                          message, diagnostics));
      break;
    case ModelFormat::kJson:
      LEADSCORE_RETURN_IF_ERROR(
          ParseJson(bytes, name, noun, message, diagnostics));
      break;
    case ModelFormat::kBinary:
      LEADSCORE_RETURN_IF_ERROR(
          ParseBinary(bytes, name, noun, message, diagnostics));
      break;
  }
  return ModelSource(std::move(state));
}

absl::StatusOr<std::string> ReadMessageFile(const std::string& path,
                                            size_t max_bytes,
                                            Diagnostics* diagnostics) {
  absl::StatusOr<std::string> bytes = ReadFile(path, max_bytes);
  if (bytes.ok()) return bytes;
  diagnostics->push_back(
      MakeError(path, std::string(bytes.status().message())));
  return absl::Status(bytes.status().code(),
                      absl::StrCat(path, ": ", bytes.status().message()));
}

void AddLocated(const ModelSource& source, Diagnostics found,
                Diagnostics* diagnostics) {
  for (Diagnostic& diagnostic : found) {
    source.Locate(&diagnostic);
    diagnostics->push_back(std::move(diagnostic));
  }
}

absl::Status TakeFound(const ModelSource& source, Diagnostics found,
                       Diagnostics* diagnostics) {
  if (found.empty()) return absl::OkStatus();
  const std::string first =
      absl::StrCat(found[0].PathText(), ": ", found[0].message);
  AddLocated(source, std::move(found), diagnostics);
  return absl::InvalidArgumentError(first);
}

absl::StatusOr<std::string> SerializeMessage(const Message& message,
                                             ModelFormat format) {
  std::string bytes;
  const std::string word = Noun(message).word();
  switch (format) {
    case ModelFormat::kText: {
      TextFormat::Printer printer;
      printer.SetUseUtf8StringEscaping(true);
      if (!printer.PrintToString(message, &bytes)) {
        return absl::InternalError(
            absl::StrCat("the ", word, " could not be written as text"));
      }
      return absl::StrCat("# proto-message: ",
                          message.GetDescriptor()->full_name(), "\n", bytes);
    }
    case ModelFormat::kJson: {
      google::protobuf::util::JsonPrintOptions options;
      options.add_whitespace = true;
      options.preserve_proto_field_names = true;
      const auto status =
          google::protobuf::util::MessageToJsonString(message, &bytes, options);
      if (!status.ok()) {
        return absl::InternalError(
            absl::StrCat("the ", word, " could not be written as JSON"));
      }
      return bytes;
    }
    case ModelFormat::kBinary:
      break;
  }
  if (!message.SerializeToString(&bytes)) {
    return absl::InternalError(
        absl::StrCat("the ", word, " could not be written"));
  }
  return bytes;
}

}  // namespace internal
}  // namespace leadscore
