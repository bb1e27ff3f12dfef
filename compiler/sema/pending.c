/* Constructs that are not checked yet.  Whoever lands one removes it here. */
#include "compiler/sema/internal.h"

void workload_build(struct sema *sm, struct object *o) { (void)sm; (void)o; }
int workload_dim(const struct workload *w, name_t name) { (void)w; (void)name; return -1; }
int workload_tensor(const struct workload *w, name_t name) { (void)w; (void)name; return -1; }
void check_workload(struct sema *sm, struct symbol *s) { ensure_checked(sm, s); }
void check_mapping(struct sema *sm, struct symbol *s) { (void)sm; (void)s; }
void check_sparsity(struct sema *sm, struct symbol *s) { (void)sm; (void)s; }
void mapping_check_run(struct sema *sm, struct symbol *m, struct object *a, struct object *w, struct node *at)
{ (void)sm; (void)m; (void)a; (void)w; (void)at; }
void check_mapper(struct sema *sm, struct symbol *s) { (void)sm; (void)s; }
void check_table(struct sema *sm, struct symbol *s) { (void)sm; (void)s; }
void check_enum(struct sema *sm, struct symbol *s) { (void)sm; (void)s; }
void check_study(struct sema *sm, struct symbol *s) { (void)sm; (void)s; }
void check_test(struct sema *sm, struct symbol *s) { (void)sm; (void)s; }
void check_run(struct sema *sm, struct scope *scope, struct node *run) { (void)sm; (void)scope; (void)run; }
void check_for_runs(struct sema *sm, struct scope *scope, struct node *loop) { (void)sm; (void)scope; (void)loop; }
struct value check_assert(struct sema *sm, struct scope *scope, struct node *n) { return eval_condition(sm, scope, n->slot[ASSERT_VALUE]); }
struct node *enum_members(const struct symbol *e);
struct node *enum_members(const struct symbol *e)
{
  struct node *v = e->node->slot[DECL_VALUE];
  return v && v->kind == N_LIST ? v->slot[LIST_ITEMS] : NULL;
}
