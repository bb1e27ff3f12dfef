/* Inside the syntax room: files that were written for another tool. */
#ifndef TL_SYNTAX_OTHER_FORMAT_H
#define TL_SYNTAX_OTHER_FORMAT_H

#include "lang/syntax/lex.h"

/* E0119, once, if the file begins as YAML or JSON does: nothing more is worth saying
 * of it. */
bool syntax_is_other_format(struct lex *lx);

#endif
