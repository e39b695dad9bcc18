cscinclude_HEADERS += include/csc/text.h
