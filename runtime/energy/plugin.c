#include "runtime/energy/plugin.h"

#include "runtime/energy/child.h"
#include "runtime/energy/library.h"
#include "runtime/energy/wire.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
  ASKS_MAX = 100,    /* questions that it may have about one of ours */
  STRAYS_MAX = 100,  /* answers to other questions while one is open */
  PATIENCE_MS = 200, /* in which it ends when its input does */
};

struct plugin {
  struct estimator base; /* first */
  struct plugin_options options;
  struct disk_shelf shelf;
  const char *command;   /* of a program; NULL: a library */
  const char *path;      /* of a library, absolute */
  const char *identity;  /* of the files that it consists of, as far as can be seen */
  const char *rest;      /* … and of what its hello says that it depends on */
  struct wire_hello hello;
  struct child child;
  bool running;
  bool busy;             /* it has a question of its own */
  unsigned starts, failures;
  int64_t id;            /* of the last request */
  const char *given_up;  /* why; NULL: it is not */
};

static struct plugin *plugin_of(struct estimator *e) { return (struct plugin *)e; }

/* What went wrong, and how it is told. */
struct failure {
  enum estimate_trouble what;
  const char *text;
};

/* ---- who it is ---- */

static void put_file(struct strbuf *b, const char *path)
{
  struct stat s;
  if (stat(path, &s) || !S_ISREG(s.st_mode)) return;
  strbuf_printf(b, "%s %lld %lld.%09ld\t", path, (long long)s.st_size, (long long)s.st_mtim.tv_sec,
                s.st_mtim.tv_nsec);
}

/* Where a shell finds a program. */
static void put_program(struct strbuf *b, const char *word)
{
  const char *path = getenv("PATH");
  if (strchr(word, '/') || !path) {
    put_file(b, word);
    return;
  }
  while (*path) {
    size_t n = strcspn(path, ":");
    struct strbuf file = {0};
    strbuf_printf(&file, "%.*s/%s", (int)n, path, word);
    bool found = !access(strbuf_str(&file), X_OK);
    if (found) put_file(b, strbuf_str(&file));
    strbuf_free(&file);
    if (found) return;
    path += n + (path[n] == ':');
  }
}

/* As a key of the cache is. */
static void one_line(struct strbuf *b)
{
  for (size_t i = 0; i < b->n; i++)
    if (b->text[i] == '\n') b->text[i] = ' ';
}

/* A command is told by its words, and those of them that are files by what these are. */
static const char *identity_of(struct arena *a, const struct plugin *p)
{
  struct strbuf b = {0};
  char here[PATH_MAX];
  strbuf_printf(&b, "%d %s\t", WIRE_VERSION, p->command ? "command" : "library");
  if (!p->command) put_file(&b, p->path);
  else {
    /* Names of files are those of a directory. */
    strbuf_printf(&b, "%s\t", getcwd(here, sizeof here) ? here : "");
    for (const char *at = p->command; *at;) {
      size_t n = strcspn(at, " \t\n'\"");
      const char *word = arena_strndup(a, at, n);
      strbuf_printf(&b, "%s ", word);
      if (n && at == p->command) put_program(&b, word);
      else if (n) put_file(&b, word);
      at += n;
      at += *at != '\0';
    }
  }
  one_line(&b);
  return strbuf_take(&b, a);
}

/* What it says that its answers depend on, as it is now. */
static const char *rest_of(struct arena *a, const struct wire_hello *h)
{
  struct strbuf b = {0};
  for (unsigned i = 0; i < h->files; i++) {
    strbuf_printf(&b, "%s:", h->file[i]);
    put_file(&b, h->file[i]);
  }
  for (unsigned i = 0; i < h->variables; i++) {
    const char *value = getenv(h->variable[i]);
    strbuf_printf(&b, "\t%s=%s", h->variable[i], value ? value : "");
  }
  one_line(&b);
  return strbuf_take(&b, a);
}

/* ---- the process ---- */

static void stop(struct plugin *p, int patience)
{
  if (p->running) child_end(&p->child, patience);
  p->running = false;
}

/* "crashed: signal 11 (Segmentation fault)", with what it said last. */
static struct failure gone(struct plugin *p)
{
  struct arena *a = &p->base.set->arena;
  stop(p, PATIENCE_MS);
  const char *words = child_last_words(&p->child, a);
  return (struct failure){TROUBLE_CRASH,
                          arena_printf(a, "%s%s%s%s", child_ending(&p->child, a),
                                       words ? "; its last words: `" : "", words ? words : "",
                                       words ? "`" : "")};
}

static struct failure failure_of(struct plugin *p, enum child_status s)
{
  struct arena *a = &p->base.set->arena;
  if (s == CHILD_GONE) return gone(p);
  stop(p, 0);
  if (s == CHILD_LATE)
    return (struct failure){TROUBLE_TIME, arena_printf(a, "did not answer within %g s",
                                                       p->options.limit_ms / 1000.0)};
  return (struct failure){TROUBLE_GARBAGE, "answered with a line of more than 1 MiB"};
}

static struct failure garbage(struct plugin *p, const char *why, const char *line, size_t n)
{
  struct arena *a = &p->base.set->arena;
  const char *shown = child_printable(a, line, n, 80);
  stop(p, 0);
  return (struct failure){TROUBLE_GARBAGE,
                          arena_printf(a, "answered `%s`, which is %s", shown, why)};
}

/* Sends a line and takes the next one. */
static bool first_words(struct plugin *p, const char **line, size_t *n, struct failure *f)
{
  struct strbuf hello = {0};
  int64_t deadline = child_clock() + p->options.limit_ms;
  wire_put_hello(&hello);
  enum child_status s = child_write(&p->child, hello.text, hello.n, deadline);
  strbuf_free(&hello);
  /* One that ends at once may have said why. */
  if (s == CHILD_FINE || s == CHILD_GONE) s = child_line(&p->child, line, n, deadline);
  if (s == CHILD_FINE) return true;
  *f = failure_of(p, s);
  return false;
}

static bool start_process(struct plugin *p)
{
  p->starts++;
  return p->command ? child_start_command(&p->child, p->command)
                    : child_start_function(&p->child, library_main, (void *)p->path);
}

static void take_hello(struct plugin *p, const struct wire_hello *h)
{
  p->hello = *h;
  p->base.name = h->name;
  p->rest = rest_of(&p->base.set->arena, h);
}

static const char hello_key[] = "hello";

/* On disk: what it depends on, a line's end, and what it said. */
static void keep_hello(struct plugin *p, const char *line, size_t n)
{
  struct strbuf b = {0};
  strbuf_printf(&b, "%s\n", p->rest);
  strbuf_add(&b, line, n);
  disk_shelf_put(&p->shelf, hello_key, b.text, b.n);
  strbuf_free(&b);
}

/* Takes what it said another time, if all is as it was then. */
static bool know_hello(struct plugin *p)
{
  struct arena *a = &p->base.set->arena;
  struct wire_hello hello;
  const char *why;
  size_t n;
  const char *kept = disk_shelf_get(&p->shelf, hello_key, &n);
  const char *end = kept ? memchr(kept, '\n', n) : NULL;
  if (!end || !wire_get_hello(a, end + 1, n - (size_t)(end + 1 - kept), &hello, &why)) return false;
  take_hello(p, &hello);
  return strlen(p->rest) == (size_t)(end - kept) && !memcmp(p->rest, kept, strlen(p->rest));
}

static void give_up(struct plugin *p, const struct failure *f)
{
  p->given_up = f->text;
  estimator_trouble(&p->base, f->what, f->text);
}

/* The shell has ended, because it could not start the command. */
static bool no_such_program(struct plugin *p, struct failure *f)
{
  struct arena *a = &p->base.set->arena;
  int status = p->child.status;
  if (!p->command || !WIFEXITED(status) || WEXITSTATUS(status) < 126 || WEXITSTATUS(status) > 127)
    return false;
  const char *words = child_last_words(&p->child, a);
  *f = (struct failure){TROUBLE_START,
                        arena_printf(a, "cannot be started: %s", words ? words : "no such program")};
  return true;
}

/* Starts it and finds out who it is.  False: it was given up. */
static bool start(struct plugin *p)
{
  struct arena *a = &p->base.set->arena;
  struct failure f = {TROUBLE_START, NULL};
  struct wire_hello hello;
  const char *line, *why = NULL;
  size_t n;
  if (!start_process(p)) {
    f.text = arena_printf(a, "cannot be started: %s", strerror(errno));
    give_up(p, &f);
    return false;
  }
  p->running = true;
  if (!first_words(p, &line, &n, &f)) {
    if (f.what != TROUBLE_CRASH || !no_such_program(p, &f))
      f.text = arena_printf(a, "%s (when it was started)", f.text);
    give_up(p, &f);
    return false;
  }
  if (!wire_get_hello(a, line, n, &hello, &why)) {
    if (!hello.is_object) f = garbage(p, why, line, n);
    else f.text = arena_printf(a, "cannot be used: %s", why);
    stop(p, PATIENCE_MS);
    give_up(p, &f);
    return false;
  }
  take_hello(p, &hello);
  if (hello.cached) keep_hello(p, line, n);
  return true;
}

static void plugin_open(struct estimator *e)
{
  struct plugin *p = plugin_of(e);
  p->identity = identity_of(&e->set->arena, p);
  disk_shelf_open(&p->shelf, p->options.cache, p->identity);
  if (!know_hello(p)) start(p);
}

static void plugin_close(struct estimator *e)
{
  struct plugin *p = plugin_of(e);
  stop(p, PATIENCE_MS);
  if (e->opened) disk_shelf_close(&p->shelf);
}

/* ---- what it knows ---- */

static bool holds(const char *const *list, unsigned n, const char *text)
{
  for (unsigned i = 0; i < n; i++)
    if (!strcmp(list[i], text)) return true;
  return false;
}

static bool has_attribute(const struct estimate_query *q, const char *name)
{
  for (unsigned i = 0; i < q->attributes; i++)
    if (!strcmp(q->attribute[i].name, name)) return true;
  return false;
}

static const struct wire_claim *claim_of(const struct plugin *p, const struct estimate_query *q)
{
  bool action = strcmp(q->action, "area") && strcmp(q->action, "leak");
  for (unsigned i = 0; i < p->hello.claims; i++) {
    const struct wire_claim *c = &p->hello.claim[i];
    if (!holds(c->name, c->names, q->component) && !holds(c->name, c->names, "*")) continue;
    if (!action || !c->action || holds(c->action, c->actions, q->action)) return c;
  }
  return NULL;
}

static bool plugin_claims(struct estimator *e, const struct estimate_query *q, const char **reason)
{
  struct plugin *p = plugin_of(e);
  *reason = NULL;
  const struct wire_claim *c = claim_of(p, q);
  if (p->given_up && (c || !p->hello.claims)) *reason = p->given_up;
  if (!c || p->given_up) return false;
  for (unsigned i = 0; i < c->needs; i++)
    if (!has_attribute(q, c->need[i])) {
      *reason = arena_printf(&e->set->arena, "it needs `%s`, which is not known", c->need[i]);
      return false;
    }
  return true;
}

static void complete_answer(const struct wire_claim *c, const struct estimate_query *q,
                            const struct wire_message *m, struct estimate_answer *out)
{
  *out = m->answer;
  if (out->accuracy == 0) out->accuracy = c->accuracy;
  if (!m->matched) {
    out->matched = c->closed ? 0 : q->attributes;
    for (unsigned i = 0; i < q->attributes && c->closed; i++)
      out->matched += holds(c->need, c->needs, q->attribute[i].name) ||
                      holds(c->take, c->takes, q->attribute[i].name);
  }
  if (!m->defaulted)
    for (unsigned i = 0; i < c->takes; i++) out->defaulted += !has_attribute(q, c->take[i]);
}

/* ---- asking ---- */

/* Why nobody can tell. */
static const char *reason_of(struct arena *a, const struct estimate_outcome *o)
{
  if (!o->attempts) return "the question is its own answer, or too deep";
  for (unsigned i = 0; i < o->attempts; i++)
    if (o->attempt[i].reason)
      return arena_printf(a, "%s: %s", o->attempt[i].estimator, o->attempt[i].reason);
  return "no estimator knows it";
}

/* It asks what others know; their time is not its own. */
static enum child_status serve(struct plugin *p, struct wire_message *m, int64_t *deadline)
{
  int64_t before = child_clock();
  struct strbuf line = {0};
  p->busy = true;
  const struct estimate_outcome *o =
    estimators_ask(p->base.set, &m->query, &(struct estimate_demand){0});
  p->busy = false;
  wire_put_answer(&line, m->id, &m->query, o->chosen ? &o->chosen->answer : NULL,
                  reason_of(&p->base.set->arena, o));
  *deadline += child_clock() - before;
  enum child_status s = child_write(&p->child, line.text, line.n, *deadline);
  strbuf_free(&line);
  return s;
}

static enum child_status send_request(struct plugin *p, const struct estimate_query *q,
                                      int64_t deadline)
{
  struct strbuf line = {0};
  wire_put_query(&line, (double)++p->id, "estimate", q);
  enum child_status s = child_write(&p->child, line.text, line.n, deadline);
  strbuf_free(&line);
  return s;
}

/* One request, from its line to the line that answers it. */
static bool exchange(struct plugin *p, const struct estimate_query *q, struct wire_message *m,
                     const char **line, size_t *n, struct failure *f)
{
  int64_t deadline = child_clock() + p->options.limit_ms;
  unsigned asks = 0, strays = 0;
  enum child_status s = send_request(p, q, deadline);
  while (s == CHILD_FINE) {
    const char *why = NULL;
    if ((s = child_line(&p->child, line, n, deadline)) != CHILD_FINE) break;
    if (!wire_get_message(&p->base.set->arena, *line, *n, q, m, &why)) {
      *f = garbage(p, why, *line, *n);
      return false;
    }
    if (m->kind == WIRE_ANSWER && m->id == (double)p->id) return true;
    bool asking = m->kind == WIRE_ASK;
    if (asking ? ++asks > ASKS_MAX : ++strays > STRAYS_MAX) {
      *f = garbage(p, asking ? "one question too many" : "no answer to what was asked", *line, *n);
      return false;
    }
    if (asking) s = serve(p, m, &deadline);
  }
  *f = failure_of(p, s);
  return false;
}

/* Until it answers, or has failed for good at this. */
static bool ask_process(struct plugin *p, const struct estimate_query *q, struct wire_message *m,
                        const char **line, size_t *n, const char **reason)
{
  struct failure f;
  for (;;) {
    if (!p->running && !start(p)) {
      *reason = p->given_up;
      return false;
    }
    if (exchange(p, q, m, line, n, &f)) return true;
    p->failures++;
    if (p->failures < 2 && f.what != TROUBLE_TIME) continue;
    f.text = arena_printf(&p->base.set->arena, "%s (asked for `%s` of `%s`)", f.text, q->action,
                          q->component);
    *reason = f.text;
    if (p->failures >= 2) give_up(p, &f);
    else estimator_trouble(&p->base, f.what, f.text);
    return false;
  }
}

/* What was said of one question, told from all others of this estimator. */
static const char *key_of(struct plugin *p, const struct estimate_query *q)
{
  struct strbuf b = {0};
  strbuf_printf(&b, "%s\t%s\t%s\t", p->rest, p->hello.name, p->hello.version);
  wire_put_query(&b, 0, NULL, q);
  one_line(&b);
  return strbuf_take(&b, &p->base.set->arena);
}

/* The sense of a line; ESTIMATE_FAILED with a reason if it has none. */
static enum estimate_state judge(struct plugin *p, const struct estimate_query *q,
                                 const struct wire_message *m, struct estimate_answer *answer,
                                 const char **reason)
{
  struct arena *a = &p->base.set->arena;
  if (!m->ok) {
    *reason = child_printable(a, m->error, strlen(m->error), 400);
    return ESTIMATE_REFUSED;
  }
  const struct wire_claim *c = claim_of(p, q);
  if (!c) { /* it was started since, and is another one */
    *reason = "it does not know this any more";
    return ESTIMATE_REFUSED;
  }
  complete_answer(c, q, m, answer);
  const char *fault = estimate_fault(q, answer);
  if (!fault) return ESTIMATE_ANSWERED;
  *reason = arena_printf(a, "answered %g %s for `%s` of `%s`, %s", answer->value,
                         estimate_unit(q->action), q->action, q->component, fault);
  return ESTIMATE_FAILED;
}

static bool answer_from_disk(struct plugin *p, const struct estimate_query *q, const char *key,
                             enum estimate_state *state, struct estimate_answer *answer,
                             const char **reason)
{
  struct wire_message m;
  const char *why;
  size_t n;
  struct arena *a = &p->base.set->arena;
  const char *line = disk_shelf_get(&p->shelf, key, &n);
  if (!line || !wire_get_message(a, line, n, q, &m, &why) || m.kind != WIRE_ANSWER) return false;
  *state = judge(p, q, &m, answer, reason);
  return *state != ESTIMATE_FAILED;
}

static enum estimate_state plugin_estimate(struct estimator *e, const struct estimate_query *q,
                                           struct estimate_answer *answer, const char **reason)
{
  struct plugin *p = plugin_of(e);
  struct wire_message m;
  enum estimate_state state;
  const char *line;
  size_t n;
  bool kept = p->shelf.path && p->hello.cached;
  if (kept && answer_from_disk(p, q, key_of(p, q), &state, answer, reason)) return state;
  if (p->busy) {
    *reason = "it waits for an answer to a question of its own";
    return ESTIMATE_REFUSED;
  }
  if (!ask_process(p, q, &m, &line, &n, reason)) return ESTIMATE_FAILED;
  state = judge(p, q, &m, answer, reason);
  if (state == ESTIMATE_FAILED) estimator_trouble(e, TROUBLE_VALUE, *reason);
  else if (kept && (m.ok || m.lasting)) disk_shelf_put(&p->shelf, key_of(p, q), line, n);
  return state;
}

/* ---- making ---- */

static struct plugin *make(struct arena *a, const char *origin, enum provider provider,
                           const struct plugin_options *options)
{
  struct plugin *p = ARENA_NEW(a, struct plugin);
  p->base = (struct estimator){.name = origin,
                               .origin = origin,
                               .provider = provider,
                               .open = plugin_open,
                               .claims = plugin_claims,
                               .estimate = plugin_estimate,
                               .close = plugin_close};
  p->options = *options;
  return p;
}

struct estimator *plugin_library(struct arena *a, const char *path,
                                 const struct plugin_options *options)
{
  char absolute[PATH_MAX];
  struct plugin *p = make(a, arena_strndup(a, path, strlen(path)), PROVIDER_LIBRARY, options);
  const char *file = realpath(path, absolute) ? absolute : path;
  /* Without a slash it would be looked for among the libraries of the system. */
  p->path = strchr(file, '/') ? arena_strndup(a, file, strlen(file)) : arena_printf(a, "./%s", file);
  return &p->base;
}

struct estimator *plugin_command(struct arena *a, const char *command, const char *shown,
                                 const struct plugin_options *options)
{
  struct plugin *p = make(a, arena_strndup(a, shown, strlen(shown)), PROVIDER_COMMAND, options);
  p->command = arena_strndup(a, command, strlen(command));
  p->base.name = child_printable(a, shown, strlen(shown), 40);
  return &p->base;
}

unsigned plugin_starts(const struct estimator *e) { return ((const struct plugin *)e)->starts; }
