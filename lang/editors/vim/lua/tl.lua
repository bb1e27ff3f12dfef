-- Neovim's client for `tlc lsp`, from Neovim 0.7 on.
--
--   require('tl').setup()
--   require('tl').setup {
--     cmd = { 'tlc', 'lsp', '--set', 'rows=16' },
--     on_attach = function(client, buffer) end,
--   }
local M = {}

local options = { cmd = { 'tlc', 'lsp' }, on_attach = nil, capabilities = nil }
local clients = {} -- by root directory, for 0.7, which has no vim.lsp.start

-- The directory that imports are looked for from: that of tl.project, else of the file.
local function root_of(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  local dir = file == '' and vim.loop.cwd() or vim.fn.fnamemodify(file, ':p:h')
  local project = vim.fn.findfile('tl.project', vim.fn.fnameescape(dir) .. ';')
  return project == '' and dir or vim.fn.fnamemodify(project, ':p:h')
end

-- Lenses are shown, and shown anew after changes, where the server has them.
local function show_lenses(client, buffer)
  if not client.server_capabilities.codeLensProvider then return end
  local group = vim.api.nvim_create_augroup('tl_lenses_' .. buffer, {})
  vim.api.nvim_create_autocmd({ 'BufEnter', 'CursorHold', 'InsertLeave' }, {
    group = group, buffer = buffer, callback = function() vim.lsp.codelens.refresh() end,
  })
  vim.lsp.codelens.refresh()
end

local function show_hints(client, buffer)
  if vim.lsp.inlay_hint and client.server_capabilities.inlayHintProvider then
    pcall(vim.lsp.inlay_hint.enable, true, { bufnr = buffer })
  end
end

local function config(root)
  return {
    name = 'tlc', cmd = options.cmd, root_dir = root, capabilities = options.capabilities,
    on_attach = function(client, buffer)
      vim.bo[buffer].omnifunc = 'v:lua.vim.lsp.omnifunc'
      show_lenses(client, buffer)
      show_hints(client, buffer)
      if options.on_attach then options.on_attach(client, buffer) end
    end,
    on_exit = function() clients[root] = nil end,
  }
end

-- Starts `tlc lsp` for a buffer (0: this one), or uses the one that runs for its directory.
-- Returns the id of the client, or nil if the program is not there.
function M.start(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  if vim.fn.executable(options.cmd[1]) == 0 then
    vim.notify_once(
      options.cmd[1] .. ' is not on the PATH: no language server for .tl', vim.log.levels.WARN)
    return nil
  end
  local root = root_of(buffer)
  if vim.lsp.start then return vim.lsp.start(config(root), { bufnr = buffer }) end
  clients[root] = clients[root] or vim.lsp.start_client(config(root))
  if clients[root] then vim.lsp.buf_attach_client(buffer, clients[root]) end
  return clients[root]
end

-- Starts the server for each file in .tl, those that are open included.
function M.setup(given)
  options = vim.tbl_extend('force', options, given or {})
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('tl', {}), pattern = 'tl',
    callback = function(event) M.start(event.buf) end,
  })
  for _, buffer in ipairs(vim.api.nvim_list_bufs()) do
    if vim.api.nvim_buf_is_loaded(buffer) and vim.bo[buffer].filetype == 'tl' then
      M.start(buffer)
    end
  end
end

return M
