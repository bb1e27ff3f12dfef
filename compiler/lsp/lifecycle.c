/* From `initialize` to `exit`. */
#include "compiler/lsp/server.h"

#include "compiler/lsp/tokens.h"
#include "compiler/lsp/uri.h"
#include "config.h"

#include <string.h>

void lsp_ignore(struct server *s, struct call *c) { (void)s, (void)c; }

/* ---- what the client can ---- */

/* A client that says what it shows, and not that it shows Markdown. */
static bool is_plain(const json_t *formats)
{
  return json_is_array(formats) && !json_has_text(formats, "markdown");
}

static void read_client(struct server *s, const json_t *capabilities)
{
  const json_t *text = json_find(capabilities, "textDocument");
  const json_t *workspace = json_find(capabilities, "workspace");
  s->client = (struct client){
    .utf8 = json_has_text(json_find(capabilities, "general.positionEncodings"), "utf-8"),
    .related = json_find_true(text, "publishDiagnostics.relatedInformation"),
    .tags = json_find(text, "publishDiagnostics.tagSupport") != NULL,
    .nested_symbols = json_find_true(text, "documentSymbol.hierarchicalDocumentSymbolSupport"),
    .versioned_edits = json_find_true(workspace, "workspaceEdit.documentChanges"),
    .watches = json_find_true(workspace, "didChangeWatchedFiles.dynamicRegistration"),
    .snippets = json_find_true(text, "completion.completionItem.snippetSupport"),
    .progress = json_find_true(capabilities, "window.workDoneProgress"),
    .refreshes_lenses = json_find_true(workspace, "codeLens.refreshSupport"),
    .prepares_renames = json_find_true(text, "rename.prepareSupport"),
    .code_actions = json_find(text, "codeAction.codeActionLiteralSupport") != NULL,
    .plain_hover = is_plain(json_find(text, "hover.contentFormat")),
    .plain_items = is_plain(json_find(text, "completion.completionItem.documentationFormat")),
    .plain_signatures =
      is_plain(json_find(text, "signatureHelp.signatureInformation.documentationFormat")),
    .shows_documents = json_find_true(capabilities, "window.showDocument.support"),
    .lines_only = json_find_true(text, "foldingRange.lineFoldingOnly"),
    .asks_again = json_find(capabilities, "general.staleRequestSupport") != NULL,
  };
}

static void add_folder(struct server *s, const char *uri)
{
  if (uri && !strncmp(uri, "file://", 7)) vec_push(&s->folders, uri_path(uri));
}

static void add_folders(struct server *s, const json_t *folders)
{
  for (size_t i = 0; i < json_array_size(folders); i++)
    add_folder(s, json_find_text(json_array_get(folders, i), "uri"));
}

static void remove_folder(struct server *s, const char *uri)
{
  char *path = uri_path(uri);
  for (uint32_t i = 0; i < s->folders.n; i++) {
    if (strcmp(s->folders.at[i], path)) continue;
    xfree(s->folders.at[i]);
    s->folders.at[i] = s->folders.at[--s->folders.n];
    break;
  }
  xfree(path);
}

void lsp_did_change_folders(struct server *s, struct call *c)
{
  const json_t *removed = json_find(c->params, "event.removed");
  for (size_t i = 0; i < json_array_size(removed); i++) {
    const char *uri = json_find_text(json_array_get(removed, i), "uri");
    if (uri) remove_folder(s, uri);
  }
  add_folders(s, json_find(c->params, "event.added"));
}

/* ---- what the server can ---- */

static void put_words(struct jsonw *w, const char *key, const char *const *words)
{
  jsonw_key(w, key);
  jsonw_array(w);
  for (; *words; words++) jsonw_string(w, *words);
  jsonw_array_end(w);
}

static void put_sync(struct jsonw *w)
{
  enum { INCREMENTAL = 2 };
  jsonw_key(w, "textDocumentSync");
  jsonw_object(w);
  json_put_true(w, "openClose");
  json_put_uint(w, "change", INCREMENTAL);
  json_put_true(w, "save");
  jsonw_object_end(w);
}

/* Options of these two are only for clients that have heard of them. */
static void put_rename(const struct server *s, struct jsonw *w)
{
  if (!s->client.prepares_renames) {
    json_put_true(w, "renameProvider");
    return;
  }
  jsonw_key(w, "renameProvider");
  jsonw_object(w);
  json_put_true(w, "prepareProvider");
  jsonw_object_end(w);
}

static void put_code_actions(const struct server *s, struct jsonw *w)
{
  static const char *const actions[] = {"quickfix", "source.fixAll", "refactor.extract",
                                        "refactor.rewrite", NULL};
  if (!s->client.code_actions) return;
  jsonw_key(w, "codeActionProvider");
  jsonw_object(w);
  put_words(w, "codeActionKinds", actions);
  jsonw_object_end(w);
}

static void put_edit_providers(const struct server *s, struct jsonw *w)
{
  static const char *const newline[] = {"\n", NULL};
  json_put_true(w, "documentFormattingProvider");
  json_put_true(w, "documentRangeFormattingProvider");
  jsonw_key(w, "documentOnTypeFormattingProvider");
  jsonw_object(w);
  json_put_text(w, "firstTriggerCharacter", "}");
  put_words(w, "moreTriggerCharacter", newline);
  jsonw_object_end(w);
  put_rename(s, w);
  put_code_actions(s, w);
}

/* What is asked for while somebody types, and what is shown without being asked for. */
static void put_typing_providers(struct jsonw *w)
{
  static const char *const completes[] = {".", "(", ",", "\"", " ", "/", NULL};
  static const char *const commands[] = {"tlc.run", "tlc.report", NULL};
  static const char *const signs[] = {"(", ",", NULL};
  jsonw_key(w, "completionProvider");
  jsonw_object(w);
  put_words(w, "triggerCharacters", completes);
  jsonw_object_end(w);
  jsonw_key(w, "signatureHelpProvider");
  jsonw_object(w);
  put_words(w, "triggerCharacters", signs);
  jsonw_object_end(w);
  json_put_true(w, "inlayHintProvider");
  jsonw_key(w, "codeLensProvider");
  jsonw_object(w);
  jsonw_object_end(w);
  jsonw_key(w, "executeCommandProvider");
  jsonw_object(w);
  put_words(w, "commands", commands);
  jsonw_object_end(w);
}

static void put_semantic_tokens(struct jsonw *w)
{
  jsonw_key(w, "semanticTokensProvider");
  jsonw_object(w);
  jsonw_key(w, "legend");
  jsonw_object(w);
  put_words(w, "tokenTypes", token_types);
  put_words(w, "tokenModifiers", token_modifiers);
  jsonw_object_end(w);
  json_put_true(w, "full");
  json_put_true(w, "range");
  jsonw_object_end(w);
}

static void put_workspace(struct jsonw *w)
{
  jsonw_key(w, "workspace");
  jsonw_object(w);
  jsonw_key(w, "workspaceFolders");
  jsonw_object(w);
  json_put_true(w, "supported");
  json_put_true(w, "changeNotifications");
  jsonw_object_end(w);
  jsonw_object_end(w);
}

static void put_capabilities(const struct server *s, struct jsonw *w)
{
  jsonw_key(w, "capabilities");
  jsonw_object(w);
  json_put_text(w, "positionEncoding", s->client.utf8 ? "utf-8" : "utf-16");
  put_sync(w);
  json_put_true(w, "hoverProvider");
  json_put_true(w, "definitionProvider");
  json_put_true(w, "typeDefinitionProvider");
  json_put_true(w, "referencesProvider");
  json_put_true(w, "documentHighlightProvider");
  json_put_true(w, "documentSymbolProvider");
  json_put_true(w, "workspaceSymbolProvider");
  json_put_true(w, "foldingRangeProvider");
  json_put_true(w, "selectionRangeProvider");
  jsonw_key(w, "documentLinkProvider");
  jsonw_object(w);
  jsonw_object_end(w);
  put_typing_providers(w);
  put_edit_providers(s, w);
  put_semantic_tokens(w);
  put_workspace(w);
  jsonw_object_end(w);
}

void lsp_initialize(struct server *s, struct call *c)
{
  const json_t *folders = json_find(c->params, "workspaceFolders");
  read_client(s, json_find(c->params, "capabilities"));
  if (json_is_array(folders)) add_folders(s, folders);
  else add_folder(s, json_find_text(c->params, "rootUri"));
  s->client_process = json_find_int(c->params, "processId", 0);
  s->state = SERVER_RUNS;
  jsonw_object(c->result);
  put_capabilities(s, c->result);
  jsonw_key(c->result, "serverInfo");
  jsonw_object(c->result);
  json_put_text(c->result, "name", PACKAGE_NAME);
  json_put_text(c->result, "version", PACKAGE_VERSION);
  jsonw_object_end(c->result);
  jsonw_object_end(c->result);
}

/* Files that are not open may change, too. */
static void ask_to_watch(struct server *s)
{
  struct jsonw *w = lsp_request(s, "client/registerCapability", true);
  jsonw_object(w);
  jsonw_key(w, "registrations");
  jsonw_array(w);
  jsonw_object(w);
  json_put_text(w, "id", "files");
  json_put_text(w, "method", "workspace/didChangeWatchedFiles");
  jsonw_key(w, "registerOptions");
  jsonw_object(w);
  jsonw_key(w, "watchers");
  jsonw_array(w);
  static const char *const patterns[] = {"**/*.tl", "**/*.csv", "**/tl.project"};
  for (unsigned i = 0; i < sizeof patterns / sizeof *patterns; i++) {
    jsonw_object(w);
    json_put_text(w, "globPattern", patterns[i]);
    jsonw_object_end(w);
  }
  jsonw_array_end(w);
  jsonw_object_end(w);
  jsonw_object_end(w);
  jsonw_array_end(w);
  jsonw_object_end(w);
  lsp_send(s);
}

void lsp_initialized(struct server *s, struct call *c)
{
  (void)c;
  if (s->client.watches) ask_to_watch(s);
}

/* Not every client says `exit` afterwards: nothing may be left behind. */
void lsp_shutdown(struct server *s, struct call *c)
{
  (void)c;
  tasks_free(s);
  pages_free(s);
  s->state = SERVER_SHUT_DOWN;
}

void lsp_exit(struct server *s, struct call *c)
{
  (void)c;
  s->orderly = s->state == SERVER_SHUT_DOWN;
  s->state = SERVER_EXITED;
}
