## compiler knows meaning: types and checks, what a program asks for, the tools.
## Who may include whom (tests/layers.sh reads these rows):
## room compiler/sema: lang/base lang/syntax
## room compiler/session: lang/base lang/syntax compiler/sema
## room compiler/tool: lang/base lang/syntax compiler/sema compiler/session

noinst_LIBRARIES += libcompiler.a
libcompiler_a_SOURCES = \
  %D%/sema/attribute.c \
  %D%/sema/attributes.def \
  %D%/sema/builtin.c \
  %D%/sema/builtins.def \
  %D%/sema/internal.h \
  %D%/sema/measure.c \
  %D%/sema/measures.def \
  %D%/sema/sema.h \
  %D%/sema/tensors.def \
  %D%/sema/value.h
compiler_libs = libcompiler.a liblang.a

bin_PROGRAMS += tlc
tlc_SOURCES = %D%/tool/main.c
tlc_LDADD = $(compiler_libs)
