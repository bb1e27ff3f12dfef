/* Memories in words: Timeloop's levels know no bits but those of one word. */
#include "compiler/export/inside.h"

#include <math.h>

/* Of a memory that says nothing and keeps nothing: any will do. */
enum { ANY_WORD = 8 };

#define MOST_WORDS 0x1p62

static void tell_widths(struct exporting *x, const struct ir_node *n, unsigned a, unsigned b)
{
  const struct ir_tensor *t = x->workload->tensor;
  struct diag *d = diag_at(x->diags, E0820, n->made,
                           "`%s` keeps words of %g and of %g bits, and a level of Timeloop has "
                           "words of one width", n->name, t[a].word_bits, t[b].word_bits);
  diag_label(d, n->made, "has no `word` of its own");
  diag_note_at(d, t[a].span, "%g bits", t[a].word_bits);
  diag_note_label(d, t[b].span, "%g bits", t[b].word_bits);
  diag_help(d, "give `%s` a `word`, or bypass one of them", n->name);
}

/* What all words there have in common. */
static double find_width(struct exporting *x, const struct export_level *level)
{
  double own = lowered_node(x, level->node)->memory.word_bits;
  if (own > 0) return own;
  uint64_t keeps = level_keeps(x, level);
  int first = -1;
  for (unsigned t = 0; t < x->workload->tensors; t++) {
    if (!ir_holds(keeps, t)) continue;
    if (first < 0) first = (int)t;
    if (x->workload->tensor[t].word_bits == x->workload->tensor[first].word_bits) continue;
    tell_widths(x, node_of(x, level->node), (unsigned)first, t);
    break;
  }
  double common = first >= 0 ? x->workload->tensor[first].word_bits : ANY_WORD;
  return common > 0 ? common : ANY_WORD;
}

static bool is_whole(double v) { return v == floor(v) && v < MOST_WORDS; }

static double check_width(struct exporting *x, const struct ir_node *n, double bits)
{
  if (is_whole(bits)) return bits;
  struct span at = attribute_span(n, "word");
  struct diag *d = diag_at(x->diags, E0820, at,
                           "words of `%s` have %g bits, and Timeloop counts whole ones", n->name,
                           bits);
  diag_label(d, at, "no whole number of bits");
  diag_help(d, "round it up: `word = %.0f bit`", ceil(bits));
  return ceil(bits);
}

static void tell_wide(struct exporting *x, const struct ir_node *n, double word, double width)
{
  struct span at = attribute_span(n, "width");
  struct diag *d = diag_at(x->diags, E0820, at,
                           "a word of %g bits takes several accesses of `%s`, and Timeloop has at "
                           "least one word in each", word, n->name);
  diag_label(d, at, "%g bits", width);
  diag_help(d, "make `width` as large as a word, and let an access cost what several do");
}

/* The words of one access, by the rule of the model. */
static uint64_t find_block(struct exporting *x, const struct export_level *level, double word)
{
  const struct model_memory *m = &lowered_node(x, level->node)->memory;
  if (m->block) return m->block;
  if (!(m->width_bits > 0)) return 1;
  double block = floor(m->width_bits / ((double)m->cluster * word));
  if (block >= 1) return (uint64_t)fmin(block, MOST_WORDS);
  if (word > m->width_bits) tell_wide(x, node_of(x, level->node), word, m->width_bits);
  return 1;
}

static uint64_t find_cluster(struct exporting *x, const struct export_level *level)
{
  const struct ir_node *n = node_of(x, level->node);
  uint64_t cluster = lowered_node(x, level->node)->memory.cluster;
  if (instances(level) % cluster == 0) return cluster;
  struct span at = attribute_span(n, "cluster");
  struct diag *d = diag_at(x->diags, E0820, at,
                           "%llu instances of `%s` make no whole clusters of %llu",
                           (unsigned long long)instances(level), n->name,
                           (unsigned long long)cluster);
  diag_label(d, at, "does not divide %llu", (unsigned long long)instances(level));
  diag_help(d, "choose a `cluster` that does");
  return 1;
}

void plan_words(struct exporting *x, struct export_level *level)
{
  const struct model_memory *m = &lowered_node(x, level->node)->memory;
  double word = check_width(x, node_of(x, level->node), find_width(x, level));
  level->word_bits = (uint64_t)word;
  level->block = find_block(x, level, word);
  level->cluster = find_cluster(x, level);
  level->limited = isfinite(m->size_bits);
  if (level->limited) level->words = (uint64_t)fmin(floor(m->size_bits / word), MOST_WORDS);
}
