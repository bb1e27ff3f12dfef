#include "tests/hostile_judge.h"

#include <string.h>

void judge_init(struct judge *j, const struct importing_file *files, unsigned n, unsigned which)
{
  *j = (struct judge){.which = which};
  arena_init(&j->arena);
  importing_run(&j->base, files, n, NULL);
}

void judge_free(struct judge *j)
{
  importing_free(&j->base);
  arena_free(&j->arena);
}

/* ---- what is told of a mistake ---- */

/* Is something said that is not said without it? */
static bool says_more(const struct judge *j, const struct importing *i)
{
  for (uint32_t k = 0; k < i->told.n; k++) {
    const struct importing_told *one = &i->told.at[k];
    uint32_t now = 0, before = 0;
    for (uint32_t n = 0; n < i->told.n; n++)
      now += i->told.at[n].code == one->code && !strcmp(i->told.at[n].message, one->message);
    for (uint32_t n = 0; n < j->base.told.n; n++)
      before += j->base.told.at[n].code == one->code && !strcmp(j->base.told.at[n].message, one->message);
    if (now > before) return true;
  }
  return false;
}

/* Is it told of a key, or of what stands around it, that it is lost anyway? */
static bool is_lost(const struct judge *j, const struct mutation_key *at)
{
  for (uint32_t k = 0; k < j->base.told.n; k++) {
    const struct importing_told *told = &j->base.told.at[k];
    if (told->file != j->which || (told->code != W0541 && told->code != W0542)) continue;
    for (const struct mutation_key *key = at; key; key = key->outer) {
      bool here = told->start == key->key.start || (told->start == key->value.start && told->end == key->value.end) ||
                  (told->start == key->map.start && told->end == key->map.end);
      bool beside = key->map.start <= told->start && told->end <= key->map.end &&
                    (strstr(told->message, key->name) || strstr(told->message, "`max_overbooked_proportion`"));
      if (here || (beside && key == at)) return true;
    }
  }
  return false;
}

/* ---- what does not matter ---- */

/* Keys that change nothing, whatever is said there (or with this value; "": with any, but the
 * key has to be right), and why that is right. */
static const struct { const char *name, *value, *why; } without_meaning[] = {
  {"version", NULL, "each form is known by what it holds"},
  {"required_actions", NULL, "it is what is asked of an estimator, and tables hold its answers"},
  {"arguments", "{a: 1}", "nothing tells the rows of an action apart but what differs between them"},
  {"global_cycle_seconds", NULL, "among the arguments of an action: the clock is that of the architecture"},
  {"action_latency_cycles", NULL, "what it tells an estimator, tables hold the answer to"},
  {"technology", NULL, "of a class: that of the architecture reaches all in it"},
  {"latency", NULL, "of a class: an action takes as long as its level says"},
  {"hops", NULL, "rows that are not one for each combination cannot be told apart, and the dearest holds"},
  {"target", "0", "levels may be given by their number"},
  {"subtree.name", NULL, "what has no instances has no counterpart that could be called so"},
  {"nodes.name", NULL, "the same of containers"},
  {"metadata_datawidth", NULL, "it is of formats that do not say their own"},
  {"dumped_by_timeloop_front_end", NULL, "a mark of the tool that wrote the file"},
  {"split", "0", "where all loops across an array have one iteration"},
  {"victory_condition", "0", "that the search has no such end, which holds anyway"},
  {"technology", "", "where each component says its own"},
  {"power_gated_at", "", "where each component says its own"},
  {"tables.area", "1e300", "of what is there for its fan-out only"},
  {"network_word_bits", NULL, "only wires that cost something have a width"},
  {"drain_latency", "", "both latencies of a network are those of its filling"},
  {"actions.energy", "0", "of rows that nothing tells apart the dearest holds"},
  {"tile_width", NULL, "only wires that cost something have a length"},
  {"wire_energy", NULL, "an energy per hop holds instead"},
  {"split", "3000000000", "all dimensions run along x, however many they are"},
  {"default", NULL, "an instance says another value"},
  {"parts.shape", NULL, "a key of one's own, which holds anchors"},
  {"arguments.data_delta", NULL, "arguments are called as one likes"},
  {"arguments.address_delta", NULL, "the same"},
  {"class", NULL, "of a class and a subclass, one tells what a component is"},
  {"subclass", NULL, "tables hold what actions cost, whatever a component is made of"},
};

/* `subtree.name` is the name of anything in a `subtree`. */
static bool is_called(const struct mutation_key *at, const char *name)
{
  const char *dot = strrchr(name, '.');
  if (strcmp(dot ? dot + 1 : name, at->name)) return false;
  return !dot || (at->outer && !strncmp(at->outer->name, name, (size_t)(dot - name)));
}

static bool is_without_meaning(const struct mutation *m)
{
  for (unsigned i = 0; m->at && i < sizeof without_meaning / sizeof *without_meaning; i++) {
    const char *value = without_meaning[i].value;
    if (!is_called(m->at, without_meaning[i].name)) continue;
    if (!value || (m->kind == REPLACED && strstr(m->text, value))) return true;
  }
  return false;
}

/* A component that is there for its fan-out only has no attributes of its own. */
static bool is_of_dummy(const struct mutation *m)
{
  const struct mutation_key *at = m->at;
  while (at && strcmp(at->name, "attributes")) at = at->outer;
  return at && at->dummy;
}

/* Whoever says nothing, or that a list or a map holds nothing, loses nothing; nor does who
 * calls otherwise what is there for its anchors. */
static bool says_nothing(const struct mutation *m)
{
  const char *text = m->text + strspn(m->text, " ");
  if (m->kind == MISSPELT) return m->at && (m->at->null || m->at->anchored);
  return !strcmp(text, "null") || !strcmp(text, "[]") || !strcmp(text, "{}") || !strcmp(text, "''");
}

/* Does the program change, or is a new name in it? */
static bool is_seen(const struct judge *j, const struct importing *i)
{
  return strcmp(j->base.program, i->program) != 0;
}

const char *judge(struct judge *j, const struct importing *i, const struct mutation *m)
{
  if (i->broken) return arena_printf(&j->arena, "%s", i->broken);
  if (i->unsound) return NULL; /* told as E0813 */
  if (!m || (m->kind != REPLACED && m->kind != MISSPELT) || says_more(j, i)) return NULL;
  if (j->base.status != IMPORT_OK || is_lost(j, m->at) || is_without_meaning(m) || is_of_dummy(m)) return NULL;
  if (says_nothing(m) && (m->kind == REPLACED || !is_seen(j, i))) return NULL;
  if (m->kind == REPLACED) return is_seen(j, i) ? NULL : "nothing is told, and nothing changes";
  if (is_seen(j, i)) return strstr(i->program, m->text) ? NULL : "nothing is told, and the program is another one";
  return "nothing is told, and nothing changes";
}
