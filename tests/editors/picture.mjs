// node picture.mjs TLC DESIGN GRAMMAR: draws, as SVG, what an editor shows of a design: the colours
// of the grammar, and what `tlc lsp` answers: mistakes, hints between the words, lenses.
// $NODE_MODULES is where npm's packages are.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { grammar_of } from "./grammar.mjs";

const require = createRequire(process.env.NODE_MODULES + "/");
const protocol = require("vscode-languageserver-protocol/node");
const [, , tlc, path, grammar] = process.argv;
const text = readFileSync(path, "utf8").trimEnd();
const uri = pathToFileURL(resolve(path)).href;
const lines = text.split("\n");

// ---- what the server says ----

const server = spawn(tlc, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = protocol.createProtocolConnection(
  new protocol.StreamMessageReader(server.stdout),
  new protocol.StreamMessageWriter(server.stdin),
);
const published = new Promise((done) =>
  connection.onNotification(
    protocol.PublishDiagnosticsNotification.type,
    (p) => p.uri === uri && done(p.diagnostics),
  ),
);
connection.listen();
await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: null,
  capabilities: {},
});
await connection.sendNotification(protocol.InitializedNotification.type, {});
await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, {
  textDocument: { uri, languageId: "tl", version: 1, text },
});
const about = { textDocument: { uri } };
const diagnostics = await published;
const hints = await connection.sendRequest(protocol.InlayHintRequest.type, {
  ...about,
  range: { start: { line: 0, character: 0 }, end: { line: lines.length, character: 0 } },
});
const lenses = await connection.sendRequest(protocol.CodeLensRequest.type, about);
await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);

// ---- the picture ----

const [width, height, left] = [7.4, 19, 14];
const colours = [
  [/^comment\.line\.documentation/, "doc"],
  [/^comment/, "comment"],
  [/^(keyword\.operator\.word|keyword\.(control|other\.clause)|storage)/, "word"],
  [/^keyword\.other\.unit/, "unit"],
  [/^constant/, "number"],
  [/^string/, "string"],
  [/^(entity\.name\.type|support\.type\.tl)/, "type"],
  [/^(entity\.name\.function|support\.function)/, "call"],
  [/^(support\.type\.property|variable)/, "property"],
];
const colour_of = (scopes) => colours.find(([scope]) => scope.test(scopes.at(-1)))?.[1];
const escaped = (s) => s.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const label_of = (hint) => {
  const label =
    typeof hint.label === "string" ? hint.label : hint.label.map((part) => part.value).join("");
  return (hint.paddingLeft ? " " : "") + label + (hint.paddingRight ? " " : "");
};

const drawn = [];
let columns = 0;
let y = 8;
// One line of runs [text, class]; where each begins is told, as fonts differ in width.
function draw(runs) {
  y += height;
  let column = 0;
  for (const [run, colour] of runs) {
    if (run.trim() !== "") {
      const indent = run.length - run.trimStart().length;
      const x = (left + (column + indent) * width).toFixed(1);
      const shown = run.trim();
      drawn.push(
        `<text x="${x}" y="${y}" textLength="${(shown.length * width).toFixed(1)}"` +
          `${colour ? ` class="${colour}"` : ""}>${escaped(shown)}</text>`,
      );
    }
    column += run.length;
  }
  columns = Math.max(columns, column);
}
// The tokens of a line with the hints between them.
function runs_of(line, tokens, here) {
  const runs = [];
  let at = 0;
  const upto = (end, colour) => {
    for (const hint of here.filter(
      (h) => h.position.character >= at && h.position.character < end && !h.drawn,
    )) {
      hint.drawn = true;
      runs.push([line.slice(at, hint.position.character), colour], [label_of(hint), "hint"]);
      at = hint.position.character;
    }
    runs.push([line.slice(at, end), colour]);
    at = end;
  };
  for (const token of tokens) upto(Math.min(token.endIndex, line.length), colour_of(token.scopes));
  for (const hint of here.filter((h) => !h.drawn)) runs.push([label_of(hint), "hint"]);
  return runs;
}

const tokens = (await grammar_of(grammar))(text);
lines.forEach((line, number) => {
  const indent = line.match(/^ */)[0];
  const above = lenses.filter((l) => l.range.start.line === number).map((l) => l.command.title);
  if (above.length) draw([[indent + above.join(" | "), "lens"]]);
  const runs = runs_of(
    line,
    tokens[number],
    hints.filter((h) => h.position.line === number),
  );
  for (const { range, message } of diagnostics.filter((d) => d.range.start.line === number)) {
    const [from, to] = [range.start.character, range.end.character].map((c) => left + c * width);
    drawn.push(`<path d="M${from.toFixed(1)} ${y + height + 4}H${to.toFixed(1)}" class="mark"/>`);
    runs.push(["  " + message.split("\n")[0], "told"]);
  }
  draw(runs);
});

const size = `${Math.ceil(columns * width + 2 * left)} ${y + 14}`;
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}"
  font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="12" fill="#d5d8df">
<title>A design in an editor, with what tlc lsp tells of it</title>
<style>
.comment { fill: #8b93a3 } .doc { fill: #86b07c } .word { fill: #c79be0 } .unit { fill: #e0a672 }
.number { fill: #e5c07b } .string { fill: #98c379 } .type { fill: #7fc4d9 } .call { fill: #79aef0 }
.property { fill: #e08a92 } .hint { fill: #8f98a8; font-style: italic }
.lens { fill: #9aa3b2; font-size: 11px } .told { fill: #e5b95c }
.mark { stroke: #e5b95c; stroke-width: 1.5; stroke-dasharray: 2 1.5 }
</style>
<rect width="100%" height="100%" rx="6" fill="#22262e"/>
${drawn.join("\n")}
</svg>
`);
