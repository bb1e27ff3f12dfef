/* Inside the session: finding and loading what a file imports. */
#ifndef TL_SESSION_MODULE_H
#define TL_SESSION_MODULE_H

#include "compiler/session/session.h"

/* The directory that dotted imports of the main file start from: the nearest one
 * upward with a `tl.project`, else the file's own.  In the arena. */
const char *module_root(struct compilation *c, const char *path);

/* Is the file at `path` one of the library's own? */
bool module_in_library(const struct compilation *c, const char *path);

/* Loads everything that `m` imports, and so on; tells what is missing (E0701),
 * unreadable (E0704) and circular (E0703). */
void module_load_imports(struct compilation *c, struct module *m);

/* For `struct program`: a library module that offers `name`. */
const char *module_find_export(const struct program *p, name_t name);

/* … and all names that those modules offer. */
void module_suggest_export(const struct program *p, struct suggest *to);

/* … and the modules whose names are near. */
void module_suggest(const struct program *p, const char *name, struct suggest *to);

/* … and files that stand beside a module's own, such as rows of tables. */
enum source_status module_read_beside(const struct program *p, const struct module *m,
                                      const char *path, struct source **out);

/* The path of such a file, if it can be read. */
const char *module_find_beside(const struct program *p, const struct module *m, const char *path);

#endif
