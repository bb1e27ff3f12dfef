## What becomes of a release: make dist, make static, make deb.
EXTRA_DIST += LICENSE CHANGELOG.md CONTRIBUTING.md %D%/pack.sh %D%/deb.sh %D%/copyright

## compiler/local.mk tells what it is made of.
.PHONY: static deb packed
packed:
	$(AM_V_at)$(BASH) '$(srcdir)/%D%/pack.sh' '$(srcdir)' >packed.new
	$(AM_V_at)cmp -s packed.new packed.bin && rm -f packed.new || mv -f packed.new packed.bin
packed.bin:
	@$(MAKE) $(AM_MAKEFLAGS) packed
compiler/tool/tlc_static-packed.$(OBJEXT): packed.bin
static: packed
	@$(MAKE) $(AM_MAKEFLAGS) tlc-static$(EXEEXT)

## make deb: a package for Debian, configured for /usr and built in deb/.
deb: $(BUILT_SOURCES)
	@CC='$(CC)' MAKE='$(MAKE)' $(BASH) '$(srcdir)/%D%/deb.sh' '$(abs_top_srcdir)' '$(PACKAGE_VERSION)'
clean-deb:
	rm -rf deb tlc_*.deb
