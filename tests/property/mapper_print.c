#include "tests/property/mapper_problem.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

static void print_set(const struct mapper_problem *p, const char *title, uint32_t tensors)
{
  if (!tensors) return;
  printf(" %s ", title);
  for (unsigned t = 0; t < p->einsum.tensors; t++)
    if (tensors >> t & 1) fputs(p->tensor[t].name, stdout);
}

static void print_dims(const struct mapper_problem *p, uint32_t dims)
{
  for (unsigned d = 0; d < p->einsum.dims; d++)
    if (dims >> d & 1) fputs(p->dim_names[d], stdout);
}

static void print_einsum(const struct mapper_problem *p)
{
  printf("# einsum %s:", p->pattern);
  for (unsigned d = 0; d < p->einsum.dims; d++)
    printf(" %s=%" PRId64, p->dim_names[d], p->bounds[d]);
  for (unsigned t = 0; t < p->einsum.tensors; t++) {
    printf("; %s %g bit [", p->tensor[t].name, p->tensor[t].word_bits);
    for (unsigned r = 0; r < p->tensor[t].ranks; r++) {
      const char *between = r ? ", " : "";
      for (unsigned d = 0; d < p->einsum.dims; d++) {
        int64_t c = p->coefficients[t][r * p->einsum.dims + d];
        if (!c) continue;
        printf("%s%" PRId64 "%s", between, c, p->dim_names[d]);
        between = " + ";
      }
    }
    putchar(']');
  }
  putchar('\n');
}

static void print_memory(const struct model_memory *m)
{
  printf("memory size %g width %g word %g block %" PRIu64 " cluster %" PRIu64 " buffers %g", m->size_bits,
         m->width_bits, m->word_bits, m->block, m->cluster, m->buffers);
  printf(" fullest %g emptiest %g rates %g %g %g%s", m->fullest, m->emptiest, m->read_rate,
         m->write_rate, m->shared_rate, m->reduces ? "" : " cannot add");
}

static void print_node(const struct mapper_problem *p, unsigned i)
{
  const struct model_node *n = &p->node[i];
  printf("# %s in %d: ", n->name, n->parent);
  switch (n->kind) {
  case MODEL_MEMORY: print_memory(&n->memory); break;
  case MODEL_NETWORK:
    printf("network rate %g fill %g drain %g%s", n->network.rate, n->network.fill_cycles,
           n->network.drain_cycles, n->network.tree ? " tree" : "");
    break;
  case MODEL_TRANSIT:
    printf("transit rate %g bits %g towards %d", n->transit.rate, n->transit.bit_rate,
           (int)n->transit.towards);
    print_set(p, "carries", n->transit.carries);
    break;
  case MODEL_COMPUTE: printf("compute rate %g", n->compute.rate); break;
  case MODEL_ARRAY:
    printf("array");
    for (unsigned a = 0; a < n->array.axes; a++)
      printf(" %s=%" PRIu64, n->array.axis[a].name, n->array.axis[a].size);
    printf("%s%s%s", n->array.multicasts ? " multicasts" : "", n->array.reduces ? " reduces" : "",
           n->array.forwards ? " forwards" : "");
  }
  if (n->gated_at >= 0) printf(" gated at %d", n->gated_at);
  for (unsigned a = 0; a < p->row[i].actions; a++)
    printf(", %s %g", p->action[i][a].name, p->action[i][a].pJ);
  putchar('\n');
}

static void print_range(const struct space_range *r)
{
  if (r->low > 1) printf(" >=%" PRId64, r->low);
  if (r->high < INT64_MAX) printf(" <=%" PRId64, r->high);
  for (unsigned i = 0; i < r->choices; i++) printf("%s%" PRId64, i ? "," : " in ", r->choice[i]);
}

static bool is_open(const struct space_range *r)
{
  return r->low <= 1 && r->high == INT64_MAX && !r->choices;
}

static void print_slot(const struct mapper_problem *p, const struct space_slot *slot)
{
  printf("# at %s%s:", p->node[slot->node].name,
         slot->axis < 0 ? "" : p->node[slot->node].array.axis[slot->axis].name);
  for (unsigned d = 0; d < p->einsum.dims; d++) {
    if (!is_open(&slot->range[d])) {
      printf(" %s", p->dim_names[d]);
      print_range(&slot->range[d]);
    }
    if (slot->outside[d]) {
      printf(" (");
      print_dims(p, slot->outside[d]);
      printf(" outside %s)", p->dim_names[d]);
    }
  }
  for (unsigned i = 0; i < slot->products; i++) {
    printf(" product of ");
    print_dims(p, slot->product[i].dims);
    print_range(&slot->product[i].range);
  }
  putchar('\n');
}

static void print_limits(const struct mapper_problem *p)
{
  for (unsigned i = 0; i < p->space.memories; i++) {
    printf("# at %s:", p->node[p->memory[i].node].name);
    print_set(p, "keep", p->memory[i].keep);
    print_set(p, "bypass", p->memory[i].bypass);
    putchar('\n');
  }
  for (unsigned i = 0; i < p->space.tiles; i++)
    printf("# tile(%s, %s) from %g to %g\n", p->node[p->tile[i].node].name,
           p->tensor[p->tile[i].tensor].name, p->tile[i].low, p->tile[i].high);
  for (unsigned i = 0; i < p->space.uses; i++)
    printf("# of %s in use from %g to %g\n", p->node[p->use[i].node].name, p->use[i].low,
           p->use[i].high);
  for (unsigned i = 0; i < p->space.policies; i++) {
    const struct model_policy *policy = &p->policy[i];
    printf("# at %s:", p->node[policy->node].name);
    print_set(p, "refetch", policy->no_temporal_reuse);
    print_set(p, "unicast", policy->no_multicast);
    print_set(p, "direct", policy->no_forwarding);
    print_set(p, "preload", policy->reads_first_update);
    putchar('\n');
  }
}

static void print_goal(const struct mapper_problem *p, const struct goal *goal)
{
  static const char *const codes[] = {"number", "energy", "cycles", "meter", "+",
                                      "*",      "^",      "min",    "max"};
  static const char *const what[] = {"energy", "reads", "fills", "updates"};
  printf("# minimize %s:", goal->name);
  for (unsigned i = 0; i < goal->steps; i++) {
    const struct goal_step *s = &goal->step[i];
    if (s->code == GOAL_NUMBER) printf(" %g", s->number);
    else if (s->code != GOAL_METER) printf(" %s", codes[s->code]);
    else
      printf(" %s(%s, %d)", what[p->goals.meter[s->index].what],
             p->node[p->goals.meter[s->index].node].name, p->goals.meter[s->index].tensor);
  }
  putchar('\n');
}

static void print_zeros(const struct mapper_problem *p)
{
  const struct model_sparsity *s = &p->sparsity;
  for (unsigned t = 0; t < p->einsum.tensors; t++)
    printf("# density of %s: kind %d, %g\n", p->tensor[t].name, (int)s->density[t].kind, s->density[t].share);
  for (unsigned i = 0; i < s->formats; i++) {
    printf("# format of %s at %s:", p->tensor[s->format[i].tensor].name, p->node[s->format[i].node].name);
    for (unsigned r = 0; r < s->format[i].ranks; r++)
      printf(" %d(%g, %g; %#x)", (int)s->format[i].rank[r].kind, s->format[i].rank[r].metadata_bits,
             s->format[i].rank[r].payload_bits, s->format[i].rank[r].lists ? s->format[i].rank[r].list[0] : 0);
    printf("%s\n", s->format[i].inner_first ? ", from the inside" : "");
  }
  for (unsigned i = 0; i < s->savings; i++)
    printf("# %s of %s by %#x at %s\n", s->saving[i].skips ? "skip" : "gate",
           p->tensor[s->saving[i].target].name, s->saving[i].by, p->node[s->saving[i].node].name);
}

void mapper_problem_print(const struct mapper_problem *p)
{
  static const char *const imperfect[] = {"perfect", "imperfect across arrays", "imperfect"};
  printf("# 10^%.2f mappings, %s\n", space_log10(&p->space), imperfect[p->space.imperfect]);
  print_einsum(p);
  for (unsigned i = 0; i < p->arch.nodes; i++) print_node(p, i);
  for (unsigned i = 0; i < p->space.slots; i++) print_slot(p, &p->slot[i]);
  print_limits(p);
  for (unsigned i = 0; i < p->goals.n; i++) print_goal(p, &p->goals.goal[i]);
  if (p->space.sparsity) print_zeros(p);
}

void mapper_mapping_print(const struct mapper_problem *p, const struct model_mapping *m)
{
  printf("#  ");
  for (unsigned i = 0; i < m->loops; i++) {
    const struct model_loop *l = &m->loop[i];
    printf(" %s%s:%s=%" PRId64, p->node[l->node].name,
           l->axis < 0 ? "" : p->node[l->node].array.axis[l->axis].name, p->dim_names[l->dim],
           l->bound);
    if (l->residual != l->bound) printf("/%" PRId64, l->residual);
  }
  printf("; kept");
  for (unsigned i = 0; i < m->storages; i++)
    printf(" %s.%s@%u", p->node[m->storage[i].node].name, p->tensor[m->storage[i].tensor].name,
           m->storage[i].position);
  putchar('\n');
}

void mapper_result_print(const struct mapper_problem *p, const char *name,
                         const struct search_result *r)
{
  static const char *const status[] = {"optimal", "bounded", "stopped", "nothing"};
  static const char *const by[] = {"capacity", "empty", "fanout", "use", "tile", "not kept", "metadata", "format"};
  printf("# %s: %s, %u found, value %.17g, bound %.17g, %" PRIu64 " evaluated, %" PRIu64
         " labels, pruned %" PRIu64 " by bounds, %" PRIu64 " dominated, %" PRIu64 " by limits\n",
         name, status[r->status], r->found, r->value, r->lower_bound, r->evaluated, r->labels,
         r->pruned_bound, r->pruned_dominated, r->pruned_limit);
  for (unsigned i = 0; i < r->rejects; i++)
    printf("#   %s at %s: %" PRIu64 " times, nearest %g, limit %g\n", by[r->reject[i].by],
           p->node[r->reject[i].node].name, r->reject[i].times, r->reject[i].nearest,
           r->reject[i].limit);
  for (unsigned i = 0; i < r->found; i++) {
    printf("#  ");
    for (unsigned g = 0; g < p->goals.n; g++)
      printf(" %s %.17g", p->goals.goal[g].name, r->at[i].value[g]);
    printf(" (energy %.17g, cycles %" PRIu64 ")\n", r->at[i].energy_pJ, r->at[i].cycles);
    mapper_mapping_print(p, &r->at[i].mapping);
  }
}
