" Lays lines out by 'formatprg', `tlc fmt -`.  Lines with mistakes stay as they are, where Vim
" itself would put the messages in their place.

" For 'formatexpr': the lines that `gq` is about.
function! tl#format#lines() abort
  if mode() =~# '[iR]' " somebody types beyond 'textwidth'
    return 1
  endif
  let last = v:lnum + v:count - 1
  let before = getline(v:lnum, last)
  let after = systemlist(&l:formatprg, before)
  if v:shell_error
    redraw
    echohl WarningMsg | echomsg get(after, 0, &l:formatprg . ' failed') | echohl None
    return 0
  endif
  let margin = repeat(' ', indent(v:lnum))
  call map(after, {_, line -> line ==# '' ? line : margin . line})
  if after !=# before
    call append(last, after)
    silent execute v:lnum . ',' . last . 'delete _'
  endif
  return 0
endfunction
