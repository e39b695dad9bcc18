# csckit and the example programs.
