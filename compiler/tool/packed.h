/* The data that a static program carries in itself (make static): the standard library, the pages
 * of the diagnostics and the plug-ins.  They are unpacked into files once, as people and editors
 * want to look at them. */
#ifndef TL_TOOL_PACKED_H
#define TL_TOOL_PACKED_H

#include "lang/base/arena.h"

/* The directory `name` ("std") of these data: below tlc/data-ID of the user's cache, or where that
 * cannot be written, tlc-UID/data-ID of TMPDIR or /tmp.  ID tells one set of data from all others.
 * In `a`; NULL, told on stderr, if they cannot be unpacked anywhere. */
const char *packed_directory(struct arena *a, const char *name);

#endif
