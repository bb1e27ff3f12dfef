## compiler knows meaning: types and checks, what a program asks for, the tools.
## Who may include whom (tests/layers.sh reads these rows):
## room compiler/ir: lang/base
## room compiler/sema: lang/base lang/syntax compiler/ir
## room compiler/lower: lang/base compiler/ir compiler/mapper/space.h compiler/mapper/goal.h runtime/model runtime/energy runtime/eval/result.h
## room compiler/mapper: lang/base runtime/model runtime/energy runtime/eval runtime/sparse
## room compiler/import: lang/base lang/syntax compiler/ir
## room compiler/export: lang/base compiler/ir compiler/lower runtime/model runtime/energy
## room compiler/session: lang/base lang/syntax compiler/sema compiler/ir compiler/lower compiler/mapper runtime/model runtime/energy runtime/eval runtime/sparse runtime/report
## room compiler/verify: lang/base compiler/ir compiler/lower runtime/model runtime/energy runtime/eval
## room compiler/why: lang/base lang/syntax compiler/ir compiler/session compiler/mapper runtime/eval runtime/model runtime/report/levels.h runtime/report/report.h runtime/report/why.h
## room compiler/lsp: lang/base lang/syntax compiler/sema/sema.h compiler/sema/query.h compiler/session
## room compiler/tool: lang/base lang/syntax compiler/ir compiler/sema compiler/session compiler/import compiler/export compiler/verify compiler/why compiler/lsp/lsp.h runtime/report

AM_CPPFLAGS += $(YAML_CFLAGS) $(JANSSON_CFLAGS) $(RSVG_CFLAGS)
noinst_LIBRARIES += libcompiler.a
libcompiler_a_SOURCES = \
  %D%/export/architecture.c %D%/export/costs.c \
  %D%/export/emit.c %D%/export/emit.h \
  %D%/export/export.h %D%/export/inside.h \
  %D%/export/levels.c %D%/export/mapping.c %D%/export/numbers.c %D%/export/problem.c \
  %D%/export/prices.c %D%/export/prices.h \
  %D%/export/timeloop.c %D%/export/unsaid.c %D%/export/words.c \
  %D%/import/check_arguments.c %D%/import/check_hierarchy.c \
  %D%/import/classes.c %D%/import/classes.h %D%/import/library.c \
  %D%/import/expression.c %D%/import/expression.h \
  %D%/import/expression_value.c %D%/import/expression_write.c \
  %D%/import/import.c %D%/import/import.h \
  %D%/import/importer.c %D%/import/importer.h \
  %D%/import/read_arch.c \
  %D%/import/read_costs.c \
  %D%/import/read_counts.c \
  %D%/import/read_place.c %D%/import/read_place.h \
  %D%/import/read_plan.c \
  %D%/import/read_prices.c \
  %D%/import/read_problem.c \
  %D%/import/read_sparsity.c \
  %D%/import/spec.h \
  %D%/import/write_actions.c \
  %D%/import/write_arch.c \
  %D%/import/write_attribute.c \
  %D%/import/write_component.h \
  %D%/import/write_components.c \
  %D%/import/write_costs.c \
  %D%/import/write_counts.c \
  %D%/import/write_made_of.c \
  %D%/import/write_mapping.c \
  %D%/import/write_mapspace.c \
  %D%/import/write_network.c \
  %D%/import/write_parts.c \
  %D%/import/write_problem.c \
  %D%/import/write_program.c \
  %D%/import/write_remarks.c \
  %D%/import/write_sparsity.c \
  %D%/import/writer.h \
  %D%/import/yaml.c %D%/import/yaml.h %D%/import/yaml_inside.h \
  %D%/import/yaml_comment.c \
  %D%/import/yaml_error.c \
  %D%/import/yaml_include.c \
  %D%/import/yaml_load.c \
  %D%/import/yaml_merge.c \
  %D%/import/yaml_text.c \
  %D%/import/yaml_value.c \
  %D%/ir/ir.h %D%/ir/prices.c %D%/ir/prices.h %D%/ir/print.c %D%/ir/print_search.c \
  %D%/ir/print_sparsity.c \
  %D%/ir/read.c %D%/ir/read_search.c %D%/ir/read_sparsity.c %D%/ir/reader.h %D%/ir/scan.c \
  %D%/ir/split.c %D%/ir/split_inside.h %D%/ir/split_sparsity.c \
  %D%/ir/verify.c %D%/ir/verify.h %D%/ir/verify_search.c %D%/ir/verify_sparsity.c %D%/ir/word.h \
  %D%/lower/arch.c %D%/lower/attribute.c %D%/lower/attribute.h \
  %D%/lower/goal.c %D%/lower/inside.h %D%/lower/lower.c %D%/lower/lower.h %D%/lower/space.c \
  %D%/lower/sparsity.c \
  %D%/lsp/actions.c \
  %D%/lsp/complete.c %D%/lsp/complete.h %D%/lsp/complete_module.c %D%/lsp/complete_path.c \
  %D%/lsp/context.c %D%/lsp/context.h \
  %D%/lsp/diagnostic.c %D%/lsp/diagnostic.h \
  %D%/lsp/document.c %D%/lsp/document.h \
  %D%/lsp/kept.c %D%/lsp/kept.h \
  %D%/lsp/edits.c %D%/lsp/edits.h \
  %D%/lsp/formatting.c \
  %D%/lsp/hints.c \
  %D%/lsp/hover.c \
  %D%/lsp/json.c %D%/lsp/json.h \
  %D%/lsp/lifecycle.c \
  %D%/lsp/extract.c \
  %D%/lsp/links.c \
  %D%/lsp/lsp.h \
  %D%/lsp/methods.def \
  %D%/lsp/nav.c %D%/lsp/nav.h \
  %D%/lsp/page.c %D%/lsp/page.h \
  %D%/lsp/pin.c \
  %D%/lsp/place.c \
  %D%/lsp/publish.c \
  %D%/lsp/ranges.c \
  %D%/lsp/rename.c \
  %D%/lsp/rpc.c %D%/lsp/rpc.h \
  %D%/lsp/serve.c \
  %D%/lsp/server.c %D%/lsp/server.h \
  %D%/lsp/signature.c \
  %D%/lsp/symbols.c %D%/lsp/symbols.h \
  %D%/lsp/sync.c \
  %D%/lsp/task.c %D%/lsp/task.h \
  %D%/lsp/tokens.c %D%/lsp/tokens.h \
  %D%/lsp/uri.c %D%/lsp/uri.h \
  %D%/lsp/workspace.c \
  %D%/mapper/best.c %D%/mapper/best.h \
  %D%/mapper/bound.c %D%/mapper/bound.h %D%/mapper/bound_inside.h \
  %D%/mapper/bound_joint.c %D%/mapper/bound_serve.c %D%/mapper/bound_table.c \
  %D%/mapper/climb.c %D%/mapper/climb.h \
  %D%/mapper/count.c \
  %D%/mapper/cross.c \
  %D%/mapper/empty.c %D%/mapper/empty.h \
  %D%/mapper/exact.c \
  %D%/mapper/exhaustive.c \
  %D%/mapper/fan.c \
  %D%/mapper/found.c \
  %D%/mapper/frame.c %D%/mapper/frame.h \
  %D%/mapper/goal.c %D%/mapper/goal.h \
  %D%/mapper/horizon.c %D%/mapper/horizon.h \
  %D%/mapper/imperfect.c %D%/mapper/imperfect.h \
  %D%/mapper/inside.h \
  %D%/mapper/lattice.c %D%/mapper/lattice.h %D%/mapper/mirror.c \
  %D%/mapper/least.c %D%/mapper/least.h %D%/mapper/least_slots.c \
  %D%/mapper/limits.c %D%/mapper/limits.h \
  %D%/mapper/orders.c %D%/mapper/orders.h \
  %D%/mapper/pads.c %D%/mapper/pads.h \
  %D%/mapper/partial.c %D%/mapper/partial.h \
  %D%/mapper/pass.c %D%/mapper/pass.h \
  %D%/mapper/plan.c %D%/mapper/plan.h \
  %D%/mapper/points.c %D%/mapper/points.h \
  %D%/mapper/random.c \
  %D%/mapper/rejects.c \
  %D%/mapper/routes.c %D%/mapper/routes.h \
  %D%/mapper/search.c %D%/mapper/search.h \
  %D%/mapper/space.c %D%/mapper/space.h \
  %D%/mapper/sparse.c %D%/mapper/sparse.h \
  %D%/mapper/spot.c %D%/mapper/spot.h \
  %D%/mapper/spread.c %D%/mapper/spread.h \
  %D%/mapper/stream.c %D%/mapper/stream.h %D%/mapper/stream_inside.h \
  %D%/mapper/stream_charge.c %D%/mapper/stream_loop.c \
  %D%/mapper/ways.c %D%/mapper/ways.h \
  %D%/mapper/zeros.c %D%/mapper/zeros.h \
  %D%/sema/action.c %D%/sema/action.h \
  %D%/sema/alike.c %D%/sema/alike.h \
  %D%/sema/amount.c %D%/sema/amount.h \
  %D%/sema/arch.c %D%/sema/arch.h \
  %D%/sema/attribute.c %D%/sema/attribute.h \
  %D%/sema/attributes.def \
  %D%/sema/beyond.c %D%/sema/beyond.h \
  %D%/sema/block.c %D%/sema/block.h \
  %D%/sema/bounds.c %D%/sema/bounds.h \
  %D%/sema/builtin.c %D%/sema/builtin.h \
  %D%/sema/builtins.def \
  %D%/sema/checks.c %D%/sema/checks.def %D%/sema/checks.h \
  %D%/sema/claim.c %D%/sema/claim.h \
  %D%/sema/component.c %D%/sema/component.h \
  %D%/sema/core.h \
  %D%/sema/coverage.c %D%/sema/coverage.h \
  %D%/sema/decl.c \
  %D%/sema/demand.c %D%/sema/demand.h \
  %D%/sema/density.c %D%/sema/density.h \
  %D%/sema/dump.c \
  %D%/sema/einsum.c %D%/sema/einsum.h \
  %D%/sema/enum.c %D%/sema/enum.h \
  %D%/sema/estimate.c %D%/sema/estimate.h \
  %D%/sema/eval.c %D%/sema/eval.h \
  %D%/sema/idle.c %D%/sema/idle.h \
  %D%/sema/explain.c \
  %D%/sema/expectation.c \
  %D%/sema/flatten.c %D%/sema/flatten.h \
  %D%/sema/flatten_arch.c %D%/sema/flatten_mapping.c %D%/sema/flatten_mapspace.c \
  %D%/sema/flatten_sparsity.c \
  %D%/sema/flatten_workload.c \
  %D%/sema/grid.c %D%/sema/grid.h \
  %D%/sema/index.c %D%/sema/index.h \
  %D%/sema/leakage.c %D%/sema/leakage.h \
  %D%/sema/list.c %D%/sema/list.h \
  %D%/sema/loop.c %D%/sema/loop.h \
  %D%/sema/lookup.c %D%/sema/lookup.h \
  %D%/sema/mapper.c %D%/sema/mapper.h \
  %D%/sema/mapping.c %D%/sema/mapping.h \
  %D%/sema/mapping_loop.c %D%/sema/mapping_loop.h \
  %D%/sema/mapspace.c %D%/sema/mapspace.h \
  %D%/sema/measure.c %D%/sema/measure.h \
  %D%/sema/measures.def \
  %D%/sema/module.c %D%/sema/module.h \
  %D%/sema/name.c %D%/sema/name.h \
  %D%/sema/needs.c %D%/sema/needs.h \
  %D%/sema/object.c %D%/sema/object.h \
  %D%/sema/objective.c %D%/sema/objective.h %D%/sema/objective_sign.c \
  %D%/sema/operator.c %D%/sema/operator.h \
  %D%/sema/origin.c \
  %D%/sema/paste.c \
  %D%/sema/place.c %D%/sema/place.h \
  %D%/sema/placeholder.c %D%/sema/placeholder.h \
  %D%/sema/price.c \
  %D%/sema/product.c %D%/sema/product.h \
  %D%/sema/query.c %D%/sema/query.h %D%/sema/query_inside.h %D%/sema/query_offer.c \
  %D%/sema/refer.c %D%/sema/refer.h \
  %D%/sema/requirement.c %D%/sema/requirement.h \
  %D%/sema/room.c %D%/sema/room.h \
  %D%/sema/run.c %D%/sema/run.h \
  %D%/sema/scope.c %D%/sema/scope.h \
  %D%/sema/sema.h \
  %D%/sema/setting.c %D%/sema/setting.h \
  %D%/sema/shape.c %D%/sema/shape.h \
  %D%/sema/sparsity.c %D%/sema/sparsity.h \
  %D%/sema/split.c %D%/sema/split.h \
  %D%/sema/study.c %D%/sema/study.h %D%/sema/study_points.c %D%/sema/study_results.c \
  %D%/sema/sums.c %D%/sema/sums.h \
  %D%/sema/support.c %D%/sema/support.h \
  %D%/sema/table.c %D%/sema/table.h \
  %D%/sema/table_file.c %D%/sema/table_row.c %D%/sema/table_rule.c \
  %D%/sema/target.c %D%/sema/target.h \
  %D%/sema/tensor_set.c %D%/sema/tensor_set.h \
  %D%/sema/tensors.def \
  %D%/sema/test.c %D%/sema/test.h \
  %D%/sema/trace.c %D%/sema/trace.h \
  %D%/sema/trail.c %D%/sema/trail.h \
  %D%/sema/type.c %D%/sema/type.h \
  %D%/sema/value.c %D%/sema/value.h \
  %D%/sema/workload.c %D%/sema/workload.h \
  %D%/session/advice.c \
  %D%/session/costs.c %D%/session/costs.h \
  %D%/session/fit.c %D%/session/fit.h \
  %D%/session/describe.c %D%/session/describe.h \
  %D%/session/study.c %D%/session/study.h \
  %D%/session/estimation.c %D%/session/estimation.h \
  %D%/session/evaluate.c %D%/session/evaluate.h \
  %D%/session/hints.c %D%/session/hints.h \
  %D%/session/found_mapping.c \
  %D%/session/mapping_text.c \
  %D%/session/origins.c %D%/session/origins.h \
  %D%/session/seek.c %D%/session/seek.h \
  %D%/session/seek_change.c \
  %D%/session/seek_key.c \
  %D%/session/seek_network.c \
  %D%/session/seek_runs.c \
  %D%/session/seek_told.c \
  %D%/session/matrices.c %D%/session/matrices.h \
  %D%/session/measures.c %D%/session/measures.h \
  %D%/session/module.c %D%/session/module.h \
  %D%/session/session.c %D%/session/session.h \
  %D%/session/trouble.c %D%/session/trouble.h \
  %D%/session/trouble_sparse.c \
  %D%/session/wish.c %D%/session/wish.h \
  %D%/verify/bound.c \
  %D%/verify/certificate.c \
  %D%/verify/compare.c \
  %D%/verify/inside.h \
  %D%/verify/network.c \
  %D%/verify/objective.c \
  %D%/verify/rebuild.c \
  %D%/verify/verify.c %D%/verify/verify.h \
  %D%/verify/within.c \
  %D%/why/plan.c %D%/why/plan.h \
  %D%/why/spot.c %D%/why/spot.h \
  %D%/why/trial.c %D%/why/trial.h \
  %D%/why/why.c %D%/why/why.h
compiler_libs = libcompiler.a liblang.a libtlrt.a $(YAML_LIBS) $(JANSSON_LIBS)

## What there is of the program once, and what a static one has otherwise.
noinst_LIBRARIES += libtool.a
libtool_a_SOURCES = \
  %D%/tool/charged.c %D%/tool/charged.h \
  %D%/tool/check.c \
  %D%/tool/commands.c \
  %D%/tool/design.c \
  %D%/tool/diff.c \
  %D%/tool/catalogue.c \
  %D%/tool/doc.c %D%/tool/doc.h \
  %D%/tool/doc_entry.c \
  %D%/tool/energy.c %D%/tool/energy.h \
  %D%/tool/energy_print.c \
  %D%/tool/explain.c \
  %D%/tool/given_prices.c %D%/tool/given_prices.h \
  %D%/tool/export.c \
  %D%/tool/fmt.c \
  %D%/tool/help.c \
  %D%/tool/lsp.c \
  %D%/tool/import.c \
  %D%/tool/write.c \
  %D%/tool/markdown.c %D%/tool/markdown.h \
  %D%/tool/search_options.c \
  %D%/tool/options.c %D%/tool/options.def %D%/tool/options.h \
  %D%/tool/pass.c %D%/tool/pass.h \
  %D%/tool/plot.c \
  %D%/tool/reports.c %D%/tool/reports.h \
  %D%/tool/test.c \
  %D%/tool/verify.c \
  %D%/tool/watch.c %D%/tool/watch.h \
  %D%/tool/why.c

bin_PROGRAMS += tlc
tlc_SOURCES = \
  %D%/tool/main.c %D%/tool/packed.h \
  %D%/tool/picture.c %D%/tool/picture.h \
  %D%/tool/version.c %D%/tool/version.h
tlc_LDADD = libtool.a $(compiler_libs)

## make static: the program without shared libraries, which carries its data (release/pack.sh).
## What cannot be there is left out under TLC_STATIC; library.c of its own comes before that of
## libtlrt.a.
EXTRA_PROGRAMS += tlc-static
CLEANFILES += tlc-static$(EXEEXT) packed.bin
tlc_static_SOURCES = $(tlc_SOURCES) %D%/tool/packed.c runtime/energy/library.c
tlc_static_CPPFLAGS = $(AM_CPPFLAGS) -DTLC_STATIC
tlc_static_LDFLAGS = $(AM_LDFLAGS) -static -s
tlc_static_LDADD = libtool.a $(compiler_libs)
