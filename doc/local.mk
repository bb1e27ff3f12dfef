dist_man_MANS += %D%/tlc.1
