/* The commands and which options each of them takes. */
#include "compiler/tool/options.h"

#include <limits.h>

#define BIT(id) (UINT64_C(1) << OPT_##id)
#define TELLING (BIT(DIAGNOSTICS) | BIT(COLOR) | BIT(LIMIT))
#define ESTIMATING (BIT(ESTIMATOR) | BIT(PATIENCE) | BIT(NO_CACHE))
#define CHECKING \
  (TELLING | BIT(WARNING) | BIT(SET) | BIT(DUMP) | BIT(TIME) | BIT(COMPAT) | ESTIMATING)
#define PRICES (BIT(ERT) | BIT(ART))
/* How to search, and what to search for besides. */
#define SEARCHING \
  (BIT(STRATEGY) | BIT(GAP) | BIT(TIME_LIMIT) | BIT(MEMORY_LIMIT) | BIT(JOBS) | BIT(SEED))
#define SEEKING \
  (SEARCHING | BIT(MINIMIZE) | BIT(TOP) | BIT(PARETO) | BIT(SAMPLE) | BIT(PER_LAYER))

const struct command commands[] = {
  {"", "DESIGN.tl", "check a design and compile it to a report",
   "tlc --set rows=16 design.tl\tcompiles a design whose `param rows` is 16",
   command_design, 1, 1, CHECKING | BIT(PARAMS) | BIT(FORMAT) | BIT(OUTPUT) | BIT(RUN) | PRICES |
   SEEKING},
  {"test", "DESIGN.tl...", "run the tests of designs and tell which of them pass",
   "tlc test design.tl\truns every `test` of the design and prints TAP",
   command_test, 1, UINT_MAX, (CHECKING & ~BIT(DUMP)) | SEARCHING},
  {"check", "DESIGN.tl...", "say what is wrong with designs, and nothing else",
   "tlc check -Wno-unused-import *.tl\tchecks designs; imports that nothing uses are fine",
   command_check, 1, UINT_MAX, CHECKING},
  {"export", "timeloop DESIGN.tl", "write what a design runs as files of another tool",
   "tlc export timeloop design.tl -o out\twrites architecture.yaml, mapping.yaml and so on there",
   command_export, 2, 2, (CHECKING & ~BIT(DUMP)) | BIT(OUTPUT) | BIT(RUN)},
  {"energy", "[DESIGN.tl] [NAME]", "list what the components of a design cost, or price counts of actions",
   "tlc energy -e 'sram(size = 64 KiB, width = 64 bit, tech = 45 nm)'\tasks one component of the library",
   command_energy, 0, 2, (CHECKING & ~BIT(DUMP)) | BIT(FORMAT) | BIT(OUTPUT) | BIT(COUNTS) | BIT(EXPRESSION) |
   BIT(PRECISION) | PRICES},
  {"verify", "REPORT.json DESIGN.tl", "check a report against its design with code of its own",
   "tlc verify out/report.json design.tl\tevaluates its mappings anew and compares all numbers",
   command_verify, 2, 2, (CHECKING & ~BIT(DUMP)) | PRICES},
  {"why", "DESIGN.tl [RUN]", "tell what bounds a result, and which changes of the design would move it",
   "tlc why --time-limit 1min design.tl conv2\ttries changes for a minute and tells what became of them",
   command_why, 1, 2, (CHECKING & ~BIT(DUMP)) | BIT(FORMAT) | BIT(RUN) | SEARCHING | BIT(MINIMIZE)},
  {"plot", "REPORT.json CHART", "draw a chart of a report: SVG, or PNG and PDF with -o",
   "tlc plot report.json energy --run 'conv*' -o energy.svg\tdraws what takes the energy of these runs",
   command_plot, 2, 2, TELLING | BIT(OUTPUT) | BIT(RUN)},
  {"diff", "OLD.json NEW.json", "tell what changed between two reports, the largest change first",
   "tlc diff --fail-over energy=1% old.json new.json\texits with 6 if a run takes over 1 % more energy",
   command_diff, 2, 2, TELLING | BIT(FORMAT) | BIT(RUN) | BIT(FAIL_OVER)},
  {"fmt", "FILE...", "print designs in the one layout, write it back, or ask for it",
   "tlc fmt -w *.tl\tlays designs out; those that are laid out already are not touched",
   command_fmt, 1, UINT_MAX, TELLING | BIT(WRITE) | BIT(CHECK)},
  {"import", "FILE.yaml...", "turn Timeloop's and Accelergy's YAML into a design",
   "tlc import arch.yaml prob.yaml map.yaml -o design.tl\treads YAML files and writes one design",
   command_import, 1, UINT_MAX, TELLING | BIT(WARNING) | BIT(OUTPUT)},
  {"explain", "[CODE | energy DESIGN.tl LEVEL.ACTION]",
   "tell all about a diagnostic, or where an energy comes from",
   "tlc explain E0301\tprints the page of that error; its name is as good: unit-mismatch",
   command_explain, 0, 3, CHECKING & ~(BIT(DUMP) | BIT(TIME))},
  {"doc", "MODULE [NAME]", "tell what a module offers, or all about one of its names",
   "tlc doc std.memory sram\ttells all about `sram`; `tlc doc std` lists the library",
   command_doc, 1, 2, TELLING | BIT(FORMAT)},
  {"lsp", "", "serve an editor that starts it: the language server",
   "tlc lsp --lsp-log lsp.log\tserves, and records every message",
   command_lsp, 0, 0, BIT(WARNING) | BIT(SET) | BIT(COMPAT) | ESTIMATING | BIT(LSP_LOG)},
  {NULL, NULL, NULL, NULL, NULL, 0, 0, 0},
};
