-- How a file of the language is edited.
vim.bo.commentstring = '// %s'
vim.bo.comments = ':///,://'
vim.bo.expandtab = true
vim.bo.shiftwidth = 2
vim.bo.softtabstop = 2
-- Regions keep their hyphens: `eu-west-1` is one word.
vim.opt_local.iskeyword:append('-')
vim.opt_local.formatoptions:remove('t')
vim.opt_local.formatoptions:append('croql')
vim.cmd('compiler pipewright')

vim.b.undo_ftplugin = 'setlocal commentstring< comments< expandtab< shiftwidth< softtabstop< iskeyword< formatoptions<'
  .. ' makeprg< errorformat<'
