-- How far a line is indented: by the bracket around it, wherever that stands in its line.
local M = {}

local PLAIN = { String = true, Program = true, Escape = true, Hole = true, Comment = true, Documentation = true }

--- Whether a place is text or comment, where brackets mean nothing.
local function is_plain(line, column)
  local name = vim.fn.synIDattr(vim.fn.synID(line, column, 0), 'name')
  return PLAIN[name:match('^pipewright(.*)$') or ''] == true
end

--- The line of the innermost bracket that is open where `line` begins; 0 where there is none.
local function opening(line)
  local view = vim.fn.winsaveview()
  vim.fn.cursor(line, 1)
  local found = vim.fn.searchpair('[[({]', '', '[])}]', 'bW', function()
    return is_plain(vim.fn.line('.'), vim.fn.col('.'))
  end)
  vim.fn.winrestview(view)
  return found
end

function M.of(line)
  local group = vim.fn.synIDattr(vim.fn.synID(line, 1, 0), 'name')
  if group == 'pipewrightString' or group == 'pipewrightProgram' then
    return -1 -- a text of several lines stays as it is
  end
  local text = vim.fn.getline(line)
  local step = vim.fn.shiftwidth()
  local outer = opening(line)
  local indent = 0
  if outer > 0 then
    indent = vim.fn.indent(outer) + (text:match('^%s*[%])}]') and 0 or step)
  end
  -- A value that goes on in the next line, or what a requirement says.
  local word = text:match('^%s*(%l+)%s')
  if word == 'or' or word == 'and' or word == 'except' or text:match('^%s*else%s+"') then
    indent = indent + step
  end
  return indent
end

return M
