cscinclude_HEADERS += include/csc/phrase.h
