// The columns of a batch, by their names.

#ifndef LEADSCORE_SRC_ARROW_ARROW_FIELDS_H_
#define LEADSCORE_SRC_ARROW_ARROW_FIELDS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/arrow/arrow_vector.h"
#include "src/io/record_file.h"

namespace leadscore::internal {

// The columns of a struct, which a batch is; also what readers of records ask
// for the columns of a file.
class ArrowFields : public RecordHeader {
 public:
  // `noun` is what messages call it: "leads".
  //
  // Errors: kInvalidArgument, no struct, or one with rows that are null.
  static absl::StatusOr<ArrowFields> Create(const ArrowSchema* schema,
                                            const ArrowArray* array,
                                            const std::string& noun);
  // Of the elements of a list, some of which may be null.
  static absl::StatusOr<ArrowFields> Create(ArrowVector elements,
                                            const std::string& noun);

  const ArrowVector& rows() const { return rows_; }

  // The column of a name; none if there is none.
  //
  // Errors: kInvalidArgument, two of them, or one that is broken.
  absl::StatusOr<std::optional<ArrowVector>> Find(std::string_view name) const;
  absl::StatusOr<ArrowVector> Need(std::string_view name,
                                   std::string_view purpose,
                                   const std::string& remedy) const;
  absl::StatusOr<ArrowVector> column(size_t position) const;

  const std::string& path() const override { return noun_; }
  CellEncoding encoding() const override { return CellEncoding::kText; }
  absl::StatusOr<ptrdiff_t> FindColumn(std::string_view name,
                                       ValueType type) override;
  absl::StatusOr<size_t> NeedColumn(std::string_view name,
                                    std::string_view purpose,
                                    std::string remedy) override;
  bool IsThere(ptrdiff_t position) const override { return position >= 0; }
  std::vector<std::string> UnreadColumns() const override { return {}; }

 private:
  ArrowFields(ArrowVector rows, std::string noun)
      : rows_(std::move(rows)), noun_(std::move(noun)) {}

  absl::StatusOr<ptrdiff_t> PositionOf(std::string_view name) const;
  absl::StatusOr<size_t> NeedPosition(std::string_view name,
                                      std::string_view purpose,
                                      const std::string& remedy) const;

  ArrowVector rows_;
  std::string noun_;
};

}  // namespace leadscore::internal

#endif  // LEADSCORE_SRC_ARROW_ARROW_FIELDS_H_
