// node highlight.mjs GRAMMAR: $TOKENS says of each word of a file what it is to the compiler
// (see editors.sh); what the TextMate grammar makes something else of is printed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(process.env.NODE_MODULES + "/");
const { Registry, INITIAL, parseRawGrammar } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const classes = [
  ["word", /^(storage\.type|keyword\.control|keyword\.other\.clause|keyword\.operator\.word|constant\.language)\.tl$/],
  ["unit", /^keyword\.other\.unit\./],
  ["number", /^constant\.numeric\./],
  ["string", /^(string|punctuation\.definition\.string)\./],
  ["comment", /^comment\./],
];
const class_of = (scopes) => classes.find(([, scope]) => scope.test(scopes.at(-1)))?.[0] ?? "name";

const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length));
const path = process.argv[2];
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(readFileSync(path, "utf8"), path),
});
const grammar = await registry.loadGrammar("source.tl");

function lines_of(file) {
  let state = INITIAL;
  return readFileSync(file, "utf8").split("\n").map((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens;
  });
}

const seen = new Map();
for (const row of readFileSync(process.env.TOKENS, "utf8").trimEnd().split("\n")) {
  const [file, line, column, expected, text] = row.split("\t");
  if (!seen.has(file)) seen.set(file, lines_of(file));
  const token = seen.get(file)[line - 1].find((t) => t.startIndex < column && column <= t.endIndex);
  if (class_of(token.scopes) !== expected)
    console.log(`${file}:${line}:${column}: \`${text}\` is a ${expected} and has the scope ${token.scopes.at(-1)}`);
}
console.log("done");
