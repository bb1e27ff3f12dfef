/* tlc --help. */
#include "compiler/tool/options.h"

#include <stdio.h>
#include <string.h>

static const struct {
  char letter;
  const char *word, *argument, *about;
} rows[N_OPTIONS] = {
#define OPTION(id, letter, word, argument, about) {letter, word, argument, about},
#include "compiler/tool/options.def"
#undef OPTION
};

/* "-w, --write" */
static void put_option(struct strbuf *out, const struct command *c, unsigned i)
{
  const char *argument = i == OPT_FORMAT ? command_formats(c) : rows[i].argument;
  if (rows[i].letter) strbuf_printf(out, "-%c", rows[i].letter);
  if (rows[i].letter && rows[i].word) strbuf_puts(out, ", ");
  if (rows[i].word) strbuf_printf(out, "--%s", rows[i].word);
  if (argument) strbuf_printf(out, "%s%s", rows[i].word ? " " : "", argument);
}

static void print_options(const struct command *c, uint64_t always)
{
  puts("Options:");
  for (unsigned i = 0; i < N_OPTIONS; i++) {
    if (!((c->takes | always) >> i & 1)) continue;
    struct strbuf left = {0};
    put_option(&left, c, i);
    printf("  %-27s %s\n", strbuf_str(&left), rows[i].about);
    strbuf_free(&left);
  }
}

static void print_example(const struct command *c)
{
  const char *tab = strchr(c->example, '\t');
  printf("\nExample:\n  %.*s\n      %s\n", (int)(tab - c->example), c->example, tab + 1);
}

static const char exit_help[] =
  "\n"
  "Exit status: 0 done, 1 the source has errors, 2 the command line is wrong,\n"
  "3 a file could not be read or written, 4 no mapping exists, 5 a search was stopped\n"
  "before its result was proven, 6 something grew by more than --fail-over allows,\n"
  "70 a bug in tlc, 71 memory is exhausted.\n";

static void print_all(void)
{
  puts("Usage: tlc [OPTION]... DESIGN.tl\n"
       "       tlc COMMAND [OPTION]... ARGUMENT...\n"
       "\n"
       "Checks a design and compiles it to a report, or does one of these:");
  for (const struct command *c = commands + 1; c->name; c++)
    printf("  %-8s %-20s %s\n", c->name, c->usage, c->about);
  puts("`tlc COMMAND --help` tells more of each.  A file called `-` is standard input.\n");
  print_options(commands, UINT64_C(1) << OPT_HELP | UINT64_C(1) << OPT_VERSION);
  print_example(commands);
  fputs(exit_help, stdout);
}

void help_print(const struct command *c)
{
  if (*c->name) {
    printf("Usage: tlc %s [OPTION]...%s%s\n\nTo %s.\n\n", c->name, *c->usage ? " " : "", c->usage,
           c->about);
    print_options(c, UINT64_C(1) << OPT_HELP);
    print_example(c);
  } else print_all();
}
