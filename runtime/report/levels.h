/* What levels of a run come to that is not a number of the result itself. */
#ifndef TL_REPORT_LEVELS_H
#define TL_REPORT_LEVELS_H

#include "runtime/report/report.h"

/* Whether it is known what anything at this level costs. */
bool level_costs(const struct level_result *level);

/* The level of a node; NULL: it has none. */
const struct level_result *level_at(const struct report_run *run, int node);

/* The outermost memory that keeps a tensor; NULL: none does. */
const struct level_result *level_home(const struct report_run *run, unsigned tensor);

/* Words of a tensor that a memory gives and takes, all instances; of a run with zeros, those that are
 * left. */
double level_moved(const struct report_run *run, const struct level_result *level, unsigned tensor);

/* Words of a tensor that have to move at least once: all that the computes touch, but for those that
 * its outermost memory `home` does not store as they are zero, or all of which savings leave out. */
double level_least(const struct report_run *run, const struct level_result *home, unsigned tensor);

/* Words that the tiles in a memory take. */
double level_words(const struct report_run *run, const struct level_result *level);

/* Bits of a word of a tensor at a memory. */
double level_word_bits(const struct report_run *run, const struct level_result *level,
                       unsigned tensor);

/* The share of the time in which a level's rates are used up; NAN if it has none. */
double level_busy(const struct report_run *run, const struct level_result *level);

/* Words of a tensor, in all instances, that come to a level from the memory around it which keeps
 * the tensor, and that go there; 0 if there is none, or if this level does not keep it and does not
 * compute. */
struct crossing { double inwards, outwards; };
struct crossing level_crossing(const struct report_run *run, const struct level_result *level,
                               unsigned tensor);

/* Whether the level is what sets the time. */
bool level_holds_up(const struct report_run *run, const struct level_result *level);

#endif
