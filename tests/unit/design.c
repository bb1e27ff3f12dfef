#include "tests/unit/design.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void design_init(struct design *d)
{
  memset(d, 0, sizeof *d);
  arena_init(&d->memory);
  d->arch = (struct model_arch){.name = "arch", .node = d->node, .cycle_s = 1e-9};
  d->energy.row = d->row;
  d->mapping = (struct model_mapping){.loop = d->loop, .storage = d->storage, .policy = d->policy};
  d->array = -1;
}

void design_free(struct design *d)
{
  evaluator_free(d->evaluator);
  arena_free(&d->memory);
}

/* The next word of a text, up to one of `ends`, which is taken too; NULL at its end. */
static char *next_word(struct design *d, const char **at, const char *ends)
{
  *at += strspn(*at, " ");
  if (!**at) return NULL;
  size_t n = strcspn(*at, ends);
  char *word = arena_strndup(&d->memory, *at, n);
  *at += n + ((*at)[n] != '\0');
  return word;
}

static unsigned find_dim(struct design *d, const char *name)
{
  for (unsigned i = 0; i < d->einsum.dims; i++)
    if (!strcmp(d->dim_names[i], name)) return i;
  fail_msg("no dim `%s`", name);
  return 0;
}

int design_tensor(struct design *d, const char *name)
{
  for (unsigned i = 0; i < d->einsum.tensors; i++)
    if (!strcmp(d->tensor[i].name, name)) return (int)i;
  fail_msg("no tensor `%s`", name);
  return -1;
}

int design_node(struct design *d, const char *name)
{
  for (unsigned i = 0; i < d->arch.nodes; i++)
    if (!strcmp(d->node[i].name, name)) return (int)i;
  fail_msg("no node `%s`", name);
  return -1;
}

/* A rank: "2P+R" or "-P". */
static void add_rank(struct design *d, const char *rank, int64_t *coefficients)
{
  while (*rank) {
    char *after;
    char name[8] = {0};
    int64_t sign = *rank == '-' ? -1 : 1;
    rank += *rank == '-' || *rank == '+';
    int64_t n = strtoll(rank, &after, 10);
    if (after == rank) n = 1;
    size_t size = strcspn(after, "+-");
    assert_true(size < sizeof name);
    memcpy(name, after, size);
    coefficients[find_dim(d, name)] = sign * n;
    rank = after + size;
  }
}

static void add_tensor(struct design *d, const char *text)
{
  struct model_tensor *t = &d->tensor[d->einsum.tensors++];
  int64_t *coefficients = ARENA_ARRAY(&d->memory, int64_t, d->einsum.dims * (MODEL_RANKS + 1) + 1);
  t->output = *text == '+';
  text += t->output;
  t->name = next_word(d, &text, "[");
  t->coefficients = coefficients;
  t->word_bits = 8;
  for (char *rank; *text != ']' && (rank = next_word(d, &text, ",]")); t->ranks++)
    add_rank(d, rank, coefficients + t->ranks * d->einsum.dims);
}

void design_einsum(struct design *d, const char *dims, const char *tensors)
{
  char *word;
  d->einsum = (struct model_einsum){
    .name = "einsum", .dim_names = d->dim_names, .bounds = d->bounds, .tensor = d->tensor};
  while ((word = next_word(d, &dims, "="))) {
    d->dim_names[d->einsum.dims] = word;
    d->bounds[d->einsum.dims++] = strtoll(next_word(d, &dims, " "), NULL, 10);
  }
  while ((word = next_word(d, &tensors, " "))) add_tensor(d, word);
}

static struct model_node *add_node(struct design *d, enum model_kind kind, const char *name)
{
  unsigned i = d->arch.nodes++;
  assert_true(i <= MODEL_NODES);
  d->row[i] = (struct energy_row){.component = name, .action = d->action[i]};
  d->energy.rows = d->arch.nodes;
  d->node[i] = (struct model_node){
    .kind = kind, .name = name, .parent = d->array, .energy = i, .gated_at = -1};
  return &d->node[i];
}

struct model_node *design_memory(struct design *d, const char *name)
{
  struct model_node *node = add_node(d, MODEL_MEMORY, name);
  node->memory = (struct model_memory){
    .size_bits = INFINITY, .cluster = 1, .buffers = 1, .fullest = 1, .read_rate = INFINITY,
    .write_rate = INFINITY, .shared_rate = INFINITY, .reduces = true};
  return node;
}

struct model_node *design_network(struct design *d, const char *name)
{
  struct model_node *node = add_node(d, MODEL_NETWORK, name);
  node->network.rate = INFINITY;
  return node;
}

struct model_node *design_transit(struct design *d, const char *name)
{
  struct model_node *node = add_node(d, MODEL_TRANSIT, name);
  node->transit = (struct model_transit){
    .carries = UINT32_MAX, .towards = MODEL_BOTH_WAYS, .rate = INFINITY};
  return node;
}

struct model_node *design_array(struct design *d, const char *name, uint64_t x, uint64_t y)
{
  struct model_node *node = add_node(d, MODEL_ARRAY, name);
  node->array = (struct model_array){
    .axes = 2, .axis = {{"x", x}, {"y", y}}, .multicasts = true, .reduces = true,
    .forwards = true};
  d->array = (int)(node - d->node);
  return node;
}

struct model_node *design_compute(struct design *d, const char *name)
{
  struct model_node *node = add_node(d, MODEL_COMPUTE, name);
  node->compute.rate = 1;
  return node;
}

void design_cost(struct design *d, const char *node, const char *action, double pJ)
{
  int i = design_node(d, node);
  struct energy_row *row = &d->row[i];
  assert_true(row->actions < DESIGN_ACTIONS);
  d->action[i][row->actions++] = (struct energy_action){.name = action, .pJ = pJ};
}

static void add_loop(struct design *d, const char *text, int node)
{
  char dim[8];
  long long bound, residual;
  const char *axes = "xyz";
  int axis = -1;
  if (text[1] == ':') {
    axis = (int)(strchr(axes, text[0]) - axes);
    text += 2;
  }
  int found = sscanf(text, "%7[^=]=%lld/%lld", dim, &bound, &residual);
  assert_true(found >= 2 && d->mapping.loops < DESIGN_LOOPS);
  d->loop[d->mapping.loops++] = (struct model_loop){
    .dim = (uint16_t)find_dim(d, dim), .node = (uint16_t)node, .axis = (int16_t)axis,
    .bound = bound, .residual = found == 3 ? residual : bound};
}

void design_map(struct design *d, const char *mapping)
{
  char *level, *word;
  d->mapping.loops = d->mapping.storages = d->mapping.policies = 0;
  while ((level = next_word(d, &mapping, ";"))) {
    const char *at = level, *rest;
    int node = design_node(d, next_word(d, &at, ":"));
    rest = strchr(at, '|');
    const char *keeps = arena_strndup(&d->memory, at, rest ? (size_t)(rest - at) : strlen(at));
    while ((word = next_word(d, &keeps, " ")))
      d->storage[d->mapping.storages++] = (struct model_storage){
        .tensor = (uint16_t)design_tensor(d, word), .node = (uint16_t)node,
        .position = (uint16_t)d->mapping.loops};
    if (!rest) continue;
    for (rest++; (word = next_word(d, &rest, " "));) add_loop(d, word, node);
  }
}

struct model_policy *design_policy(struct design *d, const char *node)
{
  assert_true(d->mapping.policies < DESIGN_POLICIES);
  struct model_policy *p = &d->policy[d->mapping.policies++];
  *p = (struct model_policy){.node = (uint16_t)design_node(d, node)};
  return p;
}

/* The path ends in the last compute there is; without one, in the last node. */
static void evaluate_now(struct design *d)
{
  int compute = (int)d->arch.nodes - 1;
  for (int i = 0; i < (int)d->arch.nodes; i++)
    if (d->node[i].kind == MODEL_COMPUTE) compute = i;
  d->result = NULL;
  if (!d->evaluator)
    d->evaluator = evaluator_new(&d->arch, compute, &d->einsum, &d->energy, &d->problem);
  if (d->evaluator) d->result = evaluate(d->evaluator, &d->mapping, &d->problem);
}

const struct eval_result *design_run(struct design *d)
{
  evaluate_now(d);
  if (!d->result)
    fail_msg("refused: status %d, node %d, dim %d, have %g of %g", d->problem.status,
             d->problem.node, d->problem.dim, d->problem.have, d->problem.limit);
  return d->result;
}

void design_refused(struct design *d, enum eval_status status, double have, double limit)
{
  evaluate_now(d);
  assert_null(d->result);
  assert_int_equal(d->problem.status, status);
  assert_true(d->problem.have == have);
  assert_true(d->problem.limit == limit);
}

const struct level_result *design_level(struct design *d, const char *node)
{
  int wanted = design_node(d, node);
  for (unsigned i = 0; i < d->result->levels; i++)
    if (d->result->level[i].node == wanted) return &d->result->level[i];
  fail_msg("`%s` is not on the path", node);
  return NULL;
}

const struct tensor_result *design_at(struct design *d, const char *node, const char *tensor)
{
  return &design_level(d, node)->tensor[design_tensor(d, tensor)];
}

const struct action_result *design_action(struct design *d, const char *node,
                                          const char *action)
{
  const struct level_result *level = design_level(d, node);
  for (unsigned i = 0; i < level->actions; i++)
    if (!strcmp(level->action[i].name, action)) return &level->action[i];
  fail_msg("nothing was charged for `%s` at `%s`", action, node);
  return NULL;
}

void design_holds(struct design *d, const char *node, const char *tensor, const char *counts)
{
  const struct tensor_result *t = design_at(d, node, tensor);
  char what[16];
  unsigned long long n;
  int size;
  for (; sscanf(counts, " %15s %llu%n", what, &n, &size) == 2; counts += size) {
    uint64_t is = !strcmp(what, "tile")      ? t->tile_words
                  : !strcmp(what, "reads")   ? t->reads
                  : !strcmp(what, "fills")   ? t->fills
                  : !strcmp(what, "updates") ? t->updates
                  : !strcmp(what, "reductions") ? t->reductions
                                             : t->multicast;
    if (is != n)
      fail_msg("%s of `%s` at `%s`: %llu, not %llu", what, tensor, node, (unsigned long long)is, n);
  }
}
