# tests/phrase
