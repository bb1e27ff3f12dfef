#include "compiler/tool/options.h"

#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { OPT_DUMP = 256, OPT_DIAGNOSTICS, OPT_COLOR, OPT_SET, OPT_TIME, OPT_CHECK, OPT_LIMIT, OPT_VERSION };

static const struct option long_options[] = {
  {"help", no_argument, NULL, 'h'},
  {"version", no_argument, NULL, OPT_VERSION},
  {"dump", required_argument, NULL, OPT_DUMP},
  {"diagnostics", required_argument, NULL, OPT_DIAGNOSTICS},
  {"color", required_argument, NULL, OPT_COLOR},
  {"set", required_argument, NULL, OPT_SET},
  {"time", no_argument, NULL, OPT_TIME},
  {"write", no_argument, NULL, 'w'},
  {"check", no_argument, NULL, OPT_CHECK},
  {"limit", required_argument, NULL, OPT_LIMIT},
  {NULL, 0, NULL, 0},
};

static const char options_help[] =
  "Options:\n"
  "  -W[no-]NAME, -Werror=NAME    switch a warning off or on, or make it an error\n"
  "  --set NAME=VALUE             give a top-level `param` another value\n"
  "  -D                           list what --set can change\n"
  "  --diagnostics text|json      how mistakes are told\n"
  "  --color auto|always|never    colours (NO_COLOR is heeded)\n"
  "  --limit N                    show at most N diagnostics (50; 0: all)\n"
  "  --dump tokens|ast|design     print an inner form of the program\n"
  "  --time                       print how long each phase took\n"
  "  -h, --help; --version\n"
  "\n"
  "Exit status: 0 done, 1 the source has errors, 2 the command line is wrong,\n"
  "3 a file could not be read or written, 70 a bug in tlc, 71 memory is exhausted.\n";

static void print_help(void)
{
  puts("Usage: tlc [OPTION]... DESIGN.tl          check a design and compile it to a report\n"
       "       tlc COMMAND [OPTION]... ARGUMENT...\n"
       "\n"
       "Commands:");
  for (const struct command *c = commands; c->name; c++)
    printf("  %-8s %-20s %s\n", c->name, c->usage, c->about);
  printf("\n%s", options_help);
}

static int wrong(const char *what, const char *instead)
{
  fprintf(stderr, "tlc: %s\n", what);
  if (instead) fprintf(stderr, "tlc: %s\n", instead);
  return EXIT_USAGE;
}

/* Index of a word in a NULL-terminated list, or -1 with a line on stderr. */
static int choose(const char *option, const char *word, const char *const *choices)
{
  struct suggest near = suggest_start(word);
  for (int i = 0; choices[i]; i++) {
    if (!strcmp(choices[i], word)) return i;
    suggest_offer(&near, choices[i]);
  }
  fprintf(stderr, "tlc: %s takes", option);
  for (int i = 0; choices[i] && strcmp(choices[i], "tags"); i++) fprintf(stderr, "%s %s", i ? "," : "", choices[i]);
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

static int read_one(struct options *o, int c)
{
  static const char *const dumps[] = {"tokens", "ast", "design", NULL};
  static const char *const colors[] = {"auto", "always", "never", "tags", NULL};
  static const char *const forms[] = {"text", "json", NULL};
  int i;
  switch (c) {
  case 'h': print_help(); return EXIT_DONE;
  case OPT_VERSION: puts(PACKAGE_STRING); return EXIT_DONE;
  case 'W': push(&o->warnings, &o->n_warnings, optarg); return -1;
  case 'D': o->list_params = true; return -1;
  case 'w': o->write = true; return -1;
  case OPT_CHECK: o->check = true; return -1;
  case OPT_TIME: o->time = true; return -1;
  case OPT_SET: push(&o->sets, &o->n_sets, optarg); return -1;
  case OPT_LIMIT: {
    char *rest;
    long n = strtol(optarg, &rest, 10);
    if (*rest || !*optarg || n < 0 || n > 1000000) return wrong("--limit takes a number from 0 to 1000000", NULL);
    o->limit = (unsigned)n;
    return -1;
  }
  case OPT_DUMP:
    if ((i = choose("--dump", optarg, dumps)) < 0) return EXIT_USAGE;
    o->dump = (enum dump)(i + 1);
    return -1;
  case OPT_COLOR:
    if ((i = choose("--color", optarg, colors)) < 0) return EXIT_USAGE;
    o->color = (enum color)i;
    return -1;
  case OPT_DIAGNOSTICS:
    if ((i = choose("--diagnostics", optarg, forms)) < 0) return EXIT_USAGE;
    o->json = i == 1;
    return -1;
  default:
    fputs("tlc: `tlc --help` lists the options\n", stderr);
    return EXIT_USAGE;
  }
}

static const struct command *find_command(const char *word)
{
  for (const struct command *c = commands; c->name; c++)
    if (!strcmp(c->name, word)) return c;
  return NULL;
}

/* `tlc chekc x.tl`: a first word that is neither a command nor looks like a file. */
static int unknown_command(const char *word)
{
  struct suggest near = suggest_start(word);
  for (const struct command *c = commands; c->name; c++) suggest_offer(&near, c->name);
  if (strchr(word, '.') || strchr(word, '/') || !strcmp(word, "-") || !access(word, F_OK)) return -1;
  fprintf(stderr, "tlc: `%s` is neither a command nor a file", word);
  if (near.best) fprintf(stderr, "; did you mean `tlc %s`?", near.best);
  fputs("\n", stderr);
  return EXIT_USAGE;
}

static int check_count(const struct options *o)
{
  unsigned least = o->command ? o->command->least_files : 1, most = o->command ? o->command->most_files : 1;
  if (o->n_files >= least && o->n_files <= most) return -1;
  if (!o->command && !o->n_files) {
    fputs("tlc: no design is given\ntlc: `tlc DESIGN.tl` compiles one; `tlc --help` tells what else there is\n", stderr);
    return EXIT_USAGE;
  }
  if (o->command) fprintf(stderr, "tlc: usage: tlc %s %s\n", o->command->name, o->command->usage);
  else fputs("tlc: one design at a time; `tlc check` takes several files\n", stderr);
  return EXIT_USAGE;
}

int options_read(struct options *o, int argc, char **argv)
{
  *o = (struct options){.limit = 50};
  int c;
  optind = 1;
  while ((c = getopt_long(argc, argv, "hW:Dw", long_options, NULL)) != -1) {
    int status = read_one(o, c);
    if (status >= 0) return status;
  }
  if (optind < argc) {
    o->command = find_command(argv[optind]);
    if (o->command) optind++;
    else if (argc - optind >= 1) {
      int status = unknown_command(argv[optind]);
      if (status >= 0) return status;
    }
  }
  while (optind < argc) push(&o->files, &o->n_files, argv[optind++]);
  return check_count(o);
}

void options_free(struct options *o)
{
  xfree(o->files);
  xfree(o->warnings);
  xfree(o->sets);
}

enum exit_code options_apply(const struct options *o, struct compilation *c)
{
  for (unsigned i = 0; i < o->n_warnings; i++) {
    const char *near = NULL;
    if (diags_option(&c->diags, o->warnings[i], &near)) continue;
    fprintf(stderr, "tlc: -W%s names no warning", o->warnings[i]);
    if (near) fprintf(stderr, "; did you mean `-W%s`?", near);
    fputc('\n', stderr);
    return EXIT_USAGE;
  }
  for (unsigned i = 0; i < o->n_sets; i++) compilation_set(c, o->sets[i]);
  return EXIT_DONE;
}

static enum render_style style_of(const struct options *o)
{
  const char *no_color = getenv("NO_COLOR");
  switch (o->color) {
  case COLOR_ALWAYS: return RENDER_COLOR;
  case COLOR_NEVER: return RENDER_PLAIN;
  case COLOR_TAGS: return RENDER_TAGS;
  case COLOR_AUTO: break;
  }
  return isatty(STDERR_FILENO) && !(no_color && *no_color) ? RENDER_COLOR : RENDER_PLAIN;
}

/* Columns of the terminal; elsewhere wide, but not so that a file of one line is
 * quoted whole. */
static unsigned columns(void)
{
  struct winsize w;
  if (isatty(STDERR_FILENO) && !ioctl(STDERR_FILENO, TIOCGWINSZ, &w) && w.ws_col >= 40) return w.ws_col;
  return 200;
}

void options_print(const struct options *o, struct diags *ds)
{
  struct strbuf out = {0};
  if (o->json) render_json(&out, ds);
  else render_all(&out, ds, style_of(o), columns(), o->limit);
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
