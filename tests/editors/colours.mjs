// node colours.mjs TLC GRAMMAR FILE…: what the language server makes of each word of the files, and
// the TextMate grammar, which VS Code shows until the server has answered.  Prints where they
// cannot both be right.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { grammar_of } from "./grammar.mjs";

const require = createRequire(process.env.NODE_MODULES + "/");
const protocol = require("vscode-languageserver-protocol/node");
const [, , tlc, grammar, ...files] = process.argv;

// The scopes that a word of a type may have.  A grammar does not know what a name means, so a name
// of any type may be a plain one; but nothing else may.
const plain = /^(source|meta|entity\.name\.(type|function)|variable\.)/;
const settable = /^support\.type\.property-name/;
const allowed = {
  keyword: [
    /^(storage\.type|keyword\.(control|other\.clause|operator\.word)|constant\.language)/,
    /^support\.type\.tl/, // `: component` says what a parameter has to be
  ],
  number: [/^constant\.numeric/],
  string: [/^(string|constant\.character\.escape)/],
  comment: [/^comment/],
  operator: [/^keyword\.operator/, /^keyword\.other\.unit/],
  type: [/^(support\.type|keyword\.other\.unit)\.tl/, plain],
  decorator: [/^storage\.type\.annotation/],
  property: [settable, plain],
  function: [/^support\.function/, plain],
  parameter: [settable, plain],
};
const names = { namespace: [plain], class: [plain], enumMember: [plain], variable: [plain] };
names.variable.push(settable); // of several that are bound one below the other

const server = spawn(tlc, ["lsp"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = protocol.createProtocolConnection(
  new protocol.StreamMessageReader(server.stdout),
  new protocol.StreamMessageWriter(server.stdin),
);
connection.listen();
const { capabilities } = await connection.sendRequest("initialize", {
  processId: null,
  rootUri: null,
  capabilities: {},
});
await connection.sendNotification("initialized", {});
const types = capabilities.semanticTokensProvider.legend.tokenTypes;

// The words of a text: line and column from 0, length and type.
function* words(data) {
  let line = 0;
  let column = 0;
  for (let i = 0; i < data.length; i += 5) {
    column = data[i] ? data[i + 1] : column + data[i + 1];
    line += data[i];
    yield { line, column, length: data[i + 2], type: types[data[i + 3]] };
  }
}

const lines_of = await grammar_of(grammar);
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const uri = pathToFileURL(file).href;
  const scopes = lines_of(text);
  const textDocument = { uri, languageId: "tl", version: 1, text };
  await connection.sendNotification("textDocument/didOpen", { textDocument });
  const { data } = await connection.sendRequest("textDocument/semanticTokens/full", {
    textDocument: { uri },
  });
  for (const { line, column, length, type } of words(data)) {
    const written = text.split("\n")[line];
    const word = written.slice(column, column + length);
    if (type === "keyword" && /\bis\s+$/.test(written.slice(0, column))) continue; // `is memory`
    const token = scopes[line].find((t) => t.startIndex <= column && column < t.endIndex);
    const scope = token.scopes.at(-1);
    if (!(allowed[type] ?? names[type]).some((a) => a.test(scope)))
      console.log(`${file}:${line + 1}:${column + 1}: \`${word}\` is a ${type}, its scope ${scope}`);
  }
}
console.log("done");
process.exit(0);
