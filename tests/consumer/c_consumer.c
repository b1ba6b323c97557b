/* A program in C that links to the C library. */
#include <stdio.h>
#include <string.h>

#include "leadscore/c.h"

int main(void) {
  static const char text[] = "name: 'consumer' scores { name: 'fit' base: 3 }";
  leadscore_model* model = NULL;
  leadscore_error* error = NULL;
  int is_right;
  if (leadscore_model_parse(text, strlen(text), LEADSCORE_MODEL_TEXT, NULL,
                            &model, &error) != LEADSCORE_OK) {
    fprintf(stderr, "%s\n", leadscore_error_message(error));
    leadscore_error_destroy(error);
    return 1;
  }
  is_right = strcmp(leadscore_model_name(model), "consumer") == 0;
  leadscore_model_destroy(model);
  return is_right ? 0 : 1;
}
