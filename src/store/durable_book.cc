#include "leadscore/durable_book.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "src/core/status_macros.h"
#include "src/core/text.h"
#include "src/core/time_text.h"
#include "src/store/sqlite.h"
#include "src/store/stored_values.h"

namespace leadscore {
namespace {

using internal::FormatInstant;
using internal::FromMicros;
using internal::Quoted;
using internal::RowSum;
using internal::SqliteDatabase;
using internal::SqliteStatement;
using internal::ToMicros;

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

bool IsFolder(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

bool IsSame(const Activity& a, const Activity& b) {
  const auto sorted = [](std::vector<NamedValue> values) {
    std::sort(values.begin(), values.end());
    return values;
  };
  return a.type == b.type && a.time == b.time && a.id == b.id &&
         a.revision == b.revision &&
         sorted(a.properties) == sorted(b.properties);
}

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

class DurableBook::Impl {
 public:
  static absl::StatusOr<std::unique_ptr<Impl>> Open(
      const std::string& directory, Model model,
      const DurableBookOptions& options, OpenReport* report) {
    if (!IsFolder(directory)) {
      return absl::NotFoundError(
          absl::StrCat(directory, ": no such directory; make it first"));
    }
    auto impl = std::unique_ptr<Impl>(new Impl);
    LEADSCORE_ASSIGN_OR_RETURN(
        impl->database_,
        SqliteDatabase::Open(absl::StrCat(directory, "/", kFileName)));
    OpenReport found;
    LEADSCORE_RETURN_IF_ERROR(impl->Begin(std::move(model), options, &found));
    if (report != nullptr) *report = found;
    return impl;
  }

  const LiveBook& book() const { return *book_; }

  absl::Status Upsert(const Lead& lead, LeadState* state) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    std::vector<Activity> known;
    if (!lead.activities.empty()) {
      absl::StatusOr<Lead> before = book_->GetLead(lead.id);
      if (before.ok()) known = std::move(before->activities);
    }
    LEADSCORE_RETURN_IF_ERROR(book_->Upsert(lead, state));
    return Kept([&] { return StoreLead(lead, known); });
  }

  absl::Status Add(std::string_view lead_id, const Activity& activity,
                   LeadState* state) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    bool is_repeated = false;
    LEADSCORE_RETURN_IF_ERROR(
        book_->Add(lead_id, activity, state, &is_repeated));
    if (is_repeated) return absl::OkStatus();
    return Kept([&] {
      return StoreActivity(numbers_.at(std::string(lead_id)), activity);
    });
  }

  absl::Status Remove(std::string_view lead_id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    LEADSCORE_RETURN_IF_ERROR(book_->Remove(lead_id));
    return Kept([&]() -> absl::Status {
      has_removed_ = true;
      const auto number = numbers_.find(std::string(lead_id));
      note_removed_.BindInt(1, number->second);
      LEADSCORE_RETURN_IF_ERROR(note_removed_.Run());
      delete_lead_.BindInt(1, number->second);
      numbers_.erase(number);
      return delete_lead_.Run();
    });
  }

  absl::Status Advance(absl::Time now, AdvanceReport* report) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    LEADSCORE_RETURN_IF_ERROR(book_->Advance(now, report));
    return Kept([&] { return SetMeta("clock", ToMicros(book_->now())); });
  }

  absl::Status Commit() {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    return Kept([&]() -> absl::Status {
      LEADSCORE_RETURN_IF_ERROR(DeleteActivities());
      LEADSCORE_RETURN_IF_ERROR(database_->Execute("COMMIT"));
      committed_ = last_number_;
      return database_->Execute("BEGIN IMMEDIATE");
    });
  }

  absl::StatusOr<std::vector<BookTransition>> Transitions(int64_t after,
                                                          size_t most) {
    const std::lock_guard<std::mutex> lock(mutex_);
    LEADSCORE_RETURN_IF_ERROR(failed_);
    std::vector<BookTransition> transitions;
    read_transitions_.BindInt(1, after);
    while (transitions.size() < most) {
      LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, read_transitions_.Step());
      if (!has_row || read_transitions_.Int(0) > committed_) break;
      LEADSCORE_ASSIGN_OR_RETURN(BookTransition told, ReadTransition());
      transitions.push_back(std::move(told));
    }
    read_transitions_.Reset();
    return transitions;
  }

 private:
  Impl() = default;

  // ---- Opening -------------------------------------------------------------

  absl::Status Begin(Model model, const DurableBookOptions& options,
                     OpenReport* report) {
    // The file belongs to this process until it is closed.
    LEADSCORE_RETURN_IF_ERROR(
        database_->Execute("PRAGMA locking_mode = EXCLUSIVE;"
                           "PRAGMA journal_mode = WAL;"
                           // What is deleted is overwritten.
                           "PRAGMA secure_delete = ON;"
                           // 64 MiB: ids are looked up.
                           "PRAGMA cache_size = -65536"));
    LEADSCORE_RETURN_IF_ERROR(
        database_->Execute(options.sync ? "PRAGMA synchronous = FULL"
                                        : "PRAGMA synchronous = NORMAL"));
    LEADSCORE_RETURN_IF_ERROR(database_->Execute("BEGIN IMMEDIATE"));
    LEADSCORE_ASSIGN_OR_RETURN(
        SqliteStatement tables,
        database_->Prepare(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
    LEADSCORE_ASSIGN_OR_RETURN(bool has_row, tables.Step());
    report->is_new = has_row && tables.Int(0) == 0;
    tables.Reset();
    if (report->is_new) {
      LEADSCORE_RETURN_IF_ERROR(Make(model, options));
    }
    LEADSCORE_RETURN_IF_ERROR(PrepareAll());
    LEADSCORE_RETURN_IF_ERROR(CheckModel(model, options, report));
    LEADSCORE_RETURN_IF_ERROR(Load(std::move(model), options, report));
    LEADSCORE_RETURN_IF_ERROR(database_->Execute("COMMIT"));
    committed_ = last_number_;
    return database_->Execute("BEGIN IMMEDIATE");
  }

  absl::Status Make(const Model& model, const DurableBookOptions& options) {
    if (!options.start.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat(database_->path(),
                       ": a new book has to be told where its clock "
                       "stands (start)"));
    }
    // Errors of the instant are those of the book.
    LEADSCORE_RETURN_IF_ERROR(
        LiveBook::Create(model, *options.start, {}).status());
    LEADSCORE_RETURN_IF_ERROR(database_->Execute(kSchema));
    LEADSCORE_ASSIGN_OR_RETURN(
        set_meta_,
        database_->Prepare("INSERT OR REPLACE INTO meta VALUES (?, ?)"));
    LEADSCORE_RETURN_IF_ERROR(SetMeta("schema", kSchemaVersion));
    LEADSCORE_RETURN_IF_ERROR(SetMeta("clock", ToMicros(*options.start)));
    return SetModel(model);
  }

  absl::Status SetModel(const Model& model) {
    LEADSCORE_RETURN_IF_ERROR(SetMeta("model", model.spec().name));
    LEADSCORE_RETURN_IF_ERROR(SetMeta("model version", model.spec().version));
    return SetMeta("fingerprint", model.fingerprint());
  }

  absl::Status PrepareAll() {
    const auto prepare = [this](std::string_view text,
                                SqliteStatement* statement) -> absl::Status {
      LEADSCORE_ASSIGN_OR_RETURN(*statement, database_->Prepare(text));
      return absl::OkStatus();
    };
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
      LEADSCORE_RETURN_IF_ERROR(prepare(text, statement));
    }
    return absl::OkStatus();
  }

  absl::Status CheckModel(const Model& model, const DurableBookOptions& options,
                          OpenReport* report) {
    LEADSCORE_ASSIGN_OR_RETURN(const int64_t schema, GetMetaInt("schema"));
    if (schema != kSchemaVersion) {
      return absl::FailedPreconditionError(
          absl::StrCat(database_->path(), ": it is of version ", schema,
                       " of the format, and this library reads version ",
                       kSchemaVersion, "; use a later one"));
    }
    LEADSCORE_ASSIGN_OR_RETURN(const std::string fingerprint,
                               GetMetaText("fingerprint"));
    if (fingerprint == model.fingerprint()) return absl::OkStatus();
    if (!options.migrate) {
      LEADSCORE_ASSIGN_OR_RETURN(const std::string name, GetMetaText("model"));
      LEADSCORE_ASSIGN_OR_RETURN(const std::string version,
                                 GetMetaText("model version"));
      return absl::FailedPreconditionError(absl::StrCat(
          database_->path(), ": it belongs to the model ", Quoted(name), " ",
          version, " (", fingerprint, "), not to ", Quoted(model.spec().name),
          " ", model.spec().version, " (", model.fingerprint(),
          "); migrate takes it over"));
    }
    report->is_migrated = true;
    return SetModel(model);
  }

  absl::Status Load(Model model, const DurableBookOptions& options,
                    OpenReport* report) {
    // What was told of each lead and not withdrawn, by number.
    std::map<int64_t, BookTransition> told;
    read_transitions_.BindInt(1, 0);
    while (true) {
      LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, read_transitions_.Step());
      if (!has_row) break;
      LEADSCORE_ASSIGN_OR_RETURN(BookTransition one, ReadTransition());
      if (one.number != last_number_ + 1) {
        return Damaged(
            absl::StrCat("transition ", last_number_ + 1, " is missing"));
      }
      last_number_ = one.number;
      if (one.withdraws != 0) {
        if (told.erase(one.withdraws) == 0) {
          return Damaged(absl::StrCat("transition ", one.number,
                                      " withdraws one that is not there"));
        }
      } else {
        told.emplace(one.number, std::move(one));
      }
    }
    std::map<std::string, std::vector<BookTransition>, std::less<>> of_lead;
    for (auto& [number, one] : told) {
      of_lead[one.lead_id].push_back(std::move(one));
    }
    LiveBookOptions book_options = options.book;
    book_options.last_number = last_number_;
    report->last_number = last_number_;
    LEADSCORE_ASSIGN_OR_RETURN(const int64_t clock, GetMetaInt("clock"));
    LEADSCORE_ASSIGN_OR_RETURN(
        book_,
        LiveBook::Create(std::move(model), FromMicros(clock), book_options));
    LEADSCORE_RETURN_IF_ERROR(LoadLeads(&of_lead, report));
    book_->EndRestore();
    if (!of_lead.empty()) {
      return Damaged("transitions of a lead that is missing");
    }
    const std::vector<BookTransition> found = book_->Transitions(last_number_);
    report->transitions = static_cast<int64_t>(found.size());
    if (!found.empty() && !report->is_migrated) {
      return Damaged(absl::StrCat(
          "the stages that were told of ", found.size(),
          " changes are not those that follow from what is known"));
    }
    return StoreTransitions();
  }

  absl::Status LoadLeads(
      std::map<std::string, std::vector<BookTransition>, std::less<>>* told,
      OpenReport* report) {
    LEADSCORE_ASSIGN_OR_RETURN(
        SqliteStatement leads,
        database_->Prepare(
            "SELECT lead, id, account, attributes, sum FROM leads "
            "ORDER BY lead"));
    LEADSCORE_ASSIGN_OR_RETURN(
        SqliteStatement activities,
        database_->Prepare(
            "SELECT lead, type, time, id, revision, properties, sum, number "
            "FROM activities ORDER BY lead, number"));
    LEADSCORE_ASSIGN_OR_RETURN(bool has_activity, activities.Step());
    while (true) {
      LEADSCORE_ASSIGN_OR_RETURN(const bool has_lead, leads.Step());
      if (!has_lead) break;
      const int64_t number = leads.Int(0);
      last_lead_ = number;
      Lead lead;
      lead.id = std::string(leads.Text(1));
      lead.account = std::string(leads.Text(2));
      if (SumOfLead(lead.id, lead.account, leads.Bytes(3)) != leads.Int(4) ||
          !internal::DecodeValues(leads.Bytes(3), &lead.attributes)) {
        return Damaged(absl::StrCat("row ", number, " of leads"));
      }
      numbers_[lead.id] = number;
      ++report->leads;
      report->unknown += KeepKnown(&lead.attributes);
      while (has_activity && activities.Int(0) == number) {
        LEADSCORE_RETURN_IF_ERROR(LoadActivity(activities, &lead, report));
        LEADSCORE_ASSIGN_OR_RETURN(has_activity, activities.Step());
      }
      if (has_activity && activities.Int(0) < number) {
        return Damaged(absl::StrCat("activities of row ", activities.Int(0),
                                    " of leads, which is missing"));
      }
      std::vector<BookTransition> of_lead;
      const auto found = told->find(lead.id);
      if (found != told->end()) {
        of_lead = std::move(found->second);
        told->erase(found);
        std::stable_sort(of_lead.begin(), of_lead.end(),
                         [](const BookTransition& a, const BookTransition& b) {
                           return a.transition.time < b.transition.time;
                         });
      }
      const absl::Status restored = book_->Restore(lead, of_lead);
      if (!restored.ok()) {
        return Damaged(absl::StrCat(
            "row ", number, " of leads: ", std::string(restored.message())));
      }
    }
    if (has_activity) {
      return Damaged(absl::StrCat("activities of row ", activities.Int(0),
                                  " of leads, which is missing"));
    }
    return absl::OkStatus();
  }

  absl::Status LoadActivity(const SqliteStatement& row, Lead* lead,
                            OpenReport* report) {
    Activity activity;
    activity.type = std::string(row.Text(1));
    activity.time = FromMicros(row.Int(2));
    activity.id = std::string(row.Text(3));
    activity.revision = row.Int(4);
    last_activity_ = std::max(last_activity_, row.Int(7));
    if (SumOfActivity(activity, row.Bytes(5)) != row.Int(6) ||
        !internal::DecodeValues(row.Bytes(5), &activity.properties)) {
      return Damaged(absl::StrCat("activity ", row.Int(7), " of row ",
                                  row.Int(0), " of leads"));
    }
    ++report->activities;
    if (!KeepKnown(&activity, report)) return absl::OkStatus();
    lead->activities.push_back(std::move(activity));
    return absl::OkStatus();
  }

  // Drops what the model does not know; how many that were.
  int64_t KeepKnown(std::vector<NamedValue>* attributes) const {
    return DropUnknown(book_->model().lead_schema().columns, attributes);
  }

  static int64_t DropUnknown(const std::vector<ColumnSchema>& columns,
                             std::vector<NamedValue>* values) {
    const auto end = std::remove_if(
        values->begin(), values->end(), [&](const NamedValue& value) {
          const int position = PositionOf(columns, value.first);
          return position < 0 ||
                 !IsOfType(value.second,
                           columns[static_cast<size_t>(position)].type);
        });
    const auto dropped = static_cast<int64_t>(values->end() - end);
    values->erase(end, values->end());
    return dropped;
  }

  static bool IsOfType(const AttributeValue& value, ValueType type) {
    switch (type) {
      case ValueType::kBool:
        return std::holds_alternative<bool>(value) || IsNone(value);
      case ValueType::kInt:
        return std::holds_alternative<int64_t>(value) || IsNone(value);
      case ValueType::kDouble:
        return std::holds_alternative<double>(value) ||
               std::holds_alternative<int64_t>(value) || IsNone(value);
      case ValueType::kString:
        return std::holds_alternative<std::string>(value) || IsNone(value);
      case ValueType::kTimestamp:
        return std::holds_alternative<absl::Time>(value) || IsNone(value);
      default:
        return std::holds_alternative<std::vector<std::string>>(value) ||
               IsNone(value);
    }
  }

  static bool IsNone(const AttributeValue& value) {
    return std::holds_alternative<std::monostate>(value);
  }

  // Whether the model knows an activity; drops what it does not know of it.
  bool KeepKnown(Activity* activity, OpenReport* report) const {
    const ActivitySchema& schema = book_->model().activity_schema();
    if (PositionOf(schema.types, activity->type) >= 0) {
      report->unknown += DropUnknown(schema.properties, &activity->properties);
      return true;
    }
    if (activity->type == "$retract") return true;
    if (activity->type == "$set") {
      std::vector<NamedValue>& sets = activity->properties;
      report->unknown += KeepKnown(&sets);
      return !sets.empty();
    }
    const auto names = [&](const char* what,
                           const std::vector<std::string>& known) {
      for (const NamedValue& property : activity->properties) {
        const auto* name = std::get_if<std::string>(&property.second);
        if (property.first == what && name != nullptr &&
            PositionOf(known, *name) < 0) {
          return false;
        }
      }
      return true;
    };
    const bool is_entry =
        activity->type == "$stage" || activity->type == "$adjust";
    if (is_entry && names("stage", schema.stages) &&
        names("score", schema.scores)) {
      return true;
    }
    ++report->unknown;
    return false;
  }

  // ---- Writing -------------------------------------------------------------

  // Writes what the book has taken in, with what it told. If that fails, the
  // book is ahead of the file for good.
  template <typename Write>
  absl::Status Kept(const Write& write) {
    absl::Status status = write();
    if (status.ok()) status = StoreTransitions();
    if (!status.ok()) {
      failed_ = absl::FailedPreconditionError(absl::StrCat(
          database_->path(),
          ": a write failed; what was committed is safe: open it again"));
    }
    return status;
  }

  absl::Status StoreLead(const Lead& lead, const std::vector<Activity>& known) {
    std::vector<NamedValue> attributes;
    std::string account;
    const auto [place, is_new] = numbers_.emplace(lead.id, last_lead_ + 1);
    const int64_t number = place->second;
    if (is_new) {
      last_lead_ = number;
    } else {
      find_lead_.BindInt(1, number);
      LEADSCORE_ASSIGN_OR_RETURN(const bool is_there, find_lead_.Step());
      account = std::string(is_there ? find_lead_.Text(0) : "");
      if (!is_there ||
          !internal::DecodeValues(find_lead_.Bytes(1), &attributes)) {
        return Damaged(absl::StrCat("row ", number, " of leads"));
      }
      find_lead_.Reset();
    }
    if (!lead.account.empty()) account = lead.account;
    for (const NamedValue& value : lead.attributes) {
      const auto found = std::find_if(
          attributes.begin(), attributes.end(),
          [&](const NamedValue& one) { return one.first == value.first; });
      if (found == attributes.end()) {
        attributes.push_back(value);
      } else {
        found->second = value.second;
      }
    }
    const std::string bytes = internal::EncodeValues(attributes);
    SqliteStatement& put_lead = is_new ? add_lead_ : change_lead_;
    int column = 1;
    put_lead.BindInt(column++, number);
    if (is_new) put_lead.BindText(column++, lead.id);
    put_lead.BindText(column++, account);
    put_lead.BindBytes(column++, bytes);
    put_lead.BindInt(column, SumOfLead(lead.id, account, bytes));
    LEADSCORE_RETURN_IF_ERROR(put_lead.Run());
    for (const Activity& activity : lead.activities) {
      const bool is_repeated =
          !activity.id.empty() &&
          std::any_of(known.begin(), known.end(), [&](const Activity& one) {
            return IsSame(one, activity);
          });
      if (is_repeated) continue;
      LEADSCORE_RETURN_IF_ERROR(StoreActivity(number, activity));
    }
    return absl::OkStatus();
  }

  absl::Status StoreActivity(int64_t lead, const Activity& activity) {
    const std::string properties = internal::EncodeValues(activity.properties);
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

  // Those of removed leads, all of which are looked for at once.
  absl::Status DeleteActivities() {
    if (!has_removed_) return absl::OkStatus();
    has_removed_ = false;
    return database_->Execute(
        "DELETE FROM activities WHERE lead IN (SELECT lead FROM removed);"
        "DELETE FROM removed");
  }

  absl::Status StoreTransitions() {
    for (const BookTransition& told : book_->Transitions(last_number_)) {
      const Transition& of = told.transition;
      const std::string names = internal::EncodeTexts(of.cause_names);
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
      LEADSCORE_RETURN_IF_ERROR(put_transition_.Run());
      last_number_ = told.number;
    }
    // The file has them.
    book_->ForgetTransitions(last_number_);
    return absl::OkStatus();
  }

  absl::StatusOr<BookTransition> ReadTransition() const {
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
        !internal::DecodeTexts(row.Bytes(8), &of.cause_names)) {
      return Damaged(absl::StrCat("transition ", told.number));
    }
    return told;
  }

  // ---- The rest ------------------------------------------------------------

  template <typename Value>
  absl::Status SetMeta(std::string_view name, const Value& value) {
    set_meta_.BindText(1, name);
    if constexpr (std::is_integral_v<Value>) {
      set_meta_.BindInt(2, value);
    } else {
      set_meta_.BindText(2, value);
    }
    return set_meta_.Run();
  }

  absl::StatusOr<int64_t> GetMetaInt(std::string_view name) {
    get_meta_.BindText(1, name);
    LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, get_meta_.Step());
    if (!has_row) return Damaged(absl::StrCat("meta lacks ", Quoted(name)));
    const int64_t value = get_meta_.Int(0);
    get_meta_.Reset();
    return value;
  }

  absl::StatusOr<std::string> GetMetaText(std::string_view name) {
    get_meta_.BindText(1, name);
    LEADSCORE_ASSIGN_OR_RETURN(const bool has_row, get_meta_.Step());
    if (!has_row) return Damaged(absl::StrCat("meta lacks ", Quoted(name)));
    std::string value(get_meta_.Text(0));
    get_meta_.Reset();
    return value;
  }

  absl::Status Damaged(std::string_view where) const {
    return absl::DataLossError(absl::StrCat(
        database_->path(), ": damaged: ", std::string(where),
        "; put a copy of the file in its place, or feed a new directory"));
  }

  mutable std::mutex mutex_;
  std::unique_ptr<SqliteDatabase> database_;  // Outlives the statements.
  SqliteStatement set_meta_;
  SqliteStatement get_meta_;
  SqliteStatement find_lead_;
  SqliteStatement add_lead_;
  SqliteStatement change_lead_;
  SqliteStatement put_activity_;
  SqliteStatement note_removed_;
  SqliteStatement delete_lead_;
  SqliteStatement put_transition_;
  SqliteStatement read_transitions_;

  std::unique_ptr<LiveBook> book_;
  absl::Status failed_;
  absl::flat_hash_map<std::string, int64_t> numbers_;  // Of leads, by id.
  int64_t last_lead_ = 0;
  int64_t last_activity_ = 0;
  bool has_removed_ = false;  // Leads, in the transaction.
  int64_t last_number_ = 0;   // Of the transitions in the transaction.
  int64_t committed_ = 0;
};

absl::StatusOr<std::unique_ptr<DurableBook>> DurableBook::Open(
    const std::string& directory, Model model,
    const DurableBookOptions& options, OpenReport* report) {
  LEADSCORE_ASSIGN_OR_RETURN(
      std::unique_ptr<Impl> impl,
      Impl::Open(directory, std::move(model), options, report));
  return std::unique_ptr<DurableBook>(new DurableBook(std::move(impl)));
}

DurableBook::DurableBook(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
DurableBook::~DurableBook() = default;

const LiveBook& DurableBook::book() const { return impl_->book(); }

absl::Status DurableBook::Upsert(const Lead& lead, LeadState* state) {
  return impl_->Upsert(lead, state);
}

absl::Status DurableBook::Add(std::string_view lead_id,
                              const Activity& activity, LeadState* state) {
  return impl_->Add(lead_id, activity, state);
}

absl::Status DurableBook::Remove(std::string_view lead_id) {
  return impl_->Remove(lead_id);
}

absl::Status DurableBook::Advance(absl::Time now, AdvanceReport* report) {
  return impl_->Advance(now, report);
}

absl::Status DurableBook::Commit() { return impl_->Commit(); }

absl::StatusOr<std::vector<BookTransition>> DurableBook::Transitions(
    int64_t after, size_t most) const {
  return impl_->Transitions(after, most);
}

}  // namespace leadscore
