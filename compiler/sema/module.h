/* Inside the room: what declarations and imports are as values, and what modules
 * offer each other. */
#ifndef TL_SEMA_MODULE_H
#define TL_SEMA_MODULE_H

#include "compiler/sema/core.h"

/* What the name of a declaration or an enum is worth: itself, or the instance
 * that `workload conv1 = conv2d(n = 1)` gives a name. */
struct value declaration_value(struct sema *sm, struct symbol *s);

/* What an imported name is worth: a module, or whatever it names there. */
struct value import_value(struct sema *sm, struct symbol *s);

/* The symbol an imported name stands for (itself if it is not imported; NULL if
 * its module failed). */
struct symbol *symbol_target(struct symbol *s);

/* What a module offers under a name to others; told (E0209) and NULL if it is
 * private or not there. */
struct symbol *module_export(struct sema *sm, struct module *m, name_t name, struct span at);

/* `std.mapper.quick` without an import: true if `n` begins like such a path, with
 * *out its value (poison, and E0701, if there is no such module). */
bool library_path(struct sema *sm, struct node *n, struct value *out);

#endif
