## make fuzz FUZZ_TIME=900 TARGET=lsp: that many seconds of libFuzzer for one target, or for each of
## them; run.sh tells where they start from.  What fails is left in tests/fuzz, with a name.
FUZZ_TIME = 60
fuzz_targets = front_end import lsp estimator report
TARGET = $(fuzz_targets)
.PHONY: fuzz clean-fuzz
EXTRA_DIST += %D%/run.sh \
  %D%/front_end.c %D%/import.c %D%/lsp.c %D%/estimator.c %D%/report.c
clean-local: clean-fuzz
clean-fuzz:
	cd %D% 2>/dev/null && rm -rf seeds found *.words $(fuzz_targets) || true
if FUZZING
fuzz_programs = \
  %D%/front_end %D%/import %D%/lsp %D%/estimator %D%/report
EXTRA_PROGRAMS += $(fuzz_programs)
with_libfuzzer = $(AM_LDFLAGS) -fsanitize=fuzzer
%C%_front_end_SOURCES = %D%/front_end.c tests/front_end.c tests/front_end.h
%C%_front_end_LDADD = $(compiler_libs)
%C%_front_end_LDFLAGS = $(with_libfuzzer)
%C%_import_SOURCES = %D%/import.c $(importing)
%C%_import_LDADD = $(compiler_libs)
%C%_import_LDFLAGS = $(with_libfuzzer)
%C%_lsp_SOURCES = %D%/lsp.c $(lsp_ask) $(lsp_client)
%C%_lsp_LDADD = $(compiler_libs)
%C%_lsp_LDFLAGS = $(with_libfuzzer) -Wl,--wrap=fork
%C%_estimator_SOURCES = %D%/estimator.c
%C%_estimator_LDADD = libtlrt.a liblang.a $(JANSSON_LIBS)
%C%_estimator_LDFLAGS = $(with_libfuzzer) -Wl,--wrap=child_start_command -Wl,--wrap=child_write \
  -Wl,--wrap=child_line -Wl,--wrap=child_end
%C%_report_SOURCES = %D%/report.c
%C%_report_LDADD = libtlrt.a liblang.a $(JANSSON_LIBS)
%C%_report_LDFLAGS = $(with_libfuzzer)
fuzz: all $(fuzz_programs)
	@TLC_STD='$(abs_top_srcdir)/lang/std' srcdir='$(srcdir)' FUZZ_TIME='$(FUZZ_TIME)' \
	  $(BASH) '$(srcdir)/%D%/run.sh' $(TARGET)
else
fuzz:
	@echo "make fuzz needs a build configured with --enable-fuzzing CC=clang" >&2; exit 1
endif
