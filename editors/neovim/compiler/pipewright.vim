" `:make` checks the project; findings go to the quickfix list.
if exists('current_compiler')
  finish
endif
let current_compiler = 'pipewright'

CompilerSet makeprg=pipewright\ check\ --format\ line\ $*
CompilerSet errorformat=%f:%l:%c-%e:%k:\ %trror:\ %m,%f:%l:%c-%e:%k:\ %tarning:\ %m,%f:%l:%c-%e:%k:\ %tote:\ %m,%-G%.%#
