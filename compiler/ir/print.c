/* The flat form as text: one item a line, what belongs to it indented below. */
#include "compiler/ir/ir.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const kinds[IR_KINDS] = {"memory", "compute", "network", "transit", "array"};

/* The shortest text that reads back as the same number. */
static void put_number(struct strbuf *out, double v)
{
  char text[32];
  for (int digits = 1; digits <= 17; digits++) {
    snprintf(text, sizeof text, "%.*g", digits, v);
    if (strtod(text, NULL) == v) break;
  }
  strbuf_puts(out, isinf(v) ? (v < 0 ? "-inf" : "inf") : text);
}

static void put_quantity(struct strbuf *out, double v, const char *unit)
{
  put_number(out, v);
  if (*unit) strbuf_printf(out, " %s", unit);
  strbuf_putc(out, '\n');
}

static void put_attributes(struct strbuf *out, const char *indent, const struct ir_attribute *at,
                           unsigned n)
{
  for (unsigned i = 0; i < n; i++) {
    strbuf_printf(out, "%sset %s ", indent, at[i].key);
    if (at[i].word) strbuf_printf(out, "= %s\n", at[i].word);
    else put_quantity(out, at[i].value, at[i].unit);
  }
}

/* ---- archs ---- */

static void put_node(struct strbuf *out, const struct ir_arch *a, const struct ir_node *n)
{
  strbuf_printf(out, "  %s %s", kinds[n->kind], n->name);
  for (unsigned i = 0; i < n->axes; i++)
    strbuf_printf(out, " %s=%lld", n->axis[i].name, (long long)n->axis[i].size);
  if (n->component) strbuf_printf(out, " is %s", n->component);
  if (n->parent >= 0) strbuf_printf(out, " in %s", a->node[n->parent].name);
  strbuf_putc(out, '\n');
  put_attributes(out, "    ", n->attribute, n->attributes);
  for (unsigned i = 0; i < n->actions; i++) {
    strbuf_printf(out, "    action %s ", n->action[i].name);
    put_quantity(out, n->action[i].value, n->action[i].unit);
  }
}

static void put_arch(struct strbuf *out, unsigned index, const struct ir_arch *a)
{
  strbuf_printf(out, "arch %u %s\n", index, a->name);
  put_attributes(out, "  ", a->attribute, a->attributes);
  for (unsigned i = 0; i < a->nodes; i++) put_node(out, a, &a->node[i]);
}

/* ---- workloads ---- */

static void put_roles(struct strbuf *out, unsigned roles)
{
  if (roles & IR_INPUT) strbuf_puts(out, " input");
  if (roles & IR_OUTPUT) strbuf_puts(out, " output");
  if (roles & IR_WEIGHTS) strbuf_puts(out, " weights");
  if (roles & IR_INTERMEDIATE) strbuf_puts(out, " intermediate");
}

/* Each rank as its coefficients, dim by dim, and its offset. */
static void put_access(struct strbuf *out, const struct ir_workload *w, const char *what,
                       const struct ir_access *a)
{
  strbuf_printf(out, "    %s %s\n", what, w->tensor[a->tensor].name);
  for (unsigned r = 0; r < a->ranks; r++) {
    strbuf_puts(out, "      rank");
    for (unsigned d = 0; d < w->dims; d++) {
      int64_t c = a->coefficients[(size_t)r * w->dims + d];
      if (c) strbuf_printf(out, " %s=%lld", w->dim[d].name, (long long)c);
    }
    if (a->offsets[r]) strbuf_printf(out, " offset %lld", (long long)a->offsets[r]);
    strbuf_putc(out, '\n');
  }
}

static void put_workload(struct strbuf *out, unsigned index, const struct ir_workload *w)
{
  strbuf_printf(out, "workload %u %s\n", index, w->name);
  for (unsigned d = 0; d < w->dims; d++)
    strbuf_printf(out, "  dim %s %lld\n", w->dim[d].name, (long long)w->dim[d].size);
  for (unsigned t = 0; t < w->tensors; t++) {
    strbuf_printf(out, "  tensor %s ", w->tensor[t].name);
    put_number(out, w->tensor[t].word_bits);
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

static void put_level(struct strbuf *out, const struct ir_arch *a, const struct ir_workload *w,
                      const struct ir_level *l)
{
  const struct ir_node *node = &a->node[l->node];
  strbuf_printf(out, "  at %s\n", node->name);
  if (node->kind != IR_ARRAY) {
    strbuf_puts(out, "    tensors");
    for (unsigned t = 0; t < w->tensors; t++)
      if (l->tensors >> t & 1) strbuf_printf(out, " %s", w->tensor[t].name);
    strbuf_putc(out, '\n');
  }
  for (unsigned i = 0; i < l->loops; i++) {
    const struct ir_loop *loop = &l->loop[i];
    strbuf_printf(out, "    loop %s %lld %lld", w->dim[loop->dim].name, (long long)loop->bound,
                  (long long)loop->residual);
    if (loop->axis >= 0) strbuf_printf(out, " across %s", node->axis[loop->axis].name);
    strbuf_putc(out, '\n');
  }
}

static void put_mapping(struct strbuf *out, const struct ir_design *d, unsigned index)
{
  const struct ir_mapping *m = &d->mapping[index];
  strbuf_printf(out, "mapping %u %s of %u on %u\n", index, m->name, m->workload, m->arch);
  for (unsigned i = 0; i < m->levels; i++)
    put_level(out, &d->arch[m->arch], &d->workload[m->workload], &m->level[i]);
}

static void put_run(struct strbuf *out, const struct ir_run *r)
{
  strbuf_printf(out, "run %s of %u on %u", r->name, r->workload, r->arch);
  if (r->mapping >= 0) strbuf_printf(out, " within %d", r->mapping);
  if (r->count != 1) strbuf_printf(out, " times %lld", (long long)r->count);
  if (r->test) strbuf_printf(out, " test %s", r->test);
  strbuf_putc(out, '\n');
}

void ir_print(struct strbuf *out, const struct ir_design *d)
{
  for (unsigned i = 0; i < d->archs; i++) put_arch(out, i, &d->arch[i]);
  for (unsigned i = 0; i < d->workloads; i++) put_workload(out, i, &d->workload[i]);
  for (unsigned i = 0; i < d->mappings; i++) put_mapping(out, d, i);
  for (unsigned i = 0; i < d->runs; i++) put_run(out, &d->run[i]);
}
