dist_man_MANS += %D%/tlc.1
EXTRA_DIST += %D%/diagnostics.md
