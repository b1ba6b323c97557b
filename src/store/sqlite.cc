#include "src/store/sqlite.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"

namespace leadscore::internal {
namespace {

constexpr int kPrimaryCode = 0xff;  // Of an extended one.

// What went wrong, by the code of SQLite, and what to do. SQLite's own messages
// name tables and columns, but no values.
absl::Status ToStatus(int code, sqlite3* database, const std::string& path) {
  const std::string what = absl::StrCat(
      path, ": ",
      database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  switch (code & kPrimaryCode) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(absl::StrCat(
          path, ": another process has it open; end that one first"));
    case SQLITE_FULL:
      return absl::ResourceExhaustedError(
          absl::StrCat(what, "; make room, then open it again"));
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return absl::DataLossError(
          absl::StrCat(what,
                       "; put a copy of the file in its place, or feed a new "
                       "directory"));
    default:
      return absl::InternalError(what);
  }
}

}  // namespace

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void SqliteStatement::BindInt(int place, int64_t value) {
  sqlite3_bind_int64(statement_.get(), place, value);
}

void SqliteStatement::BindText(int place, std::string_view text) {
  sqlite3_bind_text64(statement_.get(), place,
                      text.data() != nullptr ? text.data() : "", text.size(),
                      SQLITE_STATIC, SQLITE_UTF8);
}

void SqliteStatement::BindBytes(int place, std::string_view bytes) {
  sqlite3_bind_blob64(statement_.get(), place,
                      bytes.data() != nullptr ? bytes.data() : "", bytes.size(),
                      SQLITE_STATIC);
}

absl::Status SqliteStatement::Run() {
  absl::StatusOr<bool> has_row = Step();
  Reset();
  return has_row.status();
}

absl::StatusOr<bool> SqliteStatement::Step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  absl::Status status = code == SQLITE_DONE ? absl::OkStatus()
                                            : ToStatus(code, database_, *path_);
  Reset();
  if (!status.ok()) return status;
  return false;
}

void SqliteStatement::Reset() { sqlite3_reset(statement_.get()); }

int64_t SqliteStatement::Int(int place) const {
  return sqlite3_column_int64(statement_.get(), place);
}

std::string_view SqliteStatement::Text(int place) const {
  const auto* const text = reinterpret_cast<const char*>(
      sqlite3_column_text(statement_.get(), place));
  if (text == nullptr) return "";
  return {text,
          static_cast<size_t>(sqlite3_column_bytes(statement_.get(), place))};
}

std::string_view SqliteStatement::Bytes(int place) const {
  const auto* const bytes =
      static_cast<const char*>(sqlite3_column_blob(statement_.get(), place));
  if (bytes == nullptr) return "";
  return {bytes,
          static_cast<size_t>(sqlite3_column_bytes(statement_.get(), place))};
}

void SqliteDatabase::Close::operator()(sqlite3* database) const {
  sqlite3_close(database);
}

absl::StatusOr<std::unique_ptr<SqliteDatabase>> SqliteDatabase::Open(
    const std::string& path) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &database,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
      nullptr);
  // There may be one to close even if it failed.
  std::unique_ptr<SqliteDatabase> opened(new SqliteDatabase(path, database));
  if (code != SQLITE_OK) return ToStatus(code, database, path);
  sqlite3_extended_result_codes(database, 1);
  return opened;
}

absl::Status SqliteDatabase::Execute(const char* statements) {
  const int code =
      sqlite3_exec(database_.get(), statements, nullptr, nullptr, nullptr);
  if (code == SQLITE_OK) return absl::OkStatus();
  return ToStatus(code, database_.get(), path_);
}

absl::StatusOr<SqliteStatement> SqliteDatabase::Prepare(
    std::string_view statement) {
  sqlite3_stmt* prepared = nullptr;
  const int code = sqlite3_prepare_v3(
      database_.get(), statement.data(), static_cast<int>(statement.size()),
      SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
  if (code != SQLITE_OK) return ToStatus(code, database_.get(), path_);
  return SqliteStatement(database_.get(), prepared, &path_);
}

}  // namespace leadscore::internal
