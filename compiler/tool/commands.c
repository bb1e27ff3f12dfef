#include "compiler/tool/options.h"

#include <limits.h>

const struct command commands[] = {
  {"check", "DESIGN.tl...", "say what is wrong with designs, and nothing else", command_check, 1, UINT_MAX},
  {"fmt", "DESIGN.tl...", "print designs in the one layout (-w: write it, --check: list)", command_fmt, 1, UINT_MAX},
  {NULL, NULL, NULL, NULL, 0, 0},
};
