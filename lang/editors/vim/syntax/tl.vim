" Vim syntax for .tl: designs of accelerators, read by tlc.
if exists('b:current_syntax')
  finish
endif
scriptencoding utf-8
let s:cpo = &cpo
set cpo&vim

" Longer words first, as the first that fits is taken.
function! s:any_of(words)
  let sorted = sort(copy(a:words), {a, b -> len(b) - len(a)})
  return '%(' . join(map(sorted, {_, word -> escape(word, '.')}), '|') . ')'
endfunction

" Most words mean something only where a statement, or a clause, may stand, and only if
" nothing shows them to be names.
let s:opens = '%(%(^|[{;])\s*)@80<='
let s:named = '%(\s*%(\=\=@!|\.\.@!|:|\+\=|,|\}))@!'
let s:value_before = '%([[:alnum:]_\])}"%*]\s+)@80<='
let s:number = '%(\w|\.)@1<!\d[0-9_]*%(\.\d[0-9_]*)?%([eE][+-]?\d+)?'
let s:power = '%(\^-?\d+)?'
let s:letter = '[A-Za-zµμΩΩ]'
let s:unit = s:letter . '+' . s:power
let s:no_unit = '%(' . s:any_of(tl#words#never_units) . s:letter . '@!)@!'

function! s:match(group, pattern, options)
  execute 'syntax match' a:group '/\v\C' . escape(a:pattern, '/') . '/' a:options
endfunction

syntax sync fromstart
syntax cluster tlComments contains=tlComment,tlDoc,tlFileDoc
syntax cluster tlWords contains=tlConstant,tlOperator,tlFunction,tlCall
syntax cluster tlSigns contains=tlColon,tlSymbol,tlBlock,tlBrackets
syntax cluster tlValue contains=@tlComments,@tlWords,@tlSigns,tlString,tlNumber

call s:match('tlSymbol', '[-+*/%^&<>=~!]+', '')
call s:match('tlCall', '<\h\w*\(@=', '')
call s:match('tlFunction', '\.@1<!<' . s:any_of(tl#words#functions) . '\(@=', '')
call s:match('tlConstant', '<' . s:any_of(tl#words#constants) . '>', '')
call s:match('tlOperator', '<' . s:any_of(tl#words#operators) . '>', '')
call s:match('tlColon', ':', 'nextgroup=tlType skipwhite')
let s:type = '<' . s:any_of(tl#words#types) . '>'
call s:match('tlType', '\[*' . s:type . '\]*%([*/]' . s:type . ')*', 'contained')

call s:match('tlProperty', s:opens . '<\h[0-9A-Za-z_.]*%(\s*\=\=@!)@=', '')
call s:match('tlAttribute', s:opens . '<' . s:any_of(tl#words#attributes) . '%(\s*\=\=@!)@=', '')
call s:match('tlClause', s:value_before . '<' . s:any_of(tl#words#clauses)
      \ . '%(\s+[A-Za-z_"]|\s*$)@=' . s:named, '')
call s:match('tlStatement', s:opens . '<' . s:any_of(tl#words#statements) . '>' . s:named, '')
call s:match('tlDeclaration', s:opens . '<' . s:any_of(tl#words#declares) . '>' . s:named,
      \ 'nextgroup=tlName skipwhite')
call s:match('tlName', '<\h\w*', 'contained')
call s:match('tlAnnotation', '\@\h\w*', '')

call s:match('tlNumber', s:number, 'nextgroup=tlUnit,tlPercent')
call s:match('tlNumber', '%(\w|\.)@1<!0[xXbBoO]\x[0-9A-Fa-f_]*', 'nextgroup=tlUnit')
call s:match('tlUnit', ' ?' . s:no_unit . s:unit . '%(/' . s:unit . ')*%(\w|[µμΩΩ])@!', 'contained')
call s:match('tlPercent', ' ?\%%(\s*[0-9A-Za-z_(])@!', 'contained')

" Inside brackets no statement and no clause can stand.
call s:match('tlArgument', '<\h\w*%(\s*%(\=\=@!|:))@=', 'contained')
call s:match('tlComprehension', '<for>', 'contained')
syntax region tlBrackets transparent matchgroup=tlBracket start=/[(\[]/ end=/[)\]]/
      \ contains=@tlValue,tlArgument,tlComprehension
syntax region tlBlock transparent matchgroup=tlBracket start=/{/ end=/}/ fold contains=TOP

syntax match tlEscape /\v\\%([nt"\\]|u\{\x+\})/ contained
syntax region tlString start=/"/ skip=/\\./ end=/"/ oneline contains=tlEscape,@Spell
syntax keyword tlTodo TODO FIXME XXX contained
syntax match tlComment #//.*# contains=tlTodo,@Spell
syntax region tlComment start=#/\*# end=#\*/# contains=tlTodo,@Spell
syntax match tlDoc #///\%(/\)\@!.*# contains=tlTodo,@Spell
syntax match tlFileDoc #//!.*# contains=tlTodo,@Spell

highlight default link tlDeclaration Structure
highlight default link tlName Type
highlight default link tlStatement Statement
highlight default link tlComprehension Statement
highlight default link tlClause Keyword
highlight default link tlOperator Keyword
highlight default link tlConstant Boolean
highlight default link tlAttribute Identifier
highlight default link tlFunction Function
highlight default link tlType Type
highlight default link tlAnnotation PreProc
highlight default link tlNumber Number
highlight default link tlUnit Special
highlight default link tlPercent Special
highlight default link tlString String
highlight default link tlEscape SpecialChar
highlight default link tlComment Comment
highlight default link tlDoc SpecialComment
highlight default link tlFileDoc SpecialComment
highlight default link tlTodo Todo

let b:current_syntax = 'tl'
delfunction s:any_of
delfunction s:match
let &cpo = s:cpo
unlet s:cpo
