/* Inside the room: what the blocks of runs, tests, studies, mappers and tables have
 * in common. */
#ifndef TL_SEMA_BLOCK_H
#define TL_SEMA_BLOCK_H

#include "compiler/sema/core.h"

/* A block of settings and statements while it is checked. */
struct block {
  struct scope *scope;  /* where its expressions are evaluated */
  enum keyword word;    /* run, test, study, mapper, table */
  unsigned kind;        /* enum component_kind: whose attributes can be set */
  struct map seen;      /* settings so far: name_t → struct node * */
};

/* `count = 3`: its name (E0203), type (E0301), range (E0309), and that it is the
 * first of that name (E0602).  The value, or poison. */
struct value check_setting(struct sema *sm, struct block *b, struct node *attr);

/* Whether it is the first of this name in the block; E0602 if not. */
bool check_once(struct sema *sm, struct block *b, name_t name, struct node *n, struct span where);

/* `let a = …, b = …` become symbols; nothing is evaluated yet. */
void declare_lets(struct sema *sm, struct scope *scope, struct node *binds);

/* Evaluates them, for their mistakes. */
void evaluate_lets(struct sema *sm, struct scope *scope, struct node *binds);

/* `minimize` and `report`: measures, or expressions of them (E0607, W0522). */
void check_objectives(struct sema *sm, struct block *b, struct node *names);

/* E0613: what a declaration of this word does not have: parameters and so on. */
void check_plain_declaration(struct sema *sm, const struct node *decl);

/* Its parameters nevertheless, so that their uses are no further mistakes. */
void declare_params(struct sema *sm, struct scope *scope, const struct node *decl);

/* E0306: `subject` takes `wanted` (with its article), but `n` is worth `v`. */
struct diag *tell_wrong_kind(struct sema *sm, const struct node *n, const char *subject,
                             const char *wanted, struct value v);

/* "`side`", or "this" for what is no name. */
const char *called(struct sema *sm, const struct node *n);

/* Whether a value is a declaration of this word, or an instance of one. */
bool is_declared(struct value v, enum keyword word);

/* E0608: a `loop` or a `sweep` goes through a list in which there is nothing. */
void tell_empty(struct sema *sm, const struct node *list, const char *what);

/* Finds `tolerance = …` among the items of a scope's block; tells nothing. */
void read_tolerance(struct sema *sm, struct scope *scope, struct node *items);

#endif
