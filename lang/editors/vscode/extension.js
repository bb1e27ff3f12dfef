// Starts `tlc lsp`, which does all that there is to do, for files in `.tl`.
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

function start() {
  const settings = vscode.workspace.getConfiguration("tl");
  const server = { command: settings.get("path"), args: ["lsp", ...settings.get("arguments")] };
  client = new LanguageClient("tl", "tlc", server, { documentSelector: [{ language: "tl" }] });
  return client.start().catch(() => {
    client = undefined;
    vscode.window.showErrorMessage(
      `\`${server.command} lsp\` does not start. The setting \`tl.path\` says where tlc is.`,
    );
  });
}

async function stop() {
  const old = client;
  client = undefined;
  if (old) await old.stop().catch(() => {}); // one that has crashed cannot be stopped
}

exports.activate = (context) => {
  context.subscriptions.push(
    vscode.commands.registerCommand("tl.restart", async () => {
      await stop();
      await start();
    }),
  );
  return start();
};

exports.deactivate = stop;
