#include "src/arrow/arrow_export.h"

#include <cstring>
#include <memory>
#include <utility>

namespace leadscore::internal {
namespace {

// What the structs point to. A consumer may move a child out and release it by
// itself, so that each has memory of its own.
struct SchemaMemory {
  std::string format;
  std::string name;
  std::vector<std::unique_ptr<ArrowSchema>> children;
  std::vector<ArrowSchema*> child_pointers;
  std::unique_ptr<ArrowSchema> dictionary;
};

struct ArrayMemory {
  std::vector<ExportedBuffer> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<std::unique_ptr<ArrowArray>> children;
  std::vector<ArrowArray*> child_pointers;
  std::unique_ptr<ArrowArray> dictionary;
};

// Each child that was not moved away is released with its parent.
template <typename Struct, typename Memory>
void Release(Struct* given) {
  auto* const memory = static_cast<Memory*>(given->private_data);
  for (const auto& child : memory->children) {
    if (child->release != nullptr) child->release(child.get());
  }
  if (memory->dictionary != nullptr && memory->dictionary->release != nullptr) {
    memory->dictionary->release(memory->dictionary.get());
  }
  delete memory;
  given->release = nullptr;
}

// A struct that is released if an error ends the filling of its parent.
template <typename Struct>
class Held {
 public:
  Held() : held_(std::make_unique<Struct>()) {}
  Held(Held&&) noexcept = default;
  ~Held() {
    if (held_ != nullptr && held_->release != nullptr) {
      held_->release(held_.get());
    }
  }
  Struct* get() { return held_.get(); }
  std::unique_ptr<Struct> Take() { return std::move(held_); }

 private:
  std::unique_ptr<Struct> held_;
};

template <typename Struct, typename Memory>
void Adopt(std::vector<Held<Struct>>* children,
           std::optional<Held<Struct>>* dictionary, Memory* memory,
           Struct* given) {
  memory->children.reserve(children->size());
  memory->child_pointers.reserve(children->size());
  for (Held<Struct>& child : *children) {
    memory->child_pointers.push_back(child.get());
    memory->children.push_back(child.Take());
  }
  if (dictionary->has_value()) memory->dictionary = (*dictionary)->Take();
  given->n_children = static_cast<int64_t>(memory->children.size());
  given->children =
      memory->children.empty() ? nullptr : memory->child_pointers.data();
  given->dictionary = memory->dictionary.get();
}

void FillSchema(const std::string& format, const std::string& name,
                int64_t flags, std::vector<Held<ArrowSchema>> children,
                std::optional<Held<ArrowSchema>> dictionary,
                ArrowSchema* schema) {
  auto memory = std::make_unique<SchemaMemory>();
  memory->format = format;
  memory->name = name;
  *schema = ArrowSchema{};
  Adopt(&children, &dictionary, memory.get(), schema);
  schema->format = memory->format.c_str();
  schema->name = memory->name.c_str();
  schema->flags = flags;
  schema->release = &Release<ArrowSchema, SchemaMemory>;
  schema->private_data = memory.release();
}

void FillArray(ExportedColumn column, std::vector<Held<ArrowArray>> children,
               ArrowArray* array) {
  auto memory = std::make_unique<ArrayMemory>();
  std::optional<Held<ArrowArray>> dictionary;
  if (column.dictionary.has_value()) {
    dictionary.emplace();
    FillArray(ExportTexts(*column.dictionary), {}, dictionary->get());
  }
  memory->buffers = std::move(column.buffers);
  for (const ExportedBuffer& buffer : memory->buffers) {
    memory->buffer_pointers.push_back(buffer.data());
  }
  // Without nulls there need not be any bits.
  if (column.null_count == 0) memory->buffer_pointers[0] = nullptr;
  *array = ArrowArray{};
  Adopt(&children, &dictionary, memory.get(), array);
  array->length = static_cast<int64_t>(column.length);
  array->null_count = static_cast<int64_t>(column.null_count);
  array->n_buffers = static_cast<int64_t>(memory->buffer_pointers.size());
  array->buffers = memory->buffer_pointers.data();
  array->release = &Release<ArrowArray, ArrayMemory>;
  array->private_data = memory.release();
}

}  // namespace

ExportedColumn ExportTexts(const std::vector<std::string>& texts) {
  ExportedColumn column;
  column.length = texts.size();
  ExportedBuffer offsets = {0};
  size_t size = 0;
  for (const std::string& text : texts) {
    size += text.size();
    offsets.push_back(size);
  }
  // A word more, so that there is one.
  ExportedBuffer bytes(size / sizeof(uint64_t) + 1);
  auto* to = reinterpret_cast<char*>(bytes.data());
  for (const std::string& text : texts) {
    std::memcpy(to, text.data(), text.size());
    to += text.size();
  }
  column.buffers.emplace_back();
  column.buffers.push_back(std::move(offsets));
  column.buffers.push_back(std::move(bytes));
  return column;
}

void ExportSchema(const std::vector<ExportedField>& fields,
                  ArrowSchema* schema) {
  std::vector<Held<ArrowSchema>> children(fields.size());
  for (size_t i = 0; i < fields.size(); ++i) {
    std::optional<Held<ArrowSchema>> dictionary;
    if (fields[i].has_dictionary) {
      dictionary.emplace();
      FillSchema("U", "", ARROW_FLAG_NULLABLE, {}, {}, dictionary->get());
    }
    FillSchema(fields[i].format, fields[i].name, ARROW_FLAG_NULLABLE, {},
               std::move(dictionary), children[i].get());
  }
  FillSchema("+s", "", 0, std::move(children), {}, schema);
}

void ExportArray(std::vector<ExportedColumn> columns, size_t length,
                 ArrowArray* array) {
  std::vector<Held<ArrowArray>> children(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    FillArray(std::move(columns[i]), {}, children[i].get());
  }
  ExportedColumn batch;
  batch.length = length;
  batch.buffers.emplace_back();
  FillArray(std::move(batch), std::move(children), array);
}

}  // namespace leadscore::internal
