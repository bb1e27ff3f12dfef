# Tiles that do not fit are told by a check as well, once, and only if nothing else is wrong.
tlc check design.tl
echo "[$?]"
tlc design.tl 2>&1 | tail -1
sed 's/size = 1 KiB/size = 1 KB/' design.tl >other.tl
tlc check other.tl
echo "[$?]"
