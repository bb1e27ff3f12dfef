/* Runs the rows of checks.def. */
#include "compiler/sema/checks.h"

#include "compiler/sema/action.h"
#include "compiler/sema/arch.h"
#include "compiler/sema/beyond.h"
#include "compiler/sema/component.h"
#include "compiler/sema/enum.h"
#include "compiler/sema/idle.h"
#include "compiler/sema/mapper.h"
#include "compiler/sema/mapping.h"
#include "compiler/sema/sparsity.h"
#include "compiler/sema/study.h"
#include "compiler/sema/table.h"
#include "compiler/sema/test.h"
#include "compiler/sema/workload.h"

enum check_id {
  CHECK_none,
#define CHECK(name, about, function, prerequisite) CHECK_##name,
#include "compiler/sema/checks.def"
#undef CHECK
  N_CHECKS
};

static const struct check {
  enum keyword about;
  void (*run)(struct sema *sm, struct symbol *s);
  enum check_id prerequisite;
} checks[N_CHECKS] = {
#define CHECK(name, about, function, prerequisite) \
  [CHECK_##name] = {about, function, CHECK_##prerequisite},
#include "compiler/sema/checks.def"
#undef CHECK
};

void checks_run(struct sema *sm, struct symbol *s)
{
  bool failed[N_CHECKS] = {false};
  for (int i = CHECK_none + 1; i < N_CHECKS; i++) {
    const struct check *c = &checks[i];
    if (c->about != s->node->word) continue;
    failed[i] = failed[c->prerequisite];
    if (failed[i]) continue;
    uint32_t before = sm->diags->n_errors;
    c->run(sm, s);
    failed[i] = s->broken || sm->diags->n_errors != before;
  }
}
