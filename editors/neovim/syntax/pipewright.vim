" Highlighting. The keywords are in pipewright/keywords.vim, which is generated, and loaded after this file.
if exists('b:current_syntax')
  finish
endif

syntax match pipewrightType /\<\%(string\|int\|decimal\|float\|bool\|date\|timestamp\|json\|bytes\|list\|duration\|size\|money\|cron\|host\)\>\%(\s*[=.]\)\@!/
syntax match pipewrightType /:\s*\zs\u\w*/
syntax match pipewrightField /\<\h[A-Za-z0-9_-]*\>\%(\s*=[^=]\)\@=/
syntax match pipewrightBoolean /\<\%(true\|false\)\>/
syntax match pipewrightOperator /\<\%(or\|and\|not\|except\|in\)\>/
syntax match pipewrightNumber /\<\d[0-9_]*\%(\.\d\+\)\=\%(ms\|[smhdw]\|[KMGT]i\=B\)\=\>/
syntax match pipewrightNumber /\<\%(\d\+\%(ms\|[smhdw]\)\)\+\>/
syntax match pipewrightNumber /\<\d\{4}-\d\{2}-\d\{2}\>/

syntax match pipewrightEscape /\\\%(["\\ntr$]\|u{\x\{1,6}}\)/ contained
syntax match pipewrightHole /\${[^}"]*}/ contained
syntax region pipewrightString start=/"/ end=/"\|$/ contains=pipewrightEscape,pipewrightHole oneline
syntax region pipewrightString start=/"""/ end=/"""/ contains=pipewrightEscape,pipewrightHole
" A program is verbatim: it has no escapes and no holes.
syntax region pipewrightProgram matchgroup=pipewrightString start=/\%(\<\%(python\|shell\)\s\+\)\@<="""/ end=/"""/

syntax keyword pipewrightTodo TODO FIXME XXX contained
syntax match pipewrightComment +//.*$+ contains=pipewrightTodo,@Spell
syntax match pipewrightDocumentation +///\%(/\)\@!.*$+ contains=@Spell
syntax region pipewrightComment start=+/\*+ end=+\*/+ contains=pipewrightTodo,@Spell

highlight default link pipewrightItem Keyword
highlight default link pipewrightClause Statement
highlight default link pipewrightWord Statement
highlight default link pipewrightOperator Operator
highlight default link pipewrightType Type
highlight default link pipewrightField Identifier
highlight default link pipewrightBoolean Boolean
highlight default link pipewrightNumber Number
highlight default link pipewrightString String
highlight default link pipewrightProgram PreProc
highlight default link pipewrightEscape SpecialChar
highlight default link pipewrightHole Special
highlight default link pipewrightComment Comment
highlight default link pipewrightDocumentation SpecialComment
highlight default link pipewrightTodo Todo

" A text may begin anywhere above.
syntax sync fromstart

let b:current_syntax = 'pipewright'
