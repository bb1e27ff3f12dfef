#include "compiler/lsp/task.h"

#include "compiler/lsp/server.h"
#include "lang/base/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static char *copy(const char *text)
{
  size_t n = strlen(text) + 1;
  return memcpy(xmalloc(n), text, n);
}

/* ---- the program ---- */

/* After fork: only what may be called there. */
static _Noreturn void become_program(pid_t parent, const char *directory, int in, int out,
                                     char **arguments)
{
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* it dies with us, however we die */
  signal(SIGPIPE, SIG_DFL);
  if (getppid() != parent) _exit(127);
  int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (*directory && chdir(directory)) _exit(127);
  if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
      dup2(nowhere, STDERR_FILENO) < 0)
    _exit(127);
  execv("/proc/self/exe", arguments);
  _exit(127);
}

/* tlc -o DIRECTORY --run RUN … - */
static char **arguments_of(const struct server *s, const char *directory, const char *run)
{
  const struct lsp_settings *o = s->settings;
  const char **all = xcalloc(o->n_arguments + 7, sizeof *all);
  unsigned n = 0;
  all[n++] = "tlc";
  all[n++] = "-o";
  all[n++] = directory;
  all[n++] = "--run";
  all[n++] = run;
  for (unsigned i = 0; i < o->n_arguments; i++) all[n++] = o->arguments[i];
  all[n] = "-";
  return (char **)(uintptr_t)all;
}

static struct task *free_task(struct server *s)
{
  for (unsigned i = 0; i < TASKS; i++)
    if (!s->task[i].pid) return &s->task[i];
  return NULL;
}

static void close_end(int *end)
{
  if (*end >= 0) close(*end);
  *end = -1;
}

/* Starts the program with pipes; its process, or -1. */
static pid_t start_program(const struct server *s, struct task *t, const char *directory)
{
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC)) return -1;
  if (pipe2(out, O_CLOEXEC)) {
    close(in[0]), close(in[1]);
    return -1;
  }
  char **arguments = arguments_of(s, t->directory, t->run);
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) become_program(parent, directory, in[0], out[1], arguments);
  xfree(arguments);
  close(in[0]), close(out[1]);
  t->in = in[1], t->out = out[0];
  if (pid < 0) close_end(&t->in), close_end(&t->out);
  else {
    fcntl(t->in, F_SETFL, O_NONBLOCK);
    fcntl(t->out, F_SETFL, O_NONBLOCK);
  }
  return pid;
}

/* ---- what the editor is told of it ---- */

static struct jsonw *start_progress(struct server *s, const struct task *t, const char *kind)
{
  struct jsonw *w = lsp_notify(s, "$/progress");
  jsonw_object(w);
  json_put_uint(w, "token", t->token);
  jsonw_key(w, "value");
  jsonw_object(w);
  json_put_text(w, "kind", kind);
  return w;
}

static void end_progress(struct server *s, struct jsonw *w)
{
  jsonw_object_end(w);
  jsonw_object_end(w);
  lsp_send(s);
}

static void tell_begin(struct server *s, const struct task *t)
{
  if (!s->client.progress) return;
  struct jsonw *w = lsp_request(s, "window/workDoneProgress/create", true);
  jsonw_object(w);
  json_put_uint(w, "token", t->token);
  jsonw_object_end(w);
  lsp_send(s);
  struct strbuf title = {0};
  strbuf_printf(&title, t->shows ? "Reporting `%s`" : "Searching mappings for `%s`", t->run);
  w = start_progress(s, t, "begin");
  json_put_text(w, "title", strbuf_str(&title));
  json_put_true(w, "cancellable");
  end_progress(s, w);
  strbuf_free(&title);
}

static void tell_end(struct server *s, const struct task *t, const char *text)
{
  if (s->client.progress) {
    struct jsonw *w = start_progress(s, t, "end");
    json_put_text(w, "message", text);
    end_progress(s, w);
  }
  if (s->client.refreshes_lenses) {
    lsp_request(s, "workspace/codeLens/refresh", false);
    lsp_send(s);
  }
}

/* ---- results ---- */

void task_result_free(struct task_result *r)
{
  xfree(r->run);
  xfree(r->text);
  xfree(r->mapping);
}

static struct task_result *find_result(struct document *d, const char *run)
{
  for (uint32_t i = 0; i < d->results.n; i++)
    if (!strcmp(d->results.at[i].run, run)) return &d->results.at[i];
  return NULL;
}

/* Takes what is in `new`. */
static void set_result(struct document *d, struct task_result new)
{
  struct task_result *old = find_result(d, new.run);
  if (old) task_result_free(old), *old = new;
  else vec_push(&d->results, new);
}

/* ---- files of the program ---- */

/* What the program has written there; NULL if it has not.  The caller frees it. */
static char *read_file(const char *directory, const char *name)
{
  struct strbuf path = {0};
  struct sources sources;
  struct source *file;
  sources_init(&sources);
  strbuf_printf(&path, "%s/%s", directory, name);
  char *text = sources_read(&sources, path.text, &file) == SOURCE_OK ? copy(file->text) : NULL;
  sources_free(&sources);
  strbuf_free(&path);
  return text;
}

/* Its page is kept; false if there is none. */
static bool keep_page(struct server *s, const struct task *t)
{
  struct strbuf path = {0};
  strbuf_printf(&path, "%s/report.html", t->directory);
  bool kept = page_keep(s, t->uri, t->run, path.text);
  strbuf_free(&path);
  return kept;
}

/* What a run comes to, all its Einsums together. */
struct totals {
  double energy_pJ, cycles, busy; /* busy: cycles, weighed with the utilization */
  const char *status;      /* of the first; NULL: nothing was found */
};

static bool add_totals(const json_t *run, struct totals *sum)
{
  const json_t *energy = json_find(run, "totals.energy_pJ");
  const json_t *use = json_find(run, "totals.utilization");
  double cycles = (double)json_find_int(run, "totals.cycles", 0);
  if (!json_is_number(energy) || !json_is_number(use)) return false;
  sum->energy_pJ += json_number_value(energy);
  sum->cycles += cycles;
  sum->busy += cycles * json_number_value(use);
  if (!sum->status) sum->status = json_find_text(run, "status");
  return true;
}

/* 1.24 mJ · 3145728 cycles · 87.1 % utilization (proven) */
static bool read_runs(const json_t *report, struct strbuf *out)
{
  const json_t *runs = json_object_get(report, "runs");
  struct totals sum = {0};
  struct arena arena;
  for (size_t i = 0; i < json_array_size(runs); i++)
    if (!add_totals(json_array_get(runs, i), &sum)) return false;
  if (!sum.status) return false;
  arena_init(&arena);
  struct dim dim = DIM_NONE;
  dim.e[U_ENERGY] = 1;
  strbuf_printf(out, "%s \u00b7 %.0f cycles \u00b7 %.1f %% utilization (%s)",
                quantity_text(sum.energy_pJ * 1e-12, dim, NULL, &arena), sum.cycles,
                100 * sum.busy / sum.cycles, sum.status);
  arena_free(&arena);
  return true;
}

/* 24 points · 5 on the front · point 7 is the best · 2 without a result */
static bool read_study(const json_t *study, struct strbuf *out)
{
  const json_t *points = json_object_get(study, "points");
  size_t n = json_array_size(points), front = 0, none = 0;
  long long best = 0;
  for (size_t i = 0; i < n; i++) {
    const json_t *p = json_array_get(points, i);
    front += json_is_true(json_object_get(p, "front"));
    none += !json_array_size(json_object_get(p, "runs"));
    if (json_is_true(json_object_get(p, "best"))) best = json_find_int(p, "point", 0);
  }
  if (none == n) return false;
  strbuf_printf(out, "%zu point%s", n, n == 1 ? "" : "s");
  if (front) strbuf_printf(out, " \u00b7 %zu on the front", front);
  if (best) strbuf_printf(out, " \u00b7 point %lld is the best", best);
  if (none) strbuf_printf(out, " \u00b7 %zu without a result", none);
  return true;
}

static bool read_result(const json_t *report, struct strbuf *out)
{
  const json_t *study = json_array_get(json_object_get(report, "studies"), 0);
  return study ? read_study(study, out) : read_runs(report, out);
}

static const char *message_of(const json_t *report)
{
  const json_t *first = json_array_get(json_object_get(report, "diagnostics"), 0);
  const char *text = json_find_text(first, "message");
  return text ? text : "no result was found";
}

static const char CHANGED[] = "ended: the design has changed";

/* The document of the task, checked; NULL if it is closed, or no longer what the task is about. */
static struct document *task_document(struct server *s, const struct task *t)
{
  struct document *d = document_of(&s->documents, t->uri);
  if (d) document_check(&s->documents, d);
  return d && d->stamp == t->stamp ? d : NULL;
}

/* What it has found is noted down and, if somebody waits for it, shown. */
static void take_result(struct server *s, const struct task *t, struct document *d,
                        const char *text)
{
  bool kept = keep_page(s, t);
  set_result(d, (struct task_result){.run = copy(t->run), .text = copy(text),
                                     .mapping = read_file(t->directory, "mapping.tl"),
                                     .stamp = t->stamp, .reported = kept});
  if (t->shows && kept) page_show(s, t->uri, t->run);
  else if (t->shows) show_message(s, MESSAGE_WARNING, "the report cannot be written");
}

static void finish(struct server *s, struct task *t)
{
  char why[JSON_ERROR_TEXT_LENGTH];
  struct document *d = task_document(s, t);
  char *written = read_file(t->directory, "report.json");
  json_t *report = written ? json_read(written, strlen(written), why) : NULL;
  struct strbuf text = {0};
  if (t->ended) strbuf_puts(&text, t->ended);
  else if (!d) strbuf_puts(&text, CHANGED);
  else if (read_result(report, &text)) take_result(s, t, d, strbuf_str(&text));
  else {
    strbuf_puts(&text, message_of(report));
    show_message(s, MESSAGE_WARNING, strbuf_str(&text));
  }
  tell_end(s, t, strbuf_str(&text));
  strbuf_free(&text);
  json_decref(report);
  xfree(written);
}

/* ---- tasks ---- */

static void free_parts(struct task *t)
{
  close_end(&t->in);
  close_end(&t->out);
  strbuf_free(&t->input);
  if (t->directory) directory_remove(t->directory);
  xfree(t->directory);
  xfree(t->uri);
  xfree(t->run);
  *t = (struct task){.in = -1, .out = -1};
}

/* The directory that the document is in, or "". */
static char *directory_of(const struct document *d)
{
  const char *slash = strrchr(d->path, '/');
  struct strbuf directory = {0};
  if (slash) strbuf_add(&directory, d->path, (size_t)(slash - d->path) + 1);
  char *found = copy(strbuf_str(&directory));
  strbuf_free(&directory);
  return found;
}

/* Starts `tlc --run RUN` on the text of a document.  False if that cannot be, told in `why`. */
static bool start_task(struct server *s, struct document *d, const char *run, bool shows,
                       const char **why)
{
  struct task *t = free_task(s);
  *why = "there are searches enough under way";
  if (!t) return false;
  document_check(&s->documents, d);
  *t = (struct task){.in = -1, .out = -1, .token = ++s->n_requests, .uri = copy(d->uri),
                     .run = copy(run), .directory = directory_make(), .stamp = d->stamp,
                     .shows = shows};
  char *directory = directory_of(d);
  t->pid = t->directory ? start_program(s, t, directory) : -1;
  *why = strerror(errno);
  xfree(directory);
  if (t->pid < 0) {
    free_parts(t);
    return false;
  }
  strbuf_add(&t->input, d->text->text, d->text->size);
  tell_begin(s, t);
  return true;
}

unsigned tasks_poll(const struct server *s, struct pollfd *fds)
{
  unsigned n = 0;
  for (unsigned i = 0; i < TASKS; i++) {
    const struct task *t = &s->task[i];
    if (!t->pid) continue;
    if (t->in >= 0) fds[n++] = (struct pollfd){.fd = t->in, .events = POLLOUT};
    if (t->out >= 0) fds[n++] = (struct pollfd){.fd = t->out, .events = POLLIN};
  }
  return n;
}

static void write_some(struct task *t)
{
  while (t->in >= 0) {
    ssize_t n = write(t->in, strbuf_str(&t->input) + t->sent, t->input.n - t->sent);
    if (n > 0) t->sent += (size_t)n;
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n < 0 || t->sent == t->input.n) close_end(&t->in);
  }
}

static void read_some(struct task *t)
{
  char bytes[1 << 14];
  while (t->out >= 0) {
    ssize_t n = read(t->out, bytes, sizeof bytes);
    if (n > 0) continue; /* what it prints is in its files, too */
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    close_end(&t->out);
  }
}

void tasks_go_on(struct server *s)
{
  for (unsigned i = 0; i < TASKS; i++) {
    struct task *t = &s->task[i];
    if (!t->pid) continue;
    write_some(t);
    read_some(t);
    if (t->out >= 0) continue;
    waitpid(t->pid, NULL, 0); /* it has closed its output: it ends */
    finish(s, t);
    free_parts(t);
  }
}

static void end_task(struct task *t, const char *why)
{
  t->ended = why;
  kill(t->pid, SIGKILL);
}

void tasks_cancel(struct server *s, unsigned token)
{
  for (unsigned i = 0; i < TASKS; i++) {
    struct task *t = &s->task[i];
    if (t->pid && (!token || t->token == token)) end_task(t, "cancelled");
  }
}

void tasks_look_around(struct server *s)
{
  for (unsigned i = 0; i < TASKS; i++) {
    struct task *t = &s->task[i];
    if (t->pid && !t->ended && !task_document(s, t)) end_task(t, CHANGED);
  }
}

void tasks_free(struct server *s)
{
  tasks_cancel(s, 0);
  for (unsigned i = 0; i < TASKS; i++) {
    struct task *t = &s->task[i];
    if (!t->pid) continue;
    waitpid(t->pid, NULL, 0);
    free_parts(t);
  }
}

/* ---- methods ---- */

void lsp_cancel_progress(struct server *s, struct call *c)
{
  json_int_t token = json_find_int(c->params, "token", 0);
  if (token > 0) tasks_cancel(s, (unsigned)token);
}

/* The task that is about a run of the document as it is now; or NULL. */
static struct task *task_of(struct server *s, const struct document *d, const char *run)
{
  for (unsigned i = 0; i < TASKS; i++) {
    struct task *t = &s->task[i];
    if (t->pid && !t->ended && !strcmp(t->run, run) && task_document(s, t) == d) return t;
  }
  return NULL;
}

/* What is there already is shown, and what is under way is not begun again. */
static void do_command(struct server *s, struct call *c, const char *run, bool shows)
{
  const char *why;
  document_check(&s->documents, c->document);
  const struct document *unsaved = documents_unsaved(&s->documents, c->document);
  const struct task_result *found = shows ? find_result(c->document, run) : NULL;
  struct task *going = task_of(s, c->document, run);
  if (found && found->reported) page_show(s, c->document->uri, run);
  else if (going) going->shows |= shows;
  else if (unsaved)
    lsp_fail(c, LSP_REQUEST_FAILED, "save `%.150s` first: a search reads what is saved",
             unsaved->path);
  else if (!start_task(s, c->document, run, shows, &why))
    lsp_fail(c, LSP_REQUEST_FAILED, "the search cannot be started: %s", why);
}

/* tlc.run [URI, RUN]: what comes of the run, with its mapping searched for.
 * tlc.report [URI, RUN]: the same, shown as a page. */
void lsp_execute_command(struct server *s, struct call *c)
{
  const char *command = json_find_text(c->params, "command");
  const json_t *arguments = json_find(c->params, "arguments");
  const char *uri = json_string_value(json_array_get(arguments, 0));
  const char *run = json_string_value(json_array_get(arguments, 1));
  bool shows = command && !strcmp(command, "tlc.report");
  if (!command || (!shows && strcmp(command, "tlc.run") != 0))
    lsp_fail(c, LSP_INVALID_PARAMS, "there is no command `%.100s`", command ? command : "");
  else if (!uri || !run || !(c->document = document_of(&s->documents, uri)))
    lsp_fail(c, LSP_INVALID_PARAMS,
             "`%s` needs the URI of an open document and the name of a run", command);
  else do_command(s, c, run, shows);
}
