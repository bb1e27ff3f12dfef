/* Whether tiles fit: what a check can say of mappings that are given without reporting anything. */
#ifndef TL_SESSION_FIT_H
#define TL_SESSION_FIT_H

#include "compiler/session/session.h"

/* Tells of each run with a mapping of its own whose tiles do not fit (E0421), in a compilation that
 * was checked; nothing if it has errors.  How many errors that are: they are of mappings, and all
 * else is as sound as it was. */
unsigned compilation_fit(struct compilation *c);

#endif
