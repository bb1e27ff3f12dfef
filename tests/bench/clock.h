/* What the programs of benchmarks share: processor time, and how they say what they measured. */
#ifndef TL_TESTS_BENCH_CLOCK_H
#define TL_TESTS_BENCH_CLOCK_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Seconds of this process, so that what else the machine does counts as little as can be. */
static inline double cpu_seconds(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* `--rows` as the first argument: only the rows that rows.tsv names, for table.c. */
static inline bool rows_wanted(int argc, char **argv)
{
  return argc > 1 && !strcmp(argv[1], "--rows");
}

static inline void put_row(const char *id, double value)
{
  printf("%s %.6g\n", id, value);
}

#endif
