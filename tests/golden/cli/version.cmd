tlc --version | sed -n '1s/[0-9][0-9.]*/N/p'
