/* The closed form counts what a walk counts, on random nests whose factors divide. */
#include "runtime/eval/walk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { NESTS = 4000, DIMS = 4, TENSORS = 3, RANKS = 3, LEVELS = 4, LOOPS = 40 };

/* One random design; its memories keep everything. */
struct sample {
  uint64_t random;
  struct model_einsum einsum;
  struct model_arch arch;
  struct model_mapping mapping;
  int64_t bounds[DIMS], coefficients[TENSORS][RANKS * DIMS];
  const char *names[DIMS];
  struct model_tensor tensor[TENSORS];
  struct model_node node[2 * LEVELS + 1];
  struct model_loop loop[LOOPS];
  struct model_storage storage[LEVELS * TENSORS];
  struct model_policy policy[LEVELS];
};

static unsigned below(struct sample *s, unsigned n)
{
  s->random = s->random * 6364136223846793005u + 1442695040888963407u;
  return (unsigned)((s->random >> 33) % n);
}

static void make_einsum(struct sample *s)
{
  s->einsum = (struct model_einsum){
    .dims = 1 + below(s, DIMS), .tensors = 1 + below(s, TENSORS), .dim_names = s->names,
    .bounds = s->bounds, .tensor = s->tensor};
  for (unsigned d = 0; d < DIMS; d++) s->bounds[d] = 1, s->names[d] = "d";
  for (unsigned t = 0; t < s->einsum.tensors; t++) {
    struct model_tensor *tensor = &s->tensor[t];
    *tensor = (struct model_tensor){.name = "t", .output = !t, .ranks = below(s, RANKS + 1),
                                    .coefficients = s->coefficients[t], .word_bits = 8};
    for (unsigned i = 0; i < tensor->ranks * s->einsum.dims; i++)
      s->coefficients[t][i] = below(s, 2) ? (int64_t)below(s, 5) - 1 : 0;
  }
}

static void add_loop(struct sample *s, unsigned node, int axis, int64_t most)
{
  unsigned dim = below(s, s->einsum.dims);
  int64_t bound = 1 + below(s, (unsigned)most);
  s->bounds[dim] *= bound;
  s->loop[s->mapping.loops++] = (struct model_loop){
    .dim = (uint16_t)dim, .node = (uint16_t)node, .axis = (int16_t)axis, .bound = bound,
    .residual = bound};
}

static void add_array(struct sample *s)
{
  unsigned i = s->arch.nodes++;
  s->node[i] = (struct model_node){.kind = MODEL_ARRAY, .name = "a", .parent = -1, .gated_at = -1};
  for (int at = (int)i; at-- && s->node[i].parent < 0;)
    if (s->node[at].kind == MODEL_ARRAY) s->node[i].parent = at;
  s->node[i].array = (struct model_array){
    .axes = 2, .axis = {{"x", 9}, {"y", 9}}, .multicasts = below(s, 4), .reduces = true,
    .forwards = below(s, 4)};
  for (int axis = 0; axis < 2; axis++) {
    unsigned loops = below(s, 3);
    for (unsigned k = 0; k < loops; k++) add_loop(s, i, axis, 3);
  }
}

static void make_design(struct sample *s)
{
  unsigned levels = 1 + below(s, LEVELS);
  int parent = -1;
  s->arch = (struct model_arch){.node = s->node, .cycle_s = 1};
  s->mapping = (struct model_mapping){.loop = s->loop, .storage = s->storage, .policy = s->policy};
  for (unsigned l = 0; l < levels; l++) {
    unsigned i = s->arch.nodes++;
    s->node[i] = (struct model_node){
      .kind = MODEL_MEMORY, .name = "m", .parent = parent, .gated_at = -1};
    for (unsigned t = 0; t < s->einsum.tensors; t++)
      s->storage[s->mapping.storages++] = (struct model_storage){
        .tensor = (uint16_t)t, .node = (uint16_t)i, .position = (uint16_t)s->mapping.loops};
    if (!below(s, 4))
      s->policy[s->mapping.policies++] = (struct model_policy){
        .node = (uint16_t)i, .no_temporal_reuse = below(s, 8), .no_multicast = below(s, 8)};
    unsigned loops = below(s, 4);
    for (unsigned k = 0; k < loops; k++) add_loop(s, i, -1, 4);
    if (below(s, 2)) continue;
    parent = (int)s->arch.nodes;
    add_array(s);
  }
  s->node[s->arch.nodes++] = (struct model_node){
    .kind = MODEL_COMPUTE, .name = "c", .parent = parent, .gated_at = -1, .compute = {1}};
}

static const struct flow_key *find_key(const struct flow *flow, const struct flow_key *wanted)
{
  for (uint32_t i = 0; i < flow->key.n; i++)
    if (flow->key.at[i].multicast == wanted->multicast &&
        flow->key.at[i].scatter == wanted->scatter)
      return &flow->key.at[i];
  return NULL;
}

static void same_flow(const struct flow *a, const struct flow *b, unsigned nest, unsigned level,
                      unsigned tensor)
{
  bool same = a->key.n == b->key.n && a->links == b->links && a->size == b->size &&
              a->below == b->below;
  for (uint32_t i = 0; same && i < a->key.n; i++) {
    const struct flow_key *key = find_key(b, &a->key.at[i]);
    same = key && key->accesses == a->key.at[i].accesses &&
           fabs(key->hops - a->key.at[i].hops) <= 1e-9 * key->hops;
  }
  if (!same) fail_msg("nest %u, level %u, tensor %u differ", nest, level, tensor);
}

static void closed_form_is_a_walk(void **state)
{
  (void)state;
  static struct sample s = {.random = 1};
  static struct nest nest;
  static struct flows counted, walked;
  struct flow_room room;
  struct eval_problem problem;
  unsigned compared = 0;
  flows_init(&counted), flows_init(&walked), flow_room_init(&room);
  for (unsigned n = 0; n < NESTS; n++) {
    make_einsum(&s);
    make_design(&s);
    uint32_t hops = below(&s, 2) ? UINT32_MAX : 0;
    assert_true(nest_path(&nest, &s.arch, (int)s.arch.nodes - 1, &s.einsum, &problem));
    assert_true(nest_map(&nest, &s.mapping, &problem));
    assert_false(nest.imperfect);
    if (!flows_count(&counted, &nest, hops, &room)) continue; /* too large, which is rare */
    compared++;
    assert_true(flows_walk(&walked, &nest, hops, &room));
    assert_true(counted.computes == walked.computes && counted.slots == walked.slots);
    for (unsigned l = 0; l < nest.levels; l++) {
      assert_true(counted.used[l] == walked.used[l] && counted.fanout[l] == walked.fanout[l]);
      for (unsigned t = 0; t < nest.tensors; t++)
        same_flow(&counted.of[l][t], &walked.of[l][t], n, l, t);
    }
  }
  assert_true(compared > NESTS * 9 / 10);
  flows_free(&counted), flows_free(&walked), flow_room_free(&room);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(closed_form_is_a_walk)};
  return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
