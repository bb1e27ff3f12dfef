/* The grammar of .tl: permissive on purpose.  Every block holds the same items;
 * what may stand where is decided later, with a sentence.  Actions build nodes
 * and nothing else. */
%require "3.8"
%define api.pure full
%define api.push-pull push
%define api.prefix {tlp_}
%define api.token.prefix {T_}
%define api.value.type {union semantic}
%define api.location.type {struct place}
%define lr.type ielr
%define parse.lac full
%define lr.default-reduction consistent /* a block is over at its brace */
%define parse.error custom
%locations
%expect 0
%parse-param {struct lex *lx}

%code requires {
#include "lang/syntax/lex.h"
}
%code {
#include "lang/syntax/build.h"
#include "lang/syntax/syntax_error.h"
#include "lang/syntax/unexpected.h"

#define YYMAXDEPTH 100000
#define YYMALLOC xmalloc
#define YYFREE xfree
#define YYLLOC_DEFAULT(whole, parts, n)                                        \
  do {                                                                         \
    if (n) {                                                                   \
      (whole).start = YYRHSLOC(parts, 1).start;                                \
      (whole).end = YYRHSLOC(parts, n).end;                                    \
    } else (whole).start = (whole).end = YYRHSLOC(parts, 0).end;               \
  } while (0)

#define NEW(kind, where, ...) build_node(lx, kind, where, SLOTS(__VA_ARGS__))
#define NAMED(kind, where, text, at, ...) \
  build_named(lx, kind, where, (text).name, at, SLOTS(__VA_ARGS__))

static struct node *with_word(struct node *n, int word)
{
  n->word = (uint8_t)word;
  return n;
}
static struct node *with_op(struct node *n, int op)
{
  if (n->kind != N_ERROR) n->op = (uint8_t)op;
  return n;
}
/* Remembers where an operator is written. */
static struct node *at_op(struct node *n, struct place op)
{
  n->name_at = op.start;
  return n;
}
static struct node *binary(struct lex *lx, struct place where, struct node *a, struct place op_at,
                           struct node *b, int op)
{
  return at_op(with_op(NEW(N_BINARY, where, a, b), op), op_at);
}
static struct node *with_block(struct node *n, bool has_block)
{
  n->has_block = has_block;
  return n;
}
static void tlp_error(const struct place *where, struct lex *lx, const char *message);
}

%token <text> DECL "declaration" NEST "block keyword" AT "`at`" BINDS "binding keyword"
%token <text> LOOP "loop keyword" NAMES "placement keyword" COND "`skip` or `gate`" RUN "`run`"
%token <text> ASSERT "`require` or `expect`" ROW "`row`" IMPORT "`import`" CLAUSE "a clause"
%token <text> AS "`as`" REUSE "`reuse`" OVER "`over`" BY "`by`" IN "`in`" WITH "`with`" IF "`if`"
%token <text> THEN "`then`" ELSE "`else`" AND "`and`" OR "`or`" NOT "`not`" TRUE "`true`"
%token <text> FALSE "`false`" FORC "`for`"
%token <text> IDENT "a name" UNIT "a unit" STRING "a string"
%token <number> NUMBER "a number"
%token EOL "the end of the line"
%token ADDEQ "`+=`" EQ "`==`" NE "`!=`" LE "`<=`" GE "`>=`" DOTDOT "`..`" APPROX "`~=`"

%type <node> item opt_item declaration opt_type expr_or_type type binding rhs iter range step
%type <node> message expr operand postfix primary path arg param opt_bounds bounds clause loop_bind
%type <node> imported access
%type <list> items block opt_block params opt_params opt_extent clauses bindings loop_binds names
%type <list> paths args args1 imports imports1 exprs stars opt_stars factors over reuse
%type <text> declared
%type <op> relation

%left OR
%left AND
%precedence NOT
%nonassoc '<' '>' LE GE EQ NE IN APPROX
%left '+' '-'
%left '*' '/' '%' '&'
%precedence NEG
%right '^'

%start file
%%
file: items { lx->ast->root = NEW(N_FILE, ((struct place){0, lx->source->size}), $1.first); } ;

items
  : opt_item            { $$ = list_of($1); }
  | items EOL opt_item  { $$ = list_add($1, $3); }
  ;

opt_item
  : %empty       { $$ = NULL; }
  | item
  | error        { $$ = NEW(N_ERROR, @$, NULL); yyerrok; }
  | error block  { $$ = NEW(N_ERROR, @$, $2.first); yyerrok; }
  ;

item
  : IMPORT path                     { $$ = NEW(N_IMPORT, @$, $2, NULL); }
  | IMPORT path AS IDENT            { $$ = NAMED(N_IMPORT, @$, $4, @4, $2, NULL); }
  | IMPORT path '{' imports '}'     { $$ = with_block(NEW(N_IMPORT, @$, $2, $4.first), true); }
  | IMPORT STRING '{' imports '}'   { $$ = with_block(NEW(N_IMPORT, @$,
                                        NAMED(N_STRING, @2, $2, @2, NULL), $4.first), true); }
  | IMPORT STRING                   { struct node *path = NAMED(N_STRING, @2, $2, @2, NULL);
                                      $$ = syntax_spoilt(lx) ? NEW(N_ERROR, @$, NULL)
                                                             : NEW(N_IMPORT, @$, path, NULL); }
  | IMPORT STRING AS IDENT          { $$ = NAMED(N_IMPORT, @$, $4, @4,
                                        NAMED(N_STRING, @2, $2, @2, NULL), NULL); }
  | declaration
  | AT paths block                  { $$ = with_block(NEW(N_AT, @$, $2.first, $3.first), true); }
  | BINDS bindings                  { $$ = with_word(NEW(N_BINDS, @$, $2.first), $1.word); }
  | LOOP loop_binds opt_block       { $$ = NEW(N_LOOP, @$, $2.first, NULL, NULL, $3.first);
                                      with_block(with_word($$, $1.word), @3.end > @3.start); }
  | LOOP IDENT loop_binds           { $$ = NAMED(N_LOOP, @$, $2, @2, $3.first, NULL, NULL, NULL);
                                      with_word($$, $1.word); }
  | LOOP over reuse                 { $$ = NEW(N_LOOP, @$, NULL, $2.first, $3.first, NULL);
                                      with_word($$, $1.word); }
  | LOOP IDENT over reuse           { $$ = NAMED(N_LOOP, @$, $2, @2,
                                                 NULL, $3.first, $4.first, NULL);
                                      with_word($$, $1.word); }
  | LOOP IDENT REUSE paths          { $$ = NAMED(N_LOOP, @$, $2, @2, NULL, NULL, $4.first, NULL);
                                      with_word($$, $1.word); }
  | NAMES opt_stars                 { $$ = with_word(NEW(N_NAMES, @$, $2.first), $1.word);
                                      if (!$2.first) build_empty_names(lx, @1, $1.word); }
  | COND exprs BY exprs             { $$ = NEW(N_COND, @$, $2.first, $4.first);
                                      with_word($$, $1.word); }
  | RUN postfix clauses opt_block   { $$ = NEW(N_RUN, @$, $2, $3.first, $4.first);
                                      with_block(with_word($$, $1.word), @4.end > @4.start); }
  | ASSERT expr message             { $$ = with_word(NEW(N_ASSERT, @$, $2, $3), $1.word); }
  | ROW args                        { $$ = with_word(NEW(N_ROW, @$, $2.first), $1.word); }
  | path '=' expr                   { $$ = build_attribute(lx, @$, $1, @2, $3); }
  | path '='                        { $$ = build_attribute(lx, @$, $1, @2, NULL);
                                      if ($$->kind == N_ATTR) build_missing_value(lx, @2, "="); }
  | path EQ expr                    { $$ = build_attribute(lx, @$, $1, @2, $3);
                                      build_compares(lx, @2); }
  | path ':' type                   { $$ = NEW(N_FIELD, @$, $1, $3, NULL); }
  | path ':' type '=' expr          { $$ = NEW(N_FIELD, @$, $1, $3, $5); }
  | access ADDEQ expr               { $$ = NEW(N_EINSUM, @$, $1, $3);
                                      at_op(with_op($$, OP_ADDEQ), @2); }
  | access '=' expr                 { $$ = NEW(N_EINSUM, @$, $1, $3);
                                      at_op(with_op($$, '='), @2); }
  | path block                      { $$ = with_block(NEW(N_AMEND, @$, $1, $2.first), true); }
  | '@' IDENT '(' args ')'          { $$ = NAMED(N_ANNOT, @$, $2, @2, $4.first); }
  ;

imports
  : imports1
  | imports1 ','
  ;
imports1
  : imported               { $$ = list_of($1); }
  | imports1 ',' imported  { $$ = list_add($1, $3); }
  | imports1 EOL
  ;
imported
  : IDENT           { $$ = NAMED(N_IMPORTED, @$, $1, @1, NULL); }
  | IDENT AS IDENT  { $$ = NAMED(N_IMPORTED, @$, $1, @1, NAMED(N_NAME, @3, $3, @3, NULL)); }
  ;

declaration
  : DECL declared opt_params opt_extent clauses opt_block
      { $$ = NAMED(N_DECL, @$, $2, @2, $3.first, $4.first, $5.first, NULL, $6.first);
        with_block(with_word($$, $1.word), @6.end > @6.start);
        build_declared(lx, @2, $1.word); }
  | DECL declared opt_params opt_extent clauses '=' expr opt_block
      { $$ = NAMED(N_DECL, @$, $2, @2, $3.first, $4.first, $5.first, $7, $8.first);
        with_block(with_word($$, $1.word), @8.end > @8.start);
        build_declared(lx, @2, $1.word); }
  | NEST block
      { $$ = NEW(N_DECL, @$, NULL, NULL, NULL, NULL, $2.first);
        with_block(with_word($$, $1.word), true); }
  ;
declared: IDENT | STRING ; /* a string only for a `test`: build_declared */

opt_params
  : %empty              { $$ = list_of(NULL); }
  | '(' ')'             { $$ = list_of(NULL); }
  | '(' params ')'      { $$ = $2; }
  | '(' params ',' ')'  { $$ = $2; }
  ;
params: param { $$ = list_of($1); } | params ',' param { $$ = list_add($1, $3); } ;
param
  : IDENT opt_type opt_bounds           { $$ = NAMED(N_PARAM, @$, $1, @1, $2, NULL, $3); }
  | IDENT opt_type opt_bounds '=' expr  { $$ = NAMED(N_PARAM, @$, $1, @1, $2, $5, $3); }
  | IDENT opt_type opt_bounds '='       { $$ = NAMED(N_PARAM, @$, $1, @1, $2, NULL, $3);
                                          build_missing_value(lx, @4, "="); }
  ;
opt_bounds: %empty { $$ = NULL; } | IN bounds { $$ = $2; } ;
bounds: expr DOTDOT expr { $$ = NEW(N_RANGE, @$, $1, $3, NULL); } ;
opt_type: %empty { $$ = NULL; } | ':' type { $$ = $2; } ;
type
  : expr_or_type
  | type '/' expr_or_type  { $$ = binary(lx, @$, $1, @2, $3, '/'); }
  | type '*' expr_or_type  { $$ = binary(lx, @$, $1, @2, $3, '*'); }
  ;
expr_or_type
  : path
  | '[' type ']'  { $$ = NEW(N_LIST, @$, $2); }
  | NUMBER UNIT   { $$ = build_number(lx, @$, &$1, $2.name, @2); }
  | NUMBER        { $$ = build_number(lx, @$, &$1, NULL, @1); }
  ;
opt_extent: %empty { $$ = list_of(NULL); } | '[' args ']' { $$ = $2; } ;
clauses: %empty { $$ = list_of(NULL); } | clauses clause { $$ = list_add($1, $2); } ;
clause
  : CLAUSE postfix  { $$ = with_word(NEW(N_CLAUSE, @$, $2), $1.word); }
  | AS IDENT        { $$ = with_word(NEW(N_CLAUSE, @$, NAMED(N_NAME, @2, $2, @2, NULL)), $1.word); }
  ;
opt_block: %empty { $$ = list_of(NULL); @$.end = @$.start; } | block ;
block: '{' items '}' { $$ = $2; } ;

bindings: binding { $$ = list_of($1); } | bindings ',' binding { $$ = list_add($1, $3); } ;
binding
  : IDENT opt_type clauses           { $$ = NAMED(N_BINDING, @$, $1, @1, $2, NULL, $3.first); }
  | IDENT opt_type '=' rhs clauses   { $$ = NAMED(N_BINDING, @$, $1, @1, $2, $4, $5.first);
                                       with_op($$, '='); }
  | IDENT opt_type '='               { $$ = NAMED(N_BINDING, @$, $1, @1, $2, NULL, NULL);
                                       with_op($$, '=');
                                       build_missing_value(lx, @3, "="); }
  | IDENT IN iter                    { $$ = NAMED(N_BINDING, @$, $1, @1, NULL, $3, NULL);
                                       with_op($$, OP_IN); }
  ;
rhs: expr | '*' { $$ = NEW(N_STAR, @$, NULL); } ;
iter: expr | range ;
range
  : expr DOTDOT expr          { $$ = NEW(N_RANGE, @$, $1, $3, NULL); }
  | expr DOTDOT expr BY step  { $$ = NEW(N_RANGE, @$, $1, $3, $5);
                                if ($5->kind == N_UNARY && $5->op == '*') {
                                  $$->slot[RANGE_STEP] = $5->slot[UNARY_A]; $$->op = '*'; } }
  ;
step: expr | '*' expr { $$ = with_op(NEW(N_UNARY, @$, $2), '*'); } ;

over: OVER names { $$ = $2; } ;
reuse: %empty { $$ = list_of(NULL); } | REUSE paths { $$ = $2; } ;
names
  : IDENT            { $$ = list_of(NAMED(N_NAME, @1, $1, @1, NULL)); }
  | names ',' IDENT  { $$ = list_add($1, NAMED(N_NAME, @3, $3, @3, NULL)); }
  ;
loop_binds: loop_bind { $$ = list_of($1); } | loop_binds ',' loop_bind { $$ = list_add($1, $3); } ;
loop_bind
  : IDENT '=' rhs        { $$ = with_op(NAMED(N_LOOP_BIND, @$, $1, @1, $3), '='); }
  | IDENT '='            { $$ = with_op(NAMED(N_LOOP_BIND, @$, $1, @1, NULL), '=');
                           build_missing_value(lx, @2, "="); }
  | IDENT relation expr  { $$ = with_op(NAMED(N_LOOP_BIND, @$, $1, @1, $3), $2); }
  | IDENT IN iter        { $$ = with_op(NAMED(N_LOOP_BIND, @$, $1, @1, $3), OP_IN); }
  | factors '=' rhs        { $$ = with_op(NEW(N_LOOP_PRODUCT, @$, $1.first, $3), '='); }
  | factors relation expr  { $$ = with_op(NEW(N_LOOP_PRODUCT, @$, $1.first, $3), $2); }
  | factors IN iter        { $$ = with_op(NEW(N_LOOP_PRODUCT, @$, $1.first, $3), OP_IN); }
  ;
factors
  : IDENT '*' IDENT    { $$ = list_add(list_of(NAMED(N_NAME, @1, $1, @1, NULL)),
                                       NAMED(N_NAME, @3, $3, @3, NULL)); }
  | factors '*' IDENT  { $$ = list_add($1, NAMED(N_NAME, @3, $3, @3, NULL)); }
  ;
relation: '<' { $$ = '<'; } | '>' { $$ = '>'; } | LE { $$ = OP_LE; } | GE { $$ = OP_GE; } ;

message: %empty { $$ = NULL; } | ',' STRING { $$ = NAMED(N_STRING, @2, $2, @2, NULL); } ;

paths: path { $$ = list_of($1); } | paths ',' path { $$ = list_add($1, $3); } ;
path
  : IDENT           { $$ = NAMED(N_NAME, @$, $1, @1, NULL); }
  | path '.' IDENT  { $$ = NAMED(N_MEMBER, @$, $3, @3, $1); }
  ;
access: path '[' args ']' { $$ = NEW(N_INDEX, @$, $1, $3.first); } ;

opt_stars: %empty { $$ = list_of(NULL); } | stars ;
stars: rhs { $$ = list_of($1); } | stars ',' rhs { $$ = list_add($1, $3); } ;
exprs: expr { $$ = list_of($1); } | exprs ',' expr { $$ = list_add($1, $3); } ;

expr
  : operand
  | IF expr THEN expr ELSE expr  { $$ = NEW(N_IF, @$, $2, $4, $6); }
  ;
operand
  : operand OR operand      { $$ = binary(lx, @$, $1, @2, $3, OP_OR); }
  | operand AND operand     { $$ = binary(lx, @$, $1, @2, $3, OP_AND); }
  | NOT operand             { $$ = with_op(NEW(N_UNARY, @$, $2), OP_NOT); }
  | operand '<' operand     { $$ = binary(lx, @$, $1, @2, $3, '<'); }
  | operand '>' operand     { $$ = binary(lx, @$, $1, @2, $3, '>'); }
  | operand LE operand      { $$ = binary(lx, @$, $1, @2, $3, OP_LE); }
  | operand GE operand      { $$ = binary(lx, @$, $1, @2, $3, OP_GE); }
  | operand EQ operand      { $$ = binary(lx, @$, $1, @2, $3, OP_EQ); }
  | operand NE operand      { $$ = binary(lx, @$, $1, @2, $3, OP_NE); }
  | operand IN operand      { $$ = binary(lx, @$, $1, @2, $3, OP_IN); }
  | operand APPROX operand  { $$ = binary(lx, @$, $1, @2, $3, OP_APPROX); }
  | operand '+' operand     { $$ = binary(lx, @$, $1, @2, $3, '+'); }
  | operand '-' operand     { $$ = binary(lx, @$, $1, @2, $3, '-'); }
  | operand '*' operand     { $$ = binary(lx, @$, $1, @2, $3, '*'); }
  | operand '/' operand     { $$ = binary(lx, @$, $1, @2, $3, '/'); }
  | operand '%' operand     { $$ = binary(lx, @$, $1, @2, $3, '%'); }
  | operand '&' operand     { $$ = binary(lx, @$, $1, @2, $3, '&'); }
  | '-' operand  %prec NEG  { $$ = with_op(NEW(N_UNARY, @$, $2), '-'); }
  | operand '^' operand     { $$ = binary(lx, @$, $1, @2, $3, '^'); }
  | postfix
  ;
postfix
  : primary
  | postfix '.' IDENT     { $$ = NAMED(N_MEMBER, @$, $3, @3, $1); }
  | postfix '(' ')'       { $$ = NEW(N_CALL, @$, $1, NULL); }
  | postfix '(' args ')'  { $$ = NEW(N_CALL, @$, $1, $3.first); }
  | postfix '[' args ']'  { $$ = NEW(N_INDEX, @$, $1, $3.first); }
  | postfix WITH block    { $$ = with_block(NEW(N_WITH, @$, $1, $3.first), true); }
  ;
primary
  : IDENT              { $$ = NAMED(N_NAME, @$, $1, @1, NULL); }
  | NUMBER             { $$ = build_number(lx, @$, &$1, NULL, @1); }
  | NUMBER UNIT        { $$ = build_number(lx, @$, &$1, $2.name, @2); }
  | STRING             { $$ = NAMED(N_STRING, @$, $1, @1, NULL); }
  | TRUE               { $$ = with_op(NEW(N_BOOL, @$, NULL), 1); }
  | FALSE              { $$ = NEW(N_BOOL, @$, NULL); }
  | '(' expr ')'       { $$ = $2; }
  | '(' error ')'      { $$ = NEW(N_ERROR, @$, NULL); yyerrok; }
  | '[' ']'            { $$ = NEW(N_LIST, @$, NULL); }
  | '[' args ']'       { $$ = NEW(N_LIST, @$, $2.first); }
  | '[' range ']'      { $$ = NEW(N_LIST, @$, $2); }
  | '[' expr FORC IDENT IN iter ']'
      { $$ = NAMED(N_COMPREHENSION, @$, $4, @4, $2, $6, NULL); }
  | '[' expr FORC IDENT IN iter IF expr ']'
      { $$ = NAMED(N_COMPREHENSION, @$, $4, @4, $2, $6, $8); }
  ;
args: args1 | args1 ',' ;
args1: arg { $$ = list_of($1); } | args1 ',' arg { $$ = list_add($1, $3); } ;
arg
  : expr
  | IDENT '=' expr  { $$ = NAMED(N_ARG, @$, $1, @1, $3); }
  | IDENT '='       { $$ = NAMED(N_ARG, @$, $1, @1, NEW(N_ERROR, @2, NULL));
                      build_missing_value(lx, @2, "="); }
  ;
%%

const char parser_generator[] = "bison " YYBISON_VERSION;
/* Only bison's own "memory exhausted" comes this way. */
static void tlp_error(const struct place *where, struct lex *lx, const char *message)
{
  (void)message;
  syntax_too_deep(lx, *where);
  lx->gave_up = true;
}

const char *token_name(int kind) { return yysymbol_name(YYTRANSLATE(kind)); }

enum { WANTED_MAX = 64 };

static int yyreport_syntax_error(const yypcontext_t *context, struct lex *lx)
{
  yysymbol_kind_t wanted[WANTED_MAX];
  const char *names[WANTED_MAX];
  int n = yypcontext_expected_tokens(context, wanted, WANTED_MAX);
  for (int i = 0; i < n; i++) names[i] = yysymbol_name(wanted[i]);
  syntax_unexpected(lx, *yypcontext_location(context), names, n > 0 ? (unsigned)n : 0);
  return 0;
}

static int run_parser(struct lex *lx)
{
  tlp_pstate *parser = tlp_pstate_new();
  if (!parser) xalloc_failed();
  int status;
  do {
    union semantic value = {0};
    struct place where;
    int kind = lex_next(lx, &value, &where);
    status = tlp_push_parse(parser, kind, &value, &where, lx);
  } while (status == YYPUSH_MORE);
  tlp_pstate_delete(parser);
  return status;
}

struct ast *parse_source(struct arena *arena, struct interner *names, struct diags *diags,
                         struct source *source, unsigned flags)
{
  struct ast *ast = ARENA_NEW(arena, struct ast);
  struct lex lx = {.source = source, .diags = diags, .names = names, .arena = arena, .ast = ast,
                   .flags = flags};
  uint32_t before = diags->n_errors;
  ast->source = source;
  lex_open(&lx);
  run_parser(&lx);
  lex_close(&lx);
  if (!ast->root)
    ast->root = build_node(&lx, N_FILE, (struct place){0, source->size}, SLOTS(NULL));
  ast->broken = diags->n_errors != before;
  ast->n_nodes = lx.n_nodes;
  ast->n_comments = lx.comments.n;
  ast->comments = arena_copy(arena, lx.comments.at, lx.comments.n * sizeof *lx.comments.at);
  ast->n_tokens = lx.tokens.n;
  ast->tokens = arena_copy(arena, lx.tokens.at, lx.tokens.n * sizeof *lx.tokens.at);
  vec_free(&lx.comments);
  vec_free(&lx.tokens);
  return ast;
}
