# tlc explain: by code in any case, by name, of what there is not, and all of them.
mkdir pages
cat >pages/E0301.md <<'END'
# E0301 (unit-mismatch): a page

A paragraph that is long enough to be broken, with `code that is not broken`, a
[link](https://example.org/), and **something strong**.

## A table

| unit | means |
|------|-------|
| `bit` | a bit |
| `a \| b` | a bar |

- an item that goes on
  in a second line
- another
1. counted

```tl error E0301
let a = 1

  let b = 2
```
END
export TLC_DIAGNOSTICS=$PWD/pages
tlc explain E0301
echo "[$?]"
tlc explain e0301 | head -1
tlc explain e301 | head -1
tlc explain 301 | head -1
tlc explain unit-mismatch | head -1
tlc explain unit_mismatch | head -1
echo "-- without a page"
tlc explain E0302
TLC_DIAGNOSTICS=$PWD/nowhere tlc explain E0301
echo "-- unknown"
tlc explain E9999
echo "[$?]"
tlc explain E0339
tlc explain 9301
tlc explain unit-mismach
echo "-- all"
tlc explain | head -3
unset TLC_DIAGNOSTICS
tlc explain E0601 | head -1
