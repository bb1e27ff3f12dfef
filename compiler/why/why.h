/* tlc why: which changes of a design would move what bounds it.
 *
 * Changes are made in the source where they can be: a number of the user's files gives way to
 * another, and everything is compiled and evaluated again, so that components that grow cost more
 * as well.  Mappings change in the flat form. */
#ifndef TL_WHY_WHY_H
#define TL_WHY_WHY_H

#include "compiler/session/evaluate.h"
#include "runtime/report/why.h"

/* How a design is compiled anew. */
struct why_design {
  const char *path, *library; /* as the first time */
  void (*prepare)(void *context, struct compilation *c); /* what the command line says of it */
  void *context;
  const struct search_wish *wish; /* of searches; its time is for all changes together */
  const char *studies;        /* the name by which points of studies are asked for; NULL: none are */
};

/* Changes that are worth being tried for the run `run` of the report, which was made of
 * `evaluation`, and what became of them.  All of it lives in the evaluation's compilation. */
struct why_run why_explain(const struct why_design *design, struct evaluation *evaluation,
                           const struct report *report, unsigned run);

/* Changes by less than this share are none: searches for them may leave as much. */
extern const double why_least;

#endif
