/* URIs of files. */
#ifndef TL_LSP_URI_H
#define TL_LSP_URI_H

#include "lang/base/str.h"

/* The path of a file: URI, or a copy of any other URI.  The caller frees it (xfree). */
char *uri_path(const char *uri);

/* Adds the file: URI of an absolute path. */
void uri_put(struct strbuf *out, const char *path);

/* A path as the file system has it, without links, `.` and `..`; of what is no file, a copy.
 * The caller frees it. */
char *path_real(const char *path);

#endif
