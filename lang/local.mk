## lang knows text: files, names, diagnostics, the tree of a program.
## Who may include whom (tests/layers.sh reads these rows):
## room lang/base:
## room lang/syntax: lang/base

noinst_LIBRARIES += liblang.a
EXTRA_LIBRARIES += libbase.a libgrammar.a

## The bottom of everything goes into libtlrt.a, which other programs link too.
libbase_a_SOURCES = \
  %D%/base/arena.c %D%/base/arena.h \
  %D%/base/codes.def \
  %D%/base/decimal.c %D%/base/decimal.h \
  %D%/base/diag.c %D%/base/diag.h \
  %D%/base/jsonw.c %D%/base/jsonw.h \
  %D%/base/map.c %D%/base/map.h \
  %D%/base/quote.c %D%/base/quote.h \
  %D%/base/render.c %D%/base/render_json.c \
  %D%/base/source.c %D%/base/source.h \
  %D%/base/str.c %D%/base/str.h \
  %D%/base/suggest.c %D%/base/suggest.h %D%/base/synonyms.def \
  %D%/base/unit.c %D%/base/unit.h \
  %D%/base/unit_list.c \
  %D%/base/unit_table.c %D%/base/unit_table.h \
  %D%/base/unit_text.c \
  %D%/base/units.def \
  %D%/base/utf8.c \
  %D%/base/vec.h

liblang_a_SOURCES = \
  %D%/syntax/ast.c %D%/syntax/ast.h %D%/syntax/ast.def \
  %D%/syntax/bracket.c \
  %D%/syntax/build.c %D%/syntax/build.h \
  %D%/syntax/dump.c \
  %D%/syntax/format.c %D%/syntax/format.h %D%/syntax/format_inside.h \
  %D%/syntax/format_align.c %D%/syntax/format_check.c %D%/syntax/format_layout.c \
  %D%/syntax/format_page.c %D%/syntax/format_tokens.c \
  %D%/syntax/keywords.def \
  %D%/syntax/layout.c %D%/syntax/layout.h \
  %D%/syntax/lex.c %D%/syntax/lex.h %D%/syntax/lex_inside.h \
  %D%/syntax/literal.c %D%/syntax/literal.h \
  %D%/syntax/look.c \
  %D%/syntax/param_doc.c %D%/syntax/param_doc.h \
  %D%/syntax/parse.h \
  %D%/syntax/other_format.c %D%/syntax/other_format.h \
  %D%/syntax/syntax_error.c %D%/syntax/syntax_error.h \
  %D%/syntax/unexpected.c %D%/syntax/unexpected.h

## Generated code alone is spared our warnings, for which it needs a library of its
## own.  Its objects go into liblang.a, as it and lex.c call each other.
libgrammar_a_SOURCES = %D%/syntax/lexer.l %D%/syntax/parser.y
BUILT_SOURCES += %D%/syntax/parser.h
## Not only for `make all`: any target may be the first in a fresh tree.
$(liblang_a_OBJECTS): %D%/syntax/parser.h
libgrammar_a_CFLAGS = -std=gnu17 $(MODE_CFLAGS) -w
liblang_a_LIBADD = $(libgrammar_a_OBJECTS)

## The standard library is data; a new module needs no row here (see Makefile.am).
EXTRA_DIST += %D%/std

## Colours, indentation and clients of editors.  make editors writes the words of the language
## in them anew, from the compiler's tables.
EXTRA_DIST += %D%/rows.sh %D%/editors
.PHONY: editors vsix
editors:
	@$(BASH) '$(srcdir)/%D%/editors/words.sh'

## make vsix: the extension of VS Code, not part of `all`.  It needs npm, and what npm has fetched
## once (138 MB).
.PHONY: vsix-modules
vsix_modules = vsix/node_modules/.package-lock.json
vsix-modules: $(vsix_modules)
$(vsix_modules): $(srcdir)/%D%/editors/vscode/package-lock.json
	@command -v npm >/dev/null || { echo "make vsix needs npm, with Node.js 20 or newer" >&2; exit 1; }
	$(AM_V_at)$(MKDIR_P) vsix && cp -f '$(srcdir)/%D%/editors/vscode/package.json' '$(srcdir)/%D%/editors/vscode/package-lock.json' vsix
	$(AM_V_GEN)cd vsix && npm ci --ignore-scripts --no-audit --no-fund && touch node_modules/.package-lock.json
vsix: $(vsix_modules)
	$(AM_V_at)rm -rf vsix/extension && cp -R '$(srcdir)/%D%/editors/vscode' vsix/extension && chmod -R u+w vsix/extension
	$(AM_V_GEN)cd vsix/extension && npm run -s bundle && npm run -s package
	$(AM_V_at)mv vsix/extension/tl.vsix tl.vsix && rm -rf vsix/extension
clean-vsix:
	rm -rf vsix
CLEANFILES += tl.vsix
