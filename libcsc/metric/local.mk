cscinclude_HEADERS += include/csc/metric.h
