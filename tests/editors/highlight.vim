" vim -es -u NONE -N -S highlight.vim, or nvim --headless -u NONE -S highlight.vim.
" $TOKENS says of each word of a file what it is to the compiler (see editors.sh); what the
" syntax makes something else of is written to $OUT, and where indentation changes a line.
let s:class = {
      \ 'tlDeclaration': 'word', 'tlStatement': 'word', 'tlClause': 'word', 'tlOperator': 'word',
      \ 'tlConstant': 'word', 'tlComprehension': 'word', 'tlUnit': 'unit', 'tlPercent': 'unit',
      \ 'tlNumber': 'number', 'tlString': 'string', 'tlComment': 'comment', 'tlDoc': 'comment',
      \ 'tlFileDoc': 'comment'}
let s:told = []

function! s:judge(file, token)
  let [lnum, column, class, text] = a:token
  let byte = byteidx(getline(lnum), column - 1) + 1
  let group = synIDattr(synID(lnum, byte, 1), 'name')
  if get(s:class, group, 'name') !=# class
    call add(s:told, printf('%s:%d:%d: `%s` is a %s and highlighted as %s',
          \ a:file, lnum, column, text, class, group ==# '' ? 'nothing' : group))
  endif
endfunction

function! s:indent(file)
  let before = getline(1, '$')
  silent normal! gg=G
  for i in range(len(before))
    if before[i] !=# getline(i + 1)
      call add(s:told, printf('%s:%d: indented as |%s|', a:file, i + 1, getline(i + 1)))
    endif
  endfor
endfunction

" `gq` lays out whole files and pieces, and leaves alone what has mistakes.
function! s:format()
  let cases = [
        \ [['let a=1', 'arch M {', 'clock=1 GHz', '}'], 'gggqG',
        \  ['let a = 1', 'arch M {', '  clock = 1 GHz', '}']],
        \ [['arch M {', '  clock=1 GHz', '  tech=5 nm', '}'], 'ggjgqj',
        \  ['arch M {', '  clock = 1 GHz', '  tech  = 5 nm', '}']],
        \ [['let a = (3', 'let b=4'], 'gggqG', ['let a = (3', 'let b=4']]]
  for [before, keys, after] in cases
    enew!
    set filetype=tl
    call setline(1, before)
    silent execute 'normal!' keys
    if getline(1, '$') !=# after
      call add(s:told, keys . ' makes ' . string(getline(1, '$')) . ' of ' . string(before))
    endif
  endfor
  enew!
endfunction

function! s:run()
  execute 'set runtimepath^=' . fnameescape($srcdir . '/lang/editors/vim')
  set noswapfile encoding=utf-8
  filetype plugin indent on
  syntax on
  let tokens = {}
  for line in readfile($TOKENS)
    let [file; token] = split(line, "\t")
    let tokens[file] = add(get(tokens, file, []), token)
  endfor
  for file in sort(keys(tokens))
    execute 'edit' fnameescape(file)
    if &filetype !=# 'tl' || &formatprg !=# 'tlc fmt -' || &commentstring !=# '// %s'
      call add(s:told, file . ': the settings are not those of .tl')
    endif
    for token in tokens[file]
      call s:judge(file, token)
    endfor
    if file !~# '^tests/' " whose comments are at the margin
      call s:indent(file)
    endif
    edit!
  endfor
  call s:format()
endfunction

try
  call s:run()
catch
  call add(s:told, v:throwpoint . ': ' . v:exception)
endtry
call writefile(s:told + ['done'], $OUT)
qall!
