# tests/text
