" Generated from the compiler's keywords by `cargo xtask docs`.

" A word inside a clause; followed by `=` or `:` it is a name.
syntax match pipewrightWord /\%(\k\|\.\)\@1<!\<\%(concurrency\|late\|on\|when\|event\|warn\|unique\|complete\|matches\|fresh\|within\|appending\|replacing\|all\|partition\|merging\|key\|one\|transaction\|as\|every\|cron\|skipped\|doubled\|manual\|guaranteed\|times\|backoff\|to\|by\|run\|failure\|success\|notify\|per\|where\|yields\|python\|shell\|call\|either\|with\|data\|after\|of\|from\|max\|until\|else\|because\|require\|rejecting\)\>\%([.(-]\|\s*[=:]=\@!\)\@!/
syntax match pipewrightClause /\%(^\s*\|{\s*\)\@<=\%(schedule\|deadline\|region\|guarantee\|retry\|timeout\|overlap\|owner\|labels\|targets\|concurrency\|mutex\|budget\|interruptible\|backfill\|late\|step\|check\|write\|on\|for\|when\|repeat\|resource\|acquire\|release\|finally\|approval\|wait\|output\|allow\|reads\|writes\|columns\|located\|address\|format\|egress\|secrets\|mover\|event\|notifies\|warn\|unique\|complete\|require\)\>\%(\s*[=:.]\)\@!/
syntax match pipewrightClause /\%(^\s*\)\@<=\%(acquire\|release\)\>/
syntax match pipewrightItem /\%(^\s*\|^\s*external\s\+\)\@<=\%(import\|type\|external\|dataset\|connector\|let\|secret\|cluster\|environment\|pipeline\|defaults\|template\|policy\|region\)\>\%(\s\+["A-Za-z_{]\)\@=/
