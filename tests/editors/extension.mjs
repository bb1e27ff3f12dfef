// node extension.mjs DIRECTORY: what package.json of an extension of VS Code speaks of is there,
// and its regular expressions are some.  Prints what is wrong.
import { existsSync, readFileSync } from "node:fs";

const directory = process.argv[2];
const read = (path) => JSON.parse(readFileSync(`${directory}/${path}`, "utf8"));
const manifest = read("package.json");
const { languages, grammars, snippets, commands } = manifest.contributes;

const files = [
  ...languages.map((l) => l.configuration),
  ...[...grammars, ...snippets].map((g) => g.path),
];
for (const file of files) read(file);
for (const file of manifest.files)
  if (!file.startsWith("dist/") && !existsSync(`${directory}/${file}`))
    console.log(`there is no ${file}`);
for (const file of files)
  if (!manifest.files.some((f) => file.startsWith(`./${f}`)))
    console.log(`${file} would not be packed`);

const { wordPattern, indentationRules, onEnterRules } = read(languages[0].configuration);
for (const pattern of [
  wordPattern,
  ...Object.values(indentationRules),
  ...onEnterRules.map((r) => r.beforeText),
])
  new RegExp(pattern);

const code = readFileSync(`${directory}/extension.js`, "utf8");
for (const { command } of commands)
  if (!code.includes(`"${command}"`)) console.log(`nothing does ${command}`);
for (const [, setting] of code.matchAll(/settings\.get\("(\w+)"\)/g))
  if (!manifest.contributes.configuration.properties[`tl.${setting}`])
    console.log(`there is no setting tl.${setting}`);
const locked = read("package-lock.json").packages[""].devDependencies;
if (JSON.stringify(locked) !== JSON.stringify(manifest.devDependencies))
  console.log("package-lock.json is of other packages");
