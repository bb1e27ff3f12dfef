/* Mappings and mapspaces: their clauses, what they build on, their `at` blocks,
 * and whether one fits a run. */
#include "compiler/sema/mapping.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/claim.h"
#include "compiler/sema/component.h"
#include "compiler/sema/coverage.h"
#include "compiler/sema/demand.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/mapspace.h"
#include "compiler/sema/object.h"
#include "compiler/sema/place.h"
#include "compiler/sema/split.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/workload.h"
#include "lang/base/vec.h"
#include "lang/syntax/parse.h"

/* ---- what it builds on ---- */

/* The mapping or mapspace behind `is`, or NULL; told if it is something else. */
static struct symbol *base_of(struct sema *sm, const struct symbol *s)
{
  struct node *c = clause_find(s->node, KW_is);
  if (!c) return NULL;
  struct value v = eval(sm, s->module->scope, c->slot[CLAUSE_VALUE]);
  if (v.kind == V_POISON) return NULL;
  if (v.kind == V_DECL) {
    enum keyword w = v.u.symbol->node->word;
    if (w == KW_mapping || w == KW_mapspace) return v.u.symbol;
  }
  struct span at = node_span(c->slot[CLAUSE_VALUE]);
  struct diag *d =
      diag_at(sm->diags, E0306, at, "`is` wants a mapping or a mapspace, but this is %s",
              value_describe(v, &sm->units, sm->arena));
  diag_label(d, at, "neither a mapping nor a mapspace");
  return NULL;
}

static bool before(const struct symbol *a, const struct symbol *b)
{
  return a->where.file != b->where.file ? a->where.file < b->where.file
                                        : a->where.start < b->where.start;
}

/* Whether following `is` comes back to where it started, or never ends.  A circle
 * is told once, at the first of those that form it. */
static bool builds_on_itself(struct sema *sm, struct symbol *s)
{
  enum { LONGEST = 1000 };
  const struct symbol *first = s;
  struct symbol *b = s;
  unsigned n = 0;
  sm->diags->muted++;
  do {
    b = base_of(sm, b);
    if (b && before(b, first)) first = b;
  } while (b && b != s && ++n < LONGEST);
  sm->diags->muted--;
  if (b == s && first == s) {
    struct span at = node_span(clause_find(s->node, KW_is));
    struct diag *d = diag_at(sm->diags, E0438, at, "`%s` builds on itself", s->name->text);
    diag_label(d, at, n ? "by way of this" : "this is `%s` itself", s->name->text);
    for (b = base_of(sm, s); b != s; b = base_of(sm, b))
      diag_label(d, node_span(clause_find(b->node, KW_is)), "which builds on this");
  }
  return b != NULL;
}

/* ---- clauses ---- */

static struct span clause_at(const struct mapping *m, bool arch)
{
  for (; m; m = m->base) {
    struct span at = arch ? m->target.arch_at : m->target.workload_at;
    if (at.file) return at;
  }
  return (struct span){0};
}

/* A base must be about the same things. */
static void check_same(struct mapping *m, const struct object *own, const struct object *base,
                       bool arch)
{
  if (!own || !base || own->of == base->of) return;
  struct span at = node_span(clause_find(m->target.symbol->node, KW_is));
  const char *word = arch ? "on" : "of";
  struct diag *d = diag_at(m->target.sm->diags, E0422, at, "`%s` is %s `%s`, but `%s` is %s `%s`",
                           m->target.symbol->name->text, word, object_name(own),
                           m->base->target.symbol->name->text, word, object_name(base));
  diag_label(d, at, "made %s `%s`", arch ? "for" : "for the workload", object_name(base));
  diag_label(d, arch ? m->target.arch_at : m->target.workload_at, "another one");
  m->target.symbol->broken = true;
}

/* ---- opening: the declaration and all that it builds on ---- */

static struct mapping *mapping_open(struct sema *sm, struct symbol *s, struct mapping *m)
{
  struct symbol *base = base_of(sm, s);
  m->one = s->node->word == KW_mapping;
  target_open(&m->target, sm, s);
  if (!base) return m;
  check_mapping(sm, base);
  m->base = ARENA_NEW(sm->arena, struct mapping);
  sm->diags->muted++;
  mapping_open(sm, base, m->base);
  sm->diags->muted--;
  if (!m->target.given) {
    check_same(m, m->target.arch, m->base->target.arch, true);
    check_same(m, m->target.workload, m->base->target.workload, false);
    if (!m->target.arch_at.file) m->target.arch = m->base->target.arch;
    if (!m->target.workload_at.file) m->target.workload = m->base->target.workload;
  }
  return m;
}

static bool base_broken(const struct mapping *m)
{
  for (m = m->base; m; m = m->base)
    if (m->target.symbol->broken) return true;
  return false;
}

void mapping_free(struct mapping *m)
{
  for (; m; m = m->base) {
    vec_free(&m->bounds);
    vec_free(&m->products);
    vec_free(&m->demands);
    vec_free(&m->onlys);
    vec_free(&m->claims);
    vec_free(&m->orders);
    vec_free(&m->mentioned);
  }
}

/* ---- statements ---- */

static void read_statement(struct mapping *m, struct level *l, unsigned position, struct node *n)
{
  if (n->kind == N_LOOP) loop_read(m, l, position, n);
  else if (n->kind != N_NAMES) return;
  else if (n->word == KW_order) order_read(m, l, position, n);
  else if (is_claim(n)) claims_read(m, l, position, n);
}

static unsigned position_of(const struct object *arch, const struct level *l)
{
  unsigned n = 0;
  for (const struct level *k = arch_next(arch, NULL); k && k != l; k = arch_next(arch, k)) n++;
  return n;
}

/* What does not depend on the level is looked at once, even if there is no such
 * level or there are several. */
static void read_at(struct mapping *m, struct node *at)
{
  for (struct node *n = at->slot[AT_ITEMS]; n; n = n->next)
    if (at_item(&m->target, n) && n->kind == N_ASSERT) demand_read(m, n);
  for (struct node *path = at->slot[AT_PATHS]; path; path = path->next) {
    struct level *l = target_level(&m->target, path);
    if (!l) continue;
    vec_push(&m->mentioned, l);
    unsigned position = position_of(m->target.arch, l);
    for (struct node *n = at->slot[AT_ITEMS]; n; n = n->next) read_statement(m, l, position, n);
  }
}

static void read_items(struct mapping *m)
{
  const struct node *decl = m->target.symbol->node;
  for (struct node *n = decl->slot[DECL_ITEMS]; n; n = n->next) {
    if (!place_item(m->target.sm, decl->word, n)) continue;
    if (n->kind == N_AT) read_at(m, n);
    else if (n->kind == N_ASSERT) demand_read(m, n);
  }
}

#define TAKE(m, what)                                   \
  for (uint32_t i = 0; i < (m)->base->what.n; i++) \
    vec_push(&(m)->what, (m)->base->what.at[i])

/* The base is read again for the arch and the workload at hand: what it says of
 * any workload may be wrong for this one. */
static void mapping_read(struct mapping *m)
{
  struct mapping *b = m->base;
  if (b) {
    bool generic = !clause_at(b, false).file && m->target.workload;
    if (!b->target.given) b->target.run = m->target.run;
    if (!b->target.run && generic) b->target.run = clause_find(m->target.symbol->node, KW_is);
    b->target.arch = m->target.arch;
    b->target.workload = m->target.workload;
    bool silent = b->target.symbol->broken || (!generic && !m->target.run);
    m->target.sm->diags->muted += silent;
    mapping_read(b);
    m->target.sm->diags->muted -= silent;
    TAKE(m, bounds);
    TAKE(m, products);
    TAKE(m, demands);
    TAKE(m, onlys);
    TAKE(m, claims);
    TAKE(m, orders);
    TAKE(m, mentioned);
  }
  read_items(m);
}

/* ---- lints ---- */

static bool is_mentioned(const struct mapping *m, const struct level *l)
{
  for (uint32_t i = 0; i < m->mentioned.n; i++)
    if (m->mentioned.at[i] == l) return true;
  return false;
}

static void tell_unused_levels(struct mapping *m)
{
  struct sema *sm = m->target.sm;
  const struct object *arch = m->target.arch;
  const struct level *outermost = outermost_memory(arch), *first = NULL;
  const char **names = ARENA_ARRAY(sm->arena, const char *, position_of(arch, NULL));
  unsigned n = 0;
  for (const struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l)) {
    if (l->kind != K_MEMORY || l == outermost || is_mentioned(m, l)) continue;
    if (!n) first = l;
    names[n++] = l->name->text;
  }
  if (!n) return;
  struct span at = m->target.symbol->where;
  struct diag *d = diag_at(sm->diags, W0503, at, "`%s` does not mention %s",
                           m->target.symbol->name->text, join_names(sm, names, n));
  diag_label(d, at, "every tensor is kept there, without a loop");
  diag_help(d, "say what is meant: `at %s { keep ... }` or `at %s { bypass all }`", names[0],
            names[0]);
  diag_note_at(d, first->name_at, "`%s` is a memory of `%s`", names[0], object_name(arch));
}

/* ---- declarations ---- */

static void check_clauses(struct mapping *m)
{
  const struct symbol *s = m->target.symbol;
  clauses_check(m->target.sm, s->node, (const enum keyword[]){KW_of, KW_on, KW_is, KW_NONE});
  bool builds = clause_find(s->node, KW_is) != NULL;
  if (builds && (!m->base || m->base->one)) return;
  target_lacks(&m->target, m->one && !clause_at(m, false).file, !builds && !m->target.arch_at.file);
}

static void judge(struct mapping *m)
{
  uint32_t errors = m->target.sm->diags->n_errors;
  constraints_check(m);
  coverage_check(m, m->target.sm->diags->n_errors == errors);
}

/* `mapping A = B`. */
static void not_a_block(struct sema *sm, struct symbol *s)
{
  struct span at = node_span(s->node->slot[DECL_VALUE]);
  const char *word = keyword_text(s->node->word);
  struct diag *d = diag_at(sm->diags, E0439, at, "a %s is described by a block", word);
  diag_label(d, at, "a value");
  diag_help(d, "to build on another one write `%s %s is ... { }`", word, s->name->text);
  s->broken = true;
}

static void check_declaration(struct sema *sm, struct symbol *s)
{
  struct mapping m = {0};
  uint32_t errors = sm->diags->n_errors;
  mapping_open(sm, s, &m);
  check_clauses(&m);
  mapping_read(&m);
  if (base_broken(&m)) s->broken = true;
  else if (m.target.arch && !s->broken && sm->diags->n_errors == errors) judge(&m);
  if (sm->diags->n_errors != errors) s->broken = true;
  mapping_free(&m);
}

/* Once, whoever asks first: its file, one that builds on it, or a run. */
void check_mapping(struct sema *sm, struct symbol *s)
{
  if (s->checked) return;
  s->checked = true;
  struct trail *trail = sm->trail;
  uint32_t muted = sm->diags->muted;
  sm->trail = NULL;
  sm->diags->muted = s->module->ast->broken;
  if (s->node->slot[DECL_VALUE]) not_a_block(sm, s);
  else if (builds_on_itself(sm, s)) s->broken = true;
  else check_declaration(sm, s);
  sm->diags->muted = muted;
  sm->trail = trail;
}

void mapping_read_again(struct sema *sm, struct symbol *s, struct mapping *m)
{
  sm->diags->muted++;
  mapping_open(sm, s, m);
  mapping_read(m);
  sm->diags->muted--;
}

void lint_levels(struct sema *sm, struct symbol *s)
{
  struct mapping m = {0};
  mapping_read_again(sm, s, &m);
  if (m.one && m.target.arch) tell_unused_levels(&m);
  mapping_free(&m);
}

void lint_claims(struct sema *sm, struct symbol *s)
{
  struct mapping m = {0};
  mapping_read_again(sm, s, &m);
  claims_lint(&m);
  mapping_free(&m);
}

/* ---- runs ---- */

static void other_target(struct mapping *m, const struct object *wanted, const struct object *got,
                         bool arch)
{
  const struct symbol *s = m->target.symbol;
  struct span at = node_span(m->target.run), clause = clause_at(m, arch);
  const char *word = arch ? "on" : "of";
  struct diag *d =
      diag_at(m->target.sm->diags, E0422, at, "the %s `%s` is %s `%s`, but this run is %s `%s`",
              keyword_text(s->node->word), s->name->text, word, object_name(wanted), word,
              object_name(got));
  diag_label(d, at, "made for `%s`", object_name(wanted));
  if (clause.file) diag_note_at(d, clause, "`%s` says so here", s->name->text);
}

/* Is it about what the run is about?  Its own clauses name the declarations. */
static bool fits_run(struct mapping *m, struct object *arch, struct object *workload)
{
  struct mapping own = {0};
  struct sema *sm = m->target.sm;
  sm->diags->muted++;
  mapping_open(sm, m->target.symbol, &own);
  sm->diags->muted--;
  m->base = own.base;
  m->target.arch_at = own.target.arch_at;
  m->target.workload_at = own.target.workload_at;
  const struct object *a = own.target.arch, *w = own.target.workload;
  if (a && arch && a->of != arch->of) other_target(m, a, arch, true);
  else if (w && workload && w->of != workload->of) other_target(m, w, workload, false);
  else return true;
  return false;
}

void mapping_check_run(struct sema *sm, struct symbol *mapping, struct object *arch,
                       struct object *workload, struct node *at, bool perfect)
{
  check_mapping(sm, mapping);
  if (mapping->broken) return;
  struct mapping m = {.target = {.sm = sm, .symbol = mapping, .given = true, .run = at,
                                 .arch = arch, .workload = workload}};
  if (!fits_run(&m, arch, workload) || !arch) return;
  uint32_t errors = sm->diags->n_errors;
  struct mapping run = {.target = m.target};
  mapping_open(sm, mapping, &run);
  mapping_read(&run);
  if (sm->diags->n_errors == errors) judge(&run);
  if (sm->diags->n_errors == errors && !run.one && workload && workload->workload)
    split_check(&run, perfect);
  if (sm->diags->n_errors == errors) claims_lint(&run);
  mapping_free(&run);
}

void mapping_resolve(struct sema *sm, struct symbol *mapping, struct object *arch,
                     struct object *workload, struct mapping *m)
{
  *m = (struct mapping){.target = {.sm = sm, .symbol = mapping, .given = true, .arch = arch,
                                   .workload = workload}};
  sm->diags->muted++;
  mapping_open(sm, mapping, m);
  mapping_read(m);
  coverage_check(m, false);
  sm->diags->muted--;
}

/* ---- outline ---- */

static void dump_set(struct strbuf *out, const struct mapping *m, const struct claim *c)
{
  const struct workload *w = c->in ? m->target.workload->workload : NULL;
  const char *separator = " ";
  strbuf_printf(out, "    %s", keyword_text(c->word));
  if (!w) strbuf_printf(out, " %s", source_text(m->target.sm, node_span(c->node)));
  for (uint32_t i = 0; w && i < w->n_tensors; i++) {
    if (!c->in[i]) continue;
    strbuf_printf(out, "%s%s", separator, w->tensors[i].name->text);
    separator = ", ";
  }
  strbuf_putc(out, '\n');
}

static void dump_slot(struct strbuf *out, const struct slot *s)
{
  strbuf_printf(out, "    %s", s->space ? "par" : "for");
  if (s->axis && s->axis->name) strbuf_printf(out, " %s", s->axis->name->text);
}

static void dump_bound(struct strbuf *out, const struct mapping *m, const struct bound *b)
{
  dump_slot(out, &b->slot);
  if (b->rest && b->known) strbuf_printf(out, " %s = %lld\n", b->name->text, (long long)b->low);
  else strbuf_printf(out, " %s\n", source_text(m->target.sm, b->at));
}

static void dump_level(struct strbuf *out, const struct mapping *m, const struct level *l)
{
  strbuf_printf(out, "  at %s\n", l->name->text);
  for (uint32_t i = 0; i < m->claims.n; i++)
    if (m->claims.at[i]->slot.level == l) dump_set(out, m, m->claims.at[i]);
  for (uint32_t i = 0; i < m->bounds.n; i++)
    if (m->bounds.at[i]->slot.level == l) dump_bound(out, m, m->bounds.at[i]);
  for (uint32_t i = 0; i < m->products.n; i++)
    if (m->products.at[i]->slot.level == l) dump_bound(out, m, m->products.at[i]);
  for (uint32_t i = 0; i < m->demands.n; i++)
    if (m->demands.at[i]->level == l)
      strbuf_printf(out, "    require %s\n", source_text(m->target.sm, m->demands.at[i]->at));
  for (uint32_t i = 0; i < m->onlys.n; i++) {
    const struct only *o = m->onlys.at[i];
    if (o->slot.level != l) continue;
    dump_slot(out, &o->slot);
    strbuf_printf(out, " %s %s\n", o->names ? "over" : "reuse", source_text(m->target.sm, o->at));
    if (o->names && o->still)
      strbuf_printf(out, "      reuse %s\n", source_text(m->target.sm, o->still_at));
  }
  for (uint32_t i = 0; i < m->orders.n; i++)
    if (m->orders.at[i]->slot.level == l)
      strbuf_printf(out, "    order %s\n", source_text(m->target.sm, m->orders.at[i]->at));
}

void mapping_dump(struct strbuf *out, struct sema *sm, struct symbol *s)
{
  struct mapping m = {0};
  if (s->broken || s->node->slot[DECL_VALUE]) return;
  sm->diags->muted++;
  mapping_open(sm, s, &m);
  mapping_read(&m);
  judge(&m);
  for (const struct level *l = m.target.arch ? arch_next(m.target.arch, NULL) : NULL; l;
       l = arch_next(m.target.arch, l))
    if (is_mentioned(&m, l)) dump_level(out, &m, l);
  mapping_free(&m);
  sm->diags->muted--;
}
