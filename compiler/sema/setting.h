/* Inside the room: what an instance is told, as arguments and as amendments. */
#ifndef TL_SEMA_SETTING_H
#define TL_SEMA_SETTING_H

#include "compiler/sema/core.h"

/* One thing that an instance was told: an argument or an attribute.  Later ones
 * win.  `path` is interned text such as "depth" or "read.bandwidth". */
struct setting {
  name_t path;
  struct span path_at;      /* the name, or for positional arguments the value */
  struct node *expr;        /* NULL when `value` is already there */
  struct scope *scope;      /* where expr is evaluated */
  struct value value;
  struct span value_at;
  bool evaluated;
  bool amends;              /* from a block or a `with`, not an argument */
  bool used;                /* something took it */
  name_t by;                /* the `let` it was written for, or NULL */
  struct setting *next;
};

/* What is amended inside a level or a part: `with { DRAM { width = … } }`. */
struct amendment {
  name_t level;
  struct span level_at;
  struct setting *settings;
  struct amendment *inner;
  bool taken;               /* there is such a level */
  struct amendment *next;
};

/* The parameter of a declaration that has this name; NULL. */
struct node *param_named(const struct symbol *decl, name_t name);

/* What `is …` says: a bit of enum component_kind, K_ARCH, K_WORKLOAD, or 0; and the bits
 * whose attributes an instance may be given. */
unsigned declared_kind(const struct symbol *decl);
unsigned settable_kinds(const struct symbol *decl);

/* E0314: what an earlier one gives is given again at `where`. */
void tell_given_twice(struct sema *sm, const struct setting *first, struct span where);

/* The last setting of that path, or NULL. */
struct setting *setting_find(struct setting *list, name_t path);

/* A copy of a list, to be used again; a list joined to the end of another. */
struct setting *settings_copy(struct sema *sm, const struct setting *list);
void settings_append(struct setting **list, struct setting *more);

/* The name in an argument `name == value`, where `=` is meant as nothing of that name
 * is seen (told, E0113); NULL for any other. */
struct node *equated_name(struct sema *sm, const struct scope *scope, struct node *arg);

/* Arguments as settings; tells surplus ones (E0304) and doubles (E0314). */
struct setting *settings_from_args(struct sema *sm, struct symbol *decl, struct node *args,
                                   struct scope *scope);

/* "read.bandwidth" of a path, interned; NULL if it is none. */
name_t path_text(struct sema *sm, const struct node *path);

/* The attributes and inner blocks of a block or a `with`, appended. */
void amendments_from(struct sema *sm, struct node *items, struct scope *scope,
                     struct setting **settings, struct amendment **inner);

/* What a setting was set to, for messages. */
const char *setting_text(struct sema *sm, const struct setting *s);

/* E0203: a setting that names nothing of the object. */
void amends_nothing(struct sema *sm, struct object *o, const struct setting *s);

/* E0305 at the place where an instance is made: parameters that have neither
 * argument nor default; `either`: of which one would say what the others are. */
void tell_missing(struct sema *sm, struct object *o, struct node *const *params, unsigned n,
                  bool either);

#endif
