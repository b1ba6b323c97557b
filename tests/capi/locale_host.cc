// A host that has set its locale, as graphical programs and interpreters do: it
// loads a model with numbers, times and texts, scores leads that come as texts,
// and prints what it got, explanations included, in the locale "C" again.
// Prints the name of a locale that cannot be set, and ends with 77.
//
//   locale_host [LOCALE]

#include <clocale>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <locale>
#include <string>

#include "leadscore/c.h"
#include "tests/testing/arrow_arrays.h"

namespace {

using leadscore::testing::GivenArray;
using leadscore::testing::NumberArray;
using leadscore::testing::StructArray;
using leadscore::testing::TextArray;

constexpr char kModel[] = R"pb(
  name: 'numbers'
  attributes { name: 'budget' type: DOUBLE }
  attributes { name: 'title' type: STRING fold: true }
  attributes { name: 'born' type: TIMESTAMP time_format: '%d %b %Y' }
  scores {
    name: 'fit'
    groups {
      name: 'g'
      rules { name: 'budget' points: 12.5 when: 'lead.budget >= 1234.5' }
      rules { name: 'title' points: 0.25 when: 'lead.title == "istanbul i"' }
      rules {
        name: 'words'
        points: 1
        when: 'lead.title.upperAscii().startsWith("IST") && string(lead.budget).contains(".")'
      }
      rules {
        name: 'born'
        points: 7
        when: 'lead.born < timestamp("2000-01-01T00:00:00Z")'
      }
    }
  }
)pb";

int Fail(leadscore_error* error) {
  std::fprintf(stderr, "%s\n", leadscore_error_message(error));
  return EXIT_FAILURE;
}

int Run() {
  leadscore_error* error = nullptr;
  leadscore_model* model = nullptr;
  leadscore_scorer* scorer = nullptr;
  if (leadscore_model_parse(kModel, std::strlen(kModel), LEADSCORE_MODEL_TEXT,
                            nullptr, &model, &error) != LEADSCORE_OK ||
      leadscore_scorer_create(model, nullptr, &scorer, &error) !=
          LEADSCORE_OK) {
    return Fail(error);
  }
  std::string all = leadscore_model_fingerprint(model);
  for (int64_t row = 0; row < 2; ++row) {
    for (const int32_t format :
         {LEADSCORE_EXPLANATION_TEXT, LEADSCORE_EXPLANATION_JSON}) {
      GivenArray leads(
          StructArray({TextArray("budget", "u", {"1234.5", "1e3"}),
                       TextArray("title", "u", {" ISTANBUL I", "istanbul"}),
                       TextArray("born", "u", {"05 May 1999", "1 Dec 2020"})},
                      2));
      leadscore_text* text = nullptr;
      if (leadscore_explain(scorer, &leads.schema, &leads.array, row,
                            1'763'596'800'000'000, format, &text,
                            &error) != LEADSCORE_OK) {
        return Fail(error);
      }
      all += leadscore_text_data(text);
      leadscore_text_destroy(text);
    }
  }
  leadscore_scorer_destroy(scorer);
  leadscore_model_destroy(model);
  std::fputs(all.c_str(), stdout);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) {
    if (std::setlocale(LC_ALL, argv[1]) == nullptr) {
      std::printf("no locale %s\n", argv[1]);
      return 77;
    }
    std::locale::global(std::locale(argv[1]));
  }
  return Run();
}
