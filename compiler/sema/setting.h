/* Inside the room: arguments and amendments of instances. */
#ifndef TL_SEMA_SETTING_H
#define TL_SEMA_SETTING_H

#include "compiler/sema/internal.h"

/* The i-th parameter of a declaration, or the one of that name; NULL. */
struct node *param_at(const struct symbol *decl, unsigned i);
struct node *param_named(const struct symbol *decl, name_t name);

/* What `is …` says: a bit of enum component_kind, K_ARCH, or 0; and the bits
 * whose attributes an instance may be given. */
unsigned declared_kind(const struct symbol *decl);
unsigned settable_kinds(const struct symbol *decl);

/* The last setting of that path, or NULL. */
struct setting *setting_find(struct setting *list, name_t path);

/* A copy of a list, to be used again; a list joined to the end of another. */
struct setting *settings_copy(struct sema *sm, const struct setting *list);
void settings_append(struct setting **list, struct setting *more);

/* Arguments as settings; tells surplus ones and doubles. */
struct setting *settings_from_args(struct sema *sm, struct symbol *decl, struct node *args, struct scope *scope);

/* "read.bandwidth" of a path, interned; NULL if it is none. */
name_t path_text(struct sema *sm, const struct node *path);

/* The attributes and inner blocks of a block or a `with`, appended. */
void amendments_from(struct sema *sm, struct node *items, struct scope *scope, struct setting **settings,
                     struct amendment **inner);

/* What a setting was set to, for messages. */
const char *setting_text(struct sema *sm, const struct setting *s);

/* E0203: a setting that names nothing of the object. */
void amends_nothing(struct sema *sm, struct object *o, const struct setting *s);

#endif
