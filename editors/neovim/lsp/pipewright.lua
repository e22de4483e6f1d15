-- The server, for Neovim 0.11 and later: `vim.lsp.enable('pipewright')`.
return {
  cmd = { 'pipewright', 'lsp' },
  filetypes = { 'pipewright' },
  root_markers = { 'pipewright.toml', '.git' },
  init_options = require('pipewright.standard').open(),
}
