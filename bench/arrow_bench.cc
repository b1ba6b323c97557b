// What do batches of Arrow cost, by the C++ classes and through the C ABI,
// beside tables of the library that hold the same leads? 1,000,000 leads with
// 20 attributes, ten of them dictionaries, in batches of 65,536; in turns,
// medians of so many.
//
//   write_files 50 1 FOLDER     writes the model, which the C ABI reads
//   arrow_bench 50 FOLDER [LEADS]
//
// In a process Protocol Buffers knows each file once: this one leaves models in
// files to the C library.

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "bench/rule_sets/bench_leads.h"
#include "bench/rule_sets/rule_set.h"
#include "leadscore/arrow.h"
#include "leadscore/c.h"
#include "leadscore/scorer.h"

namespace leadscore::bench {
namespace {

constexpr int kTurns = 9;
constexpr size_t kBatchRows = size_t{1} << 16;
constexpr int kColumns = kTexts + kNumbers;

void KeepSchema(ArrowSchema* schema) { schema->release = nullptr; }
void KeepArray(ArrowArray* array) { array->release = nullptr; }

std::string BitsOf(const std::vector<bool>& present) {
  std::string bits((present.size() + 7) / 8, '\0');
  for (size_t i = 0; i < present.size(); ++i) {
    if (present[i]) bits[i / 8] = static_cast<char>(bits[i / 8] | 1 << (i % 8));
  }
  return bits;
}

// The memory of all leads, of which batches are slices; nothing is freed by
// their release.
class Arrays {
 public:
  explicit Arrays(const BenchLeads& leads) : leads_(leads) {
    for (size_t c = 0; c < kColumns; ++c) {
      std::vector<bool> present;
      for (size_t i = 0; i < leads.size; ++i) {
        present.push_back(c < kTexts
                              ? static_cast<size_t>(leads.codes[c][i]) <
                                    Dictionary(static_cast<int>(c)).size()
                              : leads.numbers[c - kTexts][i] != kNoNumber);
      }
      validity_[c] = BitsOf(present);
      names_[c] = c < kTexts ? absl::StrCat("text", c)
                             : absl::StrCat("number", c - kTexts);
    }
    for (size_t c = 0; c < kTexts; ++c) {
      offsets_[c].push_back(0);
      for (const std::string& text : Dictionary(static_cast<int>(c))) {
        texts_[c] += text;
        offsets_[c].push_back(static_cast<int32_t>(texts_[c].size()));
      }
    }
  }

  size_t size() const { return leads_.size; }

  // Of the rows from one on; valid until the next call.
  void Give(size_t begin, ArrowSchema* schema, ArrowArray* array) {
    const size_t rows = std::min(kBatchRows, leads_.size - begin);
    for (size_t c = 0; c < kColumns; ++c) {
      const bool is_text = c < kTexts;
      buffers_[c] = {validity_[c].data(),
                     is_text ? static_cast<const void*>(leads_.codes[c].data())
                             : leads_.numbers[c - kTexts].data()};
      schemas_[c] = ArrowSchema{};
      schemas_[c].format = is_text ? "i" : "l";
      schemas_[c].name = names_[c].c_str();
      schemas_[c].release = &KeepSchema;
      arrays_[c] = ArrowArray{};
      arrays_[c].length = static_cast<int64_t>(rows);
      arrays_[c].null_count = -1;
      arrays_[c].offset = static_cast<int64_t>(begin);
      arrays_[c].n_buffers = 2;
      arrays_[c].buffers = buffers_[c].data();
      arrays_[c].release = &KeepArray;
      if (is_text) GiveDictionary(c);
      schema_pointers_[c] = &schemas_[c];
      array_pointers_[c] = &arrays_[c];
    }
    *schema = ArrowSchema{};
    schema->format = "+s";
    schema->name = "";
    schema->n_children = kColumns;
    schema->children = schema_pointers_.data();
    schema->release = &KeepSchema;
    *array = ArrowArray{};
    array->length = static_cast<int64_t>(rows);
    array->n_buffers = 1;
    array->buffers = no_buffer_.data();
    array->n_children = kColumns;
    array->children = array_pointers_.data();
    array->release = &KeepArray;
  }

 private:
  void GiveDictionary(size_t c) {
    dictionary_buffers_[c] = {nullptr, offsets_[c].data(), texts_[c].data()};
    dictionary_schemas_[c] = ArrowSchema{};
    dictionary_schemas_[c].format = "u";
    dictionary_schemas_[c].release = &KeepSchema;
    dictionary_arrays_[c] = ArrowArray{};
    dictionary_arrays_[c].length = static_cast<int64_t>(offsets_[c].size()) - 1;
    dictionary_arrays_[c].n_buffers = 3;
    dictionary_arrays_[c].buffers = dictionary_buffers_[c].data();
    dictionary_arrays_[c].release = &KeepArray;
    schemas_[c].dictionary = &dictionary_schemas_[c];
    arrays_[c].dictionary = &dictionary_arrays_[c];
  }

  const BenchLeads& leads_;
  std::array<std::string, kColumns> names_;
  std::array<std::string, kColumns> validity_;
  std::array<std::string, kTexts> texts_;
  std::array<std::vector<int32_t>, kTexts> offsets_;
  std::array<ArrowSchema, kColumns> schemas_;
  std::array<ArrowArray, kColumns> arrays_;
  std::array<ArrowSchema*, kColumns> schema_pointers_;
  std::array<ArrowArray*, kColumns> array_pointers_;
  std::array<std::array<const void*, 2>, kColumns> buffers_;
  std::array<ArrowSchema, kTexts> dictionary_schemas_;
  std::array<ArrowArray, kTexts> dictionary_arrays_;
  std::array<std::array<const void*, 3>, kTexts> dictionary_buffers_;
  std::array<const void*, 1> no_buffer_ = {};
};

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::exit(EXIT_FAILURE);
}

// The sum of a column of scores, so that nothing can be left out.
double SumOf(ArrowArray* scores) {
  const ArrowArray& total = *scores->children[1];
  const auto* const values = static_cast<const double*>(total.buffers[1]);
  double sum = 0;
  for (int64_t i = 0; i < total.length; ++i) sum += values[i];
  scores->release(scores);
  return sum;
}

double ByTables(const Scorer& scorer, const Tables& tables,
                ScoreContext* context, ScoreTable* scores) {
  const absl::Status status =
      scorer.Score(tables, absl::UnixEpoch(), {}, scores, context);
  if (!status.ok()) Fail(status.ToString());
  double sum = 0;
  for (const Points points : scores->total) sum += points.ToDouble();
  return sum;
}

double ByClasses(ArrowScorer* scorer, Arrays* arrays) {
  double sum = 0;
  for (size_t begin = 0; begin < arrays->size(); begin += kBatchRows) {
    ArrowSchema schema;
    ArrowArray array;
    ArrowArray scores = {};
    arrays->Give(begin, &schema, &array);
    const absl::Status status =
        scorer->Score({&schema, &array}, absl::UnixEpoch(), &scores);
    if (!status.ok()) Fail(status.ToString());
    sum += SumOf(&scores);
  }
  return sum;
}

double ByC(leadscore_scorer* scorer, Arrays* arrays) {
  double sum = 0;
  for (size_t begin = 0; begin < arrays->size(); begin += kBatchRows) {
    ArrowSchema schema;
    ArrowArray array;
    ArrowArray scores = {};
    leadscore_error* error = nullptr;
    arrays->Give(begin, &schema, &array);
    if (leadscore_score(scorer, &schema, &array, 0, nullptr, &scores, &error) !=
        LEADSCORE_OK) {
      Fail(leadscore_error_message(error));
    }
    sum += SumOf(&scores);
  }
  return sum;
}

void Compare(const BenchLeads& leads, Arrays* arrays, int rules,
             const std::string& folder) {
  const Model model = Model::Create(ToModel(MakeRuleSet(rules, kSeed))).value();
  const Scorer scorer(model);
  const Tables tables = ToTables(leads, leads.size, model);
  ScoreContext context;
  ScoreTable scores;
  ArrowScorer by_classes(scorer, {});
  const std::string path = folder + "/rules.textproto";
  leadscore_model* c_model = nullptr;
  leadscore_scorer* c_scorer = nullptr;
  leadscore_error* error = nullptr;
  if (leadscore_model_load(path.c_str(), nullptr, &c_model, &error) !=
          LEADSCORE_OK ||
      leadscore_scorer_create(c_model, nullptr, &c_scorer, &error) !=
          LEADSCORE_OK) {
    Fail(leadscore_error_message(error));
  }
  const std::function<double()> ways[] = {
      [&] { return ByTables(scorer, tables, &context, &scores); },
      [&] { return ByClasses(&by_classes, arrays); },
      [&] { return ByC(c_scorer, arrays); }};
  std::vector<double> nanos[3];
  const double expected = ways[0]();
  for (int turn = 0; turn <= kTurns; ++turn) {
    for (size_t way = 0; way < 3; ++way) {
      const auto begin = std::chrono::steady_clock::now();
      if (ways[way]() != expected) Fail("other scores");
      const std::chrono::duration<double, std::nano> took =
          std::chrono::steady_clock::now() - begin;
      // The first turn makes what stays.
      if (turn > 0) {
        nanos[way].push_back(took.count() / static_cast<double>(leads.size));
      }
    }
  }
  for (std::vector<double>& times : nanos) {
    std::nth_element(times.begin(), times.begin() + kTurns / 2, times.end());
  }
  constexpr size_t kMedian = kTurns / 2;
  std::printf(
      "%5d rules  tables %6.1f ns  batches in C++ %6.1f ns  in C %6.1f ns: "
      "%.2f times C++\n",
      rules, nanos[0][kMedian], nanos[1][kMedian], nanos[2][kMedian],
      nanos[2][kMedian] / nanos[1][kMedian]);
  leadscore_scorer_destroy(c_scorer);
  leadscore_model_destroy(c_model);
}

}  // namespace
}  // namespace leadscore::bench

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "arrow_bench RULES FOLDER [LEADS]\n");
    return 2;
  }
  const size_t count =
      argc > 3 ? static_cast<size_t>(std::atoll(argv[3])) : 1'000'000;
  const leadscore::bench::BenchLeads leads =
      leadscore::bench::MakeLeads(count, 2);
  leadscore::bench::Arrays arrays(leads);
  leadscore::bench::Compare(leads, &arrays, std::atoi(argv[1]), argv[2]);
  return EXIT_SUCCESS;
}
