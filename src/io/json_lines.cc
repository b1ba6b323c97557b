#include "src/io/json_lines.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/text.h"
#include "src/io/cell_parser.h"

namespace leadscore::internal {
namespace {

namespace ondemand = simdjson::ondemand;
using simdjson::error_code;

static_assert(JsonLines::kPadding >= simdjson::SIMDJSON_PADDING);

constexpr int kMostDepth = 64;

const char* ErrorText(error_code error) {
  switch (error) {
    case simdjson::UTF8_ERROR:
      return "not valid UTF-8";
    case simdjson::UNCLOSED_STRING:
      return "a text without its closing quote";
    case simdjson::UNESCAPED_CHARS:
      return "a control character inside a text, which has to be escaped";
    case simdjson::STRING_ERROR:
      return "a text with an escape that JSON does not have";
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return "an object or array that does not end, or something behind the "
             "object";
    case simdjson::MEMALLOC:
      return "out of memory";
    default:
      return "not valid JSON";
  }
}

std::string_view WithoutBlanksBehind(std::string_view token) {
  while (!token.empty() && (token.back() == ' ' || token.back() == '\t' ||
                            token.back() == '\r' || token.back() == '\n')) {
    token.remove_suffix(1);
  }
  return token;
}

size_t CountDigits(std::string_view text, size_t from) {
  size_t end = from;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - from;
}

// As RFC 8259 has it.
bool IsJsonNumber(std::string_view text) {
  size_t pos = !text.empty() && text[0] == '-' ? 1 : 0;
  const size_t digits = CountDigits(text, pos);
  if (digits == 0 || (digits > 1 && text[pos] == '0')) return false;
  pos += digits;
  if (pos < text.size() && text[pos] == '.') {
    const size_t decimals = CountDigits(text, ++pos);
    if (decimals == 0) return false;
    pos += decimals;
  }
  if (pos < text.size() && (text[pos] == 'e' || text[pos] == 'E')) {
    ++pos;
    if (pos < text.size() && (text[pos] == '+' || text[pos] == '-')) ++pos;
    const size_t exponent = CountDigits(text, pos);
    if (exponent == 0) return false;
    pos += exponent;
  }
  return pos == text.size();
}

int CountCharacters(const char* begin, const char* end) {
  return static_cast<int>(std::count_if(begin, end, [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

struct JsonLines::Parser {
  // What one kind of object remembers from line to line.
  struct Columns {
    explicit Columns(const NamedColumns* of) : names(of) {}

    const NamedColumns* names;
    // The column that stood behind another one the last time, the first one
    // at the end: most objects have the same order.
    std::vector<ptrdiff_t> next;
    std::vector<uint64_t> object_of_column;  // Where it was seen last.
    uint64_t objects = 0;
  };

  ondemand::parser parser;
  Columns leads{nullptr};
  Columns activities{nullptr};
};

// Goes through one line.
class JsonLines::Walker {
 public:
  Walker(JsonLines* lines, std::string_view line, std::string* unescaped)
      : lines_(*lines), line_(line), unescaped_(*unescaped) {}

  // `set(position, cell, at)` is told of every cell.
  template <typename Set>
  bool Walk(Set set, std::vector<Record>* activities, int64_t line_number) {
    activity_records_ = activities;
    line_number_ = line_number;
    at_ = line_.data();
    ondemand::document document;
    const error_code error =
        lines_.parser_->parser
            .iterate(line_.data(), line_.size(), line_.size() + kPadding)
            .get(document);
    if (error != simdjson::SUCCESS) return Fail(error);
    ondemand::json_type type{};
    if (const error_code unknown = document.type().get(type)) {
      return Fail(unknown);
    }
    if (type != ondemand::json_type::object) return FailAsNoObject(type);
    ondemand::object object;
    if (const error_code bad = document.get_object().get(object)) {
      return Fail(bad);
    }
    Parser::Columns& leads = lines_.parser_->leads;
    Begin(&leads);
    lines_.seen_.has_records = true;
    if (!Members(object, &leads, true, set)) return false;
    const char* behind = nullptr;
    if (document.current_location().get(behind) != simdjson::OUT_OF_BOUNDS) {
      at_ = behind;
      return Fail("something behind the object",
                  "every line has to be one object");
    }
    return true;
  }

  // What is wrong, and where.
  const std::string& error() const { return error_; }
  const std::string& remedy() const { return remedy_; }
  int error_column() const { return 1 + CountCharacters(line_.data(), at_); }

 private:
  bool Fail(std::string error, std::string remedy = "") {
    error_ = std::move(error);
    remedy_ = std::move(remedy);
    return false;
  }
  bool Fail(error_code error) {
    return Fail(std::string(ErrorText(error)),
                error == simdjson::INCOMPLETE_ARRAY_OR_OBJECT
                    ? "every line has to be one object; JSON of several lines "
                      "becomes such lines with: jq -c ."
                    : "");
  }

  bool FailAsNoObject(ondemand::json_type type) {
    return Fail("not an object",
                type == ondemand::json_type::array
                    ? "every line has to be one object; an array of them "
                      "becomes such lines with: jq -c '.[]'"
                    : "every line has to be one object: {\"id\": ...}");
  }

  static void Begin(Parser::Columns* columns) {
    ++columns->objects;
    columns->object_of_column.resize(columns->names->size());
    columns->next.resize(columns->names->size() + 1, -1);
  }

  template <typename Set>
  bool Members(ondemand::object object, Parser::Columns* columns,
               bool is_outermost, Set set) {
    const NamedColumns& names = *columns->names;
    size_t before = names.size();  // The place in `next`.
    for (auto result : object) {
      ondemand::field field;
      if (const error_code error = std::move(result).get(field)) {
        return Fail(error);
      }
      std::string_view key;
      ptrdiff_t position = columns->next[before];
      if (position < 0 ||
          !HasKey(field, names.name(static_cast<size_t>(position)))) {
        if (!KeyOf(field, &key)) return false;
        position = names.PositionOf(key);
        if (position >= 0 && !HasEscapes(key)) {
          columns->next[before] = position;
        }
      }
      if (position < 0) {
        if (!Other(key, field.value(), columns, is_outermost, set)) {
          return false;
        }
        continue;
      }
      const auto at = static_cast<size_t>(position);
      before = at;
      std::string_view cell;
      if (!Cell(field.value(), &cell)) return FailIn(names.name(at));
      if (columns->object_of_column[at] == columns->objects) {
        return Fail(
            absl::StrCat("the key ", Quoted(names.name(at)), " stands twice"),
            "remove one of them");
      }
      columns->object_of_column[at] = columns->objects;
      set(at, cell, at_);
    }
    return true;
  }

  static bool HasEscapes(std::string_view key) {
    return key.find_first_of("\"\\") != std::string_view::npos;
  }

  // Whether a key is this name, which has no escapes, as it is.
  static bool HasKey(ondemand::field& field, std::string_view name) {
    const char* const raw = field.key().raw();
    // A shorter key ends with a quote, which is no part of it.
    return std::strncmp(raw, name.data(), name.size()) == 0 &&
           raw[name.size()] == '"';
  }

  bool KeyOf(ondemand::field& field, std::string_view* key) {
    at_ = field.key().raw() - 1;
    const error_code error = field.unescaped_key().get(*key);
    return error == simdjson::SUCCESS || Fail(error);
  }

  // A member that nobody asked for.
  template <typename Set>
  bool Other(std::string_view key, ondemand::value value,
             Parser::Columns* columns, bool is_outermost, Set set) {
    ondemand::json_type type{};
    std::string_view token;
    if (!Find(value, &type, &token)) return false;
    if (is_outermost && (key == "attributes" || key == "properties") &&
        type == ondemand::json_type::object) {
      ondemand::object object;
      if (const error_code error = value.get_object().get(object)) {
        return Fail(error);
      }
      return Members(object, columns, false, set);
    }
    const bool is_lead = columns == &lines_.parser_->leads;
    if (is_lead && is_outermost && key == "activities" &&
        lines_.activities_ != nullptr) {
      return Activities(value, type);
    }
    constexpr size_t kMostOthers = 1'000;
    auto& others = (is_lead ? lines_.seen_ : lines_.seen_activities_).others;
    if (others.size() < kMostOthers && others.find(key) == others.end()) {
      others.emplace(key);
    }
    return Check(value, kMostDepth);
  }

  bool Activities(ondemand::value value, ondemand::json_type type) {
    if (type == ondemand::json_type::null) return Check(value, kMostDepth);
    if (type != ondemand::json_type::array) {
      return Fail("\"activities\" is not an array of objects");
    }
    return ForEachElement(value, [this](ondemand::value element) {
      at_ = element.raw_json_token().data();
      return ActivityOf(element);
    });
  }

  bool ActivityOf(ondemand::value element) {
    ondemand::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) {
      return Fail("\"activities\" is not an array of objects");
    }
    Parser::Columns& columns = lines_.parser_->activities;
    Begin(&columns);
    lines_.seen_activities_.has_records = true;
    Record& record = activity_records_->emplace_back();
    record.line = line_number_;
    const Field nowhere{"", line_number_, ColumnOf(at_)};
    record.fields.assign(columns.names->size(), nowhere);
    return Members(object, &columns, true,
                   [this, &record](size_t position, std::string_view cell,
                                   const char* at) {
                     Field& field = record.fields[position];
                     field.text = std::string(cell);
                     field.column = ColumnOf(at);
                   });
  }

  // Of a record that is read singly; the places ascend.
  int ColumnOf(const char* at) {
    if (line_number_ == 0) return 0;
    if (column_at_ == nullptr || at < column_at_) {
      column_at_ = line_.data();
      column_ = 1;
    }
    column_ += CountCharacters(column_at_, at);
    column_at_ = at;
    return column_;
  }

  // Names the column of a value that is wrong.
  bool FailIn(const std::string& column) {
    error_ = absl::StrCat("column ", Quoted(column), ": ", error_);
    return false;
  }

  // Moves to a value, and tells what it is by its first byte.
  bool Find(ondemand::value& value, ondemand::json_type* type,
            std::string_view* token) {
    *token = WithoutBlanksBehind(value.raw_json_token());
    at_ = token->data();
    const error_code error = value.type().get(*type);
    return error == simdjson::SUCCESS || Fail(error);
  }

  bool Cell(ondemand::value value, std::string_view* cell) {
    ondemand::json_type type{};
    std::string_view token;
    if (!Find(value, &type, &token)) return false;
    if (type == ondemand::json_type::array) {
      if (!ListCell(value, cell)) return false;
      at_ = token.data();
      return true;
    }
    if (!Scalar(value, type, token, cell)) return false;
    if (cell->size() > lines_.max_cell_bytes_) {
      return Fail(absl::StrCat("a value of more than ", lines_.max_cell_bytes_,
                               " bytes"));
    }
    const bool is_in_line = cell->data() >= line_.data() &&
                            cell->data() <= line_.data() + line_.size();
    if (!is_in_line) *cell = Keep(*cell);
    return true;
  }

  // Copies what the parser will overwrite.
  std::string_view Keep(std::string_view text) {
    const size_t begin = unescaped_.size();
    unescaped_ += text;
    return std::string_view(unescaped_).substr(begin);
  }

  bool Scalar(ondemand::value& value, ondemand::json_type type,
              std::string_view token, std::string_view* cell) {
    *cell = token;
    switch (type) {
      case ondemand::json_type::string:
        return Text(value, token, cell);
      case ondemand::json_type::number:
        return IsJsonNumber(token) || Fail("not a number of JSON");
      case ondemand::json_type::boolean:
        return token == "true" || token == "false" || Fail("not valid JSON");
      case ondemand::json_type::null:
        *cell = std::string_view();
        return token == "null" || Fail("not valid JSON");
      default:
        return Fail("an object, not a value");
    }
  }

  bool Text(ondemand::value& value, std::string_view token,
            std::string_view* cell) {
    if (std::memchr(token.data(), '\\', token.size()) == nullptr) {
      *cell = token.substr(1, token.size() - 2);
      // A text that is passed over without this might be taken for a key.
      const error_code error = value.get_raw_json_string().error();
      return error == simdjson::SUCCESS || Fail(error);
    }
    const error_code error = value.get_string().get(*cell);
    return error == simdjson::SUCCESS || Fail(error);
  }

  bool ListCell(ondemand::value value, std::string_view* cell) {
    const size_t begin = unescaped_.size();
    unescaped_ += kJsonListMark;
    const bool is_right = ForEachElement(
        value,
        [this](ondemand::value element) { return AppendElement(element); });
    if (!is_right) return false;
    *cell = std::string_view(unescaped_).substr(begin);
    if (cell->size() > lines_.max_cell_bytes_) {
      return Fail(absl::StrCat("a list of more than ", lines_.max_cell_bytes_,
                               " bytes"));
    }
    return true;
  }

  bool AppendElement(ondemand::value element) {
    ondemand::json_type type{};
    std::string_view token;
    if (!Find(element, &type, &token)) return false;
    if (type == ondemand::json_type::array ||
        type == ondemand::json_type::object ||
        type == ondemand::json_type::null) {
      return Fail("a list of something else than texts");
    }
    std::string_view text;
    if (!Scalar(element, type, token, &text)) return false;
    unescaped_ += kJsonListMark;
    unescaped_ += text;
    return true;
  }

  // Goes through an array as long as `take(element)` is true.
  template <typename Take>
  bool ForEachElement(ondemand::value value, Take take) {
    ondemand::array array;
    if (const error_code error = value.get_array().get(array)) {
      return Fail(error);
    }
    for (auto result : array) {
      ondemand::value element;
      if (const error_code error = std::move(result).get(element)) {
        return Fail(error);
      }
      if (!take(element)) return false;
    }
    return true;
  }

  // Whether a value that nobody reads is right.
  bool Check(ondemand::value value, int depth) {
    ondemand::json_type type{};
    std::string_view token;
    if (!Find(value, &type, &token)) return false;
    if (depth == 0) return Fail("too many objects or arrays in each other");
    if (type == ondemand::json_type::array) {
      return ForEachElement(value, [this, depth](ondemand::value element) {
        return Check(element, depth - 1);
      });
    }
    if (type == ondemand::json_type::object) {
      ondemand::object object;
      if (const error_code error = value.get_object().get(object)) {
        return Fail(error);
      }
      for (auto result : object) {
        ondemand::field field;
        if (const error_code error = std::move(result).get(field)) {
          return Fail(error);
        }
        std::string_view key;
        if (!KeyOf(field, &key)) return false;
        if (!Check(field.value(), depth - 1)) return false;
      }
      return true;
    }
    std::string_view unused;
    return Scalar(value, type, token, &unused);
  }

  JsonLines& lines_;
  const std::string_view line_;
  std::string& unescaped_;
  std::vector<Record>* activity_records_ = nullptr;
  int64_t line_number_ = 0;  // 0: places are not wanted.
  const char* at_ = nullptr;
  const char* column_at_ = nullptr;
  int column_ = 1;
  std::string error_;
  std::string remedy_;
};

JsonLines::JsonLines(const NamedColumns& columns,
                     const NamedColumns* activities, size_t max_cell_bytes)
    : columns_(columns),
      activities_(activities),
      max_cell_bytes_(max_cell_bytes),
      parser_(std::make_unique<Parser>()) {
  parser_->leads.names = &columns;
  parser_->activities.names = activities;
}

JsonLines::~JsonLines() = default;

bool JsonLines::Read(std::string_view line, const CellTarget& target,
                     std::string* unescaped, std::vector<Record>* activities) {
  return Walker(this, line, unescaped)
      .Walk([&target](size_t position, std::string_view cell,
                      const char*) { target.Set(position, cell); },
            activities, /*line_number=*/0);
}

Record JsonLines::ReadSingly(std::string_view line, int64_t line_number) {
  Record record;
  record.line = line_number;
  record.raw = std::string(line) + "\n";
  record.fields.assign(columns_.size(), Field{"", line_number, 1});
  std::string unescaped;
  unescaped.reserve(line.size());
  Walker walker(this, line, &unescaped);
  int column = 1;
  const char* at = line.data();
  const bool is_right = walker.Walk(
      [&](size_t position, std::string_view cell, const char* cell_at) {
        if (cell_at < at) {
          at = line.data();
          column = 1;
        }
        column += CountCharacters(at, cell_at);
        at = cell_at;
        record.fields[position].text = std::string(cell);
        record.fields[position].column = column;
      },
      &record.activities, line_number);
  if (is_right) return record;
  record.fields.clear();
  record.activities.clear();
  record.error = walker.error();
  record.remedy = walker.remedy();
  record.error_line = line_number;
  record.error_column = walker.error_column();
  return record;
}

void JsonLines::FindSeen() {
  const auto find = [](const Parser::Columns& columns,
                       NamedColumns::Seen* seen) {
    const std::vector<uint64_t>& objects = columns.object_of_column;
    seen->is_there.assign(objects.size(), false);
    for (size_t i = 0; i < objects.size(); ++i) {
      seen->is_there[i] = objects[i] > 0;
    }
  };
  find(parser_->leads, &seen_);
  find(parser_->activities, &seen_activities_);
}

}  // namespace leadscore::internal
