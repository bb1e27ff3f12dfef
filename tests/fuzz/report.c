/* The libFuzzer target: any bytes as a report that is read back, drawn and compared (make fuzz
 * TARGET=report).  A line `%%` parts two reports; one is compared with itself. */
#include "runtime/report/diff.h"
#include "runtime/report/load.h"
#include "runtime/report/plot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

struct desk {
  struct arena arena;
  struct sources sources;
  struct diags diags;
  struct strbuf out;
};

/* What is wrong with a file is told, and otherwise nothing is. */
static bool load(struct desk *d, const char *text, size_t size, struct loaded_report *to)
{
  const struct source *file = sources_add(&d->sources, "report.json", text, size);
  unsigned told = d->diags.n_errors;
  bool sound = report_load(&d->arena, &d->diags, file, to);
  if (sound != (d->diags.n_errors == told)) abort();
  return sound;
}

/* It is drawn, and what is printed of it is a report. */
static void show(struct desk *d, const struct loaded_report *loaded)
{
  struct loaded_report again;
  for (const struct report_chart *c = report_charts; c->name; c++)
    report_plot(&d->out, &loaded->report, c);
  report_text(&d->out, &loaded->report, (struct report_style){.utf8 = true, .color = true});
  strbuf_clear(&d->out);
  report_json(&d->out, &loaded->report);
  if (!load(d, strbuf_str(&d->out), d->out.n, &again)) abort();
}

static void compare(struct desk *d, const struct loaded_report both[2])
{
  static const struct diff_limit limit = {DIFF_ENERGY, 0.01};
  struct diff diff;
  diff_reports(&d->arena, &both[0], &both[1], &diff);
  diff.before = diff.after = "report.json";
  diff_check(&d->arena, &diff, &limit, 1);
  diff_text(&d->out, &diff, (struct report_style){.utf8 = true, .color = true});
  diff_json(&d->out, &diff);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
  struct desk d = {0};
  struct loaded_report both[2];
  const char *text = (const char *)bytes, *mark = size ? memmem(text, size, "\n%%\n", 4) : NULL;
  size_t first = mark ? (size_t)(mark - text) : size;
  arena_init(&d.arena);
  sources_init(&d.sources);
  diags_init(&d.diags, &d.sources);
  bool sound = load(&d, text, first, &both[0]);
  if (sound) show(&d, &both[0]);
  if (!mark) both[1] = both[0];
  else sound = load(&d, mark + 4, size - first - 4, &both[1]) && sound;
  if (sound) compare(&d, both);
  diags_finish(&d.diags);
  render_all(&d.out, &d.diags, RENDER_PLAIN, 80, 0);
  strbuf_free(&d.out);
  diags_free(&d.diags);
  sources_free(&d.sources);
  arena_free(&d.arena);
  return 0;
}
