#include "compiler/tool/watch.h"

#include "lang/base/jsonw.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* ---- the interrupt key ---- */

static volatile sig_atomic_t interrupted;

/* The second one finds what it did before. */
static void interrupt(int signal)
{
  (void)signal;
  interrupted = 1;
}

/* ---- progress ---- */

static const char *duration(double seconds, char out[static 32])
{
  if (seconds < 60) snprintf(out, 32, "%.0f s", seconds);
  else if (seconds < 3600) snprintf(out, 32, "%.0f min %02.0f s", floor(seconds / 60), fmod(floor(seconds), 60));
  else snprintf(out, 32, "%.0f h %02.0f min", floor(seconds / 3600), fmod(floor(seconds / 60), 60));
  return out;
}

static const double TOLD = 0.1; /* share of the work from which on it tells how long the rest takes */

/* What is left: of the limit, or of the work as far as that can be told. */
static void put_left(struct strbuf *line, const struct search_view *v)
{
  double left = v->limit - v->seconds;
  const struct search_progress *now = &v->now;
  double work = now->done > TOLD ? now->seconds * (1 - now->done) / now->done : INFINITY;
  char text[32];
  if (work < left) left = work;
  if (isfinite(left)) strbuf_printf(line, ", %s left", duration(fmax(0, left), text));
}

static void put_view(struct strbuf *line, const struct search_view *v)
{
  const struct search_progress *now = &v->now;
  char text[32];
  strbuf_puts(line, "searching ");
  strbuf_puts(line, v->run);
  if (v->searches > 1) strbuf_printf(line, " (%u of %u)", v->ended + 1, v->searches);
  strbuf_printf(line, ": %s", duration(v->seconds, text));
  if (now->done > 0) strbuf_printf(line, ", %.0f %% done", 100 * now->done);
  if (now->found) {
    strbuf_printf(line, ", %s %.4g", v->goal, now->value);
    if (now->lower_bound > 0)
      strbuf_printf(line, ", within %.2g %% of the best",
                    100 * fmax(0, now->value - now->lower_bound) / now->value);
  } else strbuf_puts(line, ", nothing found yet");
  put_left(line, v);
}

static void show(void *context, const struct search_view *view)
{
  struct watch *w = context;
  struct strbuf line = {0};
  struct search_view shown = *view;
  w->done = w->run == view->run ? fmax(w->done, view->now.done) : view->now.done;
  w->run = view->run;
  shown.now.done = w->done;
  put_view(&line, &shown);
  size_t n = line.n < w->columns - 1 ? line.n : w->columns - 1;
  fprintf(stderr, "\r\033[K%.*s", (int)n, strbuf_str(&line));
  fflush(stderr);
  w->shown = true;
  strbuf_free(&line);
}

/* ---- samples ---- */

static void put_sample(void *context, const char *run, const struct goals *goals,
                       const double *values)
{
  struct watch *w = context;
  char number[32];
  if (!w->headed) {
    fputs("run", w->sample);
    for (unsigned i = 0; i < goals->n; i++) fprintf(w->sample, ",%s", goals->goal[i].name);
    fputc('\n', w->sample);
    w->headed = true;
  }
  fputs(run, w->sample);
  for (unsigned i = 0; i < goals->n; i++) {
    shortest_double(values[i], number);
    fprintf(w->sample, ",%s", number);
  }
  fputc('\n', w->sample);
}

static enum exit_code cannot_write(const struct watch *w)
{
  fprintf(stderr, "tlc: cannot write `%s`: %s\n", w->path, strerror(errno));
  return EXIT_FILES;
}

/* ---- beginning and end ---- */

enum exit_code watch_start(struct watch *w, const struct options *o)
{
  *w = (struct watch){.wish = o->wish, .path = o->sample};
  if (o->sample && o->wish.strategy != SEARCH_EXHAUSTIVE && o->wish.strategy != SEARCH_RANDOM) {
    fputs("tlc: --sample tells of searches that evaluate many mappings: add --strategy random, or "
          "exhaustive\n", stderr);
    return EXIT_USAGE;
  }
  w->wish.context = w;
  if (o->sample && !(w->sample = fopen(o->sample, "w"))) return cannot_write(w);
  if (w->sample) w->wish.sample = put_sample;
  w->columns = isatty(STDERR_FILENO) ? options_columns(STDERR_FILENO, 80) : 0;
  if (w->columns) w->wish.progress = show;
  struct sigaction action = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND | SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, NULL, &w->before);
  /* Whoever runs in the background ignores it, and goes on doing so. */
  if (w->before.sa_handler != SIG_IGN) sigaction(SIGINT, &action, NULL);
  w->wish.stop = &interrupted;
  return EXIT_DONE;
}

enum exit_code watch_end(struct watch *w)
{
  sigaction(SIGINT, &w->before, NULL);
  if (w->shown) fputs("\r\033[K", stderr);
  if (!w->sample) return EXIT_DONE;
  bool failed = ferror(w->sample);
  if (fclose(w->sample) || failed) return cannot_write(w);
  return EXIT_DONE;
}
