#include "compiler/session/trouble.h"

#include <math.h>

static const struct dim information = {.e = {[U_INFO] = 1}};

/* ---- what this version does not do ---- */

static void tell_no_clock(struct compilation *c, const struct lower_problem *p)
{
  struct diag *d = diag_at(&c->diags, E0693, p->span,
                           "`%s` is given by the second, but the arch has no clock", p->name);
  diag_label(d, p->span, "how many cycles is that?");
  for (unsigned i = 0; i < p->others && i < LOWER_OTHERS; i++)
    diag_note_at(d, p->other[i].span, "so is `%s`", p->other[i].name);
  unsigned more = p->others > LOWER_OTHERS ? p->others - LOWER_OTHERS : 0;
  if (more) diag_note(d, "and so %s %u more", more == 1 ? "is" : "are", more);
  diag_help(d, "give the arch a clock: `clock = 1 GHz`");
}

void tell_not_lowered(struct compilation *c, const struct lower_problem *p)
{
  struct diag *d;
  switch (p->status) {
  case LOWER_OK: return;
  case LOWER_EINSUMS: BUG("`%s` was not taken apart", p->name);
  case LOWER_TWICE:
    d = diag_at(&c->diags, E0690, p->span,
                "`%s` is indexed in two ways, and this version cannot tell its words apart", p->name);
    diag_label(d, p->span, "unlike before");
    diag_help(d, "declare it twice: `data %s_2`", p->name);
    return;
  case LOWER_COMPUTES:
    d = diag_at(&c->diags, E0690, p->span,
                "this arch has several computes, and this version evaluates archs with one");
    diag_label(d, p->span, "a second one");
    return;
  case LOWER_CLOCK: tell_no_clock(c, p); return;
  case LOWER_LIMIT:
    d = diag_at(&c->diags, E0692, p->span, "there are %llu %s, but the model takes %llu",
                (unsigned long long)p->have, p->name, (unsigned long long)p->limit);
    diag_label(d, p->span, "too many");
  }
}

/* ---- what does not fit ---- */

const char *trouble_bits(struct compilation *c, double bits)
{
  double bytes = bits / 8;
  if (bytes == floor(bytes) && bytes < 1024) return arena_printf(&c->arena, "%.0f B", bytes);
  return quantity_text(bits, information, NULL, &c->arena);
}

static const struct ir_level *level_of(const struct ir_mapping *m, int node)
{
  for (unsigned i = 0; i < m->levels; i++)
    if ((int)m->level[i].node == node) return &m->level[i];
  return NULL;
}

double trouble_tile(const struct lowered *l, const struct ir_mapping *m, int node, unsigned t)
{
  int64_t inside[MODEL_DIMS];
  for (unsigned d = 0; d < l->einsum.dims; d++) {
    inside[d] = 1;
    for (unsigned i = 0; i < m->levels; i++)
      for (unsigned j = 0; (int)m->level[i].node >= node && j < m->level[i].loops; j++)
        if (m->level[i].loop[j].dim == d) inside[d] *= m->level[i].loop[j].bound;
    if (inside[d] > l->einsum.bounds[d]) inside[d] = l->einsum.bounds[d];
  }
  return model_box_words(&l->einsum, t, inside);
}

double trouble_word(const struct lowered *l, int node, unsigned t)
{
  double own = l->arch.node[node].memory.word_bits;
  return own > 0 ? own : l->einsum.tensor[t].word_bits;
}

static void note_tiles(struct evaluation *e, const struct evaluated_run *r, struct diag *d, int node)
{
  const struct ir_mapping *m = &e->design->mapping[r->run->mapping];
  const struct ir_level *level = level_of(m, node);
  bool first = true;
  for (unsigned t = 0; level && t < r->lowered.einsum.tensors; t++) {
    const struct model_tensor *tensor = &r->lowered.einsum.tensor[t];
    if (!ir_holds(level->tensors, t)) continue;
    double word = trouble_word(&r->lowered, node, t);
    const char *bits = trouble_bits(e->compilation, trouble_tile(&r->lowered, m, node, t) * word);
    if (!level->kept_at[t].file) {
      diag_note(d, "`%s` takes %s; the mapping does not say that it is bypassed", tensor->name, bits);
      continue;
    }
    if (first) diag_note_at(d, level->kept_at[t], "the tiles of this mapping");
    first = false;
    diag_note_label(d, level->kept_at[t], "%s: %s", tensor->name, bits);
  }
}

/* The bits of a word that all tensors kept at a node have; 0 if there is none. */
static double common_word(struct evaluation *e, const struct evaluated_run *r, int node)
{
  const struct ir_level *level = level_of(&e->design->mapping[r->run->mapping], node);
  double common = 0;
  for (unsigned t = 0; level && t < r->lowered.einsum.tensors; t++) {
    if (!ir_holds(level->tensors, t)) continue;
    double word = trouble_word(&r->lowered, node, t);
    if (common > 0 && word != common) return 0;
    common = word;
  }
  return common;
}

/* "`buffers = 2` leaves": what makes the room smaller than the memory; "" if nothing does. */
static const char *what_leaves(struct compilation *c, const struct model_memory *m)
{
  const char *buffers = arena_printf(&c->arena, "`buffers = %.4g`", m->buffers);
  const char *share = arena_printf(&c->arena, "`utilization = %.4g`", m->fullest);
  if (m->buffers > 1 && m->fullest < 1)
    return arena_printf(&c->arena, "%s and %s leave", buffers, share);
  if (m->buffers > 1) return arena_printf(&c->arena, "%s leaves", buffers);
  return m->fullest < 1 ? arena_printf(&c->arena, "%s leaves", share) : "";
}

/* The least size with room for so many bits.  Each buffer has whole words. */
static double size_for(const struct model_memory *m, double word, double bits)
{
  if (!(word > 0)) return ceil(bits / m->fullest * m->buffers);
  return ceil(ceil(bits / word / m->fullest) * m->buffers) * word;
}

static void tell_too_full(struct evaluation *e, const struct evaluated_run *r,
                          const struct eval_problem *p)
{
  struct compilation *c = e->compilation;
  const struct ir_node *node = &e->design->arch[r->run->arch].node[p->node];
  const struct model_memory *m = &r->lowered.arch.node[p->node].memory;
  const char *leaves = what_leaves(c, m), *have = trouble_bits(c, p->have);
  double left = m->size_bits / m->buffers * m->fullest, word = common_word(e, r, p->node);
  struct diag *d = diag_at(&c->diags, E0421, node->made,
                           "the tiles kept in `%s` need %s, but it %s %s", node->name, have,
                           *leaves ? "has room for" : "holds",
                           trouble_bits(c, p->have > left ? left : p->limit));
  if (*leaves)
    diag_label(d, node->made, "%s, of which %s %s", trouble_bits(c, m->size_bits), leaves,
               trouble_bits(c, left));
  else diag_label(d, node->made, "%s", trouble_bits(c, p->limit));
  note_tiles(e, r, d, p->node);
  if (p->have <= left) diag_note(d, "what is left counts in whole words of %s",
                                 trouble_bits(c, word));
  diag_help(d, "bypass one of them, split a dimension with a loop further out, or make `%s` "
               "hold %s", node->name, trouble_bits(c, size_for(m, word, p->have)));
}

static void tell_too_empty(struct evaluation *e, const struct evaluated_run *r,
                           const struct eval_problem *p)
{
  struct compilation *c = e->compilation;
  const struct ir_node *node = &e->design->arch[r->run->arch].node[p->node];
  const char *limit = trouble_bits(c, p->limit);
  struct diag *d = diag_at(&c->diags, E0421, node->made,
                           "the tiles kept in `%s` take %s, but it wants %s", node->name,
                           trouble_bits(c, p->have), limit);
  diag_label(d, node->made, "%s", limit);
  note_tiles(e, r, d, p->node);
}

void tell_not_evaluated(struct evaluation *e, const struct evaluated_run *r,
                        const struct eval_problem *p)
{
  struct compilation *c = e->compilation;
  struct diag *d;
  switch (p->status) {
  case EVAL_CAPACITY: tell_too_full(e, r, p); return;
  case EVAL_EMPTY: tell_too_empty(e, r, p); return;
  case EVAL_TOO_LARGE:
    d = diag_at(&c->diags, E0691, r->run->span, "the counts of `%s` do not fit 64 bits", r->run->name);
    diag_label(d, r->run->span, "more than 9.2e18 of something");
    diag_help(d, "make the workload smaller, or run a part of it");
    return;
  case EVAL_STEPS:
    d = diag_at(&c->diags, E0692, r->run->span,
                "the loops of `%s` that do not divide take %.0f steps to go through, but the model "
                "takes %.0f", r->run->name, p->have, p->limit);
    diag_label(d, r->run->span, "each loop around one that does not divide makes it four times as many");
    diag_help(d, "choose factors that divide, or fewer loops");
    return;
  case EVAL_LIMIT:
    d = diag_at(&c->diags, E0692, r->run->span, "`%s` has %.0f of something that the model takes %.0f of",
                r->run->name, p->have, p->limit);
    diag_label(d, r->run->span, "levels, instances of one array, or loops of more than one step");
    return;
  default:
    if (tell_not_sparse(e, r, p)) return;
    BUG("the mapping of `%s` was checked, but does not hold: %d", r->run->name, p->status);
  }
}

void tell_failed_expectation(struct compilation *c, const struct sema_expectation *x)
{
  bool open = x->outcome == EXPECT_UNKNOWN;
  struct diag *d = diag_at(&c->diags, E0615, x->span, "this `expect` %s%s%s",
                           open ? "cannot be decided" : "does not hold",
                           x->why ? ": " : "", x->why ? x->why : "");
  if (open) {
    diag_label(d, x->span, "not known");
    diag_note(d, "times need a `clock`, and energies what each action costs (W0531)");
    return;
  }
  diag_label(d, x->span, "%s", x->numbers ? x->numbers : "false");
}
