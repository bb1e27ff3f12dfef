#include "compiler/sema/value.h"

#include "compiler/sema/core.h"
#include "compiler/sema/object.h"
#include "lang/syntax/parse.h"

#include <math.h>

/* Doubles hold whole numbers exactly up to here. */
static const double EXACT = 9007199254740992.0;

struct value value_poison(void) { return (struct value){.kind = V_POISON}; }

struct value value_int(int64_t i) { return value_quantity(i, DIM_NONE); }

struct value value_quantity(int64_t i, struct dim dim)
{
  return (struct value){.kind = V_NUMBER, .known = true, .is_int = true, .dim = dim, .u.i = i};
}

struct value value_number(double d, struct dim dim)
{
  if (fabs(d) <= EXACT && d == floor(d)) return value_quantity((int64_t)d, dim);
  return (struct value){.kind = V_NUMBER, .known = true, .dim = dim, .u.d = d};
}

struct value value_unknown(struct dim dim, bool is_int)
{
  return (struct value){.kind = V_NUMBER, .is_int = is_int, .dim = dim};
}

struct value value_bool(bool b)
{
  return (struct value){.kind = V_BOOL, .known = true, .u.b = b};
}

struct value value_unknown_bool(void) { return (struct value){.kind = V_BOOL}; }

struct value value_string(name_t s)
{
  return (struct value){.kind = V_STRING, .known = true, .u.name = s};
}

struct value value_enum(name_t s)
{
  return (struct value){.kind = V_ENUM, .known = true, .u.name = s};
}

struct value value_decl(struct symbol *s)
{
  return (struct value){.kind = V_DECL, .known = true, .u.symbol = s};
}

struct value value_object(struct object *o)
{
  return (struct value){.kind = V_OBJECT, .known = true, .u.object = o};
}


bool value_is_plain(struct value v) { return v.kind == V_NUMBER && dim_is_none(v.dim); }

bool value_is_known_int(struct value v) { return value_is_plain(v) && v.known && v.is_int; }

const char *value_describe(struct value v, const struct user_units *user, struct arena *a)
{
  switch ((enum value_kind)v.kind) {
  case V_NUMBER: return dim_article(v.dim, user, a);
  case V_BOOL: return "a truth value";
  case V_STRING: return "a string";
  case V_LIST: return "a list";
  case V_ENUM: return v.known ? arena_printf(a, "`%s`", v.u.name->text) : "a choice";
  case V_DECL: return keyword_with_article(v.u.symbol->node->word, a);
  case V_OBJECT: return object_describe(v.u.object, a);
  case V_MODULE: return "a module";
  case V_FUNCTION: return "a function";
  case V_RESULT: return "the result of a run";
  case V_TENSOR: return "a tensor";
  case V_ROW: return "a row of a table";
  case V_POISON: case V_KINDS: break;
  }
  return "a value";
}

static const char *list_text(const struct value_list *l, const struct user_units *user,
                             struct arena *a)
{
  enum { SHOWN = 6 };
  struct strbuf b = {0};
  strbuf_putc(&b, '[');
  for (uint32_t i = 0; i < l->n && i < SHOWN; i++)
    strbuf_printf(&b, "%s%s", i ? ", " : "", value_text(l->at[i], user, a));
  strbuf_puts(&b, l->n > SHOWN ? ", …]" : "]");
  return strbuf_take(&b, a);
}

const char *value_text(struct value v, const struct user_units *user, struct arena *a)
{
  if (!v.known) return value_describe(v, user, a);
  switch ((enum value_kind)v.kind) {
  case V_NUMBER: return quantity_text(value_double(v), v.dim, user, a);
  case V_BOOL: return v.u.b ? "true" : "false";
  case V_STRING: return arena_printf(a, "\"%s\"", v.u.name->text);
  case V_LIST: return list_text(v.u.list, user, a);
  case V_ENUM: case V_TENSOR: return v.u.name->text;
  case V_DECL: case V_MODULE: return v.u.symbol->name->text;
  default: return value_describe(v, user, a);
  }
}
