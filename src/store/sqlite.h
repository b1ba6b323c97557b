// SQLite with statuses in place of codes, and nothing to forget.

#ifndef LEADSCORE_SRC_STORE_SQLITE_H_
#define LEADSCORE_SRC_STORE_SQLITE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3;
struct sqlite3_stmt;

namespace leadscore::internal {

// A prepared statement. Texts and bytes that are bound have to outlive the next
// Run or Reset.
class SqliteStatement {
 public:
  SqliteStatement() = default;
  SqliteStatement(sqlite3* database, sqlite3_stmt* statement,
                  const std::string* path)
      : database_(database), statement_(statement), path_(path) {}

  // By place, from 1.
  void BindInt(int place, int64_t value);
  void BindText(int place, std::string_view text);
  void BindBytes(int place, std::string_view bytes);

  // Runs it, without looking at rows, and makes it ready to be run again.
  absl::Status Run();

  // Goes to the next row; false behind the last, where it is made ready to be
  // run again.
  absl::StatusOr<bool> Step();
  void Reset();

  // Of the row, by place from 0. Views until the next call.
  int64_t Int(int place) const;
  std::string_view Text(int place) const;
  std::string_view Bytes(int place) const;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  sqlite3* database_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  const std::string* path_ = nullptr;
};

// A database in a file, for one thread at a time.
class SqliteDatabase {
 public:
  // Opens or makes a file.
  static absl::StatusOr<std::unique_ptr<SqliteDatabase>> Open(
      const std::string& path);

  const std::string& path() const { return path_; }

  absl::Status Execute(const char* statements);
  absl::StatusOr<SqliteStatement> Prepare(std::string_view statement);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  SqliteDatabase(std::string path, sqlite3* database)
      : path_(std::move(path)), database_(database) {}

  const std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_STORE_SQLITE_H_
