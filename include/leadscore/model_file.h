// Models in files: text (the form that people write), JSON and binary protobuf,
// all of the message leadscore.v1.Model (proto/leadscore/v1/model.proto).
//
//   Diagnostics diagnostics;
//   absl::StatusOr<Model> model =
//       LoadModel("models/acme.textproto", &diagnostics);
//   for (const Diagnostic& d : diagnostics) std::cerr << d.ToString();
//
// Part of leadscore::proto.

#ifndef LEADSCORE_MODEL_FILE_H_
#define LEADSCORE_MODEL_FILE_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "leadscore/diagnostics.h"
#include "leadscore/model.h"
#include "leadscore/model_spec.h"

namespace leadscore {

enum class ModelFormat { kText, kJson, kBinary };

struct ModelFileLimits {
  size_t max_model_bytes = size_t{4} << 20;
  size_t max_list_file_bytes = size_t{16} << 20;
};

// Where the parts of a model, or of a policy (sla_policy_file.h), stand in the
// text that it was read from.
class ModelSource {
 public:
  ModelSource();
  ~ModelSource();
  ModelSource(ModelSource&&) noexcept;
  ModelSource& operator=(ModelSource&&) noexcept;

  // Sets file, line, column and source line of a diagnostic as far as they are
  // known from its path and offset.
  void Locate(Diagnostic* diagnostic) const;

  struct State;
  explicit ModelSource(std::unique_ptr<State> state);

 private:
  std::unique_ptr<State> state_;  // Null: nothing is known.
};

// Reads a model with the lists it names, and checks it: LoadModelFile and
// Model::Create in one. Appends all errors to `diagnostics` (may be
// null), each with its file, line and column as far as they are known;
// LintModel (lint.h) finds what is no error but hardly meant. `source` may be
// null.
//
// Errors:
//   kInvalidArgument   the model is wrong
//   kResourceExhausted it, or a list, is larger than its limit
//   kNotFound and others of the file system
absl::StatusOr<Model> LoadModel(const std::string& path,
                                Diagnostics* diagnostics = nullptr,
                                const ModelFileLimits& file_limits = {},
                                const ModelLimits& limits = {},
                                ModelSource* source = nullptr);

// Reads a model from bytes. `name` is what messages call them; may be empty.
// Appends what is wrong, with line and column where the format has them, to
// `diagnostics`. `source` may be null. Lists that name files are not read.
//
// Errors:
//   kInvalidArgument   not a model in this format
//   kResourceExhausted more bytes than the limit
absl::StatusOr<ModelSpec> ParseModel(std::string_view bytes, ModelFormat format,
                                     std::string_view name,
                                     const ModelFileLimits& limits,
                                     Diagnostics* diagnostics,
                                     ModelSource* source = nullptr);

// Reads the files that lists name, from below `folder` only: a path that leaves
// it, by ".." or a symbolic link, is refused. Appends what is wrong to
// `diagnostics`.
//
// Errors:
//   kInvalidArgument  a path outside the folder, or a file that is not UTF-8
//   kNotFound and others of the file system
absl::Status ReadListFiles(const std::string& folder,
                           const ModelFileLimits& limits, ModelSpec* spec,
                           Diagnostics* diagnostics);

// Reads a model and the lists it names. The format follows the name: ".json"
// is JSON; ".pb", ".bin" and ".binpb" are binary; all else is text.
//
// Errors: as of ParseModel and ReadListFiles, and those of the file system.
absl::StatusOr<ModelSpec> LoadModelFile(const std::string& path,
                                        const ModelFileLimits& limits,
                                        Diagnostics* diagnostics,
                                        ModelSource* source = nullptr);

// Writes a model; ParseModel reads an equal one back. What ReadListFiles read
// is not written, only the names of the files.
//
// Errors:
//   kInvalidArgument  text that is not UTF-8
absl::StatusOr<std::string> SerializeModel(const ModelSpec& spec,
                                           ModelFormat format);

}  // namespace leadscore

#endif  // LEADSCORE_MODEL_FILE_H_
