/* Sparsities: how many zeros tensors have, how they are stored, and what zeros
 * save. */
#include "compiler/sema/sparsity.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/density.h"
#include "compiler/sema/place.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"
#include "lang/base/vec.h"
#include "lang/syntax/parse.h"

#include <string.h>

/* ---- attributes of tensors ---- */

static void not_an_attribute(struct sparsity *s, const struct node *path, const char *why,
                             const char *help)
{
  struct span at = node_name_span(path);
  struct diag *d = diag_at(s->target.sm->diags, E0203, at, "%s", why);
  diag_label(d, at, "cannot be set here");
  if (help) diag_help(d, "%s", help);
}

/* `A.density` outside of `at`, `A.format` inside. */
static bool attribute_belongs(struct sparsity *s, const struct node *path, bool inside)
{
  struct sema *sm = s->target.sm;
  bool density = names_equal(path->name, "density"), format = names_equal(path->name, "format");
  if (inside ? format : density) return true;
  struct suggest near = suggest_start(path->name->text);
  suggest_offer(&near, inside ? "format" : "density");
  const char *help = near.best ? arena_printf(sm->arena, "did you mean `%s`?", near.best) : NULL;
  if (density) help = "a tensor is as dense at one level as at another: write it outside of `at`";
  if (format) help = "say at which levels: `at DRAM { ... }`";
  const char *why =
      density || format
          ? arena_printf(sm->arena, "`%s` belongs %s `at`", path->name->text,
                         density ? "outside of" : "in an")
          : arena_printf(sm->arena, "a tensor has no attribute `%s` here", path->name->text);
  not_an_attribute(s, path, why, help);
  return false;
}

static void said_twice(struct sparsity *s, const struct node *first, const struct node *again)
{
  struct span at = node_span(again->slot[ATTR_PATH]), before = node_span(first->slot[ATTR_PATH]);
  struct diag *d =
      diag_at(s->target.sm->diags, E0505, at, "`%s` is set twice", source_text(s->target.sm, at));
  diag_label(d, at, "set again here");
  diag_label(d, before, "set here");
}

/* The tensor that an attribute is about; -1 if it is not known or there is none. */
static int attribute_tensor(struct sparsity *s, struct node *n, bool inside)
{
  struct node *path = n->slot[ATTR_PATH];
  if (path->kind != N_MEMBER || path->slot[MEMBER_BASE]->kind != N_NAME) {
    not_an_attribute(s, path, "a sparsity sets the density and the format of tensors",
                     inside ? "name a tensor: `A.format = [...]`"
                            : "name a tensor: `A.density = uniform(0.5)`");
    return -1;
  }
  int tensor = target_tensor(&s->target, path->slot[MEMBER_BASE]);
  return attribute_belongs(s, path, inside) ? tensor : -1;
}

/* ---- densities and formats ---- */

static void read_density(struct sparsity *s, struct node *n)
{
  int tensor = attribute_tensor(s, n, false);
  if (tensor < 0) return;
  struct node **said = &s->densities[tensor];
  if (*said) said_twice(s, *said, n);
  *said = n;
  if (n->slot[ATTR_VALUE]) density_check(s, (unsigned)tensor, n->slot[ATTR_VALUE]);
}

static void read_format(struct sparsity *s, struct level *l, struct node *n)
{
  int tensor = attribute_tensor(s, n, true);
  if (tensor < 0 || !l) return;
  for (uint32_t i = 0; i < s->formats.n; i++)
    if (s->formats.at[i].level == l && s->formats.at[i].tensor == (unsigned)tensor)
      said_twice(s, s->formats.at[i].node, n);
  vec_push(&s->formats, (struct format){.level = l, .tensor = (unsigned)tensor, .node = n});
  if (n->slot[ATTR_VALUE]) format_check(s, (unsigned)tensor, n->slot[ATTR_VALUE]);
}

/* ---- skip and gate ---- */

static const struct workload *workload_of(const struct sparsity *s)
{
  return s->target.workload ? s->target.workload->workload : NULL;
}

static void by_itself(struct sparsity *s, const struct node *n, const struct node *by,
                      const char *tensor)
{
  const char *word = keyword_text(n->word);
  struct span at = node_span(by);
  struct diag *d = diag_at(s->target.sm->diags, E0506, at, "`%s` cannot %s itself", tensor, word);
  diag_label(d, at, "also on the left of `by`");
  diag_label(d, node_span(n->slot[COND_TARGETS]), "what is to be left out");
  diag_note(d, "what is zero in one tensor tells what another need not read");
}

static void by_output(struct sparsity *s, const struct node *by, const char *word,
                      const struct tensor *t)
{
  struct span at = node_span(by);
  struct diag *d = diag_at(s->target.sm->diags, E0507, at, "nothing can be %s by the output `%s`",
                           !strcmp(word, "skip") ? "skipped" : "gated", t->name->text);
  diag_label(d, at, "its zeros are not known before it is computed");
  diag_note_at(d, t->at, "`%s` is written by an Einsum", t->name->text);
}

/* Tensors of a list: for each of the workload the node that names it, or NULL. */
static struct node **tensors_of(struct sparsity *s, struct node *list)
{
  const struct workload *w = workload_of(s);
  struct node **by = ARENA_ARRAY(s->target.sm->arena, struct node *, w ? w->n_tensors : 0);
  for (struct node *n = list; n; n = n->next) {
    const bool *in = tensor_set(&s->target, n);
    for (uint32_t i = 0; in && i < w->n_tensors; i++)
      if (in[i]) by[i] = n;
  }
  return by;
}

static void read_condition(struct sparsity *s, struct node *n)
{
  const struct workload *w = workload_of(s);
  struct node **targets = tensors_of(s, n->slot[COND_TARGETS]),
              **by = tensors_of(s, n->slot[COND_BY]);
  for (uint32_t i = 0; w && i < w->n_tensors; i++) {
    const struct tensor *t = &w->tensors[i];
    if (!by[i]) continue;
    if (targets[i]) by_itself(s, n, by[i], t->name->text);
    else if (t->role & ROLE_OUTPUT) by_output(s, by[i], keyword_text(n->word), t);
    else s->conditions[i] = by[i];
  }
}

static bool is_dense(const struct node *density)
{
  const struct node *v = density ? density->slot[ATTR_VALUE] : NULL;
  return !density || (v && v->kind == N_NAME && names_equal(v->name, "dense"));
}

static void tell_dense_conditions(struct sparsity *s)
{
  const struct workload *w = workload_of(s);
  for (uint32_t i = 0; w && i < w->n_tensors; i++) {
    const struct node *by = s->conditions[i], *density = s->densities[i];
    if (!by || !is_dense(density)) continue;
    const char *name = w->tensors[i].name->text;
    struct diag *d =
        diag_at(s->target.sm->diags, W0506, node_span(by), "`%s` has no zeros to go by", name);
    diag_label(d, node_span(by), "leaves nothing out");
    if (density) diag_label(d, node_span(density), "said here");
    else diag_help(d, "say how dense it is: `%s.density = uniform(0.5)`", name);
  }
}

/* ---- blocks ---- */

static void wrong_level(struct sparsity *s, const struct level *l, const struct node *n)
{
  bool format = n->kind == N_ATTR;
  struct span at = format ? node_span(n->slot[ATTR_PATH]) : node_span(n);
  const char *what = format ? "a format" : keyword_text(n->word);
  if (!format) at.end = at.start + (uint32_t)strlen(what);
  struct diag *d =
      diag_at(s->target.sm->diags, E0414, at, "%s%s%s cannot stand at `%s`, which is %s",
              format ? "" : "`", what, format ? "" : "`", l->name->text, level_kind(l));
  diag_label(d, at, "not for %s", level_kind(l));
  diag_note(d, format ? "only memories store tensors" : "memories and computes leave work out");
  diag_note_at(d, l->name_at, "`%s` is %s", l->name->text, level_kind(l));
}

static void read_statement(struct sparsity *s, struct level *l, struct node *n)
{
  unsigned kinds = n->kind == N_ATTR ? K_MEMORY : K_MEMORY | K_COMPUTE;
  if (n->kind != N_ATTR && n->kind != N_COND) return;
  if (l && !(l->kind & kinds)) wrong_level(s, l, n);
  else if (n->kind == N_COND) read_condition(s, n);
  else read_format(s, l, n);
}

static void read_at(struct sparsity *s, struct node *at)
{
  for (struct node *n = at->slot[AT_ITEMS]; n; n = n->next) at_item(&s->target, n);
  for (struct node *path = at->slot[AT_PATHS]; path; path = path->next) {
    struct level *l = target_level(&s->target, path);
    for (struct node *n = at->slot[AT_ITEMS]; n; n = n->next) read_statement(s, l, n);
  }
}

/* ---- declarations ---- */

static void check_clauses(struct sparsity *s, bool levels)
{
  const struct node *decl = s->target.symbol->node;
  clauses_check(s->target.sm, decl, (const enum keyword[]){KW_of, KW_on, KW_NONE});
  target_lacks(&s->target, !s->target.workload_at.file, levels && !s->target.arch_at.file);
}

void check_sparsity(struct sema *sm, struct symbol *symbol)
{
  struct sparsity s = {0};
  uint32_t before = sm->diags->n_errors;
  if (symbol->node->slot[DECL_VALUE]) {
    struct span at = node_span(symbol->node->slot[DECL_VALUE]);
    struct diag *d = diag_at(sm->diags, E0439, at, "a sparsity is described by a block");
    diag_label(d, at, "a value");
    diag_help(d, "write `sparsity %s of ... { A.density = uniform(0.5) }`", symbol->name->text);
    return;
  }
  target_open(&s.target, sm, symbol);
  const struct workload *w = workload_of(&s);
  s.densities = ARENA_ARRAY(sm->arena, struct node *, w ? w->n_tensors : 0);
  s.conditions = ARENA_ARRAY(sm->arena, struct node *, w ? w->n_tensors : 0);
  bool levels = false;
  for (struct node *n = symbol->node->slot[DECL_ITEMS]; n; n = n->next) {
    levels |= n->kind == N_AT;
    if (!place_item(sm, KW_sparsity, n)) continue;
    if (n->kind == N_ATTR) read_density(&s, n);
    else if (n->kind == N_AT) read_at(&s, n);
  }
  check_clauses(&s, levels);
  if (sm->diags->n_errors == before) tell_dense_conditions(&s);
  vec_free(&s.formats);
}
