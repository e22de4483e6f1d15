-- What `:make` finds in the project of FILE, as JSON in REPORT.
vim.cmd('filetype plugin indent on')
vim.cmd('edit ' .. vim.fn.fnameescape(vim.env.FILE))
vim.cmd('silent make!')
local found = {}
for _, entry in ipairs(vim.fn.getqflist()) do
  if entry.valid == 1 then
    table.insert(found, { type = entry.type, lnum = entry.lnum, col = entry.col, text = entry.text })
  end
end
local report = assert(io.open(vim.env.REPORT, 'w'))
report:write(vim.fn.json_encode({ quickfix = found }))
report:close()
vim.cmd('qall!')
