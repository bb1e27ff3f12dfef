tlc
