-- nvim --headless -u NONE -i NONE -c 'luafile nvim.lua': a whole session of Neovim with `tlc lsp`,
-- about $DIRECTORY/session.tl.  Writes TAP to $OUT.
local said, n = {}, 0
local function check(what, holds, seen)
  n = n + 1
  table.insert(said, (holds and 'ok ' or 'not ok ') .. n .. ' - ' .. what)
  if not holds then
    for line in vim.gsplit(vim.inspect(seen), '\n') do table.insert(said, '# ' .. line) end
  end
end

local function find(needle, skip)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
    local at = line:find(needle, 1, true)
    if at then return number, at - 1 + (skip or 0) end
  end
  error('there is no ' .. needle)
end
local function go(needle, skip)
  local line, byte = find(needle, skip)
  vim.api.nvim_win_set_cursor(0, { line, byte })
end
local function has(needle)
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'):find(needle, 1, true) ~= nil
end
local function text() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n') end

-- The answer of the only client there is.
local function ask(method, params)
  params = params or vim.lsp.util.make_position_params()
  local answers = vim.lsp.buf_request_sync(0, method, params, 10000)
  local _, answer = next(answers or {})
  if answer and answer.error then error(method .. ': ' .. vim.inspect(answer.error)) end
  return answer and answer.result
end
local function diagnostics_are(count)
  return vim.wait(20000, function() return #vim.diagnostic.get(0) == count end, 20)
end

local function session()
  vim.opt.runtimepath:prepend(vim.env.srcdir .. '/lang/editors/vim')
  vim.cmd('filetype plugin indent on')
  vim.o.swapfile = false
  local attached
  require('tl').setup {
    cmd = { vim.env.TLC, 'lsp' },
    on_attach = function(client) attached = client end,
  }
  vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.DIRECTORY .. '/session.tl'))
  vim.wait(20000, function() return attached ~= nil end, 20)
  check('a file in .tl starts the server', attached ~= nil, vim.bo.filetype)

  diagnostics_are(1)
  local mistake = vim.diagnostic.get(0)[1] or {}
  local line, byte = find('bits)')
  check('the mistake is shown where it is', mistake.lnum == line - 1 and mistake.col == byte, mistake)
  check('... with its code', mistake.code == 'E0303', mistake)

  go('Buffer', 2)
  local hover = ask('textDocument/hover')
  check('hovering over a memory tells what it is',
    vim.inspect(hover):find('memory Buffer', 1, true) ~= nil, hover)

  line = find('  at Lane')
  vim.api.nvim_buf_set_lines(0, line - 1, line - 1, true, { '  at ' })
  local behind = {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = line - 1, character = 5 },
  }
  local items = vim.lsp.util.extract_completion_items(ask('textDocument/completion', behind) or {})
  local labels = vim.tbl_map(function(item) return item.label end, items)
  check('levels are offered behind `at`',
    vim.tbl_contains(labels, 'Buffer') and vim.tbl_contains(labels, 'Lane'), labels)
  vim.api.nvim_buf_set_lines(0, line - 1, line, true, {})

  go('B[k, n]', 2)
  local params = vim.lsp.util.make_position_params()
  params.newName = 'depth'
  vim.lsp.util.apply_workspace_edit(ask('textDocument/rename', params), attached.offset_encoding)
  check('a dim behind an emoji is renamed', has('B[depth, n]') and has('n = 2, depth = 32'), text())

  local where = vim.lsp.util.make_range_params()
  line, byte = find('bits)')
  where.range = {
    start = { line = line - 1, character = byte },
    ['end'] = { line = line - 1, character = byte + 4 },
  }
  where.context = {
    diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, line - 1),
    only = { 'quickfix' },
  }
  local actions = ask('textDocument/codeAction', where)
  check('there is a fix', actions and actions[1] and actions[1].edit ~= nil, actions)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, attached.offset_encoding)
  check('... after which there is no mistake', diagnostics_are(0), vim.diagnostic.get(0))

  go('run MatMul')
  if vim.lsp.buf.format then vim.lsp.buf.format { timeout_ms = 10000 }
  else vim.lsp.buf.formatting_sync(nil, 10000)
  end
  check('it is laid out', has('at Lane   {'), text())
  local here = vim.api.nvim_get_current_line()
  check('... and the cursor stays where it was', here == 'run MatMul on Quad within Columns', here)

  -- The lens of the run at `needle` as it is now says `title`.
  local function says(needle, title)
    return vim.wait(20000, function()
      vim.lsp.codelens.refresh()
      vim.wait(100)
      for _, lens in ipairs(vim.lsp.codelens.get(0)) do
        local above = lens.range.start.line == find(needle) - 1
        if above and lens.command and lens.command.title:find(title) then return true end
      end
      return false
    end, 20)
  end
  local lenses = vim.lsp.codelens.get
  check('what the run comes to stands above it', says('run MatMul', 'J'), lenses(0))
  local offered = says('as found', 'search')
  check('a search can be started above a run that is not mapped', offered, lenses(0))
  go('as found')
  vim.lsp.codelens.run()
  check('... and what it found stands there then', says('as found', 'J.*optimal'), lenses(0))

  vim.cmd('silent write')
  vim.cmd('bdelete')
  check('the file is closed', next(vim.lsp.buf_get_clients(0)) == nil, nil)
  local ended
  vim.lsp.stop_client(attached.id)
  ended = vim.wait(20000, function() return vim.lsp.client_is_stopped(attached.id) end, 20)
  check('the server ends', ended, nil)
end

local fine, why = xpcall(session, debug.traceback)
if not fine then check('the session goes on to its end', false, why) end
table.insert(said, '1..' .. n)
vim.fn.writefile(said, vim.env.OUT)
vim.cmd('qall!')
