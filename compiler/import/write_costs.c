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

/* What ERTs call the actions of the language, the preferred name first. */
static const struct synonyms { const char *action; const char *const *names; } memory_actions[] = {
  {"read", (const char *const[]){"random_read", "read", NULL}},
  {"write", (const char *const[]){"random_fill", "random_write", "fill", "write", NULL}},
  {"update", (const char *const[]){"random_update", "random_write", "update", "write", NULL}},
  {"leak", (const char *const[]){"leak", NULL}},
}, compute_actions[] = {
  {"compute", (const char *const[]){"random_compute", "compute_random", "mac_random", "mult_random",
                                    "mac", "mult", "compute", NULL}},
};

static bool is_one_of(const char *name, const struct synonyms *rows, unsigned n)
{
  for (unsigned i = 0; i < n; i++)
    for (const char *const *s = rows[i].names; *s; s++)
      if (!strcmp(*s, name)) return true;
  return false;
}

static void put_action(struct strbuf *out, const char *name, const char *pJ)
{
  strbuf_printf(out, "action %s = %s pJ\n", name, pJ);
}

/* Rows that differ by their arguments; only the dearest counts. */
static void put_variants(struct strbuf *out, const struct spec_costs *c, const char *name)
{
  unsigned n = 0;
  for (uint32_t i = 0; i < c->actions.n; i++) n += !strcmp(c->actions.at[i].name, name);
  if (n > 1) strbuf_printf(out, "// the dearest of %u kinds of `%s`, as Timeloop charges it\n", n, name);
}

/* Actions that the model has no name for: those of sparse designs, and others' own. */
static void put_others(struct importer *im, struct strbuf *out, const struct spec_level *l,
                       const struct synonyms *rows, unsigned count)
{
  struct taken done = {0};
  for (uint32_t i = 0; i < l->costs->actions.n; i++) {
    const char *name = l->costs->actions.at[i].name;
    bool leaks = l->kind == SPEC_COMPUTE && !strcmp(name, "leak");
    bool known = is_one_of(name, rows, count);
    for (uint32_t k = 0; k < done.names.n; k++) known |= !strcmp(done.names.at[k], name);
    if (known) continue;
    KEEP(im, &done.names, name);
    if (leaks) {
      strbuf_printf(out, "// leak: %s pJ a cycle, which Timeloop does not charge to computes\n",
                    l->costs->actions.at[i].text);
      continue;
    }
    put_variants(out, l->costs, name);
    put_action(out, legal_action(im, name), dearest(l->costs, name)->text);
  }
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
  int64_t bits = word_bits(im, l, &said), width = bits, depth = 0, block = 1, cluster = 1, n;
  if (l->kind == SPEC_COMPUTE) return (double)bits / 16 * ((double)bits / 16);
  whole_of(im, l->scope, clusters, 1, &cluster, NULL);
  bool blocked = whole_of(im, l->scope, blocks, 1, &block, NULL);
  if (whole_of(im, l->scope, widths, 1, &width, NULL) && !blocked) block = width / bits / cluster;
  else width = bits * block * cluster;
  struct spec_attribute *tech = find_attribute(l->scope, "technology");
  bool dram = strstr(l->kind_class, "DRAM") ||
              (tech && tech->value->kind == YAML_SCALAR && !strcmp(tech->value->text, "DRAM"));
  if (dram) return 200.0 * (double)(bits * block) / 16;
  if (whole_of(im, l->scope, entries, 1, &n, NULL)) depth = (n + block - 1) / (block > 0 ? block : 1);
  else whole_of(im, l->scope, depths, 1, &depth, NULL);
  if (!depth) return 0;
  double kilobytes = (double)width * (double)depth / 8 / 1024;
  return ((6.0 - 1) / (100 - 0.5) * (kilobytes - 0.5) + 1) * (double)width / 16 / (double)cluster;
}

/* Energies that a user sets, whatever a table says. */
static bool overridden(struct importer *im, struct spec_level *l, double *pJ)
{
  static const char *const memory[] = {"vector_access_energy", NULL}, *const compute[] = {"energy", NULL};
  return number_of(im, l->scope, l->kind == SPEC_COMPUTE ? compute : memory, pJ, NULL);
}

static bool has_table(struct importer *im)
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

static void put_known(struct importer *im, struct strbuf *out, struct spec_level *l,
                      const struct synonyms *rows, unsigned count)
{
  bool remarked = false;
  for (unsigned i = 0; i < count; i++) {
    const struct spec_action *a = l->costs ? first_of(l->costs, rows[i].names) : NULL;
    if (a) {
      put_variants(out, l->costs, a->name);
      put_action(out, rows[i].action, a->text);
    } else if (strcmp(rows[i].action, "leak") && has_table(im)) {
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
  unsigned count = l->kind == SPEC_COMPUTE ? 1 : sizeof memory_actions / sizeof *memory_actions;
  double pJ;
  put_area(im, out, l);
  strbuf_putc(out, '\n');
  if (overridden(im, l, &pJ) && pJ >= 0) {
    for (unsigned i = 0; i < count && strcmp(rows[i].action, "leak"); i++)
      put_action(out, rows[i].action, plain_number(im->arena, pJ));
    return;
  }
  if (l->costs || !l->dummy) put_known(im, out, l, rows, count);
  if (l->costs) put_others(im, out, l, rows, count);
  if (l->kind == SPEC_MEMORY && number_of(im, l->scope, address, &pJ, NULL) && pJ >= 0)
    put_action(out, "address", plain_number(im->arena, pJ));
}
