// What a live book keeps of each lead, and how the rest of the library sees it.

#ifndef LEADSCORE_SRC_LIVE_LIVE_LOG_H_
#define LEADSCORE_SRC_LIVE_LIVE_LOG_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "leadscore/lead.h"
#include "leadscore/lead_view.h"
#include "src/live/packed_values.h"
#include "src/model/checked_model.h"
#include "src/qualify/lead_log_view.h"
#include "src/qualify/stage_rules.h"
#include "src/table/log_entry.h"

namespace leadscore::internal {

inline constexpr Micros kNoInstant = std::numeric_limits<Micros>::max();

// An activity, or an entry of a reserved type, in 16 bytes.
struct LiveRecord {
  static constexpr int kTextBits = 27;
  static constexpr uint32_t kOneText = uint32_t{1} << 31;

  Micros time = 0;
  int32_t type = 0;  // The model's, or a ReservedCode.
  // The number of its payload; 0: it has none. Most have nothing but one text:
  // of these kOneText, the property, and the code of its text.
  uint32_t payload = 0;

  bool has_one_text() const { return (payload & kOneText) != 0; }
  // Each REQUIRES has_one_text().
  size_t text_property() const { return (payload & ~kOneText) >> kTextBits; }
  int64_t text_code() const {
    return payload & ((uint32_t{1} << kTextBits) - 1);
  }
};

// An entry of a reserved type as it came, and what it says.
struct LiveEntry {
  Activity activity;
  LogEntry entry;  // But of $retract.
};

// What only some records have.
struct LivePayload {
  std::string id;
  int64_t revision = 0;
  PackedValues properties;
  std::unique_ptr<const LiveEntry> entry;  // Of reserved types.
};

// The payloads of all records of a shard.
class LivePayloads {
 public:
  LivePayloads() : payloads_(1) {}

  // Gives it a number, never 0.
  uint32_t Add(LivePayload payload);
  void Remove(uint32_t number);
  const LivePayload& Get(uint32_t number) const { return payloads_[number]; }

  size_t MemoryBytes(size_t num_properties) const;

 private:
  std::vector<LivePayload> payloads_;  // The first is that of none.
  std::vector<uint32_t> free_;
};

// A change of stage that the book has told.
struct LiveChange {
  StageChange change;
  int64_t number = 0;  // Of its transition.
  uint64_t cause = 0;  // A hash of why.
};

struct LiveLead {
  PackedValues attributes;
  std::vector<LiveRecord> records;  // In the canonical order.
  std::vector<LiveChange> changes;  // In the order of time.
  // A bit for each id that a record may have.
  uint64_t ids = 0;
  // The last entry that is not later than the clock.
  Micros last_entry = kNoInstant;
  // When it was returned last; kNoInstant if it never was.
  Micros returned = kNoInstant;
  // Nothing happens to it before; kNoInstant if nothing ever does.
  Micros timer = kNoInstant;
  // Since then it has a margin up to its timer, as of activity_gains.h.
  Micros margin_since = kNoInstant;
  int32_t account = -1;
  int16_t stage = 0;
  // Over so many ticks, as a power of two, it did not change of late.
  uint8_t stride = 23;
  uint16_t margin = 0;
  // None of its records is of a reserved type or a version of another.
  bool is_plain = true;
  bool is_removed = false;
};

// The log of a lead as the rest of the library sees it.
struct ShownLog {
  LeadLogView view;

  // What the view refers to.
  ListPlaces lists;
  std::vector<ValueView> attributes;
  std::vector<RecordView> records;
  std::vector<ValueView> properties;
  std::deque<std::vector<SetView>> sets;
};

// Puts records into leads and shows their logs.
class LiveLogs {
 public:
  // Both have to outlive it.
  LiveLogs(const CheckedModel& model, TextPool* texts);

  // Whether a record that is alike in everything is there already, its id
  // included; otherwise adds it.
  bool AddUnlessRepeated(Micros time, int type, LivePayload payload,
                         LiveLead* lead);

  void Clear(LiveLead* lead);

  // Without attributes that nothing reads. Until the lead or what is shown
  // changes.
  void Show(const LiveLead& lead, ShownLog* shown) const {
    Show(lead, columns_read_, shown);
  }

  // By name, without its id and account.
  Lead ToLead(const LiveLead& lead) const;

  size_t MemoryBytes() const {
    return payloads_.MemoryBytes(model_.properties.size());
  }

 private:
  void Show(const LiveLead& lead, const std::vector<size_t>& columns,
            ShownLog* shown) const;
  const std::string& TypeName(int type) const;
  // What a record has beside its time, its type and one text.
  const LivePayload& PayloadOf(const LiveRecord& record) const {
    return payloads_.Get(record.has_one_text() ? 0 : record.payload);
  }
  std::optional<int64_t> PropertyOf(const LiveRecord& record,
                                    size_t property) const;
  // What stands for a payload in a record.
  uint32_t Keep(LivePayload payload);
  // The canonical order.
  int Compare(const LiveRecord& a, const LiveRecord& b) const;

  const CheckedModel& model_;
  TextPool& texts_;
  LivePayloads payloads_;
  std::vector<size_t> columns_read_;  // And when they became known.
  std::vector<size_t> all_columns_;
  std::vector<size_t> properties_by_name_;
  std::vector<std::string> reserved_names_;  // By minus the code.
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_LIVE_LIVE_LOG_H_
