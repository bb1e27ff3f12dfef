;;; eglot.el --- A whole session of Emacs with `tlc lsp'  -*- lexical-binding: t; -*-

;; emacs --batch -l eglot.el, with tl-mode.el on the load path: about $DIRECTORY/session.tl.
;; Prints TAP.

(defvar session-n 0)

(defun session-check (what holds &optional seen)
  "Print whether WHAT HOLDS, and if not, what was SEEN."
  (setq session-n (1+ session-n))
  (princ (format "%s %d - %s\n" (if holds "ok" "not ok") session-n what))
  (unless holds
    (dolist (line (split-string (format "%S" seen) "\n")) (princ (format "# %s\n" line)))))

(defun session-wait (condition)
  "Wait until CONDITION gives something, at most 20 seconds, and return it."
  (let ((until (+ (float-time) 20)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) until))
      (accept-process-output nil 0.05))
    found))

(defun session-go (needle &optional skip)
  "Go to NEEDLE, and SKIP characters further."
  (goto-char (point-min))
  (search-forward needle)
  (goto-char (+ (match-beginning 0) (or skip 0))))

(defun session-has (needle)
  "Whether NEEDLE is in the buffer."
  (save-excursion (goto-char (point-min)) (search-forward needle nil t)))

(defun session-mistakes ()
  "What Flymake shows of errors, once the buffer has been looked at as it is now."
  (eglot--signal-textDocument/didChange)
  (seq-filter (lambda (d) (eq (flymake--lookup-type-property (flymake-diagnostic-type d) 'severity)
                              (warning-numeric-level :error)))
              (flymake-diagnostics)))

(defun session-open ()
  "Open the file, and start the server by what `tl-mode' says of it."
  (find-file (expand-file-name "session.tl" (getenv "DIRECTORY")))
  (session-check "a file in .tl has its mode" (eq major-mode 'tl-mode) major-mode)
  (apply #'eglot--connect (eglot--guess-contact))
  (session-check "the server starts" (session-wait #'eglot-current-server))
  (session-wait #'eglot-managed-p)
  (flymake-start))

(defun session-look ()
  "What is shown without anything being changed."
  (let ((mistakes (session-wait #'session-mistakes)))
    (session-check "the mistake is shown, and nothing else" (eql (length mistakes) 1) mistakes)
    (session-check "... where it is"
                   (and mistakes (equal (save-excursion (session-go "bits)") (point))
                                        (flymake-diagnostic-beg (car mistakes))))
                   mistakes))
  (session-go "Buffer" 2)
  (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover
                                (eglot--TextDocumentPositionParams))))
    (session-check "hovering over a memory tells what it is"
                   (string-match-p "memory Buffer" (format "%S" hover)) hover)))

(defun session-complete ()
  "A line is written, and what may follow is asked for while it is not finished."
  (session-go "  at Lane")
  (insert "  at \n")
  (backward-char)
  (let* ((offer (eglot-completion-at-point))
         (names (and offer (all-completions "" (nth 2 offer)))))
    (session-check "levels are offered behind `at'"
                   (and (member "Buffer" names) (member "Lane" names)) names))
  (delete-region (line-beginning-position) (1+ (line-end-position))))

(defun session-told (mistake)
  "What the server said of MISTAKE, one of Flymake's."
  (cdr (assoc 'eglot-lsp-diag (eglot--diag-data mistake))))

(defun session-change ()
  "Rename, fix and lay out."
  (session-go "B[k, n]" 2)
  (let ((inhibit-message t)) (eglot-rename "depth"))
  (session-check "a dim behind an emoji is renamed"
                 (and (session-has "B[depth, n]") (session-has "n = 2, depth = 32"))
                 (buffer-string))
  (session-go "bits)")
  (let* ((mistakes (session-wait #'session-mistakes))
         (actions (jsonrpc-request
                   (eglot-current-server) :textDocument/codeAction
                   (list :textDocument (eglot--TextDocumentIdentifier)
                         :range (list :start (eglot--pos-to-lsp-position (point))
                                      :end (eglot--pos-to-lsp-position (+ (point) 4)))
                         :context (list :only ["quickfix"]
                                        :diagnostics (vconcat (mapcar #'session-told mistakes)))))))
    (session-check "there is a fix" (> (length actions) 0) actions)
    (eglot--apply-workspace-edit (plist-get (aref actions 0) :edit)))
  (session-check "... after which there is no mistake"
                 (session-wait (lambda () (null (session-mistakes)))) (flymake-diagnostics))
  (session-go "run MatMul")
  (eglot-format-buffer)
  (session-check "it is laid out" (session-has "at Lane   {") (buffer-string))
  (session-check "... and the cursor stays where it was" (looking-at-p "run MatMul") (point)))

(defun session-command-above (needle)
  "The command of the lens above NEEDLE; this version of Eglot shows none, so they are asked for."
  (let* ((lenses (jsonrpc-request (eglot-current-server) :textDocument/codeLens
                                  (list :textDocument (eglot--TextDocumentIdentifier))))
         (line (1- (line-number-at-pos (save-excursion (session-go needle) (point)))))
         (above (lambda (lens)
                  (eql line (plist-get (plist-get (plist-get lens :range) :start) :line)))))
    (plist-get (seq-find above lenses) :command)))

(defun session-lens ()
  "What runs come to, and a search."
  (let ((command (session-command-above "run MatMul")))
    (session-check "what the run comes to stands above it"
                   (string-match-p "J" (plist-get command :title)) command))
  (let ((command (session-command-above "run MatMul on Quad as found")))
    (session-check "a search can be started above a run that is not mapped"
                   (string-match-p "search" (plist-get command :title)) command)
    (eglot-execute-command (eglot-current-server)
                           (plist-get command :command) (plist-get command :arguments)))
  (let ((found (lambda () (plist-get (session-command-above "run MatMul on Quad as found") :title))))
    (session-check "... and what it found stands there then"
                   (session-wait (lambda () (string-match-p "J.*optimal" (funcall found))))
                   (funcall found))))

(defun session-close ()
  "Write the file, and end the server, which Eglot itself would not wait for."
  (let ((inhibit-message t)) (save-buffer))
  (let* ((server (eglot-current-server)) (process (jsonrpc--process server)))
    (jsonrpc-request server :shutdown nil)
    (jsonrpc-notify server :exit nil)
    (session-check "the server ends with status 0"
                   (and (session-wait (lambda () (not (process-live-p process))))
                        (eq 'exit (process-status process)) (eql 0 (process-exit-status process)))
                   (list (process-status process) (process-exit-status process)))))

(condition-case why
    (progn
      (when (fboundp 'package-activate-all) (package-activate-all))
      (require 'eglot)
      (require 'tl-mode)
      (setq tl-program (getenv "TLC") eglot-sync-connect 20 make-backup-files nil)
      (session-open)
      (session-look)
      (session-complete)
      (session-change)
      (session-lens)
      (session-close))
  (error (session-check "the session goes on to its end" nil why)))
(princ (format "1..%d\n" session-n))
;;; eglot.el ends here
