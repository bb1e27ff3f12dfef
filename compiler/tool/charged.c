#include "compiler/tool/charged.h"

#include "lang/base/suggest.h"

#include <string.h>

/* How Accelergy's components and Timeloop call what a level's actions are called, the first of
 * them that a table has.  Who writes without saying what updating costs means the same. */
static const struct {
  enum price_kind kind;
  const char *action, *names[8];
} called[] = {
  {PRICE_MEMORY, "read", {"random_read", "read"}},
  {PRICE_MEMORY, "write", {"random_fill", "random_write", "fill", "write"}},
  {PRICE_MEMORY, "update",
   {"random_update", "update", "random_fill", "random_write", "fill", "write"}},
  {PRICE_MEMORY, "leak", {"leak", "idle"}},
  {PRICE_COMPUTE, "compute", {"mac_random", "mult_random", "mac", "mult", "compute"}},
  {PRICE_COMPUTE, "leak", {"leak", "idle"}},
  {PRICE_NETWORK, "transfer", {"transfer_random", "transfer"}},
  {PRICE_NETWORK, "hop", {"hop"}},
  {PRICE_NETWORK, "route", {"route"}},
  {PRICE_NETWORK, "leak", {"leak", "idle"}},
  {PRICE_TRANSIT, "pass", {"pass", "convert"}},
  {PRICE_TRANSIT, "leak", {"leak", "idle"}},
};
enum { N_CALLED = sizeof called / sizeof *called };

const char *charged_name(unsigned i) { return i < N_CALLED ? called[i].action : NULL; }

const struct price_action *charged_row(const struct price *table, enum price_kind kind, unsigned i)
{
  const struct price_action *found = NULL;
  if (called[i].kind != kind) return NULL;
  for (unsigned k = 0; called[i].names[k] && !found; k++)
    found = price_action_find(table, called[i].names[k]);
  return found;
}

/* ---- names of no action ---- */

static bool is_called(const char *name)
{
  bool any = false;
  for (unsigned i = 0; i < N_CALLED; i++)
    for (unsigned k = 0; called[i].names[k]; k++) any |= !strcmp(name, called[i].names[k]);
  return any;
}

static void tell_slip(struct compilation *c, const struct price_action *a, const char *of, const char *meant)
{
  struct diag *d = diag_at(&c->diags, W0555, a->span, "nothing asks `%s` for `%s`", of, a->name);
  diag_label(d, a->span, "used by nothing");
  diag_help(d, "did you mean `%s`?", meant);
}

/* Which of its actions, or of those that a run charges it for, is nearly called so; or NULL. */
static const char *meant_by(const char *name, const struct price *of)
{
  for (unsigned i = 0; i < of->actions; i++)
    if (is_slip(name, of->action[i].name)) return of->action[i].name;
  for (unsigned i = 0; i < N_CALLED; i++)
    for (unsigned k = 0; called[i].kind == of->kind && called[i].names[k]; k++)
      if (is_slip(name, called[i].names[k])) return called[i].names[k];
  return NULL;
}

void check_charged(struct compilation *c, const struct price *table, const struct price *of)
{
  for (unsigned i = 0; i < table->actions; i++) {
    const struct price_action *a = &table->action[i];
    bool known = is_called(a->name) || price_action_find(of, a->name);
    const char *meant = known ? NULL : meant_by(a->name, of);
    if (meant) tell_slip(c, a, price_last(of->name, &c->arena), meant);
  }
}
