#include "runtime/eval/traffic.h"

#include <math.h>
#include <string.h>

static double words_out(const struct flow *flow)
{
  double words = 0;
  for (uint32_t i = 0; i < flow->key.n; i++) words += flow->key.at[i].accesses;
  return words;
}

/* Words that arrive at all instances below together. */
static double words_arriving(const struct flow *flow)
{
  double words = 0;
  for (uint32_t i = 0; i < flow->key.n; i++)
    words += flow->key.at[i].accesses * (double)flow->key.at[i].multicast;
  return words;
}

static bool keeps(const struct nest *nest, unsigned level, unsigned tensor)
{
  return nest->level[level].keeps >> tensor & 1;
}

/* The part of the tensor that an instance has of its own: the whole, divided at each
 * array by how much larger the tile of all instances below is than that of one. */
static bool find_shares(const struct nest *nest, const struct flows *flows, unsigned t,
                        struct traffic *traffic)
{
  uint64_t share = flows->of[0][t].size;
  for (unsigned l = 0; l < nest->levels; l++) {
    traffic[l].share = traffic[l].part = share;
    if (nest->level[l].spatial == nest->level[l].end || l + 1 == nest->levels) continue;
    unsigned __int128 inside = (unsigned __int128)share * flows->of[l + 1][t].size;
    inside /= flows->of[l][t].below;
    if (inside > UINT64_MAX) return false;
    share = (uint64_t)inside;
  }
  return true;
}

/* A level that does not keep the tensor hands on what is asked of it: the level outside
 * is accessed as often as the inside wants, as far as its own multicast does not help. */
static void pass_through(const struct nest *nest, struct flows *flows, unsigned t,
                         struct traffic *traffic)
{
  for (unsigned l = nest->levels; l--;) {
    if (keeps(nest, l, t)) continue;
    double out = traffic[l].out;
    traffic[l].tile = traffic[l].share = 0;
    traffic[l].in = traffic[l].out = 0;
    if (!l) continue;
    struct flow *outer = &flows->of[l - 1][t];
    double arriving = words_arriving(outer), wanted = out * (double)flows->fanout[l - 1];
    /* Multiplied first: a whole number stays one. */
    for (uint32_t i = 0; arriving > 0 && i < outer->key.n; i++)
      outer->key.at[i].accesses = outer->key.at[i].accesses * wanted / arriving;
    /* What neighbours handed on has to be read now. */
    if (arriving <= 0) flow_add(outer, 1, flows->fanout[l - 1], wanted, 0);
    outer->links = 0;
    traffic[l - 1].out = words_out(outer);
  }
}

/* Nothing comes from outside of the outermost level that keeps the tensor. */
static void cut_outside(const struct nest *nest, struct flows *flows, unsigned t,
                        struct traffic *traffic, unsigned outermost)
{
  for (unsigned l = 0; l < outermost; l++) {
    flows->of[l][t].key.n = 0;
    flows->of[l][t].links = 0;
    traffic[l] = (struct traffic){0};
  }
  if (outermost < nest->levels) traffic[outermost].in = 0;
}

/* The first partial sum of a word finds nothing to be added to, and so needs no read. */
static bool count_words(const struct nest *nest, unsigned t, unsigned level, unsigned outermost,
                        struct traffic *traffic, double peers)
{
  double out = traffic->out, in = traffic->in + peers;
  if (!(out + peers < 0x1p63 && in < 0x1p63)) return false;
  if (!(nest->outputs >> t & 1)) {
    traffic->reads = (uint64_t)round(out + peers);
    traffic->fills = (uint64_t)in;
    return true;
  }
  bool reads_first = nest->level[level].reads_first_update >> t & 1;
  double first = reads_first ? 0 : (double)traffic->share;
  traffic->updates = (uint64_t)round(out);
  traffic->reads = traffic->reductions = (uint64_t)fmax(0, round(out + peers - first));
  traffic->fills = (uint64_t)fmax(0, round(level == outermost ? in : in - first));
  return true;
}

bool traffic_count(const struct nest *nest, struct flows *flows, unsigned t,
                   struct traffic *traffic)
{
  unsigned outermost = 0;
  memset(traffic, 0, nest->levels * sizeof *traffic);
  while (outermost < nest->levels && !keeps(nest, outermost, t)) outermost++;
  if (!find_shares(nest, flows, t, traffic)) return false;
  for (unsigned l = 0; l < nest->levels; l++) {
    traffic[l].tile = flows->of[l][t].size;
    traffic[l].out = words_out(&flows->of[l][t]);
    if (l) traffic[l].in = words_arriving(&flows->of[l - 1][t]) / (double)flows->fanout[l - 1];
  }
  pass_through(nest, flows, t, traffic);
  cut_outside(nest, flows, t, traffic, outermost);
  for (unsigned l = outermost; l < nest->levels; l++) {
    double links = l ? flows->of[l - 1][t].links : 0;
    double peers = links / flows->used[l];
    if (keeps(nest, l, t) && !count_words(nest, t, l, outermost, &traffic[l], peers)) return false;
  }
  return true;
}
