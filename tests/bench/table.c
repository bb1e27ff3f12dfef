/* table ROWS VALUES BASELINE JSON: what was measured as a table on the standard output and as a
 * document in the file JSON, both against the document BASELINE of an earlier run (which may be
 * missing).
 *
 * ROWS is rows.tsv; VALUES has a line for each row, `id number`.  A ratio says how many times as much
 * a row takes as it took then, be it time or memory: 2.00 is twice as slow.  Rows that are compared
 * by `speed` allow for the processor: what the loop of the row `calibration` takes here and there.
 *
 * MACHINE in the environment tells what was measured on.  Status: 1 if a ratio is above
 * MARKED and BENCH_STRICT is 1, 2 if a row is missing or a file cannot be read or written. */
#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MARKED 1.5
enum { ROWS = 64, TEXT = 128, LINE = 1024 };

struct row {
  char id[TEXT], group[TEXT], what[TEXT], unit[TEXT], better[TEXT], against[TEXT];
  double value, baseline, ratio; /* NAN: not known */
};

struct table {
  struct row row[ROWS];
  unsigned rows;
  double speed;  /* of this processor, as a multiple of the one of the baseline */
};

static _Noreturn void fail(const char *what, const char *of)
{
  fprintf(stderr, "bench: %s: %s\n", of, what);
  exit(2);
}

static FILE *open_text(const char *path)
{
  FILE *f = fopen(path, "r");
  if (!f) fail("cannot be read", path);
  return f;
}

static struct row *find_row(struct table *t, const char *id)
{
  for (unsigned i = 0; i < t->rows; i++)
    if (!strcmp(t->row[i].id, id)) return &t->row[i];
  return NULL;
}

/* ---- what was measured ---- */

static void read_rows(struct table *t, const char *path)
{
  char line[LINE];
  FILE *f = open_text(path);
  while (fgets(line, sizeof line, f)) {
    struct row *r = &t->row[t->rows];
    if (*line == '#') continue;
    if (t->rows == ROWS) fail("too many rows", path);
    *r = (struct row){.value = NAN, .baseline = NAN, .ratio = NAN};
    if (sscanf(line, "%127[^\t]\t%127[^\t]\t%127[^\t]\t%127[^\t]\t%127[^\t]\t%127[^\n]", r->id,
               r->group, r->what, r->unit, r->better, r->against) != 6)
      fail("a row without its six columns", path);
    t->rows++;
  }
  fclose(f);
}

static void read_values(struct table *t, const char *path)
{
  char id[TEXT];
  double value;
  FILE *f = open_text(path);
  while (fscanf(f, "%127s %lf", id, &value) == 2) {
    struct row *r = find_row(t, id);
    if (!r) fail("measured, but no row of the table", id);
    r->value = value;
  }
  fclose(f);
  for (unsigned i = 0; i < t->rows; i++)
    if (!(t->row[i].value > 0)) fail("not measured", t->row[i].id);
}

/* ---- against the baseline ---- */

static void compare(struct table *t)
{
  struct row *loop = find_row(t, "calibration");
  t->speed = loop ? loop->value / loop->baseline : NAN;
  for (unsigned i = 0; i < t->rows; i++) {
    struct row *r = &t->row[i];
    r->ratio = strcmp(r->better, "more") ? r->value / r->baseline : r->baseline / r->value;
    if (!strcmp(r->against, "speed")) r->ratio *= t->speed;
    if (!strcmp(r->against, "none")) r->ratio = NAN;
  }
}

/* False: there is none. */
static bool read_baseline(struct table *t, const char *path)
{
  json_error_t error;
  const json_t *row;
  size_t i;
  if (access(path, F_OK)) return false;
  json_t *document = json_load_file(path, 0, &error);
  const json_t *rows = json_object_get(document, "rows");
  if (!json_is_array(rows)) fail(document ? "it has no list of rows" : error.text, path);
  json_array_foreach(rows, i, row) {
    const char *id = json_string_value(json_object_get(row, "id"));
    struct row *r = id ? find_row(t, id) : NULL;
    if (r) r->baseline = json_number_value(json_object_get(row, "value"));
  }
  const char *machine = json_string_value(json_object_get(document, "machine"));
  printf("The baseline was measured on: %s\n\n", machine ? machine : "nobody knows what");
  json_decref(document);
  compare(t);
  return true;
}

static bool is_marked(const struct row *r)
{
  return strcmp(r->id, "calibration") && r->ratio > MARKED;
}

/* ---- the table ---- */

/* Three digits, or all before the point, by thousands. */
static const char *number_text(double x, char *out, size_t size)
{
  if (isnan(x)) snprintf(out, size, "-");
  else if (x < 999.5) snprintf(out, size, "%.*f", x < 9.995 ? 2 : x < 99.95 ? 1 : 0, x);
  else {
    char digits[40];
    size_t n = (size_t)snprintf(digits, sizeof digits, "%.0f", x), k = 0;
    for (size_t i = 0; i < n && k + 2 < size; i++) {
      if (i && (n - i) % 3 == 0) out[k++] = ',';
      out[k++] = digits[i];
    }
    out[k] = '\0';
  }
  return out;
}

static void print_row(const struct row *r, const struct row *before)
{
  char value[48], baseline[48], ratio[48];
  const char *group = before && !strcmp(before->group, r->group) ? "" : r->group;
  if (before && *group) putchar('\n');
  printf("%-14s  %-38s %14s  %-8s %14s  %7s%s\n", group, r->what,
         number_text(r->value, value, sizeof value), r->unit,
         number_text(r->baseline, baseline, sizeof baseline),
         number_text(r->ratio, ratio, sizeof ratio), is_marked(r) ? "  <- worse" : "");
}

static unsigned print(const struct table *t, const double *load)
{
  unsigned marked = 0;
  printf("%-14s  %-38s %14s  %-8s %14s  %7s\n", "", "", "here", "", "baseline", "ratio");
  for (unsigned i = 0; i < t->rows; i++) {
    print_row(&t->row[i], i ? &t->row[i - 1] : NULL);
    marked += is_marked(&t->row[i]);
  }
  printf("\nA ratio is how many times as much is taken as in the baseline, of time or of memory. "
         "Times allow for\nthe speed of the processor (the fixed loop).  ");
  printf("%u %s above %.1f.  Load average %.1f.\n", marked, marked == 1 ? "is" : "are", MARKED, *load);
  return marked;
}

/* ---- the document ---- */

static json_t *row_json(const struct row *r)
{
  json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:f}", "id", r->id, "group", r->group, "what",
                        r->what, "unit", r->unit, "better", r->better, "value", r->value);
  if (isfinite(r->ratio)) {
    json_object_set_new(o, "baseline", json_real(r->baseline));
    json_object_set_new(o, "ratio", json_real(r->ratio));
  }
  return o;
}

/* Whole or not at all. */
static void write_json(const struct table *t, const char *path, double load)
{
  char part[4096];
  const char *machine = getenv("MACHINE");
  json_t *rows = json_array();
  for (unsigned i = 0; i < t->rows; i++) json_array_append_new(rows, row_json(&t->row[i]));
  json_t *document = json_pack("{s:s, s:f, s:i, s:o}", "machine",
                               machine && *machine ? machine : "not described", "load", load,
                               "processors", (int)sysconf(_SC_NPROCESSORS_ONLN), "rows", rows);
  if (!document || snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part ||
      json_dump_file(document, part, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) || rename(part, path))
    fail("cannot be written", path);
  json_decref(document);
}

int main(int argc, char **argv)
{
  static struct table t;
  double load = 0;
  const char *strict = getenv("BENCH_STRICT");
  if (argc != 5) fail("usage: table ROWS VALUES BASELINE JSON", "table");
  if (getloadavg(&load, 1) < 1) load = 0;
  read_rows(&t, argv[1]);
  read_values(&t, argv[2]);
  if (!read_baseline(&t, argv[3])) printf("There is no baseline to compare with.\n\n");
  unsigned marked = print(&t, &load);
  write_json(&t, argv[4], load);
  return marked && strict && !strcmp(strict, "1");
}
