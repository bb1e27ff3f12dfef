;;; highlight.el --- What tl-mode colours and indents  -*- lexical-binding: t; -*-

;; emacs --batch -Q -L DIRECTORY-OF-TL-MODE -l highlight.el
;; $TOKENS says of each word of a file what it is to the compiler (see editors.sh); what is
;; coloured as something else is printed, and each line that indentation changes.

(require 'tl-mode)

(defun highlight-class (face text)
  "What FACE says that TEXT is."
  (pcase face
    ('font-lock-keyword-face "word")
    ('font-lock-constant-face "word")
    ('font-lock-type-face (if (member text tl-types) "name" "unit"))
    ('font-lock-string-face "string")
    ((or 'font-lock-comment-face 'font-lock-doc-face) "comment")
    (_ "name")))

(defun highlight-judge (file token)
  "Print what is wrong with TOKEN of FILE."
  (pcase-let ((`(,line ,column ,class ,text) token))
    (goto-char (point-min))
    (forward-line (1- (string-to-number line)))
    (forward-char (1- (string-to-number column)))
    (let* ((face (get-text-property (point) 'face))
           (found (highlight-class face text)))
      (unless (equal found (if (equal class "number") "name" class))
        (princ (format "%s:%s:%s: `%s' is a %s and coloured as %s\n"
                       file line column text class face))))))

(defun highlight-indent (file before)
  "Print what indentation changes in FILE, whose text was BEFORE."
  (let ((inhibit-message t)) (indent-region (point-min) (point-max)))
  (let ((was (split-string before "\n")) (is (split-string (buffer-string) "\n")) (n 0))
    (while was
      (setq n (1+ n))
      (unless (equal (car was) (car is))
        (princ (format "%s:%d: indented as |%s|\n" file n (car is))))
      (setq was (cdr was) is (cdr is)))))

(defun highlight-format (before after)
  "Print what is wrong if `tl-format-buffer' does not make AFTER of BEFORE."
  (with-temp-buffer
    (insert before)
    (tl-mode)
    (ignore-errors (tl-format-buffer))
    (unless (equal (buffer-string) after)
      (princ (format "`tl-format-buffer' makes %S of %S\n" (buffer-string) before)))))
(highlight-format "arch M {\nclock=1 GHz\n}\n" "arch M {\n  clock = 1 GHz\n}\n")
(highlight-format "let a = (3\nlet b=4\n" "let a = (3\nlet b=4\n")

(let ((tokens nil))
  (with-temp-buffer
    (insert-file-contents (getenv "TOKENS"))
    (dolist (line (split-string (buffer-string) "\n" t))
      (let ((cells (split-string line "\t")))
        (unless (equal (caar tokens) (car cells)) (push (list (car cells)) tokens))
        (push (cdr cells) (cdar tokens)))))
  (dolist (entry (reverse tokens))
    (with-temp-buffer
      (insert-file-contents (car entry))
      (let ((before (buffer-string)))
        (tl-mode)
        (font-lock-ensure)
        (dolist (token (cdr entry)) (highlight-judge (car entry) token))
        (unless (string-prefix-p "tests/" (car entry)) ; whose comments are at the margin
          (highlight-indent (car entry) before)))))
  (princ "done\n"))
;;; highlight.el ends here
