/* Sparsities: densities, formats and what is left out as the model has them, and what memories
 * say of metadata. */
#include "compiler/lower/inside.h"

#include <math.h>

/* ---- densities ---- */

static void lower_density(const struct ir_density *from, struct model_density *to)
{
  static const enum density_kind kinds[IR_DENSITIES] = {
    [IR_DENSE] = DENSITY_DENSE, [IR_CONSTANT] = DENSITY_CONSTANT, [IR_UNIFORM] = DENSITY_UNIFORM,
    [IR_STRUCTURED] = DENSITY_STRUCTURED, [IR_BANDED] = DENSITY_BANDED, [IR_DATA] = DENSITY_DATA};
  *to = (struct model_density){.kind = kinds[from->kind], .share = from->share,
                               .count = (uint64_t)from->count, .of = (uint64_t)from->of,
                               .rank = from->rank, .width = (uint64_t)from->width,
                               .span = from->span};
  /* `matrix` of data stays NULL: whoever evaluates reads `from->file`, which may take long. */
}

static void lower_densities(struct lowering *l, const struct ir_sparsity *s, struct lowered *out)
{
  unsigned n = out->einsum.tensors;
  struct model_density *density = ARENA_ARRAY(l->arena, struct model_density, n);
  const char **file = ARENA_ARRAY(l->arena, const char *, n);
  for (unsigned t = 0; t < n; t++) {
    lower_density(&s->density[t], &density[t]);
    if (s->density[t].kind == IR_DATA) file[t] = s->density[t].file;
  }
  out->sparsity.density = density;
  out->sparsity_file = file;
}

/* ---- formats ---- */

static void lower_rank(struct lowering *l, const struct ir_rank *from, struct model_rank *to)
{
  static const enum rank_kind kinds[IR_RANK_KINDS] = {
    [IR_UNCOMPRESSED] = RANK_UNCOMPRESSED, [IR_OFFSETS] = RANK_OFFSETS,
    [IR_COORDINATES] = RANK_COORDINATES, [IR_BITMASK] = RANK_BITMASK, [IR_RUNS] = RANK_RUNS,
    [IR_FLAGS] = RANK_FLAGS};
  *to = (struct model_rank){.kind = kinds[from->kind], .metadata_bits = from->bits,
                            .payload_bits = from->payload, .lists = from->lists,
                            .span = from->span};
  if (from->lists > MODEL_RANK_LISTS) {
    too_many(l, "lists of dimensions of a rank", from->lists, MODEL_RANK_LISTS, from->span);
    return;
  }
  for (unsigned i = 0; i < from->lists; i++) to->list[i] = (uint32_t)from->list[i];
}

static void lower_formats(struct lowering *l, const struct ir_sparsity *s, struct lowered *out)
{
  struct model_format *format = ARENA_ARRAY(l->arena, struct model_format, s->formats);
  for (unsigned i = 0; i < s->formats; i++) {
    const struct ir_format *from = &s->format[i];
    struct model_rank *rank = ARENA_ARRAY(l->arena, struct model_rank, from->ranks);
    if (from->ranks > MODEL_FORMAT_RANKS)
      too_many(l, "ranks of a format", from->ranks, MODEL_FORMAT_RANKS, from->span);
    for (unsigned r = 0; r < from->ranks; r++) lower_rank(l, &from->rank[r], &rank[r]);
    format[i] = (struct model_format){.node = (uint16_t)from->node,
                                      .tensor = (uint16_t)from->tensor,
                                      .inner_first = from->inner_first, .ranks = from->ranks,
                                      .rank = rank, .span = from->span};
  }
  out->sparsity.formats = s->formats;
  out->sparsity.format = format;
}

/* ---- what is left out ---- */

static void lower_savings(struct lowering *l, const struct ir_sparsity *s, struct lowered *out)
{
  struct model_saving *saving = ARENA_ARRAY(l->arena, struct model_saving, s->savings);
  for (unsigned i = 0; i < s->savings; i++) {
    const struct ir_saving *from = &s->saving[i];
    saving[i] = (struct model_saving){.node = (uint16_t)from->node,
                                      .target = (uint16_t)from->target, .by = (uint32_t)from->by,
                                      .skips = from->skips, .choice = (uint16_t)from->choice,
                                      .span = from->span};
  }
  out->sparsity.savings = s->savings;
  out->sparsity.saving = saving;
}

/* ---- metadata ---- */

static struct model_metadata metadata_of(const struct ir_node *node)
{
  double buffers = attribute_number(node, "buffers", "", 1);
  double size = attribute_number(node, "metadata", "bit", INFINITY);
  return (struct model_metadata){
    .width_bits = attribute_number(node, "metadata.width", "bit", -1),
    .word_bits = attribute_number(node, "metadata.word", "bit", -1),
    .size_bits = isfinite(size) ? floor(size / buffers) : INFINITY,
    .overbooking = attribute_number(node, "overbooking", "", 0),
    .decompresses = !attribute_is(node, "decompresses", "false"),
    .compresses = !attribute_is(node, "compresses", "false")};
}

void lower_sparsity(struct lowering *l, const struct ir_sparsity *s, struct lowered *out)
{
  struct model_metadata *metadata = ARENA_ARRAY(l->arena, struct model_metadata, l->arch->nodes);
  out->sparse = true;
  lower_densities(l, s, out);
  lower_formats(l, s, out);
  lower_savings(l, s, out);
  for (unsigned i = 0; i < l->arch->nodes; i++)
    if (l->arch->node[i].kind == IR_MEMORY) metadata[i] = metadata_of(&l->arch->node[i]);
  out->sparsity.metadata = metadata;
}
