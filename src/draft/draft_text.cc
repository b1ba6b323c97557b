#include "src/draft/draft_text.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "src/core/number_text.h"

namespace leadscore::internal {
namespace {

// A text in quotes, as the text format of Protocol Buffers reads it.
std::string Text(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      const char digits[] = {'\\', static_cast<char>('0' + (byte >> 6)),
                             static_cast<char>('0' + (byte >> 3 & 7)),
                             static_cast<char>('0' + (byte & 7))};
      quoted.append(digits, sizeof(digits));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

std::string Texts(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return Text(texts[0]);
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(Text(text));
  return absl::StrCat("[", absl::StrJoin(quoted, ", "), "]");
}

const char* NameOf(ValueType type) {
  switch (type) {
    case ValueType::kBool:
      return "BOOL";
    case ValueType::kInt:
      return "INT";
    case ValueType::kDouble:
      return "DOUBLE";
    case ValueType::kTimestamp:
      return "TIMESTAMP";
    case ValueType::kStringList:
      return "STRING_LIST";
    default:
      return "STRING";
  }
}

std::string Padded(std::string text, size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

// Of one line: what a comment says may come from a file.
std::string Comment(std::string_view text) {
  std::string comment = "# ";
  for (const char c : text) {
    comment += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return comment;
}

// Some members of a message, those that are not empty: "name: "a"  type: INT".
class Members {
 public:
  void Add(const char* name, const std::string& value) {
    members_.push_back(absl::StrCat(name, ": ", value));
  }
  void AddText(const char* name, const std::string& text) {
    if (!text.empty()) Add(name, Text(text));
  }
  void AddTexts(const char* name, const std::vector<std::string>& texts) {
    if (!texts.empty()) Add(name, Texts(texts));
  }
  bool empty() const { return members_.empty(); }
  std::string ToString() const { return absl::StrJoin(members_, "  "); }

 private:
  std::vector<std::string> members_;
};

class Writer {
 public:
  Writer(const ModelSpec& spec, const DraftNotes& notes)
      : spec_(spec), notes_(notes) {}

  std::string Write() && {
    Line("# proto-message: leadscore.v1.Model");
    for (const std::string& line : notes_.header) {
      Line(line.empty() ? "#" : Comment(line));
    }
    WriteBeginning();
    WriteAttributes();
    WriteActivities();
    for (const ScoreSpec& score : spec_.scores) WriteScore(score);
    if (!spec_.grade.empty()) {
      Line(absl::StrCat("\ngrade: ", Texts(spec_.grade)));
    }
    WriteStages();
    WriteAgreed();
    return std::move(text_);
  }

 private:
  void Line(std::string_view line) {
    text_.append(line);
    text_ += '\n';
  }
  void Heading(const std::string& title) {
    const std::string begin = absl::StrCat("\n# ---- ", title, " ");
    Line(begin + std::string(begin.size() < 79 ? 79 - begin.size() : 3, '-'));
  }

  void WriteBeginning() {
    Members members;
    members.AddText("name", spec_.name);
    members.AddText("version", spec_.version);
    Line(members.ToString());
    Members more;
    more.AddText("description", spec_.description);
    if (!more.empty()) Line(more.ToString());
    Members zone;
    zone.AddText("time_zone", spec_.time_zone);
    if (!zone.empty()) Line(zone.ToString());
    Members nulls;
    nulls.AddTexts("null_values", spec_.null_values);
    if (!nulls.empty()) Line(nulls.ToString());
    const ColumnsSpec& columns = spec_.columns;
    Members names;
    names.AddText("id", columns.id);
    names.AddText("account", columns.account);
    names.AddText("activity_lead", columns.activity_lead);
    names.AddText("activity_type", columns.activity_type);
    names.AddText("activity_time", columns.activity_time);
    names.AddText("activity_time_format", columns.activity_time_format);
    names.AddText("activity_id", columns.activity_id);
    if (!names.empty()) {
      Line(absl::StrCat("columns { ", names.ToString(), " }",
                        columns.id == "#" ? "  # The file has no ids: leads "
                                            "are called by their numbers."
                                          : ""));
    }
  }

  std::string AttributeText(const AttributeSpec& attribute, size_t name_width) {
    Members members;
    members.AddText("column", attribute.column);
    members.AddText("from", attribute.from);
    members.AddText("label", attribute.label);
    if (attribute.fold) members.Add("fold", "true");
    members.AddTexts("null_values", attribute.null_values);
    members.AddText("time_format", attribute.time_format);
    std::string text = absl::StrCat(
        "attributes { ",
        Padded(absl::StrCat("name: ", Text(attribute.name)), name_width),
        "  type: ",
        members.empty() ? NameOf(attribute.type)
                        : Padded(NameOf(attribute.type), 6));
    if (!members.empty()) absl::StrAppend(&text, "  ", members.ToString());
    return text + " }";
  }

  void WriteAttributes() {
    constexpr size_t kQuotes = 8;  // name: ""
    constexpr size_t kWidest = 32;
    size_t width = 0;
    for (const AttributeSpec& attribute : spec_.attributes) {
      width = std::max(width, std::min(kWidest, attribute.name.size()));
    }
    for (const DraftNotes::Unused& unused : notes_.unused) {
      width = std::max(width, std::min(kWidest, unused.attribute.name.size()));
    }
    width += kQuotes;
    Heading("What a lead is");
    for (const AttributeSpec& attribute : spec_.attributes) {
      Line(AttributeText(attribute, width));
    }
    if (notes_.unused.empty()) return;
    constexpr size_t kShown = 60;
    Line(
        "# No rule reads these; a line is an attribute without its first "
        "mark.");
    for (size_t i = 0; i < std::min(kShown, notes_.unused.size()); ++i) {
      const DraftNotes::Unused& unused = notes_.unused[i];
      Line(
          absl::StrCat("# ", AttributeText(unused.attribute, width),
                       unused.note.empty() ? "" : "  " + Comment(unused.note)));
    }
    if (notes_.unused.size() > kShown) {
      Line(absl::StrCat("# And ", notes_.unused.size() - kShown, " more."));
    }
  }

  void WriteActivities() {
    if (spec_.activities.empty()) return;
    Heading("What a lead does");
    for (const ActivitySpec& activity : spec_.activities) {
      std::string line =
          absl::StrCat("activities { type: ", Text(activity.type));
      for (const PropertySpec& property : activity.properties) {
        Members members;
        members.AddText("name", property.name);
        members.Add("type", NameOf(property.type));
        members.AddText("column", property.column);
        members.AddText("time_format", property.time_format);
        absl::StrAppend(&line, "  properties { ", members.ToString(), " }");
      }
      Line(line + " }");
    }
    Members lifecycle;
    lifecycle.AddTexts("won", spec_.lifecycle.won);
    if (!lifecycle.empty()) {
      Line(absl::StrCat("lifecycle { ", lifecycle.ToString(), " }"));
    }
  }

  static std::string Points(double points) { return FormatDouble(points); }

  void WriteScore(const ScoreSpec& score) {
    Heading(score.label);
    Line("scores {");
    Members members;
    members.AddText("name", score.name);
    members.AddText("label", score.label);
    if (score.base != 0) members.Add("base", Points(score.base));
    Line("  " + members.ToString());
    if (!score.bands.empty()) {
      std::vector<std::string> bands;
      for (const BandSpec& band : score.bands) {
        Members of_band;
        of_band.AddText("label", band.label);
        if (band.from.has_value()) of_band.Add("from", Points(*band.from));
        bands.push_back(absl::StrCat("bands { ", of_band.ToString(), " }"));
      }
      Line("  " + absl::StrJoin(bands, "  "));
    }
    for (const GroupSpec& group : score.groups) WriteGroup(group);
    Line("}");
  }

  void WriteGroup(const GroupSpec& group) {
    Line("\n  groups {");
    Members members;
    members.AddText("name", group.name);
    std::string line = "    " + members.ToString();
    if (group.decay.has_value() && group.decay->half_life.has_value()) {
      absl::StrAppend(
          &line, "  decay { half_life: ",
          Text(absl::StrCat(absl::ToInt64Hours(*group.decay->half_life) / 24,
                            "d")),
          " }");
    }
    Line(line);
    for (const RuleSpec& rule : group.rules) WriteRule(rule);
    Line("  }");
  }

  void WriteRule(const RuleSpec& rule) {
    const auto found = notes_.rules.find(rule.name);
    const DraftNotes::OfRule notes =
        found == notes_.rules.end() ? DraftNotes::OfRule() : found->second;
    const std::string name = "name: " + Text(rule.name);
    if (rule.each.has_value()) {
      Members members;
      members.Add("points", Points(*rule.points));
      if (rule.max.has_value()) members.Add("max", Points(*rule.max));
      if (rule.min.has_value()) members.Add("min", Points(*rule.min));
      Line(absl::StrCat("    rules { ", name, "  ", members.ToString(),
                        "  each { types: ", Texts(rule.each->types), " } }",
                        notes.others.empty() ? "" : "  ",
                        notes.others.empty() ? "" : Comment(notes.others[0])));
      return;
    }
    Members rest;
    std::vector<std::string> rows;
    if (rule.tiers.has_value()) {
      if (rule.tiers->otherwise != 0) {
        rest.Add("otherwise", Points(rule.tiers->otherwise));
      }
      if (rule.tiers->missing != 0) {
        rest.Add("missing", Points(rule.tiers->missing));
      }
      for (const TierSpec& tier : rule.tiers->tier) {
        Members members;
        members.AddText("when", tier.when);
        members.Add("points", Points(tier.points));
        rows.push_back(absl::StrCat("tier { ", members.ToString(), " }"));
      }
      Line(absl::StrCat("    rules { ", name, "  tiers {",
                        rest.empty() ? "" : " ", rest.ToString()));
    } else {
      Members of;
      of.AddText("of", rule.table->of);
      if (rule.table->otherwise != 0) {
        rest.Add("otherwise", Points(rule.table->otherwise));
      }
      if (rule.table->missing != 0) {
        rest.Add("missing", Points(rule.table->missing));
      }
      for (const TableRowSpec& row : rule.table->row) {
        Members members;
        members.AddTexts("is", row.is);
        members.Add("points", Points(row.points));
        rows.push_back(absl::StrCat("row { ", members.ToString(), " }"));
      }
      Line(absl::StrCat("    rules { ", name, "  table { ", of.ToString(),
                        rest.empty() ? "" : "  ", rest.ToString()));
    }
    constexpr size_t kWidest = 60;
    size_t width = 0;
    for (const std::string& row : rows) {
      width = std::max(width, std::min(kWidest, row.size()));
    }
    for (size_t i = 0; i < rows.size(); ++i) {
      const std::string ending = i + 1 == rows.size() ? " } }" : "    ";
      Line(absl::StrCat(
          "            ",
          Padded(rows[i] + (i + 1 == rows.size() ? " } }" : ""),
                 width + ending.size()),
          i < notes.rows.size() ? "  " + Comment(notes.rows[i]) : ""));
    }
    for (const std::string& other : notes.others) {
      Line(absl::StrCat("            ", Padded("", width + 4), "  ",
                        Comment(other)));
    }
  }

  static std::string AtLeast(const std::vector<ScorePointsSpec>& at_least) {
    std::vector<std::string> parts;
    for (const ScorePointsSpec& points : at_least) {
      Members members;
      members.AddText("score", points.score);
      members.Add("points", Points(points.points));
      parts.push_back(absl::StrCat("at_least { ", members.ToString(), " }"));
    }
    return absl::StrJoin(parts, "  ");
  }

  void WriteStages() {
    if (spec_.stages.empty()) return;
    Heading("Who gets it");
    for (const StageSpec& stage : spec_.stages) {
      Members members;
      members.AddText("name", stage.name);
      members.AddText("label", stage.label);
      if (stage.enter.empty()) {
        Line(absl::StrCat("stages { ", members.ToString(), " }"));
        continue;
      }
      Line("stages {\n  " + members.ToString());
      for (const WaySpec& way : stage.enter) {
        Members of_way;
        of_way.AddText("name", way.name);
        const auto note = notes_.stages.find(stage.name);
        Line(absl::StrCat(
            "  enter { ", of_way.ToString(), "  ", AtLeast(way.at_least), " }",
            note == notes_.stages.end() ? "" : "  " + Comment(note->second)));
      }
      Line(absl::StrCat("  hold  { ", AtLeast(stage.hold->at_least), " }"));
      Line("}");
    }
  }

  void WriteAgreed() {
    if (spec_.agreed.empty()) return;
    Heading("What we agreed on, by example");
    for (const AgreedSpec& agreed : spec_.agreed) {
      Members expect;
      expect.AddText("stage", agreed.expect.stage);
      expect.AddText("grade", agreed.expect.grade);
      Line(absl::StrCat("agreed {\n  name: ", Text(agreed.name)));
      Line(absl::StrCat("  lead: ", Text(agreed.lead)));
      Line(absl::StrCat("  expect { ", expect.ToString(), " }\n}"));
    }
  }

  const ModelSpec& spec_;
  const DraftNotes& notes_;
  std::string text_;
};

}  // namespace

std::string DraftText(const ModelSpec& spec, const DraftNotes& notes) {
  return Writer(spec, notes).Write();
}

}  // namespace leadscore::internal
