#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "re2/re2.h"
#include "src/cel/function_groups.h"
#include "src/core/text.h"

namespace leadscore::internal::cel {
namespace {

Value Size(Args args, CallContext& context) {
  const auto count = [](size_t size) {
    return Value::Int(static_cast<int64_t>(size));
  };
  switch (args[0].kind()) {
    case Kind::kString:
      if (!context.budget.SpendText(args[0].as_string().size())) {
        return OutOfBudget();
      }
      return count(CountCodePoints(args[0].as_string()));
    case Kind::kBytes:
      return count(args[0].as_string().size());
    case Kind::kList:
      return count(args[0].as_list().size());
    case Kind::kMap:
      return count(args[0].as_map().size());
    default:
      return NoOverload();
  }
}

template <bool (*holds)(std::string_view, std::string_view)>
Value TextTest(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kString})) return NoOverload();
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  return Value::Bool(holds(args[0].as_string(), args[1].as_string()));
}

bool ContainsText(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool StartsWithText(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool EndsWithText(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() &&
         text.substr(text.size() - suffix.size()) == suffix;
}

Value Matches(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kString})) return NoOverload();
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  std::shared_ptr<const re2::RE2> regex = context.call.regex;
  if (regex == nullptr) {
    // Compiling a pattern that is known only now costs more than matching it.
    constexpr int64_t kCompileSteps = 10'000;
    if (!context.budget.Spend(kCompileSteps)) return OutOfBudget();
    regex = CompileRegex(args[1].as_string(), context.limits);
  }
  if (regex == nullptr) return Value::MakeError(ErrorCode::kInvalidRegex);
  const std::string_view text = args[0].as_string();
  return Value::Bool(re2::RE2::PartialMatch(
      re2::StringPiece(text.data(), text.size()), *regex));
}

// "a,b".split(",") is ["a", "b"]; an empty separator splits characters; a
// limit bounds the number of parts, the last of which keeps the rest.
Value Split(Args args, CallContext& context) {
  if (args.size() < 2 || !args[0].is(Kind::kString) ||
      !args[1].is(Kind::kString) ||
      (args.size() == 3 && !args[2].is(Kind::kInt))) {
    return NoOverload();
  }
  std::string_view rest = args[0].as_string();
  const std::string_view separator = args[1].as_string();
  int64_t limit = args.size() == 3 ? args[2].as_int() : -1;
  std::vector<Value> parts;
  if (limit == 0) return Value::List({});
  while (limit < 0 || --limit > 0) {
    if (!context.budget.SpendText(64)) return OutOfBudget();
    size_t end = rest.find(separator);
    if (separator.empty()) {
      end = 0;
      if (!rest.empty()) NextCodePoint(rest, &end);
      if (end == rest.size()) break;
    } else if (end == std::string_view::npos) {
      break;
    }
    parts.push_back(Value::String(std::string(rest.substr(0, end))));
    rest.remove_prefix(end + separator.size());
  }
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  if (!separator.empty() || !args[0].as_string().empty()) {
    parts.push_back(Value::String(std::string(rest)));
  }
  return Value::List(std::move(parts));
}

// ---- Characters ----------------------------------------------------------
//
// Positions count code points, from 0; they are errors outside the text.

// The byte at which a code point begins, text.size() for the one behind the
// last; nothing beyond.
std::optional<size_t> FindCodePoint(std::string_view text, int64_t index) {
  if (index < 0) return std::nullopt;
  size_t pos = 0;
  for (; index > 0 && pos < text.size(); --index) NextCodePoint(text, &pos);
  return index == 0 ? std::optional<size_t>(pos) : std::nullopt;
}

Value CountBefore(std::string_view text, size_t end) {
  return Value::Int(static_cast<int64_t>(CountCodePoints(text.substr(0, end))));
}

Value Text(std::string_view text) { return Value::String(std::string(text)); }

// Behind the last character stands "".
Value CharAt(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kInt})) return NoOverload();
  const std::string_view text = args[0].as_string();
  if (!context.budget.SpendText(text.size())) return OutOfBudget();
  const auto begin = FindCodePoint(text, args[1].as_int());
  if (!begin.has_value()) return OutOfRange();
  size_t end = *begin;
  if (end < text.size()) NextCodePoint(text, &end);
  return Text(text.substr(*begin, end - *begin));
}

// The first place of a text in another, from a position on; -1 if there is
// none.
Value IndexOf(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kString}) &&
      !Are(args, {Kind::kString, Kind::kString, Kind::kInt})) {
    return NoOverload();
  }
  const std::string_view text = args[0].as_string();
  if (!context.budget.SpendText(text.size())) return OutOfBudget();
  const auto from =
      FindCodePoint(text, args.size() == 3 ? args[2].as_int() : 0);
  if (!from.has_value()) return OutOfRange();
  const size_t found = text.find(args[1].as_string(), *from);
  if (found == std::string_view::npos) return Value::Int(-1);
  return CountBefore(text, found);
}

// The last place of a text in another that is not behind a position.
Value LastIndexOf(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kString}) &&
      !Are(args, {Kind::kString, Kind::kString, Kind::kInt})) {
    return NoOverload();
  }
  const std::string_view text = args[0].as_string();
  if (!context.budget.SpendText(text.size())) return OutOfBudget();
  std::optional<size_t> from = text.size();
  if (args.size() == 3) from = FindCodePoint(text, args[2].as_int());
  if (!from.has_value()) return OutOfRange();
  const size_t found = text.rfind(args[1].as_string(), *from);
  if (found == std::string_view::npos) return Value::Int(-1);
  return CountBefore(text, found);
}

Value Substring(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kInt}) &&
      !Are(args, {Kind::kString, Kind::kInt, Kind::kInt})) {
    return NoOverload();
  }
  const std::string_view text = args[0].as_string();
  if (!context.budget.SpendText(text.size())) return OutOfBudget();
  const auto begin = FindCodePoint(text, args[1].as_int());
  const auto end = args.size() == 3 ? FindCodePoint(text, args[2].as_int())
                                    : std::optional<size_t>(text.size());
  if (!begin.has_value() || !end.has_value()) return OutOfRange();
  if (*begin > *end) return OutOfRange();
  return Text(text.substr(*begin, *end - *begin));
}

// ---- Texts made of others ------------------------------------------------

template <char (*convert)(unsigned char)>
Value ConvertAscii(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString})) return NoOverload();
  std::string text(args[0].as_string());
  if (!context.budget.SpendText(text.size())) return OutOfBudget();
  for (char& c : text) c = convert(static_cast<unsigned char>(c));
  return Value::String(std::move(text));
}

Value Trim(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString})) return NoOverload();
  if (!context.budget.SpendText(args[0].as_string().size())) {
    return OutOfBudget();
  }
  return Text(TrimWhitespace(args[0].as_string()));
}

Value Reverse(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString})) return NoOverload();
  const std::string_view text = args[0].as_string();
  if (!context.budget.SpendText(text.size())) return OutOfBudget();
  std::string reversed(text.size(), '\0');
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    NextCodePoint(text, &pos);
    text.copy(&reversed[text.size() - pos], pos - begin, begin);
  }
  return Value::String(std::move(reversed));
}

// Of the first `limit` places, or of all if it is negative. "" stands before
// each character and at the end.
Value Replace(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString, Kind::kString, Kind::kString}) &&
      !Are(args, {Kind::kString, Kind::kString, Kind::kString, Kind::kInt})) {
    return NoOverload();
  }
  const std::string_view text = args[0].as_string();
  const std::string_view old = args[1].as_string();
  const std::string_view replacement = args[2].as_string();
  int64_t limit = args.size() == 4 ? args[3].as_int() : -1;
  if (!context.budget.SpendText(text.size())) return OutOfBudget();
  std::string result;
  size_t pos = 0;     // What lies before has been copied.
  size_t search = 0;  // Where the next place may begin.
  while (limit != 0 && search <= text.size()) {
    const size_t found = text.find(old, search);
    if (found == std::string_view::npos) break;
    if (!context.budget.SpendText(replacement.size())) return OutOfBudget();
    result += text.substr(pos, found - pos);
    result += replacement;
    pos = search = found + old.size();
    if (old.empty()) {
      if (search == text.size()) break;
      NextCodePoint(text, &search);
    }
    if (limit > 0) --limit;
  }
  result += text.substr(pos);
  return Value::String(std::move(result));
}

Value Join(Args args, CallContext& context) {
  if (!Are(args, {Kind::kList}) && !Are(args, {Kind::kList, Kind::kString})) {
    return NoOverload();
  }
  const std::string_view separator =
      args.size() == 2 ? args[1].as_string() : std::string_view();
  std::string text;
  bool is_first = true;
  for (const Value& part : args[0].as_list()) {
    if (!part.is(Kind::kString)) return NoOverload();
    if (!context.budget.SpendText(part.as_string().size() + separator.size())) {
      return OutOfBudget();
    }
    if (!is_first) text += separator;
    text += part.as_string();
    is_first = false;
  }
  return Value::String(std::move(text));
}

// In double quotes, with what a reader could not see escaped.
Value Quote(Args args, CallContext& context) {
  if (!Are(args, {Kind::kString})) return NoOverload();
  if (!context.budget.SpendText(2 * args[0].as_string().size())) {
    return OutOfBudget();
  }
  constexpr std::string_view kEscaped = "\a\b\f\n\r\t\v\\\"";
  constexpr std::string_view kNames = "abfnrtv\\\"";
  std::string text = "\"";
  for (char c : args[0].as_string()) {
    const size_t escaped = kEscaped.find(c);
    if (escaped == std::string_view::npos) {
      text += c;
    } else {
      text += '\\';
      text += kNames[escaped];
    }
  }
  return Value::String(text + "\"");
}

// ---- The table -----------------------------------------------------------

std::vector<Overload> Sizes() {
  std::vector<Overload> overloads;
  for (const Type& type :
       {Type(Kind::kString), Type(Kind::kBytes), Type::List(Type::Param(0)),
        Type::Map(Type::Param(0), Type::Param(1))}) {
    overloads.push_back(Global({type}, Kind::kInt));
    overloads.push_back(Member({type}, Kind::kInt));
  }
  return overloads;
}

const std::vector<Overload>& TextTests() {
  static const auto* const overloads = new std::vector<Overload>(
      {Member({Kind::kString, Kind::kString}, Kind::kBool)});
  return *overloads;
}

std::vector<Overload> Searches() {
  return {Member({Kind::kString, Kind::kString}, Kind::kInt),
          Member({Kind::kString, Kind::kString, Kind::kInt}, Kind::kInt)};
}

}  // namespace

std::vector<Function> TextFunctions() {
  const Type text = Kind::kString;
  const Type texts = Type::List(text);
  std::vector<Overload> matches = TextTests();
  matches.push_back(Global({text, text}, Kind::kBool));
  return {
      {"size", Sizes(), nullptr, Size},
      {"contains", TextTests(), nullptr, TextTest<ContainsText>},
      {"startsWith", TextTests(), nullptr, TextTest<StartsWithText>},
      {"endsWith", TextTests(), nullptr, TextTest<EndsWithText>},
      {"matches", matches, nullptr, Matches},
      {"split",
       {Member({text, text}, texts), Member({text, text, Kind::kInt}, texts)},
       nullptr,
       Split},
      {"charAt", {Member({text, Kind::kInt}, text)}, nullptr, CharAt},
      {"indexOf", Searches(), nullptr, IndexOf},
      {"lastIndexOf", Searches(), nullptr, LastIndexOf},
      {"substring",
       {Member({text, Kind::kInt}, text),
        Member({text, Kind::kInt, Kind::kInt}, text)},
       nullptr,
       Substring},
      {"lowerAscii",
       {Member({text}, text)},
       nullptr,
       ConvertAscii<absl::ascii_tolower>},
      {"upperAscii",
       {Member({text}, text)},
       nullptr,
       ConvertAscii<absl::ascii_toupper>},
      {"trim", {Member({text}, text)}, nullptr, Trim},
      {"reverse", {Member({text}, text)}, nullptr, Reverse},
      {"replace",
       {Member({text, text, text}, text),
        Member({text, text, text, Kind::kInt}, text)},
       nullptr,
       Replace},
      {"join",
       {Member({texts}, text), Member({texts, text}, text)},
       nullptr,
       Join},
      {"strings.quote", {Global({text}, text)}, nullptr, Quote},
      {"format",
       {Member({text, Type::List(Type())}, text)},
       nullptr,
       FormatText},
  };
}

}  // namespace leadscore::internal::cel
