// node highlight.mjs GRAMMAR: $TOKENS says of each word of a file what it is to the compiler
// (see editors.sh); what the TextMate grammar makes something else of is printed.
import { readFileSync } from "node:fs";
import { grammar_of } from "./grammar.mjs";

const classes = [
  [
    "word",
    /^(storage\.type|keyword\.(control|other\.clause|operator\.word)|constant\.language)\.tl$/,
  ],
  ["unit", /^keyword\.other\.unit\./],
  ["number", /^constant\.numeric\./],
  ["string", /^(string|punctuation\.definition\.string)\./],
  ["comment", /^comment\./],
];
const class_of = (scopes) => classes.find(([, scope]) => scope.test(scopes.at(-1)))?.[0] ?? "name";

const lines_of = await grammar_of(process.argv[2]);
const seen = new Map();
for (const row of readFileSync(process.env.TOKENS, "utf8").trimEnd().split("\n")) {
  const [file, line, column, expected, text] = row.split("\t");
  if (!seen.has(file)) seen.set(file, lines_of(readFileSync(file, "utf8")));
  const token = seen.get(file)[line - 1].find((t) => t.startIndex < column && column <= t.endIndex);
  if (class_of(token.scopes) !== expected)
    console.log(
      `${file}:${line}:${column}: \`${text}\` is a ${expected}, its scope ${token.scopes.at(-1)}`,
    );
}
console.log("done");
