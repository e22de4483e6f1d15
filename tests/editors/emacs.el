;;; emacs.el --- What eglot sees of one file  -*- lexical-binding: t; -*-

;; Runs in batch mode and says it all as JSON:
;;
;;   emacs --batch -f package-activate-all -L editors/emacs -l tests/editors/emacs.el
;;
;; Reads FILE (to open), HOVER and RENAME (words in it), COMPLETE (a line after which to complete) and REPORT.

(require 'eglot)
(require 'flymake)
(require 'json)
(require 'pipewright-mode)

(defconst patience 20)

(defun wait-for (look)
  "Wait until LOOK gives something, and give it back."
  (let ((end (+ (float-time) patience))
        (found nil))
    (while (and (not (setq found (funcall look))) (< (float-time) end))
      (accept-process-output nil 0.05))
    found))

(defun go-to (word)
  "Put point before WORD."
  (goto-char (point-min))
  (search-forward word)
  (goto-char (match-beginning 0)))

(defun ask (method &rest more)
  "Ask the server METHOD about point, with MORE parameters."
  (jsonrpc-request (eglot--current-server-or-lose) method
                   (append (eglot--TextDocumentPositionParams) more)))

(setq eglot-sync-connect patience
      eglot-autoshutdown t
      eglot-send-changes-idle-time 0.05
      pipewright-program (getenv "PROGRAM"))

(defun look ()
  "What there is to be seen, as an alist."
  (find-file (getenv "FILE"))
  (call-interactively #'eglot)
  (let* ((diagnostics (wait-for (lambda () (flymake-start) (flymake-diagnostics))))
         (found (mapcar (lambda (one)
                          `((line . ,(1- (line-number-at-pos (flymake-diagnostic-beg one))))
                            (text . ,(flymake-diagnostic-text one))))
                        diagnostics))
         (mode (symbol-name major-mode))
         (root (expand-file-name (project-root (project-current))))
         (hover (progn (go-to (getenv "HOVER"))
                       (plist-get (ask :textDocument/hover) :contents)))
         (completions (progn (go-to (getenv "COMPLETE"))
                             (end-of-line)
                             (insert "\n  ")
                             (eglot--signal-textDocument/didChange)
                             (all-completions "" (nth 2 (eglot-completion-at-point)))))
         (renamed (progn (delete-region (line-beginning-position) (1+ (line-end-position)))
                         (eglot--signal-textDocument/didChange)
                         (go-to (getenv "RENAME"))
                         (eglot-rename "renamed")
                         (buffer-string))))
    (font-lock-ensure)
    (go-to "deadline")
    `((mode . ,mode)
      (root . ,root)
      (diagnostics . ,(vconcat found))
      (hover . ,(if (stringp hover) hover (plist-get hover :value)))
      (completions . ,(vconcat (mapcar #'substring-no-properties completions)))
      (renamed . ,renamed)
      (highlighted . ,(symbol-name (get-text-property (point) 'face))))))

(let ((said (condition-case problem
                (look)
              (error `((problem . ,(format "%S" problem)))))))
  (with-temp-file (getenv "REPORT")
    (insert (json-encode said))))
(dolist (buffer (buffer-list))
  (with-current-buffer buffer
    (set-buffer-modified-p nil)))
(ignore-errors (eglot-shutdown-all))
(kill-emacs 0)

;;; emacs.el ends here
