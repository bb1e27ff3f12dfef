/* The problem: an Einsum as dimensions, data spaces and coefficients. */
#include "compiler/export/inside.h"

#include "lang/base/vec.h"

#include <string.h>

/* ---- letters ---- */

static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static char upper(char c) { return is_lower(c) ? (char)(c - 'a' + 'A') : c; }

static bool is_free_letter(const struct exporting *x, char letter)
{
  for (unsigned d = 0; d < x->workload->dims; d++)
    if (x->letter[d] == letter) return false;
  return true;
}

static void take(struct exporting *x, unsigned dim, char letter)
{
  if (!x->letter[dim] && is_free_letter(x, letter)) x->letter[dim] = letter;
}

/* There are more letters than the model takes dims. */
void plan_letters(struct exporting *x)
{
  const struct ir_dim *dim = x->workload->dim;
  unsigned n = x->workload->dims;
  memset(x->letter, 0, sizeof x->letter);
  for (unsigned d = 0; d < n; d++)
    if (is_upper(*dim[d].name) && !dim[d].name[1]) take(x, d, *dim[d].name);
  for (unsigned d = 0; d < n; d++)
    if (is_lower(*dim[d].name) && !dim[d].name[1]) take(x, d, upper(*dim[d].name));
  for (unsigned d = 0; d < n; d++) {
    for (const char *c = dim[d].name; *c; c++)
      if (is_upper(upper(*c))) take(x, d, upper(*c));
    for (char c = 'A'; c <= 'Z'; c++) take(x, d, c);
    for (char c = 'a'; c <= 'z'; c++) take(x, d, c);
  }
}

static const char *letter_text(const struct exporting *x, unsigned dim)
{
  return arena_printf(x->arena, "%c", x->letter[dim]);
}

/* Whether a comment has to say what a letter stands for. */
static bool is_renamed(const struct exporting *x, unsigned dim)
{
  const char *name = x->workload->dim[dim].name;
  return name[1] || upper(*name) != x->letter[dim];
}

void comment_letters(struct strbuf *out, const struct exporting *x)
{
  const char *before = "# Dimensions: ";
  for (unsigned d = 0; d < x->workload->dims; d++) {
    if (!is_renamed(x, d)) continue;
    strbuf_printf(out, "%s%c is %s", before, x->letter[d], x->workload->dim[d].name);
    before = ", ";
  }
  if (*before == ',') strbuf_puts(out, ".\n");
}

/* ---- offsets ---- */

static bool has_offset(const struct ir_access *a)
{
  for (unsigned r = 0; r < a->ranks; r++)
    if (a->offsets[r]) return true;
  return false;
}

static void put_offset(struct strbuf *out, const struct exporting *x, const struct ir_access *a)
{
  if (has_offset(a))
    strbuf_printf(out, "# Indices of %s are without their offsets, on which no count depends.\n",
                  x->workload->tensor[a->tensor].name);
}

void comment_offsets(struct strbuf *out, const struct exporting *x)
{
  const struct ir_einsum *e = &x->workload->einsum[0];
  uint64_t told = 0;
  for (unsigned i = 0; i < e->inputs; i++) {
    if (ir_holds(told, e->input[i].tensor)) continue;
    told |= UINT64_C(1) << e->input[i].tensor;
    put_offset(out, x, &e->input[i]);
  }
  put_offset(out, x, &e->output);
}

/* ---- coefficients ---- */

typedef VEC(int64_t) coefficients;

static const char *coefficient_name(const struct exporting *x, int64_t c)
{
  return c < 0 ? arena_printf(x->arena, "cm%lld", -(long long)c)
               : arena_printf(x->arena, "c%lld", (long long)c);
}

static void add_coefficient(coefficients *all, int64_t c)
{
  if (c == 0 || c == 1) return;
  for (uint32_t i = 0; i < all->n; i++)
    if (all->at[i] == c) return;
  vec_push(all, c);
}

/* Those that are not 0 or 1, each once, in the order of the tensors. */
static coefficients find_coefficients(const struct exporting *x)
{
  coefficients all = {0};
  for (unsigned t = 0; t < x->workload->tensors; t++) {
    const struct model_tensor *tensor = &x->lowered.einsum.tensor[t];
    for (unsigned i = 0; i < tensor->ranks * x->workload->dims; i++)
      add_coefficient(&all, tensor->coefficients[i]);
  }
  return all;
}

static void write_coefficients(const struct exporting *x, struct emit *e, const coefficients *all)
{
  if (!all->n) return;
  emit_key(e, "coefficients");
  emit_list(e, EMIT_LINES);
  for (uint32_t i = 0; i < all->n; i++) {
    emit_map(e, EMIT_ONE_LINE);
    emit_key_text(e, "name", coefficient_name(x, all->at[i]));
    emit_key(e, "default");
    emit_whole(e, all->at[i]);
    emit_map_end(e);
  }
  emit_list_end(e);
}

/* ---- data spaces ---- */

static void write_term(const struct exporting *x, struct emit *e, unsigned dim, int64_t c)
{
  emit_list(e, EMIT_ONE_LINE);
  emit_text(e, letter_text(x, dim));
  if (c != 1) emit_text(e, coefficient_name(x, c));
  emit_list_end(e);
}

/* A rank without dims is one word long, and left out. */
static void write_rank(const struct exporting *x, struct emit *e, const int64_t *coefficient)
{
  bool open = false;
  for (unsigned d = 0; d < x->workload->dims; d++) {
    if (!coefficient[d]) continue;
    if (!open) emit_list(e, EMIT_LINES);
    open = true;
    write_term(x, e, d, coefficient[d]);
  }
  if (open) emit_list_end(e);
}

static void write_data_space(const struct exporting *x, struct emit *e,
                             const struct model_tensor *tensor)
{
  emit_map(e, EMIT_LINES);
  emit_key_text(e, "name", tensor->name);
  emit_key(e, "projection");
  emit_list(e, EMIT_LINES);
  for (unsigned r = 0; r < tensor->ranks; r++)
    write_rank(x, e, tensor->coefficients + (size_t)r * x->workload->dims);
  emit_list_end(e);
  if (tensor->output) emit_key_truth(e, "read_write", true);
  emit_map_end(e);
}

static void write_shape(const struct exporting *x, struct emit *e, const coefficients *all)
{
  emit_key(e, "shape");
  emit_map(e, EMIT_LINES);
  emit_key_text(e, "name", x->workload->name);
  emit_key(e, "dimensions");
  emit_list(e, EMIT_ONE_LINE);
  for (unsigned d = 0; d < x->workload->dims; d++) emit_text(e, letter_text(x, d));
  emit_list_end(e);
  write_coefficients(x, e, all);
  emit_key(e, "data_spaces");
  emit_list(e, EMIT_LINES);
  for (unsigned t = 0; t < x->workload->tensors; t++)
    write_data_space(x, e, &x->lowered.einsum.tensor[t]);
  emit_list_end(e);
  emit_map_end(e);
}

static void write_instance(const struct exporting *x, struct emit *e, const coefficients *all)
{
  emit_key(e, "instance");
  emit_map(e, EMIT_ONE_LINE);
  for (unsigned d = 0; d < x->workload->dims; d++)
    emit_key_whole(e, letter_text(x, d), (uint64_t)x->workload->dim[d].size);
  for (uint32_t i = 0; i < all->n; i++) {
    emit_key(e, coefficient_name(x, all->at[i]));
    emit_whole(e, all->at[i]);
  }
  emit_map_end(e);
}

void form_problem(struct exporting *x, struct emit *e)
{
  coefficients all = find_coefficients(x);
  emit_map(e, EMIT_LINES);
  emit_key(e, "problem");
  emit_map(e, EMIT_LINES);
  emit_key_double(e, "version", 0.4);
  write_shape(x, e, &all);
  write_instance(x, e, &all);
  emit_map_end(e);
  emit_map_end(e);
  vec_free(&all);
}
