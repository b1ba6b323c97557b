#include "src/proto/spec_conversion.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "src/core/time_text.h"
#include "src/model/spec_fields.h"
#include "src/sla/spec_fields.h"

namespace leadscore::internal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// The name by which a path speaks of an element of a repeated field.
std::string ElementName(const Message& element) {
  for (const char* name : {"name", "type", "label"}) {
    const FieldDescriptor* field =
        element.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr &&
        field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      return element.GetReflection()->GetString(element, field);
    }
  }
  return "";
}

// ---- From proto ----------------------------------------------------------

class ProtoReader {
 public:
  explicit ProtoReader(Diagnostics* diagnostics) : diagnostics_(diagnostics) {}

  template <typename Spec>
  void ReadMessage(const Message& message, Spec* spec) {
    SpecFields<Spec>::Visit(*spec, [&](const char* name, auto& member) {
      const FieldDescriptor* field =
          message.GetDescriptor()->FindFieldByName(name);
      // Only what was read from the files of lists is not in the message.
      if (field == nullptr) return;
      const Reflection* reflection = message.GetReflection();
      if (!field->is_repeated() && field->has_presence() &&
          !reflection->HasField(message, field)) {
        return;
      }
      path_.push_back(PathStep{name, -1, ""});
      Read(message, *reflection, *field, &member);
      path_.pop_back();
    });
  }

 private:
  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, std::string* value) {
    *value = reflection.GetString(message, &field);
  }

  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, bool* value) {
    *value = reflection.GetBool(message, &field);
  }

  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, int* value) {
    *value = reflection.GetInt32(message, &field);
  }

  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, double* value) {
    *value = reflection.GetDouble(message, &field);
  }

  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, absl::Duration* value) {
    const std::string text = reflection.GetString(message, &field);
    if (text.empty()) return;
    absl::StatusOr<absl::Duration> duration = ParseDuration(text);
    if (duration.ok()) {
      *value = *duration;
      return;
    }
    const std::string problem(duration.status().message());
    const size_t semicolon = problem.find("; ");
    Report(problem.substr(0, semicolon), semicolon == std::string::npos
                                             ? "use a shorter one"
                                             : problem.substr(semicolon + 2));
  }

  template <typename Enum, std::enable_if_t<std::is_enum_v<Enum>, int> = 0>
  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, Enum* value) {
    TakeEnum(reflection.GetEnumValue(message, &field), field, value);
  }

  template <typename Enum, std::enable_if_t<std::is_enum_v<Enum>, int> = 0>
  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, std::vector<Enum>* values) {
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      path_.back().index = i;
      values->emplace_back();
      TakeEnum(reflection.GetRepeatedEnumValue(message, &field, i), field,
               &values->back());
    }
  }

  template <typename T>
  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, std::optional<T>* value) {
    if constexpr (std::is_same_v<T, absl::Duration>) {
      if (reflection.GetString(message, &field).empty()) return;
    }
    Read(message, reflection, field, &value->emplace());
  }

  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, std::vector<std::string>* values) {
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      values->push_back(reflection.GetRepeatedString(message, &field, i));
    }
  }

  template <typename Spec, std::enable_if_t<kIsSpec<Spec>, int> = 0>
  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, std::vector<Spec>* specs) {
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
      const Message& element =
          reflection.GetRepeatedMessage(message, &field, i);
      path_.back().index = i;
      path_.back().name = ElementName(element);
      specs->emplace_back();
      ReadMessage(element, &specs->back());
    }
  }

  template <typename Spec, std::enable_if_t<kIsSpec<Spec>, int> = 0>
  void Read(const Message& message, const Reflection& reflection,
            const FieldDescriptor& field, Spec* spec) {
    ReadMessage(reflection.GetMessage(message, &field), spec);
  }

  template <typename Enum>
  void TakeEnum(int number, const FieldDescriptor& field, Enum* value) {
    if (field.enum_type()->FindValueByNumber(number) == nullptr) {
      Report(absl::StrCat("the unknown value ", number),
             "the file may be made for a newer version of leadscore");
      return;
    }
    *value = static_cast<Enum>(number);
  }

  void Report(std::string message, std::string remedy) {
    Diagnostic diagnostic;
    diagnostic.path = path_;
    diagnostic.message = std::move(message);
    diagnostic.remedy = std::move(remedy);
    diagnostics_->push_back(std::move(diagnostic));
  }

  Diagnostics* diagnostics_;
  std::vector<PathStep> path_;
};

// ---- To proto ------------------------------------------------------------

template <typename Spec>
void WriteMessage(const Spec& spec, Message* message);

void Write(const std::string& value, const FieldDescriptor& field,
           Message* message) {
  message->GetReflection()->SetString(message, &field, value);
}

void Write(bool value, const FieldDescriptor& field, Message* message) {
  message->GetReflection()->SetBool(message, &field, value);
}

void Write(int value, const FieldDescriptor& field, Message* message) {
  message->GetReflection()->SetInt32(message, &field, value);
}

void Write(double value, const FieldDescriptor& field, Message* message) {
  message->GetReflection()->SetDouble(message, &field, value);
}

void Write(absl::Duration value, const FieldDescriptor& field,
           Message* message) {
  message->GetReflection()->SetString(message, &field, DurationText(value));
}

template <typename Enum, std::enable_if_t<std::is_enum_v<Enum>, int> = 0>
void Write(Enum value, const FieldDescriptor& field, Message* message) {
  message->GetReflection()->SetEnumValue(message, &field,
                                         static_cast<int>(value));
}

template <typename Enum, std::enable_if_t<std::is_enum_v<Enum>, int> = 0>
void Write(const std::vector<Enum>& values, const FieldDescriptor& field,
           Message* message) {
  for (Enum value : values) {
    message->GetReflection()->AddEnumValue(message, &field,
                                           static_cast<int>(value));
  }
}

void Write(const std::vector<std::string>& values, const FieldDescriptor& field,
           Message* message) {
  for (const std::string& value : values) {
    message->GetReflection()->AddString(message, &field, value);
  }
}

template <typename Spec, std::enable_if_t<kIsSpec<Spec>, int> = 0>
void Write(const Spec& spec, const FieldDescriptor& field, Message* message) {
  WriteMessage(spec, message->GetReflection()->MutableMessage(message, &field));
}

template <typename Spec, std::enable_if_t<kIsSpec<Spec>, int> = 0>
void Write(const std::vector<Spec>& specs, const FieldDescriptor& field,
           Message* message) {
  for (const Spec& spec : specs) {
    WriteMessage(spec, message->GetReflection()->AddMessage(message, &field));
  }
}

template <typename T>
void Write(const std::optional<T>& value, const FieldDescriptor& field,
           Message* message) {
  if (value.has_value()) Write(*value, field, message);
}

// Whether a member is as it would be read back from its absence.
template <typename T>
bool IsDefault(const T& value, [[maybe_unused]] std::string_view name) {
  if constexpr (kIsSpec<T>) {
    bool is_default = true;
    SpecFields<T>::Visit(value, [&](const char* inner, const auto& member) {
      is_default = is_default && IsDefault(member, inner);
    });
    return is_default;
  } else if constexpr (std::is_same_v<T, double>) {
    return value == (name == "weight" ? 1.0 : 0.0);
  } else if constexpr (std::is_same_v<T, absl::Duration>) {
    return value == absl::ZeroDuration();
  } else if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    return value == T();
  } else if constexpr (kIsOptional<T>) {
    return !value.has_value();
  } else {
    return value.empty();  // Text or a vector.
  }
}

template <typename Spec>
void WriteMessage(const Spec& spec, Message* message) {
  SpecFields<Spec>::Visit(spec, [&](const char* name, const auto& member) {
    const FieldDescriptor* field =
        message->GetDescriptor()->FindFieldByName(name);
    if (field != nullptr && !IsDefault(member, name)) {
      Write(member, *field, message);
    }
  });
}

}  // namespace

SlaPolicySpec SpecFromProto(const v1::SlaPolicy& proto,
                            Diagnostics* diagnostics) {
  SlaPolicySpec spec;
  ProtoReader(diagnostics).ReadMessage(proto, &spec);
  return spec;
}

v1::SlaPolicy SpecToProto(const SlaPolicySpec& spec) {
  v1::SlaPolicy proto;
  WriteMessage(spec, &proto);
  return proto;
}

ModelSpec SpecFromProto(const v1::Model& proto, Diagnostics* diagnostics) {
  ModelSpec spec;
  ProtoReader(diagnostics).ReadMessage(proto, &spec);
  return spec;
}

v1::Model SpecToProto(const ModelSpec& spec) {
  v1::Model proto;
  WriteMessage(spec, &proto);
  return proto;
}

}  // namespace leadscore::internal
