#include "runtime/report/zeros.h"

#include <math.h>

static const struct model_node *node_of(const struct report_run *run,
                                        const struct level_result *l)
{
  return &run->arch->node[l->node];
}

static bool has_words(const struct report_run *run, const struct level_result *l)
{
  return node_of(run, l)->kind == MODEL_MEMORY;
}

const struct level_result *level_at(const struct report_run *run, int node)
{
  for (unsigned i = 0; i < run->result->levels; i++)
    if (run->result->level[i].node == node) return &run->result->level[i];
  return NULL;
}

const struct level_result *level_home(const struct report_run *run, unsigned tensor)
{
  for (unsigned i = 0; i < run->result->levels; i++)
    if (run->result->level[i].tensor[tensor].kept) return &run->result->level[i];
  return NULL;
}

double level_moved(const struct report_run *run, const struct level_result *level, unsigned tensor)
{
  double words = 0;
  for (enum access a = READS; a < ACCESSES; a++) words += result_words(run->result, level, tensor, a);
  return words;
}

double level_least(const struct report_run *run, const struct level_result *home, unsigned tensor)
{
  double all = model_box_words(run->einsum, tensor, run->einsum->bounds);
  const struct sparse_result *s = run->result->sparse ? home->tensor[tensor].sparse : NULL;
  if (!s) return all;
  return fmin(s->ranks ? s->occupancy : all, level_moved(run, home, tensor));
}

double level_words(const struct report_run *run, const struct level_result *l)
{
  double words = 0;
  for (unsigned i = 0; i < run->result->tensors; i++)
    if (l->tensor[i].kept) words += (double)l->tensor[i].tile_words;
  return words;
}

double level_word_bits(const struct report_run *run, const struct level_result *l, unsigned tensor)
{
  double bits = node_of(run, l)->memory.word_bits;
  return bits > 0 ? bits : run->einsum->tensor[tensor].word_bits;
}

/* Words that take their time, of all instances on average: what is skipped takes none, and some
 * instances may be sent nothing. */
static double timed_words(const struct tensor_result *t, enum access a)
{
  uint64_t all[ACCESSES] = {[READS] = t->reads, [FILLS] = t->fills, [UPDATES] = t->updates};
  const struct sparse_result *s = t->kept ? t->sparse : NULL;
  return s ? s->share_used * ((double)s->count[RANDOM][a] + (double)s->count[GATED][a]) : (double)all[a];
}

/* The share of the time in which the rates of a memory are used up, without metadata; NAN without
 * any. */
static double memory_busy(const struct report_run *run, const struct level_result *l)
{
  const struct model_memory *m = &node_of(run, l)->memory;
  double read = 0, written = 0;
  if (isinf(m->read_rate) && isinf(m->write_rate) && isinf(m->shared_rate)) return NAN;
  for (unsigned i = 0; i < run->result->tensors; i++) {
    const struct tensor_result *t = &l->tensor[i];
    double word = level_word_bits(run, l, i);
    read += timed_words(t, READS) * word;
    written += (timed_words(t, FILLS) + timed_words(t, UPDATES)) * word;
  }
  double cycles = fmax(read / m->read_rate, written / m->write_rate);
  return fmax(cycles, (read + written) / m->shared_rate) / (double)run->result->cycles;
}

double level_busy(const struct report_run *run, const struct level_result *l)
{
  const struct model_node *node = node_of(run, l);
  double cycles = (double)run->result->cycles, rate = INFINITY;
  switch (node->kind) {
  case MODEL_MEMORY: return memory_busy(run, l);
  case MODEL_COMPUTE:
    return result_computes(run->result) / node->compute.rate / (double)l->instances / cycles;
  case MODEL_NETWORK: rate = node->network.rate; break;
  case MODEL_TRANSIT: rate = node->transit.rate; break;
  case MODEL_ARRAY: break;
  }
  return isinf(rate) ? NAN : (double)l->cycles / cycles;
}

static bool keeps(const struct report_run *run, const struct level_result *l, unsigned tensor)
{
  return node_of(run, l)->kind == MODEL_MEMORY && l->tensor[tensor].kept;
}

/* The innermost memory around a level that keeps a tensor; NULL: none. */
static const struct level_result *keeper_around(const struct report_run *run,
                                                const struct level_result *level, unsigned tensor)
{
  const struct level_result *found = NULL;
  for (const struct level_result *l = run->result->level; l < level; l++)
    if (keeps(run, l, tensor)) found = l;
  return found;
}

struct crossing level_crossing(const struct report_run *run, const struct level_result *level,
                               unsigned tensor)
{
  const struct level_result *outer = keeper_around(run, level, tensor);
  bool computes = node_of(run, level)->kind == MODEL_COMPUTE;
  if (!outer || (!computes && !keeps(run, level, tensor))) return (struct crossing){0, 0};
  double reads = result_words(run->result, outer, tensor, READS);
  double fills = computes ? 0 : result_words(run->result, level, tensor, FILLS);
  if (!run->einsum->tensor[tensor].output) return (struct crossing){computes ? reads : fills, 0};
  return (struct crossing){reads, result_words(run->result, outer, tensor, UPDATES)};
}

/* A memory that just keeps up with the computes is not what holds a run up. */
bool level_holds_up(const struct report_run *run, const struct level_result *l)
{
  const struct level_result *compute = &run->result->level[run->result->levels - 1];
  return compute->bound ? l == compute : l->bound;
}

static void add_level(struct page *page, struct table *t, const struct report_run *run,
                      const struct level_result *l)
{
  const struct eval_result *r = run->result;
  double pJ = level_costs(l) ? l->energy_pJ : NAN;
  double share = r->energy_pJ > 0 ? pJ / r->energy_pJ : NAN;
  const char *instances = page_count(page, l->instances);
  table_add(t, LOOK_PLAIN, node_of(run, l)->name);
  table_add(t, LOOK_PLAIN,
            arena_printf(&page->arena, "%s/%s", page_number(page, l->instances_used), instances));
  table_add(t, LOOK_PLAIN, page_energy(page, pJ));
  table_add(t, LOOK_PLAIN, page_share(page, share));
  table_add(t, LOOK_BAR, page_bar(page, share));
  table_add(t, LOOK_PLAIN, page_count(page, l->cycles));
  table_add(t, LOOK_PLAIN, page_share(page, level_busy(run, l)));
  table_add(t, LOOK_PLAIN, page_area(page, l->area_um2));
  table_add(t, LOOK_NOTICE, level_holds_up(run, l) ? "bound" : "");
}

static void put_levels(struct page *page, const struct report_run *run)
{
  struct table t;
  table_init(&t, "lrpplrppl");
  table_headings(&t, &page->arena, "level|in use|energy|share||cycles|busy|area|");
  for (unsigned i = 0; i < run->result->levels; i++)
    add_level(page, &t, run, &run->result->level[i]);
  page_table(page, "levels", "energy, busy time and area of all instances", &t);
}

static const char *multicast(struct page *page, const struct tensor_result *t)
{
  return t->multicast > 1 ? page_count(page, t->multicast) : "";
}

static const char *tensor_energy(struct page *page, const struct level_result *l,
                                 const struct tensor_result *t)
{
  return page_energy(page, level_costs(l) ? t->energy_pJ : NAN);
}

static void put_tensors(struct page *page, const struct report_run *run)
{
  struct table t;
  table_init(&t, "llrrrrrp");
  table_headings(&t, &page->arena, "level|tensor|tile|reads|fills|updates|multicast|energy");
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    const char *name = node_of(run, l)->name;
    for (unsigned k = 0; has_words(run, l) && k < run->result->tensors; k++) {
      const struct tensor_result *r = &l->tensor[k];
      if (!r->kept) continue;
      table_add(&t, LOOK_PLAIN, name);
      table_add(&t, LOOK_PLAIN, run->einsum->tensor[k].name);
      table_add(&t, LOOK_PLAIN, page_count(page, r->tile_words));
      table_add(&t, LOOK_PLAIN, page_count(page, r->reads));
      table_add(&t, LOOK_PLAIN, page_count(page, r->fills));
      table_add(&t, LOOK_PLAIN, page_count(page, r->updates));
      table_add(&t, LOOK_PLAIN, multicast(page, r));
      table_add(&t, LOOK_PLAIN, tensor_energy(page, l, r));
      name = page_again(page, name);
    }
  }
  page_table(page, "tensors",
             run->result->sparse ? "words of one instance in use, counted as if none were "
                                   "zero; energy of all instances"
                                 : "words of one instance in use, energy of all instances", &t);
}

static void put_transfers(struct page *page, const struct report_run *run)
{
  struct table t;
  table_init(&t, "llrrp");
  table_headings(&t, &page->arena, "level|tensor|words|multicast|energy");
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    enum model_kind kind = node_of(run, l)->kind;
    const char *name = node_of(run, l)->name;
    if (kind != MODEL_NETWORK && kind != MODEL_TRANSIT) continue;
    for (unsigned k = 0; k < run->result->tensors; k++) {
      const struct tensor_result *r = &l->tensor[k];
      if (!(r->passed > 0)) continue;
      table_add(&t, LOOK_PLAIN, name);
      table_add(&t, LOOK_PLAIN, run->einsum->tensor[k].name);
      table_add(&t, LOOK_PLAIN, page_number(page, r->passed));
      table_add(&t, LOOK_PLAIN, multicast(page, r));
      table_add(&t, LOOK_PLAIN, tensor_energy(page, l, r));
      name = page_again(page, name);
    }
  }
  page_table(page, "transfers", "words that pass, all instances", &t);
}

static void put_actions(struct page *page, const struct report_run *run)
{
  struct table t;
  table_init(&t, "llppp");
  table_headings(&t, &page->arena, "level|action|count|each|energy");
  for (unsigned i = 0; i < run->result->levels; i++) {
    const struct level_result *l = &run->result->level[i];
    const char *name = node_of(run, l)->name;
    for (unsigned k = 0; k < l->actions; k++) {
      const struct action_result *a = &l->action[k];
      if (!(a->count > 0)) continue;
      table_add(&t, LOOK_PLAIN, name);
      table_add(&t, LOOK_PLAIN, a->name);
      table_add(&t, LOOK_PLAIN, page_number(page, a->count));
      table_add(&t, LOOK_PLAIN, page_energy(page, a->each_pJ > 0 ? a->each_pJ : NAN));
      table_add(&t, LOOK_PLAIN, page_energy(page, a->each_pJ > 0 ? a->energy_pJ : NAN));
      name = page_again(page, name);
    }
  }
  page_table(page, "actions", "of all instances", &t);
}

void page_tables(struct page *page, const struct report_run *run)
{
  page_search(page, run);
  page_found(page, run);
  put_levels(page, run);
  put_tensors(page, run);
  page_zeros(page, run);
  put_transfers(page, run);
  put_actions(page, run);
}
