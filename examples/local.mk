## A new example needs no row here: the directory is released as it is, and
## tests/docs.sh checks every design in it.
EXTRA_DIST += %D%
