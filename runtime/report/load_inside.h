/* Inside the room: parts of a report as they are read. */
#ifndef TL_REPORT_LOAD_INSIDE_H
#define TL_REPORT_LOAD_INSIDE_H

#include "runtime/report/load.h"
#include "runtime/report/load_spot.h"

/* ---- load_arch.c ---- */

/* An item of "architectures", and "dims" and "tensors" of a run. */
const struct model_arch *load_arch(const struct spot *arch);
const struct model_einsum *load_einsum(const struct spot *run, const char *workload);

/* The node or the tensor that a member names; 0, told, if there is none. */
unsigned load_node(const struct spot *of, const char *key, const struct model_arch *arch);
unsigned load_tensor(const struct spot *list, size_t index, const struct model_einsum *einsum);

/* ---- load_result.c ---- */

/* "totals" and "levels" of a run whose architecture, workload and count are known. */
const struct eval_result *load_result(const struct spot *run, const struct report_run *known);

/* ---- load_run.c ---- */

enum report_status load_status(const struct spot *of);
struct report_run load_run(const struct spot *run, unsigned archs,
                           const struct model_arch *const *arch);

/* ---- load_mapping.c ---- */

/* "mapping" of a run, or of one of those found. */
const struct model_mapping *load_mapping(const struct spot *of, const struct report_run *known);

#endif
