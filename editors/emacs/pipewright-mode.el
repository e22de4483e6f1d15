;;; pipewright-mode.el --- Editing pipelines written in Pipewright  -*- lexical-binding: t; -*-

;; Author: The Pipewright authors
;; URL: https://github.com/pipewright/pipewright
;; Version: 0.1.0
;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages
;; SPDX-License-Identifier: Apache-2.0

;;; Commentary:

;; A major mode for `.pipe' files: highlighting, indentation, comments, `compile', and the language
;; server through eglot, which Emacs brings along since version 29.

;;; Code:

(require 'cl-lib)
(require 'compile)
(require 'pipewright-keywords)

(defgroup pipewright nil
  "Editing pipelines written in Pipewright."
  :group 'languages)

(defcustom pipewright-program "pipewright"
  "The program: a name to be found on the path, or an absolute file name."
  :type 'string)

(defcustom pipewright-indent-offset 2
  "How far the inside of a bracket is indented; the formatter knows only 2."
  :type 'integer
  :safe #'integerp)

(defvar pipewright-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "_" table)
    ;; Regions keep their hyphens: `eu-west-1' is one name.
    (modify-syntax-entry ?- "_" table)
    table)
  "What characters are in a `.pipe' file.")

(defvar pipewright-font-lock-keywords
  (let ((begin "\\(?:^\\|{\\)[ \t]*")
        (name "[[:alpha:]_][[:alnum:]_-]*"))
    `((,(concat "^[ \t]*\\(?:external[ \t]+\\)?" (regexp-opt pipewright-items 'symbols)
                "[ \t]+\\(" name "\\)")
       (1 font-lock-keyword-face)
       (2 font-lock-function-name-face))
      ("^[ \t]*\\(import\\|external\\|policy\\|defaults\\)\\_>" 1 font-lock-keyword-face)
      (,(concat begin "\\(step\\|check\\|resource\\|approval\\|output\\)[ \t]+\\(" name "\\)")
       (1 font-lock-keyword-face)
       (2 font-lock-variable-name-face))
      (,(concat begin (regexp-opt pipewright-clauses 'symbols) "\\(?:[ \t]+[^=: \t\n<>!]\\|[ \t]*$\\)")
       1 font-lock-keyword-face)
      (,(concat "^[ \t]*\\(" name "\\)[ \t]*[:=][^=]") 1 font-lock-variable-name-face)
      (,(concat "\\(?:^\\|[^.[:alnum:]_-]\\)" (regexp-opt pipewright-words 'symbols)
                "\\(?:[ \t]+[^=:]\\|[ \t]*$\\)")
       1 font-lock-builtin-face)
      ("\\_<\\(or\\|and\\|not\\|except\\|in\\|else\\)\\_>" 1 font-lock-builtin-face)
      ("\\_<\\(true\\|false\\)\\_>" 1 font-lock-constant-face)
      ("\\_<\\(string\\|int\\|decimal\\|float\\|bool\\|date\\|timestamp\\|json\\|bytes\\|list\\|duration\\)\\_>"
       1 font-lock-type-face)
      (":[ \t]*\\([[:upper:]][[:alnum:]_]*\\)" 1 font-lock-type-face)
      ("\\_<[0-9][[:alnum:]_.-]*\\_>" . font-lock-constant-face)))
  "What is highlighted, besides comments and texts.")

(defconst pipewright--quotes
  (syntax-propertize-rules ("\"\"\"" (0 (ignore (pipewright--fence)))))
  "Finds texts of several lines.")

(defun pipewright--fence ()
  "Let the three quotes that were just found open a text, or close theirs.
The first of them opens, the last closes: what is between is text, other
quotes among it."
  (let* ((start (match-beginning 0))
         (end (match-end 0))
         (state (save-excursion (syntax-ppss start)))
         (fence (string-to-syntax "|")))
    (cond ((null (nth 8 state))
           (put-text-property start (1+ start) 'syntax-table fence))
          ((eq (nth 3 state) t)
           (put-text-property (1- end) end 'syntax-table fence)))))

(defun pipewright--indentation ()
  "How far the current line is to be indented, or nil where it must stay."
  (save-excursion
    (back-to-indentation)
    (let* ((state (save-excursion (syntax-ppss (line-beginning-position))))
           (open (nth 1 state))
           (closes (looking-at-p "[])}]"))
           ;; A value that goes on in the next line, or what a requirement says.
           (more (if (looking-at-p "\\(?:or\\|and\\|except\\)[ \t]\\|else[ \t]+\"")
                     pipewright-indent-offset
                   0)))
      (cond
       ((nth 3 state) nil)
       ((null open) more)
       (t
        (goto-char open)
        (back-to-indentation)
        (+ (current-column) (if closes 0 pipewright-indent-offset) more))))))

(defun pipewright-indent-line ()
  "Indent the current line by the brackets around it."
  (interactive)
  (let ((column (pipewright--indentation))
        (after (- (point-max) (point))))
    (when column
      (back-to-indentation)
      (unless (= (current-column) column)
        (indent-line-to column))
      (when (> (- (point-max) after) (point))
        (goto-char (- (point-max) after))))))

;; Findings as `pipewright check --format line' prints them.
(defvar compilation-error-regexp-alist)
(defvar compilation-error-regexp-alist-alist)
(add-to-list 'compilation-error-regexp-alist-alist
             '(pipewright
               "^\\(.+?\\):\\([0-9]+\\):\\([0-9]+\\)-\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(note\\)\\): "
               1 (2 . 4) (3 . 5) (6 . 7)))
(add-to-list 'compilation-error-regexp-alist 'pipewright)

;;;###autoload
(define-derived-mode pipewright-mode prog-mode "Pipewright"
  "Major mode for pipelines written in Pipewright."
  (setq-local comment-start "// ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "//+[ \t]*\\|/\\*+[ \t]*")
  (setq-local indent-tabs-mode nil)
  (setq-local indent-line-function #'pipewright-indent-line)
  (setq-local electric-indent-chars (append "{}[]()" electric-indent-chars))
  (setq-local syntax-propertize-function pipewright--quotes)
  (add-hook 'project-find-functions #'pipewright-project nil t)
  (setq-local font-lock-defaults '(pipewright-font-lock-keywords))
  (setq-local compile-command
              (concat (shell-quote-argument pipewright-program) " check --format line")))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.pipe\\'" . pipewright-mode))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons 'pipewright-mode
                     (lambda (&rest _) (list pipewright-program "lsp")))))

;; The folder of `pipewright.toml' is a project, as eglot and `project.el' have them.
(declare-function project-root "project")
(cl-defmethod project-root ((project (head pipewright)))
  "The folder of PROJECT."
  (cdr project))

(defun pipewright-project (folder)
  "The project that FOLDER lies in, for `project-find-functions'."
  (let ((root (locate-dominating-file folder "pipewright.toml")))
    (when root
      (cons 'pipewright (expand-file-name root)))))

(provide 'pipewright-mode)
;;; pipewright-mode.el ends here
