# tests/wom
