#include "src/store/book_file.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/store/stored_values.h"

namespace leadscore::internal {
namespace {

constexpr char kFileName[] = "leads.sqlite";
constexpr int64_t kSchemaVersion = 1;

// Leads have numbers. What happened to them lies in the order in which it came,
// so that it is only ever added at the end.
constexpr char kSchema[] = R"sql(
  CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value
  ) WITHOUT ROWID;
  CREATE TABLE leads (
    lead INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    attributes BLOB NOT NULL,
    sum INTEGER NOT NULL
  );
  CREATE TABLE activities (
    number INTEGER PRIMARY KEY,
    lead INTEGER NOT NULL,
    type TEXT NOT NULL,
    time INTEGER NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    properties BLOB NOT NULL,
    sum INTEGER NOT NULL
  );
  CREATE TABLE removed (
    lead INTEGER PRIMARY KEY
  );
  CREATE TABLE transitions (
    number INTEGER PRIMARY KEY,
    lead_id TEXT NOT NULL,
    time INTEGER NOT NULL,
    from_stage TEXT NOT NULL,
    to_stage TEXT NOT NULL,
    way TEXT NOT NULL,
    disqualified_by TEXT NOT NULL,
    cause INTEGER NOT NULL,
    cause_names BLOB NOT NULL,
    total INTEGER NOT NULL,
    grade TEXT NOT NULL,
    withdraws INTEGER NOT NULL,
    sum INTEGER NOT NULL
  );
)sql";

int64_t SumOfLead(std::string_view id, std::string_view account,
                  std::string_view attributes) {
  return RowSum().Add(id).Add(account).Add(attributes).Get();
}

int64_t SumOfActivity(const Activity& activity, std::string_view properties) {
  return RowSum()
      .Add(activity.type)
      .Add(ToMicros(activity.time))
      .Add(activity.id)
      .Add(activity.revision)
      .Add(properties)
      .Get();
}

int64_t SumOfTransition(const BookTransition& told,
                        std::string_view cause_names) {
  const Transition& of = told.transition;
  return RowSum()
      .Add(told.number)
      .Add(told.lead_id)
      .Add(ToMicros(of.time))
      .Add(of.from)
      .Add(of.to)
      .Add(of.way)
      .Add(of.disqualified_by)
      .Add(static_cast<int64_t>(of.cause))
      .Add(cause_names)
      .Add(of.total.micros())
      .Add(of.grade)
      .Add(told.withdraws)
      .Get();
}

}  // namespace

absl::StatusOr<std::unique_ptr<BookFile>> BookFile::Open(
    const std::string& directory, bool sync) {
  auto file = std::unique_ptr<BookFile>(new BookFile);
  LEADSCORE_ASSIGN_OR_RETURN(file->database_, SqliteDatabase::Open(absl::StrCat(
                                                  directory, "/", kFileName)));
  LEADSCORE_RETURN_IF_ERROR(file->Begin(sync));
  return file;
}

absl::Status BookFile::Begin(bool sync) {
  // The file belongs to this process until it is closed.
  LEADSCORE_RETURN_IF_ERROR(
      database_->Execute("PRAGMA locking_mode = EXCLUSIVE;"
                         "PRAGMA journal_mode = WAL;"
                         // What is deleted is overwritten.
                         "PRAGMA secure_delete = ON;"
                         // 64 MiB: ids are looked up.
                         "PRAGMA cache_size = -65536"));
  LEADSCORE_RETURN_IF_ERROR(database_->Execute(
      sync ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL"));
  LEADSCORE_RETURN_IF_ERROR(database_->Execute("BEGIN IMMEDIATE"));
  LEADSCORE_ASSIGN_OR_RETURN(
      SqliteStatement tables,
      database_->Prepare(
          "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
  LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, tables.Step());
  is_new_ = has_row && tables.Int(0) == 0;
  tables.Reset();
  return absl::OkStatus();
}

absl::Status BookFile::MakeTables() {
  LEADSCORE_RETURN_IF_ERROR(database_->Execute(kSchema));
  LEADSCORE_ASSIGN_OR_RETURN(
      set_meta_,
      database_->Prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)"));
  return SetMeta("schema", kSchemaVersion);
}

absl::Status BookFile::Prepare() {
  const std::pair<std::string_view, SqliteStatement*> all[] = {
      {"INSERT OR REPLACE INTO meta VALUES (?, ?)", &set_meta_},
      {"SELECT value FROM meta WHERE name = ?", &get_meta_},
      {"SELECT account, attributes FROM leads WHERE lead = ?", &find_lead_},
      {"INSERT INTO leads VALUES (?, ?, ?, ?, ?)", &add_lead_},
      {"UPDATE leads SET account = ?2, attributes = ?3, sum = ?4 "
       "WHERE lead = ?1",
       &change_lead_},
      {"INSERT INTO activities VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
       &put_activity_},
      {"INSERT INTO removed VALUES (?)", &note_removed_},
      {"DELETE FROM leads WHERE lead = ?", &delete_lead_},
      {"INSERT INTO transitions VALUES "
       "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
       &put_transition_},
      {"SELECT * FROM transitions WHERE number > ? ORDER BY number",
       &read_transitions_},
  };
  for (const auto& [text, statement] : all) {
    LEADSCORE_ASSIGN_OR_RETURN(*statement, database_->Prepare(text));
  }
  LEADSCORE_ASSIGN_OR_RETURN(const int64_t schema, GetMetaInt("schema"));
  if (schema == kSchemaVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(path(), ": it is of version ", schema,
                   " of the format, and this library reads version ",
                   kSchemaVersion, "; use a later one"));
}

// ---- What is known of all ---------------------------------------------------

absl::Status BookFile::SetMeta(std::string_view name, int64_t value) {
  set_meta_.BindText(1, name);
  set_meta_.BindInt(2, value);
  return set_meta_.Run();
}

absl::Status BookFile::SetMeta(std::string_view name, std::string_view value) {
  set_meta_.BindText(1, name);
  set_meta_.BindText(2, value);
  return set_meta_.Run();
}

absl::StatusOr<int64_t> BookFile::GetMetaInt(std::string_view name) {
  get_meta_.BindText(1, name);
  LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, get_meta_.Step());
  if (!has_row) return Damaged(absl::StrCat("meta lacks ", Quoted(name)));
  const int64_t value = get_meta_.Int(0);
  get_meta_.Reset();
  return value;
}

absl::StatusOr<std::string> BookFile::GetMetaText(std::string_view name) {
  get_meta_.BindText(1, name);
  LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, get_meta_.Step());
  if (!has_row) return Damaged(absl::StrCat("meta lacks ", Quoted(name)));
  std::string value(get_meta_.Text(0));
  get_meta_.Reset();
  return value;
}

// ---- Leads ------------------------------------------------------------------

absl::Status BookFile::PutLead(bool is_new, const LeadRow& lead) {
  const std::string bytes = EncodeValues(lead.attributes);
  SqliteStatement& put = is_new ? add_lead_ : change_lead_;
  int column = 1;
  put.BindInt(column++, lead.number);
  if (is_new) put.BindText(column++, lead.id);
  put.BindText(column++, lead.account);
  put.BindBytes(column++, bytes);
  put.BindInt(column, SumOfLead(lead.id, lead.account, bytes));
  return put.Run();
}

absl::Status BookFile::AddLead(const LeadRow& lead) {
  return PutLead(/*is_new=*/true, lead);
}

absl::Status BookFile::ChangeLead(const LeadRow& lead) {
  return PutLead(/*is_new=*/false, lead);
}

absl::Status BookFile::FindLead(LeadRow* lead) {
  find_lead_.BindInt(1, lead->number);
  LEADSCORE_ASSIGN_OR_RETURN(const bool is_there, find_lead_.Step());
  lead->attributes.clear();
  if (!is_there || !DecodeValues(find_lead_.Bytes(1), &lead->attributes)) {
    return Damaged(absl::StrCat("row ", lead->number, " of leads"));
  }
  lead->account = std::string(find_lead_.Text(0));
  find_lead_.Reset();
  return absl::OkStatus();
}

absl::Status BookFile::RemoveLead(int64_t number) {
  has_removed_ = true;
  note_removed_.BindInt(1, number);
  LEADSCORE_RETURN_IF_ERROR(note_removed_.Run());
  delete_lead_.BindInt(1, number);
  return delete_lead_.Run();
}

absl::Status BookFile::AddActivity(int64_t lead, const Activity& activity) {
  const std::string properties = EncodeValues(activity.properties);
  put_activity_.BindInt(1, ++last_activity_);
  put_activity_.BindInt(2, lead);
  put_activity_.BindText(3, activity.type);
  put_activity_.BindInt(4, ToMicros(activity.time));
  put_activity_.BindText(5, activity.id);
  put_activity_.BindInt(6, activity.revision);
  put_activity_.BindBytes(7, properties);
  put_activity_.BindInt(8, SumOfActivity(activity, properties));
  return put_activity_.Run();
}

absl::StatusOr<Activity> BookFile::ReadActivity(const SqliteStatement& row) {
  Activity activity;
  activity.type = std::string(row.Text(1));
  activity.time = FromMicros(row.Int(2));
  activity.id = std::string(row.Text(3));
  activity.revision = row.Int(4);
  last_activity_ = std::max(last_activity_, row.Int(7));
  if (SumOfActivity(activity, row.Bytes(5)) != row.Int(6) ||
      !DecodeValues(row.Bytes(5), &activity.properties)) {
    return Damaged(absl::StrCat("activity ", row.Int(7), " of row ", row.Int(0),
                                " of leads"));
  }
  return activity;
}

absl::Status BookFile::ReadLeads(
    const std::function<absl::Status(LeadLog log)>& visit) {
  LEADSCORE_ASSIGN_OR_RETURN(
      SqliteStatement leads,
      database_->Prepare("SELECT lead, id, account, attributes, sum FROM leads "
                         "ORDER BY lead"));
  LEADSCORE_ASSIGN_OR_RETURN(
      SqliteStatement activities,
      database_->Prepare(
          "SELECT lead, type, time, id, revision, properties, sum, number "
          "FROM activities ORDER BY lead, number"));
  const auto without_lead = [&] {
    return Damaged(absl::StrCat("activities of row ", activities.Int(0),
                                " of leads, which is missing"));
  };
  LEADSCORE_ASSIGN_OR_RETURN(bool has_activity, activities.Step());
  while (true) {
    LEADSCORE_ASSIGN_OR_RETURN(const bool has_lead, leads.Step());
    if (!has_lead) break;
    LeadLog log;
    LeadRow& lead = log.lead;
    lead.number = leads.Int(0);
    lead.id = std::string(leads.Text(1));
    lead.account = std::string(leads.Text(2));
    if (SumOfLead(lead.id, lead.account, leads.Bytes(3)) != leads.Int(4) ||
        !DecodeValues(leads.Bytes(3), &lead.attributes)) {
      return Damaged(absl::StrCat("row ", lead.number, " of leads"));
    }
    while (has_activity && activities.Int(0) == lead.number) {
      LEADSCORE_ASSIGN_OR_RETURN(Activity activity, ReadActivity(activities));
      log.activities.push_back(std::move(activity));
      LEADSCORE_ASSIGN_OR_RETURN(has_activity, activities.Step());
    }
    if (has_activity && activities.Int(0) < lead.number) return without_lead();
    LEADSCORE_RETURN_IF_ERROR(visit(std::move(log)));
  }
  return has_activity ? without_lead() : absl::OkStatus();
}

// ---- Transitions ------------------------------------------------------------

absl::Status BookFile::AddTransition(const BookTransition& told) {
  const Transition& of = told.transition;
  const std::string names = EncodeTexts(of.cause_names);
  put_transition_.BindInt(1, told.number);
  put_transition_.BindText(2, told.lead_id);
  put_transition_.BindInt(3, ToMicros(of.time));
  put_transition_.BindText(4, of.from);
  put_transition_.BindText(5, of.to);
  put_transition_.BindText(6, of.way);
  put_transition_.BindText(7, of.disqualified_by);
  put_transition_.BindInt(8, static_cast<int64_t>(of.cause));
  put_transition_.BindBytes(9, names);
  put_transition_.BindInt(10, of.total.micros());
  put_transition_.BindText(11, of.grade);
  put_transition_.BindInt(12, told.withdraws);
  put_transition_.BindInt(13, SumOfTransition(told, names));
  return put_transition_.Run();
}

absl::StatusOr<BookTransition> BookFile::ReadTransition() const {
  const SqliteStatement& row = read_transitions_;
  BookTransition told;
  told.number = row.Int(0);
  told.lead_id = std::string(row.Text(1));
  Transition& of = told.transition;
  of.time = FromMicros(row.Int(2));
  of.from = std::string(row.Text(3));
  of.to = std::string(row.Text(4));
  of.way = std::string(row.Text(5));
  of.disqualified_by = std::string(row.Text(6));
  of.cause = static_cast<TransitionCause>(row.Int(7));
  of.total = Points::FromMicros(row.Int(9));
  of.grade = std::string(row.Text(10));
  told.withdraws = row.Int(11);
  if (SumOfTransition(told, row.Bytes(8)) != row.Int(12) ||
      !DecodeTexts(row.Bytes(8), &of.cause_names)) {
    return Damaged(absl::StrCat("transition ", told.number));
  }
  return told;
}

absl::Status BookFile::ReadTransitions(
    int64_t after,
    const std::function<absl::StatusOr<bool>(BookTransition told)>& visit) {
  read_transitions_.BindInt(1, after);
  bool goes_on = true;
  while (goes_on) {
    LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, read_transitions_.Step());
    if (!has_row) break;
    LEADSCORE_ASSIGN_OR_RETURN(BookTransition told, ReadTransition());
    LEADSCORE_ASSIGN_OR_RETURN(goes_on, visit(std::move(told)));
  }
  read_transitions_.Reset();
  return absl::OkStatus();
}

// ---- The rest ---------------------------------------------------------------

absl::Status BookFile::Commit() {
  // Activities of removed leads are looked for all at once.
  if (has_removed_) {
    LEADSCORE_RETURN_IF_ERROR(database_->Execute(
        "DELETE FROM activities WHERE lead IN (SELECT lead FROM removed);"
        "DELETE FROM removed"));
    has_removed_ = false;
  }
  LEADSCORE_RETURN_IF_ERROR(database_->Execute("COMMIT"));
  return database_->Execute("BEGIN IMMEDIATE");
}

absl::Status BookFile::Damaged(std::string_view where) const {
  return absl::DataLossError(absl::StrCat(
      path(), ": damaged: ", std::string(where),
      "; put a copy of the file in its place, or feed a new directory"));
}

}  // namespace leadscore::internal
