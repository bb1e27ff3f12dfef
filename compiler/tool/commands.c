#include "compiler/tool/options.h"

#include <limits.h>

const struct command commands[] = {
  {"check", "DESIGN.tl...", "say what is wrong with designs, and nothing else", command_check, 1, UINT_MAX},
  {"fmt", "[-w|--check] FILE...", "print files in the one layout, write it back, or ask for it", command_fmt, 1, UINT_MAX},
  {"explain", "CODE", "explain a diagnostic: what, why, and what to do", command_explain, 1, 1},
  {"doc", "MODULE [NAME]", "what a module offers", command_doc, 1, 2},
  {NULL, NULL, NULL, NULL, 0, 0},
};
