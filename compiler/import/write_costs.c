/* What actions of a level cost: from the ERT, or as Timeloop would make it up where the ERT
 * leaves a level out. */
#include "compiler/import/writer.h"

#include <math.h>
#include <string.h>

/* The rows of one name: the most expensive is what Timeloop charges. */
static const struct spec_action *dearest(const struct spec_costs *c, const char *name)
{
  const struct spec_action *most = NULL;
  for (uint32_t i = 0; c && i < c->actions.n; i++) {
    const struct spec_action *a = &c->actions.at[i];
    if (!strcmp(a->name, name) && (!most || a->pJ > most->pJ)) most = a;
  }
  return most;
}

/* The first of some names that there is. */
static const struct spec_action *first_of(const struct spec_costs *c, const char *const *names)
{
  for (; *names; names++) {
    const struct spec_action *a = dearest(c, *names);
    if (a) return a;
  }
  return NULL;
}

/* What ERTs call the actions of the language, the preferred name first; those that cost nothing if
 * they are not there stand last. */
static const struct synonyms { const char *action; const char *const *names; } memory_actions[] = {
  {"read", (const char *const[]){"random_read", "read", NULL}},
  {"write", (const char *const[]){"random_fill", "random_write", "fill", "write", NULL}},
  {"update", (const char *const[]){"random_update", "random_write", "update", "write", NULL}},
  {"leak", (const char *const[]){"leak", NULL}},
  {"decompress", (const char *const[]){"decompression_count", NULL}},
  {"compress", (const char *const[]){"compression_count", NULL}},
}, compute_actions[] = {
  {"compute", (const char *const[]){"random_compute", "compute_random", "mac_random", "mult_random",
                                    "mac", "mult", "compute", NULL}},
  {"gated_compute", (const char *const[]){"gated_compute", "mac_gated", "mult_gated", "compute_gated", NULL}},
  {"skipped_compute", (const char *const[]){"skipped_compute", "mac_skipped", "mult_skipped",
                                            "compute_skipped", NULL}},
};

enum {
  MEMORY_ACTIONS = sizeof memory_actions / sizeof *memory_actions,
  MEMORY_MADE_UP = 3,       /* read, write and update */
  COMPUTE_ACTIONS = sizeof compute_actions / sizeof *compute_actions,
  COMPUTE_MADE_UP = 1
};

/* The action that rows of this name became; NULL if they stay what they are called. */
static const char *action_from(const struct spec_costs *c, const char *name,
                               const struct synonyms *rows, unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    const struct spec_action *a = first_of(c, rows[i].names);
    if (a && !strcmp(a->name, name)) return rows[i].action;
  }
  return NULL;
}

const char *action_of_level(struct importer *im, const struct spec_costs *costs,
                            enum spec_kind kind, const char *name)
{
  const char *action = NULL;
  if (!dearest(costs, name)) return NULL;
  if (kind == SPEC_MEMORY) action = action_from(costs, name, memory_actions, MEMORY_ACTIONS);
  if (kind == SPEC_COMPUTE) action = action_from(costs, name, compute_actions, COMPUTE_ACTIONS);
  return action ? action : legal_action(im, name);
}

static void put_action(struct strbuf *out, const char *name, const char *pJ)
{
  strbuf_printf(out, "action %s = %s pJ\n", name, pJ);
}

/* ---- rows that differ by their arguments ---- */

enum { ARGUMENTS_MAX = 3, GRID_MAX = 400 };

/* All rows of one action, for each combination of some whole numbers. */
struct grid {
  unsigned arguments;
  const char *name[ARGUMENTS_MAX];
  int64_t low[ARGUMENTS_MAX], high[ARGUMENTS_MAX];
  const struct spec_action *cell[GRID_MAX];
};

/* Those that the cycle brings are no choice of whoever acts. */
static bool is_argument(const struct yaml_entry *e)
{
  int64_t n;
  return yaml_whole(e->value, &n) && strcmp(e->key->text, "global_cycle_seconds") &&
         strcmp(e->key->text, "action_latency_cycles");
}

static bool find_arguments(const struct spec_costs *c, const char *action, struct grid *g)
{
  for (uint32_t i = 0; i < c->actions.n; i++) {
    const struct spec_action *a = &c->actions.at[i];
    for (unsigned k = 0; !strcmp(a->name, action) && a->arguments && k < a->arguments->count; k++) {
      const struct yaml_entry *e = &a->arguments->entry[k];
      unsigned at = 0;
      int64_t n;
      if (!is_argument(e) || !yaml_whole(e->value, &n)) continue;
      while (at < g->arguments && strcmp(g->name[at], e->key->text)) at++;
      if (at == ARGUMENTS_MAX) return false;
      if (at == g->arguments) g->name[g->arguments++] = e->key->text, g->low[at] = g->high[at] = n;
      if (n < g->low[at]) g->low[at] = n;
      if (n > g->high[at]) g->high[at] = n;
    }
  }
  return g->arguments > 0;
}

static int64_t place_of(const struct grid *g, const struct spec_action *a)
{
  int64_t place = 0;
  for (unsigned k = 0; k < g->arguments; k++) {
    const struct yaml *y = a->arguments ? yaml_peek(a->arguments, g->name[k]) : NULL;
    int64_t n;
    if (!y || !yaml_whole(y, &n)) return -1;
    place = place * (g->high[k] - g->low[k] + 1) + n - g->low[k];
  }
  return place;
}

/* False if the rows are not one for each combination. */
static bool find_grid(const struct spec_costs *c, const char *action, struct grid *g)
{
  int64_t cells = 1;
  *g = (struct grid){0};
  if (!c || !find_arguments(c, action, g)) return false;
  for (unsigned k = 0; k < g->arguments; k++) {
    if (g->high[k] - g->low[k] >= GRID_MAX) return false;
    cells *= g->high[k] - g->low[k] + 1;
    if (cells > GRID_MAX) return false;
  }
  for (uint32_t i = 0; i < c->actions.n; i++) {
    const struct spec_action *a = &c->actions.at[i];
    int64_t place = strcmp(a->name, action) ? -2 : place_of(g, a);
    if (place == -1) return false;
    if (place >= 0) g->cell[place] = a;
  }
  for (int64_t i = 0; i < cells; i++)
    if (!g->cell[i]) return false;
  return cells > 1;
}

bool takes_argument(const struct spec_costs *costs, const char *action, const char *argument, int64_t *low,
                    int64_t *high)
{
  struct grid g;
  if (!find_grid(costs, action, &g)) return false;
  for (unsigned k = 0; k < g.arguments; k++)
    if (!strcmp(g.name[k], argument)) return *low = g.low[k], *high = g.high[k], true;
  return false;
}

/* Whether a row is for these arguments, and no others that are numbers. */
static bool is_for(const struct spec_action *a, const struct yaml *arguments)
{
  unsigned given = 0, its = 0;
  for (unsigned k = 0; arguments && k < arguments->count; k++) {
    const struct yaml_entry *e = &arguments->entry[k];
    const struct yaml *y = a->arguments ? yaml_peek(a->arguments, e->key->text) : NULL;
    int64_t n, m;
    if (!is_argument(e)) continue;
    given++;
    if (!yaml_whole(e->value, &n) || !yaml_whole(y, &m) || m != n) return false;
  }
  for (unsigned k = 0; a->arguments && k < a->arguments->count; k++) its += is_argument(&a->arguments->entry[k]);
  return given && given == its;
}

const char *row_price(const struct spec_costs *costs, const char *action, const struct yaml *arguments)
{
  struct grid g;
  if (find_grid(costs, action, &g)) return NULL;
  for (uint32_t i = 0; i < costs->actions.n; i++) {
    const struct spec_action *a = &costs->actions.at[i];
    if (!strcmp(a->name, action) && is_for(a, arguments)) return a->text;
  }
  return NULL;
}

static void put_cells(struct strbuf *out, const struct grid *g, unsigned depth, int64_t place)
{
  if (depth == g->arguments) {
    strbuf_printf(out, "%s pJ", g->cell[place]->text);
    return;
  }
  int64_t n = g->high[depth] - g->low[depth] + 1;
  strbuf_putc(out, '[');
  for (int64_t i = 0; i < n; i++) {
    if (i) strbuf_puts(out, ", ");
    put_cells(out, g, depth + 1, place * n + i);
  }
  strbuf_putc(out, ']');
}

/* Rows for each combination are an action with parameters; the dearest is what it costs if
 * nothing is said, as Timeloop charges it. */
static void put_rows(struct importer *im, struct strbuf *out, const struct spec_costs *c,
                     const char *row, const char *action, bool of_level)
{
  struct grid g;
  const struct spec_action *most = dearest(c, row);
  unsigned n = 0;
  for (uint32_t i = 0; i < c->actions.n; i++) n += !strcmp(c->actions.at[i].name, row);
  if (!find_grid(c, row, &g)) {
    if (n > 1) strbuf_printf(out, "// the dearest of %u kinds of `%s`, as Timeloop charges it\n", n, one_line(im, row));
    put_action(out, action, most->text);
    return;
  }
  bool apart = g.arguments > 1 && !of_level; /* no level takes a `let` */
  if (apart) {
    strbuf_printf(out, "let %s_rows = ", action);
    put_cells(out, &g, 0, 0);
    strbuf_putc(out, '\n');
  }
  strbuf_printf(out, "action %s(", action);
  for (unsigned k = 0; k < g.arguments; k++)
    strbuf_printf(out, "%s%s: int = %s", k ? ", " : "", legal_action(im, g.name[k]),
                  yaml_peek(most->arguments, g.name[k])->text);
  strbuf_puts(out, ") = ");
  if (apart) strbuf_printf(out, "%s_rows", action);
  else put_cells(out, &g, 0, 0);
  for (unsigned k = 0; k < g.arguments; k++)
    strbuf_printf(out, g.low[k] ? "[%s - %lld]" : "[%s]", legal_action(im, g.name[k]), (long long)g.low[k]);
  strbuf_putc(out, '\n');
  (void)im;
}

/* Actions that the model has no name for: those of sparse designs, and others' own. */
static void put_others(struct importer *im, struct strbuf *out, const struct spec_costs *costs,
                       bool compute, bool of_level, const struct synonyms *rows, unsigned count)
{
  struct taken done = {0};
  for (uint32_t i = 0; i < costs->actions.n; i++) {
    const char *name = costs->actions.at[i].name;
    bool leaks = compute && !strcmp(name, "leak");
    bool known = action_from(costs, name, rows, count) != NULL;
    for (uint32_t k = 0; k < done.names.n; k++) known |= !strcmp(done.names.at[k], name);
    if (known) continue;
    KEEP(im, &done.names, name);
    if (leaks) {
      strbuf_printf(out, "// leak: %s pJ a cycle, which Timeloop does not charge to computes\n",
                    costs->actions.at[i].text);
      continue;
    }
    put_rows(im, out, costs, name, legal_action(im, name), of_level);
  }
}

void write_rows(struct importer *im, struct strbuf *out, const struct spec_costs *costs)
{
  put_others(im, out, costs, false, true, NULL, 0);
}

/* ---- what Timeloop makes up ---- */

/* Its numbers are in the energy of one multiplication of 16 bits, and taken for pJ. */
static double made_up(struct importer *im, struct spec_level *l)
{
  static const char *const depths[] = {"depth", "memory_depth", "data_storage_depth", NULL};
  static const char *const widths[] = {"width", "memory_width", "data_storage_width", NULL};
  static const char *const blocks[] = {"block_size", "n_words", NULL};
  static const char *const clusters[] = {"cluster_size", NULL}, *const entries[] = {"entries", NULL};
  bool said;
  int64_t bits = word_bits(im, l, &said), depth = 0, block = 1, cluster = 1, n, wide;
  double width = 0;
  if (l->kind == SPEC_COMPUTE) return (double)bits / 16 * ((double)bits / 16);
  whole_of(im, l->scope, clusters, 1, &cluster, NULL);
  bool blocked = whole_of(im, l->scope, blocks, 1, &block, NULL);
  if (whole_of(im, l->scope, widths, 1, &wide, NULL) && !blocked) block = wide / bits / cluster, width = (double)wide;
  else width = (double)bits * (double)block * (double)cluster;
  struct spec_attribute *tech = find_attribute(l->scope, "technology");
  bool dram = strstr(l->kind_class, "DRAM") ||
              (tech && tech->value->kind == YAML_SCALAR && !strcmp(tech->value->text, "DRAM"));
  if (dram) return 200.0 * (double)bits * (double)block / 16;
  if (whole_of(im, l->scope, entries, 1, &n, NULL)) depth = (n + block - 1) / (block > 0 ? block : 1);
  else whole_of(im, l->scope, depths, 1, &depth, NULL);
  if (!depth) return 0;
  double kilobytes = width * (double)depth / 8 / 1024;
  return ((6.0 - 1) / (100 - 0.5) * (kilobytes - 0.5) + 1) * width / 16 / (double)cluster;
}

/* Energies that a user sets, whatever a table says. */
static bool overridden(struct importer *im, struct spec_level *l, double *pJ)
{
  static const char *const memory[] = {"vector_access_energy", NULL}, *const compute[] = {"energy", NULL};
  return number_of(im, l->scope, l->kind == SPEC_COMPUTE ? compute : memory, pJ, NULL);
}

bool has_table(struct importer *im)
{
  for (uint32_t i = 0; i < im->spec.costs.n; i++)
    if (im->spec.costs.at[i]->actions.n) return true;
  return false;
}

/* ---- levels ---- */

static void put_area(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  static const char *const cluster_area[] = {"cluster_area", NULL}, *const clusters[] = {"cluster_size", NULL};
  static const char *const area[] = {"area", NULL};
  double um2;
  int64_t cluster = 1;
  if (l->kind == SPEC_COMPUTE && number_of(im, l->scope, area, &um2, NULL))
    strbuf_printf(out, "area = %s um^2\n", plain_number(im->arena, um2));
  else if (number_of(im, l->scope, cluster_area, &um2, NULL) && um2 >= 0) {
    whole_of(im, l->scope, clusters, 1, &cluster, NULL);
    strbuf_printf(out, "area = %s um^2\n", plain_number(im->arena, um2 / (double)cluster));
  } else if (l->costs && l->costs->area) strbuf_printf(out, "area = %s um^2\n", l->costs->area);
}

/* Timeloop takes the whole energy of a compute for one that is gated if the ERT calls it by one of
 * three names, and none if by another. */
static bool gates_for_nothing(struct importer *im, const struct spec_level *l, const char *action)
{
  static const char *const whole[] = {"mac", "mult", "compute", NULL};
  return is_sparse(im) && l->costs && !strcmp(action, "gated_compute") && !first_of(l->costs, whole);
}

static void put_known(struct importer *im, struct strbuf *out, struct spec_level *l,
                      const struct synonyms *rows, unsigned count, unsigned made)
{
  bool remarked = false;
  for (unsigned i = 0; i < count; i++) {
    const struct spec_action *a = l->costs ? first_of(l->costs, rows[i].names) : NULL;
    /* A memory without an `update` takes a `write` for it. */
    bool as_write = a && !strcmp(rows[i].action, "update") && a == first_of(l->costs, rows[i - 1].names);
    if (as_write) continue;
    if (a) {
      put_rows(im, out, l->costs, a->name, rows[i].action, true);
    } else if (gates_for_nothing(im, l, rows[i].action)) {
      put_action(out, rows[i].action, "0");
    } else if (i < made && has_table(im)) {
      if (!remarked) strbuf_puts(out, "// not in the ERT: what Timeloop takes instead\n");
      remarked = true;
      put_action(out, rows[i].action, plain_number(im->arena, made_up(im, l)));
    }
  }
}

void write_costs(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  static const char *const address[] = {"addr_gen_energy", NULL};
  const struct synonyms *rows = l->kind == SPEC_COMPUTE ? compute_actions : memory_actions;
  unsigned count = l->kind == SPEC_COMPUTE ? COMPUTE_ACTIONS : MEMORY_ACTIONS;
  unsigned made = l->kind == SPEC_COMPUTE ? COMPUTE_MADE_UP : MEMORY_MADE_UP;
  double pJ;
  put_area(im, out, l);
  strbuf_putc(out, '\n');
  if (overridden(im, l, &pJ) && pJ >= 0) {
    for (unsigned i = 0; i < made; i++)
      put_action(out, rows[i].action, plain_number(im->arena, pJ));
  } else {
    if (l->costs || !l->dummy) put_known(im, out, l, rows, count, made);
    if (l->costs) put_others(im, out, l->costs, l->kind == SPEC_COMPUTE, true, rows, count);
  }
  if (l->kind == SPEC_MEMORY && number_of(im, l->scope, address, &pJ, NULL) && pJ >= 0)
    put_action(out, "address", plain_number(im->arena, pJ));
}

/* ---- tables without an architecture ---- */

/* Each table is a component whose actions cost what it says. */
void write_tables(struct importer *im, struct strbuf *out)
{
  for (uint32_t i = 0; i < im->spec.costs.n; i++) {
    struct spec_costs *c = im->spec.costs.at[i];
    bool memory = dearest(c, "read") && dearest(c, "write"), compute = first_of(c, compute_actions[0].names);
    if (c->used) continue;
    if (im->spec.arch) {
      tell_lost(im, c->span, SAY(im, "the table of `%s`", c->name), "the architecture has no such component");
      continue;
    }
    c->legal = legal_name(im, &im->taken, c->name);
    strbuf_printf(out, "component %s%s {\n", c->legal, memory ? " is memory" : compute ? " is compute" : "");
    if (c->area) strbuf_printf(out, "area = %s um^2\n\n", c->area);
    put_others(im, out, c, false, false, NULL, 0);
    if (compute && !dearest(c, "compute"))
      strbuf_printf(out, "action compute = %s\n", legal_action(im, first_of(c, compute_actions[0].names)->name));
    strbuf_puts(out, "}\n\n");
  }
}
