// node snippets.mjs SNIPPETS DIRECTORY: writes each snippet as it is if nothing of it is changed.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const [, , path, directory] = process.argv;
mkdirSync(directory);
for (const [name, { body }] of Object.entries(JSON.parse(readFileSync(path, "utf8")))) {
  const text = body
    .join("\n")
    .replace(/\$\{\d+:([^}]*)\}/g, "$1")
    .replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, "$1");
  writeFileSync(`${directory}/${name}.tl`, text.replace(/^ *\$0$/gm, "  area = 1 mm^2") + "\n");
}
