/* Inside the room: answers to the measures of the language. */
#ifndef TL_SESSION_MEASURES_H
#define TL_SESSION_MEASURES_H

#include "compiler/session/evaluate.h"

/* See struct run_results; `results` is the base of a struct evaluated_run. */
bool measures_get(const struct run_results *results, const char *measure, const char *level,
                  const char *tensor, double *value);

#endif
