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
  if (n->slot[ATTR_VALUE])
    density_check(s, (unsigned)tensor, n->slot[ATTR_VALUE], &s->density[tensor]);
}

/* What is said of a tensor at a level, which may be nothing yet. */
static struct format *format_at(struct sparsity *s, struct level *l, unsigned tensor)
{
  for (uint32_t i = 0; i < s->formats.n; i++)
    if (s->formats.at[i].level == l && s->formats.at[i].tensor == tensor) return &s->formats.at[i];
  vec_push(&s->formats, (struct format){.level = l, .tensor = tensor, .flat.tensor = tensor});
  return &s->formats.at[s->formats.n - 1];
}

static void read_format(struct sparsity *s, struct level *l, struct node *n)
{
  int tensor = attribute_tensor(s, n, true);
  if (tensor < 0 || !l) return;
  struct format *f = format_at(s, l, (unsigned)tensor);
  if (f->node) said_twice(s, f->node, n);
  f->node = n;
  f->flat.ranks = 0;
  f->flat.span = node_span(n);
  if (n->slot[ATTR_VALUE]) format_check(s, (unsigned)tensor, n->slot[ATTR_VALUE], &f->flat);
}

/* `A.format.order = …`. */
static bool is_order(const struct node *n)
{
  const struct node *path = n->slot[ATTR_PATH];
  const struct node *of = path->kind == N_MEMBER ? path->slot[MEMBER_BASE] : NULL;
  return of && of->kind == N_MEMBER && names_equal(path->name, "order") &&
         names_equal(of->name, "format") && of->slot[MEMBER_BASE]->kind == N_NAME;
}

static void read_order(struct sparsity *s, struct level *l, struct node *n)
{
  const struct node *value = n->slot[ATTR_VALUE];
  int tensor = target_tensor(&s->target, n->slot[ATTR_PATH]->slot[MEMBER_BASE]->slot[MEMBER_BASE]);
  if (tensor < 0 || !l) return;
  struct format *f = format_at(s, l, (unsigned)tensor);
  if (f->order) said_twice(s, f->order, n);
  f->order = n;
  f->flat.inner_first = value && value->kind == N_NAME && names_equal(value->name, "inner_to_outer");
  bool known = f->flat.inner_first || !value || value->kind == N_ERROR ||
               (value->kind == N_NAME && names_equal(value->name, "outer_to_inner"));
  if (known) return;
  struct suggest near = suggest_start(value->kind == N_NAME ? value->name->text : "");
  suggest_offer(&near, "inner_to_outer"), suggest_offer(&near, "outer_to_inner");
  struct diag *d = diag_at(s->target.sm->diags, E0503, node_span(value), "`%s` is no order of ranks",
                           source_text(s->target.sm, node_span(value)));
  diag_label(d, node_span(value), "not an order");
  diag_note(d, "there are `outer_to_inner` and `inner_to_outer`: which loops get their ranks first");
  diag_suggest(d, node_span(value), near.best);
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

/* Each tensor on the left is left out by itself; `choice` is that of an `either`, or -1. */
static void keep_condition(struct sparsity *s, struct level *l, const struct node *n,
                           struct node *const *targets, uint64_t by, int choice)
{
  const struct workload *w = workload_of(s);
  for (uint32_t i = 0; l && by && i < w->n_tensors; i++) {
    if (!targets[i]) continue;
    unsigned number = choice >= 0 ? (unsigned)choice : s->choices++;
    vec_push(&s->savings,
             (struct saving){l, {.target = i, .by = by, .skips = n->word == KW_skip,
                                 .choice = number, .span = node_span(n)}});
  }
}

static void read_condition(struct sparsity *s, struct level *l, struct node *n, int choice)
{
  const struct workload *w = workload_of(s);
  struct node **targets = tensors_of(s, n->slot[COND_TARGETS]),
              **by = tensors_of(s, n->slot[COND_BY]);
  uint64_t set = 0;
  for (uint32_t i = 0; w && i < w->n_tensors; i++) {
    const struct tensor *t = &w->tensors[i];
    if (!by[i]) continue;
    if (targets[i]) by_itself(s, n, by[i], t->name->text);
    else if (t->role & ROLE_OUTPUT) by_output(s, by[i], keyword_text(n->word), t);
    else {
      s->conditions[i] = by[i];
      if (i < IR_SET) set |= UINT64_C(1) << i;
    }
  }
  if (w && !(choice >= 0 && n->slot[COND_TARGETS]->next)) /* which was told */
    keep_condition(s, l, n, targets, set, choice);
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

/* ---- alternatives ---- */

static void tell_alternative(struct sparsity *s, const struct node *n, const char *message,
                             const char *label)
{
  struct diag *d = diag_at(s->target.sm->diags, E0511, node_span(n), "%s", message);
  diag_label(d, node_span(n), "%s", label);
  target_where(&s->target, d);
}

/* What saves most is chosen, tensor by tensor: so each alternative is about one. */
static void check_alternative(struct sparsity *s, const struct node *n)
{
  const struct node *first = n->slot[COND_TARGETS], *second = first ? first->next : NULL;
  if (!second) return;
  const char *word = keyword_text(n->word);
  struct span by = node_span(n->slot[COND_BY]);
  struct diag *d = diag_at(s->target.sm->diags, E0511, node_span(second),
                           "an alternative leaves out one tensor");
  diag_label(d, node_span(second), "a second one");
  diag_label(d, node_span(first), "the first");
  diag_help(d, "make them two alternatives: `%s %s by %s` and `%s %s by %s`", word,
            source_text(s->target.sm, node_span(first)), source_text(s->target.sm, by), word,
            source_text(s->target.sm, node_span(second)), source_text(s->target.sm, by));
  target_where(&s->target, d);
}

static void read_either(struct sparsity *s, struct level *l, struct node *either)
{
  int choice = (int)s->choices++;
  for (struct node *n = either->slot[DECL_ITEMS]; n; n = n->next)
    if (n->kind == N_COND) read_condition(s, l, n, choice);
}

/* Once for all levels that it stands at. */
static void check_either(struct sparsity *s, const struct node *either)
{
  bool any = false;
  for (const struct node *n = either->slot[DECL_ITEMS]; n; n = n->next) {
    any = true; /* or something that is told */
    if (place_item(s->target.sm, KW_either, n) && n->kind == N_COND) check_alternative(s, n);
  }
  if (!any) tell_alternative(s, either, "there is nothing to choose from", "no alternative");
}

/* ---- blocks ---- */

/* Where statements of a kind may stand, and why. */
static unsigned kinds_of(const struct node *n, const char **why)
{
  *why = "memories, arrays and computes leave work out";
  switch ((enum node_kind)n->kind) {
  case N_ATTR: *why = "only memories store tensors"; return K_MEMORY;
  case N_DECL: *why = "alternatives are for what memories read"; return K_MEMORY;
  case N_COND:
    if (n->word == KW_skip) return K_MEMORY | K_COMPUTE | K_ARRAY;
    *why = "gating saves energy where a word is not read or not computed with";
    return K_MEMORY | K_COMPUTE;
  default: return ~0u;
  }
}

static void wrong_level(struct sparsity *s, const struct level *l, const struct node *n)
{
  bool format = n->kind == N_ATTR, gate = n->kind == N_COND && n->word == KW_gate;
  struct span at = format ? node_span(n->slot[ATTR_PATH]) : node_span(n);
  const char *why, *what = format ? "a format" : keyword_text(n->word);
  kinds_of(n, &why);
  if (!format) at.end = at.start + (uint32_t)strlen(what);
  struct diag *d =
      diag_at(s->target.sm->diags, E0414, at, "%s%s%s cannot stand at `%s`, which is %s",
              format ? "" : "`", what, format ? "" : "`", l->name->text, level_kind(l));
  diag_label(d, at, "not for %s", level_kind(l));
  diag_note(d, "%s", why);
  if (gate && l->kind == K_ARRAY) {
    diag_help(d, "instances that have nothing to do get no work: write `skip`");
    diag_fix(d, DIAG_MAYBE, at, "skip");
  }
  diag_note_at(d, l->name_at, "`%s` is %s", l->name->text, level_kind(l));
}

static void read_statement(struct sparsity *s, struct level *l, struct node *n)
{
  const char *why;
  if (n->kind != N_ATTR && n->kind != N_COND && n->word != KW_either) return;
  if (l && !(l->kind & kinds_of(n, &why))) wrong_level(s, l, n);
  else if (n->kind == N_COND) read_condition(s, l, n, -1);
  else if (n->kind == N_DECL) read_either(s, l, n);
  else if (is_order(n)) read_order(s, l, n);
  else read_format(s, l, n);
}

/* An order of ranks that are not there. */
static void check_orders(struct sparsity *s)
{
  for (uint32_t i = 0; i < s->formats.n; i++) {
    const struct format *f = &s->formats.at[i];
    if (f->node || !f->order) continue;
    const char *why =
        arena_printf(s->target.sm->arena, "`%s` has no format at `%s`",
                     workload_of(s)->tensors[f->tensor].name->text, f->level->name->text);
    not_an_attribute(s, f->order->slot[ATTR_PATH], why,
                     "the order says which end of the loops gives its ranks first: say the ranks");
  }
}

static void read_at(struct sparsity *s, struct node *at)
{
  for (struct node *n = at->slot[AT_ITEMS]; n; n = n->next)
    if (at_item(&s->target, n) && n->word == KW_either) check_either(s, n);
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

static void open_sparsity(struct sparsity *s, struct sema *sm, struct symbol *symbol)
{
  target_open(&s->target, sm, symbol);
  const struct workload *w = workload_of(s);
  unsigned n = w ? w->n_tensors : 0;
  s->densities = ARENA_ARRAY(sm->arena, struct node *, n);
  s->conditions = ARENA_ARRAY(sm->arena, struct node *, n);
  s->density = ARENA_ARRAY(sm->arena, struct ir_density, n);
}

/* True if it speaks of levels. */
static bool read_items(struct sparsity *s)
{
  bool levels = false;
  for (struct node *n = s->target.symbol->node->slot[DECL_ITEMS]; n; n = n->next) {
    levels |= n->kind == N_AT;
    if (!place_item(s->target.sm, KW_sparsity, n)) continue;
    if (n->kind == N_ATTR) read_density(s, n);
    else if (n->kind == N_AT) read_at(s, n);
  }
  check_orders(s);
  return levels;
}

void sparsity_free(struct sparsity *s)
{
  vec_free(&s->formats);
  vec_free(&s->savings);
}

static void not_a_block(struct sema *sm, const struct symbol *symbol)
{
  struct span at = node_span(symbol->node->slot[DECL_VALUE]);
  struct diag *d = diag_at(sm->diags, E0439, at, "a sparsity is described by a block");
  diag_label(d, at, "a value");
  diag_help(d, "write `sparsity %s of ... { A.density = uniform(0.5) }`", symbol->name->text);
}

static void check_declaration(struct sema *sm, struct symbol *symbol)
{
  struct sparsity s = {0};
  uint32_t before = sm->diags->n_errors;
  open_sparsity(&s, sm, symbol);
  check_clauses(&s, read_items(&s));
  if (sm->diags->n_errors == before) tell_dense_conditions(&s);
  sparsity_free(&s);
}

void check_sparsity(struct sema *sm, struct symbol *symbol)
{
  if (symbol->checked) return;
  symbol->checked = true;
  struct trail *trail = sm->trail;
  uint32_t muted = sm->diags->muted, before = sm->diags->n_errors;
  sm->trail = NULL;
  sm->diags->muted = symbol->module->ast->broken;
  if (symbol->node->slot[DECL_VALUE]) not_a_block(sm, symbol);
  else check_declaration(sm, symbol);
  symbol->broken |= sm->diags->n_errors != before || symbol->node->slot[DECL_VALUE];
  sm->diags->muted = muted;
  sm->trail = trail;
}

/* ---- runs ---- */

static struct sparsity for_run(struct sema *sm, struct symbol *symbol, struct object *arch,
                               struct object *workload, struct node *at)
{
  return (struct sparsity){.target = {.sm = sm, .symbol = symbol, .given = true, .run = at,
                                      .arch = arch, .workload = workload}};
}

void sparsity_check_run(struct sema *sm, struct symbol *symbol, struct object *arch,
                        struct object *workload, struct node *at)
{
  struct sparsity s = for_run(sm, symbol, arch, workload, at);
  if (symbol->broken || symbol->node->slot[DECL_VALUE] || !arch || !workload) return;
  open_sparsity(&s, sm, symbol);
  read_items(&s);
  sparsity_free(&s);
}

void sparsity_resolve(struct sema *sm, struct symbol *symbol, struct object *arch,
                      struct object *workload, struct sparsity *out)
{
  *out = for_run(sm, symbol, arch, workload, NULL);
  sm->diags->muted++;
  open_sparsity(out, sm, symbol);
  read_items(out);
  sm->diags->muted--;
}
