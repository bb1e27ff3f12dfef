/* Sparsities as text. */
#include "compiler/ir/word.h"

const char *const ir_density_words[IR_DENSITIES] = {
  [IR_DENSE] = "dense", [IR_CONSTANT] = "constant", [IR_UNIFORM] = "uniform",
  [IR_STRUCTURED] = "structured", [IR_BANDED] = "banded", [IR_DATA] = "data"};
const char *const ir_rank_words[IR_RANK_KINDS] = {
  [IR_UNCOMPRESSED] = "uncompressed", [IR_OFFSETS] = "offsets", [IR_COORDINATES] = "coordinate",
  [IR_BITMASK] = "bitmask", [IR_RUNS] = "rle", [IR_FLAGS] = "flags"};

static void put_density(struct strbuf *out, const char *tensor, const struct ir_density *d)
{
  if (d->kind == IR_DENSE) return; /* what holds where nobody says anything */
  strbuf_puts(out, "  density");
  ir_put_name(out, tensor);
  strbuf_printf(out, " %s", ir_density_words[d->kind]);
  switch (d->kind) {
  case IR_CONSTANT: case IR_UNIFORM: strbuf_putc(out, ' '), ir_put_number(out, d->share); break;
  case IR_STRUCTURED:
    strbuf_printf(out, " %lld of %lld along %u", (long long)d->count, (long long)d->of, d->rank);
    break;
  case IR_BANDED: strbuf_printf(out, " %lld", (long long)d->width); break;
  case IR_DATA: strbuf_putc(out, ' '), ir_put_quoted(out, d->file); break;
  case IR_DENSE: case IR_DENSITIES: break;
  }
  strbuf_putc(out, '\n');
}

static void put_width(struct strbuf *out, const char *what, double bits)
{
  if (bits < 0) return;
  strbuf_printf(out, " %s ", what);
  ir_put_number(out, bits);
}

static void put_rank(struct strbuf *out, const struct ir_workload *w, const struct ir_rank *r)
{
  strbuf_printf(out, "    stored %s", ir_rank_words[r->kind]);
  put_width(out, "bits", r->bits);
  put_width(out, "payload", r->payload);
  strbuf_putc(out, '\n');
  for (unsigned i = 0; i < r->lists; i++) {
    strbuf_puts(out, "      over");
    for (unsigned d = 0; d < w->dims; d++)
      if (ir_holds(r->list[i], d)) ir_put_name(out, w->dim[d].name);
    strbuf_putc(out, '\n');
  }
}

static void put_format(struct strbuf *out, const struct ir_arch *a, const struct ir_workload *w,
                       const struct ir_format *f)
{
  strbuf_puts(out, "  format");
  ir_put_name(out, w->tensor[f->tensor].name);
  strbuf_puts(out, " at");
  ir_put_name(out, a->node[f->node].name);
  strbuf_puts(out, f->inner_first ? " inner\n" : "\n");
  for (unsigned i = 0; i < f->ranks; i++) put_rank(out, w, &f->rank[i]);
}

static void put_saving(struct strbuf *out, const struct ir_arch *a, const struct ir_workload *w,
                       const struct ir_saving *s)
{
  strbuf_printf(out, "  %s", s->skips ? "skip" : "gate");
  ir_put_name(out, w->tensor[s->target].name);
  strbuf_puts(out, " at");
  ir_put_name(out, a->node[s->node].name);
  strbuf_printf(out, " choice %u by", s->choice);
  for (unsigned t = 0; t < w->tensors; t++)
    if (ir_holds(s->by, t)) ir_put_name(out, w->tensor[t].name);
  strbuf_putc(out, '\n');
}

void ir_print_sparsity(struct strbuf *out, const struct ir_design *d, unsigned index)
{
  const struct ir_sparsity *s = &d->sparsity[index];
  const struct ir_arch *a = &d->arch[s->arch];
  const struct ir_workload *w = &d->workload[s->workload];
  strbuf_printf(out, "sparsity %u", index);
  ir_put_name(out, s->name);
  strbuf_printf(out, " of %u on %u\n", s->workload, s->arch);
  for (unsigned t = 0; t < w->tensors; t++) put_density(out, w->tensor[t].name, &s->density[t]);
  for (unsigned i = 0; i < s->formats; i++) put_format(out, a, w, &s->format[i]);
  for (unsigned i = 0; i < s->savings; i++) put_saving(out, a, w, &s->saving[i]);
}
