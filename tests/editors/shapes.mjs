// node shapes.mjs DIRECTORY TLC FILE...: asks `tlc lsp` everything that compiler/lsp/methods.def
// lists, at many places of these files, and holds all that it says against the protocol's own
// types (answers.mjs).  DIRECTORY is empty.  $NODE_MODULES is where npm's packages are.  Prints TAP.
import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Answers, faults, misfits } from "./answers.mjs";

const require = createRequire(process.env.NODE_MODULES + "/");
const { StreamMessageReader, StreamMessageWriter } = require("vscode-jsonrpc/node");

const [, , directory, tlc, ...files] = process.argv;
const PLACES = 4; // of each file, besides its marks

let n = 0;
function check(what, wrong) {
  n += 1;
  console.log(`${wrong.length ? "not ok" : "ok"} ${n} - ${what}`);
  const shown = wrong.slice(0, 20).map((w) => (typeof w === "string" ? w : JSON.stringify(w)));
  if (shown.length) console.log(shown.join("\n").replace(/^/gm, "# "));
}

// ---- what there is to be seen ----

const lines_of = (path) => readFileSync(path, "utf8").split("\n");
const methods = lines_of("compiler/lsp/methods.def")
  .map((line) => line.match(/^METHOD\("([^"]+)", \w+, (\w+)\)/))
  .filter(Boolean)
  .map(([, name, kind]) => ({ name, kind }));
const requests = methods.filter(({ kind }) => ["REQUEST", "ABOUT", "VIEW"].includes(kind));
const sources = readdirSync("compiler/lsp").filter((name) => name.endsWith(".c"));
const sent_methods = new Set(
  sources.flatMap((name) =>
    [
      ...readFileSync(`compiler/lsp/${name}`, "utf8").matchAll(
        /lsp_(?:notify|request)\(s, "([^"]+)"/g,
      ),
    ].map(([, method]) => method),
  ),
);
// What has nothing to say but that it is done.
const silent = new Set(["shutdown", "workspace/executeCommand"]);

// ---- a session ----

const rich = {
  general: { positionEncodings: ["utf-16"] },
  window: { workDoneProgress: true, showDocument: { support: true } },
  textDocument: {
    publishDiagnostics: {
      versionSupport: true,
      relatedInformation: true,
      dataSupport: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
    completion: {
      completionItem: { snippetSupport: true, documentationFormat: ["markdown", "plaintext"] },
    },
    signatureHelp: { signatureInformation: { documentationFormat: ["markdown", "plaintext"] } },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ["", "quickfix", "refactor"] } },
    },
  },
  workspace: {
    workspaceFolders: true,
    workspaceEdit: { documentChanges: true },
    codeLens: { refreshSupport: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
  },
};

// A client that can do hardly anything, and what it must not be sent.
const plain = { contentFormat: ["plaintext"], documentationFormat: ["plaintext"] };
const poor = {
  textDocument: {
    hover: plain,
    completion: { completionItem: plain },
    signatureHelp: { signatureInformation: plain },
  },
};
const too_much = [
  /"(documentChanges|relatedInformation|tags|children|insertTextFormat)":/,
  /"(contents|documentation)":{"kind":"markdown"/,
  /"(prepareProvider|codeActionProvider)":/,
  /^(client|workspace)\/|^window\/(work|showDocument)|^\$\/progress/, // what the server sends
];

const answers = new Answers();
const unasked = new Set(); // what the poor client was sent all the same
const broken = []; // messages that are none, numbers and URIs that are none

function record(method, value, sent, capabilities) {
  const text = `${sent ? method : ""} ${JSON.stringify(value)}`.trimStart();
  const found = capabilities === poor && too_much.find((what) => what.test(text));
  if (found) unasked.add(`${method}: ${text.match(found)[0]}`);
  broken.push(...faults(method, value));
  answers.add(sent ? `> ${method}` : method, value);
}

class Session {
  waiting = new Map(); // id -> { method, done }
  published = new Map(); // URI -> diagnostics
  ended = new Map(); // progress -> what is done when it ends
  id = 0;

  constructor(capabilities) {
    this.capabilities = capabilities;
    this.server = spawn(tlc, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
    this.exited = new Promise((done) => this.server.on("exit", done));
    this.writer = new StreamMessageWriter(this.server.stdin);
    new StreamMessageReader(this.server.stdout).listen((message) => this.receive(message));
  }
  receive(message) {
    const { jsonrpc, id, method, params, result, error, ...more } = message;
    if (jsonrpc !== "2.0" || Object.keys(more).length) broken.push(message);
    if (method !== undefined) this.hear(method, params, id);
    else if (!this.waiting.has(id) || ("result" in message) === ("error" in message))
      broken.push(message);
    else {
      const asked = this.waiting.get(id);
      this.waiting.delete(id);
      if (!error) record(asked.method, result, false, this.capabilities);
      else if (!Number.isInteger(error.code) || typeof error.message !== "string")
        broken.push(message);
      asked.done(result ?? null);
    }
  }
  hear(method, params, id) {
    record(method, params, true, this.capabilities);
    if (method === "textDocument/publishDiagnostics")
      this.published.set(params.uri, params.diagnostics);
    if (method === "$/progress" && params.value.kind === "end") this.ended.get(params.token)?.();
    if (method === "window/workDoneProgress/create")
      this.searched = new Promise((done) => this.ended.set(params.token, done));
    if (id !== undefined) {
      const result = method === "window/showDocument" ? { success: true } : null;
      this.writer.write({ jsonrpc: "2.0", id, result });
    }
  }
  tell(method, params) {
    this.writer.write({ jsonrpc: "2.0", method, params });
  }
  ask(method, params) {
    const id = ++this.id;
    const answered = new Promise((done) => this.waiting.set(id, { method, done }));
    this.writer.write({ jsonrpc: "2.0", id, method, params });
    return answered;
  }
  async start() {
    await this.ask("initialize", {
      processId: process.pid,
      rootUri: pathToFileURL(resolve("tests/golden/lsp")).href,
      capabilities: this.capabilities,
    });
    this.tell("initialized", {});
  }
  async end() {
    await this.ask("shutdown");
    this.tell("exit");
    return this.exited;
  }
}

// ---- what is asked ----

// Marks of tests/lsp_golden.c are taken out of a source; where they stood is asked about.
function unmarked(path) {
  const [source] = readFileSync(path, "utf8").split(/^\/\/#/m);
  const marks = [];
  const text = source.replace(/\$\d/g, (mark, at) => (marks.push(at - 2 * marks.length), ""));
  return { text, marks };
}
function places_of({ text, marks }) {
  const words = [...text.matchAll(/\b\w|[.(,{}] ?/g)].map(({ index }) => index);
  const step = Math.max(1, Math.floor(words.length / PLACES));
  const offsets = new Set([...marks, ...words.filter((_, i) => i % step === 0)]);
  return [...offsets].map((offset) => {
    const before = text.slice(0, offset).split("\n");
    return { line: before.length - 1, character: before.at(-1).length };
  });
}

// One answer to everything: who is asked takes what it needs.
const params_at = (uri, position, end, diagnostics) => ({
  textDocument: { uri },
  position,
  positions: [position],
  range: { start: position, end },
  context: { includeDeclaration: true, diagnostics },
  options: { tabSize: 2, insertSpaces: true },
  newName: "renamed",
  ch: "}",
  query: "a",
});

async function ask_all(session, uri, source) {
  const last = { line: source.text.split("\n").length, character: 0 };
  const asked = requests.filter(
    ({ name }) => !["initialize", "shutdown", "workspace/executeCommand"].includes(name),
  );
  const all = [{ line: 0, character: 0 }, ...places_of(source)].map((position, i) => ({
    position,
    end: i ? position : last,
  }));
  for (const d of session.published.get(uri) ?? [])
    all.push({ position: d.range.start, end: d.range.end });
  const waits = [];
  for (const { position, end } of all)
    for (const { name } of asked) {
      // What is no place is asked once.
      if (end !== last && /Symbol|folding|Link|formatting|full|codeLens|^workspace/.test(name))
        continue;
      const diagnostics = session.published.get(uri) ?? [];
      waits.push(session.ask(name, params_at(uri, position, end, diagnostics)));
    }
  await Promise.all(waits);
}

// Commands of lenses, which are waited for: searches, then the reports of what they have found.
async function run_lenses(session, uri) {
  for (const wanted of ["tlc.run", "tlc.report"]) {
    const lenses = await session.ask("textDocument/codeLens", { textDocument: { uri } });
    for (const { command } of lenses.filter((lens) => lens.command.command === wanted)) {
      await session.ask("workspace/executeCommand", command);
      if (session.capabilities === rich) await session.searched;
    }
  }
}

async function open(session, path, uri, run) {
  const source = unmarked(path);
  session.tell("textDocument/didOpen", {
    textDocument: { uri, languageId: "tl", version: 1, text: source.text },
  });
  for (let tries = 0; tries < 500 && !session.published.has(uri); tries++)
    await new Promise((done) => setTimeout(done, 5));
  await ask_all(session, uri, source);
  if (run) {
    await run_lenses(session, uri);
    await ask_all(session, uri, source);
  }
  session.tell("textDocument/didClose", { textDocument: { uri } });
}

async function hold(capabilities, paths) {
  const session = new Session(capabilities);
  await session.start();
  for (const path of paths) {
    const run = path.endsWith("/searches.tl");
    await open(session, path, pathToFileURL(resolve(path)).href, run);
  }
  return session.end();
}

const late = setTimeout(() => {
  console.log("Bail out! the session took too long");
  process.exit(1);
}, 100000);
const status = [await hold(rich, files), await hold(poor, files.slice(0, 12))];
check("both sessions end in good order", status.filter((s) => s !== 0).map(String));
clearTimeout(late);
check("messages, numbers and URIs are such", broken);

check("a client that can do little is sent nothing else", [...unasked]);

const seen = answers.methods();
check(
  "every request is answered",
  requests.map(({ name }) => name).filter((name) => !silent.has(name) && !seen.has(name)),
);
check(
  "all is seen that the server sends by itself",
  [...sent_methods].filter((name) => !answers.kept.some(({ method }) => method === `> ${name}`)),
);

// ---- mistakes that have to be found ----

const kept = answers.kept.map(({ method, value }) =>
  method.startsWith("> ")
    ? { method: method.slice(2), value, sent: true }
    : { method, value, sent: false },
);
const mistakes = [];
// An answer that was given, with a mistake made in it.
function plant(method, spoil) {
  const good = kept.find(
    ({ method: m, value: v }) => m === method && (Array.isArray(v) ? v.length > 0 : v),
  );
  const value = structuredClone(good?.value);
  const spoilt = value && spoil(Array.isArray(value) ? value[0] : value);
  if (!spoilt) check(`${method} has an answer to make a mistake in`, ["it has none"]);
  else mistakes.push({ ...good, value: Array.isArray(value) ? [spoilt] : spoilt });
}
plant("textDocument/hover", ({ contents, ...rest }) => rest);
plant("textDocument/hover", (h) => ({ ...h, contents: { ...h.contents, kind: "html" } }));
plant("textDocument/definition", ({ range, ...rest }) => rest);
plant("textDocument/codeAction", (action) => ({ ...action, titel: action.title }));
plant("textDocument/documentSymbol", (symbol) => ({ ...symbol, kind: 27 }));
plant("textDocument/completion", (item) => ({ ...item, kind: 26 }));
plant("textDocument/completion", (item) => ({ ...item, label: 1 }));
plant("textDocument/foldingRange", (range) => ({ ...range, startLine: "1" }));
plant("textDocument/semanticTokens/full", ({ data }) => ({ data: data.map(String) }));
plant("initialize", (r) => ({ ...r, capabilities: { ...r.capabilities, hoversProvider: true } }));
plant("initialize", (r) => ({ ...r, capability: {} }));
plant("textDocument/publishDiagnostics", (p) => ({ ...p, diagnostics: [{ message: "" }] }));
plant("textDocument/publishDiagnostics", ({ uri, ...rest }) => rest);
plant("client/registerCapability", (p) => ({ registrations: [{ ...p.registrations[0], id: 1 }] }));
plant("window/showMessage", (p) => ({ ...p, type: 9 }));
plant("window/showDocument", (p) => ({ ...p, external: "yes" }));
plant("$/progress", (p) => ({ ...p, value: { kind: "begin" } }));
for (const method of new Set([...seen].filter((m) => !m.startsWith("> "))))
  if (!silent.has(method)) mistakes.push({ method, value: 7, sent: false });

const found = misfits(kept, mistakes, `${directory}/answers.ts`);
const told = ({ answer, why }) => `${answer?.method ?? "the program"}: ${why}`;
check(
  "what is said has the protocol's own types",
  found
    .filter(({ answer }) => !mistakes.includes(answer))
    .map((f) => `${told(f)}\n  ${JSON.stringify(f.answer?.value)?.slice(0, 400)}`),
);
check(
  `mistakes are refused, ${mistakes.length} of them`,
  found.filter(({ answer }) => mistakes.includes(answer)).map(told),
);
console.log(`1..${n}`);
