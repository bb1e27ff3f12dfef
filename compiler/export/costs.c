/* What actions cost, and how large things are: tables by level. */
#include "compiler/export/inside.h"

/* ---- tables ---- */

static void open_tables(struct emit *e, const char *key)
{
  emit_map(e, EMIT_LINES);
  emit_key(e, key);
  emit_map(e, EMIT_LINES);
  emit_key_double(e, "version", 0.4);
  emit_key(e, "tables");
  emit_list(e, EMIT_LINES);
}

static void close_tables(struct emit *e)
{
  emit_list_end(e);
  emit_map_end(e);
  emit_map_end(e);
}

/* Levels are called by the whole way to them. */
static void put_name(struct exporting *x, struct emit *e, const struct export_level *level)
{
  emit_key_text(e, "name", arena_printf(x->arena, "%s.%s[1..%llu]", x->arch->name, level->name,
                                        (unsigned long long)instances(level)));
}

/* ---- energies ---- */

static void write_action(struct emit *e, const char *name, const char *pJ)
{
  emit_map(e, EMIT_ONE_LINE);
  emit_key_text(e, "name", name);
  emit_key(e, "arguments");
  emit_map(e, EMIT_ONE_LINE);
  emit_map_end(e);
  emit_key_number(e, "energy", pJ);
  emit_map_end(e);
}

/* What an action costs; NULL if nothing says so: there Timeloop takes numbers of its own. */
static const char *cost(const struct exporting *x, const struct export_level *level,
                        const char *action)
{
  const char *pJ = action_pJ(x, level->node, action);
  return !pJ && is_left_out(node_of(x, level->node)) ? "0" : pJ;
}

static void write_known(struct emit *e, const char *action, const char *pJ)
{
  if (pJ) write_action(e, action, pJ);
}

static void write_memory_actions(const struct exporting *x, struct emit *e,
                                 const struct export_level *level)
{
  const char *write = cost(x, level, "write"), *update = action_pJ(x, level->node, "update");
  write_known(e, "read", cost(x, level, "read"));
  write_known(e, "write", write);
  write_known(e, "update", update ? update : write);
  write_known(e, "leak", action_pJ(x, level->node, "leak"));
}

static bool has_costs(const struct exporting *x, const struct export_level *level)
{
  const struct energy_row *row = &x->lowered.energy.row[lowered_node(x, level->node)->energy];
  return row->actions || is_left_out(node_of(x, level->node));
}

static void write_energy(struct exporting *x, struct emit *e, const struct export_level *level)
{
  if (level->dummy || !has_costs(x, level)) return;
  emit_map(e, EMIT_LINES);
  put_name(x, e, level);
  emit_key(e, "actions");
  emit_list(e, EMIT_LINES);
  if (node_of(x, level->node)->kind == IR_COMPUTE) 
    write_known(e, "compute", cost(x, level, "compute"));
  else write_memory_actions(x, e, level);
  emit_list_end(e);
  emit_map_end(e);
}

void form_energies(struct exporting *x, struct emit *e)
{
  open_tables(e, "ERT");
  for (unsigned i = 0; i < x->levels; i++) write_energy(x, e, &x->level[i]);
  write_energy(x, e, &x->compute);
  close_tables(e);
}

/* ---- areas ---- */

static void write_area(struct exporting *x, struct emit *e, const struct export_level *level)
{
  const char *area = level->dummy ? NULL : area_um2(x, level->node);
  if (!area) return;
  emit_map(e, EMIT_ONE_LINE);
  put_name(x, e, level);
  emit_key_number(e, "area", area);
  emit_map_end(e);
}

void form_areas(struct exporting *x, struct emit *e)
{
  open_tables(e, "ART");
  for (unsigned i = 0; i < x->levels; i++) write_area(x, e, &x->level[i]);
  write_area(x, e, &x->compute);
  close_tables(e);
}
