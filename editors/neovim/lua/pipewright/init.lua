-- The server, for Neovim 0.7 to 0.10: `require('pipewright').setup()`.
local M = {}

--- The folder of the project, or else of the repository, or of the file.
local function root_of(file)
  for _, marker in ipairs({ 'pipewright.toml', '.git' }) do
    local folder = vim.fn.fnamemodify(file, ':p:h')
    while true do
      local found = folder .. '/' .. marker
      if vim.fn.filereadable(found) == 1 or vim.fn.isdirectory(found) == 1 then
        return folder
      end
      local above = vim.fn.fnamemodify(folder, ':h')
      if above == folder then
        break
      end
      folder = above
    end
  end
  return vim.fn.fnamemodify(file, ':p:h')
end

--- Clients by project, where Neovim does not keep them itself.
local clients = {}

local function start(buffer, options)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local config = vim.tbl_extend('force', {
    name = 'pipewright',
    cmd = { 'pipewright', 'lsp' },
    root_dir = root,
    init_options = require('pipewright.standard').open(),
  }, options)
  if vim.lsp.start then -- 0.8
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  local client = clients[root]
  if not client or vim.lsp.client_is_stopped(client) then
    client = vim.lsp.start_client(config)
    clients[root] = client
  end
  if client then
    vim.lsp.buf_attach_client(buffer, client)
  end
end

--- Starts the server for each file of the language. `options` are those of `vim.lsp.start_client`.
function M.setup(options)
  vim.api.nvim_create_autocmd('FileType', {
    group = vim.api.nvim_create_augroup('pipewright', { clear = true }),
    pattern = 'pipewright',
    callback = function(event)
      -- Files of the standard library belong to the server that carries them.
      if vim.bo[event.buf].buftype == '' then
        start(event.buf, options or {})
      end
    end,
  })
end

return M
