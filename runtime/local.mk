## runtime knows numbers: models, energies, evaluation, reports.  It never sees
## a tree of the language.
## Who may include whom (tests/layers.sh reads these rows):
## room runtime/model: lang/base
## room runtime/energy: lang/base runtime/model
## room runtime/sparse: lang/base runtime/model
## room runtime/eval: lang/base runtime/model runtime/energy runtime/sparse
## room runtime/report: lang/base runtime/model runtime/eval/result.h

## A library for other programs as well: it is installed with the headers of what can be
## made and evaluated, under the paths that they include each other by.
lib_LIBRARIES += libtlrt.a
libtlrt_a_LIBADD = $(libbase_a_OBJECTS)
nobase_pkginclude_HEADERS = \
  lang/base/arena.h lang/base/source.h \
  %D%/energy/table.h \
  %D%/eval/evaluate.h %D%/eval/problem.h %D%/eval/result.h \
  %D%/model/arch.h %D%/model/limits.h %D%/model/mapping.h %D%/model/sparsity.h \
  %D%/model/workload.h
## For those who write estimators; it needs none of the others.
include_HEADERS = %D%/energy/tlc_estimator.h
## Estimators that come with the program need no row: the directory is released as it is.
EXTRA_DIST += %D%/plugins
pkgconfig_DATA = %D%/tlrt.pc
libtlrt_a_SOURCES = \
  %D%/energy/child.c %D%/energy/child.h \
  %D%/energy/digest.c %D%/energy/digest.h \
  %D%/energy/disk_cache.c %D%/energy/disk_cache.h \
  %D%/energy/estimator.c %D%/energy/estimator.h \
  %D%/energy/library.c %D%/energy/library.h \
  %D%/energy/plugin.c %D%/energy/plugin.h \
  %D%/energy/table.c %D%/energy/table.h \
  %D%/energy/wire.c %D%/energy/wire.h \
  %D%/eval/evaluate.c %D%/eval/evaluate.h \
  %D%/eval/fanout.c %D%/eval/fanout.h \
  %D%/eval/flow.c %D%/eval/flow.h \
  %D%/eval/nest.c %D%/eval/nest.h \
  %D%/eval/problem.h \
  %D%/eval/result.c %D%/eval/result.h \
  %D%/eval/sparse.c %D%/eval/sparse.h %D%/eval/sparse_inside.h \
  %D%/eval/sparse_combine.c \
  %D%/eval/sparse_compute.c \
  %D%/eval/sparse_fill.c \
  %D%/eval/sparse_ranks.c \
  %D%/eval/sparse_saving.c \
  %D%/eval/sparse_spread.c \
  %D%/eval/sparse_station.c \
  %D%/eval/station.c %D%/eval/station.h \
  %D%/eval/stations.c %D%/eval/stations.h \
  %D%/eval/steps.c %D%/eval/steps.h \
  %D%/eval/traffic.c %D%/eval/traffic.h \
  %D%/eval/walk.c %D%/eval/walk.h \
  %D%/model/arch.h %D%/model/limits.h %D%/model/mapping.h %D%/model/sparsity.h \
  %D%/model/workload.c %D%/model/workload.h \
  %D%/sparse/banded.c \
  %D%/sparse/banded_scan.c \
  %D%/sparse/data.c %D%/sparse/data.h \
  %D%/sparse/density.c %D%/sparse/density.h %D%/sparse/density_inside.h \
  %D%/sparse/memo.c %D%/sparse/memo.h \
  %D%/sparse/read_data.c \
  %D%/sparse/structured.c \
  %D%/sparse/uniform.c %D%/sparse/wide.h \
  %D%/report/asked.c \
  %D%/report/axes.c %D%/report/axes.h \
  %D%/report/block.c %D%/report/block.h \
  %D%/report/charts.c \
  %D%/report/csv.c \
  %D%/report/diff.c %D%/report/diff.h %D%/report/diff_inside.h \
  %D%/report/diff_energy.c \
  %D%/report/diff_facts.c \
  %D%/report/diff_json.c \
  %D%/report/diff_mapping.c \
  %D%/report/diff_text.c \
  %D%/report/draw.c %D%/report/draw.h \
  %D%/report/draw_arch.c \
  %D%/report/draw_flow.c \
  %D%/report/draw_roofline.c \
  %D%/report/draw_runs.c \
  %D%/report/draw_tiles.c \
  %D%/report/draw_tradeoff.c \
  %D%/report/facts.c \
  %D%/report/figure.c %D%/report/figure.h \
  %D%/report/html.c %D%/report/html.h \
  %D%/report/html_style.c \
  %D%/report/html_table.c \
  %D%/report/json.c %D%/report/json_put.h \
  %D%/report/json_arch.c %D%/report/json_arch.h \
  %D%/report/json_run.h \
  %D%/report/json_sparse.c %D%/report/json_sparse.h \
  %D%/report/levels.c %D%/report/levels.h \
  %D%/report/load.c %D%/report/load.h %D%/report/load_inside.h \
  %D%/report/load_arch.c \
  %D%/report/load_entry.c %D%/report/load_entry.h \
  %D%/report/load_mapping.c \
  %D%/report/load_place.c \
  %D%/report/load_result.c \
  %D%/report/load_run.c \
  %D%/report/load_sparse.c \
  %D%/report/nest.c \
  %D%/report/page.c %D%/report/page.h \
  %D%/report/palette.def \
  %D%/report/plot.c %D%/report/plot.h \
  %D%/report/report.h \
  %D%/report/rows.c %D%/report/rows.h \
  %D%/report/search.c \
  %D%/report/sparse_words.c %D%/report/sparse_words.h \
  %D%/report/sources.c \
  %D%/report/study.c \
  %D%/report/study_data.c \
  %D%/report/table.c %D%/report/table.h \
  %D%/report/text.c \
  %D%/report/tiles.c %D%/report/tiles.h \
  %D%/report/why.h %D%/report/why_json.c %D%/report/why_text.c \
  %D%/report/wrap.c %D%/report/wrap.h \
  %D%/report/zeros.c %D%/report/zeros.h
