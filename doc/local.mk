dist_man_MANS += %D%/tlc.1 %D%/tl.5
dist_doc_DATA += %D%/README.md %D%/install.md %D%/language.md %D%/components.md %D%/model.md
dist_doc_DATA += %D%/report.md %D%/diagnostics.md %D%/energy.md %D%/estimators.md %D%/mapper.md
dist_doc_DATA += %D%/migrating.md %D%/library.md %D%/release.md %D%/editors.md %D%/editors.svg
## A new page needs no row here: the directory is released as it is.  The tutorial and the how-to
## pages are installed by Makefile.am.
EXTRA_DIST += %D%

## The manual as a site: doc/html/index.html.
site_environment = \
  TLC='$(abs_top_builddir)/tlc$(EXEEXT)' CMARK='$(CMARK)' MANDOC='$(MANDOC)' \
  srcdir='$(abs_top_srcdir)' PYTHONDONTWRITEBYTECODE=1
if HAVE_HTML
html-local: tlc$(EXEEXT)
	$(AM_V_at)rm -rf %D%/html.new && $(MKDIR_P) %D%/html.new
	$(AM_V_GEN)$(site_environment) $(PYTHON3) '$(srcdir)/%D%/site/build.py' %D%/html.new
	$(AM_V_at)rm -rf %D%/html && mv %D%/html.new %D%/html
install-html-local: html-local
	$(MKDIR_P) '$(DESTDIR)$(htmldir)' && cp -R %D%/html '$(DESTDIR)$(htmldir)'
else
html-local install-html-local:
	@echo "make html needs cmark-gfm, mandoc and python3: install them, and configure again" >&2; exit 1
endif
clean-local: clean-html
clean-html:
	rm -rf %D%/html %D%/html.new
## A site that was made beside the build's other files is no part of a release.
dist-hook:
	rm -rf '$(distdir)/%D%/html' '$(distdir)/%D%/html.new'
