/* What is said of tensors at a level: read, checked against each other, and looked at for
 * what most likely was not meant. */
#include "compiler/sema/claim.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/mapping_loop.h"
#include "compiler/sema/mapspace.h"
#include "compiler/sema/object.h"
#include "compiler/sema/scope.h"
#include "compiler/sema/support.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"
#include "lang/syntax/parse.h"

bool is_claim(const struct node *n)
{
  return n->kind == N_NAMES && n->word >= KW_keep && n->word <= KW_direct;
}

/* The kinds of level that such a statement may stand at. */
static unsigned kinds_for(enum keyword word)
{
  switch (word) {
  case KW_bypass: return K_MEMORY | K_ARRAY;
  case KW_unicast: case KW_direct: return K_ARRAY;
  default: return K_MEMORY;
  }
}

void claims_read(struct mapping *m, struct level *l, unsigned position, struct node *n)
{
  bool nothing = n->word == KW_bypass && l->kind == K_ARRAY; /* it keeps none in any case */
  if (!(l->kind & kinds_for(n->word))) {
    wrong_level(m, l, n);
    return;
  }
  for (struct node *v = n->slot[NAMES_VALUES]; v; v = v->next) {
    const bool *in = tensor_set(&m->target, v);
    if (nothing || (!in && m->target.workload)) continue;
    struct claim *c = ARENA_NEW(m->target.sm->arena, struct claim);
    *c = (struct claim){.from = m, .slot = {.level = l, .position = position},
                        .word = n->word, .node = v, .in = in};
    vec_push(&m->claims, c);
  }
}

/* ---- what claims are about ---- */

/* A tensor of the workload, or where that is not known, what a claim names. */
struct subject {
  int tensor;               /* -1: not known */
  name_t name;
};

static struct subject subject_at(const struct mapping *m, int tensor)
{
  return (struct subject){tensor, m->target.workload->workload->tensors[tensor].name};
}

static bool is_about(const struct claim *c, const struct subject *s)
{
  if (c->in && s->tensor >= 0) return c->in[s->tensor];
  if (c->node->kind != N_NAME) return false;
  return c->node->name == s->name || names_equal(c->node->name, "all");
}

/* The claim that lets it pass by a level, or NULL. */
static const struct claim *bypass_of(const struct mapping *m, const struct level *l,
                                     const struct subject *s)
{
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    if (c->word == KW_bypass && c->slot.level == l && is_about(c, s)) return c;
  }
  return NULL;
}

/* The outermost memory that keeps it, or in a mapspace that may; NULL if there is none. */
static const struct level *outermost_keeper(const struct mapping *m, const struct subject *s)
{
  for (const struct level *l = arch_next(m->target.arch, NULL); l; l = arch_next(m->target.arch, l))
    if (l->kind == K_MEMORY && !bypass_of(m, l, s)) return l;
  return NULL;
}

/* ---- keep and bypass ---- */

/* The name of a tensor that both speak of; NULL if there is none. */
static const char *both_name(const struct mapping *m, const struct claim *a, const struct claim *b)
{
  if (a->in && b->in) {
    const struct workload *w = m->target.workload->workload;
    for (uint32_t i = 0; i < w->n_tensors; i++)
      if (a->in[i] && b->in[i]) return w->tensors[i].name->text;
    return NULL;
  }
  bool same = !m->target.workload && a->node->kind == N_NAME && b->node->kind == N_NAME &&
              a->node->name == b->node->name;
  return same ? a->node->name->text : NULL;
}

static bool exclude(const struct claim *a, const struct claim *b)
{
  return a->slot.level == b->slot.level && ((a->word == KW_keep && b->word == KW_bypass) ||
                                            (a->word == KW_bypass && b->word == KW_keep));
}

static void keep_and_bypass(struct mapping *m, const struct claim *a, const struct claim *b,
                            const char *tensor)
{
  struct span at = node_span(b->node), first = node_span(a->node);
  struct diag *d = diag_at(m->target.sm->diags, E0417, at, "`%s` both keeps and bypasses `%s`",
                           b->slot.level->name->text, tensor);
  diag_label(d, at, b->word == KW_keep ? "kept here" : "bypassed here");
  diag_label(d, first, a->word == KW_keep ? "kept here" : "bypassed here");
  target_where(&m->target, d);
}

static void check_pairs(struct mapping *m, uint32_t i)
{
  const struct claim *b = m->claims.at[i];
  for (uint32_t k = 0; k < i; k++) {
    const struct claim *a = m->claims.at[k];
    if (!exclude(a, b) || told_already(m, a->from, b->from)) continue;
    const char *tensor = both_name(m, a, b);
    if (!tensor) continue;
    keep_and_bypass(m, a, b, tensor);
    return;
  }
}

/* ---- tensors without a place ---- */

/* Words for what has its place in memories, whatever the workload: all but what one
 * Einsum hands to the next. */
static bool names_role(const struct node *n)
{
  unsigned roles = n->kind == N_NAME ? role_of(n->name) : 0;
  return roles && roles != ROLE_INTERMEDIATE;
}

/* What a claim is about and needs a place in some memory: from number `i` of the tensors
 * on, and `i` is set behind it.  False: nothing more, or it is not known. */
static bool next_placed(const struct mapping *m, const struct claim *c, uint32_t *i,
                        struct subject *s)
{
  if (!c->in) {
    *s = (struct subject){-1, c->node->name};
    return !m->target.workload && names_role(c->node) && !(*i)++;
  }
  const struct workload *w = m->target.workload->workload;
  while (*i < w->n_tensors) {
    uint32_t t = (*i)++;
    if (!c->in[t] || !(w->tensors[t].role & ~(unsigned)ROLE_INTERMEDIATE)) continue;
    *s = subject_at(m, (int)t);
    return true;
  }
  return false;
}

static void without_place(struct mapping *m, const struct claim *c, const struct subject *s)
{
  struct span at = node_span(c->node);
  struct diag *d =
      diag_at(m->target.sm->diags, E0416, at, "every memory bypasses `%s`", s->name->text);
  diag_label(d, at, "would have no place to come from, or to go to");
  for (const struct level *l = arch_next(m->target.arch, c->slot.level); l;
       l = arch_next(m->target.arch, l))
    if (l->kind == K_MEMORY)
      diag_label(d, node_span(bypass_of(m, l, s)->node), "bypassed here, too");
  diag_note(d, "only what one Einsum writes and another reads may do without");
  diag_help(d, "leave one of them out: what is not bypassed is kept");
  target_where(&m->target, d);
}

/* Had a base said so by itself, it would be broken. */
static void check_places(struct mapping *m, const struct claim *c)
{
  struct subject s;
  for (uint32_t i = 0; next_placed(m, c, &i, &s);)
    if (!outermost_keeper(m, &s)) {
      without_place(m, c, &s);
      return;
    }
}

/* ---- sums ---- */

static void no_sum(struct mapping *m, const struct claim *c, const struct tensor *t)
{
  struct span at = node_span(c->node);
  const char *name = t ? t->name->text : c->node->name->text;
  struct diag *d = diag_at(m->target.sm->diags, E0440, at, "`%s` cannot be preloaded: %s", name,
                           t ? "it is no output" : "they are no outputs");
  diag_label(d, at, "nothing is added to it");
  diag_note(d, "a `preload` has each sum begin with what is there, in place of 0");
  if (t) diag_note_at(d, t->at, "`%s` is only read", name);
  target_where(&m->target, d);
}

static void check_preload(struct mapping *m, const struct claim *c)
{
  if (!c->in) {
    unsigned roles = c->node->kind == N_NAME ? role_of(c->node->name) : 0;
    if (roles == ROLE_INPUT || roles == ROLE_WEIGHTS) no_sum(m, c, NULL);
    return;
  }
  const struct workload *w = m->target.workload->workload;
  for (uint32_t t = 0; t < w->n_tensors; t++)
    if (c->in[t] && !(w->tensors[t].role & (ROLE_OUTPUT | ROLE_INTERMEDIATE))) {
      no_sum(m, c, &w->tensors[t]);
      return;
    }
}

void claims_check(struct mapping *m)
{
  const struct level *outermost = m->target.arch ? outermost_memory(m->target.arch) : NULL;
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    if (c->word == KW_bypass && outermost && c->slot.level == outermost) check_places(m, c);
    if (c->word == KW_preload) check_preload(m, c);
    check_pairs(m, i);
  }
}

/* ---- lints ---- */

/* Could all be known when the declaration was checked that makes this claim? */
static bool was_known(const struct claim *c)
{
  for (const struct mapping *m = c->from; m; m = m->base)
    if (m->target.workload_at.file) return true;
  return names_role(c->node);
}

/* What a declaration says is looked at there, and what only the workload of a run or of
 * a mapping that builds on it tells, there. */
static bool to_look_at(const struct mapping *m, const struct claim *c)
{
  return (!m->target.run && c->from == m) || !was_known(c);
}

static void tell_start(struct mapping *m, const struct claim *c, const struct level *keeper,
                       const char *names)
{
  struct span at = node_span(c->node);
  struct diag *d =
      diag_at(m->target.sm->diags, W0517, at,
              "no memory outside of `%s` keeps %s: what moves further out is not counted",
              keeper->name->text, names);
  diag_label(d, at, "not kept in `%s`, the outermost memory", c->slot.level->name->text);
  diag_help(d, "to count it, leave this out: what is not bypassed is kept");
  diag_note(d, "silence with `-Wno-starts-inside`");
  diag_note_at(d, keeper->name_at, "taken to begin and to end here");
  target_where(&m->target, d);
}

/* W0517: one message for all tensors of a claim that have the same place. */
static void look_at_start(struct mapping *m, const struct claim *c)
{
  struct sema *sm = m->target.sm;
  uint32_t most = c->in ? m->target.workload->workload->n_tensors : 1;
  const char **names = ARENA_ARRAY(sm->arena, const char *, most);
  struct subject s, other;
  for (uint32_t i = 0; next_placed(m, c, &i, &s);) {
    const struct level *keeper = outermost_keeper(m, &s);
    unsigned n = 0;
    bool first = true;
    for (uint32_t k = 0; next_placed(m, c, &k, &other);) {
      if (outermost_keeper(m, &other) != keeper) continue;
      if (!n && other.name != s.name) first = false;
      names[n++] = other.name->text;
    }
    if (keeper && first) tell_start(m, c, keeper, join_names(sm, names, n));
  }
}

/* Whether an array leaves something out for all tensors: `none`, and not another word. */
static bool does_not(struct sema *sm, const struct level *l, const char *path, bool unless_said)
{
  struct symbol *s = scope_get(&l->object->scope, intern_str(sm->names, path));
  if (!s || s->kind != S_ATTRIBUTE) return unless_said;
  struct value v = symbol_value(sm, s);
  return v.kind == V_ENUM && v.known && names_equal(v.u.name, "none");
}

/* Whether sums are meant, or words that are only read; neither if it is not known. */
static void find_use(const struct mapping *m, const struct subject *s, bool *sums, bool *reads)
{
  unsigned roles = s->tensor >= 0 ? m->target.workload->workload->tensors[s->tensor].role
                 : s->name ? role_of(s->name) : 0;
  *sums = roles && !(roles & (ROLE_INPUT | ROLE_WEIGHTS));
  *reads = roles && !(roles & (ROLE_OUTPUT | ROLE_INTERMEDIATE));
}

/* Why a claim changes nothing for a tensor; NULL if it may well change something. */
static const char *why_idle(struct mapping *m, const struct claim *c, const struct subject *s)
{
  struct sema *sm = m->target.sm;
  const struct level *l = c->slot.level;
  const char *text = source_text(sm, node_span(c->node));
  bool memory = l->kind == K_MEMORY, sums, reads;
  find_use(m, s, &sums, &reads);
  if (memory && bypass_of(m, l, s)) return arena_printf(sm->arena, "does not keep `%s`", text);
  if (c->word == KW_refetch && outermost_keeper(m, s) == l)
    return arena_printf(sm->arena, "is the outermost memory that keeps `%s`", text);
  if (c->word == KW_unicast && sums && does_not(sm, l, "reduce", false))
    return "adds up no sums on their way";
  if (c->word == KW_unicast && reads && does_not(sm, l, "multicast", false))
    return "serves each instance by itself in any case";
  if (c->word == KW_direct && does_not(sm, l, "forward", true))
    return "hands nothing on from one instance to the next";
  return NULL;
}

/* The same for all tensors of a claim: the reason that holds for the first of them. */
static const char *why_all_idle(struct mapping *m, const struct claim *c)
{
  const char *why = NULL;
  if (!c->in) {
    struct subject s = {-1, c->node->kind == N_NAME ? c->node->name : NULL};
    return why_idle(m, c, &s);
  }
  for (uint32_t t = m->target.workload->workload->n_tensors; t--;) {
    if (!c->in[t]) continue;
    struct subject s = subject_at(m, (int)t);
    why = why_idle(m, c, &s);
    if (!why) return NULL;
  }
  return why;
}

/* W0516. */
static void look_at_policy(struct mapping *m, const struct claim *c)
{
  const char *why = why_all_idle(m, c);
  if (!why) return;
  const struct level *l = c->slot.level;
  struct span at = node_span(c->node);
  struct diag *d = diag_at(m->target.sm->diags, W0516, at, "this `%s` changes nothing: `%s` %s",
                           keyword_text(c->word), l->name->text, why);
  diag_label(d, at, "without effect");
  if (c->word == KW_direct)
    diag_help(d, "leave it out, or give `%s` links: `forward = neighbors`", l->name->text);
  else diag_help(d, "leave it out");
  diag_note(d, "silence with `-Wno-idle-policy`");
  diag_note_at(d, l->name_at, "`%s` is declared here", l->name->text);
  target_where(&m->target, d);
}

/* The last `keep` that this mapping, and not one that it builds on, says at a level; NULL. */
static const struct claim *last_keep(const struct mapping *m, const struct level *l)
{
  const struct claim *last = NULL;
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    bool here = c->word == KW_keep && c->slot.level == l && c->from == m;
    if (here && (!last || c->node->start > last->node->start)) last = c;
  }
  return last;
}

/* Does any `keep` or `bypass` at the level speak of the tensor? */
static bool is_decided(const struct mapping *m, const struct level *l, uint32_t tensor)
{
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    bool decides = c->slot.level == l && (c->word == KW_keep || c->word == KW_bypass);
    if (decides && (!c->in || c->in[tensor])) return true;
  }
  return false;
}

/* "`A` and `B`", or as code: "A, B". */
static const char *undecided(struct mapping *m, const struct level *l, bool code)
{
  const struct workload *w = m->target.workload->workload;
  const char **names = ARENA_ARRAY(m->target.sm->arena, const char *, w->n_tensors + 1), *text = "";
  unsigned n = 0;
  for (uint32_t t = 0; t < w->n_tensors; t++)
    if (w->tensors[t].used && !is_decided(m, l, t)) names[n++] = w->tensors[t].name->text;
  for (unsigned i = 0; i < n && code; i++)
    text = arena_printf(m->target.sm->arena, "%s%s%s", text, i ? ", " : "", names[i]);
  return !n ? NULL : code ? text : join_names(m->target.sm, names, n);
}

/* W0518. */
static void look_at_keep(struct mapping *m, const struct level *l)
{
  const struct claim *c = last_keep(m, l);
  const char *names = c ? undecided(m, l, false) : NULL;
  if (!names) return;
  const char *code = undecided(m, l, true);
  struct span at = node_span(c->node);
  struct diag *d = diag_at(m->target.sm->diags, W0518, at, "`%s` keeps %s, too", l->name->text, names);
  diag_label(d, at, "what is not bypassed is kept");
  diag_help(d, "if it is to pass by, say `bypass %s`; if not, name it here: `keep ..., %s`", code, code);
  diag_note(d, "silence with `-Wno-kept-unsaid`");
  diag_fix(d, DIAG_MAYBE, span_end(at), "; bypass %s", code);
  target_where(&m->target, d);
}

/* The outermost memory has to hold them. */
static void look_at_keeps(struct mapping *m, const struct level *outermost)
{
  bool declared = m->one && m->target.workload && !m->target.run;
  for (const struct level *l = declared ? arch_next(m->target.arch, outermost) : NULL; l;
       l = arch_next(m->target.arch, l))
    if (l->kind == K_MEMORY) look_at_keep(m, l);
}

void claims_lint(struct mapping *m)
{
  const struct level *outermost = m->target.arch ? outermost_memory(m->target.arch) : NULL;
  for (uint32_t i = 0; i < m->claims.n; i++) {
    const struct claim *c = m->claims.at[i];
    if (!to_look_at(m, c)) continue;
    if (c->word == KW_bypass && outermost && c->slot.level == outermost) look_at_start(m, c);
    if (c->word > KW_bypass) look_at_policy(m, c);
  }
  if (outermost) look_at_keeps(m, outermost);
}
