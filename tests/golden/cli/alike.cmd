# Parts that are alike are made once; what flows into others, or their arguments, make a difference.
tlc energy alike.tl
