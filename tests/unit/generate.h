/* Random programs over the whole grammar, for tests that want many. */
#ifndef TL_TESTS_GENERATE_H
#define TL_TESTS_GENERATE_H

#include "lang/base/str.h"

#include <stdint.h>

enum generate_flags {
  GENERATE_MESSY = 1, /* random white space, line ends, `;` and comments; else single blanks */
};

/* Adds a program of about `statements` statements to `out`.  It parses without
 * an error; what it means is another matter.  The same arguments give the same
 * bytes on every machine. */
void generate_program(uint64_t seed, unsigned statements, unsigned flags, struct strbuf *out);

#endif
