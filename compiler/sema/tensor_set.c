/* Sets of tensors are worked out as one flag for each tensor of the workload. */
#include "compiler/sema/tensor_set.h"

#include "compiler/sema/arch.h"
#include "compiler/sema/object.h"
#include "compiler/sema/refer.h"
#include "compiler/sema/support.h"
#include "compiler/sema/target.h"
#include "compiler/sema/workload.h"

unsigned role_of(name_t name)
{
#define TENSORS(word, roles, doc) if (names_equal(name, #word)) return roles;
#include "compiler/sema/tensors.def"
#undef TENSORS
  return 0;
}

static bool not_a_set(struct target *t, const struct node *n)
{
  struct span at = node_span(n);
  struct diag *d = diag_at(t->sm->diags, E0437, at, "tensors are named here, and `%s` names none",
                           source_text(t->sm, at));
  diag_label(d, at, "not a set of tensors");
  if (n->kind == N_BINARY && n->op == '+') {
    struct span a = node_span(n->slot[BINARY_A]), b = node_span(n->slot[BINARY_B]);
    diag_help(d, "put a comma between them: `%s, %s`", source_text(t->sm, a),
              source_text(t->sm, b));
    diag_fix(d, DIAG_CERTAIN, (struct span){at.file, a.end, b.start}, ", ");
  } else
    diag_note(d, "a set is a name, or `inputs`, `outputs`, `weights`, `intermediates` or `all`; "
                 "`-` takes away, and `&` keeps what both have");
  return false;
}

static bool named_set(struct target *t, const struct node *n, bool *in)
{
  const struct workload *w = t->workload ? t->workload->workload : NULL;
  unsigned roles = role_of(n->name);
  if (!w) return true;
  int tensor = workload_tensor(w, n->name);
  if (tensor < 0 && !roles) tensor = target_tensor(t, n);
  refer_tensor(t->sm, node_span(n), w, tensor);
  if (tensor >= 0) in[tensor] = true;
  else if (!roles) return false;
  else
    for (uint32_t i = 0; i < w->n_tensors; i++)
      in[i] = roles == ROLE_ALL || w->tensors[i].role & roles;
  return true;
}

static bool set_read(struct target *t, struct node *n, bool *in, uint32_t n_tensors)
{
  if (n->kind == N_ERROR) return false;
  if (n->kind == N_NAME) return named_set(t, n, in);
  if (n->kind != N_BINARY || (n->op != '-' && n->op != '&')) return not_a_set(t, n);
  bool *other = ARENA_ARRAY(t->sm->arena, bool, n_tensors);
  bool fine = set_read(t, n->slot[BINARY_A], in, n_tensors);
  fine &= set_read(t, n->slot[BINARY_B], other, n_tensors);
  for (uint32_t i = 0; i < n_tensors; i++) in[i] = in[i] && other[i] == (n->op == '&');
  return fine;
}

static const char *role_text(unsigned role)
{
  if (role & ROLE_WEIGHTS) return "weights";
  if (role & ROLE_INTERMEDIATE) return "intermediates";
  return role & ROLE_OUTPUT ? "outputs" : "inputs";
}

/* "`A`: inputs, `Z`: outputs" */
static const char *all_roles(struct sema *sm, const struct workload *w)
{
  struct strbuf b = {0};
  for (uint32_t i = 0; i < w->n_tensors; i++)
    strbuf_printf(&b, "%s`%s`: %s", i ? ", " : "", w->tensors[i].name->text,
                  role_text(w->tensors[i].role));
  return strbuf_take(&b, sm->arena);
}

static void empty_set(struct target *t, const struct node *n)
{
  struct span at = node_span(n);
  const struct workload *w = t->workload->workload;
  struct diag *d = diag_at(t->sm->diags, E0432, at, "no tensor of `%s` is in `%s`",
                           object_name(t->workload), source_text(t->sm, at));
  diag_label(d, at, "empty");
  if (w->n_tensors) diag_note(d, "its tensors are %s", all_roles(t->sm, w));
  if (n->kind == N_NAME && w->n_tensors)
    diag_help(d, "if one of them is, say so where it is declared: `data %s: ... is %s`",
              w->tensors[0].name->text, n->name->text);
}

/* A set that is written for any workload may well be empty for one of them. */
const bool *tensor_set(struct target *t, struct node *n)
{
  const struct workload *w = t->workload ? t->workload->workload : NULL;
  uint32_t n_tensors = w ? w->n_tensors : 0;
  bool *in = ARENA_ARRAY(t->sm->arena, bool, n_tensors + 1);
  if (!set_read(t, n, in, n_tensors) || !w) return NULL;
  bool any = false;
  for (uint32_t i = 0; i < n_tensors; i++) any |= in[i];
  if (!any && !t->run && !t->workload->broken) {
    empty_set(t, n);
    return NULL;
  }
  return in;
}

/* ---- carries ---- */

static void carried(struct target *t, const struct level *l)
{
  for (struct node *n = l->node->slot[DECL_ITEMS]; n; n = n->next) {
    if (n->kind != N_NAMES || n->word != KW_carries) continue;
    for (struct node *v = n->slot[NAMES_VALUES]; v; v = v->next) tensor_set(t, v);
  }
}

void carries_check(struct sema *sm, struct object *arch, struct object *workload, struct node *run)
{
  if (!arch || !arch->of) return;
  struct target t =
    {.sm = sm, .symbol = arch->of, .arch = arch, .workload = workload, .given = true, .run = run};
  for (struct level *l = arch_next(arch, NULL); l; l = arch_next(arch, l))
    if (l->kind & (K_TRANSIT | K_NETWORK)) carried(&t, l);
}
