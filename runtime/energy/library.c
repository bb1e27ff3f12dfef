#include "runtime/energy/library.h"

#include "lang/base/jsonw.h"
#include "runtime/energy/tlc_estimator.h"
#include "runtime/energy/wire.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct runner {
  FILE *in;
  int out;
  struct arena arena;      /* of the request that is being answered */
  char *line;
  size_t line_cap;
  double asks;             /* numbers of our own questions */
  const struct tlc_estimator *estimator;
};

static void send(struct runner *r, struct strbuf *line)
{
  for (size_t done = 0; done < line->n;) {
    ssize_t n = write(r->out, line->text + done, line->n - done);
    if (n <= 0) _exit(0); /* nobody listens any more */
    done += (size_t)n;
  }
  strbuf_free(line);
}

/* Without the end of the line; 0 at the end of the input. */
static size_t receive(struct runner *r)
{
  ssize_t n = getline(&r->line, &r->line_cap, r->in);
  return n > 0 ? (size_t)n - (r->line[n - 1] == '\n') : 0;
}

/* ---- questions of the library ---- */

static const struct estimate_attribute *to_wire(struct arena *a, const struct tlc_attribute *at,
                                                uint32_t n)
{
  struct estimate_attribute *to = ARENA_ARRAY(a, struct estimate_attribute, n);
  for (uint32_t i = 0; i < n; i++)
    to[i] = (struct estimate_attribute){at[i].name, at[i].word, at[i].number};
  return to;
}

static int host_ask(void *context, const struct tlc_query *query, struct tlc_answer *answer)
{
  struct runner *r = context;
  struct strbuf line = {0};
  struct wire_message m;
  const char *why;
  struct estimate_query q = {
    .component = query->component,
    .action = query->action,
    .attributes = query->attributes,
    .arguments = query->arguments,
    .attribute = (struct estimate_attribute *)to_wire(&r->arena, query->attribute, query->attributes),
    .argument = (struct estimate_attribute *)to_wire(&r->arena, query->argument, query->arguments)};
  wire_put_query(&line, ++r->asks, "ask", &q);
  send(r, &line);
  size_t n = receive(r);
  if (!n) _exit(0);
  if (!wire_get_message(&r->arena, r->line, n, &q, &m, &why)) m = (struct wire_message){.error = why};
  uint32_t size = answer->size;
  *answer = (struct tlc_answer){.size = size, .error = m.ok ? NULL : m.error};
  if (!m.ok) return 1;
  answer->value = m.answer.value;
  answer->accuracy = m.answer.accuracy;
  answer->exactness = (int32_t)m.answer.exactness;
  answer->note = m.answer.note;
  return 0;
}

/* ---- loading ---- */

static const char *check(struct arena *a, const struct tlc_estimator *e, const char *why)
{
  if (!e) return why ? why : "it says that it cannot be used, and not why";
  if (e->abi != TLC_ESTIMATOR_ABI)
    return arena_printf(a, "it is made for version %u of the interface, and this is version %d",
                        e->abi, TLC_ESTIMATOR_ABI);
  if (e->size != sizeof *e)
    return arena_printf(a, "its struct tlc_estimator has %u bytes, and should have %zu", e->size,
                        sizeof *e);
  if (!e->name || !e->estimate || (e->claims && !e->claim))
    return "it lacks a name, a function or its claims";
  return NULL;
}

/* The function that makes its estimator; NULL, and why, if it has none. */
#ifdef TLC_STATIC
static tlc_estimator_open_function *load(const char *path, const char **why)
{
  (void)path;
  *why = "this tlc is a static program and loads no libraries; estimators can be commands there";
  return NULL;
}
#else
static tlc_estimator_open_function *load(const char *path, const char **why)
{
  tlc_estimator_open_function *open = NULL;
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void *symbol = library ? dlsym(library, TLC_ESTIMATOR_SYMBOL) : NULL;
  if (!library) *why = dlerror();
  else if (!symbol) *why = "it has no function `" TLC_ESTIMATOR_SYMBOL "`";
  else memcpy(&open, &symbol, sizeof open);
  return open;
}
#endif

static const char *open_library(struct runner *r, const char *path)
{
  static struct tlc_host host = {TLC_ESTIMATOR_ABI, sizeof host, NULL, host_ask};
  const char *why = NULL;
  tlc_estimator_open_function *open = load(path, &why);
  if (!open) return why;
  host.context = r;
  r->estimator = open(&host, &why);
  return check(&r->arena, r->estimator, why);
}

/* ---- hello ---- */

/* The next word of a list with blanks; NULL at its end. */
static const char *next_word(const char **at, size_t *n)
{
  const char *word = *at + strspn(*at, " \t\n");
  *n = strcspn(word, " \t\n");
  *at = word + *n;
  return *n ? word : NULL;
}

static void put_actions(struct jsonw *w, const char *list)
{
  size_t n;
  jsonw_key(w, "actions");
  jsonw_array(w);
  for (const char *word; (word = next_word(&list, &n));) jsonw_string_n(w, word, n);
  jsonw_array_end(w);
}

static void put_attributes(struct arena *a, struct jsonw *w, const char *list)
{
  size_t n;
  jsonw_key(w, "attributes");
  jsonw_object(w);
  for (const char *word; (word = next_word(&list, &n));) {
    bool may = word[n - 1] == '?';
    jsonw_key(w, arena_strndup(a, word, n - may));
    jsonw_string(w, may ? "optional" : "required");
  }
  jsonw_object_end(w);
}

static void put_claim(struct arena *a, struct jsonw *w, const struct tlc_claim *c)
{
  jsonw_object(w);
  jsonw_key(w, "names");
  jsonw_array(w);
  jsonw_string(w, c->component ? c->component : "");
  jsonw_array_end(w);
  if (c->actions) put_actions(w, c->actions);
  if (c->attributes) put_attributes(a, w, c->attributes);
  jsonw_key(w, "accuracy");
  jsonw_double(w, c->accuracy);
  jsonw_object_end(w);
}

static void say_hello(struct runner *r, const char *why)
{
  struct strbuf line = {0};
  struct jsonw w;
  jsonw_init(&w, &line, false);
  jsonw_object(&w);
  jsonw_key(&w, "id");
  jsonw_int(&w, 0);
  jsonw_key(&w, "ok");
  jsonw_bool(&w, !why);
  if (why) {
    jsonw_key(&w, "error");
    jsonw_string(&w, why);
  } else {
    const struct tlc_estimator *e = r->estimator;
    jsonw_key(&w, "name");
    jsonw_string(&w, e->name);
    jsonw_key(&w, "version");
    jsonw_string(&w, e->version ? e->version : "");
    jsonw_key(&w, "components");
    jsonw_array(&w);
    for (uint32_t i = 0; i < e->claims; i++) put_claim(&r->arena, &w, &e->claim[i]);
    jsonw_array_end(&w);
  }
  jsonw_object_end(&w);
  strbuf_putc(&line, '\n');
  send(r, &line);
}

/* ---- answering ---- */

static const struct tlc_attribute *from_wire(struct arena *a, const struct estimate_attribute *at,
                                             unsigned n)
{
  struct tlc_attribute *to = ARENA_ARRAY(a, struct tlc_attribute, n);
  for (unsigned i = 0; i < n; i++) to[i] = (struct tlc_attribute){at[i].name, at[i].word, at[i].number};
  return to;
}

static void answer(struct runner *r, size_t n)
{
  struct strbuf line = {0};
  struct estimate_query q;
  double id = 0;
  const char *why;
  if (!wire_get_query(&r->arena, r->line, n, &id, &q, &why)) {
    wire_put_answer(&line, id, NULL, NULL, why);
    send(r, &line);
    return;
  }
  struct tlc_query query = {.size = sizeof query,
                            .attributes = q.attributes,
                            .attribute = from_wire(&r->arena, q.attribute, q.attributes),
                            .arguments = q.arguments,
                            .argument = from_wire(&r->arena, q.argument, q.arguments),
                            .component = q.component,
                            .action = q.action};
  struct tlc_answer got = {.size = sizeof got};
  bool fine = !r->estimator->estimate(r->estimator->self, &query, &got);
  struct estimate_answer out = {.value = got.value,
                                .accuracy = got.accuracy,
                                .exactness = got.exactness < 0 ? N_EXACTNESSES
                                                               : (enum exactness)got.exactness,
                                .note = got.note};
  wire_put_answer(&line, id, &q, fine ? &out : NULL, got.error ? got.error : "it does not say why");
  send(r, &line);
}

int library_main(int in, int out, void *path)
{
  struct runner r = {.in = fdopen(in, "r"), .out = out};
  arena_init(&r.arena);
  if (!r.in || !receive(&r)) return 0;
  const char *why = open_library(&r, path);
  say_hello(&r, why);
  if (why) return 0;
  for (size_t n; (n = receive(&r));) {
    arena_free(&r.arena);
    answer(&r, n);
  }
  if (r.estimator->close) r.estimator->close(r.estimator->self);
  arena_free(&r.arena);
  free(r.line);
  return 0;
}
