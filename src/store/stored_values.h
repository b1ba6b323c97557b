// How values lie in the file: by name, so that a later model can read them, and
// bit for bit.

#ifndef LEADSCORE_SRC_STORE_STORED_VALUES_H_
#define LEADSCORE_SRC_STORE_STORED_VALUES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "leadscore/lead.h"

namespace leadscore::internal {

std::string EncodeValues(const std::vector<NamedValue>& values);
// False if the bytes are not what EncodeValues writes.
bool DecodeValues(std::string_view bytes, std::vector<NamedValue>* values);

std::string EncodeTexts(const std::vector<std::string>& texts);
bool DecodeTexts(std::string_view bytes, std::vector<std::string>* texts);

// The checksum of a row: XXH3 (64 bits) of its cells, in their order.
class RowSum {
 public:
  RowSum& Add(int64_t number);
  RowSum& Add(std::string_view text);
  int64_t Get() const;

 private:
  std::string bytes_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_STORE_STORED_VALUES_H_
