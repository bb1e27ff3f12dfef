## runtime knows numbers: models, energies, evaluation, reports.  It never sees
## a tree of the language.
