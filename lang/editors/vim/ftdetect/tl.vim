" Newer versions of Vim take .tl for Teal, unless they are told.
autocmd BufNewFile,BufRead *.tl set filetype=tl
