/* Inside the room: architectures and workloads in JSON. */
#ifndef TL_REPORT_JSON_ARCH_H
#define TL_REPORT_JSON_ARCH_H

#include "lang/base/jsonw.h"
#include "runtime/report/report.h"

/* The architectures of a report, each once: those that are told alike are one. */
struct json_archs {
  struct arena arena;
  unsigned n;
  const struct model_arch **at; /* [n] */
  unsigned *of;                 /* [runs] the number of each run's */
};

void json_archs_init(struct json_archs *archs, const struct report *report);
void json_archs_free(struct json_archs *archs);

/* The member "architectures" of a report. */
void json_archs(struct jsonw *w, const struct json_archs *archs);

/* The members "dims" and "tensors" of a run. */
void json_einsum(struct jsonw *w, const struct model_einsum *einsum);

#endif
