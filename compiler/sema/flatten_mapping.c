/* A mapping for one run: what each memory keeps, and the loops with their residuals. */
#include "compiler/sema/flatten.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/component.h"
#include "compiler/sema/coverage.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/run.h"
#include "compiler/sema/tensor_set.h"
#include "compiler/sema/workload.h"

struct flat {
  struct sema *sm;
  const struct mapping *mapping;
  const struct ir_arch *arch;
  const struct ir_workload *workload;
  struct ir_mapping *out;
};

uint64_t flatten_set(const bool *in, unsigned tensors)
{
  uint64_t set = 0;
  for (unsigned t = 0; in && t < tensors && t < IR_SET; t++) set |= (uint64_t)in[t] << t;
  return set;
}

static uint64_t set_of(const struct flat *f, const bool *in)
{
  return flatten_set(in, f->workload->tensors);
}

/* A memory keeps everything that it was not told to let pass. */
static uint64_t kept(const struct flat *f, const struct level *l)
{
  uint64_t keep = ir_all(f->workload->tensors);
  for (uint32_t i = 0; i < f->mapping->claims.n; i++) {
    const struct claim *c = f->mapping->claims.at[i];
    if (c->slot.level == l && c->word == KW_bypass) keep &= ~set_of(f, c->in);
  }
  return keep;
}

/* What it was told to do otherwise for some tensors. */
static void find_policies(const struct flat *f, const struct level *l, struct ir_level *out)
{
  for (uint32_t i = 0; i < f->mapping->claims.n; i++) {
    const struct claim *c = f->mapping->claims.at[i];
    if (c->slot.level != l) continue;
    uint64_t set = set_of(f, c->in);
    if (c->word == KW_refetch) out->refetch |= set;
    if (c->word == KW_preload) out->preload |= set;
    if (c->word == KW_unicast) out->unicast |= set;
    if (c->word == KW_direct) out->direct |= set;
  }
}

static void find_places(const struct flat *f, const struct level *l, struct ir_level *out)
{
  out->kept_at = ARENA_ARRAY(f->sm->arena, struct span, f->workload->tensors);
  out->bypassed_at = ARENA_ARRAY(f->sm->arena, struct span, f->workload->tensors);
  for (uint32_t i = 0; i < f->mapping->claims.n; i++) {
    const struct claim *c = f->mapping->claims.at[i];
    struct span *at = c->word == KW_keep ? out->kept_at : out->bypassed_at;
    if (c->slot.level != l || (c->word != KW_keep && c->word != KW_bypass)) continue;
    for (unsigned t = 0; c->in && t < f->workload->tensors; t++)
      if (c->in[t]) at[t] = node_span(c->node);
  }
}

uint64_t flatten_carried(const struct target *about, const struct level *transit,
                         unsigned tensors)
{
  struct target t = *about;
  uint64_t set = 0;
  bool says = false;
  for (struct node *n = transit->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_NAMES || n->word != KW_carries) continue;
    says = true;
    for (struct node *v = n->slot[NAMES_VALUES]; v; v = v->next)
      set |= flatten_set(tensor_set(&t, v), tensors);
  }
  return says ? set : ir_all(tensors);
}

static int axis_index(const struct level *l, const struct axis *axis)
{
  int n = 0;
  for (const struct axis *a = l->axes; a && a != axis && axis; a = a->next) n++;
  return n;
}

/* The loops of a level as they were written, of an array those along later axes first. */
static void flat_loops(struct flat *f, const struct level *l, struct ir_level *out)
{
  int last = l->kind == K_ARRAY ? 0 : -1;
  for (const struct axis *a = l->axes; a && a->next; a = a->next) last++;
  out->loop = ARENA_ARRAY(f->sm->arena, struct ir_loop, f->mapping->bounds.n);
  for (int axis = last; axis >= (l->kind == K_ARRAY ? 0 : -1); axis--)
    for (uint32_t i = 0; i < f->mapping->bounds.n; i++) {
      const struct bound *b = f->mapping->bounds.at[i];
      if (b->slot.level != l || b->dim < 0 || !b->known || superseded(f->mapping, b)) continue;
      if (axis >= 0 && axis_index(l, b->slot.axis) != axis) continue;
      out->loop[out->loops++] =
        (struct ir_loop){.dim = (unsigned)b->dim, .axis = axis, .bound = b->low,
                         .residual = b->low, .span = b->at};
    }
}

/* From the innermost loop of a dim outwards, each takes its share of what is left, and
 * its last round the rest. */
static void find_residuals(struct flat *f)
{
  int64_t *left = ARENA_ARRAY(f->sm->arena, int64_t, f->workload->dims + 1);
  for (unsigned d = 0; d < f->workload->dims; d++) left[d] = f->workload->dim[d].size;
  for (unsigned i = f->out->levels; i--;)
    for (unsigned k = f->out->level[i].loops; k--;) {
      struct ir_loop *loop = &f->out->level[i].loop[k];
      int64_t *n = &left[loop->dim];
      loop->residual = 1 + (*n - 1) % loop->bound;
      *n = 1 + (*n - 1) / loop->bound;
    }
}

void flatten_mapping(struct sema *sm, struct made_run *run, const struct ir_arch *a,
                     const struct ir_workload *w, struct ir_mapping *out)
{
  struct mapping m;
  struct flat f = {sm, &m, a, w, out};
  mapping_resolve(sm, run->mapping, run->arch, run->workload, &m);
  *out = (struct ir_mapping){.name = run->mapping->name->text, .span = run->mapping->where};
  out->level = ARENA_ARRAY(sm->arena, struct ir_level, a->nodes);
  sm->diags->muted++;
  for (struct level *l = arch_next(run->arch, NULL); l; l = arch_next(run->arch, l)) {
    if (!(l->kind & (K_MEMORY | K_ARRAY | K_TRANSIT))) continue;
    struct ir_level *to = &out->level[out->levels++];
    *to = (struct ir_level){.node = (unsigned)flatten_node(a, l->name), .span = l->name_at};
    if (l->kind == K_MEMORY) to->tensors = kept(&f, l), find_places(&f, l, to);
    if (l->kind == K_TRANSIT) to->tensors = flatten_carried(&m.target, l, w->tensors);
    else flat_loops(&f, l, to);
    find_policies(&f, l, to);
  }
  sm->diags->muted--;
  find_residuals(&f);
  mapping_free(&m);
}
