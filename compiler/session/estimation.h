/* The estimators of a compilation: what sema asks is put to them, and what goes wrong with
 * them is told (E0730 … E0732, W0550 … W0554). */
#ifndef TL_SESSION_ESTIMATION_H
#define TL_SESSION_ESTIMATION_H

#include "compiler/session/session.h"
#include "runtime/energy/estimator.h"
#include "runtime/energy/plugin.h"

struct estimation {
  struct compilation *compilation;
  struct estimators set;
  struct disk_cache cache;
  int limit_ms;             /* of one request */
  const char *plugins;      /* the directory of those that come with the program, or NULL */
  struct span asking;       /* the instance that is asked about */
};

/* The estimators of a compilation; made when they are first asked for. */
struct estimation *compilation_estimation(struct compilation *c);

/* Adds one as the command line names it: a shared library (a file that ends in `.so`), one
 * that comes with the program (`cacti`), or else a command.  Before compilation_check. */
void compilation_estimator(struct compilation *c, const char *what);

/* For struct program. */
bool estimation_ask(const struct program *p, const struct sema_query *query,
                    struct sema_estimate *out);

/* Ends them; done by compilation_free. */
void estimation_free(struct compilation *c);

#endif
