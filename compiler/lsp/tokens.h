/* textDocument/semanticTokens. */
#ifndef TL_LSP_TOKENS_H
#define TL_LSP_TOKENS_H

/* Words of the legend; they end with NULL. */
extern const char *const token_types[];
extern const char *const token_modifiers[];

#endif
