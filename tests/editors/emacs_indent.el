;;; emacs_indent.el --- Indents FILE anew; nothing may change in a formatted file  -*- lexical-binding: t; -*-

(require 'pipewright-mode)

(find-file (getenv "FILE"))
(let ((inhibit-message t))
  (indent-region (point-min) (point-max)))
(save-buffer)

;;; emacs_indent.el ends here
