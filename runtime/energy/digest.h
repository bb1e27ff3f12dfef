/* SHA-256, for names of what is cached. */
#ifndef TL_ENERGY_DIGEST_H
#define TL_ENERGY_DIGEST_H

#include <stddef.h>

enum { SHA256_HEX = 64 };

/* The hash of `n` bytes, in hexadecimal, NUL-terminated. */
void sha256_hex(const void *bytes, size_t n, char out[SHA256_HEX + 1]);

#endif
