// node vscode.cjs DIRECTORY TLC [BUNDLE]: the extension of VS Code in a VS Code that is played: it is
// activated, restarted, told of a program that is not there, and ended.  What it asks of VS Code is
// answered with as little as its client library is content with.  $NODE_MODULES is where npm's
// packages are, unless there is a bundle of them.  Prints TAP.
const Module = require("node:module");
const { existsSync, readFileSync } = require("node:fs");
const [, , directory, tlc, bundle] = process.argv;
const source = `${process.env.srcdir}/lang/editors/vscode/extension.js`;
const packages = bundle ? require : Module.createRequire(process.env.NODE_MODULES + "/");
const log = `${directory}/lsp.log`;

let n = 0;
function check(what, holds, seen) {
  n += 1;
  console.log(`${holds ? "ok" : "not ok"} ${n} - ${what}`);
  if (!holds) console.log(`# ${JSON.stringify(seen)}`);
}

// ---- VS Code, played ----

const settings = { path: tlc, arguments: ["--lsp-log", log] };
const told = []; // errors that somebody would see
const registered = new Set(); // providers and commands
const commands = {};
const disposable = () => ({ dispose() {} });

// What is not given here is an event, a registration, or (with a capital letter) a class.
function played(given) {
  return new Proxy(given, {
    get(target, name) {
      if (name in target || typeof name !== "string") return target[name];
      if (name.startsWith("on")) return disposable;
      if (name.startsWith("register")) return () => (registered.add(name), disposable());
      if (/^[A-Z]/.test(name)) target[name] = class {};
      return target[name];
    },
  });
}
const watcher = played(disposable());
const channel = { append() {}, appendLine() {}, show() {}, ...disposable() };
const kind = { value: "", append: () => kind, contains: () => false };
const vscode = played({
  version: "1.90.0",
  env: { language: "en", appName: "VS Code, played" },
  workspace: played({
    textDocuments: [],
    notebookDocuments: [],
    getConfiguration: () => ({ get: (name, otherwise) => settings[name] ?? otherwise }),
    createFileSystemWatcher: () => watcher,
  }),
  window: played({
    visibleTextEditors: [],
    tabGroups: played({ all: [] }),
    createOutputChannel: () => channel,
    showErrorMessage: async (text) => told.push(text),
  }),
  commands: played({
    registerCommand: (name, action) => ((commands[name] = action), disposable()),
  }),
  languages: played({
    match: () => 1,
    createDiagnosticCollection: () => ({ set() {}, delete() {}, clear() {}, ...disposable() }),
  }),
  CodeActionKind: new Proxy({}, { get: () => kind }),
  Disposable: class {
    static from = disposable;
    dispose() {}
  },
  EventEmitter: class {
    event = disposable;
    fire() {}
    dispose() {}
  },
});

const client = "vscode-languageclient/node"; // which the extension would have beside it
const load = Module._load;
Module._load = function (name, ...rest) {
  if (name === "vscode") return vscode;
  return load.call(this, name === client ? packages.resolve(client) : name, ...rest);
};

// ---- the session ----

// The methods of the messages that the server has got since it was started, as its log has them.
const got = () =>
  existsSync(log)
    ? [...readFileSync(log, "utf8").matchAll(/^\S+ --> .*?"method":"([^"]*)"/gm)].map((m) => m[1])
    : [];
// Waits for it to get the message, at most ten seconds.
async function gets(method) {
  for (let tries = 0; tries < 200 && !got().includes(method); tries++)
    await new Promise((done) => setTimeout(done, 50));
  return got().includes(method);
}
const providers = [
  "Hover",
  "CompletionItem",
  "Rename",
  "CodeLens",
  "InlayHints",
  "DocumentSemanticTokens",
];

async function session() {
  const extension = require(bundle ?? source);
  await extension.activate({ subscriptions: [] });
  check("it starts the server", (await gets("initialized")) && told.length === 0, told);
  const missing = providers.filter((name) => !registered.has(`register${name}Provider`));
  check("... which has what VS Code asks for", missing.length === 0, missing);
  check("... and a command for lenses", "tlc.run" in commands, Object.keys(commands));
  await commands["tl.restart"]();
  const anew = (await gets("initialized")) && !got().includes("shutdown");
  check("it starts the server anew when told to", anew && told.length === 0, [told, got()]);
  await extension.deactivate();
  check("it ends the server", (await gets("shutdown")) && (await gets("exit")), got());
  settings.path = `${directory}/none`;
  await extension.activate({ subscriptions: [] });
  check(
    "a program that is not there is told",
    told.some((text) => text.includes("tl.path")),
    told,
  );
  await extension.deactivate();
}

const late = setTimeout(() => {
  console.log("Bail out! the session took too long");
  process.exit(1);
}, 60000);
session()
  .catch((error) => check("the session goes on to its end", false, String(error.stack)))
  .finally(() => {
    clearTimeout(late);
    console.log(`1..${n}`);
    process.exit(0); // the client keeps timers
  });
