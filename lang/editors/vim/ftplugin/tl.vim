" Vim settings for .tl.
if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal commentstring=//\ %s comments=s1:/*,mb:*,ex:*/,:////,:///,://!,://
setlocal formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2 textwidth=100
setlocal suffixesadd=.tl
setlocal include=^\\s*import\\s includeexpr=substitute(v:fname,'\\.','/','g')
if executable('tlc')
  setlocal formatprg=tlc\ fmt\ - formatexpr=tl#format#lines()
endif

let b:undo_ftplugin = 'setlocal commentstring< comments< formatoptions< expandtab< shiftwidth<'
      \ . ' softtabstop< textwidth< suffixesadd< include< includeexpr< formatprg< formatexpr<'

" Neovim: `require('tl').setup()` in init.lua starts `tlc lsp` for each file.
