// What a server has said, against the protocol's own types: every answer becomes a constant of the
// type that the declarations of vscode-languageserver-protocol give its method, and TypeScript says
// which of them do not fit.
import { createRequire } from "node:module";

const require = createRequire(process.env.NODE_MODULES + "/");
const ts = require("typescript");

// As many values of one place are looked at: no enumeration of the protocol has as many.
const VALUES = 40;

// What was said of a method, without what shows nothing new: members that were not yet seen
// together, and values that were not yet seen at their place.
export class Answers {
  kept = []; // { method, value }
  seen = new Set();
  counts = new Map();

  // Whether there is anything new in `value`; what there is counts as seen from now on.
  shows(place, value) {
    let fresh = false;
    const note = (what) => {
      if (this.seen.has(what)) return false;
      this.seen.add(what);
      return true;
    };
    const visit = (at, v) => {
      if (Array.isArray(v)) {
        if (!v.length) fresh = note(`${at} []`) || fresh;
        for (const item of v) visit(`${at}[]`, item);
      } else if (v && typeof v === "object") {
        fresh = note(`${at} {${Object.keys(v).sort()}}`) || fresh;
        for (const [key, member] of Object.entries(v)) visit(`${at}.${key}`, member);
      } else {
        const count = this.counts.get(at) ?? 0;
        if (count >= VALUES || !note(`${at} = ${JSON.stringify(v)}`)) return;
        this.counts.set(at, count + 1);
        fresh = true;
      }
    };
    visit(place, value);
    return fresh;
  }

  add(method, value) {
    const items = Array.isArray(value) ? value.map((item) => [item]) : [value];
    if (!items.length) items.push([]);
    for (const item of items) if (this.shows(method, item)) this.kept.push({ method, value: item });
  }

  methods() {
    return new Set(this.kept.filter(({ value }) => value !== null).map(({ method }) => method));
  }
}

// ---- what no type says ----

// Numbers of the protocol are whole and not negative, URIs are such, and ends of ranges come in
// their order.  Returns what is wrong.
export function faults(method, value) {
  const wrong = [];
  const before = (a, b) => a.line < b.line || (a.line === b.line && a.character <= b.character);
  const visit = (at, v) => {
    if (typeof v === "number" && !(Number.isInteger(v) && v >= 0 && v < 2 ** 31))
      wrong.push(`${at} is ${v}`);
    if (typeof v === "string" && /\.(uri|href|target|targetUri)$/.test(at) && !URL.canParse(v))
      wrong.push(`${at} is no URI: ${v}`);
    if (!v || typeof v !== "object") return;
    if (v.start && v.end && !before(v.start, v.end)) wrong.push(`${at} ends before it starts`);
    for (const [key, member] of Object.entries(v))
      visit(Array.isArray(v) ? `${at}[]` : `${at}.${key}`, member);
  };
  visit(method, value);
  return wrong;
}

// ---- the program for TypeScript ----

// What a method's name leads to: the result of a request, the params of what the server sends.
// Members beside those that are known are let through by `initialize` alone: not by us.
const PRELUDE = `
import type * as protocol from ${JSON.stringify(
  process.env.NODE_MODULES + "/vscode-languageserver-protocol",
)};
type Spaces = typeof protocol;
type Named = {
  [K in keyof Spaces]: Spaces[K] extends { method: infer M extends string } ? M : never;
}[keyof Spaces];
type Of<M extends Named> = {
  [K in keyof Spaces]: Spaces[K] extends { method: M; type: { readonly _: infer S | undefined } }
    ? S
    : never;
}[keyof Spaces];
type Null<T> = [T] extends [void] ? null : T;
type Closed<T> = T extends { capabilities: unknown }
  ? { [K in keyof T as string extends K ? never : K]: T[K] }
  : T;
type Result<M extends Named> =
  Of<M> extends [any, infer R, any, any] ? Closed<Null<R>>
  : Of<M> extends [infer R, any, any] ? Null<R>
  : never;
type Params<M extends Named> =
  Of<M> extends [infer P, any, any, any] ? P
  : Of<M> extends [infer P, any] ? P
  : Of<M> extends [any, any, any] ? undefined
  : never;
type Progress = {
  token: protocol.ProgressToken;
  value:
    | protocol.WorkDoneProgressBegin
    | protocol.WorkDoneProgressReport
    | protocol.WorkDoneProgressEnd;
};
`;

const type_of = ({ method, sent }) =>
  sent && method === "$/progress"
    ? "Progress"
    : `${sent ? "Params" : "Result"}<${JSON.stringify(method)}>`;

const line_of = (answer, n) =>
  `export const a${n}: ${type_of(answer)} = ${
    answer.value === undefined ? "undefined" : JSON.stringify(answer.value)
  };`;

// Answers that do not fit, and mistakes that were let through, as { answer, why }.
export function misfits(answers, mistakes, file) {
  const lines = [...PRELUDE.split("\n")];
  const of_line = new Map();
  const put = (answer) => {
    of_line.set(lines.length, answer);
    lines.push(line_of(answer, lines.length));
  };
  answers.forEach(put);
  for (const mistake of mistakes) {
    of_line.set(lines.length, mistake);
    lines.push("// @ts-expect-error");
    lines.push(line_of(mistake, lines.length));
  }
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, lines.join("\n"), rest[0]) : read(name, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program).map((d) => ({
    answer: of_line.get(d.file?.getLineAndCharacterOfPosition(d.start).line),
    why: ts.flattenDiagnosticMessageText(d.messageText, "\n"),
  }));
}
