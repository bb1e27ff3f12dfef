dist_man_MANS += %D%/tlc.1
dist_doc_DATA += %D%/language.md %D%/components.md %D%/model.md %D%/report.md %D%/diagnostics.md
dist_doc_DATA += %D%/energy.md %D%/estimators.md %D%/mapper.md %D%/editors.md %D%/editors.svg %D%/release.md
## A new page needs no row here: the directory is released as it is.
EXTRA_DIST += %D%
