/* Inside the room: parts of a report as they are read. */
#ifndef TL_REPORT_LOAD_INSIDE_H
#define TL_REPORT_LOAD_INSIDE_H

#include "runtime/report/load.h"
#include "runtime/report/load_entry.h"

/* ---- load_arch.c ---- */

/* An item of "architectures", and "dims" and "tensors" of a run. */
const struct model_arch *load_arch(const struct entry *arch);
const struct model_einsum *load_einsum(const struct entry *run, const char *workload);

/* The node or the tensor that a member names; 0, told, if there is none. */
unsigned load_node(const struct entry *of, const char *key, const struct model_arch *arch);
unsigned load_tensor(const struct entry *list, size_t index, const struct model_einsum *einsum);

/* ---- load_result.c ---- */

/* "totals" and "levels" of a run whose architecture, workload and count are known. */
const struct eval_result *load_result(const struct entry *run, const struct report_run *known);

/* "sources" of all levels of a run whose result is known. */
void load_sources(const struct entry *run, struct report_run *to);

/* ---- load_run.c ---- */

enum report_status load_status(const struct entry *of);
struct report_run load_run(const struct entry *run, unsigned archs,
                           const struct model_arch *const *arch);

/* ---- load_mapping.c ---- */

/* "mapping" of a run, or of one of those found. */
const struct model_mapping *load_mapping(const struct entry *of, const struct report_run *known);

/* What zeros saved of a tensor; NULL if the run has none or the tensor is not kept. */
struct sparse_result *load_sparse(const struct entry *tensor);

/* … and of computes, by fate; false if the run has none. */
bool load_sparse_computes(const struct entry *level, uint64_t *computes);

#endif
