/* What may become of a mistake in a YAML file. */
#ifndef TL_TESTS_HOSTILE_JUDGE_H
#define TL_TESTS_HOSTILE_JUDGE_H

#include "tests/hostile_mutate.h"
#include "tests/importing.h"

struct judge {
  struct arena arena;
  struct importing base;    /* without the mistake */
  unsigned which;           /* the file that is changed */
};

void judge_init(struct judge *j, const struct importing_file *files, unsigned n, unsigned which);
void judge_free(struct judge *j);

/* What is wrong with what came out of a mistake (NULL: a cut, or none); NULL: nothing is. */
const char *judge(struct judge *j, const struct importing *i, const struct mutation *m);

#endif
