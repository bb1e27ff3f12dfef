/* The libFuzzer target: any lines as what an estimator says (make fuzz TARGET=estimator).  Its
 * process is played: `child_start_command` and its kin are wrapped when this is linked.  A line
 * `!late` is a deadline that passes, `!long` a line without an end, `!gone` its end. */
#include "runtime/energy/child.h"
#include "runtime/energy/plugin.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

bool __wrap_child_start_command(struct child *c, const char *command);
enum child_status __wrap_child_write(struct child *c, const char *text, size_t n, int64_t deadline);
enum child_status __wrap_child_line(struct child *c, const char **line, size_t *n,
                                    int64_t deadline);
void __wrap_child_end(struct child *c, int patience);

/* ---- the process ---- */

static const char *at, *end;  /* what it has not said yet */

bool __wrap_child_start_command(struct child *c, const char *command)
{
  (void)command;
  *c = (struct child){.in = -1, .out = -1, .err = -1, .status = -1};
  return at < end;
}

enum child_status __wrap_child_write(struct child *c, const char *text, size_t n, int64_t deadline)
{
  (void)c, (void)deadline;
  if (!n || text[n - 1] != '\n' || memchr(text, '\n', n - 1)) abort(); /* one line, whole */
  return CHILD_FINE;
}

static bool is_word(const char *line, size_t n, const char *word)
{
  return n == strlen(word) && !memcmp(line, word, n);
}

enum child_status __wrap_child_line(struct child *c, const char **line, size_t *n, int64_t deadline)
{
  (void)c, (void)deadline;
  if (at >= end) return CHILD_GONE;
  const char *stop = memchr(at, '\n', (size_t)(end - at));
  *line = at;
  *n = (size_t)((stop ? stop : end) - at);
  at = stop ? stop + 1 : end;
  if (is_word(*line, *n, "!late")) return CHILD_LATE;
  if (is_word(*line, *n, "!long")) return CHILD_LONG;
  return is_word(*line, *n, "!gone") ? CHILD_GONE : CHILD_FINE;
}

void __wrap_child_end(struct child *c, int patience)
{
  (void)patience;
  c->status = 0;
}

/* ---- who asks ---- */

/* Whatever an estimator says is shown to people: nothing in it is for a terminal. */
static void look(const char *text)
{
  for (; text && *text; text++)
    if ((unsigned char)*text < ' ' || *text == 0x7f) abort();
}

static void hear(void *context, const struct estimator *e, enum estimate_trouble what,
                 const char *text)
{
  (void)context, (void)what;
  look(e->name);
  look(text);
}

static void ask(struct estimators *set, const char *component, const char *action, double accuracy)
{
  struct estimate_attribute attribute[] = {{"width", NULL, 64}, {"tech", NULL, 4.5e-8},
                                           {"cell", "lstp", 0}};
  struct estimate_attribute argument[] = {{"data_delta", NULL, 0}};
  struct estimate_query q = {component, action, 3, 1, attribute, argument};
  struct estimate_demand demand = {.accuracy = accuracy};
  const struct estimate_outcome *o = estimators_ask(set, &q, &demand);
  for (unsigned i = 0; i < o->attempts; i++) {
    look(o->attempt[i].estimator);
    look(o->attempt[i].reason);
    look(o->attempt[i].answer.note);
  }
  if (o->chosen && !(isfinite(o->chosen->answer.value) && o->chosen->answer.value >= 0)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  static const struct plugin_options options = {.limit_ms = 1000};
  struct estimators set;
  struct arena arena;
  at = (const char *)bytes, end = at + size;
  arena_init(&arena);
  estimators_init(&set);
  set.tell = hear;
  estimators_add(&set, plugin_command(&arena, "played", "played", &options));
  ask(&set, "sram", "read", 0);
  ask(&set, "sram", "area", 0);
  ask(&set, "cam", "leak", 0);
  ask(&set, "cam", "search", 50);
  ask(&set, "sram", "read", 0);
  estimators_free(&set);
  arena_free(&arena);
  return 0;
}
