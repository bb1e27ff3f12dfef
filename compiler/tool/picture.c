#include "compiler/tool/picture.h"

#include "config.h"

/* Nothing of all that it needs is there as a static library. */
#if defined HAVE_RSVG && !defined TLC_STATIC

#include <cairo-pdf.h>
#include <dlfcn.h>
#include <librsvg/rsvg.h>
#include <stdio.h>

#ifdef SANITIZERS
#include <sanitizer/lsan_interface.h>

/* What is known of fonts stays with their library until the process ends. */
const char *__lsan_default_suppressions(void) { return "leak:libfontconfig"; }
const char *__lsan_default_options(void) { return "print_suppressions=0"; }
#endif

/* librsvg brings some forty libraries along, and whoever starts `tlc` to check a design would wait
 * for them longer than for the check: they are loaded when a picture is drawn.  What it needs
 * itself, cairo and GObject, is found through it. */
#define RSVG_FILE "librsvg-2.so.2"
#define FUNCTIONS(X)                                                                              \
  X(cairo_create) X(cairo_destroy) X(cairo_image_surface_create)                                  \
  X(cairo_pdf_surface_create_for_stream) X(cairo_pdf_surface_set_metadata) X(cairo_status)        \
  X(cairo_status_to_string) X(cairo_surface_destroy) X(cairo_surface_finish)                      \
  X(cairo_surface_status) X(cairo_surface_write_to_png_stream) X(g_object_unref)                  \
  X(rsvg_handle_get_intrinsic_size_in_pixels) X(rsvg_handle_new_from_data)                        \
  X(rsvg_handle_render_document)

#undef g_object_unref
#define POINTER(name) __typeof__(name) *name;
static struct { FUNCTIONS(POINTER) } lib;

/* The library stays until the process ends, as what it registers with GObject has to.  False: `why`
 * says what is missing. */
static bool load(char *why, size_t size)
{
  static bool loaded;
  if (loaded) return true;
  void *library = dlopen(RSVG_FILE, RTLD_NOW | RTLD_LOCAL);
  bool ok = library;
#define FIND(name) ok = ok && (*(void **)&lib.name = dlsym(library, #name));
  FUNCTIONS(FIND)
  if (!ok) snprintf(why, size, "librsvg cannot be loaded: %s", dlerror());
  return loaded = ok;
}

/* Two pixels to each side, as screens have them that show text well; and what a point is. */
static const double PIXELS = 2, POINTS = 0.75;

static cairo_status_t add_bytes(void *out, const unsigned char *bytes, unsigned n)
{
  strbuf_add(out, (const char *)bytes, n);
  return CAIRO_STATUS_SUCCESS;
}

/* A file is the same whenever it is written. */
static cairo_surface_t *new_pdf(struct strbuf *out, double width, double height)
{
  cairo_surface_t *pdf = lib.cairo_pdf_surface_create_for_stream(add_bytes, out, width, height);
  lib.cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, "2000-01-01T00:00:00Z");
  lib.cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATOR, PACKAGE_STRING);
  return pdf;
}

static cairo_status_t draw_on(cairo_surface_t *surface, RsvgHandle *svg, double width,
                              double height)
{
  const RsvgRectangle all = {0, 0, width, height};
  cairo_t *cairo = lib.cairo_create(surface);
  bool drawn = lib.rsvg_handle_render_document(svg, cairo, &all, NULL);
  cairo_status_t status = lib.cairo_status(cairo);
  lib.cairo_destroy(cairo);
  if (status != CAIRO_STATUS_SUCCESS) return status;
  return drawn ? lib.cairo_surface_status(surface) : CAIRO_STATUS_NO_MEMORY;
}

static cairo_status_t draw(struct strbuf *out, RsvgHandle *svg, enum picture_form form)
{
  double width, height, scale = form == PICTURE_PNG ? PIXELS : POINTS;
  lib.rsvg_handle_get_intrinsic_size_in_pixels(svg, &width, &height);
  width *= scale, height *= scale;
  cairo_surface_t *surface =
    form == PICTURE_PNG
      ? lib.cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width, (int)height)
      : new_pdf(out, width, height);
  cairo_status_t status = draw_on(surface, svg, width, height);
  if (form == PICTURE_PNG && status == CAIRO_STATUS_SUCCESS)
    status = lib.cairo_surface_write_to_png_stream(surface, add_bytes, out);
  lib.cairo_surface_finish(surface);
  if (status == CAIRO_STATUS_SUCCESS) status = lib.cairo_surface_status(surface);
  lib.cairo_surface_destroy(surface);
  return status;
}

const char *picture_draw(struct strbuf *out, const struct strbuf *svg, enum picture_form form)
{
  static char why[512];
  if (!load(why, sizeof why)) return why;
  RsvgHandle *handle =
    lib.rsvg_handle_new_from_data((const guint8 *)strbuf_str(svg), svg->n, NULL);
  if (!handle) return "librsvg does not take it";
  cairo_status_t status = draw(out, handle, form);
  lib.g_object_unref(handle);
  if (status == CAIRO_STATUS_INVALID_SIZE) return "it is too large";
  return status == CAIRO_STATUS_SUCCESS ? NULL : lib.cairo_status_to_string(status);
}

const char *picture_library(void) { return LIBRSVG_VERSION; }

#else

const char *picture_library(void) { return "no"; }

const char *picture_draw(struct strbuf *out, const struct strbuf *svg, enum picture_form form)
{
  (void)out, (void)svg, (void)form;
  return "this tlc was built without librsvg (Debian: librsvg2-dev)";
}

#endif
