// The leads that readers know: those whose activities are read, and those that
// were taken.

#ifndef LEADSCORE_SRC_IO_KNOWN_LEADS_H_
#define LEADSCORE_SRC_IO_KNOWN_LEADS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/table_reader.h"
#include "src/io/activity_records.h"
#include "src/io/lead_records.h"
#include "src/io/shard_filter.h"
#include "src/table/dictionary.h"
#include "src/table/lead_columns.h"

namespace leadscore::internal {

// Leads that were read before their activities.
class LeadsOfTable : public ActivityLeads {
 public:
  // Counts what belongs to leads that are not there.
  LeadsOfTable(const LeadColumns& leads, const LeadRecords& records,
               int64_t* of_unknown_leads, int64_t* of_rejected_leads)
      : leads_(leads),
        records_(records),
        of_unknown_leads_(of_unknown_leads),
        of_rejected_leads_(of_rejected_leads) {}

  int32_t Find(const Dictionary::Key& id) const override {
    return leads_.FindRow(id);
  }
  void FindAll(const Dictionary::Key* ids, size_t count,
               int32_t* leads) const override {
    leads_.FindRows(ids, count, leads);
  }
  bool IsOfOtherShard(std::string_view id) const override {
    return records_.IsOfOtherShard(id);
  }
  bool TakesNameless() const override { return records_.TakesNameless(); }
  int32_t Add(const Dictionary::Key& /*id*/) override { return -1; }
  void CountUnknown(std::string_view id) override {
    ++*(records_.IsRejected(std::string(id)) ? of_rejected_leads_
                                             : of_unknown_leads_);
  }

 private:
  const LeadColumns& leads_;
  const LeadRecords& records_;
  int64_t* of_unknown_leads_;
  int64_t* of_rejected_leads_;
};

// Numbers leads as their activities come.
class LeadsOfActivities : public ActivityLeads {
 public:
  explicit LeadsOfActivities(const ShardFilter& shard) : shard_(shard) {}

  int32_t Find(const Dictionary::Key& id) const override {
    return ids_.Find(id);
  }
  void FindAll(const Dictionary::Key* ids, size_t count,
               int32_t* leads) const override {
    ids_.FindAll(ids, count, leads);
  }
  bool IsOfOtherShard(std::string_view id) const override {
    return !shard_.TakesId(id);
  }
  bool TakesNameless() const override { return shard_.TakesNameless(); }
  int32_t Add(const Dictionary::Key& id) override { return ids_.Add(id); }
  // There are none.
  void CountUnknown(std::string_view /*id*/) override {}

  const Dictionary& ids() const { return ids_; }

 private:
  const ShardFilter shard_;
  Dictionary ids_;
};

// Each lead is taken once. Those that have activities are known by their
// numbers.
class TakenLeads {
 public:
  explicit TakenLeads(const Dictionary& with_activities)
      : line_of_lead_(static_cast<size_t>(with_activities.size())) {}

  // Makes room for so many leads without activities.
  void Reserve(size_t count) {
    others_.Reserve(count);
    line_of_other_.reserve(count);
  }

  // The line from which a lead was taken, or 0.
  int64_t LineOf(const Dictionary::Key& id, int32_t lead) const {
    if (lead >= 0) return line_of_lead_[static_cast<size_t>(lead)];
    const int32_t code = others_.Find(id);
    return code < 0 ? 0 : line_of_other_[static_cast<size_t>(code)];
  }

  // Of a lead that has activities.
  bool IsTaken(int32_t lead) const {
    return line_of_lead_[static_cast<size_t>(lead)] > 0;
  }

  // REQUIRES: LineOf(id, lead) == 0; line > 0.
  void Take(const Dictionary::Key& id, int32_t lead, int64_t line) {
    if (lead >= 0) {
      line_of_lead_[static_cast<size_t>(lead)] = line;
    } else {
      others_.Add(id);
      line_of_other_.push_back(line);
    }
  }

  size_t MemoryBytes() const {
    return others_.MemoryBytes() +
           (line_of_lead_.capacity() + line_of_other_.capacity()) *
               sizeof(int64_t);
  }

  void AskAhead(const Dictionary::Key& id, int32_t lead) const {
    if (lead < 0) others_.AskAhead(id);
  }

 private:
  std::vector<int64_t> line_of_lead_;  // 0: not taken.
  Dictionary others_;
  std::vector<int64_t> line_of_other_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_IO_KNOWN_LEADS_H_
