#include "compiler/tool/version.h"

#include "compiler/tool/picture.h"
#include "config.h"
#include "lang/syntax/parse.h"

#include <jansson.h>
#include <stdio.h>
#include <yaml.h>

static const char notice[] =
  "Copyright (c) 2026 the tlc authors\n"
  "License: MIT; there is no warranty, to the extent permitted by law.\n"
  "\n";

#ifdef TLC_STATIC
static const char program[] = "static", libraries[] = "no";
#else
static const char program[] = "dynamic", libraries[] = "yes";
#endif

#ifdef SANITIZERS
static const char sanitizers[] = "address, undefined";
#else
static const char sanitizers[] = "no";
#endif

#ifdef TLC_FAIL_ALLOC
static const char failing[] = "yes";
#else
static const char failing[] = "no";
#endif

static void put(const char *word, const char *value) { printf("%s: %s\n", word, value); }

void version_print(void)
{
  puts(PACKAGE_STRING);
  fputs(notice, stdout);
  put("program", program);
  put("scanner", scanner_generator);
  put("parser", parser_generator);
  put("jansson", JANSSON_VERSION);
  put("libyaml", yaml_get_version_string());
  put("librsvg", picture_library());
  put("threads", "yes");
  put("estimator libraries", libraries);
  put("sanitizers", sanitizers);
  put("failing allocations", failing);
}
