/* Inside the room: small things that many parts need.  Texts are in the arena. */
#ifndef TL_SEMA_SUPPORT_H
#define TL_SEMA_SUPPORT_H

#include "compiler/sema/core.h"

/* suggest_start, but after many errors nothing is compared any more: a file with
 * a wrong name on each line must not take time quadratic in its size. */
struct suggest suggest_near(const struct sema *sm, const char *word);

/* A name that is missing is told of once in each file: false for one that was, or
 * that needs no telling because its declaration is there and is itself a mistake. */
bool tell_name(struct sema *sm, name_t name, uint32_t file);
bool name_told(const struct sema *sm, name_t name, uint32_t file);

/* The same for what something lacks: `GEMM` its `k`, the array `PE` its `z`. */
bool tell_member(struct sema *sm, const char *of, name_t name, uint32_t file);

/* The same for a place that is looked at for several workloads or archs: is this the
 * first time that something is missed there? */
bool tell_place(struct sema *sm, struct span at);

/* "std/memory.tl:31:25" */
const char *place_text(struct sema *sm, struct span where);

/* "`a`, `b` and `c`" */
const char *join_names(struct sema *sm, const char *const *names, unsigned n);

/* The source text of a place, on one line. */
const char *source_text(struct sema *sm, struct span at);

/* The ending of a noun of which there are n: "" or "s". */
const char *plural(int64_t n);

#endif
