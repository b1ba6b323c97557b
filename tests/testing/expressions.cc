#include "tests/testing/expressions.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"

namespace leadscore::testing {

using internal::cel::Kind;
using internal::cel::Type;
using internal::cel::Value;

int ChooseByBytes::operator()(int count) {
  if (bytes_.empty()) return 0;
  const auto byte = static_cast<unsigned char>(bytes_.front());
  bytes_.remove_prefix(1);
  return byte % count;
}

// ---- The variables -------------------------------------------------------

ExpressionScope::ExpressionScope(internal::cel::Limits limits)
    : environment_(limits) {
  environment_.DescribeRoot("lead", "attribute", "declare it");
  Add("lead.flag", Kind::kBool, Value::Bool(true));
  Add("lead.count", Kind::kInt, Value::Int(-7));
  Add("lead.natural", Kind::kUint, Value::Uint(7));
  Add("lead.budget", Kind::kDouble, Value::Double(0.5));
  Add("lead.title", Kind::kString, Value::String("VP \u00fc"));
  Add("lead.bytes", Kind::kBytes, Value::Bytes("\xff\x01"));
  Add("lead.since", Kind::kTimestamp, Value::Timestamp(internal::Micros{1}));
  Add("lead.span", Kind::kDuration, Value::Duration(1'500'000'000));
  Add("lead.tags", Type::List(Kind::kString),
      Value::List({Value::String("a"), Value::String("b")}));
  Add("lead.sizes", Type::List(Kind::kInt),
      Value::List({Value::Int(3), Value::Int(1)}));
  Add("lead.map", Type::Map(Kind::kString, Kind::kInt),
      Value::Map({{Value::String("a"), Value::Int(1)}}));
  Add("list.words", Type::List(Kind::kString), Value::StringSet({"a", "b"}));
  Add("lead.missing", Kind::kInt, Value::Missing(12));
  Add("as_of", Kind::kTimestamp, Value::Timestamp(internal::Micros{0}));
  Add("any", Type(), Value::Int(3));
}

void ExpressionScope::Add(std::string name, Type type, Value value) {
  environment_.AddVariable(std::move(name), std::move(type));
  values_.push_back(std::move(value));
}

namespace {

constexpr std::array<std::string_view, 8> kPieces = {
    "a", "b", "VP", " ", "\u00fc", "\U0001F600", "%s", "1"};

std::string ChooseText(const Choose& choose) {
  std::string text;
  for (int length = choose(6); length > 0; --length) {
    text += kPieces[static_cast<size_t>(choose(kPieces.size()))];
  }
  return text;
}

Value ChooseValue(const Type& type, const Choose& choose) {
  const auto whole = [&choose] { return choose(2000) - 1000; };
  switch (type.kind()) {
    case Kind::kBool:
      return Value::Bool(choose(2) == 1);
    case Kind::kInt:
      return Value::Int(choose(8) == 0 ? INT64_MAX - choose(3) : whole());
    case Kind::kUint:
      return Value::Uint(static_cast<uint64_t>(choose(1000)));
    case Kind::kDouble:
      return Value::Double(whole() / 8.0);
    case Kind::kString:
      return Value::String(ChooseText(choose));
    case Kind::kBytes:
      return Value::Bytes(ChooseText(choose) + static_cast<char>(choose(256)));
    case Kind::kTimestamp:
      return Value::Timestamp(internal::Micros{whole() * 86'400'000'000});
    case Kind::kDuration:
      return Value::Duration(whole() * int64_t{3'600'000'000'000});
    case Kind::kList: {
      std::vector<Value> items;
      for (int count = choose(12); count > 0; --count) {
        items.push_back(ChooseValue(type.param(0), choose));
      }
      return Value::List(std::move(items));
    }
    case Kind::kMap: {
      std::vector<std::pair<Value, Value>> entries;
      for (int count = choose(8); count > 0; --count) {
        entries.emplace_back(Value::String(absl::StrCat("k", count)),
                             ChooseValue(type.param(1), choose));
      }
      return Value::Map(std::move(entries));
    }
    default:
      return Value::Int(whole());
  }
}

}  // namespace

void ExpressionScope::ChooseValues(const Choose& choose) {
  for (size_t i = 0; i < values_.size(); ++i) {
    values_[i] = choose(8) == 0
                     ? Value::Missing(static_cast<int>(i))
                     : ChooseValue(environment_.variables()[i].type, choose);
  }
}

// ---- The expressions -----------------------------------------------------

namespace {

// A way to write an expression: "$b && $b" is two bools with && in between.
//
//   $b $i $u $d $s $y $t $z  a bool, int, uint, double, string, bytes,
//                            timestamp, duration
//   $l $n $m                 a list of strings, a list of ints, a map of ints
//                            by strings
//   $S $N                    the name of a string or int that a macro around
//                            binds, or another expression where there is none
//   @S @N                    what stands behind binds a variable of that type
//   $r $f $o                 a literal regular expression, format, time zone
using Forms = std::vector<std::string_view>;

const Forms& FormsOf(char type) {
  static const auto* const forms = new std::array<Forms, 128>([] {
    std::array<Forms, 128> made;
    made['b'] = {
        "lead.flag",
        "true",
        "false",
        "has(lead.count)",
        "has(lead.map.a)",
        "$i > 3",
        "!$b",
        "($b) && ($b)",
        "$b || $b",
        "$b && $b && $b",
        "$i < $i",
        "$i >= $d",
        "$u <= $i",
        "$d > $d",
        "$s < $s",
        "$y >= $y",
        "$t < $t",
        "$z > $z",
        "$b == $b",
        "$i == $d",
        "$s != $s",
        "$l == $l",
        "$m == $m",
        "$n != $n",
        "$s in $l",
        "$i in $n",
        "$s in $m",
        "$s in list.words",
        "$b ? $b : $b",
        "$s.contains($s)",
        "$s.startsWith($s)",
        "$s.endsWith($s)",
        "$s.matches($r)",
        "$s.matches($s)",
        "$l.all(@S, $b)",
        "$n.exists(@N, $b)",
        "$l.exists_one(@S, $b)",
        "$m.all(@S, $b)",
        "$l.exists(@N, @S, $b)",
        "$m.all(@S, @N, $b)",
        "$n.existsOne(@N, @N, $b)",
        "math.isNaN($d)",
        "math.isInf($d)",
        "math.isFinite($d)",
        "cel.bind(@S, $s, $b)",
        "bool($s)",
        "type($i) == int",
        "dyn($i) == dyn($s)",
        "$t == $t",
        "any == $i",
    };
    made['i'] = {
        "lead.count",
        "0",
        "7",
        "-3",
        "lead.missing",
        "9223372036854775807",
        "$N",
        "($i) + $i",
        "$i - $i",
        "$i * $i",
        "$i / $i",
        "$i % $i",
        "-$i",
        "-($i)",
        "$b ? $i : $i",
        "size($s)",
        "$l.size()",
        "size($m)",
        "$y.size()",
        "$n[$i]",
        "$m[$s]",
        "$m.a",
        "int($u)",
        "int($d)",
        "int($s)",
        "int($t)",
        "$t.getFullYear()",
        "$t.getMonth($o)",
        "$t.getDayOfWeek()",
        "$t.getDate($o)",
        "$t.getHours()",
        "$t.getDayOfMonth()",
        "$t.getDayOfYear($o)",
        "$t.getSeconds()",
        "$z.getHours()",
        "$z.getMinutes()",
        "$z.getMilliseconds()",
        "$s.indexOf($s)",
        "$s.indexOf($s, $i)",
        "$s.lastIndexOf($s)",
        "$s.lastIndexOf($s, $i)",
        "math.greatest($i, $i)",
        "math.least($i, $i, $i)",
        "math.greatest($n)",
        "math.abs($i)",
        "math.sign($i)",
        "math.bitAnd($i, $i)",
        "math.bitOr($i, $i)",
        "math.bitXor($i, $i)",
        "math.bitNot($i)",
        "math.bitShiftLeft($i, $i)",
        "math.bitShiftRight($i, $i)",
        "cel.bind(@N, $i, $i)",
        "size($l.filter(@S, $b))",
        "{'a': $i, $s: $i}.a",
    };
    made['u'] = {"lead.natural", "3u",           "$u + $u",
                 "$u - $u",      "$u * $u",      "$u / $u",
                 "$u % $u",      "uint($i)",     "uint($d)",
                 "uint($s)",     "math.abs($u)", "math.bitAnd($u, $u)",
                 "$b ? $u : $u"};
    made['d'] = {"lead.budget",
                 "0.5",
                 "-1e3",
                 "$d + $d",
                 "$d - $d",
                 "$d * $d",
                 "$d / $d",
                 "-$d",
                 "double($i)",
                 "double($u)",
                 "double($s)",
                 "math.ceil($d)",
                 "math.floor($d)",
                 "math.round($d)",
                 "math.trunc($d)",
                 "math.sqrt($i)",
                 "math.abs($d)",
                 "math.sign($d)",
                 "math.least($d, $d)",
                 "$b ? $d : $d"};
    made['s'] = {"lead.title",
                 "'a'",
                 "'VP'",
                 "''",
                 "r'\\d'",
                 "$S",
                 "$s + $s",
                 "$b ? $s : $s",
                 "$l[$i]",
                 "string($i)",
                 "string($d)",
                 "string($t)",
                 "string($z)",
                 "string($b)",
                 "string($y)",
                 "$s.charAt($i)",
                 "$s.substring($i)",
                 "$s.substring($i, $i)",
                 "$s.lowerAscii()",
                 "$s.upperAscii()",
                 "$s.trim()",
                 "$s.reverse()",
                 "$s.replace($s, $s)",
                 "$s.replace($s, $s, $i)",
                 "$l.join()",
                 "$l.join($s)",
                 "strings.quote($s)",
                 "$f.format([$i, $s, $d])",
                 "'%s %s'.format([$l, $m])",
                 "base64.encode($y)",
                 "cel.bind(@S, $s, $s)"};
    made['y'] = {"lead.bytes", "b'a\\xff'", "bytes($s)", "$y + $y",
                 "base64.decode($s)"};
    made['t'] = {"lead.since",
                 "as_of",
                 "timestamp('2026-11-20T09:00:00Z')",
                 "$t + $z",
                 "$z + $t",
                 "$t - $z",
                 "timestamp($i)",
                 "timestamp(lead.title)"};
    made['z'] = {"lead.span",
                 "duration('36h')",
                 "days(30)",
                 "days($i)",
                 "$z + $z",
                 "$z - $z",
                 "$t - $t",
                 "-$z",
                 "duration(lead.title)"};
    made['l'] = {"lead.tags",
                 "['a', 'b']",
                 "[]",
                 "list.words",
                 "$l + $l",
                 "[$s, $s]",
                 "$s.split($s)",
                 "$s.split($s, $i)",
                 "$l.filter(@S, $b)",
                 "$l.map(@S, $s)",
                 "$n.map(@N, $b, $s)",
                 "$m.map(@S, $s)",
                 "$l.transformList(@N, @S, $s)",
                 "$m.transformList(@S, @N, $b, $s)",
                 "$b ? $l : $l"};
    made['n'] = {"lead.sizes",
                 "[1, 2, 3]",
                 "[$i, $i]",
                 "$n + $n",
                 "$n.filter(@N, $b)",
                 "$l.map(@S, $i)",
                 "$n.transformList(@N, @N, $i)"};
    made['m'] = {"lead.map",
                 "{'a': 1}",
                 "{$s: $i}",
                 "{$s: $i, 'b': $i}",
                 "$m.transformMap(@S, @N, $i)",
                 "$m.transformMap(@S, @N, $b, $i)",
                 "$m.transformMapEntry(@S, @N, {$s: $i})"};
    made['r'] = {"'a'", "'^[a-z]+'", "'(?i)vp'", "r'\\d{1,3}'"};
    made['f'] = {"'%d %s %f'", "'%x%%%s %.2e'", "'%b %s'", "'%o %s %d'",
                 "'%.1f'"};
    made['o'] = {"'Europe/Berlin'", "'+02:00'", "'UTC'", "'-09:30'"};
    return made;
  }());
  return (*forms)[static_cast<size_t>(type)];
}

class Generator {
 public:
  explicit Generator(const Choose& choose) : choose_(choose) {}

  std::string Make(char type, int depth) {
    const Forms& forms = FormsOf(type);
    // The leaves stand first; every list begins with at least one.
    const int count = depth > 0 ? static_cast<int>(forms.size()) : 2;
    const std::string_view form = forms[static_cast<size_t>(choose_(count))];
    // What cel.bind binds is not known yet to the first part behind it.
    const bool binds_later = form.substr(0, 9) == "cel.bind(";
    std::string text;
    const size_t outer = bound_.size();
    char later = 0;
    for (size_t i = 0; i < form.size(); ++i) {
      if (form[i] == '$') {
        text += Part(form[++i], depth - 1);
        if (later != 0) bound_.back().type = std::exchange(later, 0);
      } else if (form[i] == '@') {
        ++i;
        bound_.push_back(
            {binds_later ? '-' : form[i], absl::StrCat("x", bound_.size())});
        if (binds_later) later = form[i];
        text += bound_.back().name;
      } else {
        text += form[i];
      }
    }
    bound_.resize(outer);
    return text;
  }

 private:
  struct Bound {
    char type;
    std::string name;
  };

  std::string Part(char type, int depth) {
    if (type == 'S' || type == 'N') {
      for (size_t i = bound_.size(); i-- > 0;) {
        if (bound_[i].type == type) return bound_[i].name;
      }
      return type == 'S' ? "lead.title" : "lead.count";
    }
    std::string text = Make(type, depth);
    const bool needs_brackets =
        text.find(' ') != std::string::npos || text.front() == '-';
    return needs_brackets || choose_(8) == 0 ? absl::StrCat("(", text, ")")
                                             : text;
  }

  const Choose& choose_;
  std::vector<Bound> bound_;
};

}  // namespace

std::string GenerateExpression(const Choose& choose, int depth) {
  constexpr std::string_view kTypes = "bbbbbbbbiudsytzlnm";
  const char type =
      kTypes[static_cast<size_t>(choose(static_cast<int>(kTypes.size())))];
  return Generator(choose).Make(type, depth);
}

}  // namespace leadscore::testing
