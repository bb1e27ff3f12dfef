/* tlc diff OLD.json NEW.json: what changed between two reports. */
#include "compiler/tool/reports.h"
#include "runtime/report/diff.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What may be limited: growth of these is for the worse. */
static const struct { const char *word; enum diff_metric metric; } limited[] = {
  {"energy", DIFF_ENERGY}, {"cycles", DIFF_CYCLES}, {"area", DIFF_AREA}, {"edp", DIFF_EDP}};

enum { LIMITED = sizeof limited / sizeof *limited };

/* "energy=1%": EXIT_USAGE, told, if it is none. */
static enum exit_code read_limit(const char *text, struct arena *arena, struct diff_limit *to)
{
  const char *words[LIMITED + 1] = {NULL};
  size_t n = strcspn(text, "=");
  for (unsigned i = 0; i < LIMITED; i++) words[i] = limited[i].word;
  int which = choose_word("--fail-over", arena_strndup(arena, text, n), words);
  if (which < 0) return EXIT_USAGE;
  char *rest = NULL;
  double percent = text[n] ? strtod(text + n + 1, &rest) : -1;
  bool ends = rest && rest > text + n + 1 && (!*rest || !strcmp(rest, "%"));
  if (ends && percent >= 0 && percent <= 1e9) {
    *to = (struct diff_limit){limited[which].metric, percent / 100};
    return EXIT_DONE;
  }
  fprintf(stderr, "tlc: --fail-over takes by how much %s may grow, as in %s=1%%; not `%s`\n",
          words[which], words[which], text);
  return EXIT_USAGE;
}

static enum exit_code read_limits(const struct options *o, struct arena *arena,
                                  struct diff_limit **out)
{
  *out = ARENA_ARRAY(arena, struct diff_limit, o->n_limits + 1);
  for (unsigned i = 0; i < o->n_limits; i++)
    if (read_limit(o->limits[i], arena, &(*out)[i]) != EXIT_DONE) return EXIT_USAGE;
  return EXIT_DONE;
}

/* Both, as far as --run wants them; a name that only one of them has is as good. */
static enum exit_code read_both(struct reports *r, struct loaded_report both[2])
{
  const struct options *o = r->options;
  unsigned runs = 0;
  for (unsigned i = 0; i < 2; i++) {
    enum exit_code status = reports_read(r, o->files[i], &both[i]);
    if (status != EXIT_DONE) return status;
  }
  for (unsigned i = 0; i < 2; i++) runs += reports_filter(r, &both[i]);
  if (o->run && !runs) return reports_tell_no_run(r, o->files[1]);
  if (!runs)
    fputs("tlc: neither report has a run, and studies are not compared; a report of one point has:\n"
          "     tlc --run 'STUDY.3.*' --format json DESIGN.tl\n", stderr);
  return EXIT_DONE;
}

static enum exit_code compare(struct reports *r, const struct diff_limit *limits)
{
  const struct options *o = r->options;
  struct loaded_report both[2];
  struct strbuf out = {0};
  struct diff diff;
  enum exit_code status = read_both(r, both);
  if (status != EXIT_DONE) return status;
  diff_reports(&r->arena, &both[0], &both[1], &diff);
  diff.before = o->files[0], diff.after = o->files[1];
  diff_check(&r->arena, &diff, limits, o->n_limits);
  if (o->format == FORMAT_JSON) diff_json(&out, &diff);
  else diff_text(&out, &diff, options_report_style(o));
  fwrite(strbuf_str(&out), 1, out.n, stdout);
  strbuf_free(&out);
  return diff.overs ? EXIT_OVER : EXIT_DONE;
}

enum exit_code command_diff(const struct options *o)
{
  struct reports r;
  struct diff_limit *limits;
  reports_init(&r, o);
  enum exit_code status = read_limits(o, &r.arena, &limits);
  if (status == EXIT_DONE) status = compare(&r, limits);
  return reports_end(&r, status);
}
