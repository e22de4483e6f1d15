-- Indentation by brackets, as the formatter has it. Texts of several lines stay as they are.
vim.bo.indentexpr = "v:lua.require'pipewright.indent'.of(v:lnum)"
vim.bo.indentkeys = '0{,0},0],0),!^F,o,O'
vim.b.undo_indent = 'setlocal indentexpr< indentkeys<'
