## Every test prints TAP.  A test is a program or a script of its own, or a kind
## of golden: tests/golden/KIND.kind says how the cases in tests/golden/KIND run.
TEST_EXTENSIONS = .kind
TEST_TIMEOUT = 600
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
KIND_LOG_DRIVER = $(LOG_DRIVER)
LOG_COMPILER = timeout $(TEST_TIMEOUT)
KIND_LOG_COMPILER = timeout $(TEST_TIMEOUT) $(BASH) '$(srcdir)/%D%/golden.sh'
AM_TESTS_ENVIRONMENT = \
  TLC='$(abs_top_builddir)/tlc$(EXEEXT)'; export TLC; \
  TLC_STD='$(abs_top_srcdir)/lang/std'; export TLC_STD; \
  srcdir='$(abs_top_srcdir)'; export srcdir; \
  CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT;

test_scripts = %D%/layers.sh
golden_kinds = \
  %D%/golden/cli.kind %D%/golden/errors.kind %D%/golden/format.kind \
  %D%/golden/parse.kind %D%/golden/sema.kind
TESTS += $(test_scripts) $(golden_kinds)
## A case of a golden needs no row: the directory is released as it is.
EXTRA_DIST += $(test_scripts) %D%/golden.sh %D%/golden

## Records what the goldens print now.  Look at the difference before you commit.
.PHONY: accept
accept: all
	ACCEPT=1 $(MAKE) $(AM_MAKEFLAGS) check TESTS='$(golden_kinds)'

## Unit tests: tests/unit/test_x is made of tests/unit/test_x.c and our libraries.
## A new one is a row here.
unit_tests = %D%/unit/test_arena
if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
AM_CPPFLAGS += $(CMOCKA_CFLAGS)
LDADD = $(lang_libs) $(CMOCKA_LIBS)
else
TESTS += %D%/no-cmocka.sh
endif
EXTRA_DIST += %D%/no-cmocka.sh
