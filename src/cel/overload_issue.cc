#include "src/cel/overload_issue.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "src/cel/functions.h"
#include "src/core/std_absl.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

Issue IssueAt(const Expr& call, std::string message, std::string remedy = "") {
  return Issue{call.token_begin, call.token_end, std::move(message),
               std::move(remedy)};
}

// How an operator is written; empty for other functions.
std::string_view OperatorToken(std::string_view name) {
  if (name == "@in") return "in";
  if (name == "_[_]") return "[ ]";
  if (name == "-_") return "-";
  if (name == "!_") return "!";
  if (name.size() > 2 && name.front() == '_') {
    return name.substr(1, name.size() - 2);
  }
  return {};
}

std::string OperatorRemedy(std::string_view token,
                           const std::vector<Type>& args) {
  const auto is_pair = [&args](Kind one, Kind other) {
    return (args[0].is(one) && args[1].is(other)) ||
           (args[0].is(other) && args[1].is(one));
  };
  if (token == "in" && args[1].is(Kind::kString)) {
    return "whether a text is part of another is asked by contains()";
  }
  if (token == "in") return "";
  if (is_pair(Kind::kInt, Kind::kDouble) || is_pair(Kind::kInt, Kind::kUint) ||
      is_pair(Kind::kUint, Kind::kDouble)) {
    return "convert one of them, as in double(lead.count)";
  }
  if (is_pair(Kind::kBool, Kind::kString)) {
    return "write true and false without quotes";
  }
  for (Kind kind : {Kind::kInt, Kind::kDouble, Kind::kUint}) {
    if (is_pair(Kind::kString, kind)) {
      return "write the number without quotes, or declare the attribute as "
             "a number";
    }
  }
  if (is_pair(Kind::kTimestamp, Kind::kString)) {
    return "write timestamp('2026-11-20T00:00:00Z')";
  }
  if (is_pair(Kind::kDuration, Kind::kInt)) {
    return "write days(30) for 30 days";
  }
  return "";
}

Issue WrongArguments(const Expr& expr, const std::vector<Type>& args) {
  const auto type_name = [](std::string* out, const Type& type) {
    out->append(type.ToString());
  };
  const auto signature = [&](const Overload& overload) {
    const auto begin = overload.params.begin() + (overload.is_member ? 1 : 0);
    return absl::StrCat(
        overload.is_member ? overload.params[0].ToString() + "." : "",
        expr.name, "(",
        absl::StrJoin(begin, overload.params.end(), ", ", type_name), ")");
  };
  constexpr size_t kMostShown = 4;
  std::vector<std::string> known;
  for (const Overload& overload : expr.function->overloads) {
    if (known.size() < kMostShown) known.push_back(signature(overload));
  }
  Overload found{expr.is_member, args, Type()};
  return IssueAt(expr,
                 absl::StrCat(Quoted(expr.name), " cannot be called as ",
                              signature(found)),
                 known.empty()
                     ? "it takes numbers, or one list of numbers"
                     : "it is called as " + absl::StrJoin(known, " or "));
}

}  // namespace

std::string WithArticle(const Type& type) {
  const std::string name = type.ToString();
  return absl::StrCat(name[0] == 'i' ? "an " : "a ", name);
}

Issue NoOverloadIssue(const Expr& expr, const std::vector<Type>& args) {
  const std::string_view token = OperatorToken(expr.name);
  const bool has_null =
      std::any_of(args.begin(), args.end(),
                  [](const Type& type) { return type.is(Kind::kNull); });
  const auto type_name = [](std::string* out, const Type& type) {
    out->append(type.ToString());
  };
  if (token.empty()) {
    return WrongArguments(expr, args);
  }
  if (has_null && args.size() == 2) {
    return IssueAt(
        expr, absl::StrCat("\"", ToAbsl(token), "\" cannot compare with null"),
        "whether a value is there is asked by has(lead.name)");
  }
  if (args.size() == 1) {
    return IssueAt(expr,
                   absl::StrCat("\"", ToAbsl(token), "\" cannot be applied to ",
                                WithArticle(args[0])));
  }
  if (token == "[ ]") {
    return IssueAt(expr,
                   absl::StrCat(WithArticle(args[0]), " cannot be indexed by ",
                                WithArticle(args[1])));
  }
  return IssueAt(expr,
                 absl::StrCat("\"", ToAbsl(token), "\" cannot be applied to ",
                              absl::StrJoin(args, " and ", type_name)),
                 OperatorRemedy(token, args));
}

}  // namespace leadscore::internal::cel
