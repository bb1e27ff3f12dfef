/* The flat form as text: one item a line, what belongs to it indented below.  What is
 * no plain word stands in quotes, so that any name can be read back. */
#include "compiler/ir/word.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const ir_kind_words[IR_KINDS] = {"memory", "compute", "network", "transit", "array"};
const char *const ir_role_words[IR_ROLES] = {"input", "output", "weights", "intermediate"};

/* ---- words ---- */

static bool is_plain(const char *name)
{
  const char *c = name;
  while (*c && !ir_ends_word(*c)) c++;
  return *name && !*c;
}

void ir_put_quoted(struct strbuf *out, const char *name)
{
  strbuf_putc(out, '"');
  for (; *name; name++) {
    unsigned char c = (unsigned char)*name;
    if (c < ' ' || c == 127) strbuf_printf(out, "\\x%02x", c);
    else if (c == '"' || c == '\\') strbuf_printf(out, "\\%c", c);
    else strbuf_putc(out, *name);
  }
  strbuf_putc(out, '"');
}

static void put_plainly(struct strbuf *out, const char *name)
{
  if (is_plain(name)) strbuf_puts(out, name);
  else ir_put_quoted(out, name);
}

void ir_put_name(struct strbuf *out, const char *name)
{
  strbuf_putc(out, ' ');
  put_plainly(out, name);
}

/* NAME=NUMBER. */
static void put_share(struct strbuf *out, const char *name, int64_t n)
{
  ir_put_name(out, name);
  strbuf_printf(out, "=%lld", (long long)n);
}

void ir_put_number(struct strbuf *out, double v)
{
  char text[32], best[32] = "nan";
  if (isinf(v)) strcpy(best, v < 0 ? "-inf" : "inf");
  for (int digits = 17; digits && isfinite(v); digits--) {
    snprintf(text, sizeof text, "%.*g", digits, v);
    if (strtod(text, NULL) != v) break;
    if (digits == 17 || strlen(text) <= strlen(best)) strcpy(best, text);
  }
  strbuf_puts(out, best);
}

/* A blank, a number and its unit; the end of the line. */
static void put_quantity(struct strbuf *out, double v, const char *unit)
{
  strbuf_putc(out, ' ');
  ir_put_number(out, v);
  if (*unit) ir_put_name(out, unit);
  strbuf_putc(out, '\n');
}

static void put_attributes(struct strbuf *out, const char *indent, const struct ir_attribute *at,
                           unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    strbuf_printf(out, "%sset", indent);
    ir_put_name(out, at[i].key);
    if (at[i].word) strbuf_putc(out, '='), put_plainly(out, at[i].word), strbuf_putc(out, '\n');
    else put_quantity(out, at[i].value, at[i].unit);
  }
}

/* ---- archs ---- */

static void put_node(struct strbuf *out, const struct ir_arch *a, const struct ir_node *n)
{
  strbuf_printf(out, "  %s", ir_kind_words[n->kind]);
  ir_put_name(out, n->name);
  for (unsigned i = 0; i < n->axes; i++) put_share(out, n->axis[i].name, n->axis[i].size);
  if (n->component) strbuf_puts(out, " is"), ir_put_name(out, n->component);
  if (n->parent >= 0) strbuf_puts(out, " in"), ir_put_name(out, a->node[n->parent].name);
  strbuf_putc(out, '\n');
  put_attributes(out, "    ", n->attribute, n->attributes);
  for (unsigned i = 0; i < n->actions; i++) {
    strbuf_puts(out, "    action");
    ir_put_name(out, n->action[i].name);
    put_quantity(out, n->action[i].value, n->action[i].unit);
  }
}

static void put_arch(struct strbuf *out, unsigned index, const struct ir_arch *a)
{
  strbuf_printf(out, "arch %u", index);
  ir_put_name(out, a->name);
  strbuf_putc(out, '\n');
  put_attributes(out, "  ", a->attribute, a->attributes);
  for (unsigned i = 0; i < a->nodes; i++) put_node(out, a, &a->node[i]);
}

/* ---- workloads ---- */

static void put_roles(struct strbuf *out, unsigned roles)
{
  for (unsigned i = 0; i < IR_ROLES; i++)
    if (roles >> i & 1) strbuf_printf(out, " %s", ir_role_words[i]);
}

/* Each rank as its coefficients, dim by dim, and its offset. */
static void put_access(struct strbuf *out, const struct ir_workload *w, const char *what,
                       const struct ir_access *a)
{
  strbuf_printf(out, "    %s", what);
  ir_put_name(out, w->tensor[a->tensor].name);
  strbuf_putc(out, '\n');
  for (unsigned r = 0; r < a->ranks; r++) {
    strbuf_puts(out, "      rank");
    for (unsigned d = 0; d < w->dims; d++) {
      int64_t c = a->coefficients[(size_t)r * w->dims + d];
      if (c) put_share(out, w->dim[d].name, c);
    }
    if (a->offsets[r]) strbuf_printf(out, " offset %lld", (long long)a->offsets[r]);
    strbuf_putc(out, '\n');
  }
}

static void put_workload(struct strbuf *out, unsigned index, const struct ir_workload *w)
{
  strbuf_printf(out, "workload %u", index);
  ir_put_name(out, w->name);
  strbuf_putc(out, '\n');
  for (unsigned d = 0; d < w->dims; d++) {
    strbuf_puts(out, "  dim");
    ir_put_name(out, w->dim[d].name);
    strbuf_printf(out, " %lld\n", (long long)w->dim[d].size);
  }
  for (unsigned t = 0; t < w->tensors; t++) {
    strbuf_puts(out, "  tensor");
    ir_put_name(out, w->tensor[t].name);
    strbuf_putc(out, ' ');
    ir_put_number(out, w->tensor[t].word_bits);
    strbuf_puts(out, " bit");
    put_roles(out, w->tensor[t].roles);
    strbuf_putc(out, '\n');
  }
  for (unsigned i = 0; i < w->einsums; i++) {
    const struct ir_einsum *e = &w->einsum[i];
    strbuf_printf(out, "  einsum%s\n", e->reduces ? " reduces" : "");
    put_access(out, w, "write", &e->output);
    for (unsigned k = 0; k < e->inputs; k++) put_access(out, w, "read", &e->input[k]);
  }
}

/* ---- mappings and runs ---- */

static void put_set(struct strbuf *out, const struct ir_workload *w, const char *what, uint64_t set)
{
  strbuf_printf(out, "    %s", what);
  for (unsigned t = 0; t < w->tensors; t++)
    if (ir_holds(set, t)) ir_put_name(out, w->tensor[t].name);
  strbuf_putc(out, '\n');
}

static void put_level(struct strbuf *out, const struct ir_arch *a, const struct ir_workload *w,
                      const struct ir_level *l)
{
  const struct ir_node *node = &a->node[l->node];
  strbuf_puts(out, "  at");
  ir_put_name(out, node->name);
  strbuf_putc(out, '\n');
  if (node->kind != IR_ARRAY) put_set(out, w, "tensors", l->tensors);
  if (l->refetch) put_set(out, w, "refetch", l->refetch);
  if (l->preload) put_set(out, w, "preload", l->preload);
  if (l->unicast) put_set(out, w, "unicast", l->unicast);
  if (l->direct) put_set(out, w, "direct", l->direct);
  for (unsigned i = 0; i < l->loops; i++) {
    const struct ir_loop *loop = &l->loop[i];
    strbuf_puts(out, "    loop");
    ir_put_name(out, w->dim[loop->dim].name);
    strbuf_printf(out, " %lld %lld", (long long)loop->bound, (long long)loop->residual);
    if (loop->axis >= 0) strbuf_puts(out, " across"), ir_put_name(out, node->axis[loop->axis].name);
    strbuf_putc(out, '\n');
  }
}

static void put_mapping(struct strbuf *out, const struct ir_design *d, unsigned index)
{
  const struct ir_mapping *m = &d->mapping[index];
  strbuf_printf(out, "mapping %u", index);
  ir_put_name(out, m->name);
  strbuf_printf(out, " of %u on %u\n", m->workload, m->arch);
  for (unsigned i = 0; i < m->levels; i++)
    put_level(out, &d->arch[m->arch], &d->workload[m->workload], &m->level[i]);
}

static void put_run(struct strbuf *out, const struct ir_run *r)
{
  strbuf_puts(out, "run");
  ir_put_name(out, r->name);
  strbuf_printf(out, " of %u on %u", r->workload, r->arch);
  if (r->mapping >= 0) strbuf_printf(out, " within %d", r->mapping);
  if (r->mapspace >= 0) strbuf_printf(out, " among %d", r->mapspace);
  if (r->mapper >= 0) strbuf_printf(out, " using %d", r->mapper);
  if (r->sparsity >= 0) strbuf_printf(out, " sparse %d", r->sparsity);
  if (r->count != 1) strbuf_printf(out, " times %lld", (long long)r->count);
  if (r->test) strbuf_puts(out, " test "), ir_put_quoted(out, r->test);
  strbuf_putc(out, '\n');
}

void ir_print(struct strbuf *out, const struct ir_design *d)
{
  for (unsigned i = 0; i < d->archs; i++) put_arch(out, i, &d->arch[i]);
  for (unsigned i = 0; i < d->workloads; i++) put_workload(out, i, &d->workload[i]);
  for (unsigned i = 0; i < d->mappings; i++) put_mapping(out, d, i);
  for (unsigned i = 0; i < d->mapspaces; i++) ir_print_mapspace(out, d, i);
  for (unsigned i = 0; i < d->mappers; i++) ir_print_mapper(out, d, i);
  for (unsigned i = 0; i < d->sparsities; i++) ir_print_sparsity(out, d, i);
  for (unsigned i = 0; i < d->runs; i++) put_run(out, &d->run[i]);
}
