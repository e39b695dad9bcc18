# tests/num
