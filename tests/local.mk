## Every test prints TAP.  A test is a program or a script of its own, or a kind
## of golden: tests/kinds/KIND.kind says how the cases in tests/golden/KIND run.
TEST_EXTENSIONS = .kind
TEST_TIMEOUT = 600
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
KIND_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = timeout $(TEST_TIMEOUT)
KIND_LOG_COMPILER = timeout $(TEST_TIMEOUT) $(BASH) '$(srcdir)/%D%/golden.sh'
build_environment = \
  CC='$(CC) $(MODE_CFLAGS)'; export CC; MAKE='$(MAKE)'; export MAKE; \
  PKG_CONFIG='$(PKG_CONFIG)'; export PKG_CONFIG; pkgconfigdir='$(pkgconfigdir)'; export pkgconfigdir;
AM_TESTS_ENVIRONMENT = \
  TLC='$(abs_top_builddir)/tlc$(EXEEXT)'; export TLC; \
  TLC_STD='$(abs_top_srcdir)/lang/std'; export TLC_STD; \
  TLC_DIAGNOSTICS='$(abs_top_srcdir)/doc/diagnostics'; export TLC_DIAGNOSTICS; \
  srcdir='$(abs_top_srcdir)'; export srcdir; \
  builddir='$(abs_top_builddir)'; export builddir; $(build_environment) \
  CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT;

test_scripts = \
  %D%/accelergy.sh \
  %D%/actions.sh \
  %D%/benchmarks.sh \
  %D%/browser.sh \
  %D%/codes.sh \
  %D%/docs.sh \
  %D%/editors.sh \
  %D%/embed.sh \
  %D%/estimators.sh \
  %D%/examples.sh \
  %D%/forms.sh \
  %D%/layers.sh \
  %D%/links.sh \
  %D%/man.sh \
  %D%/mapper.sh \
  %D%/networks.sh \
  %D%/plot.sh \
  %D%/plugins.sh \
  %D%/reference.sh \
  %D%/release.sh \
  %D%/roundtrip.sh \
  %D%/searches.sh \
  %D%/sessions.sh \
  %D%/setup.sh \
  %D%/symbols.sh \
  %D%/validate.sh \
  %D%/vsix.sh \
  %D%/why.sh \
  %D%/wrappers.sh
golden_kinds = \
  %D%/kinds/cli.kind %D%/kinds/errors.kind %D%/kinds/eval.kind %D%/kinds/format.kind \
  %D%/kinds/import.kind %D%/kinds/ir.kind %D%/kinds/lsp.kind %D%/kinds/parse.kind %D%/kinds/planted.kind %D%/kinds/sema.kind
TESTS += $(test_scripts) $(golden_kinds)
if FAILING_ALLOC
TESTS += %D%/failing-alloc.sh
endif
## A case of a golden needs no row: the directory is released as it is.
EXTRA_DIST += %D%/README.md %D%/networks.tl %D%/hostile_estimator.c $(test_scripts) $(golden_kinds) %D%/failing-alloc.sh %D%/golden.sh \
  %D%/accelergy %D%/browser %D%/docs %D%/editors %D%/estimators %D%/golden %D%/validate

## What the tests of editors need of npm, which fetches it.
.PHONY: node-modules
node_modules = %D%/editors/node_modules/.package-lock.json
node-modules: $(node_modules)
$(node_modules): $(srcdir)/%D%/editors/package-lock.json
	$(AM_V_at)$(MKDIR_P) %D%/editors && cp -f '$(srcdir)/%D%/editors/package.json' '$(srcdir)/%D%/editors/package-lock.json' %D%/editors
	$(AM_V_GEN)cd %D%/editors && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.package-lock.json
clean-modules:
	rm -rf %D%/editors/node_modules %D%/editors/package.json %D%/editors/package-lock.json

## What designs of examples/ come to, beside what was published of them.
.PHONY: validate
validate: all
	@TLC='$(abs_top_builddir)/tlc$(EXEEXT)' TLC_STD='$(abs_top_srcdir)/lang/std' srcdir='$(abs_top_srcdir)' \
	  $(BASH) '$(srcdir)/%D%/validate.sh' --table

## Records what the goldens print now, and writes the tables of doc/language.md.  Look at the difference before you commit.
.PHONY: accept
accept: all
	ACCEPT=1 $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(golden_kinds) %D%/reference.sh %D%/editors.sh %D%/sessions.sh'

## Unit tests: tests/unit/test_x is made of tests/unit/test_x.c and our libraries.
## A new one is a row here.
unit_tests = \
  %D%/unit/test_arena \
  %D%/unit/test_density \
  %D%/unit/test_diag \
  %D%/unit/test_estimator \
  %D%/unit/test_eval \
  %D%/unit/test_eval_costs \
  %D%/unit/test_eval_limits \
  %D%/unit/test_export \
  %D%/unit/test_expression \
  %D%/unit/test_format \
  %D%/unit/test_goal \
  %D%/unit/test_grid \
  %D%/unit/test_ir \
  %D%/unit/test_jsonw \
  %D%/unit/test_lower \
  %D%/unit/test_lower_space \
  %D%/unit/test_map \
  %D%/unit/test_plugin \
  %D%/unit/test_quirks \
  %D%/unit/test_quote \
  %D%/unit/test_render \
  %D%/unit/test_render_json \
  %D%/unit/test_report \
  %D%/unit/test_report_load \
  %D%/unit/test_search \
  %D%/unit/test_session \
  %D%/unit/test_source \
  %D%/unit/test_str \
  %D%/unit/test_unit \
  %D%/unit/test_walk \
  %D%/unit/test_wire \
  %D%/unit/test_yaml \
  %D%/unit/test_yaml_errors \
  %D%/unit/test_yaml_include
if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
AM_CPPFLAGS += $(CMOCKA_CFLAGS)
LDADD = $(compiler_libs) $(CMOCKA_LIBS)
generate = \
  %D%/unit/generate.c %D%/unit/generate.h \
  %D%/unit/generate_text.c %D%/unit/generate_text.h
design = %D%/unit/design.c %D%/unit/design.h
%C%_unit_test_eval_SOURCES = %D%/unit/test_eval.c $(design)
%C%_unit_test_eval_costs_SOURCES = %D%/unit/test_eval_costs.c $(design)
%C%_unit_test_quirks_SOURCES = %D%/unit/test_quirks.c $(design)
%C%_unit_test_eval_limits_SOURCES = %D%/unit/test_eval_limits.c $(design)
%C%_unit_test_eval_limits_LDFLAGS = $(AM_LDFLAGS) \
  -Wl,--wrap=xmalloc -Wl,--wrap=xcalloc -Wl,--wrap=xrealloc
%C%_unit_test_format_SOURCES = %D%/unit/test_format.c $(generate)
%C%_unit_test_report_SOURCES = %D%/unit/test_report.c %D%/unit/report_expected.h
%C%_unit_test_report_LDADD = libtlrt.a $(CMOCKA_LIBS)
%C%_unit_test_report_load_LDADD = libtlrt.a liblang.a $(JANSSON_LIBS) $(CMOCKA_LIBS)
%C%_unit_test_search_SOURCES = \
  %D%/unit/test_search.c %D%/unit/mapspace.c %D%/unit/mapspace.h $(design)
else
TESTS += %D%/no-cmocka.sh
endif
EXTRA_DIST += %D%/no-cmocka.sh %D%/unit/scene.h %D%/unit/yaml_scene.h

## The model and a simulator of our own.  make property N=1000000 SEED=2 tries as many random
## nests, and FIRST=523 N=1 that one.
property_tests = %D%/property/test_model %D%/property/test_rules %D%/property/test_zeros
check_PROGRAMS += $(property_tests)
TESTS += $(property_tests)
simulator = \
  %D%/property/count.c \
  %D%/property/passage.c %D%/property/passage.h \
  %D%/property/random_nest.c %D%/property/random_nest.h \
  %D%/property/scheme.c %D%/property/scheme.h \
  %D%/property/simulate.c %D%/property/simulate.h \
  %D%/property/words.h
%C%_property_test_model_SOURCES = \
  %D%/property/test_model.c %D%/property/theory.c %D%/property/theory.h $(simulator)
%C%_property_test_model_LDADD = libtlrt.a liblang.a
%C%_property_test_rules_SOURCES = %D%/property/test_rules.c $(simulator)
%C%_property_test_rules_LDADD = libtlrt.a liblang.a
%C%_property_test_zeros_SOURCES = \
  %D%/property/test_zeros.c %D%/property/zeros.h \
  %D%/property/zeros_design.c %D%/property/zeros_draw.c %D%/property/zeros_walk.c
%C%_property_test_zeros_LDADD = libtlrt.a liblang.a

## The mapper and enumeration.  tests/property/test_mapper SEED shows one problem.
mapper_problem = \
  %D%/property/mapper_outside.c \
  %D%/property/mapper_print.c \
  %D%/property/mapper_zeros.c \
  %D%/property/mapper_problem.c %D%/property/mapper_problem.h
mapper_tests = %D%/property/test_enumeration %D%/property/test_mapper
check_PROGRAMS += $(mapper_tests)
TESTS += $(mapper_tests)
%C%_property_test_enumeration_SOURCES = \
  %D%/property/test_enumeration.c \
  %D%/property/mapper_naive.c %D%/property/mapper_naive.h $(mapper_problem)
%C%_property_test_enumeration_LDADD = libcompiler.a libtlrt.a liblang.a
%C%_property_test_mapper_SOURCES = %D%/property/test_mapper.c $(mapper_problem)
%C%_property_test_mapper_LDADD = libcompiler.a libtlrt.a liblang.a
N = 20000
SEED = 1
FIRST = 0
.PHONY: property
property: %D%/property/test_model
	%D%/property/test_model $(N) $(SEED) $(FIRST)

## The library in another program, as tests/embed.sh does, with what is installed.
installcheck-local:
	@srcdir='$(abs_top_srcdir)'; export srcdir; $(build_environment) \
	  installed='$(DESTDIR)'; export installed; $(BASH) '$(srcdir)/%D%/embed.sh' installed

## What is cut short anywhere is read all the same.
check_PROGRAMS += %D%/truncate
TESTS += %D%/truncate
%C%_truncate_SOURCES = %D%/truncate.c %D%/front_end.c %D%/front_end.h
%C%_truncate_LDADD = $(compiler_libs)

## The language server: what it answers to marked sources, and that it stands whatever comes.
check_PROGRAMS += %D%/lsp_golden %D%/lsp %D%/lsp_places
TESTS += %D%/lsp %D%/lsp_places
lsp_client = %D%/lsp_client.c %D%/lsp_client.h
lsp_ask = %D%/lsp_ask.c %D%/lsp_ask.h
%C%_lsp_golden_SOURCES = %D%/lsp_golden.c $(lsp_client)
%C%_lsp_golden_LDADD = $(compiler_libs)
%C%_lsp_SOURCES = \
  %D%/lsp.c %D%/lsp_documents.c %D%/lsp_names.c %D%/lsp_tasks.c %D%/lsp_text.c %D%/lsp_wire.c \
  %D%/lsp_tests.h $(lsp_ask) $(lsp_client)
%C%_lsp_LDADD = $(compiler_libs)
%C%_lsp_places_SOURCES = %D%/lsp_places.c $(lsp_ask) $(lsp_client)
%C%_lsp_places_LDADD = $(compiler_libs)

## make check-lsp-all JOBS=2: at every place of every example, so many files at a time.
JOBS = 1
.PHONY: check-lsp-all
check-lsp-all: all %D%/lsp %D%/lsp_places
	cd '$(srcdir)' && find examples -name '*.tl' | LC_ALL=C sort | $(lsp_environment) xargs -n 1 -P $(JOBS) '$(abs_builddir)/%D%/lsp_places'
	$(lsp_environment) LSP_ALL=1 %D%/lsp
lsp_environment = env TLC='$(abs_top_builddir)/tlc$(EXEEXT)' TLC_STD='$(abs_top_srcdir)/lang/std' srcdir='$(abs_top_srcdir)'

## What is wrong with a specification of another tool is told, and nothing of it is lost.
check_PROGRAMS += %D%/hostile
TESTS += %D%/hostile
importing = %D%/importing.c %D%/importing.h
%C%_hostile_SOURCES = \
  %D%/hostile.c %D%/hostile_judge.c %D%/hostile_judge.h \
  %D%/hostile_mutate.c %D%/hostile_mutate.h $(importing)
%C%_hostile_LDADD = $(compiler_libs)

clean-local: clean-deb
distclean-local: clean-modules clean-vsix
## What npm has fetched into the build's own directory of that name is no part of a release.
.PHONY: undist-modules
dist-hook: undist-modules
undist-modules:
	rm -rf '$(distdir)/%D%/editors/node_modules'
include tests/fuzz/local.mk

## make bench: what rows.tsv names as a table, against baseline.json, and in bench.json (JSON=FILE);
## with BENCH_STRICT=1 what is much worse is an error.  make bench-baseline MACHINE='words' writes
## baseline.json.  make bench-details: lines a second of each example, how long an editor waits,
## evaluations a second of all sizes.  make bench-mapper DESIGN=simba NETWORK=vgg16 LAYER='conv*'
## SPACE=held LIMIT=10 is some lines of the mapper on networks.
.PHONY: bench bench-baseline bench-details bench-mapper
EXTRA_DIST += %D%/bench/baseline.json %D%/bench/bench.sh %D%/bench/components.awk %D%/bench/generate.awk \
  %D%/bench/mapper %D%/bench/mapper.sh %D%/bench/rows.tsv %D%/bench/small.tl %D%/bench/study.tl
bench_tools = \
  %D%/bench/bench %D%/bench/calibrate %D%/bench/child %D%/bench/evaluate %D%/bench/import \
  %D%/bench/keys %D%/bench/lookup %D%/bench/table
check_PROGRAMS += $(bench_tools)
%C%_bench_bench_SOURCES = %D%/bench/bench.c %D%/bench/clock.h
%C%_bench_bench_LDADD = $(compiler_libs)
%C%_bench_calibrate_SOURCES = %D%/bench/calibrate.c %D%/bench/clock.h
%C%_bench_calibrate_LDADD =
%C%_bench_child_SOURCES = %D%/bench/child.c
%C%_bench_child_LDADD =
%C%_bench_evaluate_SOURCES = %D%/bench/evaluate.c %D%/bench/clock.h
%C%_bench_evaluate_LDADD = libtlrt.a
%C%_bench_import_SOURCES = %D%/bench/import.c %D%/bench/clock.h
%C%_bench_import_LDADD = $(compiler_libs)
%C%_bench_keys_SOURCES = %D%/bench/keys.c %D%/bench/clock.h
%C%_bench_keys_LDADD = $(compiler_libs)
%C%_bench_lookup_SOURCES = %D%/bench/lookup.c %D%/bench/clock.h
%C%_bench_lookup_LDADD = $(compiler_libs)
%C%_bench_table_SOURCES = %D%/bench/table.c
%C%_bench_table_LDADD = $(JANSSON_LIBS)
generated_programs = %D%/bench/5000.tl %D%/bench/10000.tl %D%/bench/100000.tl
bench_programs = %D%/bench/10000.tl %D%/bench/100000.tl %D%/bench/200-components.tl
CLEANFILES += $(generated_programs) %D%/bench/200-components.tl bench.json
%D%/bench/200-components.tl: %D%/bench/components.awk
	$(AM_V_at)$(MKDIR_P) %D%/bench
	$(AM_V_GEN)$(AWK) -f '$(srcdir)/%D%/bench/components.awk' >$@
$(generated_programs): %D%/bench/generate.awk
	$(AM_V_at)$(MKDIR_P) %D%/bench
	$(AM_V_GEN)$(AWK) -v lines=$$(basename $@ .tl) -v seed=1 -f '$(srcdir)/%D%/bench/generate.awk' >$@
bench: all $(bench_tools) $(generated_programs)
	@$(AM_TESTS_ENVIRONMENT) $(BASH) '$(srcdir)/%D%/bench/bench.sh'
bench-baseline: all $(bench_tools) $(generated_programs)
	@test -n "$(MACHINE)" || { echo "say what is measured on: make $@ MACHINE='four cores of 2023, quiet'" >&2; exit 1; }
	@$(AM_TESTS_ENVIRONMENT) MACHINE='$(MACHINE)' BASELINE= JSON='$(abs_top_srcdir)/%D%/bench/baseline.json' \
	  $(BASH) '$(srcdir)/%D%/bench/bench.sh'
bench-details: all $(bench_tools) $(bench_programs) %D%/bench/5000.tl
	TLC_STD='$(abs_top_srcdir)/lang/std' %D%/bench/bench $(bench_programs) $$(find '$(srcdir)/examples' -name '*.tl' | sort)
	%D%/bench/keys ./tlc $$(wc -l $$(find '$(srcdir)/examples' -name '*.tl') | sort -n | \
	  tail -n 2 | $(AWK) 'NR == 1 {print $$2}') %D%/bench/5000.tl
	%D%/bench/evaluate
	%D%/bench/lookup
bench-mapper: all %D%/bench/child
	@$(AM_TESTS_ENVIRONMENT) $(BASH) '$(srcdir)/%D%/bench/mapper.sh'

## make lint: what clang-tidy and cppcheck say of the sources, which is nothing.
.PHONY: lint
EXTRA_DIST += .clang-tidy %D%/lint.sh %D%/cppcheck.txt
lint: all
	@srcdir='$(abs_top_srcdir)' $(BASH) '$(srcdir)/%D%/lint.sh' $(DEFS) -I'$(abs_top_builddir)' \
	  -I'$(abs_top_srcdir)' $(AM_CPPFLAGS) -std=gnu17

## make check-valgrind: chosen commands under valgrind, in a build without sanitizers.
.PHONY: check-valgrind
EXTRA_DIST += %D%/valgrind.sh
check-valgrind: all
	@$(AM_TESTS_ENVIRONMENT) $(BASH) '$(srcdir)/%D%/valgrind.sh'

## make coverage: the tests, then a table of what they reached.
.PHONY: coverage
EXTRA_DIST += %D%/coverage.sh %D%/coverage.txt
if COVERAGE
coverage: all
	find . -name '*.gcda' -exec rm -f {} +
	$(MAKE) $(AM_MAKEFLAGS) check
	@GCOV='$(GCOV)' srcdir='$(abs_top_srcdir)' $(BASH) '$(srcdir)/%D%/coverage.sh'
else
coverage:
	@echo "make coverage needs a build configured with --enable-coverage" >&2; exit 1
endif
