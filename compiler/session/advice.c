/* What an evaluation shows that is allowed and most likely not meant. */
#include "compiler/session/trouble.h"

struct look {
  struct evaluation *e;
  const struct evaluated_run *r;
  const struct ir_mapping *m;
  unsigned tensor;
};

static const struct ir_node *node_at(const struct look *l, unsigned level)
{
  return &l->e->design->arch[l->r->run->arch].node[l->m->level[level].node];
}

static bool is_memory(const struct look *l, unsigned level)
{
  return node_at(l, level)->kind == IR_MEMORY;
}

static bool keeps(const struct look *l, unsigned level)
{
  return ir_holds(l->m->level[level].tensors, l->tensor);
}

/* The one memory that keeps the tensor, if it is the outermost of several; else -1. */
static int only_keeper(const struct look *l)
{
  int outermost = -1;
  unsigned memories = 0;
  for (unsigned i = 0; i < l->m->levels; i++) {
    if (!is_memory(l, i)) continue;
    if (!memories++) outermost = (int)i;
    if (keeps(l, i) != (outermost == (int)i)) return -1;
  }
  return memories > 1 ? outermost : -1;
}

static const struct level_result *result_of(const struct look *l, unsigned level)
{
  const struct eval_result *r = l->r->result;
  for (unsigned i = 0; i < r->levels; i++)
    if (r->level[i].node == (int)l->m->level[level].node) return &r->level[i];
  return NULL;
}

/* The bits of the tensor's tile at a memory, and whether there is room for it. */
static bool would_fit(const struct look *l, unsigned level, double *bits)
{
  const struct lowered *low = &l->r->lowered;
  int node = (int)l->m->level[level].node;
  const struct model_memory *m = &low->arch.node[node].memory;
  *bits = trouble_tile(low, l->m, node, l->tensor) * trouble_word(low, node, l->tensor);
  return result_of(l, level)->used_bits + *bits <= m->size_bits * m->fullest / m->buffers;
}

static void propose(const struct look *l, struct diag *d)
{
  struct compilation *c = l->e->compilation;
  for (unsigned i = l->m->levels; i--;) {
    double bits;
    if (!is_memory(l, i) || keeps(l, i) || !would_fit(l, i, &bits)) continue;
    diag_help(d, "keep `%s` at `%s`, where its tile of %s fits",
              l->r->lowered.einsum.tensor[l->tensor].name, node_at(l, i)->name,
              trouble_bits(c, bits));
    return;
  }
}

static const char *times(struct compilation *c, uint64_t n)
{
  return n == 1 ? "once" : arena_printf(&c->arena, "%llu times", (unsigned long long)n);
}

/* Whether a rank of the output is indexed by this dimension and by no other. */
static bool is_index(const struct model_einsum *einsum, const struct model_tensor *t, unsigned dim)
{
  for (unsigned k = 0; k < t->ranks; k++) {
    const int64_t *row = &t->coefficients[k * einsum->dims];
    bool alone = row[dim] != 0;
    for (unsigned d = 0; d < einsum->dims; d++)
      if (d != dim && row[d] && einsum->bounds[d] > 1) alone = false;
    if (alone) return true;
  }
  return false;
}

/* Whether several steps meet in one word of the output.  If not, what is read of it comes
 * of factors that do not divide, whose reads are rounded. */
static bool sums(const struct look *l)
{
  const struct model_einsum *einsum = &l->r->lowered.einsum;
  for (unsigned d = 0; d < einsum->dims; d++)
    if (einsum->bounds[d] > 1 && !is_index(einsum, &einsum->tensor[l->tensor], d)) return true;
  return false;
}

/* W0515: partial sums that go all the way out and come back. */
static void look_at_sums(const struct look *l)
{
  struct compilation *c = l->e->compilation;
  int keeper = only_keeper(l);
  if (keeper < 0) return;
  const struct tensor_result *t = &result_of(l, (unsigned)keeper)->tensor[l->tensor];
  const char *name = l->r->lowered.einsum.tensor[l->tensor].name;
  if (!t->reads || !sums(l)) return; /* each sum is complete when it gets there */
  struct span first = {0};
  for (unsigned i = (unsigned)keeper + 1; i < l->m->levels; i++)
    if (is_memory(l, i) && l->m->level[i].bypassed_at[l->tensor].file && !first.file)
      first = l->m->level[i].bypassed_at[l->tensor];
  struct diag *d = diag_at(&c->diags, W0515, first, "`%s` is kept nowhere below `%s`", name,
                           node_at(l, (unsigned)keeper)->name);
  diag_label(d, first, "bypassed here");
  for (unsigned i = (unsigned)keeper + 1; i < l->m->levels; i++) {
    struct span at = is_memory(l, i) ? l->m->level[i].bypassed_at[l->tensor] : first;
    if (at.file && at.start != first.start) diag_label(d, at, "and here");
  }
  diag_note(d, "partial sums go to `%s` %s, and come back %s", node_at(l, (unsigned)keeper)->name,
            times(c, t->updates), times(c, t->reads));
  propose(l, d);
}

void tell_advice(struct evaluation *e, const struct evaluated_run *r)
{
  struct look l = {.e = e, .r = r, .m = &e->design->mapping[r->run->mapping]};
  for (l.tensor = 0; l.tensor < r->lowered.einsum.tensors; l.tensor++)
    if (r->lowered.einsum.tensor[l.tensor].output) look_at_sums(&l);
}
