#include "compiler/session/hints.h"

#include "compiler/session/evaluate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_RUNS = 64 }; /* that are evaluated while somebody types */

struct hinting {
  struct compilation *c;
  struct evaluation e;
  struct arena *arena;
  const struct ast *ast;    /* of the main file */
  VEC(struct hint) hints;
  VEC(struct run_hint) runs;
};

/* ---- texts ---- */

static const char *quantity(struct hinting *h, double v, enum base_unit unit, int power)
{
  struct dim dim = DIM_NONE;
  dim.e[unit] = (int8_t)power;
  return quantity_text(v, dim, NULL, h->arena);
}

static const char *energy(struct hinting *h, double pJ) { return quantity(h, pJ * 1e-12, U_ENERGY, 1); }

/* Sizes that stand beside each other are easy to compare: in bytes if they are whole. */
static const char *size(struct hinting *h, double bits)
{
  static const char *const UNIT[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  double n = bits / 8;
  unsigned i = 0;
  if (n != trunc(n)) return arena_printf(h->arena, "%.4g bit", bits);
  for (; n >= 1024 && i < 4; i++) n /= 1024;
  return arena_printf(h->arena, "%.4g %s", n, UNIT[i]);
}

static const char *rate(struct hinting *h, double bytes)
{
  static const char *const UNIT[] = {"B/s", "kB/s", "MB/s", "GB/s", "TB/s", "PB/s"};
  unsigned i = 0;
  for (; bytes >= 1000 && i < 5; i++) bytes /= 1000;
  return arena_printf(h->arena, "%.4g %s", bytes, UNIT[i]);
}

/* 1.56M, 840k, 96. */
static const char *short_count(struct hinting *h, double n)
{
  static const char *const PREFIX[] = {"", "k", "M", "G", "T", "P"};
  unsigned i = 0;
  for (; n >= 10000 && i < 5; i++) n /= 1000;
  return arena_printf(h->arena, n == trunc(n) && n < 1000 ? "%.0f%s" : "%.4g%s", n, PREFIX[i]);
}

static bool is_here(const struct hinting *h, struct span at)
{
  return at.file && at.file == h->ast->source->id;
}

/* One hint at a place: what is run again on another machine does not say it twice. */
static void add(struct hinting *h, uint32_t offset, const char *text, const char *about)
{
  for (uint32_t i = 0; i < h->hints.n; i++)
    if (h->hints.at[i].offset == offset) return;
  vec_push(&h->hints, (struct hint){offset, text, about});
}

/* ---- nodes of the tree ---- */

struct seeking_node {
  struct span at;
  struct node *declares, *sets; /* the declaration with that name; what sets something there */
};

static bool look(struct node *n, void *context)
{
  struct seeking_node *s = context;
  if (n->start > s->at.start || n->end <= s->at.start) return n->kind == N_FILE;
  if (n->kind == N_DECL && n->name && n->name_at == s->at.start) s->declares = n;
  if (n->kind == N_ATTR || n->kind == N_ARG) s->sets = n;
  return true;
}

static struct seeking_node node_at(struct hinting *h, struct span at)
{
  struct seeking_node s = {.at = at};
  if (is_here(h, at)) ast_walk(h->ast->root, look, &s);
  return s;
}

static uint32_t end_of_head(const struct node *n)
{
  return n->slot[DECL_VALUE] ? n->slot[DECL_VALUE]->end : node_head_span(n).end;
}

/* Behind the bracket that the size of an array ends with. */
static uint32_t end_of_extent(const struct hinting *h, const struct node *array)
{
  const char *text = h->ast->source->text;
  const struct node *last = array->slot[DECL_EXTENT];
  if (!last) return node_name_span(array).end;
  while (last->next) last = last->next;
  uint32_t end = last->end;
  while (end < array->end && text[end] != ']' && text[end] != '{') end++;
  return text[end] == ']' ? end + 1 : last->end;
}

/* ---- archs ---- */

static const char *used_text(struct hinting *h, const struct evaluated_run *r, int node, double all)
{
  const struct lowered *l = &r->lowered;
  double used = 0;
  for (unsigned i = 0; r->result && i < r->result->levels; i++) {
    const struct level_result *level = &r->result->level[i];
    int parent = l->arch.node[level->node].parent;
    if (parent == node && level->instances_used > 0)
      used = level->instances_used / (double)level->instances;
  }
  const char *count = short_count(h, all);
  return used > 0 ? arena_printf(h->arena, "%s, %.1f %% in use", count, 100 * used) : count;
}

static void hint_array(struct hinting *h, const struct evaluated_run *r, const struct ir_arch *arch,
                       unsigned node)
{
  const struct ir_node *n = &arch->node[node];
  struct node *decl = node_at(h, n->span).declares;
  double all = 1;
  for (int at = (int)node; at >= 0; at = arch->node[at].parent)
    for (unsigned i = 0; i < arch->node[at].axes; i++) all *= (double)arch->node[at].axis[i].size;
  if (decl)
    add(h, end_of_extent(h, decl), used_text(h, r, (int)node, all),
        "instances in all, and how many have work in the first run of this");
}

/* "read 53.05 pJ, write 54.72 pJ, 1.108 mm^2" */
static void hint_costs(struct hinting *h, const struct ir_node *n)
{
  struct node *decl = node_at(h, n->span).declares;
  const char *text = "";
  for (unsigned i = 0; i < n->actions; i++)
    if (!strcmp(n->action[i].unit, "J") && n->action[i].value > 0 && strcmp(n->action[i].name, "leak"))
      text = arena_printf(h->arena, "%s%s%s %s", text, *text ? ", " : "", n->action[i].name,
                          energy(h, n->action[i].value * 1e12));
  for (unsigned i = 0; i < n->attributes; i++)
    if (!strcmp(n->attribute[i].key, "area") && n->attribute[i].value > 0)
      text = arena_printf(h->arena, "%s%s%s", text, *text ? ", " : "",
                          quantity(h, n->attribute[i].value, U_LENGTH, 2));
  if (decl && decl->slot[DECL_VALUE] && *text)
    add(h, end_of_head(decl), text, "what one action costs, and the area of one instance");
}

/* A rate a cycle as one a second. */
static void hint_rates(struct hinting *h, const struct ir_arch *arch, const struct ir_node *n)
{
  double clock = 0;
  for (unsigned i = 0; i < arch->attributes; i++)
    if (!strcmp(arch->attribute[i].key, "clock")) clock = arch->attribute[i].value;
  for (unsigned i = 0; i < n->attributes && clock > 0; i++) {
    const struct ir_attribute *a = &n->attribute[i];
    if (strcmp(a->unit, "bit/cycle") != 0 || !isfinite(a->value)) continue;
    struct node *set = node_at(h, a->span).sets;
    struct node *value = set ? set->slot[set->kind == N_ATTR ? ATTR_VALUE : ARG_VALUE] : NULL;
    if (value)
      add(h, value->end, rate(h, a->value / 8 * clock), NULL);
  }
}

static void hint_arch(struct hinting *h, const struct evaluated_run *r, const struct ir_arch *arch)
{
  for (unsigned i = 0; i < arch->nodes; i++) {
    const struct ir_node *n = &arch->node[i];
    if (n->kind == IR_ARRAY) hint_array(h, r, arch, i);
    else hint_costs(h, n);
    hint_rates(h, arch, n);
  }
}

/* ---- workloads ---- */

static int64_t extent(const struct ir_workload *w, const struct ir_access *a, unsigned rank)
{
  int64_t n = 1;
  for (unsigned d = 0; d < w->dims; d++)
    n += llabs(a->coefficients[(size_t)rank * w->dims + d]) * (w->dim[d].size - 1);
  return n;
}

static const struct ir_access *access_of(const struct ir_workload *w, unsigned tensor)
{
  for (unsigned e = 0; e < w->einsums; e++) {
    if (w->einsum[e].output.tensor == tensor) return &w->einsum[e].output;
    for (unsigned i = 0; i < w->einsum[e].inputs; i++)
      if (w->einsum[e].input[i].tensor == tensor) return &w->einsum[e].input[i];
  }
  return NULL;
}

static void hint_workload(struct hinting *h, const struct ir_workload *w)
{
  for (unsigned t = 0; t < w->tensors; t++) {
    const struct ir_access *a = access_of(w, t);
    const char *text = "";
    double words = 1;
    if (!a || !is_here(h, w->tensor[t].span)) continue;
    for (unsigned k = 0; k < a->ranks; k++) {
      int64_t n = extent(w, a, k);
      words *= (double)n;
      text = arena_printf(h->arena, "%s%s%lld", text, k ? "\u00d7" : "", (long long)n);
    }
    add(h, w->tensor[t].span.end, text, arena_printf(h->arena, "%s words in `%s`", short_count(h, words),
                                                     w->name));
  }
}

/* ---- mappings ---- */

static const struct level_result *result_at(const struct evaluated_run *r, const char *level)
{
  for (unsigned i = 0; i < r->result->levels; i++)
    if (!strcmp(r->lowered.arch.node[r->result->level[i].node].name, level)) return &r->result->level[i];
  return NULL;
}

static void hint_room(struct hinting *h, const struct evaluated_run *r, const struct node *path)
{
  const struct level_result *l = path->name ? result_at(r, path->name->text) : NULL;
  if (!l || r->lowered.arch.node[l->node].kind != MODEL_MEMORY || !(l->used_bits > 0)) return;
  const char *text = size(h, l->used_bits);
  if (isfinite(l->capacity_bits))
    text = arena_printf(h->arena, "%s of %s, %.1f %%", text, size(h, l->capacity_bits),
                        100 * l->used_bits / l->capacity_bits);
  add(h, path->end, text, arena_printf(h->arena, "what one instance holds at a time in the run `%s`",
                                       r->run->name));
}

static int64_t steps_at(const struct ir_mapping *m, const struct node *bind)
{
  for (unsigned i = 0; i < m->levels; i++)
    for (unsigned k = 0; k < m->level[i].loops; k++) {
      struct span at = m->level[i].loop[k].span;
      if (at.file == bind->file && at.start == bind->start) return m->level[i].loop[k].bound;
    }
  return 0;
}

static void hint_steps(struct hinting *h, const struct ir_mapping *m, const struct node *loop)
{
  for (const struct node *n = loop->slot[LOOP_LOOPS]; n; n = n->next) {
    const struct node *value = n->kind == N_LOOP_BIND ? n->slot[LOOP_BIND_VALUE] : NULL;
    int64_t steps = value && value->kind == N_STAR ? steps_at(m, n) : 0;
    if (steps > 0) add(h, value->end, arena_printf(h->arena, "%lld", (long long)steps), NULL);
  }
}

static void hint_at(struct hinting *h, const struct evaluated_run *r, const struct ir_mapping *m,
                    const struct node *at)
{
  for (const struct node *p = at->slot[AT_PATHS]; p; p = p->next) hint_room(h, r, p);
  for (const struct node *n = at->slot[AT_ITEMS]; n; n = n->next)
    if (n->kind == N_LOOP) hint_steps(h, m, n);
}

static void hint_mapping(struct hinting *h, const struct evaluated_run *r)
{
  const struct ir_mapping *m = &h->e.design->mapping[r->run->mapping];
  const struct node *decl = node_at(h, m->span).declares;
  for (const struct node *n = decl ? decl->slot[DECL_ITEMS] : NULL; n; n = n->next)
    if (n->kind == N_AT) hint_at(h, r, m, n);
}

/* ---- runs ---- */

static void hint_run(struct hinting *h, const struct ir_run *run, const struct eval_result *result)
{
  bool chain = h->e.design->workload[run->workload].einsums > 1;
  struct run_hint hint = {.where = run->span, .name = run->name, .open = run->mapping < 0 || chain,
                          .given = run->mapping >= 0};
  double times = (double)run->count;
  if (!is_here(h, run->span)) return;
  if (result)
    hint.text = arena_printf(h->arena, "%s \u00b7 %s cycles \u00b7 %.1f %% utilization",
                             energy(h, result->energy_pJ * times),
                             short_count(h, (double)result->cycles * times), 100 * result->utilization);
  vec_push(&h->runs, hint);
}

/* Those are evaluated only when somebody asks for it. */
static void hint_studies(struct hinting *h)
{
  for (const struct node *n = h->ast->root->slot[FILE_ITEMS]; n; n = n->next)
    if (n->kind == N_DECL && n->word == KW_study && n->name)
      vec_push(&h->runs, (struct run_hint){.where = node_head_span(n), .name = n->name->text,
                                           .open = true, .given = true});
}

static bool first_of(const struct ir_design *d, const struct ir_run *run, bool arch)
{
  for (const struct ir_run *r = d->run; r < run; r++)
    if (arch ? r->arch == run->arch : r->workload == run->workload) return false;
  return true;
}

/* Those with a mapping of one Einsum are evaluated, each by itself as it was flattened. */
static void evaluate_given(struct hinting *h, const struct ir_design *all)
{
  struct ir_design *d = h->e.design;
  struct ir_run *given = ARENA_ARRAY(h->arena, struct ir_run, all->runs);
  d->run = given;
  d->runs = 0;
  for (unsigned i = 0; i < all->runs && d->runs < MOST_RUNS; i++)
    if (all->run[i].mapping >= 0 && all->workload[all->run[i].workload].einsums == 1) given[d->runs++] = all->run[i];
  evaluation_run(&h->e, EVALUATE_ALL, NULL);
}

static const struct evaluated_run *evaluated(const struct hinting *h, const struct ir_run *run)
{
  for (unsigned i = 0; i < h->e.runs; i++)
    if (h->e.run[i].run->source == run->source && h->e.run[i].result) return &h->e.run[i];
  return NULL;
}

static void hint_all(struct hinting *h)
{
  struct ir_design all = *h->e.design;
  static const struct evaluated_run nothing;
  evaluate_given(h, &all);
  for (unsigned i = 0; i < all.runs; i++) {
    const struct ir_run *run = &all.run[i];
    const struct evaluated_run *r = evaluated(h, run);
    hint_run(h, run, r ? r->result : NULL);
    if (r) hint_mapping(h, r);
    if (first_of(&all, run, true)) hint_arch(h, r ? r : &nothing, &all.arch[run->arch]);
    if (first_of(&all, run, false)) hint_workload(h, &all.workload[run->workload]);
  }
}

static int by_offset(const void *a, const void *b)
{
  const struct hint *x = a, *y = b;
  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

struct hints compilation_hints(struct compilation *c)
{
  struct hinting h = {.c = c, .arena = &c->arena};
  if (!c->sema) return (struct hints){0};
  h.ast = compilation_main(c)->ast;
  c->diags.muted++;
  evaluation_init_whole(&h.e, c);
  hint_all(&h);
  hint_studies(&h);
  c->diags.muted--;
  if (h.hints.n) qsort(h.hints.at, h.hints.n, sizeof *h.hints.at, by_offset);
  struct hints out = {
    .hints = h.hints.n, .hint = arena_copy(&c->arena, h.hints.at, h.hints.n * sizeof *h.hints.at),
    .runs = h.runs.n, .run = arena_copy(&c->arena, h.runs.at, h.runs.n * sizeof *h.runs.at)};
  vec_free(&h.hints);
  vec_free(&h.runs);
  return out;
}
