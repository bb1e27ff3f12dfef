/* Inside the room: a design that is changed a little, compiled and evaluated. */
#ifndef TL_WHY_TRIAL_H
#define TL_WHY_TRIAL_H

#include "compiler/session/evaluate.h"
#include "compiler/why/why.h"
#include "runtime/report/why.h"

/* A piece of the source that gives way to another. */
struct edit { struct span where; const char *text; };

/* What must be so in the changed design, or it is not the change that was meant: an attribute of
 * a node (or the size of its axis) is so many times what it was. */
struct wanted { unsigned node; const char *key; int axis; double times; };

enum { TRIAL_EDITS = 2 };
struct trial {
  unsigned run;              /* of the flat design */
  unsigned edits;
  struct edit edit[TRIAL_EDITS];
  struct wanted wanted[TRIAL_EDITS]; /* [edits] */
  bool anew;                 /* the given mapping gives way to a search of all there are */
  bool unbound;              /* the search heeds no mapspace */
  int level, tensor;         /* the given mapping keeps this tensor at this level of it if it did
                                not, and the other way round; level -1: neither */
};

/* What is there before anything changes, and how much time is left. */
struct trying {
  const struct why_design *design;
  const struct evaluation *base;
  struct arena *arena;       /* of all texts */
  unsigned number, all;      /* of this trial, from 0, and of all trials, for whoever looks on */
  unsigned parts;            /* one of which of the time that is left is for this one */
  double seconds;            /* that is left for all searches; INFINITY: no limit */
  double gap;                /* that searches may leave */
};

/* Makes the change and fills in what became of it, without what it is called.  False: it is not
 * the change that was meant. */
bool trial_run(struct trying *t, const struct trial *trial, struct why_change *out);

#endif
