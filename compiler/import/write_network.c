/* Networks: those that a storage level's attributes imply, and those that are written
 * down. */
#include "compiler/import/writer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the words of a network cost, and the text for it. */
struct network {
  double hop_pJ, route_pJ, transfer_pJ, latency;
  const char *hop, *route, *transfer;
  const char *remark;       /* where the length of its wires comes from */
};

/* The number, and how it is written (`*text` may be NULL). */
static double number_text(struct importer *im, struct spec_level *l, const char *name, const char **text)
{
  const char *const names[] = {name, NULL};
  struct spec_attribute *from;
  double n = 0, plain;
  if (!number_of(im, l->scope, names, &n, &from)) return 0;
  bool is_plain = yaml_number(from->value, &plain);
  if (text)
    *text = is_plain ? number_as_written(im->arena, from->value->text, n) : plain_number(im->arena, n);
  if (n >= 0) return n;
  struct diag *d = tell_at(im, E0809, from->value, "`%s` of `%s` is below 0", name, l->name);
  diag_label(d, from->value->span, "less than nothing");
  return 0;
}

static double number(struct importer *im, struct spec_level *l, const char *name)
{
  return number_text(im, l, name, NULL);
}

/* A component called `wire` in the ERT is what all wires are made of: pJ for a bit and mm. */
static double table_wire(struct importer *im)
{
  double most = 0;
  for (uint32_t i = 0; i < im->spec.costs.n; i++) {
    struct spec_costs *c = im->spec.costs.at[i];
    if (strcmp(c->name, "wire")) continue;
    for (uint32_t k = 0; k < c->actions.n; k++)
      if (!strcmp(c->actions.at[k].name, "transfer_random")) most = fmax(most, c->actions.at[k].pJ);
    c->used = true;
  }
  return most;
}

static double area_of_level(const struct spec_level *l)
{
  return l->costs && l->costs->area ? strtod(l->costs->area, NULL) : 0;
}

/* The area of one instance of what lies inside of a level, with all that this holds. */
static double area_inside(const struct spec_arch *arch, const struct spec_level *l)
{
  double area = 0;
  for (uint32_t i = arch->levels.n; i--;) {
    const struct spec_level *at = arch->levels.at[i];
    if (at == l) return area;
    if (at->kind == SPEC_ARRAY) area *= (double)at->x * (double)at->y;
    else if (at->kind != SPEC_NETWORK) area += area_of_level(at);
  }
  return 0;
}

/* Of the array right behind the level: its elements are what wires lead to. */
static double tile_um(struct importer *im, const struct spec_level *l)
{
  const struct spec_arch *arch = im->spec.arch;
  double area = area_inside(arch, l);
  bool behind = false;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    const struct spec_level *at = arch->levels.at[i];
    if (behind && at->kind == SPEC_ARRAY) area /= (double)at->x * (double)at->y;
    else if (behind && at->kind != SPEC_NETWORK) break;
    behind |= at == l;
  }
  return sqrt(area);
}

static double network_bits(struct importer *im, struct spec_level *l)
{
  static const char *const names[] = {"network_word_bits", NULL};
  int64_t bits;
  bool said;
  if (whole_of(im, l->scope, names, 1, &bits, NULL)) return (double)bits;
  return (double)word_bits(im, l, &said);
}

static void find_hop(struct importer *im, struct spec_level *l, struct network *n)
{
  const char *text = "0";
  double wire = number(im, l, "wire_energy"), hop = number_text(im, l, "energy_per_hop", &text);
  double um = number(im, l, "tile_width");
  double from_table = table_wire(im);
  if (from_table > 0) wire = from_table;
  if (hop > 0) {
    n->hop_pJ = hop;
    n->hop = SAY(im, "%s pJ", text);
  } else if (wire > 0) {
    double bits = network_bits(im, l);
    if (um <= 0) um = tile_um(im, l), n->remark = "as wide as what is inside, by its area";
    n->hop_pJ = bits * um / 1000 * wire;
    n->hop = SAY(im, "%s bit * %s um * %s pJ/bit/mm", plain_number(im->arena, bits),
                 plain_number(im->arena, um), plain_number(im->arena, wire));
  }
}

static struct network find_network(struct importer *im, struct spec_level *l)
{
  struct network n = {0};
  const char *route = "0", *transfer = "0";
  find_hop(im, l, &n);
  n.route_pJ = number_text(im, l, "router_energy", &route);
  n.transfer_pJ = number_text(im, l, "energy_per_ingress", &transfer);
  n.route = SAY(im, "%s pJ", route);
  n.transfer = SAY(im, "%s pJ", transfer);
  find_attribute(l->scope, "network_type");
  network_bits(im, l);
  return n;
}

bool charges_distance(struct importer *im, struct spec_level *l)
{
  if (l->kind != SPEC_MEMORY) return false;
  struct network n = find_network(im, l);
  return n.hop_pJ > 0 || n.route_pJ > 0;
}

static void put_network(struct importer *im, struct strbuf *out, const char *name,
                        const struct network *n, bool tree, const struct spec_costs *costs)
{
  strbuf_printf(out, "network %s {\n", name);
  if (tree) strbuf_puts(out, "shape = tree\n");
  bool free = !costs && !(n->hop_pJ > 0) && !(n->route_pJ > 0) && !(n->transfer_pJ > 0);
  if (n->latency > 0) strbuf_printf(out, "latency = %s cycles\n", plain_number(im->arena, n->latency));
  strbuf_puts(out, free ? "energy = none\n" : "\n");
  if (n->hop_pJ > 0)
    strbuf_printf(out, "action hop = %s%s%s\n", n->hop, n->remark ? "  // " : "",
                  n->remark ? n->remark : "");
  if (n->route_pJ > 0) strbuf_printf(out, "action route = %s\n", n->route);
  if (n->transfer_pJ > 0) strbuf_printf(out, "action transfer = %s\n", n->transfer);
  if (costs) write_rows(im, out, costs);
  strbuf_puts(out, "}\n");
}

/* A storage level that names networks has none of its own. */
static bool names_networks(const struct spec_level *l)
{
  return find_attribute(l->scope, "network_read") || find_attribute(l->scope, "network_update");
}

void write_network(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  struct network n = find_network(im, l);
  n.latency = number(im, l, "network_fill_latency") + number(im, l, "network_drain_latency");
  if (names_networks(l)) return;
  if (n.hop_pJ > 0 || n.route_pJ > 0 || n.transfer_pJ > 0 || n.latency > 0)
    put_network(im, out, legal_name(im, &im->level_names, SAY(im, "%s_network", l->name)), &n, false, NULL);
}

/* ---- networks that are components ---- */

static bool names_it(struct spec_level *l, const char *attribute, const char *network)
{
  struct spec_attribute *a = find_attribute(l->scope, attribute);
  return a && a->value->kind == YAML_SCALAR && !strcmp(a->value->text, network);
}

/* Which ways go through a network, as the levels around it say. */
static void find_ways(struct importer *im, const struct spec_level *network, bool *down, bool *up)
{
  const struct spec_arch *arch = im->spec.arch;
  *down = *up = false;
  for (uint32_t i = 0; i < arch->levels.n; i++) {
    struct spec_level *l = arch->levels.at[i];
    if (l->kind == SPEC_ARRAY || l->kind == SPEC_NETWORK) continue;
    *down |= names_it(l, "network_read", network->name);
    *up |= names_it(l, "network_update", network->name);
    names_it(l, "network_fill", network->name);
    names_it(l, "network_drain", network->name);
    names_it(l, "network_operand", network->name);
    names_it(l, "network_result", network->name);
  }
}

/* Both latencies of such a network are taken to be its fill latency, as Timeloop does. */
static struct network find_named(struct importer *im, struct spec_level *l)
{
  struct network n = find_network(im, l);
  n.latency = 2 * number(im, l, "fill_latency");
  number(im, l, "drain_latency");
  return n;
}

void write_named_network(struct importer *im, struct strbuf *out, struct spec_level *l)
{
  bool down, up, tree = strstr(l->kind_class, "ReductionTree") != NULL;
  find_ways(im, l, &down, &up);
  if (strstr(l->kind_class, "SimpleMulticast")) {
    tell_lost(im, l->span, SAY(im, "the network `%s`", l->name),
              "what it costs depends on how many share a word, which no network of the language can say");
    return;
  }
  if (down != up && (tree || down)) {
    tell_lost(im, l->span, SAY(im, "the network `%s`", l->name),
              "it carries words in one direction only, and a network of the language carries both");
    return;
  }
  if (!down && !up && is_made_of_component(im, l)) {
    strbuf_printf(out, "network %s", l->legal);
    put_component(im, out, l);
    strbuf_putc(out, '\n');
  } else {
    struct network n = find_named(im, l);
    put_network(im, out, l->legal, &n, tree, l->costs);
  }
  tell_attributes(im, l);
}
