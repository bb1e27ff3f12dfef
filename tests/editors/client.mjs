// node client.mjs DIRECTORY TLC: a whole session of the protocol's own client in JavaScript with
// `tlc lsp`, about DIRECTORY/session.tl.  $NODE_MODULES is where npm's packages are.  Prints TAP.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.NODE_MODULES + "/");
const protocol = require("vscode-languageserver-protocol/node");

const [, , directory, tlc] = process.argv;
const path = `${directory}/session.tl`;
const uri = pathToFileURL(path).href;
let text = readFileSync(path, "utf8");
let version = 1;

let n = 0;
function check(what, holds, seen) {
  n += 1;
  console.log(`${holds ? "ok" : "not ok"} ${n} - ${what}`);
  if (!holds) console.log(JSON.stringify(seen, null, 1)?.replace(/^/gm, "# ") ?? "# nothing");
}

// ---- places and edits: lines and UTF-16 units, as JavaScript counts ----

const position_of = (needle, skip = 0, from = 0) => {
  const before = text.slice(0, text.indexOf(needle, from) + skip).split("\n");
  return { line: before.length - 1, character: before.at(-1).length };
};
const offset_of = ({ line, character }) =>
  text
    .split("\n")
    .slice(0, line)
    .reduce((sum, l) => sum + l.length + 1, 0) + character;

// Makes the edits here and tells the server of them, one after the other, the last first.
async function edit(edits) {
  const sorted = [...edits].sort((a, b) => offset_of(b.range.start) - offset_of(a.range.start));
  for (const { range, newText } of sorted)
    text = text.slice(0, offset_of(range.start)) + newText + text.slice(offset_of(range.end));
  version += 1;
  await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, {
    textDocument: { uri, version },
    contentChanges: sorted.map(({ range, newText }) => ({ range, text: newText })),
  });
}
const edits_of = (change) =>
  change.changes?.[uri] ??
  (change.documentChanges ?? []).flatMap((c) => (c.textDocument.uri === uri ? c.edits : []));

// ---- the connection ----

const server = spawn(tlc, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
const exited = new Promise((done) => server.on("exit", (code, signal) => done(signal ?? code)));
const connection = protocol.createProtocolConnection(
  new protocol.StreamMessageReader(server.stdout),
  new protocol.StreamMessageWriter(server.stdin),
);
const late = setTimeout(() => {
  console.log("Bail out! the session took too long");
  process.exit(1);
}, 60000);

// Diagnostics as they come; the next that `wanted` takes.
const published = [];
let waiting = () => {};
connection.onNotification(protocol.PublishDiagnosticsNotification.type, (params) => {
  published.push(params);
  waiting();
});
async function diagnostics(wanted) {
  for (;;) {
    const at = published.findIndex((p) => p.uri === uri && wanted(p));
    if (at >= 0) return published.splice(0, at + 1).at(-1);
    await new Promise((done) => (waiting = done));
  }
}
connection.onRequest("client/registerCapability", () => null);
connection.onRequest("workspace/configuration", (p) => p.items.map(() => null));
connection.onRequest("window/workDoneProgress/create", () => null);
connection.onRequest("workspace/codeLens/refresh", () => null);
connection.onRequest("workspace/inlayHint/refresh", () => null);
connection.listen();

// ---- the session ----

const about = { textDocument: { uri } };
const ask = (type, more = {}) => connection.sendRequest(type, { ...about, ...more });

const started = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: pathToFileURL(directory).href,
  capabilities: {
    general: { positionEncodings: ["utf-16"] },
    textDocument: {
      publishDiagnostics: { versionSupport: true, relatedInformation: true, dataSupport: true },
      hover: { contentFormat: ["markdown", "plaintext"] },
      completion: { completionItem: { snippetSupport: true } },
      rename: { prepareSupport: true },
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
    },
    workspace: { workspaceEdit: { documentChanges: true } },
  },
});
check(
  "it starts, and counts in UTF-16",
  (started.capabilities.positionEncoding ?? "utf-16") === "utf-16",
  started,
);
await connection.sendNotification(protocol.InitializedNotification.type, {});

await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: "tl", version, text },
});
let told = await diagnostics((p) => p.version === version);
check(
  "the mistake is shown, and nothing else",
  told.diagnostics.length === 1 && told.diagnostics[0].code === "E0303",
  told,
);
const mistake = told.diagnostics[0];
check("... where it is", offset_of(mistake.range.start) === text.indexOf("bits)"), mistake);

let hover = await ask(protocol.HoverRequest.type, { position: position_of("Buffer", 2) });
check(
  "hovering over a memory tells what it is",
  /memory[^]*Buffer/.test(JSON.stringify(hover)),
  hover,
);

// A line is written, and what may follow is asked for while it is not finished.
const line = position_of("  at Lane").line;
await edit([
  { range: { start: { line, character: 0 }, end: { line, character: 0 } }, newText: "  at \n" },
]);
const offered = await ask(protocol.CompletionRequest.type, { position: { line, character: 5 } });
const labels = (offered.items ?? offered).map((item) => item.label);
check(
  "levels are offered behind `at`, and nothing that is none",
  labels.includes("Buffer") && labels.includes("Lane") && !labels.includes("MatMul"),
  labels,
);
await edit([
  { range: { start: { line, character: 0 }, end: { line: line + 1, character: 0 } }, newText: "" },
]);

const at_k = position_of("B[k, n]", 2);
const place = await ask(protocol.PrepareRenameRequest.type, { position: at_k });
check("a dim behind an emoji can be renamed", place !== null, place);
await edit(edits_of(await ask(protocol.RenameRequest.type, { position: at_k, newName: "depth" })));
check(
  "... in the workload and in the mapping",
  text.includes("depth = 32") &&
    text.includes("A[m, depth]") &&
    text.includes("B[depth, n]") &&
    /for .*depth = 32/.test(text),
  text,
);

told = await diagnostics((p) => p.version === version);
const actions = await ask(protocol.CodeActionRequest.type, {
  range: told.diagnostics[0].range,
  context: { diagnostics: told.diagnostics, only: ["quickfix"] },
});
check("there is a fix", actions?.length > 0, actions);
await edit(edits_of(actions[0].edit));
told = await diagnostics((p) => p.version === version);
check("... after which there is no mistake", told.diagnostics.length === 0, told);

await edit(
  await ask(protocol.DocumentFormattingRequest.type, {
    options: { tabSize: 2, insertSpaces: true },
  }),
);
const hints = await ask(protocol.InlayHintRequest.type, {
  range: { start: { line: 0, character: 0 }, end: position_of("run MatMul") },
});
check("hints stand between the words", hints?.length > 0, hints);
const tokens = await ask(protocol.SemanticTokensRequest.type);
check(
  "words have colours, five numbers each",
  tokens.data.length > 100 && tokens.data.length % 5 === 0,
  tokens,
);
const lenses = await ask(protocol.CodeLensRequest.type);
check(
  "what the run comes to stands above it",
  lenses.some(
    (l) => l.range.start.line === position_of("run MatMul").line && /J/.test(l.command?.title),
  ),
  lenses,
);

// A search is started from a lens, and goes on beside the session until it is done.
const found_at = position_of("run MatMul on Quad as found").line;
const lens_of_found = (all) => all.find((l) => l.range.start.line === found_at)?.command;
const start = lens_of_found(lenses);
check(
  "a search can be started above a run that is not mapped",
  lenses && start?.command !== "",
  lenses,
);
await connection.sendRequest(protocol.ExecuteCommandRequest.type, {
  command: start.command,
  arguments: start.arguments,
});
let result;
for (let tries = 0; tries < 200 && !/J/.test(result?.title); tries++) {
  await new Promise((done) => setTimeout(done, 50));
  result = lens_of_found(await ask(protocol.CodeLensRequest.type));
}
check("... and what it found stands there then", /J.*optimal/.test(result?.title), result);

writeFileSync(path, text);

// What was found is written down, and the run uses it.
const there = { line: found_at, character: 5 };
const rewrites = await ask(protocol.CodeActionRequest.type, {
  range: { start: there, end: there },
  context: { diagnostics: [], only: ["refactor"] },
});
check("what was found can be written down", rewrites?.length === 1, rewrites);
await edit(edits_of(rewrites[0].edit));
told = await diagnostics((p) => p.version === version);
check("... as a mapping without a mistake", told.diagnostics.length === 0, told);
check("... that the run uses", /run MatMul on Quad within \w+ as found/.test(text), text);

const behind = position_of("64 bit)", "64 bit".length);
await edit([{ range: { start: behind, end: behind }, newText: "s" }]);
await diagnostics((p) => p.version === version && p.diagnostics.length === 1);
await connection.sendNotification(protocol.DidCloseTextDocumentNotification.type, about);
told = await diagnostics(() => true);
check("nothing is left after closing", told.diagnostics.length === 0, told);
check("it shuts down", (await connection.sendRequest(protocol.ShutdownRequest.type)) === null);
await connection.sendNotification(protocol.ExitNotification.type);
const status = await exited;
check("it ends with status 0", status === 0, status);
clearTimeout(late);
connection.dispose();
console.log(`1..${n}`);
