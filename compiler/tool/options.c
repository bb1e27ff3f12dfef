#include "compiler/tool/options.h"

#include "compiler/session/estimation.h"
#include "compiler/tool/pass.h"
#include "compiler/tool/version.h"
#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const struct {
  char letter;
  const char *word, *argument;
} rows[N_OPTIONS] = {
#define OPTION(id, letter, word, argument, about) {letter, word, argument},
#include "compiler/tool/options.def"
#undef OPTION
};

/* What getopt_long returns for an option: its letter, or this and its id. */
enum { LONG_ONLY = 256 };

static int code_of(unsigned id) { return rows[id].letter ? rows[id].letter : LONG_ONLY + (int)id; }

static unsigned id_of(int code)
{
  unsigned id = 0;
  while (id < N_OPTIONS && code_of(id) != code) id++;
  return id;
}

/* "-W", "--set". */
static void put_option(FILE *f, unsigned id)
{
  if (rows[id].letter) fprintf(f, "-%c", rows[id].letter);
  else fprintf(f, "--%s", rows[id].word);
}

int choose_word(const char *option, const char *word, const char *const *choices)
{
  struct suggest near = suggest_start(word);
  for (int i = 0; choices[i]; i++) {
    if (!strcmp(choices[i], word)) return i;
    suggest_offer(&near, choices[i]);
  }
  fprintf(stderr, "tlc: %s takes", option);
  for (int i = 0; choices[i] && strcmp(choices[i], "tags"); i++)
    fprintf(stderr, "%s %s", i ? "," : "", choices[i]);
  fprintf(stderr, "; not `%s`", word);
  if (near.best) fprintf(stderr, " (did you mean `%s`?)", near.best);
  fputc('\n', stderr);
  return -1;
}

static void push(const char ***list, unsigned *n, const char *word)
{
  *list = xrealloc(*list, (*n + 1) * sizeof **list);
  (*list)[(*n)++] = word;
}

static int read_limit(struct options *o)
{
  char *rest;
  long n = strtol(optarg, &rest, 10);
  if (*rest || !*optarg || n < 0 || n > 1000000) {
    fputs("tlc: --limit takes a number from 0 to 1000000\n", stderr);
    return EXIT_USAGE;
  }
  o->limit = (unsigned)n;
  return -1;
}

static int read_estimator_limit(struct options *o)
{
  char *rest;
  double seconds = strtod(optarg, &rest);
  if (*rest || !*optarg || !(seconds >= 0.001 && seconds <= 3600)) {
    fputs("tlc: --estimator-limit takes seconds, from 0.001 to 3600\n", stderr);
    return EXIT_USAGE;
  }
  o->estimator_limit_ms = (unsigned)(seconds * 1000);
  return -1;
}

static int read_precision(struct options *o)
{
  char *rest;
  long n = strtol(optarg, &rest, 10);
  if (*rest || !*optarg || n < 0 || n > 15) {
    fputs("tlc: --precision takes a number of digits from 0 to 15\n", stderr);
    return EXIT_USAGE;
  }
  o->precision = (int)n;
  return -1;
}

/* The forms that passes can print, in the order of the passes. */
static int read_dump(struct options *o)
{
  const struct dump *dump[N_PASSES * DUMPS_OF_PASS];
  const char *names[N_PASSES * DUMPS_OF_PASS + 1] = {NULL};
  unsigned n = 0;
  for (unsigned i = 0; i < N_PASSES; i++)
    for (unsigned k = 0; k < DUMPS_OF_PASS && passes[i].dump[k].name; k++)
      dump[n] = &passes[i].dump[k], names[n++] = passes[i].dump[k].name;
  int i = choose_word("--dump", optarg, names);
  if (i < 0) return EXIT_USAGE;
  o->dump = dump[i];
  return -1;
}

/* Takes what stands behind an option; EXIT_USAGE if that cannot be, else -1. */
static int read_argument(struct options *o, enum option_id id)
{
  static const char *const colors[] = {"auto", "always", "never", "tags", NULL};
  static const char *const forms[] = {"text", "json", NULL};
  static const char *const reports[] = {"text", "json", "csv", "html", "markdown", NULL};
  static const char *const tools[] = {"accelergy", "hwcomponents", "timeloop", "none", NULL};
  int i;
  switch (id) {
  case OPT_WARNING: push(&o->warnings, &o->n_warnings, optarg); return -1;
  case OPT_SET: push(&o->sets, &o->n_sets, optarg); return -1;
  case OPT_ESTIMATOR: push(&o->estimators, &o->n_estimators, optarg); return -1;
  case OPT_PATIENCE: return read_estimator_limit(o);
  case OPT_ERT: push(&o->erts, &o->n_erts, optarg); return -1;
  case OPT_ART: push(&o->arts, &o->n_arts, optarg); return -1;
  case OPT_COUNTS: push(&o->counts, &o->n_counts, optarg); return -1;
  case OPT_FAIL_OVER: push(&o->limits, &o->n_limits, optarg); return -1;
  case OPT_EXPRESSION: o->expression = optarg; return -1;
  case OPT_PRECISION: return read_precision(o);
  case OPT_LIMIT: return read_limit(o);
  case OPT_DUMP: return read_dump(o);
  case OPT_COLOR:
    if ((i = choose_word("--color", optarg, colors)) < 0) return EXIT_USAGE;
    o->color = (enum color)i;
    return -1;
  case OPT_DIAGNOSTICS:
    if ((i = choose_word("--diagnostics", optarg, forms)) < 0) return EXIT_USAGE;
    o->json = i == 1;
    return -1;
  case OPT_FORMAT:
    if ((i = choose_word("--format", optarg, reports)) < 0) return EXIT_USAGE;
    o->format = (enum report_format)i;
    return -1;
  case OPT_COMPAT:
    if ((i = choose_word("--compat", optarg, tools)) < 0) return EXIT_USAGE;
    o->compat = strcmp(tools[i], "none") ? tools[i] : NULL;
    return -1;
  case OPT_OUTPUT: o->output = optarg; return -1;
  case OPT_RUN: o->run = optarg; return -1;
  case OPT_LSP_LOG: o->lsp_log = optarg; return -1;
  default: return read_search_option(o, id, optarg);
  }
}

/* ---- what getopt does not understand ---- */

static int unknown_word(const char *given)
{
  char word[64];
  snprintf(word, sizeof word, "%.*s", (int)strcspn(given + 2, "="), given + 2);
  struct suggest near = suggest_start(word);
  for (unsigned i = 0; i < N_OPTIONS; i++)
    if (rows[i].word) suggest_offer(&near, rows[i].word);
  fprintf(stderr, "tlc: there is no option `--%s`", word);
  if (near.best) fprintf(stderr, "; did you mean `--%s`?", near.best);
  fputs("\ntlc: `tlc --help` lists the options\n", stderr);
  return EXIT_USAGE;
}

static int unknown_option(const char *given)
{
  unsigned id = id_of(optopt);
  if (!optopt) return unknown_word(given);
  if (id == N_OPTIONS) {
    fprintf(stderr, "tlc: there is no option `-%c`\n", optopt);
    fputs("tlc: `tlc --help` lists the options\n", stderr);
    return EXIT_USAGE;
  }
  fprintf(stderr, "tlc: --%s takes no value\n", rows[id].word);
  return EXIT_USAGE;
}

static int missing_argument(void)
{
  unsigned id = id_of(optopt);
  fputs("tlc: ", stderr);
  put_option(stderr, id);
  fprintf(stderr, " needs a value: %s\n", rows[id].argument);
  return EXIT_USAGE;
}

static int read_options(struct options *o, int argc, char **argv)
{
  struct option words[N_OPTIONS + 1] = {{NULL, 0, NULL, 0}};
  char letters[2 * N_OPTIONS + 2] = ":";
  unsigned n = 0, used = 1;
  for (unsigned i = 0; i < N_OPTIONS; i++) {
    bool more = rows[i].argument != NULL;
    if (rows[i].word)
      words[n++] =
        (struct option){rows[i].word, more ? required_argument : no_argument, NULL, code_of(i)};
    if (rows[i].letter) letters[used++] = rows[i].letter;
    if (rows[i].letter && more) letters[used++] = ':';
  }
  optind = 1;
  opterr = 0;
  int c;
  while ((c = getopt_long(argc, argv, letters, words, NULL)) != -1) {
    if (c == '?') return unknown_option(argv[optind - 1]);
    if (c == ':') return missing_argument();
    unsigned id = id_of(c);
    o->given |= UINT64_C(1) << id;
    int status = read_argument(o, (enum option_id)id);
    if (status >= 0) return status;
  }
  return -1;
}

/* ---- the command and its arguments ---- */

/* Is it meant as a file, not as a command: `tlc chekc x.tl`? */
static bool looks_like_file(const char *word)
{
  return strchr(word, '.') || strchr(word, '/') || !strcmp(word, "-") || !access(word, F_OK);
}

static int unknown_command(const char *word)
{
  struct suggest near = suggest_start(word);
  for (const struct command *c = commands + 1; c->name; c++) suggest_offer(&near, c->name);
  fprintf(stderr, "tlc: `%s` is neither a command nor a file", word);
  if (near.best) fprintf(stderr, "; did you mean `tlc %s`?", near.best);
  fputs("\ntlc: `tlc --help` lists the commands\n", stderr);
  return EXIT_USAGE;
}

static int find_command(struct options *o, int argc, char **argv)
{
  o->command = commands;
  if (optind == argc) return -1;
  for (const struct command *c = commands + 1; c->name; c++)
    if (!strcmp(c->name, argv[optind])) o->command = c;
  if (*o->command->name) optind++;
  else if (!looks_like_file(argv[optind])) return unknown_command(argv[optind]);
  return -1;
}

static int refuse_options(const struct options *o)
{
  uint64_t always = UINT64_C(1) << OPT_HELP | UINT64_C(1) << OPT_VERSION;
  uint64_t surplus = o->given & ~(o->command->takes | always);
  if (!surplus) return -1;
  unsigned id = 0;
  while (!(surplus >> id & 1)) id++;
  const char *name = o->command->name, *blank = *name ? " " : "";
  fprintf(stderr, "tlc: `tlc%s%s` takes no ", blank, name);
  put_option(stderr, id);
  fprintf(stderr, "; `tlc%s%s --help` tells what it takes\n", blank, name);
  return EXIT_USAGE;
}

const char *command_formats(const struct command *c)
{
  if (c->run == command_design) return "text|json|csv|html";
  return c->run == command_doc ? "text|markdown" : "text|json";
}

static int refuse_format(const struct options *o)
{
  static const char *const NAMES[] = {[FORMAT_TEXT] = "text", [FORMAT_JSON] = "json",
                                      [FORMAT_CSV] = "csv", [FORMAT_HTML] = "html",
                                      [FORMAT_MARKDOWN] = "markdown"};
  const char *takes = command_formats(o->command);
  size_t length;
  for (const char *p = takes; *p; p += length + (p[length] == '|')) {
    length = strcspn(p, "|");
    if (!strncmp(p, NAMES[o->format], length) && !NAMES[o->format][length]) return -1;
  }
  fputs("tlc: --format takes ", stderr);
  for (const char *p = takes; *p; p += length + (p[length] == '|')) {
    length = strcspn(p, "|");
    const char *last = strrchr(takes, '|');
    fprintf(stderr, "%s%.*s", p == takes ? "" : p == last + 1 ? " or " : ", ", (int)length, p);
  }
  fputs(" here\n", stderr);
  return EXIT_USAGE;
}

static int check_count(const struct options *o)
{
  const struct command *c = o->command;
  if (o->n_files >= c->least_files && o->n_files <= c->most_files) return -1;
  if (*c->name) fprintf(stderr, "tlc: usage: tlc %s%s%s\n", c->name, *c->usage ? " " : "", c->usage);
  else if (o->n_files)
    fputs("tlc: one design at a time; `tlc check` takes several files\n", stderr);
  else
    fputs("tlc: no design is given\n"
          "tlc: `tlc DESIGN.tl` compiles one; `tlc --help` tells what else there is\n", stderr);
  return EXIT_USAGE;
}

int options_read(struct options *o, int argc, char **argv)
{
  *o = (struct options){.limit = 50, .precision = -1, .wish = search_no_wish};
  int status = read_options(o, argc, argv);
  if (status < 0) status = find_command(o, argc, argv);
  if (status >= 0) return status;
  if (option_given(o, OPT_VERSION)) {
    version_print();
    return EXIT_DONE;
  }
  if (option_given(o, OPT_HELP)) {
    help_print(o->command);
    return EXIT_DONE;
  }
  while (optind < argc) push(&o->files, &o->n_files, argv[optind++]);
  status = refuse_options(o);
  if (status < 0) status = refuse_format(o);
  return status >= 0 ? status : check_count(o);
}

void options_free(struct options *o)
{
  xfree(o->files);
  xfree(o->warnings);
  xfree(o->sets);
  xfree(o->estimators);
  xfree(o->erts);
  xfree(o->arts);
  xfree(o->counts);
  xfree(o->limits);
}

/* Where answers are kept; NULL: nowhere. */
static const char *cache_place(const struct options *o, struct arena *a)
{
  const char *given = getenv("TLC_CACHE");
  if (option_given(o, OPT_NO_CACHE) || (given && !*given)) return NULL;
  return given ? given : disk_cache_place(a);
}

/* Those of the environment, which has colons between them, and those of the command line. */
static void apply_estimators(const struct options *o, struct compilation *c)
{
  const char *list = getenv("TLC_ESTIMATORS");
  if (!o->n_estimators && !(list && *list)) return;
  struct estimation *x = compilation_estimation(c);
  x->cache.directory = cache_place(o, &c->arena);
  x->plugins = o->plugins;
  if (o->estimator_limit_ms) x->limit_ms = (int)o->estimator_limit_ms;
  while (list && *list) {
    size_t n = strcspn(list, ":");
    if (n) compilation_estimator(c, arena_strndup(&c->arena, list, n));
    list += n + (list[n] == ':');
  }
  for (unsigned i = 0; i < o->n_estimators; i++) compilation_estimator(c, o->estimators[i]);
}

enum exit_code options_apply(const struct options *o, struct compilation *c)
{
  c->program.compat = o->compat;
  c->program.precision = (unsigned)(o->precision + 1);
  for (unsigned i = 0; i < o->n_warnings; i++) {
    const char *near = NULL;
    if (diags_option(&c->diags, o->warnings[i], &near)) continue;
    fprintf(stderr, "tlc: -W%s names no warning", o->warnings[i]);
    if (near) fprintf(stderr, "; did you mean `-W%s`?", near);
    fputc('\n', stderr);
    return EXIT_USAGE;
  }
  for (unsigned i = 0; i < o->n_sets; i++) compilation_set(c, o->sets[i]);
  apply_estimators(o, c);
  return EXIT_DONE;
}

enum render_style options_style(const struct options *o, int stream)
{
  const char *no_color = getenv("NO_COLOR");
  switch (o->color) {
  case COLOR_ALWAYS: return RENDER_COLOR;
  case COLOR_NEVER: return RENDER_PLAIN;
  case COLOR_TAGS: return RENDER_TAGS;
  case COLOR_AUTO: break;
  }
  return isatty(stream) && !(no_color && *no_color) ? RENDER_COLOR : RENDER_PLAIN;
}

static bool speaks_utf8(void)
{
  return setlocale(LC_CTYPE, "") && !strcmp(nl_langinfo(CODESET), "UTF-8");
}

struct report_style options_report_style(const struct options *o)
{
  return (struct report_style){.utf8 = speaks_utf8(), .spoken = o->color == COLOR_NEVER,
                               .color = options_style(o, STDOUT_FILENO) == RENDER_COLOR};
}

unsigned options_columns(int stream, unsigned elsewhere)
{
  struct winsize w;
  if (isatty(stream) && !ioctl(stream, TIOCGWINSZ, &w) && w.ws_col >= 40) return w.ws_col;
  return elsewhere;
}

/* Where there is no terminal lines are quoted as they are, but not so that a
 * file of one line is quoted whole. */
enum { QUOTED_COLUMNS = 200 };

void options_print(const struct options *o, struct diags *ds)
{
  struct strbuf out = {0};
  if (o->json) render_json(&out, ds);
  else
    render_all(&out, ds, options_style(o, STDERR_FILENO),
               options_columns(STDERR_FILENO, QUOTED_COLUMNS), o->limit);
  fputs(strbuf_str(&out), stderr);
  strbuf_free(&out);
}

enum exit_code tell_unreadable(const char *path, enum source_status status)
{
  switch (status) {
  case SOURCE_MISSING: fprintf(stderr, "tlc: there is no file `%s`\n", path); break;
  case SOURCE_DIRECTORY: fprintf(stderr, "tlc: `%s` is not a file\n", path); break;
  case SOURCE_TOO_LARGE: fprintf(stderr, "tlc: `%s` is larger than 256 MiB\n", path); break;
  default: fprintf(stderr, "tlc: cannot read `%s`: %s\n", path, strerror(errno)); break;
  }
  return EXIT_FILES;
}
