/* Inside the room: a mapping as blocks, level by level, as it is shown. */
#ifndef TL_REPORT_BLOCK_H
#define TL_REPORT_BLOCK_H

#include "runtime/report/report.h"

/* What one node keeps, and the loops of its own that follow. */
struct report_block {
  int node;             /* a memory, or an array with loops across it */
  uint32_t keeps;       /* set of tensors */
  unsigned first, end;  /* loops [first, end) of the mapping */
};

struct report_blocks { struct report_block *at; uint32_t n, cap; };

/* The blocks of a mapping of a run, outermost first.  Every memory of the path has one, even if
 * it neither keeps anything nor has loops; a memory that keeps tensors at several places
 * has several.  The caller gives them to vec_free. */
struct report_blocks report_blocks(const struct report_run *run, const struct model_mapping *mapping);

#endif
