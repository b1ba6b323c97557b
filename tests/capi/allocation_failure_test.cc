// Lets the n-th allocation fail, for every n, while a model is compiled and
// leads are scored and explained through the C ABI: each call fails with
// LEADSCORE_OUT_OF_MEMORY or does what it is to do. No call ends the process,
// but for those in which a hash table of Abseil could not grow: that of Debian
// 12 (20220623) is destroyed twice then.
//
//   allocation_failure_test [EVERY]     every EVERY-th allocation (default 1),
//                                       in children, so that one that ends is
//                                       counted
//   allocation_failure_test 0 N         the N-th only, for a debugger

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "leadscore/c.h"
#include "tests/capi/failing_allocations.h"
#include "tests/testing/arrow_arrays.h"

namespace {

using leadscore::testing::allocations_left;
using leadscore::testing::DictionaryArray;
using leadscore::testing::GivenArray;
using leadscore::testing::has_allocation_failed;
using leadscore::testing::NumberArray;
using leadscore::testing::StructArray;
using leadscore::testing::TestArray;
using leadscore::testing::TextArray;

constexpr char kModel[] = R"pb(
  name: 'small'
  time_zone: 'Europe/Berlin'
  attributes { name: 'employees' type: INT }
  attributes { name: 'title' type: STRING fold: true }
  attributes { name: 'budget' type: DOUBLE }
  lists {
    name: 'heads'
    values: [ 'cto', 'ceo' ]
  }
  activities {
    type: 'visit'
    properties { name: 'page' type: STRING }
  }
  signals { name: 'visits' kind: COUNT types: 'visit' within: '30d' }
  scores {
    name: 'fit'
    groups {
      name: 'company'
      max: 40
      rules {
        name: 'size'
        tiers {
          tier { when: 'lead.employees >= 200' points: 30 }
          tier { when: 'lead.employees >= 10' points: 12.5 }
        }
      }
      rules { name: 'title' points: 10 when: 'lead.title in list.heads' }
      rules {
        name: 'words'
        points: 1
        when: 'lead.title.matches("^c.o$") || lead.budget > 1000.0'
      }
    }
  }
  scores {
    name: 'web'
    groups {
      name: 'visits'
      rules {
        name: 'pages'
        points: 5
        max: 20
        each {
          types: 'visit'
          where: 'activity.page == "price"'
          decay { half_life: '7d' }
        }
      }
      rules { name: 'many' points: 2 when: 'signal.visits >= 2' }
    }
  }
  stages { name: 'LEAD' }
  stages {
    name: 'MQL'
    enter {
      name: 'score'
      at_least { score: 'total' points: 30 }
    }
  }
)pb";

constexpr int64_t kAsOf = 1'763'596'800'000'000;

TestArray Leads() {
  return StructArray(
      {TextArray("id", "u", {"1", "2", "3"}),
       NumberArray<int32_t>("employees", "i", {300, 20, std::nullopt}),
       DictionaryArray("title", "c", {0, 1, std::nullopt},
                       TextArray("", "u", {"CTO", "Head of everything"})),
       NumberArray<double>("budget", "g", {1.5, 2000.0, std::nullopt})},
      3);
}

TestArray Activities() {
  return StructArray({TextArray("lead_id", "vu", {"1", "2", "2"}),
                      TextArray("type", "u", {"visit", "visit", "visit"}),
                      TextArray("page", "U", {"price", "price", "home"}),
                      NumberArray<int64_t>(
                          "time", "tsu:UTC",
                          {kAsOf - 1'000'000, kAsOf - 86'400'000'000, kAsOf})},
                     3);
}

// The first code that is not LEADSCORE_OK; what a call gives is destroyed, and
// what it takes is released, whatever it says.
leadscore_code Run(leadscore_error** error) {
  leadscore_model* model = nullptr;
  leadscore_scorer* scorer = nullptr;
  leadscore_text* text = nullptr;
  ArrowSchema schema = {};
  ArrowArray scores = {};
  // Batches are made by the host, whose allocations do not fail.
  const int64_t left = allocations_left.exchange(-1);
  GivenArray activities(Activities());
  GivenArray leads(Leads());
  GivenArray again(Leads());
  allocations_left = left;

  leadscore_scorer_options options = LEADSCORE_SCORER_OPTIONS_INIT;
  options.stages = 1;
  options.valid_until = 1;
  options.reasons = 2;
  options.threads = 2;
  leadscore_code code =
      leadscore_model_parse(kModel, std::strlen(kModel), LEADSCORE_MODEL_TEXT,
                            nullptr, &model, error);
  if (code == LEADSCORE_OK) {
    code = leadscore_scorer_create(model, &options, &scorer, error);
  }
  if (code == LEADSCORE_OK) {
    code = leadscore_add_activities(scorer, &activities.schema,
                                    &activities.array, error);
  }
  if (code == LEADSCORE_OK) {
    code = leadscore_score(scorer, &leads.schema, &leads.array, kAsOf, &schema,
                           &scores, error);
  }
  if (code == LEADSCORE_OK) {
    schema.release(&schema);
    scores.release(&scores);
    code = leadscore_explain(scorer, &again.schema, &again.array, 1, kAsOf,
                             LEADSCORE_EXPLANATION_JSON, &text, error);
  }
  leadscore_text_destroy(text);
  leadscore_scorer_destroy(scorer);
  leadscore_model_destroy(model);
  return code;
}

struct Progress {
  std::atomic<int64_t> tried;  // The n of the child's present try.
  std::atomic<int64_t> refused;
  std::atomic<int64_t> done_nevertheless;
  std::atomic<int64_t> wrong;
  std::atomic<bool> failed_in_hash_table;
  std::atomic<bool> is_at_end;
};

// Tries from n on, until there are fewer allocations than n or a hash table
// could not grow.
void TryFrom(int64_t n, int64_t every, Progress* progress) {
  for (;; n += every) {
    progress->tried = n;
    leadscore_error* error = nullptr;
    has_allocation_failed = false;
    allocations_left = n;
    const leadscore_code code = Run(&error);
    allocations_left = -1;
    if (!has_allocation_failed) {
      progress->is_at_end = true;
      return;
    }
    if (code == LEADSCORE_OUT_OF_MEMORY &&
        leadscore_error_code(error) == code) {
      ++progress->refused;
    } else if (code == LEADSCORE_OK) {
      ++progress->done_nevertheless;
    } else {
      std::fprintf(stderr, "allocation %ld: code %d, %s\n",
                   static_cast<long>(n), code, leadscore_error_message(error));
      ++progress->wrong;
    }
    leadscore_error_destroy(error);
    // Whatever that broke may show only later.
    if (progress->failed_in_hash_table) return;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t every = argc > 1 ? std::atoll(argv[1]) : 1;
  leadscore_error* error = nullptr;
  // What libraries make once for the process is there then.
  if (Run(&error) != LEADSCORE_OK) {
    std::fprintf(stderr, "%s\n", leadscore_error_message(error));
    return EXIT_FAILURE;
  }
  if (every == 0 && argc > 2) {
    allocations_left = std::atoll(argv[2]);
    std::printf("code %d\n", Run(&error));
    return EXIT_SUCCESS;
  }
  void* const shared = mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return EXIT_FAILURE;
  auto* const progress = new (shared) Progress();
  leadscore::testing::failed_in_hash_table = &progress->failed_in_hash_table;
  int64_t n = 0;
  int num_ended = 0;
  int num_ended_in_hash_tables = 0;
  while (!progress->is_at_end) {
    const pid_t child = fork();
    if (child == 0) {
      TryFrom(n, every, progress);
      // Leaks are found by sanitizers at the end of a child.
      std::exit(EXIT_SUCCESS);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return EXIT_FAILURE;
    n = progress->tried + every;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS) continue;
    ++num_ended;
    if (progress->failed_in_hash_table) {
      ++num_ended_in_hash_tables;
    } else {
      std::fprintf(stderr, "allocation %ld: the process ended, status %d\n",
                   static_cast<long>(progress->tried), status);
    }
    if (num_ended > 20) break;
  }
  const auto count = [](const std::atomic<int64_t>& number) {
    return static_cast<long>(number);
  };
  std::printf(
      "%ld allocations failed, one each time: %ld calls failed with "
      "LEADSCORE_OUT_OF_MEMORY, %ld did without, %ld failed otherwise, %d "
      "ended "
      "the process, %d of them in hash tables of Abseil\n",
      count(progress->refused) + count(progress->done_nevertheless) +
          count(progress->wrong) + num_ended,
      count(progress->refused), count(progress->done_nevertheless),
      count(progress->wrong), num_ended, num_ended_in_hash_tables);
  const bool is_right = progress->wrong == 0 &&
                        num_ended == num_ended_in_hash_tables &&
                        progress->refused > 100;
  return is_right ? EXIT_SUCCESS : EXIT_FAILURE;
}
