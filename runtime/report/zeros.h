/* Inside the room: what became of words that may be zero, and of computes with them. */
#ifndef TL_REPORT_ZEROS_H
#define TL_REPORT_ZEROS_H

#include "runtime/report/page.h"

/* A tensor at a memory that keeps it, words of one instance in use; or the computes, all
 * instances. */
struct zeros_row {
  const char *level;
  int tensor;                    /* of the Einsum; -1: the computes */
  const char *density, *format;  /* "uniform(0.25)", "offsets, bitmask": the outermost rank first;
                                    empty for computes, and without a format */
  double nonzero;                /* words of a tile, on average; NAN for computes */
  uint64_t count[FATES];         /* words read and updated, or computes */
  uint64_t metadata;             /* that are read and updated */
  double metadata_bits;          /* of the fullest tile */
};

/* Whether any run of the report has zeros. */
bool zeros_any(const struct report *report);

/* Visits the tensors and the computes of a run that has zeros, from the outside inwards, but those
 * that have none, no format, and nothing left out.  `arena` keeps the texts. */
void zeros_rows(const struct report_run *run, struct arena *arena,
                void (*visit)(void *context, const struct zeros_row *row), void *context);

/* Writes them as a table. */
void page_zeros(struct page *page, const struct report_run *run);

#endif
