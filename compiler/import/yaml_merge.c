/* Maps as they are meant: keys that are there twice, and merges. */
#include "compiler/import/yaml_inside.h"

#include <stdlib.h>
#include <string.h>

enum origin { OWN, MERGED, DEEP }; /* written in the map; from `<<`; from `<<<` */

struct candidate {
  struct yaml_entry entry;
  enum origin origin;
  struct span merge; /* the `<<` that it comes from */
  bool dropped;
};
typedef VEC(struct candidate) candidates;

static enum origin merge_kind(const struct yaml_entry *e)
{
  if (!e->key->plain || e->key->tag) return OWN;
  return !strcmp(e->key->text, "<<") ? MERGED : !strcmp(e->key->text, "<<<") ? DEEP : OWN;
}

/* ---- keys that are the same ---- */

static int key_char(char c) { return c == '_' ? '-' : (unsigned char)c; }

static int compare_keys(const char *a, const char *b)
{
  while (*a && key_char(*a) == key_char(*b)) a++, b++;
  return key_char(*a) - key_char(*b);
}

static int compare_candidates(const void *pa, const void *pb, void *all)
{
  uint32_t a = *(const uint32_t *)pa, b = *(const uint32_t *)pb;
  const struct candidate *at = all;
  int c = compare_keys(at[a].entry.key->text, at[b].entry.key->text);
  return c ? c : (a > b) - (a < b);
}

static void tell_twice(struct yaml_reader *r, const struct yaml *first, const struct yaml *second)
{
  struct diag *d = diag_at(r->diags, E0802, second->span, "`%s` is given twice in this map",
                           second->text);
  diag_label(d, second->span, "here again");
  diag_label(d, first->span, "given here");
  if (strcmp(first->text, second->text)) diag_note(d, "in keys `-` and `_` are the same");
}

static struct yaml *join_maps(struct yaml_reader *r, struct yaml *own, const struct yaml *base,
                              struct span merge);

/* Two candidates have the same key: the second goes. */
static void drop(struct yaml_reader *r, struct candidate *first, struct candidate *second)
{
  second->dropped = true;
  struct yaml **own = &first->entry.value;
  const struct yaml *base = second->entry.value;
  if (second->origin == OWN) tell_twice(r, first->entry.key, second->entry.key);
  else if (second->origin == DEEP && (*own)->kind == YAML_MAP && base->kind == YAML_MAP)
    *own = join_maps(r, *own, base, second->merge);
}

/* Sorting finds equal keys in a time that does not grow with the square of their number. */
static void drop_doubles(struct yaml_reader *r, candidates *c)
{
  if (c->n < 2) return;
  uint32_t *order = xmalloc(c->n * sizeof *order);
  for (uint32_t i = 0; i < c->n; i++) order[i] = i;
  qsort_r(order, c->n, sizeof *order, compare_candidates, c->at);
  struct candidate *first = &c->at[order[0]];
  for (uint32_t i = 1; i < c->n; i++) {
    struct candidate *one = &c->at[order[i]];
    if (compare_keys(first->entry.key->text, one->entry.key->text)) first = one;
    else drop(r, first, one);
  }
  xfree(order);
}

/* What is left becomes the entries of `y`. */
static void settle(struct yaml_reader *r, struct yaml *y, candidates *c)
{
  drop_doubles(r, c);
  VEC(struct yaml_entry) left = {0};
  for (uint32_t i = 0; i < c->n; i++)
    if (!c->at[i].dropped) vec_push(&left, c->at[i].entry);
  yaml_fill(r, y, left.at, left.n);
  vec_free(&left);
  vec_free(c);
}

/* ---- merges ---- */

/* Aliases make it easy to ask for more than there is memory. */
static bool has_room(struct yaml_reader *r, struct span merge, unsigned n)
{
  if (r->merged + n <= YAML_MERGED_MAX) {
    r->merged += n;
    return true;
  }
  r->merged = YAML_MERGED_MAX;
  if (r->full) return false;
  r->full = true;
  struct diag *d = diag_at(r->diags, E0801, merge, "merges come to more than %d entries",
                           YAML_MERGED_MAX);
  diag_help(d, "merge maps into fewer places");
  return false;
}

static void add_all(candidates *c, const struct yaml *map, enum origin origin, struct span merge)
{
  for (unsigned i = 0; i < map->count; i++) {
    struct candidate one = {.entry = map->entry[i], .origin = origin, .merge = merge};
    one.entry.used = false;
    vec_push(c, one);
  }
}

/* A map with what is in both; where both have a map under a key, with what is in these. */
static struct yaml *join_maps(struct yaml_reader *r, struct yaml *own, const struct yaml *base,
                              struct span merge)
{
  if (own == base || !base->count || !has_room(r, merge, own->count + base->count)) return own;
  candidates c = {0};
  add_all(&c, own, OWN, merge);
  add_all(&c, base, DEEP, merge);
  struct yaml *y = ARENA_NEW(r->arena, struct yaml);
  *y = *own;
  y->shared = false;
  if (!y->tag) y->tag = base->tag;
  settle(r, y, &c);
  return y;
}

static void tell_merge(struct yaml_reader *r, const struct yaml_entry *merge,
                       const struct yaml *value)
{
  struct diag *d = diag_at(r->diags, E0801, merge->key->span,
                           "`%s` merges maps, but this is %s", merge->key->text,
                           yaml_describe(value));
  diag_label(d, merge->key->span, "wants a map, or a list of maps");
  if (!yaml_is_null(value)) diag_note_at(d, span_start(value->span), "what is to be merged");
}

static void add_merge(struct yaml_reader *r, candidates *c, const struct yaml_entry *merge)
{
  struct span where = merge->key->span;
  struct yaml *value = merge->value, *one = value;
  unsigned n = value->kind == YAML_LIST ? value->count : 1;
  for (unsigned i = 0; i < n; i++) {
    if (value->kind == YAML_LIST) one = value->entry[i].value;
    if (one->broken) continue;
    if (one->kind != YAML_MAP) tell_merge(r, merge, one);
    else if (has_room(r, where, one->count)) add_all(c, one, merge_kind(merge), where);
  }
}

void yaml_finish_map(struct yaml_reader *r, struct yaml *y, struct yaml_entry *entry, uint32_t n)
{
  candidates c = {0};
  for (uint32_t i = 0; i < n; i++)
    if (!merge_kind(&entry[i])) vec_push(&c, (struct candidate){.entry = entry[i]});
  for (uint32_t i = 0; i < n; i++)
    if (merge_kind(&entry[i])) add_merge(r, &c, &entry[i]);
  settle(r, y, &c);
}
