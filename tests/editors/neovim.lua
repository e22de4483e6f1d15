-- What Neovim sees of one file: its findings, a hover, completions, a rename. Runs headless; says it all as JSON.
--
--   nvim --headless -u NONE -n --cmd 'set rtp^=editors/neovim' -c 'luafile tests/editors/neovim.lua'
--
-- Reads FILE (to open), HOVER, RENAME and DEFINITION (words in it), COMPLETE (a line after which to complete), REPORT
-- (to write).
local PATIENCE = 20000

local env = vim.env
vim.cmd('filetype plugin indent on')
vim.cmd('syntax on')
if vim.lsp.enable then
  vim.lsp.enable('pipewright')
else
  require('pipewright').setup()
end

local said = { version = tostring(vim.version and vim.version().major .. '.' .. vim.version().minor) }

local function clients()
  local get = vim.lsp.get_clients or vim.lsp.get_active_clients
  return get({ name = 'pipewright' })
end

--- Where a word stands: zero-based line and column, of ASCII files.
local function find(word)
  for line, text in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = text:find(word, 1, true)
    if column then
      return { line = line - 1, character = column - 1 }
    end
  end
  error('no ' .. word)
end

local function ask(method, parameters)
  parameters.textDocument = { uri = vim.uri_from_bufnr(0) }
  local answers = vim.lsp.buf_request_sync(0, method, parameters, PATIENCE) or {}
  for _, answer in pairs(answers) do
    if answer.error then
      error(method .. ': ' .. answer.error.message)
    end
    return answer.result
  end
end

local function look()
  vim.cmd('edit ' .. vim.fn.fnameescape(env.FILE))
  said.filetype = vim.bo.filetype
  said.commentstring = vim.bo.commentstring
  said.ready = vim.wait(PATIENCE, function()
    local client = clients()[1]
    return client ~= nil and (client.initialized or client.server_capabilities ~= nil)
  end, 20)
  vim.wait(PATIENCE, function()
    return #vim.diagnostic.get(0) > 0
  end, 20)
  said.diagnostics = vim.tbl_map(function(found)
    return { line = found.lnum, column = found.col, code = found.code, message = found.message }
  end, vim.diagnostic.get(0))
  local root = clients()[1].config.root_dir
  said.root = root

  local hover = ask('textDocument/hover', { position = find(env.HOVER) })
  said.hover = hover and (hover.contents.value or hover.contents)

  local place = find(env.COMPLETE)
  vim.api.nvim_buf_set_lines(0, place.line + 1, place.line + 1, false, { '  ' })
  local items = ask('textDocument/completion', { position = { line = place.line + 1, character = 2 } })
  said.completions = vim.tbl_map(function(item)
    return item.label
  end, items and (items.items or items) or {})
  vim.api.nvim_buf_set_lines(0, place.line + 1, place.line + 2, false, {})

  local edit = ask('textDocument/rename', { position = find(env.RENAME), newName = 'renamed' })
  vim.lsp.util.apply_workspace_edit(edit, 'utf-16')
  said.renamed = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')

  local start = find('deadline')
  said.highlighted = vim.fn.synIDattr(vim.fn.synID(start.line + 1, start.character + 1, 0), 'name')
end

--- Where a definition leads that is in no file, and what the editor shows there.
local function follow()
  local place = find(env.DEFINITION)
  place.character = place.character + #env.DEFINITION - 1
  local found = ask('textDocument/definition', { position = place })
  found = found and (found[1] or found)
  if vim.lsp.util.show_document then
    vim.lsp.util.show_document(found, 'utf-16', { focus = true })
  else
    vim.lsp.util.jump_to_location(found, 'utf-16')
  end
  said.standard = {
    name = vim.api.nvim_buf_get_name(0),
    line = vim.api.nvim_get_current_line(),
    filetype = vim.bo.filetype,
    writable = vim.bo.modifiable,
  }
end

local ok, problem = pcall(function()
  look()
  follow()
end)
if not ok then
  said.problem = tostring(problem)
end
local report = assert(io.open(env.REPORT, 'w'))
report:write(vim.json and vim.json.encode(said) or vim.fn.json_encode(said))
report:close()
for _, client in ipairs(clients()) do
  client.stop(client)
end
vim.cmd('qall!')
