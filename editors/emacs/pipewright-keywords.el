;;; pipewright-keywords.el --- Keywords of Pipewright  -*- lexical-binding: t; -*-

;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; Generated from the compiler's keywords by `cargo xtask docs`.

;;; Code:

(defconst pipewright-items
  '("import" "type" "external" "dataset" "connector" "let" "secret" "cluster"
    "environment" "pipeline" "defaults" "template" "policy" "region")
  "Words that begin an item of a file.")

(defconst pipewright-clauses
  '("schedule" "deadline" "region" "guarantee" "retry" "timeout" "overlap" "owner"
    "labels" "targets" "concurrency" "mutex" "budget" "interruptible" "backfill" "late"
    "step" "check" "write" "on" "for" "when" "repeat" "resource"
    "acquire" "release" "finally" "approval" "wait" "output" "allow" "reads"
    "writes" "columns" "located" "address" "format" "egress" "secrets" "mover"
    "event" "notifies" "warn" "unique" "complete" "require")
  "Words that begin a clause.")

(defconst pipewright-words
  '("concurrency" "late" "on" "when" "event" "warn" "unique" "complete"
    "matches" "fresh" "within" "appending" "replacing" "all" "partition" "merging"
    "key" "one" "transaction" "as" "every" "cron" "skipped" "doubled"
    "manual" "guaranteed" "times" "backoff" "to" "by" "run" "failure"
    "success" "notify" "per" "where" "yields" "python" "shell" "call"
    "either" "with" "data" "after" "of" "from" "max" "until"
    "else" "because" "require" "rejecting")
  "Words inside clauses.")

(provide 'pipewright-keywords)
;;; pipewright-keywords.el ends here
