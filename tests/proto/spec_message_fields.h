// Whether a spec and its message have the same fields.

#ifndef LEADSCORE_TESTS_PROTO_SPEC_MESSAGE_FIELDS_H_
#define LEADSCORE_TESTS_PROTO_SPEC_MESSAGE_FIELDS_H_

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "src/model/spec_visitor.h"

namespace leadscore::testing {

// The names of the fields of a struct, and of those within it.
template <typename Spec>
void CheckFields(const Spec& spec, const google::protobuf::Descriptor& proto);

template <typename T>
void CheckMember(const T& member,
                 const google::protobuf::FieldDescriptor* field,
                 const std::string& name) {
  if constexpr (internal::SpecFields<T>::kExists) {
    ASSERT_NE(field, nullptr) << name;
    CheckFields(member, *field->message_type());
  }
}
template <typename T>
void CheckMember(const std::vector<T>& member,
                 const google::protobuf::FieldDescriptor* field,
                 const std::string& name) {
  CheckMember(member.empty() ? T() : member[0], field, name);
}
template <typename T>
void CheckMember(const std::optional<T>& member,
                 const google::protobuf::FieldDescriptor* field,
                 const std::string& name) {
  CheckMember(member.value_or(T()), field, name);
}

template <typename Spec>
void CheckFields(const Spec& spec, const google::protobuf::Descriptor& proto) {
  int fields = 0;
  internal::SpecFields<Spec>::Visit(
      spec, [&](const char* name, const auto& member) {
        // Only what was read from other files is not in the message.
        const std::string text = name;
        if (text == "file_values" || text == "file_holidays") return;
        ++fields;
        const auto* field = proto.FindFieldByName(name);
        EXPECT_NE(field, nullptr) << proto.name() << "." << name;
        CheckMember(member, field, name);
      });
  EXPECT_EQ(fields, proto.field_count()) << proto.name();
}

}  // namespace leadscore::testing

#endif  // LEADSCORE_TESTS_PROTO_SPEC_MESSAGE_FIELDS_H_
