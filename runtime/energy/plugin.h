/* Estimators in processes of their own: shared libraries and programs.
 *
 * A process is started when it is first needed, and lives until the set is freed.  Each
 * request has a time limit.  One that crashes or answers nonsense is started anew and asked
 * again, once; whoever fails a second time is given up.  One that does not answer in time is
 * not asked that again. */
#ifndef TL_ENERGY_PLUGIN_H
#define TL_ENERGY_PLUGIN_H

#include "runtime/energy/disk_cache.h"
#include "runtime/energy/estimator.h"

struct plugin_options {
  int limit_ms;               /* of one request */
  struct disk_cache *cache;   /* borrowed; or NULL */
};

enum { PLUGIN_LIMIT_MS = 10000 };

/* Both live in `a`, and must not outlive it.  `path` is that of a file; `shown` is what a
 * command is called until it has said its name. */
struct estimator *plugin_library(struct arena *a, const char *path,
                                 const struct plugin_options *options);
struct estimator *plugin_command(struct arena *a, const char *command, const char *shown,
                                 const struct plugin_options *options);

/* How often its process was started. */
unsigned plugin_starts(const struct estimator *e);

#endif
