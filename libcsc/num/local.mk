cscinclude_HEADERS += include/csc/num.h
