-- Indents FILE anew, as `gg=G` does, and writes it. Nothing may change in a formatted file.
vim.cmd('filetype plugin indent on')
vim.cmd('syntax on')
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
vim.cmd('silent normal! gg=G')
vim.cmd('write')
vim.cmd('qall!')
