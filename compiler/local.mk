## compiler knows meaning: types and checks, what a program asks for, the tools.
## Who may include whom (tests/layers.sh reads these rows):
## room compiler/sema: lang/base lang/syntax
## room compiler/session: lang/base lang/syntax compiler/sema
## room compiler/tool: lang/base lang/syntax compiler/sema compiler/session

noinst_LIBRARIES += libcompiler.a
libcompiler_a_SOURCES = \
  %D%/sema/arch.c \
  %D%/sema/assert.c \
  %D%/sema/attribute.c \
  %D%/sema/attributes.def \
  %D%/sema/block.c \
  %D%/sema/builtin.c \
  %D%/sema/builtins.def \
  %D%/sema/checks.c \
  %D%/sema/checks.def \
  %D%/sema/component.c \
  %D%/sema/coverage.c \
  %D%/sema/decl.c \
  %D%/sema/density.c \
  %D%/sema/dump.c \
  %D%/sema/einsum.c \
  %D%/sema/einsum.h \
  %D%/sema/enum.c \
  %D%/sema/eval.c \
  %D%/sema/eval.h \
  %D%/sema/idle.c \
  %D%/sema/index.c \
  %D%/sema/internal.h \
  %D%/sema/list.c \
  %D%/sema/loop.c \
  %D%/sema/mapper.c \
  %D%/sema/mapping.c \
  %D%/sema/mapping.h \
  %D%/sema/mapping_loop.c \
  %D%/sema/mapspace.c \
  %D%/sema/measure.c \
  %D%/sema/measures.def \
  %D%/sema/module.c \
  %D%/sema/object.c \
  %D%/sema/operator.c \
  %D%/sema/place.c \
  %D%/sema/requirement.c %D%/sema/run.c \
  %D%/sema/run.h \
  %D%/sema/scope.c \
  %D%/sema/sema.h \
  %D%/sema/setting.c \
  %D%/sema/setting.h \
  %D%/sema/shape.c \
  %D%/sema/sparsity.c \
  %D%/sema/sparsity.h \
  %D%/sema/study.c \
  %D%/sema/support.c \
  %D%/sema/table.c \
  %D%/sema/target.c \
  %D%/sema/target.h \
  %D%/sema/tensor_set.c \
  %D%/sema/tensor_set.h \
  %D%/sema/tensors.def \
  %D%/sema/test.c \
  %D%/sema/type.c \
  %D%/sema/value.c \
  %D%/sema/value.h \
  %D%/sema/workload.c \
  %D%/session/module.c \
  %D%/session/module.h \
  %D%/session/session.c \
  %D%/session/session.h
compiler_libs = libcompiler.a liblang.a

bin_PROGRAMS += tlc
tlc_SOURCES = \
  %D%/tool/check.c \
  %D%/tool/commands.c \
  %D%/tool/doc.c %D%/tool/doc.h \
  %D%/tool/doc_entry.c \
  %D%/tool/explain.c \
  %D%/tool/fmt.c \
  %D%/tool/help.c \
  %D%/tool/main.c \
  %D%/tool/markdown.c %D%/tool/markdown.h \
  %D%/tool/options.c %D%/tool/options.def %D%/tool/options.h
tlc_LDADD = $(compiler_libs)
