// Tables of leads and activities from files: CSV, JSON lines, and streams of
// leadscore.v1.Lead messages.
//
//   TableReader reader(model, {});
//   if (absl::Status s = reader.ReadLeads("leads.csv"); !s.ok()) ...
//   if (absl::Status s = reader.ReadActivities("activities.csv"); !s.ok()) ...
//   ReadResult read = reader.Finish();
//
// The model says which column holds what, which spellings mean that there is no
// value, and how times are written. Files are UTF-8, as they are or compressed
// by gzip or zstd:
//
//   CSV         RFC 4180 with a header; LF, CRLF and CR end lines
//   JSON lines  an object a line; values are what they would be in a cell. The
//               attributes may stand in an object "attributes", activities in
//               an array "activities" or in files of their own
//   messages    each behind its length as a varint, the first one with a
//               schema; the names are those of the model. Activities stand
//               inside their leads
//
// Columns that the model does not know are passed over. Part of leadscore::io.

#ifndef LEADSCORE_TABLE_READER_H_
#define LEADSCORE_TABLE_READER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "leadscore/model.h"
#include "leadscore/table.h"

namespace leadscore {

// A record that could not be used. Messages never hold its values.
struct ReadError {
  std::string file;
  int64_t line = 0;  // From 1, of messages their number; 0: the whole file.
  int column = 0;    // In characters, from 1; 0 of messages.
  std::string message;
  std::string remedy;

  // "leads.csv:12:5: error: ..." and a line with the remedy.
  std::string ToString() const;
};

enum class FileFormat {
  // By the end of the name, without .gz and .zst: .jsonl, .ndjson and .json are
  // JSON lines, .binpb and .pb are messages, all others CSV.
  kByName,
  kCsv,
  kJsonLines,
  kMessages,
};

// What the records of a file are.
enum class FileContent { kLeads, kActivities, kSets };

// One of several parts that a batch is scored in, each by itself.
//
// A lead belongs to the shard whose number is one more than XXH3 (64 bits, seed
// 0) of its id, modulo the number of shards; the id without the blanks around
// it. If ShardsByAccount(model), that of its account takes the place of its id,
// so that leads of one account are together; a lead without account has its id.
// An activity belongs to the shard of its lead; if there is no such lead, to
// that of its id. A record with a fault belongs to the shard of its id, or to
// the first if it has none. So what is counted for all shards adds up to what
// is counted without.
//
// REQUIRES: 1 <= number <= of.
struct Shard {
  int64_t number = 1;
  int64_t of = 1;  // 1: there is no other.
};

// Whether shards of a model's leads keep accounts together: it has signals over
// accounts, or scores of accounts.
bool ShardsByAccount(const Model& model);

// The one of comma, semicolon, tab and bar that the header of a file has most
// of, outside of quotes.
inline constexpr char kDelimiterOfHeader = 0;

struct ReadOptions {
  FileFormat format = FileFormat::kByName;
  // Of CSV; kDelimiterOfHeader: of each file its own.
  char delimiter = ',';
  size_t max_field_bytes = size_t{256} << 10;
  size_t max_record_bytes = size_t{1} << 20;

  // What a compressed file may become; beyond 64 MiB also no more than 500
  // times what it is.
  int64_t max_decompressed_bytes = int64_t{1} << 40;

  // How many bad records of all files together may be left out; one more ends
  // the reading.
  int64_t max_errors = 0;

  // Called for every bad record: what is wrong, and its bytes as they were
  // read. `is_header` announces the header of a file before its first one.
  std::function<void(const ReadError& error)> on_error;
  std::function<void(std::string_view file, std::string_view raw,
                     bool is_header)>
      on_rejected;

  // A column of leads that says at which instant each is scored, RFC 3339 or
  // in the format of the attribute that it is.
  std::string as_of_column;

  // Columns of leads to pass through.
  std::vector<std::string> keep;

  // The part to read, if not all: leads of other shards are passed over, and
  // their activities. If accounts are kept together, the ids of all leads stay
  // in memory nevertheless.
  std::optional<Shard> shard;
};

// What was read, beside the tables.
struct ReadResult {
  Tables tables;
  std::vector<absl::Time> as_of;  // By lead; empty without as_of_column.
  // [column of ReadOptions::keep][lead]
  std::vector<std::vector<std::string>> kept;
  // By lead, if it is a shard that was read: its record among all records of
  // leads, from 1.
  std::vector<int64_t> record_numbers;

  int64_t leads_rejected = 0;
  int64_t activities_read = 0;  // Without those that follow.
  // The latest time of an activity in files of them, if there is one.
  std::optional<absl::Time> last_activity;
  int64_t activities_rejected = 0;
  int64_t activities_of_unknown_leads = 0;
  int64_t activities_of_rejected_leads = 0;
  int64_t activities_repeated = 0;  // Alike in everything, their id included.

  // Of files of sets.
  int64_t sets_read = 0;  // Without those that follow.
  int64_t sets_rejected = 0;
  int64_t sets_of_unknown_leads = 0;
  int64_t sets_of_rejected_leads = 0;

  // Types that the model does not know, with their numbers.
  std::map<std::string, int64_t> unknown_types;

  // Columns that the model names and a file does not have.
  struct AbsentColumn {
    std::string file;
    std::string column;
    // "attribute", "property" or "known_at"; "account", "id" or "revision" if
    // ColumnsSpec names it.
    std::string purpose;
  };
  std::vector<AbsentColumn> absent_columns;

  // Columns of files that nothing reads, in the order of their headers. Those
  // of entries of reserved types are read by any file of activities.
  struct UnreadColumn {
    std::string file;
    std::string column;
  };
  std::vector<UnreadColumn> unread_columns;

  // Files that were read to their ends, those of leads first.
  struct File {
    std::string path;
    FileContent holds = FileContent::kActivities;
    FileFormat format = FileFormat::kCsv;
    int64_t bytes = 0;     // Before they are decompressed.
    std::string xxh3_128;  // Of these bytes, 32 hexadecimal digits.
    int64_t records = 0;   // All that it has.
    int64_t rejected = 0;
  };
  std::vector<File> files;
};

class TableReader {
 public:
  TableReader(const Model& model, ReadOptions options);
  ~TableReader();
  TableReader(TableReader&&) noexcept;
  TableReader& operator=(TableReader&&) noexcept;

  // Reads a file of leads ("-": standard input). Call it before
  // ReadActivities; several files add up.
  //
  // Errors:
  //   kInvalidArgument  a header that lacks a needed column or has one twice, a
  //                     stream of messages without a schema or cut off, an
  //                     empty file, or more bad records than max_errors
  //   kNotFound and others of the file system
  absl::Status ReadLeads(const std::string& path);

  // Reads a file of activities, which may have none. Errors as above.
  absl::Status ReadActivities(const std::string& path);

  // Reads a file of sets: records with the columns "attribute" and "value",
  // each of which says that an attribute of a lead, by its name in the model,
  // has a value from its time on, or none if the value is missing. Values are
  // written as in files of leads; the columns of leads and times are called,
  // and times written, as in files of activities. They become activities of the
  // type $set. The file may have no records. Call it after ReadLeads. Errors as
  // above.
  absl::Status ReadSets(const std::string& path);

  // What was read, also after an error. The reader is of no use afterwards.
  ReadResult Finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace leadscore

#endif  // LEADSCORE_TABLE_READER_H_
