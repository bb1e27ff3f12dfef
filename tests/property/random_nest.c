#include "tests/property/random_nest.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const dims[NEST_DIMS] = {"a", "b", "c", "d"};
static const char *const tensors[NEST_TENSORS] = {"T", "U", "V", "W"};
static const char *const names[NEST_NODES] = {"n0", "n1", "n2", "n3", "n4", "n5",
                                              "n6", "n7", "n8", "n9", "n10", "n11"};

static uint64_t next(struct random_nest *n)
{
  uint64_t z = n->state += 0x9e3779b97f4a7c15u;
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

/* From 0 to `n` less one. */
static unsigned below(struct random_nest *n, unsigned limit)
{
  return (unsigned)(next(n) % limit);
}

/* True `times` of `of` times. */
static bool chance(struct random_nest *n, unsigned times, unsigned of)
{
  return below(n, of) < times;
}

/* ---- Architecture ---- */

static struct model_node *add_node(struct random_nest *n, enum model_kind kind, int parent)
{
  struct model_node *node = &n->node[n->arch.nodes];
  *node = (struct model_node){.kind = kind, .name = names[n->arch.nodes], .parent = parent,
                              .energy = UINT32_MAX, .gated_at = -1};
  n->arch.nodes++;
  return node;
}

static int last_node(const struct random_nest *n)
{
  return (int)n->arch.nodes - 1;
}

/* Bits a cycle; mostly as many as are wanted. */
static double rate(struct random_nest *n)
{
  return chance(n, 3, 4) ? INFINITY : 4.0 * (1 + below(n, 12));
}

static void add_memory(struct random_nest *n, int parent)
{
  struct model_node *node = add_node(n, MODEL_MEMORY, parent);
  node->memory = (struct model_memory){
    .size_bits = INFINITY, .cluster = 1, .buffers = 1, .fullest = 1, .read_rate = rate(n),
    .write_rate = rate(n), .shared_rate = rate(n), .reduces = true};
  n->memory[n->levels] = last_node(n);
  n->array[n->levels++] = -1;
}

static int add_array(struct random_nest *n, int parent)
{
  struct model_node *node = add_node(n, MODEL_ARRAY, parent);
  struct model_array *array = &node->array;
  *array = (struct model_array){.axes = 1 + below(n, 2), .multicasts = chance(n, 4, 5),
                                .reduces = chance(n, 4, 5), .forwards = chance(n, 1, 3)};
  for (unsigned i = 0; i < array->axes; i++)
    array->axis[i] = (struct model_axis){i ? "y" : "x", 1};
  if (n->array[n->levels - 1] >= 0) n->memory[n->levels++] = -1;
  n->array[n->levels - 1] = last_node(n);
  return last_node(n);
}

static void make_arch(struct random_nest *n)
{
  unsigned memories = 1 + below(n, NEST_MEMORIES);
  int parent = -1;
  n->arch = (struct model_arch){.name = "random", .node = n->node, .cycle_s = 1e-9};
  n->levels = 0;
  for (unsigned i = 0; i < memories; i++) {
    add_memory(n, parent);
    for (unsigned of = 4; of <= 32; of *= 8) {
      /* There must be room for the other memories and the compute. */
      bool room = n->arch.nodes + memories - i < NEST_NODES;
      if (room && chance(n, 3, of)) parent = add_array(n, parent);
    }
  }
  add_node(n, MODEL_COMPUTE, parent)->compute.rate = chance(n, 4, 5) ? 1 : 2;
  n->compute = last_node(n);
}

/* ---- Mapping ---- */

/* Loops of the levels in order; the points that they make stay few. */
static void make_loops(struct random_nest *n, unsigned dim_count)
{
  unsigned wanted = 1 + below(n, NEST_LOOPS), made = 0, points = 1, instances = 1;
  bool ragged = chance(n, 1, 4);
  unsigned level[NEST_LOOPS];
  unsigned two[2] = {below(n, n->levels), below(n, n->levels)};
  bool few = chance(n, 1, 3); /* then loops of one level meet more often */
  for (unsigned i = 0; i < wanted; i++) level[i] = few ? two[below(n, 2)] : below(n, n->levels);
  for (unsigned l = 0; l < n->levels; l++)
    for (int spatial = 0; spatial < 2; spatial++)
      for (unsigned i = 0; i < wanted; i++) {
        bool across = n->array[l] >= 0 && i % 2;
        unsigned bound = chance(n, 1, 12) ? 1 : 2 + below(n, chance(n, 4, 5) ? 3 : 6);
        if (level[i] != l || across != spatial || points * bound > NEST_POINTS) continue;
        if (across && instances * bound > NEST_INSTANCES) continue;
        struct model_loop *loop = &n->loop[made];
        const struct model_array *array = across ? &n->node[n->array[l]].array : NULL;
        *loop = (struct model_loop){.dim = (uint16_t)below(n, dim_count), .axis = -1,
                                    .bound = bound, .residual = bound};
        if (across) loop->axis = (int16_t)below(n, array->axes);
        if (ragged && chance(n, 1, 2)) loop->residual = 1 + below(n, bound);
        loop->node = (uint16_t)(across || n->memory[l] < 0 ? n->array[l] : n->memory[l]);
        n->level[made++] = l;
        points *= bound;
        if (across) instances *= bound;
      }
  n->mapping.loops = made;
}

/* Arrays are as large as the loops across them, or a little larger. */
static void size_arrays(struct random_nest *n)
{
  for (unsigned i = 0; i < n->mapping.loops; i++)
    if (n->loop[i].axis >= 0)
      n->node[n->loop[i].node].array.axis[n->loop[i].axis].size *= (uint64_t)n->loop[i].bound;
  for (unsigned i = 0; i < n->arch.nodes; i++)
    for (unsigned a = 0; n->node[i].kind == MODEL_ARRAY && a < n->node[i].array.axes; a++)
      if (chance(n, 1, 5)) n->node[i].array.axis[a].size += 1 + below(n, 2);
}

static void keep(struct random_nest *n, unsigned level, unsigned tensor)
{
  struct model_storage *s = &n->storage[n->mapping.storages++];
  *s = (struct model_storage){.tensor = (uint16_t)tensor, .node = (uint16_t)n->memory[level]};
  while (s->position < n->mapping.loops && n->level[s->position] < level) s->position++;
}

static void make_storage(struct random_nest *n)
{
  n->mapping.storages = 0;
  for (unsigned t = 0; t < n->einsum.tensors; t++) {
    unsigned before = n->mapping.storages, of = chance(n, 1, 2) ? 1 : 4;
    for (unsigned l = 0; l < n->levels; l++)
      if (n->memory[l] >= 0 && chance(n, of == 1 ? 1 : 3, of)) keep(n, l, t);
    if (before == n->mapping.storages) keep(n, 0, t);
  }
}

static void make_policies(struct random_nest *n)
{
  uint32_t all = (1u << n->einsum.tensors) - 1;
  n->mapping.policies = chance(n, 1, 6) ? 1 + below(n, 2) : 0;
  for (unsigned i = 0; i < n->mapping.policies; i++) {
    unsigned l = below(n, n->levels), what = below(n, 4);
    uint32_t some = (uint32_t)next(n) & all;
    struct model_policy *p = &n->policy[i];
    *p = (struct model_policy){.node = (uint16_t)(n->memory[l] >= 0 ? n->memory[l] : n->array[l])};
    if (what == 0) p->no_temporal_reuse = some;
    if (what == 1) p->no_multicast = some;
    if (what == 2) p->no_forwarding = some;
    if (what == 3) p->reads_first_update = some;
  }
}

/* ---- Workload ---- */

static int64_t coefficient(struct random_nest *n)
{
  if (chance(n, 3, 4)) return 1;
  return chance(n, 1, 8) ? -1 - (int64_t)below(n, 2) : 2 + below(n, 2);
}

/* The words of a rank, as if all iterations of all loops were there. */
static int64_t extent(const struct random_nest *n, const struct model_tensor *tensor, unsigned rank)
{
  int64_t words = 1;
  for (unsigned d = 0; d < n->einsum.dims; d++) {
    int64_t reach = 1, c = tensor->coefficients[rank * n->einsum.dims + d];
    for (unsigned i = 0; i < n->mapping.loops; i++)
      if (n->loop[i].dim == d) reach *= n->loop[i].bound;
    words += (c < 0 ? -c : c) * (reach - 1);
  }
  return words;
}

/* Leaves out the last ranks of a tensor that has too many words to be simulated. */
static void cut(const struct random_nest *n, struct model_tensor *tensor)
{
  int64_t words = 1;
  for (unsigned r = 0; r < tensor->ranks; r++) {
    words *= extent(n, tensor, r);
    if (words > NEST_WORDS) tensor->ranks = r;
  }
}

/* Half of the tensors index each rank by one dim; the others have sums, too, and now and
 * then a dim in two ranks. */
static void make_tensor(struct random_nest *n, unsigned t)
{
  struct model_tensor *tensor = &n->tensor[t];
  int64_t *c = n->coefficients[t];
  unsigned count = n->einsum.dims;
  bool plain = chance(n, 1, 2);
  *tensor = (struct model_tensor){.name = tensors[t], .coefficients = c,
                                  .word_bits = chance(n, 3, 4) ? 8 : 16};
  tensor->output = t + 1 == n->einsum.tensors ? chance(n, 4, 5) : chance(n, 1, 8);
  tensor->ranks = chance(n, 1, 20) ? 0 : 1 + below(n, NEST_RANKS);
  memset(c, 0, sizeof n->coefficients[t]);
  for (unsigned d = 0; tensor->ranks && d < count; d++) {
    unsigned rank = plain ? d : below(n, tensor->ranks);
    if (chance(n, 1, 4) || rank >= tensor->ranks) continue;
    c[rank * count + d] = coefficient(n);
    if (!plain && chance(n, 1, 12)) c[below(n, tensor->ranks) * count + d] = 1;
  }
  cut(n, tensor);
}

/* The whole of each dim, from what its loops cover: at each level those in time first,
 * then those across the array, along the first axis last. */
static void make_bounds(struct random_nest *n)
{
  for (unsigned d = 0; d < n->einsum.dims; d++) {
    n->bounds[d] = 1;
    n->dim_names[d] = dims[d];
  }
  for (unsigned l = 0; l < n->levels; l++)
    for (int turn = 0; turn < 3; turn++)
      for (unsigned i = 0; i < n->mapping.loops; i++) {
        const struct model_loop *loop = &n->loop[i];
        int64_t *whole = &n->bounds[loop->dim];
        if (n->level[i] == l && loop->axis == (turn ? 2 - turn : -1))
          *whole = (*whole - 1) * loop->bound + loop->residual;
      }
}

void random_nest(struct random_nest *n, uint64_t seed, uint64_t number)
{
  n->state = seed * 0x2545f4914f6cdd1du + number;
  n->einsum = (struct model_einsum){.name = "random", .dims = 1 + below(n, NEST_DIMS),
                                    .tensors = 1 + below(n, NEST_TENSORS), .bounds = n->bounds,
                                    .dim_names = n->dim_names, .tensor = n->tensor};
  n->mapping = (struct model_mapping){.loop = n->loop, .storage = n->storage, .policy = n->policy};
  make_arch(n);
  make_loops(n, n->einsum.dims);
  size_arrays(n);
  make_bounds(n);
  for (unsigned t = 0; t < n->einsum.tensors; t++) make_tensor(n, t);
  make_storage(n);
  make_policies(n);
}

/* ---- Print ---- */

static void print_tensor(const struct random_nest *n, unsigned t)
{
  const struct model_tensor *tensor = &n->tensor[t];
  printf("# %s %s of %g bits [", tensor->output ? "output" : "input", tensor->name,
         tensor->word_bits);
  for (unsigned r = 0; r < tensor->ranks; r++) {
    const char *between = "";
    printf("%s", r ? ", " : "");
    for (unsigned d = 0; d < n->einsum.dims; d++) {
      int64_t c = tensor->coefficients[r * n->einsum.dims + d];
      if (!c) continue;
      printf("%s%" PRId64 "%s", between, c, dims[d]);
      between = " + ";
    }
  }
  printf("] kept by");
  for (unsigned i = 0; i < n->mapping.storages; i++)
    if (n->storage[i].tensor == t) printf(" %s", names[n->storage[i].node]);
  putchar('\n');
}

static void print_node(const struct random_nest *n, unsigned node)
{
  const struct model_node *at = &n->node[node];
  const struct model_array *array = &at->array;
  if (at->kind == MODEL_ARRAY) {
    printf("# array %s %" PRIu64, at->name, array->axis[0].size);
    for (unsigned a = 1; a < array->axes; a++) printf(" x %" PRIu64, array->axis[a].size);
    printf("%s%s%s\n", array->multicasts ? ", multicasts" : "", array->reduces ? ", reduces" : "",
           array->forwards ? ", forwards" : "");
  } else {
    bool memory = at->kind == MODEL_MEMORY;
    printf("# %s %s", memory ? "memory" : "compute", at->name);
    if (memory) printf(", rates %g %g %g", at->memory.read_rate, at->memory.write_rate,
                       at->memory.shared_rate);
    else printf(", rate %g", at->compute.rate);
    putchar('\n');
  }
  for (unsigned i = 0; i < n->mapping.loops; i++) {
    const struct model_loop *loop = &n->loop[i];
    if (loop->node != node) continue;
    printf("#   for %s in %" PRId64, dims[loop->dim], loop->bound);
    if (loop->residual != loop->bound) printf(" (%" PRId64 " in the end)", loop->residual);
    if (loop->axis >= 0) printf(" across %s", loop->axis ? "y" : "x");
    putchar('\n');
  }
}

void random_nest_print(const struct random_nest *n)
{
  for (unsigned t = 0; t < n->einsum.tensors; t++) print_tensor(n, t);
  for (unsigned i = 0; i < n->arch.nodes; i++) print_node(n, i);
  for (unsigned i = 0; i < n->mapping.policies; i++) {
    const struct model_policy *p = &n->policy[i];
    printf("# %s: no temporal reuse %x, no multicast %x, no forwarding %x, reads first %x\n",
           names[p->node], p->no_temporal_reuse, p->no_multicast, p->no_forwarding,
           p->reads_first_update);
  }
}
