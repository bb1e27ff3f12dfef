;;; tl-mode.el --- Designs of accelerators in .tl  -*- lexical-binding: t; -*-

;; Version: 0.1
;; Package-Requires: ((emacs "26.1"))
;; Keywords: languages

;;; Commentary:

;; Colours, indentation and an entry for Eglot, which starts `tlc lsp':
;;
;;   (require 'tl-mode)
;;   (add-hook 'tl-mode-hook #'eglot-ensure)

;;; Code:

(defgroup tl nil
  "Designs of accelerators in .tl."
  :group 'languages)

(defcustom tl-program "tlc"
  "The program tlc: a name on the path, or a file."
  :type 'string)

(defcustom tl-indent 2
  "Columns of one step of indentation; `tlc fmt' has 2."
  :type 'integer
  :safe #'integerp)

;; begin words (by lang/editors/words.sh)

(defconst tl-declares
  '("component" "arch" "memory" "compute" "network" "transit" "array" "group" "workload"
    "mapping" "mapspace" "mapper" "sparsity" "study" "table" "test" "part" "action" "enum"
    "either" "parallel")
  "Words of the language: declares.")

(defconst tl-statements
  '("import" "at" "run" "dim" "data" "param" "let" "unit" "sweep" "measure" "for" "par" "keep"
    "bypass" "refetch" "preload" "unicast" "direct" "carries" "order" "pareto" "minimize"
    "report" "skip" "gate" "require" "expect" "where" "row")
  "Words of the language: statements.")

(defconst tl-clauses
  '("is" "of" "on" "within" "using" "as" "reuse")
  "Words of the language: clauses.")

(defconst tl-constants
  '("true" "false")
  "Words of the language: constants.")

(defconst tl-operators
  '("if" "then" "else" "and" "or" "not" "in" "with" "over" "by")
  "Words of the language: operators.")

(defconst tl-types
  '("int" "real" "bool" "string" "component" "arch" "workload" "mapping" "mapspace" "mapper"
    "sparsity" "table" "bits" "energy" "time" "power" "area" "length" "freq" "volts" "amps"
    "ohms" "siemens" "farads" "temperature" "cycles")
  "Words of the language: types.")

(defconst tl-never-units
  '("if" "then" "else" "and" "or" "not" "true" "false" "in" "with" "over" "by" "for" "is" "of"
    "on" "within" "using" "as" "reuse")
  "Words of the language: never units.")

(defconst tl-functions
  '("abs" "ceil" "floor" "round" "sqrt" "log2" "log10" "ln" "exp" "min" "max" "sum" "product"
    "mean" "length" "all" "any" "gcd" "lcm" "extrapolated" "compat" "precision" "energy" "area"
    "utilization" "reads" "writes" "fills" "updates" "accesses" "tile" "size" "capacity"
    "speedup")
  "Words of the language: functions.")

(defconst tl-attributes
  '("write.bandwidth" "word" "width" "voltage" "victory" "utilization.least" "utilization"
    "towards" "top" "tolerance" "timeout" "time_limit" "throughput" "threads" "temperature"
    "tech" "strategy" "sparsity" "size" "shape" "seed" "reduce" "read.bandwidth" "ports"
    "overbooking" "multicast" "min_accuracy" "metadata.word" "metadata.width" "metadata"
    "memory_limit" "leakage" "latency" "imperfect" "gating" "gap" "forward" "estimator" "energy"
    "depth" "decompresses" "count" "compresses" "cluster" "clock" "buffers" "block" "banks"
    "bandwidth" "area" "accuracy")
  "Words of the language: attributes.")
;; end words

;;;; Where something stands

(defun tl--opens-statement-p (position)
  "Whether a statement may begin at POSITION: nothing but blanks stands before it."
  (save-excursion
    (goto-char position)
    (skip-chars-backward " \t")
    (or (bolp) (memq (char-before) '(?\{ ?\;)))))

(defun tl--named-p (position)
  "Whether what follows at POSITION shows the word before to be a name."
  (save-excursion
    (goto-char position)
    (looking-at-p "[ \t]*\\(?:=\\(?:[^=]\\|$\\)\\|\\.\\(?:[^.]\\|$\\)\\|:\\|\\+=\\|,\\|}\\)")))

(defun tl--in-brackets-p (position)
  "Whether POSITION stands in ( ) or [ ], where there are no statements."
  (let ((opener (nth 1 (save-excursion (syntax-ppss position)))))
    (and opener (memq (char-after opener) '(?\( ?\[)))))

(defun tl--behind-value-p (position)
  "Whether a value may end before POSITION, with a blank between."
  (save-excursion
    (goto-char position)
    (and (> (skip-chars-backward " \t") -80) (/= (point) position)
         (string-match-p "[[:alnum:]_)}\"%*]\\|\\]" (string (or (char-before) ?\s))))))

;;;; Colours

(defun tl--words (words)
  "A regular expression for WORDS, as a whole and as the first group."
  (concat "\\_<" (regexp-opt words t) "\\_>"))

(defmacro tl--matcher (words &rest condition)
  "A function for font-lock that finds the next of WORDS where CONDITION holds.
CONDITION may use BEGIN and END, the places where the word does."
  (declare (indent 1))
  `(let ((regexp ,words))
     (lambda (limit)
       (let (found)
         (while (and (not found) (re-search-forward regexp limit t))
           (let ((begin (match-beginning 1)) (end (match-end 1)))
             (ignore begin end)
             (setq found (save-match-data ,@condition))))
         found))))

(defconst tl--unit-regexp
  (let ((unit "[A-Za-zµμΩΩ]+\\(?:\\^-?[0-9]+\\)?"))
    (concat "\\_<\\(?:0[xXbBoO][0-9A-Fa-f][0-9A-Fa-f_]*"
            "\\|[0-9][0-9_]*\\(?:\\.[0-9][0-9_]*\\)?\\(?:[eE][-+]?[0-9]+\\)?\\) ?"
            "\\(" unit "\\(?:/" unit "\\)*\\)\\_>"))
  "A number with a word behind it, which is the first group.")

(defun tl--unit-p (begin end)
  "Whether what is from BEGIN to END, behind a number, is its unit."
  (not (or (member (car (split-string (buffer-substring-no-properties begin end) "[/^]"))
                   tl-never-units)
           (save-excursion (goto-char begin) (looking-at-p "\\(?:[eE][-+]?\\|[xXbBoO]\\)[0-9]")))))

(defun tl--open-p (begin end)
  "Whether the word from BEGIN to END is one that opens a statement."
  (and (tl--opens-statement-p begin) (not (tl--named-p end)) (not (tl--in-brackets-p begin))))

(defconst tl-font-lock-keywords
  (list
   (list (tl--matcher (concat (tl--words tl-declares) "\\(?:[ \t]+\\([A-Za-z_][A-Za-z0-9_]*\\)\\)?")
           (tl--open-p begin end))
         '(1 font-lock-keyword-face) '(2 font-lock-function-name-face nil t))
   (cons (tl--matcher (tl--words tl-statements) (tl--open-p begin end))
         '(1 font-lock-keyword-face))
   (cons (tl--matcher (concat (tl--words tl-clauses) "[ \t]*\\(?:[A-Za-z_\"]\\|$\\)")
           (and (tl--behind-value-p begin) (not (tl--named-p end)) (not (tl--in-brackets-p begin))))
         '(1 font-lock-keyword-face))
   (cons (tl--matcher "\\_<\\(for\\)\\_>" (tl--in-brackets-p begin)) '(1 font-lock-keyword-face))
   (cons (tl--words tl-constants) '(1 font-lock-constant-face))
   (cons (tl--words tl-operators) '(1 font-lock-keyword-face))
   (cons (tl--matcher tl--unit-regexp (tl--unit-p begin end)) '(1 font-lock-type-face))
   (cons "[0-9] ?\\(%\\)[ \t]*\\(?:[^[:alnum:]_( \t]\\|$\\|\\(?:and\\|or\\|then\\|else\\)\\_>\\)" '(1 font-lock-type-face))
   (cons (concat ":[ \t]*\\[*" (tl--words tl-types)) '(1 font-lock-type-face))
   (cons (concat "[a-z][*/]" (tl--words tl-types)) '(1 font-lock-type-face))
   (cons (tl--matcher (concat "\\_<" (regexp-opt tl-attributes t) "[ \t]*=[^=]")
           (tl--opens-statement-p begin))
         '(1 font-lock-variable-name-face))
   (cons (concat (tl--words tl-functions) "(") '(1 font-lock-builtin-face))
   (cons "@[A-Za-z_][A-Za-z0-9_]*" 'font-lock-preprocessor-face))
  "What is coloured in `tl-mode', beside strings and comments.")

(defun tl--syntactic-face (state)
  "The face of a string or comment with the STATE of the parser."
  (cond ((nth 3 state) font-lock-string-face)
        ((save-excursion (goto-char (nth 8 state)) (looking-at-p "//\\(?:!\\|/\\(?:[^/]\\|$\\)\\)"))
         font-lock-doc-face)
        (t font-lock-comment-face)))

(defvar tl-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 124b" table)
    (modify-syntax-entry ?* ". 23" table)
    (modify-syntax-entry ?\n "> b" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?_ "_" table)
    (dolist (sign '(?+ ?- ?= ?< ?> ?% ?& ?~ ?^ ?@ ?.))
      (modify-syntax-entry sign "." table))
    table)
  "What the characters are in `tl-mode'.")

;;;; Indentation, as `tlc fmt' has it

(defconst tl--asks-for-more
  (concat "\\(?:[-+/^&,<>~]\\|\\(?:^\\|[^*=]\\)=\\|==\\|[^=[:blank:]][ \t]*\\*\\|\\_<"
          (regexp-opt (append tl-operators tl-clauses) t) "\\)\\=")
  "What ends a line that goes on in the next.  (`1%' and `k = *' do not.)")

(defun tl--end-of-code-before (position)
  "Where the code before the line of POSITION ends, comments left out."
  (save-excursion
    (goto-char position)
    (beginning-of-line)
    (forward-comment (- (point)))
    (point)))

(defun tl--goes-on-p (position)
  "Whether the code that ends at POSITION asks for more."
  (save-excursion
    (goto-char position)
    (looking-back tl--asks-for-more (line-beginning-position))))

(defun tl--holds (opener)
  "What the bracket at OPENER holds: statements, items or a value.
Without OPENER it is the whole file."
  (cond ((null opener) 'statements)
        ((eq (char-after opener) ?\{)
         (save-excursion
           (goto-char opener)
           (beginning-of-line)
           (if (looking-at-p "[ \t]*import\\_>") 'items 'statements)))
        ((and (eq (char-after opener) ?\()
              (not (string-match-p "[[:alnum:]_)]\\|\\]" (string (or (char-before opener) ?\s)))))
         'value)
        (t 'items)))

(defun tl--continuation (end opener)
  "How far a line goes in as what ends at END, within OPENER, goes on there."
  (let ((items (eq (char-before end) ?,))
        (holds (tl--holds opener)))
    (cond ((eq holds 'value) 0)
          ((eq holds 'items) (if items 0 tl-indent))
          ((not items) tl-indent)
          (t (tl--columns-of-first-word end opener)))))

(defun tl--columns-of-first-word (end opener)
  "Columns of the word, and the blank behind it, of the statement that END is in.
Its items stand below the first, if that follows a word (`require', `measure').
OPENER is the bracket around it."
  (let ((before (tl--end-of-code-before end)))
    (while (and (> before (or opener (point-min))) (tl--goes-on-p before))
      (setq end before
            before (tl--end-of-code-before end)))
    (save-excursion
      (goto-char end)
      (back-to-indentation)
      (let ((case-fold-search nil))
        (if (looking-at "[a-z]+[ \t]+[^= \t]")
            (- (match-end 0) (match-beginning 0) 1)
          tl-indent)))))

(defun tl--indentation ()
  "The column where this line should begin; nil where it stays as it is."
  (save-excursion
    (beginning-of-line)
    (let* ((state (syntax-ppss))
           (opener (nth 1 state))
           (base (if opener (save-excursion (goto-char opener) (current-indentation)) 0))
           (before (tl--end-of-code-before (point))))
      (back-to-indentation)
      (cond ((nth 8 state) nil)
            ((memq (char-after) '(?\} ?\) ?\])) base)
            (t (+ base (if opener tl-indent 0)
                  (if (and (> before (if opener (1+ opener) (point-min))) (tl--goes-on-p before))
                      (tl--continuation before opener)
                    0)))))))

(defun tl-indent-line ()
  "Indent this line as `tlc fmt' does."
  (interactive)
  (let ((column (tl--indentation)))
    (if (null column) 'noindent
      (if (<= (current-column) (current-indentation))
          (indent-line-to column)
        (save-excursion (indent-line-to column))))))

(defun tl-format-buffer ()
  "Lay the buffer out by `tlc fmt'; a buffer with mistakes stays as it is."
  (interactive)
  (let ((source (current-buffer)) (result (generate-new-buffer " *tlc fmt*")))
    (unwind-protect
        (if (eq 0 (call-process-region nil nil tl-program nil (list result nil) nil "fmt" "-"))
            (with-current-buffer source (replace-buffer-contents result))
          (user-error "There are mistakes: `tlc fmt' leaves it as it is"))
      (kill-buffer result))))

;;;; The mode

;;;###autoload
(define-derived-mode tl-mode prog-mode "tl"
  "Major mode for designs of accelerators in .tl."
  (setq-local comment-start "// ")
  (setq-local comment-start-skip "\\(?://+!?\\|/\\*+\\)[ \t]*")
  (setq-local comment-end "")
  (setq-local indent-line-function #'tl-indent-line)
  (setq-local electric-indent-chars (append "})]" electric-indent-chars))
  (setq-local indent-tabs-mode nil)
  (setq-local fill-column 100)
  (setq-local font-lock-defaults
              '(tl-font-lock-keywords
                nil nil nil (font-lock-syntactic-face-function . tl--syntactic-face)))
  (setq-local imenu-generic-expression
              (mapcar (lambda (word)
                        (list word
                              (concat "^[ \t]*" word
                                      "[ \t]+\\(\"[^\"\n]*\"\\|[A-Za-z_][A-Za-z0-9_]*\\)")
                              1))
                      tl-declares)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.tl\\'" . tl-mode))

(defun tl--server (&rest _)
  "What Eglot starts."
  (list tl-program "lsp"))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '((tl-mode) . tl--server)))

(provide 'tl-mode)
;;; tl-mode.el ends here
