#include "config.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
  "Usage: tlc [--help | --version]\n"
  "\n"
  "Compiles descriptions of accelerators, written in the language .tl.\n";

int main(int argc, char **argv)
{
  if (argc == 2 && !strcmp(argv[1], "--version")) return puts(PACKAGE_STRING) < 0;
  if (argc == 2 && !strcmp(argv[1], "--help")) return fputs(help, stdout) < 0;
  fputs(help, stderr);
  return 2;
}
