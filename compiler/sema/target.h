/* Inside the room: what mappings, mapspaces and sparsities have in common: they
 * are about a workload and an arch. */
#ifndef TL_SEMA_TARGET_H
#define TL_SEMA_TARGET_H

#include "compiler/sema/core.h"

/* What a declaration is about.  arch and workload are NULL where the declaration
 * does not say, or where what it says is a mistake. */
struct target {
  struct sema *sm;
  struct symbol *symbol;     /* the declaration */
  struct object *arch, *workload;
  struct span arch_at, workload_at; /* the `on` and the `of` clause; file 0: none */
  struct scope *scope;       /* its parameters and lets */
  struct scope *results;     /* … with the measures of a run: for `require` */
  bool given;                /* arch and workload were set before target_open */
  struct node *run;          /* the clause of the run it is checked for, or NULL */
  struct map told;           /* statements at the wrong kind of level that were told once */
};

/* The clause of a declaration that begins with this word, or NULL. */
struct node *clause_find(const struct node *decl, enum keyword word);

/* Tells E0211 for clauses other than these (ended by KW_NONE), E0602 for doubles. */
void clauses_check(struct sema *sm, const struct node *decl, const enum keyword *known);

/* What a clause names: an instance of an arch or a workload (`word`); told and
 * NULL if it is something else. */
struct object *clause_object(struct sema *sm, struct scope *scope, struct node *clause,
                             enum keyword word);

/* Makes the scopes: parameters, lets (whose values are checked), and what the
 * clauses name, unless that is given. */
void target_open(struct target *t, struct sema *sm, struct symbol *s);

/* Tells E0434 if the declaration lacks its `of`, its `on` or both. */
void target_lacks(const struct target *t, bool workload, bool arch);

/* May this stand in an `at` of the declaration?  Tells E0210. */
bool at_item(const struct target *t, const struct node *item);

/* The level that a path in `at` names, or NULL; told (E0201) unless the arch is
 * not known. */
struct level *target_level(struct target *t, const struct node *path);

/* The index of a dimension or a tensor of the workload, or -1; told (E0202,
 * E0204) unless the workload is not known. */
int target_dimension(struct target *t, name_t name, struct span at);
int target_tensor(struct target *t, const struct node *n);

/* Adds which run a diagnostic was found for. */
void target_where(const struct target *t, struct diag *d);

#endif
