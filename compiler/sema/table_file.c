/* The rows of a table from a file of comma-separated values.
 *
 * The first line names the columns, with the unit that their numbers are in: `size [B]`.
 * Lines that begin with `#` are comments.  A column `source` says where a row comes from. */
#include "compiler/sema/table.h"

#include "compiler/sema/enum.h"
#include "compiler/sema/eval.h"
#include "compiler/sema/support.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS_MAX = GRID_KEYS + GRID_RESULTS + 8 };

/* What stands in a column of the file. */
struct filed {
  const struct column *column;  /* NULL: `source`, or nothing */
  unsigned index;
  bool source;
  double factor;                /* of its unit, beside a power of ten */
  int exp10;
  struct dim dim;
};

struct table_file {
  struct sema *sm;
  struct table *t;
  struct source *source;
  uint32_t at;                  /* where reading goes on */
  uint32_t end;                 /* of the line that is being read */
  struct filed column[COLUMNS_MAX];
  unsigned columns;
  unsigned keys;                /* so many columns of the file come to the last key */
  bool lazy;                    /* no more than these are read of a row */
  bool failed;
  struct span *at_cell;         /* of the cells of a row, by column of the table */
};

/* A cell: its bytes in the file, blanks and quotes left out. */
struct cell {
  uint32_t start, end;
};

static struct span cell_span(const struct table_file *f, struct cell c)
{
  return (struct span){f->source->id, c.start, c.end};
}

static const char *cell_text(const struct table_file *f, struct cell c)
{
  return f->source->text + c.start;
}

static struct diag *tell(struct table_file *f, struct cell c, const char *label, const char *message)
{
  struct diag *d = diag_at(f->sm->diags, E0642, cell_span(f, c), "%s", message);
  f->failed = f->t->misread = true;
  diag_label(d, cell_span(f, c), "%s", label);
  diag_note_at(d, node_span(f->t->from), "rows of the table `%s`", f->t->node->name->text);
  return d;
}

/* ---- lines and cells ---- */

/* The place of a byte from `from` on; `end` if it does not come before. */
static uint32_t find_byte(const struct table_file *f, char byte, uint32_t from, uint32_t end)
{
  const char *text = f->source->text;
  const char *found = from < end ? memchr(text + from, byte, end - from) : NULL;
  return found ? (uint32_t)(found - text) : end;
}

static void next_line(struct table_file *f)
{
  f->at = find_byte(f, '\n', f->end, f->source->size) + 1;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static uint32_t skip_blanks(const struct table_file *f, uint32_t at)
{
  const char *text = f->source->text;
  while (at < f->end && is_blank(text[at])) at++;
  return at;
}

/* Goes to the next line that holds something; false at the end. */
static bool find_line(struct table_file *f)
{
  while (f->at < f->source->size) {
    f->end = find_byte(f, '\n', f->at, f->source->size);
    f->end = find_byte(f, '\r', f->at, f->end);
    uint32_t first = skip_blanks(f, f->at);
    if (first < f->end && f->source->text[first] != '#') return true;
    next_line(f);
  }
  return false;
}

/* The next cell of a line, and whether another one follows. */
static bool read_cell(struct table_file *f, struct cell *out)
{
  const char *text = f->source->text;
  uint32_t at = skip_blanks(f, f->at);
  bool quoted = at < f->end && text[at] == '"';
  *out = (struct cell){at + quoted, find_byte(f, quoted ? '"' : ',', at + quoted, f->end)};
  f->at = quoted ? find_byte(f, ',', out->end, f->end) : out->end;
  while (!quoted && out->end > out->start && is_blank(text[out->end - 1])) out->end--;
  bool more = f->at < f->end;
  f->at += more;
  return more;
}

/* ---- the head ---- */

static void read_unit(struct table_file *f, struct filed *to, struct cell c)
{
  struct unit unit;
  struct unit_error why;
  const struct wanted_type *type = &to->column->type;
  if (!unit_parse(cell_text(f, c), c.end - c.start, &f->sm->units, f->sm->arena, &unit, &why)) {
    tell(f, c, "not a unit", "this is no unit");
    return;
  }
  if (!type->any && type->kind == V_NUMBER && !dim_equal(unit.dim, type->dim)) {
    struct diag *d = tell(f, c, dim_article(unit.dim, &f->sm->units, f->sm->arena),
                          "the unit is not of what the column holds");
    diag_note_at(d, node_span(to->column->field), "declared as `%s`", type_text(f->sm, type));
    return;
  }
  to->factor = unit.factor;
  to->exp10 = unit.exp10;
  to->dim = unit.dim;
}

/* `size [B]`: a name, and perhaps a unit. */
static void read_head_cell(struct table_file *f, struct cell c)
{
  struct filed *to = &f->column[f->columns++];
  const char *text = cell_text(f, c);
  uint32_t end = c.start;
  while (end < c.end && f->source->text[end] != '[') end++;
  struct cell unit = {end + 1, c.end}, name = {c.start, end};
  while (name.end > name.start && is_blank(f->source->text[name.end - 1])) name.end--;
  *to = (struct filed){.factor = 1};
  name_t word = intern(f->sm->names, text, name.end - name.start);
  to->column = table_column(f->t, word);
  to->source = !to->column && names_equal(word, "source");
  if (to->source) return;
  if (!to->column) {
    struct suggest near = suggest_near(f->sm, word->text);
    for (uint32_t i = 0; i < f->t->columns.n; i++)
      suggest_offer(&near, f->t->columns.at[i].name->text);
    diag_suggest(tell(f, name, "not found", "the table has no such column"), cell_span(f, name),
                 near.best);
    return;
  }
  to->index = (unsigned)(to->column - f->t->columns.at);
  if (to->column->key) f->keys = f->columns;
  for (struct filed *other = f->column; other < to; other++)
    if (other->column == to->column) {
      tell(f, name, "again here", "the file names a column twice");
      return;
    }
  if (end < c.end) {
    if (unit.end > unit.start && f->source->text[unit.end - 1] == ']') unit.end--;
    read_unit(f, to, unit);
  } else if (to->column->type.kind == V_NUMBER && !to->column->type.any &&
             !dim_is_none(to->column->type.dim)) {
    const char *example = dim_example_unit(to->column->type.dim);
    struct diag *d = tell(f, c, "without a unit", "the head says in what unit its numbers are");
    if (example) diag_help(d, "write `%s [%s]`", to->column->name->text, example);
  }
}

/* What spreadsheets put before the first byte. */
static void skip_mark(struct table_file *f)
{
  static const char mark[] = "\xef\xbb\xbf";
  size_t n = sizeof mark - 1;
  if (f->source->size >= n && !memcmp(f->source->text, mark, n)) f->at += (uint32_t)n;
}

static void read_head(struct table_file *f)
{
  struct cell c;
  skip_mark(f);
  bool more = find_line(f);
  uint32_t start = f->at;
  while (more) {
    more = read_cell(f, &c);
    if (f->columns == COLUMNS_MAX) tell(f, c, "one too many", "the file has too many columns");
    if (f->failed) return;
    read_head_cell(f, c);
  }
  struct cell line = {start, f->at};
  for (uint32_t i = 0; i < f->t->columns.n && !f->failed; i++) {
    bool there = false;
    for (unsigned j = 0; j < f->columns; j++) there |= f->column[j].column == &f->t->columns.at[i];
    if (there) continue;
    struct diag *d = tell(f, line, "does not name it", "the file has no column that the table wants");
    diag_note_at(d, node_span(f->t->columns.at[i].field), "the column `%s`",
                 f->t->columns.at[i].name->text);
  }
  next_line(f);
}

/* ---- rows ---- */

/* Digits that a double holds exactly, and powers of ten that it does. */
enum { EXACT_DIGITS = 15, EXACT_TENS = 22 };

static const double tens[EXACT_TENS + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                            1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                            1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* A number as it is written: digits and a power of ten.  False: it is none. */
struct decimal {
  bool negative;
  uint64_t digits;
  unsigned n;        /* digits that count */
  long exponent;
};

static bool read_decimal(const char *text, size_t n, struct decimal *out)
{
  size_t i = 0, digits = 0;
  uint64_t number = 0;
  unsigned counted = 0;
  long exponent = 0;
  bool point = false;
  if (n && (*text == '-' || *text == '+')) i++;
  for (; i < n; i++) {
    unsigned digit = (unsigned)(unsigned char)text[i] - '0';
    if (digit > 9) {
      if (text[i] != '.' || point) break;
      point = true;
      continue;
    }
    digits++;
    counted += counted || digit;
    exponent -= point;
    if (counted <= EXACT_DIGITS) number = 10 * number + digit;
  }
  if (i < n && digits && (text[i] == 'e' || text[i] == 'E')) {
    char *end;
    if (n - i > 6 || n - i < 2 || isspace((unsigned char)text[i + 1])) return false;
    exponent += strtol(text + i + 1, &end, 10);
    i = (size_t)(end - text);
  }
  *out = (struct decimal){n && *text == '-', number, counted, exponent};
  return digits && i == n;
}

/* … times a power of ten, rounded once: as if it were written so. */
static bool scaled_number(struct table_file *f, const struct filed *to, struct cell c, double *out)
{
  enum { LONGEST = 64 };
  struct decimal d;
  const char *text = cell_text(f, c);
  size_t n = c.end - c.start;
  if (n > LONGEST || !read_decimal(text, n, &d)) return false;
  long exponent = d.exponent + to->exp10;
  double x = (double)d.digits;
  if (d.n <= EXACT_DIGITS && labs(exponent) <= EXACT_TENS) {
    x = exponent < 0 ? x / tens[-exponent] : x * tens[exponent];
    *out = (d.negative ? -x : x) * to->factor;
    return true;
  }
  char copy[LONGEST + 16];
  size_t mantissa = strcspn(text, "eE") < n ? strcspn(text, "eE") : n;
  memcpy(copy, text, mantissa);
  long written = mantissa < n ? strtol(text + mantissa + 1, NULL, 10) : 0;
  snprintf(copy + mantissa, sizeof copy - mantissa, "e%ld", written + to->exp10);
  *out = strtod(copy, NULL) * to->factor;
  return isfinite(*out);
}

static struct value read_number(struct table_file *f, const struct filed *to, struct cell c)
{
  double x;
  if (!scaled_number(f, to, c, &x)) {
    tell(f, c, "not a number", "a number is wanted here");
    return value_poison();
  }
  struct value v = value_number(x, to->dim);
  if (!to->column->type.whole || v.is_int) return v;
  tell(f, c, "not a whole number", "a whole number is wanted here");
  return value_poison();
}

static struct value read_word(struct table_file *f, const struct filed *to, struct cell c)
{
  const struct wanted_type *type = &to->column->type;
  size_t n = c.end - c.start;
  name_t word = intern(f->sm->names, cell_text(f, c), n);
  if (type->kind == V_STRING) return value_string(word);
  if (type->kind == V_BOOL && (names_equal(word, "true") || names_equal(word, "false")))
    return value_bool(names_equal(word, "true"));
  for (struct node *m = type->enumeration ? enum_members(type->enumeration) : NULL; m; m = m->next)
    if (m->kind == N_NAME && m->name == word) return value_enum(word);
  struct diag *d = tell(f, c, "not one of these", "this does not fit the column");
  diag_note_at(d, node_span(to->column->field), "declared as `%s`", type_text(f->sm, type));
  return value_poison();
}

static struct value read_value(struct table_file *f, const struct filed *to, struct cell c)
{
  const struct wanted_type *type = &to->column->type;
  return type->any || type->kind == V_NUMBER ? read_number(f, to, c) : read_word(f, to, c);
}

/* The cells of a line, before column `last` of the file or all of them: are they as the head has
 * them? */
static bool read_cells(struct table_file *f, struct table_row *row, unsigned last)
{
  bool more = true;
  unsigned i = 0;
  for (; more && i < last && !f->failed; i++) {
    struct cell c;
    more = read_cell(f, &c);
    if (i == f->columns) tell(f, c, "one too many", "this row has more cells than the head");
    if (f->failed) return false;
    const struct filed *to = &f->column[i];
    if (to->source && c.end > c.start)
      row->source = intern(f->sm->names, cell_text(f, c), c.end - c.start);
    if (!to->column) continue;
    row->value[to->index] = read_value(f, to, c);
    f->at_cell[to->index] = cell_span(f, c);
  }
  row->unread = more;
  if (i >= f->columns || (row->unread && f->lazy) || f->failed) return !f->failed;
  tell(f, (struct cell){row->span.start, f->at}, "too short",
       "this row has fewer cells than the head");
  return false;
}

static void read_file_row(struct table_file *f)
{
  struct table_row row = {.value = ARENA_ARRAY(f->sm->arena, struct value, f->t->columns.n),
                          .span = {f->source->id, f->at, f->end}};
  if (read_cells(f, &row, f->lazy ? f->keys : UINT_MAX)) add_row(f->sm, f->t, &row, f->at_cell);
  next_line(f);
}

/* The rest of a row, for whoever asks for its results. */
static void fill_row(void *context, uint32_t i)
{
  struct table_file *f = context;
  struct table_row *row = &f->t->rows.at[i];
  if (!row->unread) return;
  f->at = row->span.start;
  f->end = row->span.end;
  f->lazy = f->failed = false;
  uint32_t muted = table_unmute(f->sm, f->t);
  if (read_cells(f, row, UINT_MAX)) check_cells(f->sm, f->t, row, f->at_cell);
  f->sm->diags->muted = muted;
  row->unread = false;
  table_row_results(f->t, row, f->t->results + (size_t)i * f->t->grid->results);
}

void fill_from_file(struct table *t)
{
  t->grid->fill = fill_row;
  t->grid->context = t->file;
}

static void tell_unreadable(struct sema *sm, struct table *t, enum source_status status)
{
  struct span at = node_span(t->from);
  struct diag *d = diag_at(sm->diags, E0641, at, "the rows of the table `%s` cannot be read",
                           t->node->name->text);
  t->misread = true;
  diag_label(d, at, status == SOURCE_MISSING ? "there is no such file"
                    : status == SOURCE_DIRECTORY ? "this is no file"
                    : status == SOURCE_TOO_LARGE ? "it is too large" : "it cannot be read");
  diag_note(d, "the path is relative to the file that the table stands in");
}

void read_table_file(struct sema *sm, struct table *t)
{
  struct table_file f = {.sm = sm, .t = t, .lazy = !table_is_whole(sm, t)};
  struct value path = eval(sm, &t->scope, t->from);
  if (path.kind != V_STRING || !path.known) return;
  const struct program *p = sm->program;
  enum source_status status = p->read_beside
    ? p->read_beside(p, t->symbol->module, path.u.name->text, &f.source) : SOURCE_UNREADABLE;
  if (status != SOURCE_OK) {
    tell_unreadable(sm, t, status);
    return;
  }
  f.at_cell = ARENA_ARRAY(sm->arena, struct span, t->columns.n + 1);
  read_head(&f);
  while (!f.failed && find_line(&f)) read_file_row(&f);
  if (f.lazy) t->file = arena_copy(sm->arena, &f, sizeof f);
}
