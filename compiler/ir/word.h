/* Inside the room: words of the text, as print.c writes and read.c reads them. */
#ifndef TL_IR_WORD_H
#define TL_IR_WORD_H

#include "compiler/ir/ir.h"

enum { IR_ROLES = 4 };

extern const char *const ir_kind_words[IR_KINDS];
extern const char *const ir_role_words[IR_ROLES]; /* bit i of enum ir_role */
extern const char *const ir_strategy_words[IR_STRATEGIES];
extern const char *const ir_imperfect_words[IR_IMPERFECTS];
extern const char *const ir_goal_words[IR_GOAL_CODES];
extern const char *const ir_density_words[IR_DENSITIES];
extern const char *const ir_rank_words[IR_RANK_KINDS];

/* The options of a mapper that are numbers. */
struct ir_option { const char *name; size_t at; /* in struct ir_mapper: a double */ };
extern const struct ir_option ir_options[];
enum { IR_OPTIONS = 8 };

/* Whether a step of a goal is about a node, and perhaps a tensor. */
static inline bool ir_speaks_of_node(enum ir_goal_code code)
{
  return code >= IR_ENERGY_OF && code <= IR_UPDATES_OF;
}

/* Whether it makes one value of the two before. */
static inline bool ir_takes_two(enum ir_goal_code code) { return code >= IR_ADD; }

/* Whether a goal of this name needs no steps. */
bool ir_known_goal(const char *name);

/* A blank, and the name behind it, in quotes if need be. */
void ir_put_name(struct strbuf *out, const char *name);

/* The shortest text that reads back as the same number: 300 and 1e+09. */
void ir_put_number(struct strbuf *out, double v);

/* The same for what is a path, always in quotes. */
void ir_put_quoted(struct strbuf *out, const char *text);

/* Writes what is zero, what runs search, and how; see print.c for the rest. */
void ir_print_sparsity(struct strbuf *out, const struct ir_design *d, unsigned index);
void ir_print_mapspace(struct strbuf *out, const struct ir_design *d, unsigned index);
void ir_print_mapper(struct strbuf *out, const struct ir_design *d, unsigned index);

/* What stands in no word, unless that is in quotes. */
static inline bool ir_ends_word(char c)
{
  return (unsigned char)c <= ' ' || c == '"' || c == '=' || c == 127;
}

#endif
