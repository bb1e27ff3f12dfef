## compiler knows meaning: types and checks, what a program asks for, the tools.
## Who may include whom (tests/layers.sh reads these rows):
## room compiler/tool: lang/base

bin_PROGRAMS += tlc
tlc_SOURCES = %D%/tool/main.c
tlc_LDADD = $(lang_libs)
