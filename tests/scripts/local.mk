# tests/scripts
