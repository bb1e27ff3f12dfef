/* The one layout of a program.  Nothing but white space, the choice between a
 * line's end and `;`, and the comma behind the last member of a list ever
 * differs between what goes in and what comes out. */
#ifndef TL_SYNTAX_FORMAT_H
#define TL_SYNTAX_FORMAT_H

#include "lang/base/diag.h"
#include "lang/base/source.h"
#include "lang/base/str.h"

enum format_status {
  FORMAT_OK,
  FORMAT_BROKEN, /* the source has syntax errors; they are in the queue */
  FORMAT_UNSAFE, /* the result would not mean the same; a bug of the formatter */
};

/* Adds `source`, laid out, to `out`; adds nothing unless the status is
 * FORMAT_OK.  The result was parsed again: its tree is the same, and every
 * comment stands between the same two tokens.  `names` must have the keywords
 * (keywords_init).  Linear in the size of the source. */
enum format_status format_source(struct interner *names, struct diags *diags,
                                 struct source *source, struct strbuf *out);

#endif
