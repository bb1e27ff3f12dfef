#include "runtime/report/rows.h"

const char *report_kind(const struct model_node *node)
{
  static const char *const KINDS[] = {
    [MODEL_MEMORY] = "memory", [MODEL_COMPUTE] = "compute", [MODEL_NETWORK] = "network",
    [MODEL_TRANSIT] = "transit", [MODEL_ARRAY] = "array"};
  return KINDS[node->kind];
}

/* The actions at a level that are done for a tensor; -1: for none. */
static void visit_actions(struct report_row *row, int tensor,
                          void (*visit)(void *context, const struct report_row *row), void *context)
{
  row->tensor = tensor;
  for (unsigned i = 0; i < row->level->actions; i++) {
    row->action = &row->level->action[i];
    if (row->action->of_tensors != (tensor >= 0)) continue;
    row->count = tensor < 0 ? row->action->count : row->level->tensor[tensor].count[i];
    row->energy_pJ = row->count * row->action->each_pJ;
    visit(context, row);
  }
}

void report_rows(const struct report_run *run,
                 void (*visit)(void *context, const struct report_row *row), void *context)
{
  for (unsigned l = 0; l < run->result->levels; l++) {
    struct report_row row = {.run = run, .level = &run->result->level[l]};
    const struct model_node *node = &run->arch->node[row.level->node];
    row.name = node->name, row.kind = report_kind(node);
    for (unsigned t = 0; t < run->result->tensors; t++) {
      const struct tensor_result *tensor = &row.level->tensor[t];
      if (tensor->kept || tensor->passed > 0) visit_actions(&row, (int)t, visit, context);
    }
    visit_actions(&row, -1, visit, context);
  }
}
