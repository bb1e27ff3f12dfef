# --color and NO_COLOR; what is not a terminal gets none unless it is asked for.
printf 'let a = b\n' >bad.tl
show() { "$@" 2>&1 | cat -v | head -4; }
for how in auto never always tags; do
  echo "-- $how"
  show tlc check --color $how bad.tl
done
echo "-- NO_COLOR"
NO_COLOR=1 show tlc check bad.tl
NO_COLOR=1 show tlc check --color=always bad.tl
echo "-- pages"
printf '//! Some `code` and **more**.\n\n/// A number.\nlet a = 1\n' >page.tl
show tlc doc --color always page.tl
show tlc doc --color tags page.tl
show tlc doc page.tl
