# The log has both ways, and why a notification was of no use.
message() { printf 'Content-Length: %d\r\n\r\n%s' "${#1}" "$1"; }
{
  message '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
  message '{"jsonrpc":"2.0","method":"textDocument/didSave","params":{}}'
  message '{"jsonrpc":"2.0","id":2,"method":"shutdown"}'
  message '{"jsonrpc":"2.0","method":"exit"}'
} | tlc lsp --lsp-log lsp.log >out
echo "status $?"
grep -ao 'Content-Length' out
sed 's/^[0-9.]* /TIME /; s/"capabilities":.*/.../' lsp.log | sort -s -k2,2

echo '--- an editor that goes away'
tlc lsp </dev/null
echo "status $?"

echo '--- what cannot be'
tlc lsp --lsp-log nowhere/lsp.log </dev/null
echo "status $?"
tlc lsp design.tl
echo "status $?"
tlc lsp -Wno-such </dev/null
