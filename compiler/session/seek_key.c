/* What makes two searches the same: all numbers of their problem, in a fixed order. */
#include "compiler/session/seek.h"

#include "runtime/energy/digest.h"

#include <math.h>

static void put_int(struct strbuf *out, int64_t n) { strbuf_printf(out, "%lld ", (long long)n); }

static void put_number(struct strbuf *out, double v) { strbuf_printf(out, "%a ", v); }

static void put_text(struct strbuf *out, const char *text)
{
  strbuf_printf(out, "%s ", text ? text : "-");
}

/* ---- the architecture ---- */

static void put_memory(struct strbuf *out, const struct model_memory *m)
{
  const double numbers[] = {m->size_bits, m->width_bits, m->word_bits, m->buffers, m->fullest,
                            m->emptiest, m->read_rate, m->write_rate, m->shared_rate};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put_number(out, numbers[i]);
  put_int(out, (int64_t)m->block);
  put_int(out, (int64_t)m->cluster);
  put_int(out, m->reduces);
}

static void put_network(struct strbuf *out, const struct model_network *n)
{
  const double numbers[] = {n->word_bits, n->hop_um, n->rate, n->fill_cycles, n->drain_cycles};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put_number(out, numbers[i]);
  put_int(out, n->tree);
}

static void put_array(struct strbuf *out, const struct model_array *a)
{
  put_int(out, a->axes);
  for (unsigned i = 0; i < a->axes; i++) put_int(out, (int64_t)a->axis[i].size);
  put_int(out, a->multicasts);
  put_int(out, a->reduces);
  put_int(out, a->forwards);
}

static void put_transit(struct strbuf *out, const struct model_transit *t)
{
  put_int(out, t->carries);
  put_int(out, t->towards);
  put_number(out, t->rate);
  put_number(out, t->bit_rate);
}

static void put_node(struct strbuf *out, const struct model_node *n)
{
  strbuf_puts(out, "\nnode ");
  put_int(out, n->kind);
  put_int(out, n->parent);
  put_int(out, n->energy);
  put_int(out, n->gated_at);
  switch (n->kind) {
  case MODEL_MEMORY: put_memory(out, &n->memory); break;
  case MODEL_COMPUTE: put_number(out, n->compute.rate); break;
  case MODEL_NETWORK: put_network(out, &n->network); break;
  case MODEL_TRANSIT: put_transit(out, &n->transit); break;
  case MODEL_ARRAY: put_array(out, &n->array); break;
  }
}

static void put_energies(struct strbuf *out, const struct energy_table *t)
{
  for (unsigned i = 0; i < t->rows; i++) {
    strbuf_puts(out, "\nrow ");
    put_number(out, t->row[i].area_um2);
    for (unsigned k = 0; k < t->row[i].actions; k++) {
      put_text(out, t->row[i].action[k].name);
      put_number(out, t->row[i].action[k].pJ);
    }
  }
}

/* ---- the workload ---- */

static void put_einsum(struct strbuf *out, const struct model_einsum *e)
{
  strbuf_puts(out, "\ndims ");
  for (unsigned d = 0; d < e->dims; d++) put_int(out, e->bounds[d]);
  for (unsigned t = 0; t < e->tensors; t++) {
    const struct model_tensor *tensor = &e->tensor[t];
    strbuf_puts(out, "\ntensor ");
    put_int(out, tensor->output);
    put_number(out, tensor->word_bits);
    put_int(out, tensor->ranks);
    for (unsigned i = 0; i < tensor->ranks * e->dims; i++) put_int(out, tensor->coefficients[i]);
  }
}

/* ---- the mapspace ---- */

static void put_range(struct strbuf *out, const struct space_range *r)
{
  put_int(out, r->low);
  put_int(out, r->high);
  put_int(out, r->choice ? (int64_t)r->choices : -1);
  for (unsigned i = 0; r->choice && i < r->choices; i++) put_int(out, r->choice[i]);
}

static void put_slot(struct strbuf *out, const struct space_slot *s, unsigned dims)
{
  strbuf_puts(out, "\nslot ");
  put_int(out, s->node);
  put_int(out, s->axis);
  for (unsigned d = 0; d < dims; d++) {
    put_range(out, &s->range[d]);
    put_int(out, s->outside[d]);
  }
  for (unsigned i = 0; i < s->products; i++) {
    put_int(out, s->product[i].dims);
    put_range(out, &s->product[i].range);
  }
}

static void put_policy(struct strbuf *out, const struct model_policy *p)
{
  const uint32_t numbers[] = {p->node, p->no_temporal_reuse, p->no_multicast, p->no_forwarding,
                              p->reads_first_update};
  strbuf_puts(out, "\npolicy ");
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put_int(out, numbers[i]);
}

static void put_limits(struct strbuf *out, const struct space *s)
{
  for (unsigned i = 0; i < s->memories; i++) {
    strbuf_puts(out, "\nmemory ");
    put_int(out, s->memory[i].node);
    put_int(out, s->memory[i].keep);
    put_int(out, s->memory[i].bypass);
  }
  for (unsigned i = 0; i < s->tiles; i++) {
    strbuf_puts(out, "\ntile ");
    put_int(out, s->tile[i].node);
    put_int(out, s->tile[i].tensor);
    put_number(out, s->tile[i].low);
    put_number(out, s->tile[i].high);
  }
  for (unsigned i = 0; i < s->uses; i++) {
    strbuf_puts(out, "\nuse ");
    put_int(out, s->use[i].node);
    put_number(out, s->use[i].low);
    put_number(out, s->use[i].high);
  }
}

/* ---- zeros ---- */

static void put_density(struct strbuf *out, const struct model_density *d)
{
  strbuf_puts(out, "\ndensity ");
  put_int(out, d->kind);
  put_number(out, d->share);
  put_int(out, (int64_t)d->count);
  put_int(out, (int64_t)d->of);
  put_int(out, d->rank);
  put_int(out, (int64_t)d->width);
  strbuf_printf(out, "%p ", (const void *)d->matrix); /* each file is read once */
}

static void put_format(struct strbuf *out, const struct model_format *f)
{
  strbuf_puts(out, "\nformat ");
  put_int(out, f->node);
  put_int(out, f->tensor);
  put_int(out, f->inner_first);
  for (unsigned r = 0; r < f->ranks; r++) {
    const struct model_rank *rank = &f->rank[r];
    put_int(out, rank->kind);
    put_number(out, rank->metadata_bits);
    put_number(out, rank->payload_bits);
    put_int(out, rank->lists);
    for (unsigned i = 0; i < rank->lists; i++) put_int(out, rank->list[i]);
  }
}

static void put_zeros(struct strbuf *out, const struct space *s)
{
  const struct model_sparsity *z = s->sparsity;
  if (!z) return;
  strbuf_puts(out, "\nzeros ");
  put_int(out, z->compat);
  for (unsigned t = 0; t < s->einsum->tensors; t++) put_density(out, &z->density[t]);
  for (unsigned i = 0; i < z->formats; i++) put_format(out, &z->format[i]);
  for (unsigned i = 0; i < z->savings; i++) {
    const struct model_saving *saving = &z->saving[i];
    const uint32_t numbers[] = {saving->node, saving->target, saving->by, saving->skips, saving->choice};
    strbuf_puts(out, "\nsaving ");
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) put_int(out, numbers[k]);
  }
  for (unsigned i = 0; i < s->arch->nodes; i++) {
    const struct model_metadata *m = &z->metadata[i];
    const double numbers[] = {m->width_bits, m->word_bits, m->size_bits, m->overbooking};
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) put_number(out, numbers[k]);
    put_int(out, m->decompresses);
    put_int(out, m->compresses);
  }
}

static void put_space(struct strbuf *out, const struct space *s)
{
  put_number(out, s->arch->cycle_s);
  for (unsigned i = 0; i < s->arch->nodes; i++) put_node(out, &s->arch->node[i]);
  put_energies(out, s->energy);
  put_einsum(out, s->einsum);
  strbuf_puts(out, "\nspace ");
  put_int(out, s->compute);
  put_int(out, s->imperfect);
  for (unsigned i = 0; i < s->slots; i++) put_slot(out, &s->slot[i], s->einsum->dims);
  put_limits(out, s);
  for (unsigned i = 0; i < s->policies; i++) put_policy(out, &s->policy[i]);
  put_zeros(out, s);
}

/* ---- what is sought ---- */

static void put_goals(struct strbuf *out, const struct goals *g)
{
  for (unsigned i = 0; i < g->n; i++) {
    strbuf_puts(out, "\ngoal ");
    put_text(out, g->goal[i].name);
    for (unsigned k = 0; k < g->goal[i].steps; k++) {
      put_int(out, g->goal[i].step[k].code);
      put_int(out, g->goal[i].step[k].index);
      put_number(out, g->goal[i].step[k].number);
    }
  }
  for (unsigned i = 0; i < g->meters; i++) {
    strbuf_puts(out, "\nmeter ");
    put_int(out, g->meter[i].what);
    put_int(out, g->meter[i].node);
    put_int(out, g->meter[i].tensor);
  }
}

static void put_options(struct strbuf *out, const struct search_options *o)
{
  strbuf_puts(out, "\noptions ");
  put_int(out, o->strategy);
  put_number(out, o->gap);
  put_number(out, o->seconds);
  put_number(out, o->patience);
  const uint64_t numbers[] = {o->memory_bytes, o->mappings, o->victory, o->seed, o->top, o->front,
                              o->unbounded};
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) put_int(out, (int64_t)numbers[i]);
  put_goals(out, &o->goals);
}

const char *seek_key(struct arena *a, const struct space *space,
                     const struct search_options *options)
{
  struct strbuf text = {0};
  char *hash = arena_alloc(a, SHA256_HEX + 1);
  put_space(&text, space);
  put_options(&text, options);
  sha256_hex(text.text, text.n, hash);
  strbuf_free(&text);
  return hash;
}
