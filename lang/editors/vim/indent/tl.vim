" Vim indentation for .tl: by brackets, as `tlc fmt` has it.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=TlIndent() indentkeys=0{,0},0),0],!^F,o,O nolisp nosmartindent
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*TlIndent')
  finish
endif

" The line without its strings and its comment, so that only brackets that count are left.
function! s:code(lnum)
  let line = substitute(getline(a:lnum), '"\%(\\.\|[^"\\]\)*"', '""', 'g')
  let line = substitute(line, '/\*.\{-}\*/', '', 'g')
  return substitute(line, '//.*', '', '')
endfunction

" How many brackets a line of code leaves open, and how many it closes that were opened before.
function! s:brackets(code)
  let open = 0
  let closed = 0
  for c in split(substitute(a:code, '[^][(){}]', '', 'g'), '\zs')
    if c =~# '[[({]'
      let open += 1
    elseif open > 0
      let open -= 1
    else
      let closed += 1
    endif
  endfor
  return [open, closed]
endfunction

" Of a line: what s:brackets says, and whether there is code in it.  Lines are met again and
" again as the next ones are indented.
let s:known = {}
function! s:facts(lnum)
  let line = getline(a:lnum)
  if !has_key(s:known, line)
    if len(s:known) > 10000
      let s:known = {}
    endif
    let code = s:code(a:lnum)
    let s:known[line] = s:brackets(code) + [code =~# '\S']
  endif
  return s:known[line]
endfunction

" Few files have comments of several lines, and asking for the syntax of a line takes long.
function! s:in_comment(lnum)
  return s:has_long_comments && getline(a:lnum) !~# '^\s*//'
        \ && synIDattr(synID(a:lnum, 1, 0), 'name') ==# 'tlComment'
endfunction

" The line before with code in it; 0 if there is none.
function! s:before(lnum)
  let lnum = prevnonblank(a:lnum - 1)
  while lnum > 0 && (!s:facts(lnum)[2] || s:in_comment(lnum))
    let lnum = prevnonblank(lnum - 1)
  endwhile
  return lnum
endfunction

" The line where what encloses this line was opened; 0 at the top.  A line at the margin
" is taken to be at the top, so that not the whole file is read for each line.
function! s:opener(lnum)
  let lnum = s:before(a:lnum)
  let wanted = 1
  while lnum > 0
    let [open, closed, _] = s:facts(lnum)
    if open >= wanted
      return lnum
    endif
    let wanted += closed - open
    if indent(lnum) == 0 && !closed
      return 0
    endif
    let lnum = s:before(lnum)
  endwhile
  return 0
endfunction

" The line ends with something that asks for more.  (`1%` and `k = *` do not.)
let s:asks = '\v%([-+/^&,<>~]|[^*=]\=|\=\=|[^=[:blank:]]\s*\*|<%('
      \ . join(tl#words#operators + tl#words#clauses, '|') . '))\s*$'
function! s:goes_on(line)
  return a:line =~# s:asks
endfunction

" What encloses a line, and was opened last on this one, holds statements.
function! s:holds_statements(lnum)
  let line = s:code(a:lnum)
  return !a:lnum || (line =~# '{[^][(){}]*$' && line !~# '\v^\s*import>')
endfunction

" … holds one value, in brackets that are no list's.
function! s:holds_one_value(lnum)
  return s:code(a:lnum) =~# '\v%(^|[^[:alnum:]_\])])\([^][(){}]*$'
endfunction

" How far the line after `before` goes in, as what `before` ends with goes on there: items
" of a statement stand below its first, if that follows a word (`require`, `measure`).
function! s:continuation(before, opener)
  let items = s:code(a:before) =~# ',\s*$'
  if !s:holds_statements(a:opener)
    return items || s:holds_one_value(a:opener) ? 0 : shiftwidth()
  elseif !items
    return shiftwidth()
  endif
  let first = a:before
  let previous = s:before(first)
  while previous > a:opener && s:goes_on(s:code(previous))
    let first = previous
    let previous = s:before(first)
  endwhile
  let word = matchstr(s:code(first), '\v^\s*\zs\l+\s+\ze[^= \t]')
  return word !=# '' ? strlen(word) : shiftwidth()
endfunction

function! TlIndent()
  let s:has_long_comments = search('/\*', 'nw')
  if s:in_comment(v:lnum)
    return -1
  endif
  let opener = s:opener(v:lnum)
  let indent = opener ? indent(opener) : 0
  if getline(v:lnum) =~# '^\s*[])}]'
    return indent
  endif
  let before = s:before(v:lnum)
  let step = opener ? shiftwidth() : 0
  if before > opener && s:goes_on(s:code(before))
    let step += s:continuation(before, opener)
  endif
  return indent + step
endfunction
