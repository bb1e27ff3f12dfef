/* Inside the room: members of JSON objects that tell what zeros saved; report.md says what they
 * hold. */
#ifndef TL_REPORT_JSON_SPARSE_H
#define TL_REPORT_JSON_SPARSE_H

#include "lang/base/jsonw.h"
#include "runtime/eval/result.h"

void put_sparse_tensor(struct jsonw *w, const struct sparse_result *sparse);

/* By fate. */
void put_sparse_computes(struct jsonw *w, const uint64_t *computes);

#endif
