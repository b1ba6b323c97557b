#include "src/io/score_messages.h"

#include "src/io/wire.h"
#include "src/io/wire_writer.h"

namespace leadscore::internal {
namespace {

// The fields of the messages, as score_row.proto numbers them.
namespace schema {
constexpr uint32_t kScores = 1;
constexpr uint32_t kKept = 2;
constexpr uint32_t kModel = 3;
constexpr uint32_t kModelVersion = 4;
constexpr uint32_t kFingerprint = 5;
}  // namespace schema
namespace reason {
constexpr uint32_t kLabel = 1;
constexpr uint32_t kPoints = 2;
}  // namespace reason
namespace row {
constexpr uint32_t kRow = 1;
constexpr uint32_t kSchema = 2;
constexpr uint32_t kId = 3;
constexpr uint32_t kAccount = 4;
constexpr uint32_t kScores = 5;
constexpr uint32_t kTotal = 6;
constexpr uint32_t kGrade = 7;
constexpr uint32_t kQualifiesFor = 8;
constexpr uint32_t kWay = 9;
constexpr uint32_t kCoverage = 10;
constexpr uint32_t kStage = 11;
constexpr uint32_t kSince = 12;
constexpr uint32_t kValidUntil = 13;
constexpr uint32_t kKept = 14;
constexpr uint32_t kReasons = 15;
constexpr uint32_t kAsOf = 16;
}  // namespace row

void AppendDelimited(std::string_view message, std::string* out) {
  AppendVarint(message.size(), out);
  *out += message;
}

std::string Packed(const std::vector<int64_t>& numbers) {
  std::string bytes;
  for (const int64_t number : numbers) AppendVarint(ToZigzag(number), &bytes);
  return bytes;
}

}  // namespace

void AppendScoreSchema(const Model& model, const std::vector<KeptColumn>& kept,
                       std::string* out) {
  std::string bytes;
  WireWriter fields(&bytes);
  for (const std::string& score : model.score_names()) {
    fields.Element(schema::kScores, score);
  }
  for (const KeptColumn& column : kept) {
    fields.Element(schema::kKept, column.name);
  }
  fields.Bytes(schema::kModel, model.name());
  fields.Bytes(schema::kModelVersion, model.version());
  fields.Bytes(schema::kFingerprint, model.fingerprint());
  std::string message;
  WireWriter(&message).Element(row::kSchema, bytes);
  AppendDelimited(message, out);
}

void AppendScoreMessage(const ScoreMessageRow& of, std::string* out) {
  std::string message;
  WireWriter fields(&message);
  fields.Int(row::kRow, of.record_number);
  fields.Bytes(row::kId, of.id);
  fields.Bytes(row::kAccount, of.account);
  fields.Bytes(row::kScores, Packed(of.scores_micros));
  fields.Sint(row::kTotal, of.total_micros);
  fields.Bytes(row::kGrade, of.grade);
  fields.Bytes(row::kQualifiesFor, of.qualifies_for);
  fields.Bytes(row::kWay, of.way);
  fields.Double(row::kCoverage, of.coverage);
  fields.Bytes(row::kStage, of.stage);
  if (of.since_micros.has_value()) {
    fields.PresentSint(row::kSince, *of.since_micros);
  }
  if (of.valid_until_micros.has_value()) {
    fields.PresentSint(row::kValidUntil, *of.valid_until_micros);
  }
  for (std::string_view text : of.kept) fields.Element(row::kKept, text);
  for (const Reason& reason : of.reasons) {
    std::string bytes;
    WireWriter parts(&bytes);
    parts.Bytes(reason::kLabel, reason.label);
    parts.Sint(reason::kPoints, reason.points.micros());
    fields.Element(row::kReasons, bytes);
  }
  fields.Sint(row::kAsOf, of.as_of_micros);
  AppendDelimited(message, out);
}

std::optional<int64_t> TakeRecordNumber(std::string_view* message) {
  WireReader reader(*message);
  WireField field;
  if (!reader.Next(&field) || !field.Is(row::kRow, WireType::kVarint)) {
    return std::nullopt;
  }
  uint64_t number = 0;
  message->remove_prefix(1 + ReadVarint(message->substr(1), &number));
  return static_cast<int64_t>(number);
}

}  // namespace leadscore::internal
