#include "lang/syntax/format_inside.h"

#include <string.h>

static bool same_piece(const struct pieces *a, const struct pieces *b, uint32_t k)
{
  const struct piece *x = &a->at[k], *y = &b->at[k];
  uint32_t size = x->end - x->start;
  return x->kind == y->kind && x->word == y->word && x->remark == y->remark &&
         size == y->end - y->start && !memcmp(a->text + x->start, b->text + y->start, size);
}

static bool same_pieces(const struct pieces *a, const struct pieces *b)
{
  if (a->n != b->n) return false;
  for (uint32_t k = 0; k < a->n; k++)
    if (!same_piece(a, b, k)) return false;
  return true;
}

static bool same_comments(const struct pieces *a, const struct pieces *b)
{
  if (a->ast->n_comments != b->ast->n_comments) return false;
  struct strbuf x = {0}, y = {0};
  bool same = true;
  for (uint32_t c = 0; same && c < a->ast->n_comments; c++) {
    strbuf_clear(&x);
    strbuf_clear(&y);
    remark_write(a, c, &x);
    remark_write(b, c, &y);
    same = a->ast->comments[c].kind == b->ast->comments[c].kind && x.n == y.n &&
           !memcmp(x.text, y.text, x.n);
  }
  strbuf_free(&x);
  strbuf_free(&y);
  return same;
}

static bool same_number(const struct node *a, const struct node *b)
{
  const struct number_node *x = node_number(a), *y = node_number(b);
  return x->is_int == y->is_int && x->i == y->i && x->d == y->d;
}

/* All that a dump shows.  The trees share their names. */
static bool same_tree(const struct node *a, const struct node *b)
{
  if (a->kind != b->kind || a->op != b->op || a->word != b->word || a->name != b->name ||
      a->has_block != b->has_block)
    return false;
  if (a->kind == N_NUMBER) return same_number(a, b);
  for (unsigned i = 0; i < node_info(a->kind)->slots; i++) {
    const struct node *x = a->slot[i], *y = b->slot[i];
    for (; x && y; x = x->next, y = y->next)
      if (!same_tree(x, y)) return false;
    if (x || y) return false;
  }
  return true;
}

bool format_keeps(const struct pieces *before, const struct pieces *after)
{
  return same_pieces(before, after) && same_comments(before, after) &&
         same_tree(before->ast->root, after->ast->root);
}
