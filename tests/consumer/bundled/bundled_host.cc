// Uses Abseil, RE2 and Protocol Buffers of its own, the same protos among them,
// before, while and after it scores through a libleadscore_c that holds others.

#include <re2/re2.h>

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "leadscore/c.h"
#include "leadscore/v1/model.pb.h"

namespace {

absl::Status Failed(const char* what) { return absl::InternalError(what); }

// What the host does for itself.
absl::Status UseOwnCopies() {
  absl::flat_hash_map<std::string, int> lengths;
  for (int i = 0; i < 10000; ++i) lengths[absl::StrCat("key ", i)] = i;
  if (lengths.size() != 10000 || lengths.at("key 77") != 77) {
    return Failed("the host's hash table");
  }
  if (!RE2::FullMatch("acme.example", "acme\\.[a-z]+")) {
    return Failed("the host's RE2");
  }
  absl::TimeZone zone;
  if (!absl::LoadTimeZone("Europe/Berlin", &zone)) {
    return Failed("the host's time zones");
  }
  return absl::OkStatus();
}

leadscore::v1::Model MakeModel() {
  leadscore::v1::Model model;
  model.set_name("host");
  model.set_time_zone("Europe/Berlin");
  auto& domain = *model.add_attributes();
  domain.set_name("domain");
  domain.set_type(leadscore::v1::STRING);
  auto& group = *model.add_scores()->add_groups();
  model.mutable_scores(0)->set_name("fit");
  group.set_name("company");
  auto& rule = *group.add_rules();
  rule.set_name("A friend");
  rule.set_when("lead.domain.matches('^acme[.]')");
  rule.set_points(12.5);
  return model;
}

void ReleaseSchema(ArrowSchema* schema) { schema->release = nullptr; }
void ReleaseArray(ArrowArray* array) { array->release = nullptr; }

// The totals of two leads.
absl::Status Score(const std::string& bytes, double (&totals)[2]) {
  leadscore_error* error = nullptr;
  leadscore_model* model = nullptr;
  leadscore_scorer* scorer = nullptr;
  if (leadscore_model_parse(bytes.data(), bytes.size(), LEADSCORE_MODEL_BINARY,
                            nullptr, &model, &error) != LEADSCORE_OK ||
      leadscore_scorer_create(model, nullptr, &scorer, &error) !=
          LEADSCORE_OK) {
    return Failed(leadscore_error_message(error));
  }

  const int32_t offsets[] = {0, 12, 25};
  const void* text[] = {nullptr, offsets, "acme.exampleother.example"};
  ArrowSchema column = {};
  column.format = "u";
  column.name = "domain";
  column.release = ReleaseSchema;
  ArrowSchema* columns[] = {&column};
  ArrowSchema schema = {};
  schema.format = "+s";
  schema.name = "";
  schema.n_children = 1;
  schema.children = columns;
  schema.release = ReleaseSchema;
  ArrowArray cells = {};
  cells.length = 2;
  cells.n_buffers = 3;
  cells.buffers = text;
  cells.release = ReleaseArray;
  ArrowArray* arrays[] = {&cells};
  const void* no_buffer[] = {nullptr};
  ArrowArray leads = {};
  leads.length = 2;
  leads.n_buffers = 1;
  leads.buffers = no_buffer;
  leads.n_children = 1;
  leads.children = arrays;
  leads.release = ReleaseArray;

  ArrowSchema result_schema = {};
  ArrowArray result = {};
  if (leadscore_score(scorer, &schema, &leads, int64_t{1763596800000000},
                      &result_schema, &result, &error) != LEADSCORE_OK) {
    return Failed(leadscore_error_message(error));
  }
  for (int64_t i = 0; i < result_schema.n_children; ++i) {
    if (std::strcmp(result_schema.children[i]->name, "total") == 0) {
      std::memcpy(totals, result.children[i]->buffers[1], sizeof(totals));
    }
  }
  result.release(&result);
  result_schema.release(&result_schema);
  leadscore_scorer_destroy(scorer);
  leadscore_model_destroy(model);
  return absl::OkStatus();
}

absl::Status Run() {
  if (absl::Status status = UseOwnCopies(); !status.ok()) return status;
  const leadscore::v1::Model model = MakeModel();
  double totals[2] = {};
  if (absl::Status status = Score(model.SerializeAsString(), totals);
      !status.ok()) {
    return status;
  }
  if (totals[0] != 12.5 || totals[1] != 0) return Failed("the scores");
  if (model.GetDescriptor()->full_name() != "leadscore.v1.Model") {
    return Failed("the host's descriptors");
  }
  return UseOwnCopies();
}

}  // namespace

int main() {
  const absl::Status status = Run();
  if (!status.ok()) std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
